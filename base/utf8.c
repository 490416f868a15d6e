#include "base/utf8.h"

#include <string.h>

/* Well-formed sequences by lead byte (Unicode Standard, table 3-7): the range of the second byte says which
 * overlong forms, surrogates and numbers past U+10FFFF are out. */
static const struct lead {
	unsigned char from, to;     /* first byte */
	unsigned char low, high;    /* second byte */
	unsigned char length, bits; /* bytes of the sequence; payload mask of the first */
} leads[] = {
	{0xc2, 0xdf, 0x80, 0xbf, 2, 0x1f}, {0xe0, 0xe0, 0xa0, 0xbf, 3, 0x0f}, {0xe1, 0xec, 0x80, 0xbf, 3, 0x0f},
	{0xed, 0xed, 0x80, 0x9f, 3, 0x0f}, {0xee, 0xef, 0x80, 0xbf, 3, 0x0f}, {0xf0, 0xf0, 0x90, 0xbf, 4, 0x07},
	{0xf1, 0xf3, 0x80, 0xbf, 4, 0x07}, {0xf4, 0xf4, 0x80, 0x8f, 4, 0x07},
};

size_t utf8_next(struct sv v, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)v.at;
	if (v.n == 0)
		return 0;
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	const struct lead *l = leads, *end = leads + sizeof leads / sizeof leads[0];
	while (l < end && (p[0] < l->from || p[0] > l->to))
		l++;
	if (l == end || v.n < l->length || p[1] < l->low || p[1] > l->high)
		return 0;
	uint32_t value = p[0] & l->bits;
	for (size_t i = 1; i < l->length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (p[i] & 0x3f);
	}
	*cp = value;
	return l->length;
}

bool utf8_valid(struct sv v)
{
	uint32_t cp;
	for (size_t n; v.n > 0; v = sv_sub(v, n, v.n))
		if ((n = utf8_next(v, &cp)) == 0)
			return false;
	return true;
}

void utf8_add(struct str *s, uint32_t cp)
{
	static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = 0xfffd;
	if (cp < 0x80) {
		str_addc(s, (char)cp);
		return;
	}
	size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	char text[4];
	for (size_t i = n; i-- > 1; cp >>= 6)
		text[i] = (char)(0x80 | (cp & 0x3f));
	text[0] = (char)(first[n] | cp);
	str_add(s, (struct sv){text, n});
}

static bool is_invisible(uint32_t cp)
{
	if (cp < 0x20)
		return cp != '\t' && cp != '\n';
	return (cp >= 0x7f && cp < 0xa0) || (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) ||
	       cp == 0xfffe || cp == 0xffff;
}

/* Bytes at the start of v, in eights, that are visible ASCII: no high bit, none below 0x20, none 0x7f. */
static size_t visible_part(struct sv v)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
	size_t n = 0;
	for (uint64_t eight; n + sizeof eight <= v.n; n += sizeof eight) {
		memcpy(&eight, v.at + n, sizeof eight);
		uint64_t deletes = eight ^ 0x7f * ones;
		if ((eight | (eight - 0x20 * ones) | ((deletes - ones) & ~deletes)) & high)
			break;
	}
	return n;
}

/* Bytes at the start of v that need no change. */
static size_t clean_part(struct sv v)
{
	size_t n = visible_part(v);
	uint32_t cp;
	for (size_t step; n < v.n; n += step) {
		step = utf8_next(sv_sub(v, n, 4), &cp);
		if (step == 0 || is_invisible(cp))
			break;
	}
	return n;
}

struct sv utf8_clean(struct arena *a, struct sv v)
{
	static const char ellipsis[] = "\xe2\x80\xa6";
	if (v.n <= LIMIT_OUTSIDE_STRING && clean_part(v) == v.n)
		return v;
	CLEANUP(str_free) struct str s;
	str_init(&s, LIMIT_OUTSIDE_STRING - (sizeof ellipsis - 1));
	while (v.n > 0 && !s.full) {
		size_t n = clean_part(v);
		str_add(&s, sv_sub(v, 0, n));
		v = sv_sub(v, n, v.n);
		uint32_t cp = 0;
		size_t step = utf8_next(v, &cp);
		if (v.n > 0 && step > 0)
			str_addf(&s, "\\u{%x}", cp);
		else if (v.n > 0)
			str_addf(&s, "\\x{%02x}", (unsigned char)v.at[0]);
		v = sv_sub(v, step > 0 ? step : 1, v.n);
	}
	return arena_printf(a, SV_FMT "%s", SV_ARG(str_sv(&s)), s.full ? ellipsis : "");
}
