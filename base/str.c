#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void out_of_memory(void)
{
	fputs("bailiwick: out of memory\n", stderr);
	abort();
}

/* ---- grown strings ---- */

#define FIRST_SIZE 64u

void str_init(struct str *s, size_t max)
{
	*s = (struct str){.max = max < SIZE_MAX / 4 ? max : SIZE_MAX / 4, .cap = FIRST_SIZE};
	s->at = malloc(s->cap);
	if (s->at == NULL)
		out_of_memory();
	s->at[0] = '\0';
}

void str_free(struct str *s)
{
	free(s->at);
	*s = (struct str){0};
}

void str_reset(struct str *s)
{
	s->n = 0;
	s->full = false;
	if (s->at != NULL)
		s->at[0] = '\0';
}

/* Makes room for n more bytes and the NUL; n fits below the ceiling. */
static void make_room(struct str *s, size_t n)
{
	size_t need = s->n + n + 1;
	if (need <= s->cap)
		return;
	size_t cap = s->cap < FIRST_SIZE ? FIRST_SIZE : s->cap;
	while (cap < need)
		cap *= 2;
	char *at = realloc(s->at, cap);
	if (at == NULL)
		out_of_memory();
	s->at = at;
	s->cap = cap;
}

/* The longest part of v.n bytes that fits into `room` without going through a character. */
static size_t cut(struct sv v, size_t room)
{
	while (room > 0 && ((unsigned char)v.at[room] & 0xc0) == 0x80)
		room--;
	return room;
}

void str_add(struct str *s, struct sv v)
{
	if (s->full || v.n == 0)
		return;
	if (v.n > s->max - s->n) {
		v.n = cut(v, s->max - s->n);
		s->full = true;
		if (v.n == 0)
			return;
	}
	make_room(s, v.n);
	memcpy(s->at + s->n, v.at, v.n);
	s->n += v.n;
	s->at[s->n] = '\0';
}

void str_addz(struct str *s, const char *text)
{
	str_add(s, sv_of(text));
}

void str_addc(struct str *s, char c)
{
	str_add(s, (struct sv){&c, 1});
}

void str_addf(struct str *s, const char *format, ...)
{
	char small[512];
	va_list arguments;
	va_start(arguments, format);
	int n = vsnprintf(small, sizeof small, format, arguments);
	va_end(arguments);
	if (n < 0)
		return;
	if ((size_t)n < sizeof small) {
		str_add(s, (struct sv){small, (size_t)n});
		return;
	}
	char *large = malloc((size_t)n + 1);
	if (large == NULL)
		out_of_memory();
	va_start(arguments, format);
	vsnprintf(large, (size_t)n + 1, format, arguments);
	va_end(arguments);
	str_add(s, (struct sv){large, (size_t)n});
	free(large);
}

struct sv str_sv(const struct str *s)
{
	return (struct sv){s->at, s->n};
}

bool str_finish(const struct str *s, const char *what, struct err *e)
{
	if (s->full)
		return err_set(e, "%s: expected at most %zu bytes, got more", what, s->max);
	return true;
}

/* ---- escapes ---- */

/* What stands for the character at v.at in JSON (written to `made` where it is no constant); NULL: itself. */
static const char *json_escape(struct sv v, char made[8], size_t *n)
{
	unsigned char c = (unsigned char)v.at[0];
	*n = 1;
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	case '<': /* so that the text can stand inside an HTML script element */
		return "\\u003c";
	default:
		break;
	}
	if (c < 0x20) {
		snprintf(made, 8, "\\u%04x", c);
		return made;
	}
	if (c != 0xe2 || v.n < 3 || (unsigned char)v.at[1] != 0x80)
		return NULL;
	*n = 3; /* U+2028 and U+2029 end a line in JavaScript */
	if ((unsigned char)v.at[2] == 0xa8)
		return "\\u2028";
	return (unsigned char)v.at[2] == 0xa9 ? "\\u2029" : NULL;
}

/* What stands for the character at v.at in XML; NULL: itself. */
static const char *xml_escape(struct sv v, char made[8], size_t *n)
{
	unsigned char c = (unsigned char)v.at[0];
	(void)made;
	*n = 1;
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\r': /* a parser would turn it into a line feed */
		return "&#13;";
	case '\t':
	case '\n':
		return NULL;
	default:
		break;
	}
	if (c < 0x20)
		return "\xef\xbf\xbd"; /* XML 1.0 cannot hold it in any spelling */
	if (c != 0xef || v.n < 3 || (unsigned char)v.at[1] != 0xbf || (unsigned char)v.at[2] < 0xbe)
		return NULL;
	*n = 3; /* U+FFFE, U+FFFF */
	return "\xef\xbf\xbd";
}

static void add_escaped(struct str *s, struct sv v, const char *(*escape)(struct sv v, char made[8], size_t *n))
{
	size_t plain = 0;
	for (size_t i = 0; i < v.n;) {
		char made[8];
		size_t n;
		const char *as = escape(sv_sub(v, i, v.n), made, &n);
		if (as == NULL) {
			i++;
			continue;
		}
		str_add(s, sv_sub(v, plain, i - plain));
		str_addz(s, as);
		i += n;
		plain = i;
	}
	str_add(s, sv_sub(v, plain, v.n));
}

void str_add_json(struct str *s, struct sv v)
{
	str_addc(s, '"');
	add_escaped(s, v, json_escape);
	str_addc(s, '"');
}

void str_add_xml(struct str *s, struct sv v)
{
	add_escaped(s, v, xml_escape);
}

/* A spreadsheet would run the cell: the ASCII starts and their full-width twins. */
static bool starts_formula(struct sv v)
{
	static const char *const starts[] = {
		"=",           "+", "-", "@", "\t", "\r", "\n", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
		"\xef\xbc\xa0"};
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (sv_starts(v, sv_of(starts[i])))
			return true;
	return false;
}

static bool needs_quotes(struct sv v)
{
	for (size_t i = 0; i < v.n; i++)
		if (strchr(",\"\r\n", v.at[i]) != NULL && v.at[i] != '\0')
			return true;
	return false;
}

void str_add_csv(struct str *s, struct sv v, bool text)
{
	bool quotes = needs_quotes(v);
	if (quotes)
		str_addc(s, '"');
	if (text && starts_formula(v))
		str_addc(s, '\'');
	for (struct sv rest = v; rest.n > 0;) {
		ptrdiff_t quote = sv_find_char(rest, '"');
		size_t n = quote < 0 ? rest.n : (size_t)quote + 1;
		str_add(s, sv_sub(rest, 0, n));
		if (quote >= 0)
			str_addc(s, '"');
		rest = sv_sub(rest, n, rest.n);
	}
	if (quotes)
		str_addc(s, '"');
}
