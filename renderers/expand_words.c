#include "renderers/expand_words.h"

#include "renderers/expand.h"

/* instead NULL: the word is taken. */
static const struct word {
	const char *ns, *name, *instead;
} words[] = {
	{TAL_NS, "condition", NULL},
	{TAL_NS, "repeat", NULL},
	{TAL_NS, "content", NULL},
	{TAL_NS, "attributes", NULL},
	{TAL_NS, "omit-tag", NULL},
	{I18N_NS, "translate", NULL},
	{I18N_NS, "name", NULL},
	{I18N_NS, "attributes", NULL},
	{BW_NS, "msg", NULL},
	{BW_NS, "parts", NULL},
	{BW_NS, "format", NULL},
	{BW_NS, "include", NULL},
	{TAL_NS, "define", "write the path where it is needed"},
	{TAL_NS, "replace", "use tal:content with tal:omit-tag"},
	{TAL_NS, "switch", "use tal:condition"},
	{TAL_NS, "case", "use tal:condition"},
	{TAL_NS, "on-error", "a report never hides an error"},
};

static const char *const refused_elements[] = {"script", "style", "iframe", "object", "embed", "form",  "base",
					       "link",   "input", "button", "svg",    "math",  "video", "img"};

bool expand_has(const struct xml_node *t, const char *word, const char *ns, struct sv *value)
{
	struct sv name, space, text;
	for (size_t i = 0; xml_attribute(t, i, &name, &space, &text); i++) {
		if (sv_eq(name, sv_of(word)) && sv_eq(space, sv_of(ns))) {
			*value = text;
			return true;
		}
	}
	return false;
}

static bool check_word(struct sv ns, struct sv name, struct sv value, struct err *e)
{
	if (sv_eq(ns, SV(METAL_NS)))
		return err_set(e, "metal:" SV_FMT " is not taken over: use bw:include", SV_ARG(name));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!sv_eq(ns, sv_of(words[i].ns)) || !sv_eq(name, sv_of(words[i].name)))
			continue;
		if (words[i].instead != NULL)
			return err_set(e, "tal:" SV_FMT " is not taken over: %s", SV_ARG(name),
				       words[i].instead);
		if (sv_starts(value, SV("structure ")))
			return err_set(e, "\"structure\" does not exist: values enter as text");
		return true;
	}
	return err_set(e, "\"" SV_FMT "\" is no word of templates", SV_ARG(name));
}

/* `style` of a chart's parts names a verdict, a severity or a series. */
static bool is_refused_attribute(const struct xml_node *n, struct sv name)
{
	return (sv_eq_nocase(name, SV("style")) && !sv_eq(xml_ns(n), SV(DOCUMENT_NS))) ||
	       sv_eq_nocase(name, SV("srcdoc")) || sv_eq_nocase(sv_sub(name, 0, 2), SV("on"));
}

bool expand_check_words(const struct xml_node *t, struct err *e)
{
	struct sv name, ns, value;
	for (size_t i = 0; i < sizeof refused_elements / sizeof *refused_elements; i++)
		if (!sv_eq(xml_ns(t), SV(DOCUMENT_NS)) && sv_eq_nocase(xml_name(t), sv_of(refused_elements[i])))
			return err_set(e, "the element " SV_FMT " may not stand in a template",
				       SV_ARG(xml_name(t)));
	for (size_t i = 0; xml_attribute(t, i, &name, &ns, &value); i++) {
		if (ns.n == 0 && is_refused_attribute(t, name))
			return err_set(e, "the attribute " SV_FMT " may not stand in a template", SV_ARG(name));
		if (ns.n > 0 && !sv_eq(ns, SV("http://www.w3.org/XML/1998/namespace")) &&
		    !check_word(ns, name, value, e))
			return false;
	}
	return true;
}

bool expand_check_output(const struct xml_node *n, struct err *e)
{
	struct sv name, ns, value;
	for (size_t i = 0; xml_attribute(n, i, &name, &ns, &value); i++)
		if (is_refused_attribute(n, name))
			return err_set(e, "tal:attributes: the attribute " SV_FMT " may not be set",
				       SV_ARG(name));
	value = xml_get(n, "href");
	if (!xml_has(n, "href") || sv_starts(value, SV("#")) || sv_starts(value, SV("https:")) ||
	    sv_starts(value, SV("mailto:")))
		return true;
	return err_set(e, "href: expected a fragment, https: or mailto:, got \"" SV_FMT "\"",
		       SV_ARG(sv_sub(value, 0, 80)));
}

bool expand_has_letters(struct sv text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.at[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
			return true;
	}
	return false;
}

bool expand_clause(struct sv *rest, struct arena *a, struct sv *clause)
{
	CLEANUP(str_free) struct str s;
	str_init(&s, LIMIT_OUTSIDE_STRING);
	size_t i = 0;
	if (sv_trim(*rest).n == 0)
		return false;
	for (; i < rest->n; i++) {
		bool semicolon = rest->at[i] == ';',
		     twice = semicolon && i + 1 < rest->n && rest->at[i + 1] == ';';
		if (semicolon && !twice)
			break;
		i += twice;
		str_addc(&s, rest->at[i]);
	}
	*rest = sv_sub(*rest, i + 1, rest->n);
	*clause = arena_sv(a, sv_trim(str_sv(&s)));
	return true;
}

static void join(struct xml_node *point, const char *from, const char *to, char separator, const char *none,
		 struct arena *a)
{
	CLEANUP(str_free) struct str s;
	bool any = false, first = true;
	str_init(&s, LIMIT_OUTSIDE_STRING);
	for (const struct xml_node *c = xml_child(point, "cell"); c != NULL; c = xml_next_named(c, "cell")) {
		struct sv value = xml_get(c, from);
		any |= value.n > 0;
		if (!first)
			str_addc(&s, separator);
		first = false;
		for (size_t i = 0; i < value.n; i++)
			str_addc(&s, value.at[i] == separator ? '/' : value.at[i]);
		if (value.n == 0)
			str_addz(&s, none);
	}
	if (any)
		xml_set(point, to, arena_sv(a, str_sv(&s)));
}

void expand_fold_cells(struct xml_node *point, struct arena *a)
{
	join(point, "value", "values", ' ', "0", a);
	join(point, "style", "styles", ' ', "-", a);
	join(point, "text", "texts", '|', "", a);
	for (struct xml_node *c; (c = xml_child(point, "cell")) != NULL;)
		xml_remove(c);
}
