#include "collectors/trail/strip.h"

#include <string.h>

#include "collectors/trail/escape.h"
#include "collectors/trail/span.h"

#define MOST_LEVELS 16u
#define MOST_KEYS   48u

/* Objects that are open, with the keys they had so far, as written. */
struct open_object {
	struct sv key[MOST_KEYS];
	size_t keys;
};

struct strip {
	struct str *out;
	const char *const *without;
	struct open_object level[MOST_LEVELS];
};

/* Written as str_add_json would: no escape but \" \\ \n \r \t, and nothing that it escapes besides. */
static bool is_plain(struct sv body)
{
	if (sv_find_char(body, '<') >= 0 || sv_find_char(body, '\xe2') >= 0)
		return false;
	const char *at = body.at, *end = body.at + body.n;
	while (at < end && (at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
		if (strchr("\"\\nrt", at[1]) == NULL)
			return false;
		at += 2;
	}
	return true;
}

static void add_string(struct strip *s, struct sv body)
{
	if (is_plain(body)) {
		str_add(s->out, (struct sv){body.at - 1, body.n + 2});
		return;
	}
	struct arena *a CLEANUP(arena_free) = arena_new();
	str_add_json(s->out, escape_decode(a, body));
}

/* note_key has seen that the key has no escapes. */
static bool is_left_out(const struct strip *s, struct sv key)
{
	for (const char *const *k = s->without; *k != NULL; k++)
		if (key.n > 0 && **k == key.at[0] && strncmp(*k, key.at, key.n) == 0 && (*k)[key.n] == '\0')
			return true;
	return false;
}

/* False when the object had the key before, perhaps. */
static bool note_key(struct open_object *o, struct sv key)
{
	if (o->keys == MOST_KEYS || sv_find_char(key, '\\') >= 0)
		return false;
	for (size_t i = 0; i < o->keys; i++)
		if (sv_eq(o->key[i], key))
			return false;
	o->key[o->keys++] = key;
	return true;
}

static bool add_value(struct strip *s, struct sv value, unsigned level);

static bool add_object(struct strip *s, struct sv object, unsigned level)
{
	struct open_object *o = &s->level[level];
	struct span_walk w = span_open(object);
	struct sv key, value;
	char between = '{';
	o->keys = 0;
	while (span_member(&w, &key, &value)) {
		if (!note_key(o, key))
			return false;
		if (is_left_out(s, key))
			continue;
		str_addc(s->out, between);
		between = ',';
		add_string(s, key);
		str_addc(s->out, ':');
		if (!add_value(s, value, level + 1))
			return false;
	}
	if (between == '{')
		str_addc(s->out, '{');
	str_addc(s->out, '}');
	return true;
}

static bool add_array(struct strip *s, struct sv array, unsigned level)
{
	struct span_walk w = span_open(array);
	struct sv value;
	char between = '[';
	while (span_element(&w, &value)) {
		str_addc(s->out, between);
		between = ',';
		if (!add_value(s, value, level + 1))
			return false;
	}
	if (between == '[')
		str_addc(s->out, '[');
	str_addc(s->out, ']');
	return true;
}

static bool add_value(struct strip *s, struct sv value, unsigned level)
{
	if (level == MOST_LEVELS)
		return false;
	switch (span_first(value)) {
	case '{':
		return add_object(s, value, level);
	case '[':
		return add_array(s, value, level);
	case '"':
		add_string(s, sv_sub(value, 1, value.n - 2));
		return true;
	default:
		str_add(s->out, value);
		return true;
	}
}

bool strip_json(struct sv value, const char *const *without, struct str *out)
{
	struct strip s;
	s.out = out;
	s.without = without;
	return add_value(&s, sv_trim(value), 0);
}

struct sv strip_member(struct arena *a, struct sv object, const char *name)
{
	size_t count;
	struct sv value = span_get(object, name, &count);
	if (count == 0 || span_first(value) != '"')
		return (struct sv){NULL, 0};
	struct sv body = sv_sub(value, 1, value.n - 2);
	return sv_find_char(body, '\\') < 0 ? body : escape_decode(a, body);
}
