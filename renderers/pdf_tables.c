/* Tables of the document and registers of the model, as tables of the kit. */
#include "base/utf8.h"
#include "renderers/pdf_walk.h"

#define CELL_MAX      2000 /* characters of one cell; more ends in an ellipsis */
#define REGISTER_ROWS 2000
#define SHARED_MAX    60 /* bytes of a cell that is likely to come again */

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

struct pdf_table *pdf_table_new(struct pdf_walk *w, size_t columns, size_t rows)
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

struct pdf_row *pdf_table_add(struct pdf_walk *w, struct pdf_table *t)
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
	column->firm = type == COLUMN_ID ? 11000 : 4800;
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
	struct pdf_row *row = pdf_table_add(w, t);
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
	struct pdf_table *t = pdf_table_new(w, columns, count_children(body));
	enum column_type *type = arena_array(w->arena, columns, sizeof(*type));
	fill_head(w, t, tr, type);
	for (tr = xml_child(body, "tr"); tr != NULL; tr = xml_next_named(tr, "tr"))
		fill_row(w, t, tr, type);
	return table_box(w, t, table);
}

/* ---- registers ---- */

static enum column_type type_of_look(enum register_look look)
{
	switch (look) {
	case REGISTER_TEXT:
		break;
	case REGISTER_ID:
		return COLUMN_ID;
	case REGISTER_NUMBER:
		return COLUMN_NUMBER;
	case REGISTER_TIME:
		return COLUMN_TIME;
	case REGISTER_SEVERITY:
	case REGISTER_VERDICT:
		return COLUMN_BADGE;
	}
	return COLUMN_TEXT;
}

/* At most CELL_MAX characters, and an ellipsis if there were more. */
static struct sv shortened(struct pdf_walk *w, struct sv text)
{
	size_t bytes = 0, characters = 0;
	while (bytes < text.n && characters < CELL_MAX) {
		uint32_t cp = 0;
		size_t n = utf8_next(sv_sub(text, bytes, text.n), &cp);
		if (n == 0)
			break;
		bytes += n;
		characters++;
	}
	return bytes == text.n ? text : arena_printf(w->arena, SV_FMT "\u2026", SV_ARG(sv_sub(text, 0, bytes)));
}

/* Adds what one column says of a row, a line further down if something stands there already. */
static void add_value(struct pdf_walk *w, const struct register_column *column,
		      const struct register_cell *cell, struct pdf_span *span, size_t *n)
{
	const struct pdf_voice *voice = pdf_voice(w, "table-cell"),
			       *muted = pdf_voice_in(w, "table-cell", "muted");
	enum column_type type = type_of_look(column->look);
	bool id = type == COLUMN_ID;
	if (cell->text.n == 0 && cell->below.n == 0)
		return;
	if (*n > 0)
		span[(*n)++] = (struct pdf_span){.text = SV("\n"), .style = &voice->plain};
	struct pdf_span *value = &span[(*n)++];
	if (type == COLUMN_BADGE && cell->text.n > 0)
		*value = pdf_badge_span(w, cell->raw, cell->text);
	else
		*value = (struct pdf_span){.kind = id                ? PDF_SPAN_IDENTIFIER
						   : column->outside ? PDF_SPAN_OUTSIDE
								     : PDF_SPAN_PLAIN,
					   .text = shortened(w, cell->text),
					   .style = id ? &voice->code : &voice->plain};
	if (id && table_get(w->ids, cell->raw) != NULL)
		value->link = arena_printf(w->arena, "#" SV_FMT, SV_ARG(cell->raw));
	if (cell->below.n == 0)
		return;
	span[(*n)++] = (struct pdf_span){.text = SV("\n"), .style = &voice->plain};
	span[(*n)++] = (struct pdf_span){
		.kind = PDF_SPAN_IDENTIFIER, .text = shortened(w, cell->below), .style = &muted->code};
}

/* Which columns of the register stand in one column of the table: those on paper, stacked ones together. */
static size_t find_stacks(const struct register_view *r, size_t *first, size_t *end)
{
	size_t n = 0;
	for (size_t c = 0; c < r->n_columns; c++) {
		if (r->column[c].screen)
			continue;
		if (n == 0 || !r->column[c].stack)
			first[n++] = c;
		end[n - 1] = c + 1;
	}
	return n;
}

struct paper_register {
	const struct register_view *view;
	struct pdf_table *table;
	size_t *first, *end;   /* columns of the register, by column of the table */
	struct pdf_span *span; /* of the cell that is being made */
	struct table *known;   /* short cells by column and text: many rows say the same */
};

