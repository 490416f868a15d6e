#include "tests/unit/unit.h"

extern const struct unit_suite base_words_suite, base_json_suite, base_db_suite, base_xml_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {&base_words_suite, &base_json_suite, &base_db_suite,
							  &base_xml_suite, NULL};
	return unit_main(argc, argv, suites);
}
