/* json-c calls its enum as our function is called; it keeps the name to itself here. */
#define json_type jsonc_type
#include <json-c/json.h>
#undef json_type

#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"

/* json-c has no object for null; this address stands for it, so that null and absent differ. */
static const char null_node;

struct json {
	struct json_object *root; /* NULL when the document is `null` */
	struct arena *arena;
	struct sv duplicate;
};

static const struct json_node *wrap(struct json_object *o)
{
	return (const struct json_node *)(o == NULL ? (const void *)&null_node : o);
}

/* NULL for absent and for null. */
static struct json_object *bare(const struct json_node *v)
{
	return (const void *)v == &null_node ? NULL : (struct json_object *)(uintptr_t)v;
}

static struct json_object *bare_of_type(const struct json_node *v, enum jsonc_type type)
{
	struct json_object *o = bare(v);
	return o != NULL && json_object_is_type(o, type) ? o : NULL;
}

static size_t members_of(struct json_object *o)
{
	size_t n = 0;
	if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			n += members_of(json_object_array_get_idx(o, i));
	} else if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, key, child)
		{
			(void)key;
			n += 1 + members_of(child);
		}
	}
	return n;
}

/* End of the string that opens at `from` (the offset behind its closing quote). The text was checked. */
static size_t string_end(struct sv text, size_t from)
{
	size_t i = from + 1;
	while (text.at[i] != '"')
		i += text.at[i] == '\\' ? 2 : 1;
	return i + 1;
}

static bool is_key(struct sv text, size_t end)
{
	while (strchr(" \t\n\r", text.at[end]) != NULL && text.at[end] != '\0')
		end++;
	return text.at[end] == ':';
}

/* Members as the text spells them, to compare with what is left after json-c merged equal keys. */
static size_t members_in(struct sv text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.at[i] != '"')
			continue;
		size_t end = string_end(text, i);
		n += end < text.n && is_key(text, end);
		i = end - 1;
	}
	return n;
}

/* json-c clamps whole numbers beyond 64 bits but keeps the text of numbers with an exponent: such a number goes in
 * with this one, which json_text takes off again. */
#define KEEP_TEXT  "e0"
#define SAFE_WIDTH 18u /* digits that always fit */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* End of the digits at `from` when they are a whole number that json-c might clamp; else 0. */
static size_t long_number(struct sv text, size_t from)
{
	size_t end = from;
	while (end < text.n && is_digit(text.at[end]))
		end++;
	bool whole = end == text.n || strchr(".eE", text.at[end]) == NULL || text.at[end] == '\0';
	return whole && end - from > SAFE_WIDTH ? end : 0;
}

/* The text itself, or a copy in which long whole numbers have the exponent. */
static struct sv keep_long_numbers(struct arena *a, struct sv text)
{
	CLEANUP(str_free) struct str marked = {.max = SIZE_MAX / 4};
	size_t copied = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.at[i] == '"') {
			i = string_end(text, i) - 1;
			continue;
		}
		if (!is_digit(text.at[i]))
			continue;
		size_t end = long_number(text, i);
		if (end > 0) {
			str_add(&marked, sv_sub(text, copied, end - copied));
			str_addz(&marked, KEEP_TEXT);
			copied = end;
		}
		while (i + 1 < text.n && strchr("0123456789.eE+-", text.at[i + 1]) != NULL &&
		       text.at[i + 1] != '\0')
			i++;
	}
	if (copied == 0)
		return text;
	str_add(&marked, sv_sub(text, copied, text.n));
	return arena_sv(a, str_sv(&marked));
}

static struct sv number_text(struct json_object *o)
{
	struct sv text = sv_of(json_object_to_json_string(o));
	if (sv_ends(text, SV(KEEP_TEXT)) && sv_find_char(text, '.') < 0 && text.n > SAFE_WIDTH + 2)
		text.n -= 2;
	return text;
}

static struct sv decoded(struct arena *a, struct sv quoted)
{
	struct json_object *o = json_tokener_parse(arena_strz(a, quoted));
	struct sv key = quoted;
	if (o != NULL)
		key = arena_sv(a,
			       (struct sv){json_object_get_string(o), (size_t)json_object_get_string_len(o)});
	json_object_put(o);
	return key;
}

