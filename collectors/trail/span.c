#include "collectors/trail/span.h"

#include <string.h>

#include "base/json.h"

static size_t blank(struct sv v, size_t at)
{
	while (at < v.n && (v.at[at] == ' ' || v.at[at] == '\t' || v.at[at] == '\n' || v.at[at] == '\r'))
		at++;
	return at;
}

static struct sv from(struct sv v, size_t at)
{
	return at < v.n ? (struct sv){v.at + at, v.n - at} : (struct sv){v.at + v.n, 0};
}

/* `at` is on the opening quote; gives the offset behind the closing one: the next quote behind an even number of
 * backslashes. */
static size_t string_end(struct sv v, size_t at)
{
	size_t from = at + 1;
	for (size_t look = from; look < v.n;) {
		const char *quote = memchr(v.at + look, '"', v.n - look);
		if (quote == NULL)
			break;
		size_t end = (size_t)(quote - v.at), slashes = 0;
		while (end - slashes > from && v.at[end - slashes - 1] == '\\')
			slashes++;
		if (slashes % 2 == 0)
			return end + 1;
		look = end + 1;
	}
	return v.n;
}

static size_t container_end(struct sv v, size_t at)
{
	size_t depth = 0;
	while (at < v.n) {
		char c = v.at[at];
		if (c == '"') {
			at = string_end(v, at);
			continue;
		}
		at++;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			break;
	}
	return at;
}

static size_t value_end(struct sv v, size_t at)
{
	if (at >= v.n)
		return v.n;
	if (v.at[at] == '"')
		return string_end(v, at);
	if (v.at[at] == '{' || v.at[at] == '[')
		return container_end(v, at);
	while (at < v.n && strchr(",]} \t\r\n", v.at[at]) == NULL)
		at++;
	return at;
}

char span_first(struct sv value)
{
	size_t at = blank(value, 0);
	return (char)(at < value.n ? value.at[at] : 0);
}

struct span_walk span_open(struct sv container)
{
	size_t at = blank(container, 0);
	return (struct span_walk){from(container, at + 1)};
}

/* Skips what stands between two values; false at the closing bracket. */
static bool next(struct span_walk *w)
{
	size_t at = blank(w->rest, 0);
	if (at < w->rest.n && w->rest.at[at] == ',')
		at = blank(w->rest, at + 1);
	w->rest = from(w->rest, at);
	return w->rest.n > 0 && w->rest.at[0] != ']' && w->rest.at[0] != '}';
}

static struct sv take(struct span_walk *w)
{
	size_t end = value_end(w->rest, 0);
	struct sv value = {w->rest.at, end};
	w->rest = from(w->rest, end > 0 ? end : 1);
	return value;
}

bool span_element(struct span_walk *w, struct sv *value)
{
	if (!next(w))
		return false;
	*value = take(w);
	return true;
}

bool span_member(struct span_walk *w, struct sv *key, struct sv *value)
{
	if (!next(w) || w->rest.at[0] != '"')
		return false;
	struct sv quoted = take(w);
	*key = sv_sub(quoted, 1, quoted.n >= 2 ? quoted.n - 2 : 0);
	size_t at = blank(w->rest, 0);
	w->rest = from(w->rest, blank(w->rest, at + 1));
	*value = take(w);
	return true;
}

bool span_key_is(struct sv key, const char *name)
{
	if (sv_find_char(key, '\\') < 0)
		return sv_eq(key, sv_of(name));
	struct json *doc CLEANUP(json_free) = NULL;
	struct err e;
	/* The quotes stand around the key in the text it was cut from. */
	if (!json_parse((struct sv){key.at - 1, key.n + 2}, &doc, &e))
		return false;
	return sv_eq(json_string(json_root(doc)), sv_of(name));
}

struct sv span_get(struct sv object, const char *name, size_t *count)
{
	struct sv found = {NULL, 0};
	*count = 0;
	if (span_first(object) != '{')
		return found;
	struct span_walk w = span_open(object);
	struct sv key, value;
	while (span_member(&w, &key, &value)) {
		if (!span_key_is(key, name))
			continue;
		found = value;
		++*count;
	}
	return found;
}
