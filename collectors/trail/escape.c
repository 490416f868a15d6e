#include "collectors/trail/escape.h"

#include <string.h>

#include "base/utf8.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hexadecimal digits; -1, with *bad at the first byte that is none. */
static int32_t unit_at(const char *at, const char **bad)
{
	int32_t unit = 0;
	for (int i = 0; i < 4; i++, at++) {
		int digit = hex_digit(*at);
		if (digit < 0) {
			*bad = at;
			return -1;
		}
		unit = unit << 4 | digit;
	}
	return unit;
}

/* `at` is behind "\u". */
static const char *unicode_end(const char *at, const char **bad, uint32_t *cp)
{
	int32_t unit = unit_at(at, bad);
	if (unit < 0)
		return NULL;
	*cp = (uint32_t)unit;
	if (unit < 0xd800 || unit > 0xdfff)
		return at + 4;
	*bad = at - 2;
	if (unit > 0xdbff || at[4] != '\\' || at[5] != 'u')
		return NULL;
	int32_t low = unit_at(at + 6, bad);
	if (low < 0)
		return NULL;
	if (low < 0xdc00 || low > 0xdfff) {
		*bad = at + 4;
		return NULL;
	}
	*cp = 0x10000 + ((*cp - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
	return at + 10;
}

const char *escape_end(const char *at, const char **bad)
{
	uint32_t cp;
	*bad = at + 1;
	switch (at[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return at + 2;
	case 'u':
		return unicode_end(at + 2, bad, &cp);
	default:
		return NULL;
	}
}

bool escapes_valid(struct sv text, const char **bad)
{
	const char *at = text.at, *end = text.at + text.n;
	while (at < end && (at = memchr(at, '\\', (size_t)(end - at))) != NULL)
		if ((at = escape_end(at, bad)) == NULL)
			return false;
	return true;
}

bool octets_valid(struct sv text, const char **bad)
{
	const uint64_t high = 0x8080808080808080u;
	const char *at = text.at, *end = text.at + text.n;
	while (at < end) {
		uint64_t eight;
		uint32_t cp;
		if (end - at >= 8 && (memcpy(&eight, at, 8), (eight & high) == 0)) {
			at += 8;
			continue;
		}
		size_t n = utf8_next((struct sv){at, (size_t)(end - at)}, &cp);
		if (n == 0) {
			*bad = at;
			return false;
		}
		at += n;
	}
	return true;
}

static const char *decode_one(const char *at, struct str *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *bad, *simple = strchr(from, at[1]);
	uint32_t cp = 0xfffd;
	if (at[1] == 'u') {
		const char *end = unicode_end(at + 2, &bad, &cp);
		utf8_add(out, cp);
		return end != NULL ? end : at + 2;
	}
	str_addc(out, simple != NULL ? to[simple - from] : at[1]);
	return at + 2;
}

static void decode(struct sv body, struct str *out)
{
	const char *at = body.at, *end = body.at + body.n;
	while (at < end) {
		const char *slash = memchr(at, '\\', (size_t)(end - at));
		if (slash == NULL)
			slash = end;
		str_add(out, (struct sv){at, (size_t)(slash - at)});
		at = slash < end ? decode_one(slash, out) : end;
	}
}

struct sv escape_decode(struct arena *a, struct sv body)
{
	struct str text CLEANUP(str_free);
	str_init(&text, LIMIT_TEXT);
	decode(body, &text);
	return arena_sv(a, str_sv(&text));
}

bool escape_means(struct sv body, struct sv name)
{
	struct str text CLEANUP(str_free);
	str_init(&text, LIMIT_TEXT);
	decode(body, &text);
	return sv_eq(str_sv(&text), name);
}
