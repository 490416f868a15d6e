#include "renderers/expand.h"

#include <string.h>

#include "model/report.h"
#include "renderers/expand_words.h"
#include "renderers/format.h"

struct expansion {
	struct xml_query *query;
	const struct templates *folder;
	const struct strings *strings;
	struct arena *arena;
	struct xml *included[64]; /* parsed templates by order of first use; freed at the end */
	struct sv included_name[64];
	size_t n_included;
};

/* Where we are: the template and the node of the model that expressions start from. */
struct scope {
	const char *file;
	int depth; /* of includes */
	struct xml_node *node;
	size_t position, size;
};

static bool expand_children(struct expansion *x, const struct scope *s, struct xml_node *t,
			    struct xml_node *out, struct err *e);
static bool expand_element(struct expansion *x, const struct scope *s, struct xml_node *t, struct xml_node *out,
			   struct err *e);

static bool wrong(const struct scope *s, const struct xml_node *t, const char *attribute, struct err *e)
{
	return err_wrap(e, "%s:%ld: %s", s->file, xml_line(t), attribute);
}

/* ---- expressions ---- */

/* A path from the root to everything may meet libxml2's ceiling of a node set; templates name their way. */
static bool is_bounded(const char *expression)
{
	char quote = '\0';
	for (const char *c = expression; *c != '\0'; c++) {
		if (quote != '\0')
			quote = *c == quote ? '\0' : quote;
		else if (*c == '"' || *c == '\'')
			quote = *c;
		else if (c[0] == '/' && c[1] == '/')
			return false;
	}
	return true;
}

static bool check_expression(const char *expression, struct err *e)
{
	return is_bounded(expression) ||
	       err_set(e, "expected a path without \"//\", got \"%.200s\"", expression);
}

static bool text_of(struct expansion *x, const struct scope *s, const char *expression, struct sv *value,
		    struct err *e)
{
	return check_expression(expression, e) &&
	       xml_query_text(x->query, s->node, s->position, s->size, expression, x->arena, value, e);
}

/* ---- texts from the strings file ---- */

#define PARTS_MAX 12

static bool read_parts(struct expansion *x, const struct scope *s, const struct xml_node *t,
		       struct strings_part *parts, size_t *n, struct err *e)
{
	struct sv rest = xml_get_ns(t, "parts", BW_NS), clause, name, format;
	*n = 0;
	while (expand_clause(&rest, x->arena, &clause)) {
		if (*n == PARTS_MAX)
			return err_set(e, "expected at most %d parts", PARTS_MAX);
		struct strings_part *p = &parts[(*n)++];
		sv_split(&clause, ' ', &name);
		clause = sv_trim(clause);
		sv_split(&clause, ' ', &format);
		p->name = name;
		if (!text_of(x, s, arena_strz(x->arena, clause), &p->raw, e) ||
		    !format_value(x->strings, format, p->raw, x->arena, &p->text, e))
			return false;
	}
	return true;
}

static const struct strings_part *part_of(const struct strings_part *parts, size_t n, struct sv name)
{
	for (size_t i = 0; i < n; i++)
		if (sv_eq(parts[i].name, name))
			return &parts[i];
	return NULL;
}

static struct xml_node *named_child(struct xml_node *t, struct sv name)
{
	for (struct xml_node *c = xml_first(t); c != NULL; c = xml_next(c))
		if (xml_is_element(c) && sv_eq(xml_get_ns(c, "name", I18N_NS), name))
			return c;
	return NULL;
}

static bool put_part(struct expansion *x, const struct scope *s, struct xml_node *t,
		     const struct strings_part *part, struct sv name, struct xml_node *out, struct err *e)
{
	struct xml_node *child = named_child(t, name);
	if (child != NULL)
		return expand_element(x, s, child, out, e);
	if (part == NULL)
		return err_set(e, "%s:%ld: the part {" SV_FMT "} of the text is not given", s->file,
			       xml_line(t), SV_ARG(name));
	xml_add_text(out, part->text);
	return true;
}

/* The text of a key, its parts filled by children and by bw:parts. */
static bool put_message(struct expansion *x, const struct scope *s, struct xml_node *t, struct sv key,
			struct xml_node *out, struct err *e)
{
	struct strings_part parts[PARTS_MAX];
	size_t n;
	struct sv rest, text, name;
	if (!read_parts(x, s, t, parts, &n, e))
		return wrong(s, t, "bw:parts", e);
	const struct strings_part *count = part_of(parts, n, SV("n"));
	if (!strings_get(x->strings, key, count != NULL ? count->raw : SV(""), &rest, e))
		return err_wrap(e, "%s:%ld", s->file, xml_line(t));
	while (strings_next(&rest, &text, &name)) {
		xml_add_text(out, text);
		if (name.n > 0 && !put_part(x, s, t, part_of(parts, n, name), name, out, e))
			return false;
	}
	return true;
}

