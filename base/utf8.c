#include "base/utf8.h"

size_t utf8_next(struct sv v, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	if (v.n == 0)
		return 0;
	unsigned char first = (unsigned char)v.at[0];
	size_t n = first < 0x80   ? 1
		   : first < 0xc2 ? 0
		   : first < 0xe0 ? 2
		   : first < 0xf0 ? 3
		   : first < 0xf5 ? 4
				  : 0;
	if (n == 0 || n > v.n)
		return 0;
	uint32_t value = n == 1 ? first : first & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		unsigned char next = (unsigned char)v.at[i];
		if ((next & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (next & 0x3f);
	}
	if (value < least[n] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*cp = value;
	return n;
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
	if (cp < 0x80) {
		str_addc(s, (char)cp);
		return;
	}
	size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	char bytes[4];
	for (size_t i = n; i-- > 1; cp >>= 6)
		bytes[i] = (char)(0x80 | (cp & 0x3f));
	static const unsigned char mark[] = {0, 0, 0xc0, 0xe0, 0xf0};
	bytes[0] = (char)(mark[n] | cp);
	str_add(s, (struct sv){bytes, n});
}

static bool must_show(uint32_t cp)
{
	bool control = (cp < 0x20 && cp != '\t' && cp != '\n') || (cp >= 0x7f && cp < 0xa0);
	bool direction = (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
	bool no_character = (cp & 0xfffe) == 0xfffe; /* not allowed in XML either */
	return control || direction || no_character;
}

static bool is_clean(struct sv v)
{
	uint32_t cp;
	if (v.n > LIMIT_OUTSIDE_STRING)
		return false;
	for (size_t n; v.n > 0; v = sv_sub(v, n, v.n))
		if ((n = utf8_next(v, &cp)) == 0 || must_show(cp))
			return false;
	return true;
}

static void str_drop(struct str *s)
{
	str_free(s);
}

struct sv utf8_clean(struct arena *a, struct sv v)
{
	if (is_clean(v))
		return v;
	CLEANUP(str_drop) struct str out;
	str_init(&out, LIMIT_OUTSIDE_STRING + 64);
	while (v.n > 0) {
		uint32_t cp = (unsigned char)v.at[0];
		size_t n = utf8_next(v, &cp);
		if (out.n + 12 > LIMIT_OUTSIDE_STRING) {
			str_addz(&out, "\xe2\x80\xa6");
			break;
		}
		if (n == 0)
			str_addf(&out, "\\x{%02x}", (unsigned)cp);
		else if (must_show(cp))
			str_addf(&out, "\\u{%x}", (unsigned)cp);
		else
			str_add(&out, sv_sub(v, 0, n));
		v = sv_sub(v, n == 0 ? 1 : n, v.n);
	}
	return arena_sv(a, str_sv(&out));
}
