/* A document of every block that the kit can set, for the checks of tests/golden and for the eye. */
#include <string.h>

#include "renderers/pdf/frame.h"
#include "tests/unit/renderers/pdf/desk.h"

#define EDGE   ((struct pdf_colour){0xD5, 0xDC, 0xE5})
#define PANEL  ((struct pdf_colour){0xF4, 0xF6, 0xF9})
#define ACCENT ((struct pdf_colour){0x0B, 0x7A, 0x75})

static const struct look {
	const char *word;
	struct pdf_mark mark;
} looks[] = {
	{"Critical", {{0xA8, 0x12, 0x3A}, {0xFB, 0xE9, 0xED}, PDF_SHAPE_OCTAGON, PDF_HATCH_NONE, NULL, 0, 0}},
	{"High", {{0xB9, 0x3A, 0x08}, {0xFD, 0xE8, 0xDC}, PDF_SHAPE_TRIANGLE, PDF_HATCH_RISING, NULL, 0, 0}},
	{"Medium",
	 {{0x8F, 0x5B, 0x06}, {0xFA, 0xF1, 0xDD}, PDF_SHAPE_DIAMOND, PDF_HATCH_HORIZONTAL, NULL, 0, 0}},
	{"Low", {{0x25, 0x63, 0xA8}, {0xE5, 0xEF, 0xF9}, PDF_SHAPE_SQUARE, PDF_HATCH_FALLING, NULL, 0, 0}},
	{"Pass", {{0x14, 0x69, 0x3B}, {0xE3, 0xF2, 0xE8}, PDF_SHAPE_CHECK, PDF_HATCH_NONE, NULL, 0, 0}},
	{"Fail", {{0xA8, 0x12, 0x3A}, {0xFB, 0xE9, 0xED}, PDF_SHAPE_CROSS, PDF_HATCH_CROSS, NULL, 0, 0}},
	{"Not assessed", {{0x55, 0x63, 0x7A}, {0xEB, 0xEE, 0xF2}, PDF_SHAPE_RING, PDF_HATCH_DOTS, NULL, 0, 0}},
	{"Waived", {{0x25, 0x63, 0xA8}, {0xE5, 0xEF, 0xF9}, PDF_SHAPE_FLAG, PDF_HATCH_VERTICAL, NULL, 0, 0}},
};

#define N_LOOKS (sizeof(looks) / sizeof(looks[0]))

static const char *const names[] = {
	"Skyline Cloud GmbH", "Łódź Systems sp. z o.o.", "Ελληνική Νεφέλη", "Облачные системы", "شركة النور",
	"מערכות אור",         "गंगा क्लाउड सेवा",           "株式会社 青空"};

static const char lorem[] =
	"The population is every role, user and resource policy in the twelve accounts in scope that "
	"names a principal outside the organization. Sampling was not used: 37 of 37 roles and 1,284 "
	"of 1,284 privileged sessions were tested. Collection ran read-only from 1 to 3 October 2026; "
	"clock skew to UTC was below one second.";

static const struct pdf_para *mark_para(struct desk *d, const struct look *look)
{
	struct pdf_style *style = arena_alloc(d->arena, sizeof(*style));
	*style = d->style[DESK_PILL];
	style->colour = look->mark.colour;
	const struct pdf_mark *mark =
		pdf_mark_new(d->shaper, &look->mark, sv_of(look->word), style, d->pages.rtl);
	struct pdf_span span = {
		.kind = PDF_SPAN_BOX, .style = style, .box = mark, .box_width = mark->width, .text = SV("")};
	return pdf_para_new(d->shaper, &span, 1, d->pages.rtl);
}

static struct pdf_box *heading(struct desk *d, int style, const char *text, unsigned level)
{
	struct pdf_box *box = desk_text(d, style, level == 1 ? "H1" : "H2", text);
	box->with_next = true;
	box->balance = true;
	box->before = level == 1 ? 0 : 1600;
	box->after = level == 1 ? 1000 : 600;
	box->outline = level;
	box->outline_title = sv_of(text);
	box->id = sv_of(text);
	return box;
}

static struct pdf_box *section(struct desk *d, const char *title, bool new_page)
{
	struct pdf_box *box = pdf_box_new(&d->flow, PDF_BOX_STACK, "Sect");
	box->new_page = new_page;
	pdf_box_add(box, heading(d, DESK_H1, title, 1));
	return box;
}

static struct pdf_box *bullet(struct desk *d, const char *text)
{
	struct pdf_box *item = pdf_box_new(&d->flow, PDF_BOX_STACK, "LI");
	item->label = desk_para(d, DESK_STRONG, PDF_SPAN_PLAIN, "•");
	item->pad_start = item->label_room = 1600;
	item->after = 400;
	pdf_box_add(item, desk_text(d, DESK_BODY, "P", text));
	return item;
}

