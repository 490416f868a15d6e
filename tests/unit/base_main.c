#include "tests/unit/unit.h"

extern const struct unit_suite base_arena_suite, base_arn_suite, base_cidr_suite, base_crypto_suite,
	base_csv_suite, base_db_suite, base_decimal_suite, base_err_suite, base_file_suite, base_glob_suite,
	base_json_suite, base_pool_suite, base_str_suite, base_table_suite, base_time_suite, base_utf8_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {&base_arena_suite,
							  &base_arn_suite,
							  &base_cidr_suite,
							  &base_crypto_suite,
							  &base_csv_suite,
							  &base_db_suite,
							  &base_decimal_suite,
							  &base_err_suite,
							  &base_file_suite,
							  &base_glob_suite,
							  &base_json_suite,
							  &base_pool_suite,
							  &base_str_suite,
							  &base_table_suite,
							  &base_time_suite,
							  &base_utf8_suite,
							  NULL};
	return unit_main(argc, argv, suites);
}
