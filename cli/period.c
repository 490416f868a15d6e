#include "cli/period.h"

#include "base/time.h"

#define DAY 86400

static bool number(struct sv v, size_t digits, int64_t low, int64_t high, int64_t *value)
{
	return sv_is_digits(v, digits) && sv_to_int64(v, value) && *value >= low && *value <= high;
}

/* The months first to last of a year; the last day is the one before the next month begins. */
static bool months(int64_t year, int64_t first, int64_t last, struct arena *a, const char **start,
		   const char **end)
{
	char text[TIME_TEXT_MAX];
	int64_t next;
	struct err e;
	struct sv after = arena_printf(a, "%04d-%02d-01", (int)(year + last / 12), (int)(last % 12 + 1));
	if (!time_parse_date(after, &next, &e))
		return false;
	time_format(next - DAY, text);
	*start = arena_printf(a, "%04d-%02d-01", (int)year, (int)first).at;
	*end = arena_strz(a, sv_sub(sv_of(text), 0, 10));
	return true;
}

/* "2026", "2026-Q2", "2026-06", "2026-06-15". */
static bool named(struct sv v, struct arena *a, const char **start, const char **end)
{
	int64_t year, part, t;
	struct err e;
	struct sv rest = sv_sub(v, 4, v.n);
	if (time_parse_date(v, &t, &e)) {
		*start = *end = arena_strz(a, v);
		return true;
	}
	if (!number(sv_sub(v, 0, 4), 4, 1, 9998, &year))
		return false;
	if (rest.n == 0)
		return months(year, 1, 12, a, start, end);
	if (sv_starts(rest, SV("-Q")) && number(sv_sub(rest, 2, rest.n), 1, 1, 4, &part))
		return months(year, 3 * part - 2, 3 * part, a, start, end);
	return rest.at[0] == '-' && number(sv_sub(rest, 1, rest.n), 2, 1, 12, &part) &&
	       months(year, part, part, a, start, end);
}

bool moment_parse(struct sv v, int64_t *t)
{
	struct err e;
	return time_parse_date(v, t, &e) || time_parse(v, t, &e);
}

/* A day as the end means through that day. */
static bool is_before(struct sv start, struct sv end)
{
	int64_t from, to, day;
	struct err e;
	if (!moment_parse(start, &from) || !moment_parse(end, &to))
		return false;
	return from < to + (time_parse_date(end, &day, &e) ? DAY : 0);
}

bool period_parse(const char *text, struct arena *a, const char **start, const char **end, struct err *e)
{
	struct sv v = sv_of(text), first, rest = v;
	int64_t t;
	if (sv_find_char(v, '/') < 0 && named(v, a, start, end))
		return true;
	if (sv_find_char(v, '/') >= 0 && sv_split(&rest, '/', &first) && moment_parse(first, &t) &&
	    moment_parse(rest, &t)) {
		if (!is_before(first, rest))
			return err_set(e, "--period: expected an end after its start, got \"%s\"", text);
		*start = arena_strz(a, first);
		*end = arena_strz(a, rest);
		return true;
	}
	return err_set(
		e,
		"--period: expected 2026, 2026-Q2, 2026-06, or START/END as days or RFC 3339 times, got \"%s\"",
		text);
}
