#include "tests/unit/unit.h"

#include "cli/period.h"

extern const struct unit_suite cli_period_suite;

static void periods_have_a_first_and_a_last_day(void)
{
	static const struct {
		const char *in, *start, *end;
	} rows[] = {
		{"2026", "2026-01-01", "2026-12-31"},
		{"2026-Q1", "2026-01-01", "2026-03-31"},
		{"2026-Q4", "2026-10-01", "2026-12-31"},
		{"2024-02", "2024-02-01", "2024-02-29"},
		{"2026-12", "2026-12-01", "2026-12-31"},
		{"2026-06-15", "2026-06-15", "2026-06-15"},
		{"2026-06-01/2026-06-15", "2026-06-01", "2026-06-15"},
		{"2026-06-01T00:00:00+02:00/2026-06-15", "2026-06-01T00:00:00+02:00", "2026-06-15"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *start = "", *end = "";
		struct err e;
		CHECK_OK(period_parse(rows[i].in, a, &start, &end, &e), &e);
		CHECK_Z(start, rows[i].start);
		CHECK_Z(end, rows[i].end);
	}
}

static void other_words_are_no_period(void)
{
	static const char *const rows[] = {"",       "26",         "2026-Q5",     "2026-13",
					   "2026-Q", "2026/",      "/2026-01-01", "2026-01/2026-02",
					   "0000",   "2026-02-30", "last month",  "2026-1"};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *start, *end;
		struct err e;
		CHECK_ERR(period_parse(rows[i], a, &start, &end, &e), &e, "--period: expected 2026, 2026-Q2");
	}
}

static void the_end_is_after_the_start(void)
{
	static const char *const rows[] = {"2026-07-02/2026-07-01", "2026-07-02T00:00:00Z/2026-07-02T00:00:00Z",
					   "2026-07-02T01:00:00Z/2026-07-02T02:00:00+02:00"};
	CLEANUP(arena_free) struct arena *a = arena_new();
	const char *start, *end;
	struct err e;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_ERR(period_parse(rows[i], a, &start, &end, &e), &e,
			  "--period: expected an end after its start, got \"2026-07-02");
	CHECK_OK(period_parse("2026-07-02/2026-07-02", a, &start, &end, &e), &e);
}

static const struct unit_case cases[] = {
	{"periods_have_a_first_and_a_last_day", periods_have_a_first_and_a_last_day},
	{"other_words_are_no_period", other_words_are_no_period},
	{"the_end_is_after_the_start", the_end_is_after_the_start},
	{NULL, NULL},
};

const struct unit_suite cli_period_suite = {"cli_period", cases};
