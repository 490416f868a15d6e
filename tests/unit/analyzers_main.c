#include "tests/unit/unit.h"

extern const struct unit_suite analyzers_access_suite, analyzers_analyze_suite, analyzers_attribution_suite,
	analyzers_controls_suite, analyzers_iam_sql_suite, analyzers_scenarios_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {&analyzers_access_suite,
							  &analyzers_analyze_suite,
							  &analyzers_attribution_suite,
							  &analyzers_controls_suite,
							  &analyzers_iam_sql_suite,
							  &analyzers_scenarios_suite,
							  NULL};
	return unit_main(argc, argv, suites);
}
