#include "tests/unit/unit.h"

extern const struct unit_suite cli_period_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {&cli_period_suite, NULL};
	return unit_main(argc, argv, suites);
}
