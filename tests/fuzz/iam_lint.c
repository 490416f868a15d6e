/* Any bytes as a policy: lint answers with findings that are valid JSON, whatever it is. The first byte chooses the
 * kind of policy. */
#include <stdint.h>
#include <stdlib.h>

#include "analyzers/iam/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(json_free) struct json *doc = NULL, *answer = NULL;
	struct iam_findings f;
	struct str out;
	struct err e;
	if (size < 1 || size > 20000 || !json_parse((struct sv){(const char *)data + 1, size - 1}, &doc, &e))
		return 0;
	iam_lint(a, json_root(doc), (enum iam_policy_type)(data[0] % IAM_POLICY_TYPES), &f);
	str_init(&out, (size_t)64 << 20);
	iam_lint_write(&f, SV("null"), &out);
	if (!out.full && !json_parse(str_sv(&out), &answer, &e))
		abort();
	str_free(&out);
	return 0;
}
