#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "tests/unit/renderers/pdf/desk.h"
#include "tests/unit/unit.h"

extern const struct unit_suite pdf_shape_suite, pdf_break_suite, pdf_flow_suite, pdf_document_suite;

/* `renderers_pdf_tests --demo FILE [rtl]` writes the document of every block, for tests/golden/pdf_test.sh. */
static int write_demo(const char *path, bool rtl)
{
	struct str out;
	struct err e;
	str_init(&out, LIMIT_FILE);
	bool good = demo_write(&out, rtl, &e) && file_write(path, str_sv(&out), &e);
	if (!good)
		fprintf(stderr, "%s\n", e.text);
	str_free(&out);
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {&pdf_shape_suite, &pdf_break_suite, &pdf_flow_suite,
							  &pdf_document_suite, NULL};
	if (argc >= 3 && strcmp(argv[1], "--demo") == 0)
		return write_demo(argv[2], argc > 3 && strcmp(argv[3], "rtl") == 0);
	return unit_main(argc, argv, suites);
}
