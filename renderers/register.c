#include "renderers/register.h"

#include "model/report.h"
#include "renderers/field.h"
#include "renderers/format.h"
#include "renderers/renderers.h"

struct register_type {
	const char *name;
	enum register_look look;
	bool outside;
	const char *format; /* of format_value; NULL: as it is */
	const char *words;  /* prefix of the keys of its words; "": the column says it; NULL: none */
};

static const struct register_type types[] = {
	{"text", REGISTER_TEXT, true, NULL, NULL},
	{"id", REGISTER_ID, false, NULL, NULL},
	{"hash", REGISTER_ID, false, NULL, NULL},
	{"number", REGISTER_NUMBER, false, "count", NULL},
	{"bytes", REGISTER_NUMBER, false, "bytes", NULL},
	{"date", REGISTER_TIME, false, "date", NULL},
	{"datetime", REGISTER_TIME, false, "datetime", NULL},
	{"severity", REGISTER_SEVERITY, false, NULL, "severity"},
	{"verdict", REGISTER_VERDICT, false, NULL, "verdict"},
	{"word", REGISTER_TEXT, false, NULL, ""},
	{"yesno", REGISTER_TEXT, false, NULL, "yesno"},
};

static bool read_column(const struct xml_node *n, struct arena *a, struct register_column *c, struct err *e)
{
	struct sv type = xml_get(n, "type");
	*c = (struct register_column){
		.head = sv_trim(xml_text(a, n)), .field = xml_get(n, "name").at, .words = xml_get(n, "words")};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (sv_eq(type, sv_of(types[i].name)))
			c->type = &types[i];
	if (c->type == NULL)
		return err_set(e, "register: line %ld: \"" SV_FMT "\" is no type of a column", xml_line(n),
			       SV_ARG(type));
	c->look = c->type->look;
	c->outside = c->type->outside;
	c->below = xml_has(n, "below") ? xml_get(n, "below").at : NULL;
	c->filter = xml_has(n, "filter");
	c->screen = xml_has(n, "media");
	c->stack = xml_has(n, "stack");
	if (!sv_to_int64(xml_get(n, "width"), &c->width))
		c->width = 0;
	return true;
}

struct xml_query *register_query(struct xml *model)
{
	struct xml_query *q = xml_query_new(model);
	xml_query_ns(q, "r", REPORT_NS);
	return q;
}

static struct sv child_text(const struct xml_node *n, const char *name, struct arena *a)
{
	const struct xml_node *child = xml_child(n, name);
	return child != NULL ? sv_trim(xml_text(a, child)) : SV("");
}

/* A column in which no row has anything says nothing and would only narrow the others. */
static void drop_empty(struct register_view *v, struct arena *a)
{
	size_t kept = 0;
	for (size_t c = 0; c < v->n_columns; c++) {
		bool filled = v->n_rows == 0;
		for (size_t row = 0; row < v->n_rows && !filled; row++)
			filled = field_value(v->row[row], v->column[c].field, a).n > 0 ||
				 (v->column[c].below != NULL &&
				  field_value(v->row[row], v->column[c].below, a).n > 0);
		if (filled)
			v->column[kept++] = v->column[c];
		else if (c + 1 < v->n_columns && !v->column[c].stack)
			v->column[c + 1].stack = false;
	}
	v->n_columns = kept;
}

bool register_read(const struct xml_node *node, struct xml_query *query, struct arena *a,
		   struct register_view *r, struct err *e)
{
	struct register_view v = {.id = xml_get(node, "id"),
				  .file = xml_get(node, "file"),
				  .more = child_text(node, "more", a),
				  .empty = child_text(node, "empty", a),
				  .caption = xml_child(node, "caption"),
				  .pointer = xml_has(node, "paper")};
	const struct xml_node *first = xml_child(node, "field");
	for (const struct xml_node *n = first; n != NULL; n = xml_next_named(n, "field"))
		v.n_columns++;
	v.column = arena_array(a, v.n_columns + 1, sizeof *v.column);
	size_t i = 0;
	for (const struct xml_node *n = first; n != NULL; n = xml_next_named(n, "field"))
		if (!read_column(n, a, &v.column[i++], e))
			return false;
	if (!xml_query_nodes(query, NULL, xml_get(node, "rows").at, a, &v.row, &v.n_rows, e))
		return err_wrap(e, "register " SV_FMT, SV_ARG(v.id));
	drop_empty(&v, a);
	*r = v;
	return true;
}

bool register_cell(const struct register_view *r, size_t row, size_t column, const struct strings *s,
		   struct arena *a, struct register_cell *cell, struct err *e)
{
	const struct register_column *c = &r->column[column];
	struct sv raw = field_value(r->row[row], c->field, a), text = raw;
	if (raw.n > 0 && c->type->words != NULL) {
		struct sv prefix = *c->type->words != '\0' ? sv_of(c->type->words) : c->words;
		if (!strings_get(s, arena_printf(a, SV_FMT "." SV_FMT, SV_ARG(prefix), SV_ARG(raw)), SV(""),
				 &text, e))
			return err_wrap(e, "register " SV_FMT, SV_ARG(r->id));
	} else if (c->type->format != NULL && !format_value(s, sv_of(c->type->format), raw, a, &text, e)) {
		return err_wrap(e, "register " SV_FMT, SV_ARG(r->id));
	}
	cell->raw = raw;
	cell->text = text;
	cell->below = c->below != NULL ? field_value(r->row[row], c->below, a) : SV("");
	return true;
}

bool register_more(const struct register_view *r, struct xml *model, size_t n, const struct strings *s,
		   struct arena *a, struct sv *text, struct err *e)
{
	struct sv rest = r->more, piece, name, count, hash = SV("");
	*text = SV("");
	if (n == 0)
		return true;
	CLEANUP(str_free) struct str out;
	str_init(&out, LIMIT_OUTSIDE_STRING);
	if (!format_value(s, SV("count"), arena_printf(a, "%zu", n), a, &count, e))
		return false;
	if (!csv_digest(model, r->file, a, &hash, e))
		return false;
	while (strings_next(&rest, &piece, &name)) {
		str_add(&out, piece);
		str_add(&out, sv_eq(name, SV("n"))        ? count
			      : sv_eq(name, SV("file"))   ? r->file
			      : sv_eq(name, SV("sha256")) ? hash
							  : SV(""));
	}
	*text = arena_sv(a, str_sv(&out));
	return true;
}
