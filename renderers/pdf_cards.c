/* Cards: boxes with an edge, a ground or a stripe. Findings, notes, the evidence-quality box, tiles, sign-off. */
#include "renderers/pdf_walk.h"

#define TILES_A_ROW    5
#define MEASURES_A_ROW 6
#define SIGN_ROOM      2600 /* above a line to write on */

static void add_edge(struct pdf_walk *w, struct pdf_box *box)
{
	box->has_edge = true;
	box->edge = pdf_theme_colour(w->theme, SV("rule"));
	box->radius = PDF_CORNER;
}

static void add_stripe(struct pdf_walk *w, struct pdf_box *box, struct sv code)
{
	struct pdf_mark look = pdf_theme_mark(w->theme, code);
	box->has_stripe = true;
	box->stripe = look.colour;
	box->stripe_hatch = look.hatch;
	box->radius = PDF_CORNER;
}

static void add_ground(struct pdf_walk *w, struct pdf_box *box, struct sv code)
{
	box->has_ground = true;
	box->ground = pdf_theme_mark(w->theme, code).ground;
	box->radius = PDF_CORNER;
}

static void pad(struct pdf_box *box, int32_t top, int32_t start)
{
	box->pad_top = box->pad_bottom = top;
	box->pad_start = box->pad_end = start;
}

/* The last child's distance would only make the card hollow. */
static void close_card(struct pdf_box *box)
{
	if (box->last != NULL)
		box->last->after = 0;
}

/* ---- findings ---- */

/* Badges and the id at the start, the state at the end. */
static struct pdf_box *finding_line(struct pdf_walk *w, const struct xml_node *head)
{
	struct pdf_box *row = pdf_box_new(w->flow, PDF_BOX_ROW, NULL);
	struct pdf_box *start = pdf_box_new(w->flow, PDF_BOX_TEXT, "P");
	const struct xml_node *state = xml_child(head, "state"), *id = xml_child(head, "code");
	const struct pdf_voice *small = pdf_voice_in(w, "small", "muted");
	struct pdf_span span[12];
	size_t n = 0;
	for (const struct xml_node *b = xml_child(head, "badge"); b != NULL && n < 8;
	     b = xml_next_named(b, "badge")) {
		span[n++] = pdf_badge_span(w, xml_get(b, "code"), pdf_inline_text(w, b));
		span[n++] = (struct pdf_span){.text = SV("\u2002"), .style = &small->plain};
	}
	if (id != NULL)
		span[n++] = (struct pdf_span){
			.kind = PDF_SPAN_IDENTIFIER, .text = pdf_inline_text(w, id), .style = &small->code};
	start->para = pdf_para_new(w->shaper, span, n, w->rtl);
	pdf_box_add(row, start);
	if (state != NULL) {
		struct pdf_box *end = pdf_text(w, "P", state, small);
		end->align = PDF_ALIGN_END;
		end->balance = false;
		end->percent = 55;
		pdf_box_add(row, end);
	}
	row->with_next = true;
	row->after = 350;
	row->gap = PDF_GAP_CARD;
	return row;
}

struct pdf_box *pdf_finding(struct pdf_walk *w, const struct xml_node *article)
{
	struct pdf_box *box = pdf_stack(w, "Sect");
	const struct xml_node *head = xml_child(article, "head");
	const struct xml_node *name = head == NULL ? NULL : xml_child(head, "name");
	box->id = xml_get(article, "id");
	box->whole = true;
	box->after = PDF_GAP_CARD;
	add_edge(w, box);
	add_stripe(w, box, xml_get(article, "severity"));
	pad(box, 1100, 1300);
	box->pad_start = 1780;
	if (head != NULL)
		pdf_box_add(box, finding_line(w, head));
	if (name != NULL) {
		struct pdf_box *title = pdf_text(w, pdf_heading_role(w), name, pdf_voice(w, "h3"));
		title->with_next = true;
		title->after = 500;
		pdf_box_add(box, title);
	}
	w->level++;
	w->in_card = true;
	pdf_blocks(w, article, box);
	w->in_card = false;
	w->level--;
	close_card(box);
	return box;
}

/* ---- notes and the quality of evidence ---- */

static void add_name(struct pdf_walk *w, const struct xml_node *element, const char *role, struct pdf_box *into)
{
	const struct xml_node *name = xml_child(element, "name");
	if (name == NULL)
		return;
	struct pdf_box *title = pdf_text(w, "P", name, pdf_voice(w, role));
	title->with_next = true;
	title->after = PDF_GAP_LINE;
	pdf_box_add(into, title);
}

struct pdf_box *pdf_note(struct pdf_walk *w, const struct xml_node *aside)
{
	struct pdf_box *box = pdf_stack(w, "Sect");
	box->id = xml_get(aside, "id");
	box->whole = true;
	box->after = PDF_GAP_CARD;
	add_ground(w, box, xml_get(aside, "tone"));
	add_stripe(w, box, xml_get(aside, "tone"));
	pad(box, 1000, 1300);
	box->pad_start = 1780;
	add_name(w, aside, "strong", box);
	pdf_blocks(w, aside, box);
	close_card(box);
	return box;
}