/* The first key that stands twice in one object; only called when the counts say there is one. */
static struct sv find_duplicate(struct arena *a, struct sv text)
{
	struct table *seen[LIMIT_JSON_DEPTH + 1];
	int depth = 0;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.at[i];
		if (c == '{' || c == '[') {
			seen[depth++] = table_new(a);
		} else if (c == '}' || c == ']') {
			depth--;
		} else if (c == '"') {
			size_t end = string_end(text, i);
			bool added = true;
			struct sv key = {NULL, 0};
			if (end < text.n && is_key(text, end)) {
				key = decoded(a, sv_sub(text, i, end - i));
				table_slot(seen[depth - 1], key, &added);
			}
			if (!added)
				return key;
			i = end - 1;
		}
	}
	return (struct sv){NULL, 0};
}

bool json_parse(struct sv text, struct json **doc, struct err *e)
{
	size_t end;
	if (sv_starts(text, SV("\xef\xbb\xbf")))
		text = sv_sub(text, 3, text.n);
	if (!json_check(text, false, &end, e))
		return false;
	if (text.n > (size_t)INT32_MAX)
		return err_set(e, "expected a document below 2 GiB");
	struct json_tokener *t = json_tokener_new_ex(LIMIT_JSON_DEPTH + 1);
	struct json *d = calloc(1, sizeof *d);
	if (t == NULL || d == NULL) {
		free(d);
		json_tokener_free(t);
		return err_set(e, "out of memory");
	}
	struct sv whole = sv_sub(text, 0, end);
	d->arena = arena_new();
	struct sv kept = keep_long_numbers(d->arena, whole);
	d->root = json_tokener_parse_ex(t, kept.at, (int)kept.n);
	if (json_tokener_get_error(t) == json_tokener_continue) /* a bare number may go on */
		d->root = json_tokener_parse_ex(t, " ", 1);
	enum json_tokener_error code = json_tokener_get_error(t);
	json_tokener_free(t);
	if (code != json_tokener_success) {
		json_free(&d);
		return err_set(e, "expected JSON: %s", json_tokener_error_desc(code));
	}
	if (members_in(whole) != members_of(d->root))
		d->duplicate = find_duplicate(d->arena, whole);
	*doc = d;
	return true;
}

void json_free(struct json **doc)
{
	if (*doc == NULL)
		return;
	json_object_put((*doc)->root);
	arena_free(&(*doc)->arena);
	free(*doc);
	*doc = NULL;
}

const struct json_node *json_root(const struct json *doc)
{
	return wrap(doc->root);
}

struct sv json_duplicate(const struct json *doc)
{
	return doc->duplicate;
}

enum json_type json_type(const struct json_node *v)
{
	static const enum json_type types[] = {
		[json_type_null] = JSON_NULL,     [json_type_boolean] = JSON_BOOL,
		[json_type_double] = JSON_NUMBER, [json_type_int] = JSON_NUMBER,
		[json_type_object] = JSON_OBJECT, [json_type_array] = JSON_ARRAY,
		[json_type_string] = JSON_STRING,
	};
	if (v == NULL)
		return JSON_ABSENT;
	return types[json_object_get_type(bare(v))];
}

const struct json_node *json_get(const struct json_node *object, const char *key)
{
	struct json_object *o = bare_of_type(object, json_type_object), *child;
	return o != NULL && json_object_object_get_ex(o, key, &child) ? wrap(child) : NULL;
}

const struct json_node *json_path(const struct json_node *v, const char *dotted)
{
	struct sv rest = sv_of(dotted), part;
	char key[128];
	while (v != NULL && sv_split(&rest, '.', &part)) {
		if (part.n >= sizeof key)
			return NULL;
		memcpy(key, part.at, part.n);
		key[part.n] = '\0';
		v = json_get(v, key);
	}
	return v;
}

size_t json_size(const struct json_node *v)
{
	struct json_object *array = bare_of_type(v, json_type_array),
			   *object = bare_of_type(v, json_type_object);
	return array != NULL    ? json_object_array_length(array)
	       : object != NULL ? (size_t)json_object_object_length(object)
				: 0;
}

