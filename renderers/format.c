#include "renderers/format.h"

#include "base/decimal.h"
#include "base/time.h"

#define DAY 86400

struct formatter {
	const struct strings *strings;
	struct arena *arena;
	struct sv value;
};

static bool expected(const char *format, const char *what, struct sv seen, struct err *e)
{
	return err_set(e, "format %s: expected %s, got \"" SV_FMT "\"", format, what,
		       SV_ARG(sv_sub(seen, 0, 80)));
}

/* ---- numbers ---- */

static struct sv grouped(const struct formatter *f, struct sv digits)
{
	CLEANUP(str_free) struct str s;
	str_init(&s, 256);
	struct sv separator = strings_word(f->strings, "format.group");
	bool minus = digits.n > 0 && digits.at[0] == '-';
	if (minus)
		str_addz(&s, "\xe2\x88\x92");
	digits = sv_sub(digits, minus, digits.n);
	for (size_t i = 0; i < digits.n; i++) {
		if (i > 0 && (digits.n - i) % 3 == 0)
			str_add(&s, separator);
		str_addc(&s, digits.at[i]);
	}
	return arena_sv(f->arena, str_sv(&s));
}

static bool format_count(const struct formatter *f, struct sv *text, struct err *e)
{
	int64_t n;
	if (!sv_to_int64(f->value, &n))
		return expected("count", "a whole number", f->value, e);
	*text = grouped(f, f->value);
	return true;
}

static struct sv numbered(const struct formatter *f, const char *key, struct sv number)
{
	const struct strings_part part = {SV("n"), number, number};
	struct sv text = number;
	struct err e;
	return strings_fill(f->strings, sv_of(key), &part, 1, f->arena, &text, &e) ? text : number;
}

static bool format_percent(const struct formatter *f, struct sv *text, struct err *e)
{
	struct sv rest = f->value, first;
	int64_t part, whole;
	sv_split(&rest, '/', &first);
	if (!sv_to_int64(first, &part) || !sv_to_int64(rest, &whole) || part < 0 || whole < part ||
	    whole > INT64_MAX / 200)
		return expected("percent", "part/whole", f->value, e);
	if (whole == 0) {
		*text = strings_word(f->strings, "format.no-percent");
		return true;
	}
	int64_t percent = (part * 200 + whole) / (whole * 2);
	if (percent == 100 && part < whole)
		percent = 99;
	if (percent == 0 && part > 0)
		*text = numbered(f, "format.percent-below", SV("1"));
	else
		*text = numbered(f, "format.percent", arena_printf(f->arena, "%lld", (long long)percent));
	return true;
}

static bool format_bytes(const struct formatter *f, struct sv *text, struct err *e)
{
	static const char *const keys[] = {"format.bytes", "format.kilobytes", "format.megabytes",
					   "format.gigabytes", "format.terabytes"};
	int64_t n;
	size_t unit = 0;
	if (!sv_to_int64(f->value, &n) || n < 0)
		return expected("bytes", "a size", f->value, e);
	for (; n >= 1000 && unit + 1 < sizeof keys / sizeof *keys; unit++)
		n = n / 1000 + (n % 1000 >= 500);
	*text = numbered(f, keys[unit], arena_printf(f->arena, "%lld", (long long)n));
	return true;
}

static bool format_money(const struct formatter *f, struct sv *text, struct err *e)
{
	struct sv rest = f->value, amount;
	struct decimal d, cents = {0, 2};
	char digits[DECIMAL_TEXT_MAX];
	sv_split(&rest, ' ', &amount);
	if (!decimal_parse(amount, &d, e) || rest.n == 0 || !decimal_add(decimal_round(d, 2), cents, &d, e))
		return expected("money", "an amount and a currency", f->value, e);
	decimal_format(d, digits);
	struct sv fraction = sv_of(digits), whole;
	sv_split(&fraction, '.', &whole);
	*text = arena_printf(f->arena, SV_FMT SV_FMT SV_FMT "\xc2\xa0" SV_FMT, SV_ARG(grouped(f, whole)),
			     SV_ARG(strings_word(f->strings, "format.decimal")), SV_ARG(fraction),
			     SV_ARG(rest));
	return true;
}

static bool format_duration(const struct formatter *f, struct sv *text, struct err *e)
{
	static const struct {
		int64_t seconds;
		const char *key;
	} units[] = {
		{DAY, "format.days"}, {3600, "format.hours"}, {60, "format.minutes"}, {1, "format.seconds"}};
	int64_t n;
	if (!sv_to_int64(f->value, &n) || n < 0)
		return expected("duration", "seconds", f->value, e);
	size_t u = 0;
	while (units[u].seconds > 1 && (n == 0 || n % units[u].seconds != 0))
		u++;
	*text = numbered(f, units[u].key, arena_printf(f->arena, "%lld", (long long)(n / units[u].seconds)));
	return true;
}

/* ---- dates ---- */

static bool moment(struct sv value, const char *format, int64_t *t, struct err *e)
{
	struct err unused;
	if (value.n == 10 ? time_parse_date(value, t, &unused) : time_parse(value, t, &unused))
		return true;
	return expected(format, "a date or a time", value, e);
}

