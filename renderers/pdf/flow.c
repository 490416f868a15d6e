#include "renderers/pdf/flow.h"

#include <string.h>

#define LABEL_GAP 500
#define DISC      1500

/* A decorated box being filled: where its ground is to be inserted once its height on this page is known. */
struct pdf_open {
	const struct pdf_box *box;
	int32_t x, width, y;
	size_t offset;
};

void pdf_flow_init(struct pdf_flow *f, struct pdf_pages *b, int32_t x, int32_t width, int32_t top,
		   int32_t bottom)
{
	*f = (struct pdf_flow){.pages = b, .x = x, .width = width, .top = top, .bottom = bottom};
}

struct pdf_box *pdf_box_new(struct pdf_flow *f, enum pdf_box_kind kind, const char *role)
{
	struct pdf_box *box = arena_alloc(f->pages->arena, sizeof(*box));
	box->kind = kind;
	box->role = role;
	return box;
}

void pdf_box_add(struct pdf_box *parent, struct pdf_box *child)
{
	if (parent->last != NULL)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

/* ---- layout ---- */

int32_t pdf_leading(const struct pdf_para *p)
{
	int32_t leading = 0;
	for (size_t i = 0; i < p->n_spans; i++)
		if (p->span[i].style->leading > leading)
			leading = p->span[i].style->leading;
	return leading;
}

static const struct pdf_style *main_style(const struct pdf_para *p)
{
	const struct pdf_style *main = p->span[0].style;
	for (size_t i = 1; i < p->n_spans; i++)
		if (p->span[i].style->leading > main->leading)
			main = p->span[i].style;
	return main;
}

static int32_t text_height(const struct pdf_box *box)
{
	return box->para->n_spans == 0 ? 0 : (int32_t)box->lines.n * pdf_leading(box->para);
}

static int32_t larger(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static int32_t layout_stack(struct pdf_flow *f, struct pdf_box *box, int32_t width)
{
	int32_t height = 0, margin = 0;
	for (struct pdf_box *c = box->first; c != NULL; c = c->next) {
		pdf_box_layout(f, c, width);
		height += c->height + (c == box->first ? 0 : larger(margin, c->before));
		margin = c->after;
	}
	return height;
}

static int32_t layout_row(struct pdf_flow *f, struct pdf_box *box, int32_t width)
{
	int32_t fixed = 0, gaps = 0, parts = 0, highest = 0;
	for (const struct pdf_box *c = box->first; c != NULL && c->next != NULL; c = c->next)
		gaps += box->gap;
	for (struct pdf_box *c = box->first; c != NULL; c = c->next) {
		if (c->percent > 0)
			c->share = (int32_t)((int64_t)(width - gaps) * c->percent / 100);
		fixed += c->share;
		parts += c->share == 0;
	}
	fixed += gaps;
	for (struct pdf_box *c = box->first; c != NULL; c = c->next) {
		int32_t part = c->share > 0 ? c->share : larger(width - fixed, 0) / (parts > 0 ? parts : 1);
		pdf_box_layout(f, c, part);
		highest = larger(highest, c->height);
	}
	return highest;
}

void pdf_box_layout(struct pdf_flow *f, struct pdf_box *box, int32_t width)
{
	box->width = width;
	int32_t inner = larger(width - box->pad_start - box->pad_end, 100);
	int32_t height = 0;
	switch (box->kind) {
	case PDF_BOX_STACK:
		height = layout_stack(f, box, inner);
		break;
	case PDF_BOX_ROW:
		height = layout_row(f, box, inner);
		if (height > (f->bottom - f->top) / 2) {
			box->kind = PDF_BOX_STACK; /* too high to stay side by side and uncut */
			height = layout_stack(f, box, inner);
		}
		break;
	case PDF_BOX_TEXT:
		pdf_lines_break(f->pages->arena, box->para, inner - (box->number_of.n > 0 ? 3600 : 0),
				box->balance, &box->lines);
		height = text_height(box);
		break;
	case PDF_BOX_TABLE:
		pdf_table_layout(f, box->table, inner);
		height = pdf_table_height(box->table);
		break;
	case PDF_BOX_DRAW:
		if (box->lay != NULL)
			box->height = box->lay(box->context, width);
		return;
	}
	box->height = height + box->pad_top + box->pad_bottom;
}

static bool kept_whole(const struct pdf_flow *f, const struct pdf_box *box)
{
	int32_t page = f->bottom - f->top;
	return box->kind == PDF_BOX_DRAW || box->kind == PDF_BOX_ROW || (box->whole && box->height <= page / 2);
}

int32_t pdf_box_first_need(const struct pdf_flow *f, const struct pdf_box *box)
{
	if (kept_whole(f, box))
		return box->height;
	switch (box->kind) {
	case PDF_BOX_TEXT:
		return box->lines.n <= 3 ? box->height : box->pad_top + 2 * pdf_leading(box->para);
	case PDF_BOX_TABLE:
		return pdf_table_first_need(box->table);
	case PDF_BOX_STACK: {
		int32_t need = box->pad_top;
		for (const struct pdf_box *c = box->first; c != NULL; c = c->next) {
			need += pdf_box_first_need(f, c);
			if (!c->with_next || c->next == NULL)
				break;
			need += larger(c->after, c->next->before);
		}
		return need;
	}
	case PDF_BOX_ROW:
	case PDF_BOX_DRAW:
		break;
	}
	return box->height;
}

/* ---- grounds ---- */

static void draw_ground(struct pdf_flow *f, const struct pdf_box *box, int32_t x, int32_t y, int32_t w,
			int32_t h)
{
	struct pdf_pages *b = f->pages;
	int32_t left = pdf_mirror(b, x, w), stripe = 480;
	pdf_mark_artifact(b);
	pdf_clip_begin(b);
	if (box->has_ground)
		pdf_draw_round(b, left, y, w, h, box->radius, &box->ground, NULL, 0);
	if (box->has_stripe) {
		int32_t at = b->rtl ? left + w - stripe : left;
		pdf_path_round(b, left, y, w, h, box->radius);
		pdf_clip_path(b);
		pdf_draw_rect(b, at, y, stripe, h, box->stripe);
		pdf_draw_hatch(b, box->stripe_hatch, at, y, stripe, h, (struct pdf_colour){255, 255, 255});
	}
	pdf_clip_end(b);
	if (box->has_edge)
		pdf_draw_round(b, left + 25, y + 25, w - 50, h - 50, box->radius, NULL, &box->edge, 50);
	pdf_mark_end(b);
}

static struct str *content(struct pdf_flow *f)
{
	return &f->pages->page[f->pages->current].content;
}

static void open_ground(struct pdf_flow *f, const struct pdf_box *box, int32_t x)
{
	if (f->n_open == f->open_cap)
		f->open = pdf_grow(f->pages->arena, f->open, f->n_open, &f->open_cap, sizeof(*f->open));
	pdf_mark_end(f->pages);
	f->open[f->n_open++] = (struct pdf_open){box, x, box->width, f->y, content(f)->n};
}

/* Puts the ground of this page's part below what was drawn since. */
static void insert_ground(struct pdf_flow *f, const struct pdf_open *o, int32_t until)
{
	struct str *s = content(f);
	pdf_mark_end(f->pages);
	struct sv above = arena_sv(f->pages->arena, sv_sub(str_sv(s), o->offset, s->n));
	s->n = o->offset;
	s->at[s->n] = '\0';
	draw_ground(f, o->box, o->x, o->y, o->width, until - o->y);
	str_add(s, above);
	f->pages->fill_known = false;
}

void pdf_flow_new_page(struct pdf_flow *f)
{
	for (size_t i = f->n_open; i-- > 0;)
		insert_ground(f, &f->open[i], f->y < f->bottom ? larger(f->y, f->open[i].y + 100) : f->bottom);
	pdf_page_add(f->pages);
	f->y = f->top;
	f->margin = 0;
	f->fresh = true;
	for (size_t i = 0; i < f->n_open; i++) {
		f->open[i].y = f->y;
		f->open[i].offset = content(f)->n;
		f->y += f->open[i].box->pad_top;
	}
}

/* ---- placing ---- */

static void aligned(struct pdf_flow *f, int32_t *x, int32_t w, int32_t used, enum pdf_align align)
{
	int32_t free = w - used;
	int32_t shift = align == PDF_ALIGN_START ? 0 : align == PDF_ALIGN_CENTER ? free / 2 : free;
	*x = pdf_mirror(f->pages, *x + shift, used);
}

void pdf_draw_lines(struct pdf_flow *f, const struct pdf_para *p, const struct pdf_lines *lines, size_t from,
		    size_t to, int32_t x, int32_t y, int32_t w, enum pdf_align align, struct pdf_tag *tag)
{
	if (p->n_spans == 0)
		return;
	int32_t leading = pdf_leading(p), drop = pdf_style_baseline(main_style(p));
	for (size_t i = from; i < to; i++) {
		int32_t at = x;
		aligned(f, &at, w, lines->line[i].width, align);
		pdf_draw_text(f->pages, p, &lines->line[i], at, y + (int32_t)(i - from) * leading + drop, tag);
	}
}

/* Dots from the end of the text to the page number, which comes later. */
static void leave_number(struct pdf_flow *f, struct pdf_box *box, int32_t x, struct pdf_tag *tag)
{
	const struct pdf_style *style = main_style(box->para);
	int32_t baseline = f->y - pdf_leading(box->para) + pdf_style_baseline(style);
	int32_t from = x + box->pad_start + box->lines.line[box->lines.n - 1].width + 600,
		to = x + box->width - 2400;
	pdf_mark_artifact(f->pages);
	for (int32_t at = (from / 400 + 1) * 400; at < to; at += 400)
		pdf_draw_rect(f->pages, pdf_mirror(f->pages, at, 70), baseline - 70, 70, 70, style->colour);
	if (f->n_late == f->late_cap)
		f->late = pdf_grow(f->pages->arena, f->late, f->n_late, &f->late_cap, sizeof(*f->late));
	f->late[f->n_late++] = (struct pdf_late){.page = f->pages->current,
						 .x = x + box->width,
						 .baseline = baseline,
						 .id = box->number_of,
						 .style = style,
						 .tag = tag};
}

/* How many of the `left` lines go on this page so that two stand on either side of a break. */
static size_t lines_here(size_t left, int32_t room, int32_t leading)
{
	size_t fit = room < leading ? 0 : (size_t)(room / leading);
	if (fit >= left)
		return left;
	if (left - fit < 2)
		fit = fit > 0 ? fit - 1 : 0;
	return fit < 2 && left > 1 ? 0 : fit;
}

static void place_text(struct pdf_flow *f, struct pdf_box *box, int32_t x, struct pdf_tag *tag)
{
	int32_t leading = pdf_leading(box->para);
	int32_t inner = box->width - box->pad_start - box->pad_end;
	size_t n = box->para->n_spans == 0 ? 0 : box->lines.n;
	f->y += box->pad_top;
	for (size_t done = 0; done < n;) {
		size_t fit = lines_here(n - done, f->bottom - f->y, leading);
		if (fit == 0 && !f->fresh) {
			pdf_flow_new_page(f);
			continue;
		}
		fit = fit == 0 ? 1 : fit; /* a line higher than the page can't be helped by another page */
		pdf_draw_lines(f, box->para, &box->lines, done, done + fit, x + box->pad_start, f->y, inner,
			       box->align, tag);
		f->y += (int32_t)fit * leading;
		f->fresh = false;
		done += fit;
	}
	f->y += box->pad_bottom;
	if (box->number_of.n > 0 && n > 0)
		leave_number(f, box, x, tag);
}

static void place(struct pdf_flow *f, struct pdf_box *box, int32_t x, struct pdf_tag *parent);

/* A filled circle around the middle of the label's figures. */
static void draw_disc(struct pdf_flow *f, const struct pdf_box *box, int32_t x, int32_t width)
{
	const struct pdf_style *style = main_style(box->label);
	int32_t left = x + box->pad_start - box->label_room, side = larger(DISC, width + 500);
	int32_t middle = f->y + pdf_style_baseline(style) - style->size * 36 / 100;
	pdf_mark_artifact(f->pages);
	pdf_draw_round(f->pages, pdf_mirror(f->pages, left, side), middle - DISC / 2, side, DISC, DISC / 2,
		       &box->disc, NULL, 0);
}

static void place_label(struct pdf_flow *f, const struct pdf_box *box, int32_t x, struct pdf_tag *tag)
{
	int32_t width = pdf_para_natural(box->label);
	struct pdf_line line = {0, box->label->n, width};
	struct pdf_lines lines = {&line, 1, width};
	if (box->has_disc) {
		draw_disc(f, box, x, width);
		x += (DISC - width) / 2;
	}
	pdf_draw_lines(f, box->label, &lines, 0, 1, x + box->pad_start - box->label_room, f->y,
		       box->label_room - LABEL_GAP, PDF_ALIGN_START, pdf_tag_new(f->pages->tags, tag, "Lbl"));
}

static void place_children(struct pdf_flow *f, struct pdf_box *box, int32_t x, struct pdf_tag *tag)
{
	f->margin = 0;
	for (struct pdf_box *c = box->first; c != NULL; c = c->next) {
		if (c != box->first)
			f->margin = larger(f->margin, c->before);
		else
			f->margin = 0;
		place(f, c, x, tag);
		f->margin = c->after;
	}
	f->margin = 0;
}

static void place_stack(struct pdf_flow *f, struct pdf_box *box, int32_t x, struct pdf_tag *tag)
{
	bool decorated = box->has_ground || box->has_edge || box->has_stripe;
	if (decorated)
		open_ground(f, box, x);
	f->y += box->pad_top;
	if (box->label != NULL && box->first != NULL) {
		if (f->y + pdf_box_first_need(f, box->first) > f->bottom && !f->fresh)
			pdf_flow_new_page(f);
		place_label(f, box, x, tag);
		f->fresh = false;
		tag = pdf_tag_new(f->pages->tags, tag, "LBody");
	}
	place_children(f, box, x + box->pad_start, tag);
	f->y += box->pad_bottom;
	if (decorated) {
		insert_ground(f, &f->open[f->n_open - 1], f->y);
		f->n_open--;
	}
}

static struct pdf_box *filler_of(struct pdf_box *box)
{
	struct pdf_box *c = box->first;
	while (c != NULL && !c->grow)
		c = c->next;
	return c != NULL ? c : box;
}

static void place_row(struct pdf_flow *f, struct pdf_box *box, int32_t x, struct pdf_tag *tag)
{
	int32_t y = f->y, at = x + box->pad_start, height = box->height - box->pad_top - box->pad_bottom;
	for (struct pdf_box *c = box->first; c != NULL; c = c->next) {
		/* Neighbours share their height, so that their edges line up. */
		struct pdf_box *filler = filler_of(c);
		filler->pad_bottom += height - c->height;
		filler->height += filler == c ? 0 : height - c->height;
		c->height = height;
		f->y = y + box->pad_top;
		f->margin = 0;
		place(f, c, at, tag);
		at += c->width + box->gap;
	}
	f->y = y + box->height;
}

static void note_place(struct pdf_flow *f, const struct pdf_box *box)
{
	pdf_anchor_set(f->pages, box->id, f->y);
	if (box->outline == 0)
		return;
	if (f->n_outline == f->outline_cap)
		f->outline = pdf_grow(f->pages->arena, f->outline, f->n_outline, &f->outline_cap,
				      sizeof(*f->outline));
	unsigned deepest = f->n_outline == 0 ? 1 : f->outline[f->n_outline - 1].level + 1;
	f->outline[f->n_outline++] =
		(struct pdf_outline_entry){box->outline_title, box->outline < deepest ? box->outline : deepest,
					   (uint32_t)f->pages->current, f->y};
}

/* What must stand on one page: the box's least part, and for a heading what it belongs to. */
static int32_t need_of(const struct pdf_flow *f, const struct pdf_box *box)
{
	int32_t need = pdf_box_first_need(f, box);
	for (const struct pdf_box *c = box; c->with_next && c->next != NULL; c = c->next)
		need += larger(c->after, c->next->before) + pdf_box_first_need(f, c->next);
	return need;
}

static void place(struct pdf_flow *f, struct pdf_box *box, int32_t x, struct pdf_tag *parent)
{
	if (!f->fresh)
		f->y += f->margin;
	/* A part begins a page, unless the rest of this one would be a hole. */
	bool roomy = f->bottom - f->y > (f->bottom - f->top) / 5 * 2;
	bool turns = box->new_page && !roomy && f->y + box->height > f->bottom;
	if (!f->fresh && (turns || f->y + need_of(f, box) > f->bottom))
		pdf_flow_new_page(f);
	note_place(f, box);
	struct pdf_tag *tag = parent;
	if (box->role != NULL) {
		tag = pdf_tag_new(f->pages->tags, parent, box->role);
		tag->alt = box->alt;
		if (strcmp(box->role, "L") == 0)
			tag->list = "Disc";
	}
	box->tag = tag;
	switch (box->kind) {
	case PDF_BOX_STACK:
		place_stack(f, box, x, tag);
		break;
	case PDF_BOX_ROW:
		place_row(f, box, x, tag);
		break;
	case PDF_BOX_TEXT:
		place_text(f, box, x, tag);
		break;
	case PDF_BOX_TABLE:
		pdf_table_place(f, box->table, x, box->width, tag);
		break;
	case PDF_BOX_DRAW:
		box->draw(box->context, f->pages, pdf_mirror(f->pages, x, box->width), f->y, box->width, tag);
		f->y += box->height;
		break;
	}
	f->fresh = false;
}

void pdf_flow_place(struct pdf_flow *f, struct pdf_box *box, struct pdf_tag *parent)
{
	pdf_box_layout(f, box, f->width);
	f->margin = larger(f->margin, box->before);
	place(f, box, f->x, parent);
	f->margin = box->after;
}

void pdf_flow_finish(struct pdf_flow *f)
{
	for (size_t i = 0; i < f->n_late; i++) {
		const struct pdf_late *late = &f->late[i];
		const struct pdf_anchor *anchor = pdf_anchor_get(f->pages, late->id);
		if (anchor == NULL)
			continue;
		struct sv text = arena_printf(f->pages->arena, "%u", anchor->page + 1);
		struct pdf_span span = {.text = text,
					.style = late->style,
					.link = arena_printf(f->pages->arena, "#" SV_FMT, SV_ARG(late->id)),
					.bare_link = true};
		const struct pdf_para *p = pdf_para_new(f->pages->shaper, &span, 1, f->pages->rtl);
		struct pdf_line line = {0, p->n, pdf_para_natural(p)};
		pdf_page_select(f->pages, late->page);
		pdf_draw_text(f->pages, p, &line, pdf_mirror(f->pages, late->x - line.width, line.width),
			      late->baseline, late->tag);
	}
	pdf_mark_end(f->pages);
}
