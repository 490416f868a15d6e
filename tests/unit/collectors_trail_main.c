#include "tests/unit/unit.h"

extern const struct unit_suite trail_cpu_suite, trail_crc_suite, trail_escape_suite, trail_scanner_suite,
	trail_hostile_suite, trail_compare_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {&trail_cpu_suite,
							  &trail_crc_suite,
							  &trail_escape_suite,
							  &trail_scanner_suite,
							  &trail_hostile_suite,
							  &trail_compare_suite,
							  NULL};
	return unit_main(argc, argv, suites);
}
