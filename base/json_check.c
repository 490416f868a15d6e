/* The strict grammar check of base/json.h: RFC 8259, valid UTF-8, paired surrogates, bounded depth. */
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

struct check {
	struct sv text;
	size_t at;
	int depth;
	struct err *e;
};

static bool value(struct check *c);

static char peek(const struct check *c)
{
	return c->at < c->text.n ? c->text.at[c->at] : '\0';
}

static void place(const struct check *c, size_t *line, size_t *column)
{
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < c->at && i < c->text.n; i++) {
		bool breaks = c->text.at[i] == '\n';
		*line += breaks;
		*column = breaks ? 1 : *column + 1;
	}
}

static bool wrong(const struct check *c, const char *expected)
{
	size_t line, column;
	place(c, &line, &column);
	if (c->at >= c->text.n)
		return err_set(c->e, "line %zu column %zu: expected %s, got the end of the text", line, column,
			       expected);
	unsigned char got = (unsigned char)peek(c);
	if (got < 0x20 || got >= 0x7f)
		return err_set(c->e, "line %zu column %zu: expected %s, got byte 0x%02x", line, column,
			       expected, got);
	return err_set(c->e, "line %zu column %zu: expected %s, got '%c'", line, column, expected, got);
}

static void space(struct check *c)
{
	while (c->at < c->text.n && peek(c) != '\0' && strchr(" \t\n\r", peek(c)) != NULL)
		c->at++;
}

static bool hex4(struct check *c, unsigned *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++, c->at++) {
		char d = peek(c);
		unsigned digit = d >= '0' && d <= '9'   ? (unsigned)(d - '0')
				 : d >= 'a' && d <= 'f' ? (unsigned)(d - 'a' + 10)
				 : d >= 'A' && d <= 'F' ? (unsigned)(d - 'A' + 10)
							: 16;
		if (digit == 16)
			return wrong(c, "four hexadecimal digits after \\u");
		*unit = *unit << 4 | digit;
	}
	return true;
}

static bool surrogates(struct check *c)
{
	unsigned unit, low;
	if (!hex4(c, &unit))
		return false;
	if (unit >= 0xdc00 && unit <= 0xdfff)
		return wrong(c, "a high surrogate before a low one");
	if (unit < 0xd800 || unit > 0xdbff)
		return true;
	if (!sv_starts(sv_sub(c->text, c->at, 2), SV("\\u")))
		return wrong(c, "a low surrogate after a high one");
	c->at += 2;
	if (!hex4(c, &low))
		return false;
	return (low >= 0xdc00 && low <= 0xdfff) || wrong(c, "a low surrogate after a high one");
}

static bool escape(struct check *c)
{
	c->at++;
	char kind = peek(c);
	if (kind == '\0' || strchr("\"\\/bfnrtu", kind) == NULL)
		return wrong(c, "one of \" \\ / b f n r t u after a backslash");
	c->at++;
	return kind != 'u' || surrogates(c);
}

static bool string(struct check *c)
{
	if (peek(c) != '"')
		return wrong(c, "a string");
	for (c->at++; c->at < c->text.n;) {
		unsigned char b = (unsigned char)peek(c);
		uint32_t cp;
		size_t n = 1;
		if (b == '"') {
			c->at++;
			return true;
		}
		if (b == '\\') {
			if (!escape(c))
				return false;
			continue;
		}
		if (b < 0x20)
			return wrong(c, "an escape in place of a control character");
		if (b >= 0x80 && (n = utf8_next(sv_sub(c->text, c->at, 4), &cp)) == 0)
			return wrong(c, "valid UTF-8");
		c->at += n;
	}
	return wrong(c, "a closing quote");
}

static bool digits(struct check *c)
{
	size_t from = c->at;
	while (peek(c) >= '0' && peek(c) <= '9')
		c->at++;
	return c->at > from || wrong(c, "a digit");
}

static bool number(struct check *c)
{
	if (peek(c) == '-')
		c->at++;
	if (peek(c) == '0')
		c->at++;
	else if (!digits(c))
		return false;
	if (peek(c) == '.') {
		c->at++;
		if (!digits(c))
			return false;
	}
	if (peek(c) == 'e' || peek(c) == 'E') {
		c->at++;
		if (peek(c) == '+' || peek(c) == '-')
			c->at++;
		if (!digits(c))
			return false;
	}
	return true;
}

static bool member(struct check *c)
{
	space(c);
	if (peek(c) != '"')
		return wrong(c, "a key in double quotes");
	if (!string(c))
		return false;
	space(c);
	if (peek(c) != ':')
		return wrong(c, "':'");
	c->at++;
	return value(c);
}

/* What stands between the brackets; `item` reads one element or member. */
static bool items(struct check *c, char close, bool (*item)(struct check *), const char *expected)
{
	if (++c->depth > LIMIT_JSON_DEPTH)
		return wrong(c, "a nesting of at most 128 levels");
	c->at++;
	space(c);
	if (peek(c) == close) {
		c->at++;
		c->depth--;
		return true;
	}
	for (;;) {
		if (!item(c))
			return false;
		space(c);
		if (peek(c) == close) {
			c->at++;
			c->depth--;
			return true;
		}
		if (peek(c) != ',')
			return wrong(c, expected);
		c->at++;
	}
}

static bool literal(struct check *c)
{
	static const struct sv words[] = {{"true", 4}, {"false", 5}, {"null", 4}};
	for (size_t i = 0; i < 3; i++)
		if (sv_starts(sv_sub(c->text, c->at, 5), words[i])) {
			c->at += words[i].n;
			return true;
		}
	return wrong(c, "a value");
}

static bool value(struct check *c)
{
	space(c);
	char first = peek(c);
	if (first == '{')
		return items(c, '}', member, "',' or '}'");
	if (first == '[')
		return items(c, ']', value, "',' or ']'");
	if (first == '"')
		return string(c);
	if (first == '-' || (first >= '0' && first <= '9'))
		return number(c);
	return literal(c);
}

bool json_check(struct sv text, bool trailing, size_t *end, struct err *e)
{
	struct check c = {.text = text, .e = e};
	if (sv_starts(text, SV("\xef\xbb\xbf")))
		c.at = 3;
	if (!value(&c))
		return false;
	size_t after = c.at;
	space(&c);
	if (!trailing && c.at < text.n)
		return wrong(&c, "the end of the document");
	*end = after;
	return true;
}