static struct pdf_box *link_text(struct desk *d)
{
	const struct pdf_style *body = &d->style[DESK_BODY], *code = &d->style[DESK_CODE];
	struct pdf_span span[] = {
		{.text = SV("The role "), .style = body},
		{.kind = PDF_SPAN_IDENTIFIER,
		 .text = SV("arn:aws:iam::210987654321:role/partner/SkylineOps-Admin_first=>fi::ffi"),
		 .style = code,
		 .has_panel = true,
		 .panel = PANEL},
		{.text = SV(" of "), .style = body},
		{.kind = PDF_SPAN_OUTSIDE, .text = SV("شركة النور"), .style = body, .language = SV("ar")},
		{.text = SV(" is shown in "), .style = body},
		{.text = SV("the register"), .style = body, .link = SV("#Register")},
		{.text = SV(", and the rule in "), .style = body},
		{.text = SV("the guide"), .style = body, .link = SV("https://example.com/guide?a=1&b=(2)")},
		{.text = SV("."), .style = body},
	};
	struct pdf_box *box = pdf_box_new(&d->flow, PDF_BOX_TEXT, "P");
	box->para = pdf_para_new(d->shaper, span, sizeof(span) / sizeof(span[0]), d->pages.rtl);
	box->after = 800;
	return box;
}

static struct pdf_box *text_section(struct desk *d)
{
	struct pdf_box *box = section(d, "Texts in every script", false);
	pdf_box_add(box, desk_text(d, DESK_BODY, "P", lorem));
	pdf_box_add(box, link_text(d));
	pdf_box_add(box, heading(d, DESK_H2, "A list of names", 2));
	struct pdf_box *list = pdf_box_new(&d->flow, PDF_BOX_STACK, "L");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		pdf_box_add(list, bullet(d, names[i]));
	list->after = 800;
	pdf_box_add(box, list);
	return box;
}

static struct pdf_box *tile(struct desk *d, const char *label, const char *figure)
{
	struct pdf_box *box = pdf_box_new(&d->flow, PDF_BOX_STACK, "Div");
	box->has_edge = true;
	box->edge = EDGE;
	box->radius = 500;
	box->pad_top = box->pad_bottom = 1000;
	box->pad_start = box->pad_end = 1200;
	pdf_box_add(box, desk_text(d, DESK_SMALL, "P", label));
	pdf_box_add(box, desk_text(d, DESK_H1, "P", figure));
	return box;
}

static struct pdf_box *card(struct desk *d, size_t i)
{
	const struct look *look = &looks[i % N_LOOKS];
	struct pdf_box *box = pdf_box_new(&d->flow, PDF_BOX_STACK, "Sect");
	box->whole = box->has_edge = box->has_stripe = true;
	box->edge = EDGE;
	box->stripe = look->mark.colour;
	box->stripe_hatch = look->mark.hatch;
	box->radius = 500;
	box->pad_top = box->pad_bottom = 1000;
	box->pad_start = 1700;
	box->pad_end = 1200;
	box->after = 1000;
	struct pdf_box *pill = pdf_box_new(&d->flow, PDF_BOX_TEXT, "P");
	pill->para = mark_para(d, look);
	pill->after = 300;
	pill->with_next = true;
	pdf_box_add(box, pill);
	pdf_box_add(box, desk_text(d, DESK_STRONG, "H2",
				   "An administrator role can be used without a second factor"));
	for (size_t k = 0; k <= i % 3; k++)
		pdf_box_add(box, desk_text(d, DESK_BODY, "P", lorem));
	return box;
}

static void draw_hatches(void *context, struct pdf_pages *b, int32_t x, int32_t y, int32_t w,
			 struct pdf_tag *tag)
{
	(void)context;
	pdf_mark_tag(b, tag);
	for (int32_t i = 0; i <= PDF_HATCH_DOTS; i++) {
		int32_t side = (w - 6 * 800) / 7, at = x + i * (side + 800);
		pdf_draw_round(b, at, y, side, 4000, 300, &ACCENT, NULL, 0);
		pdf_draw_hatch(b, (enum pdf_hatch)i, at, y, side, 4000, (struct pdf_colour){255, 255, 255});
	}
	pdf_mark_artifact(b);
}

static struct pdf_box *card_section(struct desk *d)
{
	struct pdf_box *box = section(d, "Tiles, hatches and cards", true);
	struct pdf_box *row = pdf_box_new(&d->flow, PDF_BOX_ROW, NULL);
	row->gap = 1200;
	row->after = 1600;
	pdf_box_add(row, tile(d, "Active partner roles", "37"));
	pdf_box_add(row, tile(d, "Privileged sessions", "1,284"));
	pdf_box_add(row, tile(d, "Handover complete", "86 %"));
	pdf_box_add(box, row);
	struct pdf_box *figure = pdf_box_new(&d->flow, PDF_BOX_DRAW, "Figure");
	figure->alt = SV("Seven fields, each with another hatch.");
	figure->draw = draw_hatches;
	figure->height = 4000;
	figure->after = 1600;
	pdf_box_add(box, figure);
	for (size_t i = 0; i < 9; i++)
		pdf_box_add(box, card(d, i));
	return box;
}

