#include <string.h>

#include "tests/unit/renderers/pdf/desk.h"
#include "tests/unit/unit.h"

static bool open_desk(struct desk *d)
{
	struct err e;
	if (!desk_open(d, SV("en"), false, &e)) {
		unit_skip(e.text);
		return false;
	}
	pdf_flow_new_page(&d->flow);
	return true;
}

static struct pdf_box *spacer(struct desk *d, int32_t height)
{
	struct pdf_box *box = pdf_box_new(&d->flow, PDF_BOX_STACK, NULL);
	box->pad_top = height;
	box->whole = true;
	return box;
}

static size_t pages_of(struct desk *d, const struct pdf_box *box, struct pdf_box *start, struct pdf_box *then)
{
	struct pdf_tag *root = pdf_tags_root(d->pages.tags);
	pdf_flow_place(&d->flow, start, root);
	pdf_flow_place(&d->flow, then, root);
	const struct pdf_anchor *anchor = pdf_anchor_get(&d->pages, box->id);
	return anchor == NULL ? 999 : anchor->page;
}

static void a_heading_stays_with_its_text(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	struct pdf_box *both = pdf_box_new(&d.flow, PDF_BOX_STACK, "Sect");
	struct pdf_box *heading = desk_text(&d, DESK_H2, "H2", "A heading");
	heading->with_next = true;
	heading->id = SV("heading");
	pdf_box_add(both, heading);
	pdf_box_add(both, desk_text(&d, DESK_BODY, "P", "A paragraph of one line."));
	int32_t room = d.flow.bottom - d.flow.top;
	/* room for the heading, not for the paragraph below it */
	CHECK_INT(pages_of(&d, heading, spacer(&d, room / 3), spacer(&d, room / 3)), 999);
	d.flow.y = d.flow.bottom - 2400;
	pdf_flow_place(&d.flow, both, pdf_tags_root(d.pages.tags));
	const struct pdf_anchor *anchor = pdf_anchor_get(&d.pages, SV("heading"));
	CHECK(anchor != NULL && anchor->page == 1);
	desk_close(&d);
}

static void a_card_is_not_cut(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	struct pdf_box *card = pdf_box_new(&d.flow, PDF_BOX_STACK, "Sect");
	card->whole = card->has_edge = true;
	card->id = SV("card");
	for (size_t i = 0; i < 8; i++)
		pdf_box_add(card, desk_text(&d, DESK_BODY, "P", "A line of the card."));
	d.flow.fresh = false;
	d.flow.y = d.flow.bottom - 8000;
	pdf_flow_place(&d.flow, card, pdf_tags_root(d.pages.tags));
	CHECK_INT(pdf_anchor_get(&d.pages, SV("card"))->page, 1);
	CHECK_INT(d.pages.n, 2);
	desk_close(&d);
}

static void a_paragraph_leaves_two_lines_on_either_side(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	struct pdf_box *text = desk_text(&d, DESK_BODY, "P", "one\ntwo\nthree\nfour");
	d.flow.fresh = false;
	d.flow.y = d.flow.bottom - 3 * 1440; /* room for three: two here, two there */
	pdf_flow_place(&d.flow, text, pdf_tags_root(d.pages.tags));
	CHECK_INT(d.pages.n, 2);
	CHECK_INT(d.flow.y, d.flow.top + 2 * 1440);
	desk_close(&d);
}

static struct pdf_table *table(struct desk *d, size_t rows, const char *cell)
{
	struct pdf_table *t = arena_alloc(d->arena, sizeof(*t));
	t->n_columns = 2;
	t->column = arena_array(d->arena, 2, sizeof(*t->column));
	t->head.cell = arena_array(d->arena, 2, sizeof(*t->head.cell));
	t->row = arena_array(d->arena, rows, sizeof(*t->row));
	t->n_rows = rows;
	t->pad_x = t->pad_y = 400;
	for (size_t c = 0; c < 2; c++)
		t->head.cell[c].para = desk_para(d, DESK_PILL, PDF_SPAN_PLAIN, c == 0 ? "Name" : "Value");
	for (size_t r = 0; r < rows; r++) {
		t->row[r].cell = arena_array(d->arena, 2, sizeof(*t->row[r].cell));
		t->row[r].id = arena_printf(d->arena, "row-%zu", r);
		t->row[r].cell[0].para = desk_para(d, DESK_SMALL, PDF_SPAN_PLAIN, "name");
		t->row[r].cell[0].head = true;
		t->row[r].cell[1].para = desk_para(d, DESK_SMALL, PDF_SPAN_PLAIN, cell);
	}
	return t;
}

