#include "tests/unit/unit.h"

extern const struct unit_suite analyzers_iam_iamdb_suite, analyzers_iam_contain_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {&analyzers_iam_iamdb_suite, &analyzers_iam_contain_suite, NULL};
	return unit_main(argc, argv, suites);
}
