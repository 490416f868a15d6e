#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sv sv_of(const char *text)
{
	return (struct sv){text, text == NULL ? 0 : strlen(text)};
}

bool sv_eq(struct sv a, struct sv b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool sv_eq_nocase(struct sv a, struct sv b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

int sv_cmp(struct sv a, struct sv b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n == 0 ? 0 : memcmp(a.at, b.at, n);
	if (order != 0)
		return order;
	return a.n < b.n ? -1 : a.n > b.n;
}

bool sv_starts(struct sv v, struct sv prefix)
{
	return v.n >= prefix.n && sv_eq((struct sv){v.at, prefix.n}, prefix);
}

bool sv_ends(struct sv v, struct sv suffix)
{
	return v.n >= suffix.n && sv_eq(sv_sub(v, v.n - suffix.n, suffix.n), suffix);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct sv sv_trim(struct sv v)
{
	while (v.n > 0 && is_space(v.at[0]))
		v = sv_sub(v, 1, v.n);
	while (v.n > 0 && is_space(v.at[v.n - 1]))
		v.n--;
	return v;
}

struct sv sv_sub(struct sv v, size_t from, size_t n)
{
	if (from >= v.n)
		return (struct sv){v.at == NULL ? NULL : v.at + v.n, 0};
	size_t left = v.n - from;
	return (struct sv){v.at + from, n < left ? n : left};
}

ptrdiff_t sv_find(struct sv v, struct sv needle)
{
	if (needle.n == 0)
		return 0;
	if (needle.n > v.n)
		return -1;
	const char *hit = memmem(v.at, v.n, needle.at, needle.n);
	return hit == NULL ? -1 : hit - v.at;
}

ptrdiff_t sv_find_char(struct sv v, char c)
{
	const char *hit = v.n == 0 ? NULL : memchr(v.at, c, v.n);
	return hit == NULL ? -1 : hit - v.at;
}

bool sv_split(struct sv *v, char c, struct sv *part)
{
	if (v->n == 0)
		return false;
	ptrdiff_t hit = sv_find_char(*v, c);
	size_t n = hit < 0 ? v->n : (size_t)hit;
	*part = sv_sub(*v, 0, n);
	*v = sv_sub(*v, hit < 0 ? n : n + 1, v->n);
	return true;
}

bool sv_is_digits(struct sv v, size_t n)
{
	if (v.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (v.at[i] < '0' || v.at[i] > '9')
			return false;
	return true;
}

bool sv_to_int64(struct sv v, int64_t *value)
{
	bool negative = v.n > 0 && v.at[0] == '-';
	struct sv digits = sv_sub(v, negative, v.n);
	if (digits.n == 0 || !sv_is_digits(digits, digits.n))
		return false;
	int64_t sum = 0;
	for (size_t i = 0; i < digits.n; i++) {
		int64_t digit = digits.at[i] - '0';
		if (__builtin_mul_overflow(sum, (int64_t)10, &sum) ||
		    __builtin_sub_overflow(sum, digit, &sum)) /* downwards: INT64_MIN has no positive twin */
			return false;
	}
	if (!negative && sum == INT64_MIN)
		return false;
	*value = negative ? sum : -sum;
	return true;
}

static void out_of_memory(void)
{
	fputs("bailiwick: out of memory\n", stderr);
	abort();
}

void str_init(struct str *s, size_t max)
{
	*s = (struct str){.cap = 64, .max = max};
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
	s->at[0] = '\0';
}

/* Room for n more bytes and the NUL; what does not fit below the ceiling is cut off. */
static size_t make_room(struct str *s, size_t n)
{
	size_t left = s->max - s->n;
	if (n > left) {
		s->full = true;
		n = left;
	}
	if (s->n + n + 1 > s->cap) {
		size_t cap = s->cap;
		while (cap < s->n + n + 1)
			cap *= 2;
		char *at = realloc(s->at, cap);
		if (at == NULL)
			out_of_memory();
		s->at = at;
		s->cap = cap;
	}
	return n;
}

void str_add(struct str *s, struct sv v)
{
	if (v.n == 0 || s->full)
		return;
	size_t n = make_room(s, v.n);
	memcpy(s->at + s->n, v.at, n);
	s->n += n;
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
	va_list arguments;
	char small[512];
	va_start(arguments, format);
	int n = vsnprintf(small, sizeof small, format, arguments);
	va_end(arguments);
	if (n < (int)sizeof small) {
		str_add(s, (struct sv){small, n < 0 ? 0 : (size_t)n});
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
		return err_set(e, "%s: longer than its ceiling of %zu bytes", what, s->max);
	return true;
}

void str_add_json(struct str *s, struct sv v)
{
	str_addc(s, '"');
	for (size_t i = 0, from = 0; i <= v.n; i++) {
		unsigned char c = i < v.n ? (unsigned char)v.at[i] : '"';
		bool separator = c == 0xe2 && i + 2 < v.n && (unsigned char)v.at[i + 1] == 0x80 &&
				 ((unsigned char)v.at[i + 2] & 0xfe) == 0xa8;
		if (c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != 0x7f && !separator)
			continue;
		str_add(s, (struct sv){v.at + from, i - from});
		from = i + (separator ? 3 : 1);
		if (i == v.n)
			break;
		if (separator)
			str_addz(s, (unsigned char)v.at[i + 2] == 0xa8 ? "\\u2028" : "\\u2029");
		else if (c == '"' || c == '\\')
			str_addf(s, "\\%c", c);
		else
			str_addf(s, "\\u%04x", c);
	}
	str_addc(s, '"');
}

void str_add_xml(struct str *s, struct sv v)
{
	for (size_t i = 0; i < v.n; i++) {
		switch (v.at[i]) {
		case '&':
			str_addz(s, "&amp;");
			break;
		case '<':
			str_addz(s, "&lt;");
			break;
		case '>':
			str_addz(s, "&gt;");
			break;
		case '"':
			str_addz(s, "&quot;");
			break;
		default:
			str_addc(s, v.at[i]);
		}
	}
}

static bool starts_formula(struct sv v)
{
	return v.n > 0 && strchr("=+-@\t\r", v.at[0]) != NULL && v.at[0] != '\0';
}

void str_add_csv(struct str *s, struct sv v, bool text)
{
	bool guard = text && starts_formula(v);
	bool quote = guard;
	for (size_t i = 0; i < v.n && !quote; i++)
		quote = v.at[i] == '"' || v.at[i] == ',' || v.at[i] == '\n' || v.at[i] == '\r';
	if (!quote) {
		str_add(s, v);
		return;
	}
	str_addz(s, guard ? "\"'" : "\"");
	for (size_t i = 0; i < v.n; i++)
		str_addz(s, v.at[i] == '"' ? "\"\"" : (char[]){v.at[i], '\0'});
	str_addc(s, '"');
}