const struct json_node *json_at(const struct json_node *array, size_t i)
{
	struct json_object *a = bare_of_type(array, json_type_array);
	return a != NULL && i < json_object_array_length(a) ? wrap(json_object_array_get_idx(a, i)) : NULL;
}

const struct json_node *json_member(const struct json_node *object, size_t i, struct sv *key)
{
	struct json_object *o = bare_of_type(object, json_type_object);
	struct lh_entry *entry = o == NULL ? NULL : json_object_get_object(o)->head;
	while (entry != NULL && i-- > 0)
		entry = entry->next;
	if (entry == NULL)
		return NULL;
	*key = sv_of(entry->k);
	return wrap((struct json_object *)(uintptr_t)entry->v);
}

struct sv json_string(const struct json_node *v)
{
	struct json_object *o = bare_of_type(v, json_type_string);
	if (o == NULL)
		return (struct sv){NULL, 0};
	return (struct sv){json_object_get_string(o), (size_t)json_object_get_string_len(o)};
}

struct sv json_text(const struct json_node *v)
{
	if (json_type(v) == JSON_NUMBER)
		return number_text(bare(v));
	return json_string(v);
}

bool json_true(const struct json_node *v)
{
	struct json_object *o = bare_of_type(v, json_type_boolean);
	return o != NULL ? json_object_get_boolean(o) != 0 : sv_eq_nocase(json_string(v), SV("true"));
}

bool json_int(const struct json_node *v, int64_t *value)
{
	struct json_object *o = bare_of_type(v, json_type_int);
	if (o == NULL)
		return false;
	*value = json_object_get_int64(o);
	return true;
}

struct writer {
	struct str *out;
	bool sorted;
	const char *const *without; /* NULL-terminated; may be NULL */
};

static bool left_out(const struct writer *w, const char *key)
{
	for (const char *const *k = w->without; k != NULL && *k != NULL; k++)
		if (strcmp(*k, key) == 0)
			return true;
	return false;
}

static void write_node(const struct writer *w, struct json_object *o);

static void write_member(const struct writer *w, const struct lh_entry *entry, bool *first)
{
	const char *key = entry->k;
	if (left_out(w, key))
		return;
	if (!*first)
		str_addc(w->out, ',');
	*first = false;
	str_add_json(w->out, sv_of(key));
	str_addc(w->out, ':');
	write_node(w, (struct json_object *)(uintptr_t)entry->v);
}

static int by_key(const void *a, const void *b)
{
	const struct lh_entry *const *x = a, *const *y = b;
	return strcmp((*x)->k, (*y)->k);
}

static void write_object(const struct writer *w, struct json_object *o)
{
	size_t n = 0;
	bool first = true;
	const struct lh_entry **list = calloc((size_t)json_object_object_length(o) + 1, sizeof *list);
	if (list == NULL) {
		fputs("bailiwick: out of memory\n", stderr);
		abort();
	}
	for (const struct lh_entry *i = json_object_get_object(o)->head; i != NULL; i = i->next)
		list[n++] = i;
	if (w->sorted && n > 1)
		qsort(list, n, sizeof *list, by_key);
	str_addc(w->out, '{');
	for (size_t i = 0; i < n; i++)
		write_member(w, list[i], &first);
	str_addc(w->out, '}');
	free(list);
}

static void write_array(const struct writer *w, struct json_object *o)
{
	str_addc(w->out, '[');
	for (size_t i = 0; i < json_object_array_length(o); i++) {
		if (i > 0)
			str_addc(w->out, ',');
		write_node(w, json_object_array_get_idx(o, i));
	}
	str_addc(w->out, ']');
}

static void write_node(const struct writer *w, struct json_object *o)
{
	if (json_object_is_type(o, json_type_object))
		write_object(w, o);
	else if (json_object_is_type(o, json_type_array))
		write_array(w, o);
	else if (json_object_is_type(o, json_type_string))
		str_add_json(w->out, json_string(wrap(o)));
	else
		str_add(w->out, o == NULL ? SV("null") : number_text(o));
}

void json_write(const struct json_node *v, bool sorted, struct str *out)
{
	write_node(&(struct writer){out, sorted, NULL}, bare(v));
}

void json_write_without(const struct json_node *v, const char *const *keys, struct str *out)
{
	write_node(&(struct writer){out, false, keys}, bare(v));
}
