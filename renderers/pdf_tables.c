/* Tables of the document and registers of the model, as tables of the kit. */
#include "renderers/pdf_walk.h"

#define CELL_MAX 2000 /* characters of one cell; more ends in an ellipsis */

enum column_type { COLUMN_TEXT, COLUMN_ID, COLUMN_NUMBER, COLUMN_TIME, COLUMN_BADGE };

static enum column_type type_of(struct sv name)
{
	static const char *const names[] = {[COLUMN_TEXT] = "text",
					    [COLUMN_ID] = "id",
					    [COLUMN_NUMBER] = "number",
					    [COLUMN_TIME] = "time",
					    [COLUMN_BADGE] = "badge"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sv_eq(name, sv_of(names[i])))
			return (enum column_type)i;
	return COLUMN_TEXT;
}

static struct pdf_table *new_table(struct pdf_walk *w, size_t columns, size_t rows)
{
	struct pdf_table *t = arena_alloc(w->arena, sizeof(*t));
	t->n_columns = columns;
	t->column = arena_array(w->arena, columns, sizeof(*t->column));
	t->head.cell = arena_array(w->arena, columns, sizeof(*t->head.cell));
	t->row = arena_array(w->arena, rows + 1, sizeof(*t->row));
	t->head_ground = pdf_theme_colour(w->theme, SV("panel"));
	t->head_rule = pdf_theme_colour(w->theme, SV("edge"));
	t->rule = pdf_theme_colour(w->theme, SV("rule"));
	t->pad_x = 500;
	t->pad_y = 420;
	return t;
}

static struct pdf_row *add_row(struct pdf_walk *w, struct pdf_table *t)
{
	struct pdf_row *row = &t->row[t->n_rows++];
	row->cell = arena_array(w->arena, t->n_columns, sizeof(*row->cell));
	return row;
}

static void set_column(struct pdf_column *column, enum column_type type, struct sv width)
{
	int64_t percent = 0;
	if (sv_to_int64(width, &percent) && percent > 0 && percent < 100)
		column->percent = (int32_t)percent;
	column->align = type == COLUMN_NUMBER ? PDF_ALIGN_END : PDF_ALIGN_START;
	column->solid = type == COLUMN_NUMBER || type == COLUMN_TIME || type == COLUMN_BADGE;
}

static size_t count_children(const struct xml_node *element)
{
	size_t n = 0;
	for (const struct xml_node *c = xml_first(element); c != NULL; c = xml_next(c))
		n += xml_is_element(c);
	return n;
}

static const struct xml_node *next_element(const struct xml_node *n)
{
	while (n != NULL && !xml_is_element(n))
		n = xml_next(n);
	return n;
}

static void fill_head(struct pdf_walk *w, struct pdf_table *t, const struct xml_node *tr,
		      enum column_type *type)
{
	size_t c = 0;
	for (const struct xml_node *th = next_element(xml_first(tr)); th != NULL && c < t->n_columns;
	     th = next_element(xml_next(th)), c++) {
		type[c] = type_of(xml_get(th, "class"));
		set_column(&t->column[c], type[c], xml_get(th, "width"));
		t->head.cell[c].para = pdf_inline(w, th, pdf_voice(w, "table-head"));
	}
}

/* A whole cell of identifiers is set as one, whether the document says `code` or not. */
static const struct pdf_para *cell_text(struct pdf_walk *w, const struct xml_node *cell, enum column_type type)
{
	const struct pdf_voice *voice = pdf_voice(w, "table-cell");
	const struct xml_node *first = next_element(xml_first(cell));
	if (type != COLUMN_ID || first != NULL)
		return pdf_inline_cut(w, cell, voice, CELL_MAX);
	return pdf_plain(w, pdf_inline_text(w, cell), PDF_SPAN_IDENTIFIER, &voice->code);
}

static void fill_row(struct pdf_walk *w, struct pdf_table *t, const struct xml_node *tr,
		     const enum column_type *type)
{
	struct pdf_row *row = add_row(w, t);
	size_t c = 0;
	row->id = xml_get(tr, "id");
	if (xml_has(tr, "tone")) {
		row->has_ground = true;
		row->ground = pdf_theme_mark(w->theme, xml_get(tr, "tone")).ground;
	}
	for (const struct xml_node *td = next_element(xml_first(tr)); td != NULL && c < t->n_columns;
	     td = next_element(xml_next(td)), c++) {
		row->cell[c].para = cell_text(w, td, type[c]);
		row->cell[c].head = sv_eq(xml_name(td), SV("th"));
	}
}

static struct pdf_box *table_box(struct pdf_walk *w, struct pdf_table *t, const struct xml_node *element)
{
	struct pdf_box *box = pdf_box_new(w->flow, PDF_BOX_TABLE, "Table");
	const struct xml_node *caption = xml_child(element, "caption");
	box->table = t;
	box->id = xml_get(element, "id");
	box->before = 600;
	box->after = PDF_GAP_PART;
	if (caption != NULL)
		t->caption = pdf_inline(w, caption, pdf_voice_in(w, "label", "muted"));
	return box;
}

struct pdf_box *pdf_data_table(struct pdf_walk *w, const struct xml_node *table)
{
	const struct xml_node *head = xml_child(table, "thead"), *body = xml_child(table, "tbody");
	const struct xml_node *tr = head == NULL ? NULL : xml_child(head, "tr");
	size_t columns = tr == NULL ? 0 : count_children(tr);
	if (columns == 0 || body == NULL)
		return NULL;
	struct pdf_table *t = new_table(w, columns, count_children(body));
	enum column_type *type = arena_array(w->arena, columns, sizeof(*type));
	fill_head(w, t, tr, type);
	for (tr = xml_child(body, "tr"); tr != NULL; tr = xml_next_named(tr, "tr"))
		fill_row(w, t, tr, type);
	return table_box(w, t, table);
}
