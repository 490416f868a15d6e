/* The engagement file: whatever the bytes, there is a good document or a list of faults, never both, never neither. */
#include <stdlib.h>

#include "base/json.h"
#include "model/engagement.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	struct engagement_file f;
	struct err e;
	if (!engagement_parse((struct sv){(const char *)data, size}, "engagement.yaml", a, &f, &e))
		return 0;
	if ((f.faults == 0) != (f.document.n > 0))
		abort();
	for (size_t i = 0; i < f.faults; i++)
		if (!sv_starts(f.fault[i], SV("engagement.yaml:")))
			abort();
	if (f.faults == 0 && !json_parse(f.document, &doc, &e))
		abort();
	return 0;
}
