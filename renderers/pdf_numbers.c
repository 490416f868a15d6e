/* The annex with the numbers behind the charts: a table for each chart that was placed, two beside each other. */
#include "renderers/chart.h"
#include "renderers/format.h"
#include "renderers/pdf_walk.h"

#define PAIR_ROWS 30 /* a table with more has the width of the page, and may go over pages */

/* The heading of the section in which a chart stands. */
static struct sv section_of(struct pdf_walk *w, const struct xml_node *n)
{
	static const char *const headings[] = {"h1", "h2", "h3"};
	while (n != NULL && !sv_eq(xml_name(n), SV("section")))
		n = xml_parent(n);
	for (size_t i = 0; n != NULL && i < sizeof(headings) / sizeof(headings[0]); i++)
		if (xml_child(n, headings[i]) != NULL)
			return pdf_inline_text(w, xml_child(n, headings[i]));
	return SV("");
}

void pdf_numbers_note(struct pdf_walk *w, const struct xml_node *chart, struct sv title)
{
	if (w->n_charted == w->charted_cap)
		w->charted = pdf_grow(w->arena, w->charted, w->n_charted, &w->charted_cap, sizeof(*w->charted));
	w->charted[w->n_charted++] = (struct pdf_charted){chart, title, section_of(w, chart)};
}

/* What stands beside the bar or in the cell; else the number, which the chart has in thousandths. */
static struct sv cell_text(struct pdf_walk *w, const struct chart *c, const struct chart_point *p,
			   size_t column)
{
	struct sv text = c->n_series == 0 ? p->text : p->cell_text[column];
	struct err e;
	if (c->n_series == 0 || c->kind == CHART_GRID || w->strings == NULL)
		return text;
	struct sv raw = arena_printf(w->arena, "%lld", (long long)(p->value[column] / 1000));
	if (!format_value(w->strings, SV("count"), raw, w->arena, &text, &e))
		pdf_walk_fail(w, &e);
	return text;
}

static const struct pdf_para *head_cell(struct pdf_walk *w, struct sv text)
{
	return pdf_plain(w, text, PDF_SPAN_PLAIN, &pdf_voice(w, "table-head")->plain);
}

static struct sv word(const struct pdf_walk *w, const char *key)
{
	return w->strings == NULL ? SV("") : strings_word(w->strings, key);
}

static struct pdf_box *number_table(struct pdf_walk *w, const struct pdf_charted *charted,
				    const struct chart *c)
{
	size_t values = c->n_series == 0 ? 1 : c->n_series;
	const struct pdf_style *style = &pdf_voice(w, "table-cell")->plain;
	struct pdf_table *t = pdf_table_new(w, values + 1, c->n_points);
	t->caption = pdf_plain(w, charted->title, PDF_SPAN_PLAIN, &pdf_voice(w, "label")->strong);
	t->pad_y = 240;
	t->head.cell[0].para = head_cell(w, word(w, "html.chart-label"));
	for (size_t i = 0; i < values; i++) {
		t->column[i + 1] = (struct pdf_column){.align = PDF_ALIGN_END, .solid = c->kind != CHART_GRID};
		t->head.cell[i + 1].para =
			head_cell(w, c->n_series == 0 ? word(w, "html.chart-value") : c->series[i].label);
	}
	for (size_t r = 0; r < c->n_points; r++) {
		struct pdf_row *row = pdf_table_add(w, t);
		row->cell[0].para = pdf_plain(w, c->point[r].label, PDF_SPAN_OUTSIDE, style);
		row->cell[0].head = true;
		for (size_t i = 0; i < values; i++)
			row->cell[i + 1].para =
				pdf_plain(w, cell_text(w, c, &c->point[r], i), PDF_SPAN_PLAIN, style);
	}
	struct pdf_box *box = pdf_box_new(w->flow, PDF_BOX_TABLE, "Table");
	box->table = t;
	box->after = PDF_GAP_BLOCK;
	return box;
}

static struct pdf_box *title(struct pdf_walk *w, struct sv text)
{
	struct pdf_box *box = pdf_box_new(w->flow, PDF_BOX_TEXT, pdf_heading_role(w));
	box->para = pdf_plain(w, text, PDF_SPAN_OUTSIDE, &pdf_voice(w, "h3")->plain);
	box->before = PDF_GAP_PART;
	box->after = 500;
	box->with_next = true;
	return box;
}

/* Two tables of one section beside each other; the second place may stay empty. */
static struct pdf_box *pair(struct pdf_walk *w, struct pdf_box *into, struct pdf_box *row,
			    struct pdf_box *table)
{
	if (row != NULL) {
		pdf_box_add(row, table);
		return NULL;
	}
	row = pdf_box_new(w->flow, PDF_BOX_ROW, NULL);
	row->gap = 2400;
	row->after = PDF_GAP_CARD;
	pdf_box_add(row, table);
	pdf_box_add(into, row);
	return row;
}

struct pdf_box *pdf_numbers(struct pdf_walk *w, const struct xml_node *element)
{
	struct pdf_box *box = pdf_stack(w, NULL), *row = NULL;
	struct sv section = SV("");
	(void)element;
	for (size_t i = 0; i < w->n_charted && !w->failed; i++) {
		struct chart c;
		struct err e;
		if (!chart_read(w->charted[i].chart, w->arena, &c, &e)) {
			pdf_walk_fail(w, &e);
			break;
		}
		bool wide = c.n_series > 2 || c.n_points > PAIR_ROWS;
		if (row != NULL && (wide || !sv_eq(section, w->charted[i].section))) {
			pdf_box_add(row, pdf_stack(w, NULL));
			row = NULL;
		}
		if (!sv_eq(section, w->charted[i].section))
			pdf_box_add(box, title(w, w->charted[i].section));
		section = w->charted[i].section;
		if (wide)
			pdf_box_add(box, number_table(w, &w->charted[i], &c));
		else
			row = pair(w, box, row, number_table(w, &w->charted[i], &c));
	}
	if (row != NULL)
		pdf_box_add(row, pdf_stack(w, NULL));
	return box;
}