/* Rows share the paragraphs of what they have in common, such as a verdict or the name of a partner. */
static const struct pdf_para *cell_para(struct pdf_walk *w, const struct paper_register *p, size_t column,
					size_t n)
{
	CLEANUP(str_free) struct str key;
	str_init(&key, SHARED_MAX);
	str_addf(&key, "%zu", column);
	for (size_t i = 0; i < n; i++)
		str_addf(&key, "|" SV_FMT, SV_ARG(p->span[i].text));
	if (key.full)
		return pdf_para_new(w->shaper, p->span, n, w->rtl);
	bool added = false;
	void **slot = table_slot(p->known, str_sv(&key), &added);
	if (added) {
		struct pdf_cell *made = arena_alloc(w->arena, sizeof(*made));
		made->para = pdf_para_new(w->shaper, p->span, n, w->rtl);
		*slot = made;
	}
	const struct pdf_cell *shared = *slot;
	return shared->para;
}

static bool fill_register_row(struct pdf_walk *w, const struct paper_register *p, size_t at, struct err *e)
{
	struct pdf_row *row = pdf_table_add(w, p->table);
	for (size_t c = 0; c < p->table->n_columns; c++) {
		size_t n = 0;
		for (size_t i = p->first[c]; i < p->end[c]; i++) {
			struct register_cell cell;
			if (p->view->column[i].screen)
				continue;
			if (!register_cell(p->view, at, i, w->strings, w->arena, &cell, e))
				return false;
			add_value(w, &p->view->column[i], &cell, p->span, &n);
		}
		if (n > 0)
			row->cell[c].para = cell_para(w, p, c, n);
	}
	return true;
}

static void fill_register_head(struct pdf_walk *w, const struct paper_register *p)
{
	const struct pdf_style *style = &pdf_voice(w, "table-head")->plain;
	for (size_t c = 0; c < p->table->n_columns; c++) {
		const struct register_column *first = &p->view->column[p->first[c]];
		struct sv width = arena_printf(w->arena, "%lld", (long long)first->width);
		struct pdf_span *span = arena_array(w->arena, 2 * (p->end[c] - p->first[c]), sizeof(*span));
		size_t n = 0;
		for (size_t i = p->first[c]; i < p->end[c]; i++) {
			if (p->view->column[i].screen)
				continue;
			if (n > 0)
				span[n++] = (struct pdf_span){.text = SV("\n"), .style = style};
			span[n++] = (struct pdf_span){.text = p->view->column[i].head, .style = style};
		}
		set_column(&p->table->column[c], type_of_look(first->look), width);
		p->table->head.cell[c].para = pdf_para_new(w->shaper, span, n, w->rtl);
	}
}

static struct pdf_box *remark(struct pdf_walk *w, struct sv text)
{
	struct pdf_box *box = pdf_box_new(w->flow, PDF_BOX_TEXT, "P");
	box->para = pdf_plain(w, text, PDF_SPAN_PLAIN, &pdf_voice_in(w, "body", "muted")->plain);
	box->after = PDF_GAP_BLOCK;
	return box;
}

static bool add_pointer(struct pdf_walk *w, const struct register_view *r, size_t left, struct pdf_box *into,
			struct err *e)
{
	struct sv more;
	if (!register_more(r, w->model, left, w->strings, w->arena, &more, e))
		return false;
	if (into->last != NULL)
		into->last->after = PDF_GAP_BLOCK;
	pdf_box_add(into, remark(w, more));
	return true;
}

static bool fill_register(struct pdf_walk *w, const struct xml_node *element, const struct register_view *r,
			  struct pdf_box *into, struct err *e)
{
	size_t cap = (size_t)pdf_theme_cap(w->theme, "registerRows", REGISTER_ROWS);
	size_t shown = r->pointer ? 0 : r->n_rows < cap ? r->n_rows : cap;
	struct paper_register p = {.view = r,
				   .first = arena_array(w->arena, r->n_columns, sizeof(size_t)),
				   .end = arena_array(w->arena, r->n_columns, sizeof(size_t)),
				   .span = arena_array(w->arena, 4 * r->n_columns, sizeof(struct pdf_span)),
				   .known = table_new(w->arena)};
	if (shown > 0) {
		p.table = pdf_table_new(w, find_stacks(r, p.first, p.end), shown);
		fill_register_head(w, &p);
		for (size_t i = 0; i < shown; i++)
			if (!fill_register_row(w, &p, i, e))
				return false;
		pdf_box_add(into, table_box(w, p.table, element));
	}
	return shown == r->n_rows || add_pointer(w, r, r->n_rows - shown, into, e);
}

struct pdf_box *pdf_register(struct pdf_walk *w, const struct xml_node *element)
{
	struct register_view r;
	struct err e;
	struct pdf_box *box = pdf_stack(w, NULL);
	bool good = w->query != NULL ? register_read(element, w->query, w->arena, &r, &e)
				     : err_set(&e, "register " SV_FMT ": expected a report model with its rows",
					       SV_ARG(xml_get(element, "id")));
	if (good && r.n_rows == 0)
		pdf_box_add(box, remark(w, r.empty));
	else if (good)
		good = fill_register(w, element, &r, box, &e);
	if (!good)
		pdf_walk_fail(w, &e);
	box->after = PDF_GAP_PART;
	return box;
}
