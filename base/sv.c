/* Borrowed views: the first half of base/str.h. */
#include "base/str.h"

#include <string.h>

struct sv sv_of(const char *text)
{
	return (struct sv){text, text == NULL ? 0 : strlen(text)};
}

bool sv_eq(struct sv a, struct sv b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
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
	return v.n >= prefix.n && sv_eq(sv_sub(v, 0, prefix.n), prefix);
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
	if (v.at == NULL)
		return v;
	from = from < v.n ? from : v.n;
	return (struct sv){v.at + from, n < v.n - from ? n : v.n - from};
}

ptrdiff_t sv_find(struct sv v, struct sv needle)
{
	if (needle.n == 0)
		return 0;
	size_t from = 0;
	while (v.n - from >= needle.n) {
		ptrdiff_t hit = sv_find_char(sv_sub(v, from, v.n - from - needle.n + 1), needle.at[0]);
		if (hit < 0)
			return -1;
		from += (size_t)hit;
		if (memcmp(v.at + from, needle.at, needle.n) == 0)
			return (ptrdiff_t)from;
		from++;
	}
	return -1;
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
	if (v.n != n || n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (v.at[i] < '0' || v.at[i] > '9')
			return false;
	return true;
}

bool sv_to_int64(struct sv v, int64_t *value)
{
	bool negative = v.n > 0 && v.at[0] == '-';
	v = sv_sub(v, negative ? 1 : 0, v.n);
	if (!sv_is_digits(v, v.n))
		return false;
	int64_t sum = 0;
	for (size_t i = 0; i < v.n; i++) {
		int digit = v.at[i] - '0';
		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, negative ? -digit : digit, &sum))
			return false;
	}
	*value = sum;
	return true;
}
