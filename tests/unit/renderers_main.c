#include "tests/unit/unit.h"

extern const struct unit_suite renderers_expand_suite, renderers_format_suite, renderers_strings_suite,
	renderers_report_suite, renderers_html_suite, renderers_machine_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {
		&renderers_expand_suite,
		&renderers_format_suite,
		&renderers_strings_suite,
		&renderers_report_suite,
		&renderers_html_suite,
		&renderers_machine_suite,
		NULL,
	};
	return unit_main(argc, argv, suites);
}
