/* A resolved document with hostile texts, or any XML at all: a PDF or an error, nothing else. */
#include "renderers/pdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xml *document = NULL;
	struct err e;
	if (!xml_parse((struct sv){(const char *)data, size}, "document", &document, &e))
		return 0;
	struct arena *a = arena_new();
	struct templates folder = {NULL, a};
	struct pdf_outcome outcome;
	struct pdf_job job = {.document = document, .as_of = SV("2026-10-03T08:00:00Z"), .creator = SV("fuzz")};
	struct str out;
	str_init(&out, 64u << 20);
	bool good = templates_read(&folder, "theme.json", &job.theme, &e) &&
		    pdf_render(&job, a, &outcome, &out, &e);
	(void)good;
	str_free(&out);
	arena_free(&a);
	xml_free(&document);
	return 0;
}
