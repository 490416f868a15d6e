#include "tests/unit/unit.h"

extern const struct unit_suite collectors_trail_compare_suite, collectors_trail_content_suite,
	collectors_trail_cpu_suite, collectors_trail_crc_suite, collectors_trail_digest_suite,
	collectors_trail_escape_suite, collectors_trail_gunzip_suite, collectors_trail_hostile_suite,
	collectors_trail_kept_suite, collectors_trail_principal_suite, collectors_trail_record_suite,
	collectors_trail_rollup_suite, collectors_trail_row_suite, collectors_trail_scan_suite,
	collectors_trail_scanner_suite, collectors_trail_session_suite, collectors_trail_span_suite,
	collectors_trail_strip_suite;

int main(int argc, char **argv)
{
	static const struct unit_suite *const suites[] = {
		&collectors_trail_compare_suite,
		&collectors_trail_content_suite,
		&collectors_trail_cpu_suite,
		&collectors_trail_crc_suite,
		&collectors_trail_digest_suite,
		&collectors_trail_escape_suite,
		&collectors_trail_gunzip_suite,
		&collectors_trail_hostile_suite,
		&collectors_trail_kept_suite,
		&collectors_trail_principal_suite,
		&collectors_trail_record_suite,
		&collectors_trail_rollup_suite,
		&collectors_trail_row_suite,
		&collectors_trail_scan_suite,
		&collectors_trail_scanner_suite,
		&collectors_trail_session_suite,
		&collectors_trail_span_suite,
		&collectors_trail_strip_suite,
		NULL,
	};
	return unit_main(argc, argv, suites);
}
