#include "tests/unit/unit.h"

extern const struct unit_suite collectors_answers_suite, collectors_collectors_suite, collectors_contacts_suite,
	collectors_cost_suite, collectors_credential_report_suite, collectors_credentials_suite,
	collectors_csv_columns_suite, collectors_facts_suite, collectors_format_suite,
	collectors_iam_details_suite, collectors_iam_entity_suite, collectors_iam_lists_suite,
	collectors_invoice_suite, collectors_organization_policies_suite, collectors_organizations_suite,
	collectors_reading_suite, collectors_recognise_suite, collectors_settle_suite,
	collectors_trail_fact_suite, collectors_trail_settle_suite, collectors_trail_store_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {
		&collectors_answers_suite,
		&collectors_collectors_suite,
		&collectors_contacts_suite,
		&collectors_cost_suite,
		&collectors_credential_report_suite,
		&collectors_credentials_suite,
		&collectors_csv_columns_suite,
		&collectors_facts_suite,
		&collectors_format_suite,
		&collectors_iam_details_suite,
		&collectors_iam_entity_suite,
		&collectors_iam_lists_suite,
		&collectors_invoice_suite,
		&collectors_organization_policies_suite,
		&collectors_organizations_suite,
		&collectors_reading_suite,
		&collectors_recognise_suite,
		&collectors_settle_suite,
		&collectors_trail_fact_suite,
		&collectors_trail_settle_suite,
		&collectors_trail_store_suite,
		NULL,
	};
	return unit_main(argc, argv, suites);
}