static size_t count_roles(struct desk *d, const char *role)
{
	size_t n = 0;
	for (const struct pdf_tag *tag = pdf_tags_root(d->pages.tags); tag != NULL; tag = tag->next)
		n += strcmp(tag->role, role) == 0;
	return n;
}

static void place_table(struct desk *d, struct pdf_table *t)
{
	struct pdf_box *box = pdf_box_new(&d->flow, PDF_BOX_TABLE, "Table");
	box->table = t;
	pdf_flow_place(&d->flow, box, pdf_tags_root(d->pages.tags));
}

static void a_table_repeats_its_head_as_an_artifact(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	place_table(&d, table(&d, 120, "value"));
	CHECK_INT(d.pages.n, 4);
	CHECK_INT(count_roles(&d, "THead"), 1);
	CHECK_INT(count_roles(&d, "TBody"), 4);
	CHECK_INT(count_roles(&d, "TR"), 121);
	CHECK_INT(count_roles(&d, "TH"), 2 + 120);
	CHECK_INT(count_roles(&d, "TD"), 120);
	desk_close(&d);
}

static void a_row_is_not_split_unless_higher_than_a_page(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	struct str high;
	str_init(&high, LIMIT_TEXT);
	for (size_t i = 0; i < 150; i++)
		str_addz(&high, "line\n");
	struct pdf_table *t = table(&d, 3, "one\ntwo\nthree\nfour\nfive");
	t->row[1].cell[1].para = desk_para(&d, DESK_SMALL, PDF_SPAN_PLAIN, high.at);
	place_table(&d, t);
	CHECK_INT(pdf_anchor_get(&d.pages, SV("row-1"))->page, 0);
	CHECK_INT(pdf_anchor_get(&d.pages, SV("row-2"))->page, 2);
	CHECK(d.flow.y < d.flow.bottom);
	str_free(&high);
	desk_close(&d);
}

static void neighbours_share_their_height(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	struct pdf_box *row = pdf_box_new(&d.flow, PDF_BOX_ROW, NULL), *child[2];
	row->gap = 1000;
	for (size_t i = 0; i < 2; i++) {
		child[i] = pdf_box_new(&d.flow, PDF_BOX_STACK, "Div");
		pdf_box_add(child[i], desk_text(&d, DESK_BODY, "P", i == 0 ? "one" : "one\ntwo\nthree"));
		pdf_box_add(row, child[i]);
	}
	child[0]->percent = 25;
	pdf_flow_place(&d.flow, row, pdf_tags_root(d.pages.tags));
	CHECK_INT(child[0]->height, child[1]->height);
	CHECK_INT(child[0]->width + 1000 + child[1]->width, d.flow.width);
	CHECK_INT(child[0]->width, (d.flow.width - 1000) / 4);
	desk_close(&d);
}

const struct unit_suite pdf_flow_suite = {
	"flow",
	(const struct unit_case[]){
		{"a_heading_stays_with_its_text", a_heading_stays_with_its_text},
		{"a_card_is_not_cut", a_card_is_not_cut},
		{"a_paragraph_leaves_two_lines_on_either_side", a_paragraph_leaves_two_lines_on_either_side},
		{"a_table_repeats_its_head_as_an_artifact", a_table_repeats_its_head_as_an_artifact},
		{"a_row_is_not_split_unless_higher_than_a_page", a_row_is_not_split_unless_higher_than_a_page},
		{"neighbours_share_their_height", neighbours_share_their_height},
		{NULL, NULL},
	},
};
