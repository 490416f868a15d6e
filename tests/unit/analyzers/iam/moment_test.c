#include "tests/unit/unit.h"

#include "analyzers/iam/cond.h"

extern const struct unit_suite analyzers_iam_moment_suite;

static void times_are_read_to_the_nanosecond(void)
{
	static const struct {
		const char *text;
		int64_t second, nano;
	} rows[] = {
		{"1970", 0, 0},
		{"1970-01", 0, 0},
		{"1970-01-02", 86400, 0},
		{"2026-01-01T00:00Z", 1767225600, 0},
		{"2026-01-01T00:00:00Z", 1767225600, 0},
		{"2026-01-01T01:00:00+01:00", 1767225600, 0},
		{"2025-12-31T16:00:00-0800", 1767225600, 0},
		{"2026-01-01T00:00:00", 1767225600, 0},
		{"2026-01-01t00:00:00.25z", 1767225600, 250000000},
		{"2026-01-01T00:00:00.1234567899", 1767225600, 123456789},
		{"1767225600", 1767225600, 0},
		{"1767225600.5", 1767225600, 500000000},
		{"-1.5", -2, 500000000},
		{"0000-03-01", -62162035200, 0},
		{"2024-02-29", 1709164800, 0},
		{"9999-12-31T23:59:59Z", 253402300799, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct iam_moment m = {-1, -1};
		CHECK(iam_moment_parse(sv_of(rows[i].text), &m));
		CHECK_INT(m.second, rows[i].second);
		CHECK_INT(m.nano, rows[i].nano);
	}
}

static void what_is_no_time_is_refused(void)
{
	static const char *const rows[] = {"",
					   "yesterday",
					   "2026-13",
					   "2026-02-29",
					   "2026-1-1",
					   "2026-01-01T",
					   "2026-01-01T24:00Z",
					   "2026-01-01T00:60Z",
					   "2026-01-01T00:00:61Z",
					   "2026-01-01T00:00:00.Z",
					   "2026-01-01T00:00:00+1",
					   "2026-01-01T00:00:00Zx",
					   "1e9",
					   "1.",
					   "-",
					   "9999999999999999"};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct iam_moment m;
		CHECK(!iam_moment_parse(sv_of(rows[i]), &m));
	}
}

static const struct unit_case cases[] = {
	{"times_are_read_to_the_nanosecond", times_are_read_to_the_nanosecond},
	{"what_is_no_time_is_refused", what_is_no_time_is_refused},
	{NULL, NULL},
};

const struct unit_suite analyzers_iam_moment_suite = {"analyzers_iam_moment", cases};