/* ---- attributes ---- */

static bool put_computed(struct expansion *x, const struct scope *s, struct xml_node *t, struct xml_node *out,
			 struct err *e)
{
	struct sv rest = xml_get_ns(t, "attributes", TAL_NS), clause, name, value;
	while (expand_clause(&rest, x->arena, &clause)) {
		sv_split(&clause, ' ', &name);
		const char *attribute = arena_strz(x->arena, name);
		if (!text_of(x, s, arena_strz(x->arena, clause), &value, e))
			return wrong(s, t, "tal:attributes", e);
		if (value.n == 0)
			xml_unset(out, attribute, NULL);
		else
			xml_set(out, attribute, value);
	}
	return true;
}

/* "severity.{@name}": the part in braces is an expression. */
static bool computed_key(struct expansion *x, const struct scope *s, struct sv *key, struct err *e)
{
	struct sv rest = *key, text, expression, value;
	CLEANUP(str_free) struct str out;
	str_init(&out, LIMIT_OUTSIDE_STRING);
	while (strings_next(&rest, &text, &expression)) {
		str_add(&out, text);
		if (expression.n > 0 && !text_of(x, s, arena_strz(x->arena, expression), &value, e))
			return false;
		str_add(&out, expression.n > 0 ? value : SV(""));
	}
	*key = arena_sv(x->arena, str_sv(&out));
	return true;
}

static bool put_translated(struct expansion *x, const struct scope *s, struct xml_node *t, struct xml_node *out,
			   struct err *e)
{
	struct sv rest = xml_get_ns(t, "attributes", I18N_NS), key, name, value;
	struct strings_part parts[PARTS_MAX];
	size_t n;
	if (rest.n > 0 && !read_parts(x, s, t, parts, &n, e))
		return wrong(s, t, "bw:parts", e);
	while (expand_clause(&rest, x->arena, &key)) {
		sv_split(&key, ' ', &name);
		if (!computed_key(x, s, &key, e) ||
		    !strings_fill(x->strings, key, parts, n, x->arena, &value, e))
			return wrong(s, t, "i18n:attributes", e);
		xml_set(out, arena_strz(x->arena, name), value);
	}
	return true;
}

static bool put_attributes(struct expansion *x, const struct scope *s, struct xml_node *t, struct xml_node *out,
			   struct err *e)
{
	struct sv name, ns, value;
	for (size_t i = 0; xml_attribute(t, i, &name, &ns, &value); i++)
		if (ns.n == 0)
			xml_set(out, name.at, value);
	if (!put_computed(x, s, t, out, e) || !put_translated(x, s, t, out, e))
		return false;
	return expand_check_output(out, e) || err_wrap(e, "%s:%ld", s->file, xml_line(t));
}

/* ---- elements ---- */

static bool put_content(struct expansion *x, const struct scope *s, struct xml_node *t, struct xml_node *out,
			struct err *e)
{
	struct sv expression = xml_get_ns(t, "content", TAL_NS), key = xml_get_ns(t, "translate", I18N_NS),
		  value;
	struct sv computed = xml_get_ns(t, "msg", BW_NS), format = xml_get_ns(t, "format", BW_NS);
	if (expression.n > 0) {
		if (!text_of(x, s, expression.at, &value, e) ||
		    (format.n > 0 && !format_value(x->strings, format, value, x->arena, &value, e)))
			return wrong(s, t, "tal:content", e);
		xml_add_text(out, value);
		return true;
	}
	if (computed.n > 0) {
		if (!text_of(x, s, computed.at, &key, e))
			return wrong(s, t, "bw:msg", e);
	}
	return key.n > 0 ? put_message(x, s, t, key, out, e) : expand_children(x, s, t, out, e);
}

static bool put_element(struct expansion *x, const struct scope *s, struct xml_node *t, struct xml_node *out,
			struct err *e)
{
	struct sv expression;
	if (expand_has(t, "omit-tag", TAL_NS, &expression))
		return put_content(x, s, t, out, e);
	bool html = sv_eq(xml_ns(t), SV(XHTML_NS));
	struct xml_node *n = xml_add_ns(out, html ? XHTML_NS : DOCUMENT_NS, html ? NULL : "bw", xml_name(t).at);
	if (!put_content(x, s, t, n, e) || !put_attributes(x, s, t, n, e))
		return false;
	if (sv_eq(xml_name(n), SV("point")))
		expand_fold_cells(n, x->arena);
	return true;
}

static bool include(struct expansion *x, const char *name, struct xml_node **root, struct err *e)
{
	struct sv text;
	for (size_t i = 0; i < x->n_included; i++) {
		if (sv_eq(x->included_name[i], sv_of(name))) {
			*root = xml_root(x->included[i]);
			return true;
		}
	}
	if (x->n_included == sizeof x->included / sizeof *x->included)
		return err_set(e, "expected at most %zu templates", x->n_included);
	if (!templates_read(x->folder, name, &text, e) ||
	    !xml_parse(text, name, &x->included[x->n_included], e))
		return false;
	x->included_name[x->n_included] = sv_of(name);
	*root = xml_root(x->included[x->n_included++]);
	return true;
}