/* Name, figure, base and state below each other; figures of neighbours stand on one line as long as names do. */
static struct pdf_box *measure(struct pdf_walk *w, const struct xml_node *n, bool tile)
{
	static const struct part {
		const char *name, *role, *colour;
		int32_t after;
	} parts[] = {
		{"name", "label", "muted", 150},
		{"figure", "figure", "ink", 150},
		{"base", "small", "muted", 500},
		{"state", "small", "muted", 0},
	};
	struct pdf_box *box = pdf_stack(w, NULL);
	box->whole = true;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const struct xml_node *part = xml_child(n, parts[i].name);
		if (part == NULL)
			continue;
		bool figure = sv_eq(sv_of(parts[i].name), SV("figure"));
		const char *role = figure && !tile ? "h2" : parts[i].role;
		struct pdf_box *text = pdf_text(w, "P", part, pdf_voice_in(w, role, parts[i].colour));
		text->balance = false;
		text->with_next = true;
		text->after = parts[i].after;
		text->grow = sv_eq(sv_of(parts[i].name), SV("base"));
		pdf_box_add(box, text);
	}
	close_card(box);
	return box;
}

static size_t count_named(const struct xml_node *element, const char *name)
{
	size_t n = 0;
	for (const struct xml_node *c = xml_child(element, name); c != NULL; c = xml_next_named(c, name))
		n++;
	return n;
}

/* Rows of equal boxes: as few rows as four columns allow, filled evenly. */
static void add_grid(struct pdf_walk *w, const struct xml_node *element, const char *name, bool edged,
		     size_t most, struct pdf_box *into)
{
	size_t total = count_named(element, name), rows = (total + most - 1) / most;
	size_t columns = rows == 0 ? 1 : (total + rows - 1) / rows, at = 0;
	struct pdf_box *row = NULL;
	for (const struct xml_node *n = xml_child(element, name); n != NULL;
	     n = xml_next_named(n, name), at++) {
		if (at % columns == 0) {
			row = pdf_box_new(w->flow, PDF_BOX_ROW, NULL);
			row->gap = row->after = PDF_GAP_CARD;
			pdf_box_add(into, row);
		}
		struct pdf_box *box = measure(w, n, edged);
		if (edged) {
			add_edge(w, box);
			add_stripe(w, box, xml_get(n, "tone"));
			pad(box, 1000, 500);
			box->pad_start = 1250;
		}
		pdf_box_add(row, box);
	}
	for (; row != NULL && at % columns != 0; at++)
		pdf_box_add(row, pdf_stack(w, NULL)); /* keeps the last row's boxes as wide as the others */
}

struct pdf_box *pdf_quality(struct pdf_walk *w, const struct xml_node *quality)
{
	struct pdf_box *box = pdf_stack(w, "Sect");
	box->id = xml_get(quality, "id");
	box->whole = true;
	box->after = PDF_GAP_PART;
	add_ground(w, box, xml_get(quality, "tone"));
	add_stripe(w, box, xml_get(quality, "tone"));
	pad(box, 1200, 1400);
	box->pad_start = 1880;
	add_name(w, quality, "h3", box);
	if (box->last != NULL)
		box->last->after = PDF_GAP_BLOCK;
	add_grid(w, quality, "measure", false, MEASURES_A_ROW, box);
	pdf_blocks(w, quality, box);
	close_card(box);
	return box;
}

struct pdf_box *pdf_tiles(struct pdf_walk *w, const struct xml_node *tiles)
{
	struct pdf_box *box = pdf_stack(w, NULL);
	box->after = PDF_GAP_PART;
	add_grid(w, tiles, "tile", true, TILES_A_ROW, box);
	return box;
}

/* ---- columns and sign-off ---- */

struct pdf_box *pdf_columns(struct pdf_walk *w, const struct xml_node *columns)
{
	struct pdf_box *row = pdf_box_new(w->flow, PDF_BOX_ROW, NULL);
	row->gap = 2400;
	row->after = PDF_GAP_PART;
	for (const struct xml_node *n = xml_child(columns, "column"); n != NULL;
	     n = xml_next_named(n, "column")) {
		struct pdf_box *box = pdf_stack(w, NULL);
		int64_t share = 0;
		if (sv_to_int64(xml_get(n, "share"), &share) && share > 0 && share < 100)
			box->percent = (int32_t)share;
		w->in_column = true;
		pdf_blocks(w, n, box);
		w->in_column = false;
		close_card(box);
		pdf_box_add(row, box);
	}
	return row;
}

static struct pdf_box *sign_box(struct pdf_walk *w, const struct xml_node *n)
{
	struct pdf_box *box = pdf_stack(w, "Sect");
	add_edge(w, box);
	pad(box, 1200, 1300);
	add_name(w, n, "strong", box);
	if (box->last != NULL)
		box->last->grow = true;
	for (const struct xml_node *l = xml_child(n, "line"); l != NULL; l = xml_next_named(l, "line")) {
		struct pdf_box *line = pdf_rule(w);
		line->before = SIGN_ROOM;
		line->after = 200;
		line->with_next = true;
		pdf_box_add(box, line);
		pdf_box_add(box, pdf_text(w, "P", l, pdf_voice_in(w, "small", "muted")));
	}
	return box;
}

struct pdf_box *pdf_signoff(struct pdf_walk *w, const struct xml_node *signoff)
{
	struct pdf_box *row = pdf_box_new(w->flow, PDF_BOX_ROW, NULL);
	row->gap = PDF_GAP_CARD;
	row->after = PDF_GAP_PART;
	for (const struct xml_node *n = xml_child(signoff, "box"); n != NULL; n = xml_next_named(n, "box"))
		pdf_box_add(row, sign_box(w, n));
	return row;
}
