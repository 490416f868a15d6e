#include "renderers/pdf/flow.h"

#define CAPTION_GAP 500

static int32_t larger(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static int32_t smaller(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

/* ---- widths of columns ---- */

struct extent {
	int32_t natural, least;
};

static void widen(struct extent *x, const struct pdf_cell *cell, const struct pdf_column *column)
{
	if (cell->para == NULL)
		return;
	int32_t natural = pdf_para_natural(cell->para);
	x->natural = larger(x->natural, natural);
	bool whole = column->solid || natural <= column->firm;
	x->least = larger(x->least, whole ? natural : pdf_para_least(cell->para));
}

static void measure(const struct pdf_table *t, struct extent *x, int32_t room)
{
	for (size_t c = 0; c < t->n_columns; c++) {
		widen(&x[c], &t->head.cell[c], &(struct pdf_column){0});
		for (size_t r = 0; r < t->n_rows; r++)
			widen(&x[c], &t->row[r].cell[c], &t->column[c]);
		x[c].natural += 2 * t->pad_x;
		x[c].least += 2 * t->pad_x;
		/* One long word may not starve the other columns: it will be cut. */
		if (!t->column[c].solid)
			x[c].least = smaller(x[c].least, room * 2 / 5);
		if (t->column[c].percent > 0)
			x[c].natural = larger(x[c].least, room / 100 * t->column[c].percent);
		x[c].natural = larger(x[c].natural, x[c].least);
	}
}

/* Shares `rest` among the columns by weight; what rounding leaves goes to the heaviest column. */
static void share(int32_t *width, const int64_t *weight, size_t n, int32_t rest)
{
	int64_t total = 0, given = 0;
	size_t heaviest = 0;
	for (size_t c = 0; c < n; c++) {
		total += weight[c];
		if (weight[c] > weight[heaviest])
			heaviest = c;
	}
	for (size_t c = 0; c < n && total > 0; c++) {
		int64_t part = (int64_t)rest * weight[c] / total;
		width[c] += (int32_t)part;
		given += part;
	}
	width[heaviest] += (int32_t)(rest - given);
}

static void find_widths(struct pdf_flow *f, struct pdf_table *t, int32_t room)
{
	struct arena *a = f->pages->arena;
	struct extent *x = arena_array(a, t->n_columns, sizeof(*x));
	int64_t *weight = arena_array(a, t->n_columns, sizeof(*weight));
	t->width = arena_array(a, t->n_columns, sizeof(*t->width));
	measure(t, x, room);
	int32_t natural = 0, least = 0;
	for (size_t c = 0; c < t->n_columns; c++) {
		natural += x[c].natural;
		least += x[c].least;
	}
	bool roomy = natural <= room, tight = least > room;
	for (size_t c = 0; c < t->n_columns; c++) {
		t->width[c] = roomy ? x[c].natural : tight ? 0 : x[c].least;
		weight[c] = roomy   ? (t->column[c].solid ? x[c].natural / 4 : x[c].natural)
			    : tight ? x[c].least
				    : x[c].natural - x[c].least;
	}
	share(t->width, weight, t->n_columns, room - (roomy ? natural : tight ? 0 : least));
}

/* ---- heights ---- */

static void layout_row(struct pdf_flow *f, const struct pdf_table *t, struct pdf_row *row)
{
	int32_t highest = 0;
	for (size_t c = 0; c < t->n_columns; c++) {
		struct pdf_cell *cell = &row->cell[c];
		if (cell->para == NULL)
			continue;
		pdf_lines_break(f->pages->arena, cell->para, t->width[c] - 2 * t->pad_x, false, &cell->lines);
		highest = larger(highest, (int32_t)cell->lines.n * pdf_leading(cell->para));
	}
	row->height = highest + 2 * t->pad_y;
}

void pdf_table_layout(struct pdf_flow *f, struct pdf_table *t, int32_t width)
{
	find_widths(f, t, width);
	layout_row(f, t, &t->head);
	for (size_t r = 0; r < t->n_rows; r++)
		layout_row(f, t, &t->row[r]);
	if (t->caption != NULL)
		pdf_lines_break(f->pages->arena, t->caption, width, true, &t->caption_lines);
}

static int32_t caption_height(const struct pdf_table *t)
{
	return t->caption == NULL ? 0 : (int32_t)t->caption_lines.n * pdf_leading(t->caption) + CAPTION_GAP;
}

int32_t pdf_table_height(const struct pdf_table *t)
{
	int32_t height = caption_height(t) + t->head.height;
	for (size_t r = 0; r < t->n_rows; r++)
		height += t->row[r].height;
	return height;
}

int32_t pdf_table_first_need(const struct pdf_table *t)
{
	int32_t need = caption_height(t) + t->head.height;
	for (size_t r = 0; r < t->n_rows && r < 2; r++)
		need += t->row[r].height;
	return need;
}

/* ---- placing ---- */

struct placing {
	struct pdf_flow *f;
	struct pdf_table *t;
	int32_t x, width;
	struct pdf_tag *table, *body;
	bool head_done; /* the first head is content, the others repeat it */
};

static void draw_cells(struct placing *p, const struct pdf_row *row, const size_t *from, const size_t *to,
		       struct pdf_tag **tag)
{
	int32_t x = p->x;
	for (size_t c = 0; c < p->t->n_columns; c++) {
		const struct pdf_cell *cell = &row->cell[c];
		if (cell->para != NULL)
			pdf_draw_lines(p->f, cell->para, &cell->lines, from[c], to[c], x + p->t->pad_x,
				       p->f->y + p->t->pad_y, p->t->width[c] - 2 * p->t->pad_x,
				       p->t->column[c].align, tag == NULL ? NULL : tag[c]);
		x += p->t->width[c];
	}
}

static void all_lines(const struct pdf_table *t, const struct pdf_row *row, size_t *to)
{
	for (size_t c = 0; c < t->n_columns; c++)
		to[c] = row->cell[c].para == NULL ? 0 : row->cell[c].lines.n;
}

static struct pdf_tag **tag_cells(struct placing *p, struct pdf_tag *parent, const struct pdf_row *cells,
				  bool head)
{
	struct pdf_tags *tags = p->f->pages->tags;
	struct pdf_tag *row = pdf_tag_new(tags, parent, "TR");
	struct pdf_tag **tag = arena_array(p->f->pages->arena, p->t->n_columns, sizeof(struct pdf_tag *));
	for (size_t c = 0; c < p->t->n_columns; c++) {
		tag[c] = pdf_tag_new(tags, row, head || cells->cell[c].head ? "TH" : "TD");
		tag[c]->scope = head ? "Column" : cells->cell[c].head ? "Row" : NULL;
	}
	return tag;
}

static void rule(struct placing *p, int32_t y, int32_t line, struct pdf_colour colour)
{
	struct pdf_pages *b = p->f->pages;
	pdf_mark_artifact(b);
	pdf_draw_rect(b, pdf_mirror(b, p->x, p->width), y - line, p->width, line, colour);
}

static void place_head(struct placing *p)
{
	struct pdf_flow *f = p->f;
	struct arena *a = f->pages->arena;
	size_t *from = arena_array(a, p->t->n_columns, sizeof(*from));
	size_t *to = arena_array(a, p->t->n_columns, sizeof(*to));
	struct pdf_tag **tag = NULL;
	all_lines(p->t, &p->t->head, to);
	pdf_mark_artifact(f->pages);
	pdf_draw_rect(f->pages, pdf_mirror(f->pages, p->x, p->width), f->y, p->width, p->t->head.height,
		      p->t->head_ground);
	if (!p->head_done)
		tag = tag_cells(p, pdf_tag_new(f->pages->tags, p->table, "THead"), &p->t->head, true);
	p->head_done = true;
	draw_cells(p, &p->t->head, from, to, tag);
	f->y += p->t->head.height;
	rule(p, f->y, 90, p->t->head_rule);
	p->body = NULL;
	f->fresh = false;
}

static void next_page(struct placing *p)
{
	pdf_flow_new_page(p->f);
	place_head(p);
}

/* How many lines of the cell fit into the room, from `from` on. */
static size_t fitting(const struct pdf_cell *cell, size_t from, int32_t room)
{
	if (cell->para == NULL)
		return from;
	size_t fit = room <= 0 ? 0 : (size_t)(room / pdf_leading(cell->para));
	size_t left = cell->lines.n - from;
	return from + (fit < left ? fit : left);
}

static void draw_row_ground(struct placing *p, const struct pdf_row *row, int32_t height)
{
	if (!row->has_ground)
		return;
	pdf_mark_artifact(p->f->pages);
	pdf_draw_rect(p->f->pages, pdf_mirror(p->f->pages, p->x, p->width), p->f->y, p->width, height,
		      row->ground);
}

/* A row higher than a page goes on over pages, line by line in each cell. */
static void place_high_row(struct placing *p, const struct pdf_row *row, struct pdf_tag **tag)
{
	struct arena *a = p->f->pages->arena;
	size_t n = p->t->n_columns;
	size_t *from = arena_array(a, n, sizeof(*from)), *to = arena_array(a, n, sizeof(*to));
	for (;;) {
		int32_t room = p->f->bottom - p->f->y - 2 * p->t->pad_y, highest = 0;
		bool more = false;
		for (size_t c = 0; c < n; c++) {
			to[c] = fitting(&row->cell[c], from[c], room);
			if (row->cell[c].para == NULL)
				continue;
			highest = larger(highest, (int32_t)(to[c] - from[c]) * pdf_leading(row->cell[c].para));
			more |= to[c] < row->cell[c].lines.n;
		}
		draw_row_ground(p, row, highest + 2 * p->t->pad_y);
		draw_cells(p, row, from, to, tag);
		p->f->y += highest + 2 * p->t->pad_y;
		if (!more || highest == 0)
			return;
		for (size_t c = 0; c < n; c++)
			from[c] = to[c];
		next_page(p);
	}
}

static void place_row(struct placing *p, const struct pdf_row *row)
{
	struct pdf_flow *f = p->f;
	int32_t page = f->bottom - f->top - p->t->head.height;
	if (f->y + row->height > f->bottom && (row->height <= page || f->bottom - f->y < page / 4))
		next_page(p);
	if (p->body == NULL)
		p->body = pdf_tag_new(f->pages->tags, p->table, "TBody");
	pdf_anchor_set(f->pages, row->id, f->y);
	struct pdf_tag **tag = tag_cells(p, p->body, row, false);
	place_high_row(p, row, tag);
	rule(p, f->y, 40, p->t->rule);
}

void pdf_table_place(struct pdf_flow *f, struct pdf_table *t, int32_t x, int32_t width, struct pdf_tag *tag)
{
	struct placing p = {.f = f, .t = t, .x = x, .width = width, .table = tag};
	if (t->caption != NULL) {
		pdf_draw_lines(f, t->caption, &t->caption_lines, 0, t->caption_lines.n, x, f->y, width,
			       PDF_ALIGN_START, pdf_tag_new(f->pages->tags, tag, "Caption"));
		f->y += caption_height(t);
	}
	place_head(&p);
	for (size_t r = 0; r < t->n_rows; r++)
		place_row(&p, &t->row[r]);
}
