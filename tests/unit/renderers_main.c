#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "renderers/pdf.h"
#include "tests/unit/unit.h"

extern const struct unit_suite renderers_expand_suite, renderers_format_suite, renderers_strings_suite,
	renderers_report_suite, renderers_html_suite, renderers_machine_suite, renderers_pdf_suite;

static int told(bool good, const struct err *e)
{
	if (!good)
		fprintf(stderr, "%s\n", e->text);
	return good ? 0 : 1;
}

/* `renderers_tests --pdf DOCUMENT THEME FILE` renders a resolved document, for tests/golden/pdf_test.py. */
static bool render_file(char **argv, struct str *out, struct err *e)
{
	CLEANUP(str_free) struct str document = {0}, theme = {0};
	CLEANUP(xml_free) struct xml *doc = NULL;
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct pdf_outcome outcome = {0};
	if (!file_read(argv[2], LIMIT_XML_TEXT, &document, e) ||
	    !file_read(argv[3], LIMIT_XML_TEXT, &theme, e) || !xml_parse(str_sv(&document), argv[2], &doc, e))
		return false;
	struct pdf_job job = {.document = doc,
			      .theme = str_sv(&theme),
			      .as_of = SV("2026-10-03T08:00:00Z"),
			      .creator = SV("bailiwick tests")};
	if (!pdf_render(&job, a, &outcome, out, e) || !file_write(argv[4], str_sv(out), e))
		return false;
	printf("%zu pages; without a font: " SV_FMT "\n", outcome.pages, SV_ARG(outcome.missing));
	return true;
}

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {
		&renderers_expand_suite,  &renderers_format_suite,
		&renderers_strings_suite, &renderers_report_suite,
		&renderers_html_suite,    &renderers_machine_suite,
		&renderers_pdf_suite,     NULL,
	};
	struct err e;
	if (argc == 5 && strcmp(argv[1], "--pdf") == 0) {
		CLEANUP(str_free) struct str out;
		str_init(&out, LIMIT_FILE);
		return told(render_file(argv, &out, &e), &e);
	}
	return unit_main(argc, argv, suites);
}
