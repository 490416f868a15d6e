#include "tests/unit/unit.h"

extern const struct unit_suite model_contract_suite, model_engagement_suite, model_store_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {&model_contract_suite, &model_engagement_suite,
							  &model_store_suite, NULL};
	return unit_main(argc, argv, suites);
}
