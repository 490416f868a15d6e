#include "tests/unit/unit.h"

extern const struct unit_suite analyzers_iam_case_suite, analyzers_iam_contain_suite, analyzers_iam_eval_suite,
	analyzers_iam_globset_suite, analyzers_iam_graph_suite, analyzers_iam_iamdb_suite,
	analyzers_iam_lint_suite, analyzers_iam_expand_suite, analyzers_iam_match_suite,
	analyzers_iam_moment_suite, analyzers_iam_policy_suite, analyzers_iam_property_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {&analyzers_iam_case_suite,
							  &analyzers_iam_contain_suite,
							  &analyzers_iam_eval_suite,
							  &analyzers_iam_globset_suite,
							  &analyzers_iam_graph_suite,
							  &analyzers_iam_iamdb_suite,
							  &analyzers_iam_lint_suite,
							  &analyzers_iam_expand_suite,
							  &analyzers_iam_match_suite,
							  &analyzers_iam_moment_suite,
							  &analyzers_iam_policy_suite,
							  &analyzers_iam_property_suite,
							  NULL};
	return unit_main(argc, argv, suites);
}
