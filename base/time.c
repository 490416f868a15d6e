#include "base/time.h"

#define DAY 86400
/* What RFC 3339 has a text for. */
#define FIRST INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */
#define LAST  INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

static const char *const expected_time = "expected an RFC 3339 time with offset";

/* Days since 1970-01-01 of a proleptic Gregorian date. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t days_in_month(int64_t year, int64_t month)
{
	static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

/* Takes exactly n digits off the front. */
static bool take(struct sv *v, size_t n, int64_t low, int64_t high, int64_t *value)
{
	if (!sv_is_digits(sv_sub(*v, 0, n), n) || !sv_to_int64(sv_sub(*v, 0, n), value))
		return false;
	*v = sv_sub(*v, n, v->n);
	return *value >= low && *value <= high;
}

static bool skip(struct sv *v, char c)
{
	if (v->n == 0 || v->at[0] != c)
		return false;
	*v = sv_sub(*v, 1, v->n);
	return true;
}

static bool take_date(struct sv *v, int64_t *midnight)
{
	int64_t year, month, day;
	if (!take(v, 4, 0, 9999, &year) || !skip(v, '-') || !take(v, 2, 1, 12, &month) || !skip(v, '-') ||
	    !take(v, 2, 1, 31, &day) || day > days_in_month(year, month))
		return false;
	*midnight = days_of(year, month, day) * DAY;
	return true;
}

static bool take_clock(struct sv *v, int64_t *seconds)
{
	int64_t hour, minute, second;
	if (!take(v, 2, 0, 23, &hour) || !skip(v, ':') || !take(v, 2, 0, 59, &minute) || !skip(v, ':') ||
	    !take(v, 2, 0, 59, &second))
		return false;
	*seconds = hour * 3600 + minute * 60 + second;
	if (skip(v, '.')) {
		size_t n = 0;
		while (n < v->n && v->at[n] >= '0' && v->at[n] <= '9')
			n++;
		*v = sv_sub(*v, n, v->n);
		return n > 0;
	}
	return true;
}

/* "Z", "+01:00", and with `loose` also "+0100"; *east in seconds. */
static bool take_offset(struct sv *v, bool loose, int64_t *east)
{
	*east = 0;
	if (skip(v, 'Z') || skip(v, 'z'))
		return true;
	int64_t sign = skip(v, '+') ? 1 : skip(v, '-') ? -1 : 0;
	int64_t hour, minute;
	if (sign == 0 || !take(v, 2, 0, 23, &hour) || (!skip(v, ':') && !loose) || !take(v, 2, 0, 59, &minute))
		return false;
	*east = sign * (hour * 3600 + minute * 60);
	return true;
}

static bool take_time(struct sv v, bool loose, int64_t *t)
{
	int64_t midnight, seconds, east = 0;
	if (!take_date(&v, &midnight) || !(skip(&v, 'T') || skip(&v, 't') || (loose && skip(&v, ' '))) ||
	    !take_clock(&v, &seconds))
		return false;
	bool bare = loose && v.n == 0;
	if (!bare && (!take_offset(&v, loose, &east) || v.n > 0))
		return false;
	*t = midnight + seconds - east;
	return true;
}

bool time_parse(struct sv text, int64_t *t, struct err *e)
{
	if (!take_time(text, false, t))
		return err_set(e, "%s, got \"" SV_FMT "\"", expected_time, SV_ARG(text));
	return true;
}

/* Epoch seconds as the AWS CLI prints them: 1481656459.257, 1.47008383521E9. */
static bool take_epoch(struct sv v, int64_t *t)
{
	char digits[40];
	size_t n = 0;
	int64_t exponent = 0, after_point = 0;
	bool point = false;
	for (; v.n > 0 && n < sizeof digits - 1; v = sv_sub(v, 1, v.n)) {
		if (v.at[0] >= '0' && v.at[0] <= '9') {
			digits[n++] = v.at[0];
			after_point += point;
		} else if (v.at[0] == '.' && !point && n > 0) {
			point = true;
		} else {
			break;
		}
	}
	if (n == 0)
		return false;
	if (v.n > 0) {
		if (!skip(&v, 'e') && !skip(&v, 'E'))
			return false;
		skip(&v, '+');
		if (!sv_to_int64(v, &exponent) || exponent < 0 || exponent > 12)
			return false;
	}
	int64_t whole = (int64_t)n - after_point + exponent;
	if (whole < 1 || whole > 11)
		return false;
	*t = 0;
	for (int64_t i = 0; i < whole; i++)
		*t = *t * 10 + (i < (int64_t)n ? digits[i] - '0' : 0);
	return true;
}

bool time_parse_aws(struct sv text, int64_t *t, struct err *e)
{
	if (!take_time(text, true, t) && !take_epoch(text, t))
		return err_set(e, "expected a time, got \"" SV_FMT "\"", SV_ARG(text));
	return true;
}

bool time_parse_date(struct sv text, int64_t *midnight, struct err *e)
{
	struct sv rest = text;
	int64_t value;
	if (!take_date(&rest, &value) || rest.n > 0)
		return err_set(e, "expected a date as YYYY-MM-DD, got \"" SV_FMT "\"", SV_ARG(text));
	*midnight = value;
	return true;
}

void time_format(int64_t t, char text[TIME_TEXT_MAX])
{
	t = t < FIRST ? FIRST : t > LAST ? LAST : t;
	int64_t days = t / DAY, seconds = t % DAY;
	if (seconds < 0) {
		seconds += DAY;
		days--;
	}
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted = (5 * of_year + 2) / 153;
	int64_t day = of_year - (153 * shifted + 2) / 5 + 1;
	int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
	int64_t year = year_of_era + era * 400 + (month <= 2);
	unsigned part[] = {(unsigned)year,
			   (unsigned)month,
			   (unsigned)day,
			   (unsigned)(seconds / 3600),
			   (unsigned)(seconds / 60 % 60),
			   (unsigned)(seconds % 60)};
	static const char after[] = "--T::Z";
	size_t at = 0;
	for (size_t i = 0; i < 6; i++) {
		for (unsigned scale = i == 0 ? 1000 : 10; scale > 0; scale /= 10)
			text[at++] = (char)('0' + part[i] / scale % 10);
		text[at++] = after[i];
	}
	text[at] = '\0';
}

bool interval_has(struct interval i, int64_t t)
{
	return t >= i.start && t < i.end;
}
