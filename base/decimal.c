#include "base/decimal.h"

#include <string.h>

#define DIGITS_MAX 38
#define SCALE_MAX  30

static bool too_large(struct err *e)
{
	return err_set(e, "expected a result of at most %d digits", DIGITS_MAX);
}

static __int128 limit(void)
{
	__int128 v = 1;
	for (int i = 0; i < DIGITS_MAX; i++)
		v *= 10;
	return v;
}

static bool in_range(__int128 v)
{
	return v < limit() && v > -limit();
}

/* Takes digits and at most one point off the front; false when there is no digit or too many. */
static bool take_digits(struct sv *v, struct decimal *d)
{
	bool point = false, any = false;
	for (; v->n > 0; *v = sv_sub(*v, 1, v->n)) {
		char c = v->at[0];
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			break;
		any = true;
		if (__builtin_mul_overflow(d->units, (__int128)10, &d->units) ||
		    !in_range(d->units + (c - '0')))
			return false;
		d->units += c - '0';
		d->scale += point;
	}
	return any;
}

/* value * 10^exponent, by moving the point. */
static bool shift(struct decimal *d, int64_t exponent)
{
	if (exponent < -SCALE_MAX || exponent > DIGITS_MAX)
		return false;
	d->scale -= (int)exponent;
	for (; d->scale < 0; d->scale++)
		if (__builtin_mul_overflow(d->units, (__int128)10, &d->units) || !in_range(d->units))
			return false;
	return true;
}

bool decimal_parse(struct sv text, struct decimal *d, struct err *e)
{
	struct sv rest = text;
	bool negative = sv_starts(rest, SV("-"));
	if (negative || sv_starts(rest, SV("+")))
		rest = sv_sub(rest, 1, rest.n);
	struct decimal parsed = {0, 0};
	int64_t exponent = 0;
	bool good = take_digits(&rest, &parsed);
	if (good && rest.n > 0) {
		good = rest.at[0] == 'e' || rest.at[0] == 'E';
		rest = sv_sub(rest, 1, rest.n);
		if (sv_starts(rest, SV("+")))
			rest = sv_sub(rest, 1, rest.n);
		good = good && sv_to_int64(rest, &exponent) && shift(&parsed, exponent);
	}
	if (!good || parsed.scale > SCALE_MAX)
		return err_set(e, "expected a decimal number, got \"" SV_FMT "\"", SV_ARG(text));
	parsed.units = negative ? -parsed.units : parsed.units;
	*d = parsed;
	return true;
}

static bool align(struct decimal *a, struct decimal *b)
{
	struct decimal *low = a->scale < b->scale ? a : b;
	int scale = a->scale < b->scale ? b->scale : a->scale;
	for (; low->scale < scale; low->scale++)
		if (__builtin_mul_overflow(low->units, (__int128)10, &low->units))
			return false;
	return true;
}

bool decimal_add(struct decimal a, struct decimal b, struct decimal *sum, struct err *e)
{
	__int128 units;
	if (!align(&a, &b) || __builtin_add_overflow(a.units, b.units, &units) || !in_range(units))
		return too_large(e);
	*sum = (struct decimal){units, a.scale};
	return true;
}

bool decimal_sub(struct decimal a, struct decimal b, struct decimal *difference, struct err *e)
{
	b.units = -b.units;
	return decimal_add(a, b, difference, e);
}

bool decimal_mul(struct decimal a, struct decimal b, struct decimal *product, struct err *e)
{
	__int128 units;
	if (__builtin_mul_overflow(a.units, b.units, &units) || !in_range(units) ||
	    a.scale + b.scale > SCALE_MAX)
		return too_large(e);
	*product = (struct decimal){units, a.scale + b.scale};
	return true;
}

int decimal_cmp(struct decimal a, struct decimal b)
{
	/* Whole parts first: they never overflow, and settle what align could not. */
	struct decimal whole_a = decimal_round(a, 0), whole_b = decimal_round(b, 0);
	if (!align(&a, &b))
		return whole_a.units < whole_b.units ? -1 : whole_a.units > whole_b.units;
	return a.units < b.units ? -1 : a.units > b.units;
}

struct decimal decimal_round(struct decimal d, int scale)
{
	if (scale >= d.scale)
		return d;
	__int128 unit = 1;
	for (int i = scale; i < d.scale; i++)
		unit *= 10;
	__int128 whole = d.units / unit, rest = d.units % unit;
	__int128 twice = 2 * (rest < 0 ? -rest : rest);
	if (twice > unit || (twice == unit && whole % 2 != 0))
		whole += d.units < 0 ? -1 : 1;
	return (struct decimal){whole, scale};
}

void decimal_format(struct decimal d, char text[DECIMAL_TEXT_MAX])
{
	char digits[DECIMAL_TEXT_MAX];
	size_t n = 0, at = 0;
	bool negative = d.units < 0;
	for (unsigned __int128 v = (unsigned __int128)(negative ? -d.units : d.units); v > 0; v /= 10)
		digits[n++] = (char)('0' + (int)(v % 10));
	while (n < (size_t)d.scale + 1)
		digits[n++] = '0';
	if (negative)
		text[at++] = '-';
	while (n > 0) {
		if (n == (size_t)d.scale)
			text[at++] = '.';
		text[at++] = digits[--n];
	}
	text[at] = '\0';
}
