#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "renderers/pdf.h"
#include "tests/unit/unit.h"

/* `renderers_tests --pdf DOCUMENT THEME FILE` renders a resolved document, for tests/golden/pdf_test.py. */
static bool render(char **argv, struct str *document, struct str *theme, struct str *out, struct err *e)
{
	struct xml *doc = NULL;
	struct pdf_report report = {0};
	if (!file_read(argv[2], LIMIT_XML_TEXT, document, e))
		return false;
	if (!file_read(argv[3], LIMIT_XML_TEXT, theme, e) || !xml_parse(str_sv(document), argv[2], &doc, e))
		return false;
	struct arena *a = arena_new();
	struct pdf_job job = {.document = doc,
			      .theme = str_sv(theme),
			      .as_of = SV("2026-10-03T08:00:00Z"),
			      .creator = SV("bailiwick tests")};
	bool good = pdf_render(&job, a, &report, out, e) && file_write(argv[4], str_sv(out), e);
	if (good)
		printf("%zu pages; without a font: " SV_FMT "\n", report.pages, SV_ARG(report.missing));
	arena_free(&a);
	xml_free(&doc);
	return good;
}

static int render_pdf(char **argv)
{
	struct str document, theme, out;
	struct err e;
	str_init(&document, 1);
	str_init(&theme, 1);
	str_init(&out, LIMIT_FILE);
	bool good = render(argv, &document, &theme, &out, &e);
	if (!good)
		fprintf(stderr, "%s\n", e.text);
	str_free(&document);
	str_free(&theme);
	str_free(&out);
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {NULL};
	if (argc == 5 && strcmp(argv[1], "--pdf") == 0)
		return render_pdf(argv);
	return unit_main(argc, argv, suites);
}