static void fill_row(struct desk *d, struct pdf_row *row, size_t i)
{
	row->cell = arena_array(d->arena, 5, sizeof(*row->cell));
	struct sv role = arena_printf(d->arena, "partner/ReadOnlyAudit-%02zu", i);
	row->cell[0].para = desk_para(d, DESK_CODE, PDF_SPAN_IDENTIFIER, role.at);
	row->cell[1].para = desk_para(d, DESK_SMALL, PDF_SPAN_OUTSIDE, names[i % 8]);
	row->cell[2].para = desk_para(d, DESK_CODE, PDF_SPAN_IDENTIFIER, "210987654321");
	row->cell[3].para =
		desk_para(d, DESK_SMALL, PDF_SPAN_PLAIN, arena_printf(d->arena, "%zu", i * i * 37 % 2000).at);
	row->cell[4].para = mark_para(d, &looks[i * N_LOOKS / 90 % N_LOOKS]);
}

static struct pdf_box *table_section(struct desk *d)
{
	static const char *const heads[] = {"Role", "Partner", "Account", "Sessions", "Risk"};
	struct pdf_box *box = section(d, "Register", true);
	struct pdf_table *t = arena_alloc(d->arena, sizeof(*t));
	t->n_columns = 5;
	t->column = arena_array(d->arena, 5, sizeof(*t->column));
	t->column[2].solid = t->column[3].solid = t->column[4].solid = true;
	t->column[3].align = PDF_ALIGN_END;
	t->head.cell = arena_array(d->arena, 5, sizeof(*t->head.cell));
	for (size_t c = 0; c < 5; c++)
		t->head.cell[c].para = desk_para(d, DESK_PILL, PDF_SPAN_PLAIN, heads[c]);
	t->head_ground = PANEL;
	t->head_rule = (struct pdf_colour){0x7C, 0x8A, 0x9C};
	t->rule = EDGE;
	t->pad_x = 600;
	t->pad_y = 420;
	t->n_rows = 90;
	t->row = arena_array(d->arena, t->n_rows, sizeof(*t->row));
	for (size_t i = 0; i < t->n_rows; i++)
		fill_row(d, &t->row[i], i);
	t->row[50].id = SV("row-50");
	t->caption =
		desk_para(d, DESK_SMALL, PDF_SPAN_PLAIN, "Roles that a partner could assume, worst first.");
	struct pdf_box *table = pdf_box_new(&d->flow, PDF_BOX_TABLE, "Table");
	table->table = t;
	pdf_box_add(box, table);
	return box;
}

static struct pdf_box *contents_section(struct desk *d)
{
	static const char *const titles[] = {"Texts in every script", "Tiles, hatches and cards", "Register"};
	struct pdf_box *box = pdf_box_new(&d->flow, PDF_BOX_STACK, "Sect");
	pdf_box_add(box, heading(d, DESK_H1, "Contents", 1));
	struct pdf_box *list = pdf_box_new(&d->flow, PDF_BOX_STACK, "TOC");
	for (size_t i = 0; i < 3; i++) {
		struct pdf_box *line = desk_text(d, DESK_BODY, "TOCI", titles[i]);
		line->number_of = sv_of(titles[i]);
		pdf_box_add(list, line);
	}
	list->after = 2400;
	pdf_box_add(box, list);
	return box;
}

static bool write_out(struct desk *d, struct str *out, struct err *e)
{
	struct pdf_frame frame = {.head_start = SV("Northwind Logistics AG"),
				  .head_end = SV("1 July to 30 September 2026"),
				  .foot_start = SV("PAR-2026-Q3-000417 · Confidential"),
				  .page_pattern = SV("Page {page} of {pages}"),
				  .style = &d->style[DESK_SMALL],
				  .strong = &d->style[DESK_SMALL],
				  .rule = EDGE};
	pdf_flow_finish(&d->flow);
	pdf_frame_draw(&d->flow, &frame);
	if (!pdf_fonts_read_profile(d->fonts, "/usr/share/color/icc/sRGB.icc", e))
		return false;
	struct pdf_meta meta = {.title = SV("Every block <of> the kit & \"more\""),
				.subject = SV("A document of the tests"),
				.language = d->pages.rtl ? SV("ar") : SV("en"),
				.creator = SV("bailiwick tests"),
				.as_of = SV("2026-10-03T08:00:00Z"),
				.seed = SV("demo"),
				.profile = pdf_fonts_profile(d->fonts)};
	return pdf_finish(&d->pages, &meta, d->flow.outline, d->flow.n_outline, out, e);
}

bool demo_write(struct str *out, bool rtl, struct err *e)
{
	struct desk d;
	if (!desk_open(&d, rtl ? SV("ar") : SV("en"), rtl, e))
		return false;
	struct pdf_tag *root = pdf_tags_root(d.pages.tags);
	pdf_flow_new_page(&d.flow);
	pdf_flow_place(&d.flow, contents_section(&d), root);
	pdf_flow_place(&d.flow, text_section(&d), root);
	pdf_flow_place(&d.flow, card_section(&d), root);
	pdf_flow_place(&d.flow, table_section(&d), root);
	bool good = write_out(&d, out, e);
	desk_close(&d);
	return good;
}
