/* Times of conditions: the W3C's forms of ISO 8601, from a bare year to a fraction of a second with a zone, and
 * epoch seconds. What has no zone is UTC. Source: W3C note "Date and Time Formats"; IAM User Guide, "Date
 * condition operators". */
#include "analyzers/iam/cond.h"

#define NANO_DIGITS 9

/* `n` digits off the front. */
static bool take_digits(struct sv *text, size_t n, int64_t *value)
{
	struct sv part = sv_sub(*text, 0, n);
	if (!sv_is_digits(part, n) || !sv_to_int64(part, value))
		return false;
	*text = sv_sub(*text, n, text->n);
	return true;
}

static bool take_char(struct sv *text, char c)
{
	if (text->n == 0 || text->at[0] != c)
		return false;
	*text = sv_sub(*text, 1, text->n);
	return true;
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar (months counted from March). */
static int64_t day_number(int64_t year, int64_t month, int64_t day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t month_days(int64_t year, int64_t month)
{
	static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap);
}

/* ".25" as nanoseconds; digits behind the ninth are dropped. */
static bool take_fraction(struct sv *text, int64_t *nano)
{
	size_t n = 0;
	*nano = 0;
	while (n < text->n && text->at[n] >= '0' && text->at[n] <= '9')
		n++;
	for (size_t i = 0; i < NANO_DIGITS; i++)
		*nano = *nano * 10 + (i < n ? text->at[i] - '0' : 0);
	*text = sv_sub(*text, n, text->n);
	return n > 0;
}

/* "Z", "+01:00", "-0800" or nothing; the rest must be empty. */
static bool take_zone(struct sv *text, int64_t *offset)
{
	int64_t hours, minutes;
	*offset = 0;
	if (text->n == 0 || take_char(text, 'Z') || take_char(text, 'z'))
		return text->n == 0;
	bool west = text->at[0] == '-';
	if (!take_char(text, '+') && !take_char(text, '-'))
		return false;
	if (!take_digits(text, 2, &hours))
		return false;
	take_char(text, ':');
	if (!take_digits(text, 2, &minutes) || hours > 23 || minutes > 59 || text->n > 0)
		return false;
	*offset = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
	return true;
}

static bool take_time(struct sv *text, struct iam_moment *m)
{
	int64_t hour, minute, second = 0, offset;
	if (!take_digits(text, 2, &hour) || !take_char(text, ':') || !take_digits(text, 2, &minute))
		return false;
	if (take_char(text, ':') && !take_digits(text, 2, &second))
		return false;
	if (take_char(text, '.') && !take_fraction(text, &m->nano))
		return false;
	if (!take_zone(text, &offset) || hour > 23 || minute > 59 || second > 60)
		return false;
	m->second += (hour * 60 + minute) * 60 + second - offset;
	return true;
}

static bool parse_date(struct sv text, struct iam_moment *m)
{
	int64_t year, month = 1, day = 1;
	if (!take_digits(&text, 4, &year))
		return false;
	if (take_char(&text, '-') && !take_digits(&text, 2, &month))
		return false;
	if (month < 1 || month > 12)
		return false;
	if (take_char(&text, '-') && !take_digits(&text, 2, &day))
		return false;
	if (day < 1 || day > month_days(year, month))
		return false;
	m->second = day_number(year, month, day) * 86400;
	m->nano = 0;
	if (text.n == 0)
		return true;
	return (take_char(&text, 'T') || take_char(&text, 't') || take_char(&text, ' ')) && take_time(&text, m);
}

static bool parse_epoch(struct sv text, struct iam_moment *m)
{
	bool negative = take_char(&text, '-');
	size_t n = 0;
	int64_t second, nano = 0;
	while (n < text.n && text.at[n] >= '0' && text.at[n] <= '9')
		n++;
	if (n == 0 || n > 15 || !take_digits(&text, n, &second))
		return false;
	if (take_char(&text, '.') && !take_fraction(&text, &nano))
		return false;
	if (text.n > 0)
		return false;
	*m = (struct iam_moment){second, nano};
	if (negative)
		*m = (struct iam_moment){-second - (nano > 0), nano > 0 ? 1000000000 - nano : 0};
	return true;
}

bool iam_moment_parse(struct sv text, struct iam_moment *m)
{
	return parse_date(text, m) || parse_epoch(text, m);
}
