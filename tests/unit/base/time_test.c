#include "tests/unit/unit.h"

#include "base/time.h"

extern const struct unit_suite base_time_suite;

static void times_are_read_with_their_offset(void)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{"2026-07-01T00:00:00+01:00", "2026-06-30T23:00:00Z"},
		{"2024-02-29T12:00:00.5Z", "2024-02-29T12:00:00Z"},
		{"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
		{"0000-01-01T00:00:00+14:00", "0000-01-01T00:00:00Z"},
		{"9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t t = 0;
		struct err e;
		char text[TIME_TEXT_MAX];
		CHECK_OK(time_parse(sv_of(rows[i].in), &t, &e), &e);
		time_format(t, text);
		CHECK_Z(text, rows[i].want);
	}
}

static void times_that_do_not_exist_are_refused(void)
{
	static const char *const rows[] = {"2026-13-01", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z",
					   "2026-01-01T00:00:00"};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t t;
		struct err e;
		CHECK_ERR(time_parse(sv_of(rows[i]), &t, &e), &e, "expected an RFC 3339 time with offset, got");
	}
	int64_t t;
	struct err e;
	CHECK_ERR(time_parse_date(SV("2025-02-29"), &t, &e), &e, "expected a date as YYYY-MM-DD");
	CHECK_ERR(time_parse_aws(SV("yesterday"), &t, &e), &e, "expected a time");
}

static void aws_times_are_read(void)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{"2022-08-07 12:55:43+00:00", "2022-08-07T12:55:43Z"},
		{"2024-09-18 23:00:00", "2024-09-18T23:00:00Z"},
		{"1481656459.257", "2016-12-13T19:14:19Z"},
		{"1.47008383521E9", "2016-08-01T20:37:15Z"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t t = 0;
		struct err e;
		char text[TIME_TEXT_MAX];
		CHECK_OK(time_parse_aws(sv_of(rows[i].in), &t, &e), &e);
		time_format(t, text);
		CHECK_Z(text, rows[i].want);
	}
}

static void days_before_and_after_leap_days_follow_each_other(void)
{
	int64_t before, after;
	struct err e;
	CHECK_OK(time_parse_date(SV("2000-02-28"), &before, &e) &&
			 time_parse_date(SV("2000-03-01"), &after, &e),
		 &e);
	CHECK_INT(after - before, 2 * 86400);
	CHECK_OK(time_parse_date(SV("2100-02-28"), &before, &e) &&
			 time_parse_date(SV("2100-03-01"), &after, &e),
		 &e);
	CHECK_INT(after - before, 86400);
}

static void intervals_are_half_open(void)
{
	struct interval i = {10, 20};
	CHECK(interval_has(i, 10) && interval_has(i, 19) && !interval_has(i, 20) && !interval_has(i, 9));
}

static const struct unit_case cases[] = {
	{"times_are_read_with_their_offset", times_are_read_with_their_offset},
	{"times_that_do_not_exist_are_refused", times_that_do_not_exist_are_refused},
	{"aws_times_are_read", aws_times_are_read},
	{"days_before_and_after_leap_days_follow_each_other",
	 days_before_and_after_leap_days_follow_each_other},
	{"intervals_are_half_open", intervals_are_half_open},
	{NULL, NULL},
};

const struct unit_suite base_time_suite = {"base_time", cases};