static bool expand_once(struct expansion *x, const struct scope *s, struct xml_node *t, struct xml_node *out,
			struct err *e)
{
	struct sv name = xml_get_ns(t, "include", BW_NS);
	struct xml_node *root;
	if (name.n == 0)
		return put_element(x, s, t, out, e);
	if (s->depth == LIMIT_INCLUDE_DEPTH)
		return err_set(e, "%s:%ld: bw:include: nested more than %d deep", s->file, xml_line(t),
			       LIMIT_INCLUDE_DEPTH);
	if (!include(x, name.at, &root, e))
		return wrong(s, t, "bw:include", e);
	struct scope inner = *s;
	inner.file = name.at;
	inner.depth++;
	return expand_element(x, &inner, root, out, e);
}

static bool expand_repeat(struct expansion *x, const struct scope *s, struct xml_node *t, struct sv words,
			  struct xml_node *out, struct err *e)
{
	struct sv expression = words, variable;
	struct xml_node **nodes;
	size_t n;
	sv_split(&expression, ' ', &variable);
	const char *name = arena_strz(x->arena, variable), *path = arena_strz(x->arena, sv_trim(expression));
	if (!check_expression(path, e) || !xml_query_nodes(x->query, s->node, path, x->arena, &nodes, &n, e))
		return wrong(s, t, "tal:repeat", e);
	bool good = true;
	for (size_t i = 0; i < n && good; i++) {
		const struct scope inner = {s->file, s->depth, nodes[i], i + 1, n};
		xml_query_bind(x->query, name, nodes[i]);
		good = expand_once(x, &inner, t, out, e);
	}
	xml_query_bind(x->query, name, NULL);
	return good;
}

static bool expand_element(struct expansion *x, const struct scope *s, struct xml_node *t, struct xml_node *out,
			   struct err *e)
{
	struct sv words;
	bool keep = true;
	if (!expand_check_words(t, e))
		return err_wrap(e, "%s:%ld", s->file, xml_line(t));
	if (expand_has(t, "condition", TAL_NS, &words) &&
	    (!check_expression(words.at, e) ||
	     !xml_query_true(x->query, s->node, s->position, s->size, words.at, &keep, e)))
		return wrong(s, t, "tal:condition", e);
	if (!keep)
		return true;
	if (expand_has(t, "repeat", TAL_NS, &words))
		return expand_repeat(x, s, t, words, out, e);
	return expand_once(x, s, t, out, e);
}

static bool expand_children(struct expansion *x, const struct scope *s, struct xml_node *t,
			    struct xml_node *out, struct err *e)
{
	for (struct xml_node *c = xml_first(t); c != NULL; c = xml_next(c)) {
		struct sv text = xml_is_text(c) ? xml_content(c) : SV("");
		if (xml_is_element(c)) {
			if (!expand_element(x, s, c, out, e))
				return false;
		} else if (sv_trim(text).n > 0 && expand_has_letters(text)) {
			return err_set(e, "%s:%ld: expected words from the strings file, got \"" SV_FMT "\"",
				       s->file, xml_line(c), SV_ARG(sv_sub(sv_trim(text), 0, 60)));
		} else if (sv_trim(text).n > 0 || sv_find_char(text, '\n') < 0) {
			xml_add_text(out, text);
		}
	}
	return true;
}

static bool expand_root(struct expansion *x, const char *name, struct xml *made, struct err *e)
{
	struct xml_node *t, *root = xml_root(made);
	const struct scope s = {name, 0, NULL, 1, 1};
	if (!include(x, name, &t, e))
		return false;
	if (!sv_eq(xml_name(t), SV("html")) || !sv_eq(xml_ns(t), SV(XHTML_NS)))
		return err_set(e, "%s:%ld: expected the root html in the namespace " XHTML_NS, name,
			       xml_line(t));
	xml_set(root, "lang", strings_language(x->strings));
	xml_set(root, "dir", strings_dir(x->strings));
	return expand_children(x, &s, t, root, e);
}

bool expand_template(struct xml *model, const struct templates *folder, const struct strings *strings,
		     const char *name, struct xml **document, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(xml_query_free) struct xml_query *query = xml_query_new(model);
	CLEANUP(xml_free) struct xml *made = xml_new("html", XHTML_NS, NULL);
	struct expansion x = {.query = query, .folder = folder, .strings = strings, .arena = a};
	xml_query_ns(query, "r", REPORT_NS);
	bool good = expand_root(&x, name, made, e);
	for (size_t i = 0; i < x.n_included; i++)
		xml_free(&x.included[i]);
	if (!good)
		return false;
	*document = made;
	made = NULL;
	return true;
}