static struct sv pattern(const struct formatter *f, const char *key, int64_t t)
{
	char text[TIME_TEXT_MAX];
	int64_t day = 0, month = 0;
	time_format(t, text);
	struct sv whole = arena_sv(f->arena, sv_of(text)), out = whole;
	struct err e;
	if (!sv_to_int64(sv_sub(whole, 8, 2), &day) || !sv_to_int64(sv_sub(whole, 5, 2), &month))
		return whole;
	struct sv name = arena_printf(f->arena, "format.month.%d", (int)month);
	const struct strings_part parts[] = {
		{SV("day"), arena_printf(f->arena, "%d", (int)day), SV("")},
		{SV("month"), strings_word(f->strings, name.at), SV("")},
		{SV("year"), sv_sub(whole, 0, 4), SV("")},
		{SV("time"), sv_sub(whole, 11, 5), SV("")},
	};
	return strings_fill(f->strings, sv_of(key), parts, sizeof parts / sizeof *parts, f->arena, &out, &e)
		       ? out
		       : whole;
}

static bool format_date(const struct formatter *f, struct sv *text, struct err *e)
{
	int64_t t;
	if (!moment(f->value, "date", &t, e))
		return false;
	*text = pattern(f, "format.date", t);
	return true;
}

static bool format_datetime(const struct formatter *f, struct sv *text, struct err *e)
{
	int64_t t;
	if (!moment(f->value, "datetime", &t, e))
		return false;
	*text = pattern(f, "format.datetime", t);
	return true;
}

static bool format_lastday(const struct formatter *f, struct sv *text, struct err *e)
{
	int64_t t;
	if (!moment(f->value, "lastday", &t, e))
		return false;
	*text = pattern(f, "format.date", t - 1);
	return true;
}

static bool format_period(const struct formatter *f, struct sv *text, struct err *e)
{
	struct sv end = f->value, start;
	int64_t from, to;
	sv_split(&end, '/', &start);
	if (!moment(start, "period", &from, e) || !moment(end, "period", &to, e))
		return false;
	char one[TIME_TEXT_MAX], two[TIME_TEXT_MAX];
	time_format(from, one);
	time_format(to - 1, two);
	bool same_year = sv_eq(sv_sub(sv_of(one), 0, 4), sv_sub(sv_of(two), 0, 4));
	const struct strings_part parts[] = {
		{SV("from"), pattern(f, same_year ? "format.day-month" : "format.date", from), SV("")},
		{SV("to"), pattern(f, "format.date", to - 1), SV("")},
	};
	return strings_fill(f->strings, SV("format.period"), parts, 2, f->arena, text, e);
}

static bool format_word(const struct formatter *f, struct sv *text, struct err *e)
{
	(void)e;
	*text = f->value;
	return true;
}

/* The standard's name, or its code where the strings file has no name for it. */
static struct sv standard_name(const struct formatter *f, struct sv code)
{
	struct sv name;
	struct err unknown;
	struct sv key = arena_printf(f->arena, "standard." SV_FMT, SV_ARG(code));
	return strings_get(f->strings, key, SV(""), &name, &unknown) ? name : code;
}

/* Whether a word before `until` names the same standard. */
static bool seen_before(struct sv until, struct sv code)
{
	struct sv word, standard;
	while (sv_split(&until, ' ', &word))
		if (sv_split(&word, ':', &standard) && sv_eq(standard, code))
			return true;
	return false;
}

static bool format_standards(const struct formatter *f, struct sv *text, struct err *e)
{
	struct sv rest = f->value, word, code;
	CLEANUP(str_free) struct str s;
	str_init(&s, LIMIT_TEXT);
	while (sv_split(&rest, ' ', &word)) {
		struct sv before = sv_sub(f->value, 0, (size_t)(word.at - f->value.at)), others = rest, other;
		struct sv item = word;
		if (!sv_split(&item, ':', &code) || item.n == 0)
			return expected("standards", "words such as ISO27001:A.5.15", word, e);
		if (seen_before(before, code))
			continue;
		str_addz(&s, s.n > 0 ? "; " : "");
		str_add(&s, standard_name(f, code));
		str_addc(&s, ' ');
		str_add(&s, item);
		while (sv_split(&others, ' ', &other)) {
			struct sv standard;
			if (sv_split(&other, ':', &standard) && sv_eq(standard, code))
				str_addf(&s, ", " SV_FMT, SV_ARG(other));
		}
	}
	*text = arena_sv(f->arena, str_sv(&s));
	return true;
}

static const struct {
	const char *name;
	bool (*format)(const struct formatter *f, struct sv *text, struct err *e);
} formats[] = {
	{"date", format_date},     {"datetime", format_datetime},   {"lastday", format_lastday},
	{"period", format_period}, {"count", format_count},         {"percent", format_percent},
	{"money", format_money},   {"bytes", format_bytes},         {"duration", format_duration},
	{"word", format_word},     {"standards", format_standards},
};

bool format_value(const struct strings *s, struct sv format, struct sv value, struct arena *a, struct sv *text,
		  struct err *e)
{
	const struct formatter f = {s, a, value};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (!sv_eq(format, sv_of(formats[i].name)))
			continue;
		if (value.n == 0) {
			*text = value;
			return true;
		}
		return formats[i].format(&f, text, e);
	}
	return err_set(
		e,
		"\"" SV_FMT
		"\" is no format; expected date, datetime, lastday, period, count, percent, money, bytes, "
		"duration, word or standards",
		SV_ARG(sv_sub(format, 0, 40)));
}
