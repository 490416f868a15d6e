#include "renderers/strings.h"

#include <stdlib.h>
#include <string.h>

#include "base/table.h"

struct strings {
	struct arena *arena;
	struct xml *doc;
	struct table *nodes; /* key -> element s */
	struct sv language, dir;
	const char *(*plural)(int64_t n);
};

/* Plural rules for whole numbers, by CLDR. */
static const char *plural_english(int64_t n)
{
	return n == 1 ? "one" : "other";
}

static const char *plural_arabic(int64_t n)
{
	int64_t m = n % 100;
	if (n <= 2)
		return n == 0 ? "zero" : n == 1 ? "one" : "two";
	return m >= 3 && m <= 10 ? "few" : m >= 11 ? "many" : "other";
}

static const char *plural_hebrew(int64_t n)
{
	return n == 1 ? "one" : n == 2 ? "two" : "other";
}

static const struct rule {
	const char *language;
	const char *(*plural)(int64_t n);
} rules[] = {{"en", plural_english}, {"de", plural_english}, {"ar", plural_arabic}, {"he", plural_hebrew}};

static bool take(struct strings *s, const char *name, struct err *e)
{
	for (struct xml_node *n = xml_child(xml_root(s->doc), "s"); n != NULL; n = xml_next_named(n, "s")) {
		bool added;
		struct sv key = xml_get(n, "key");
		if (key.n == 0)
			return err_set(e, "%s:%ld: expected the attribute key", name, xml_line(n));
		*table_slot(s->nodes, key, &added) = n;
		if (!added)
			return err_set(e, "%s:%ld: the key \"" SV_FMT "\" stands twice", name, xml_line(n),
				       SV_ARG(key));
	}
	return true;
}

static bool load(const struct templates *folder, const char *language, struct strings *s, struct err *e)
{
	struct sv text, name = arena_printf(s->arena, "strings/%s.xml", language);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (strcmp(rules[i].language, language) == 0)
			s->plural = rules[i].plural;
	if (s->plural == NULL)
		return err_set(e, "language \"%.40s\": no plural rule is known", language);
	if (!templates_read(folder, name.at, &text, e) || !xml_parse(text, name.at, &s->doc, e))
		return false;
	s->language = sv_of(language);
	s->dir = xml_get(xml_root(s->doc), "dir");
	if (!sv_eq(s->dir, SV("ltr")) && !sv_eq(s->dir, SV("rtl")))
		return err_set(e, "%s: dir: expected \"ltr\" or \"rtl\"", name.at);
	return take(s, name.at, e);
}

bool strings_load(const struct templates *folder, const char *language, struct strings **s, struct err *e)
{
	CLEANUP(strings_free) struct strings *made = calloc(1, sizeof *made);
	if (made == NULL)
		out_of_memory();
	made->arena = arena_new();
	made->nodes = table_new(made->arena);
	if (!load(folder, arena_strz(made->arena, sv_of(language)), made, e))
		return false;
	*s = made;
	made = NULL;
	return true;
}

void strings_free(struct strings **s)
{
	if (*s == NULL)
		return;
	xml_free(&(*s)->doc);
	arena_free(&(*s)->arena);
	free(*s);
	*s = NULL;
}

struct sv strings_language(const struct strings *s)
{
	return s->language;
}

struct sv strings_dir(const struct strings *s)
{
	return s->dir;
}

/* The form for n, else the form "other". */
static const struct xml_node *form_of(const struct strings *s, const struct xml_node *node, struct sv n)
{
	int64_t value;
	const struct xml_node *form = xml_child(node, "other");
	if (form == NULL || !sv_to_int64(n, &value) || value < 0)
		return form;
	const struct xml_node *exact = xml_child(node, s->plural(value));
	return exact != NULL ? exact : form;
}

bool strings_get(const struct strings *s, struct sv key, struct sv n, struct sv *text, struct err *e)
{
	const struct xml_node *node = table_get(s->nodes, key);
	if (node == NULL)
		return err_set(e, "strings/" SV_FMT ".xml: there is no key \"" SV_FMT "\"", SV_ARG(s->language),
			       SV_ARG(sv_sub(key, 0, 100)));
	const struct xml_node *form = form_of(s, node, n);
	const struct xml_node *holder = form != NULL ? form : node, *first = xml_first(holder);
	*text = first != NULL && xml_is_text(first) ? sv_trim(xml_content(first)) : SV("");
	return true;
}

struct sv strings_word(const struct strings *s, const char *key)
{
	struct sv text = SV("");
	struct err e;
	return strings_get(s, sv_of(key), SV(""), &text, &e) ? text : sv_of(key);
}

bool strings_next(struct sv *rest, struct sv *text, struct sv *name)
{
	*name = SV("");
	if (rest->n == 0)
		return false;
	ptrdiff_t open = sv_find_char(*rest, '{');
	ptrdiff_t length = open < 0 ? -1 : sv_find_char(sv_sub(*rest, (size_t)open, rest->n), '}');
	if (length < 0) {
		*text = *rest;
		*rest = SV("");
		return true;
	}
	*text = sv_sub(*rest, 0, (size_t)open);
	*name = sv_sub(*rest, (size_t)open + 1, (size_t)length - 1);
	*rest = sv_sub(*rest, (size_t)(open + length) + 1, rest->n);
	return true;
}

static const struct strings_part *part_named(const struct strings_part *parts, size_t n, struct sv name)
{
	for (size_t i = 0; i < n; i++)
		if (sv_eq(parts[i].name, name))
			return &parts[i];
	return NULL;
}

bool strings_fill(const struct strings *s, struct sv key, const struct strings_part *parts, size_t n,
		  struct arena *a, struct sv *text, struct err *e)
{
	const struct strings_part *count = part_named(parts, n, SV("n"));
	struct sv rest, piece, name;
	CLEANUP(str_free) struct str out;
	str_init(&out, LIMIT_OUTSIDE_STRING * 4);
	if (!strings_get(s, key, count != NULL ? count->raw : SV(""), &rest, e))
		return false;
	while (strings_next(&rest, &piece, &name)) {
		str_add(&out, piece);
		const struct strings_part *part = part_named(parts, n, name);
		if (name.n > 0 && part == NULL)
			return err_set(e, "text \"" SV_FMT "\": the part {" SV_FMT "} is not given",
				       SV_ARG(key), SV_ARG(name));
		if (part != NULL)
			str_add(&out, part->text);
	}
	*text = arena_sv(a, str_sv(&out));
	return true;
}
