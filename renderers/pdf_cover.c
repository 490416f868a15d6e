/* The first page and the list of contents. */
#include "renderers/pdf_walk.h"

#define ARCS       9
#define BADGE_SIDE 2600

enum { PANEL_LEAST = 30000, PANEL_MOST = 52000, PANEL_FOOT = 6400, FACTS_GAP = 2600 };

/* Circles around a point in the panel's upper end corner, in a colour mixed beforehand: PDF/A-1 knows no alpha. */
static void draw_arcs(struct pdf_walk *w, int32_t height)
{
	struct pdf_pages *b = w->pages;
	struct pdf_colour line = pdf_theme_colour(w->theme, SV("brand-line"));
	int32_t x = pdf_mirror(b, b->width - 6000, 0), y = 12000;
	pdf_clip_begin(b);
	pdf_path_rect(b, 0, 0, b->width, height - 100); /* readers round a clip outwards */
	pdf_clip_path(b);
	for (int32_t i = 1; i <= ARCS; i++) {
		int32_t r = 600 + i * 3400;
		pdf_draw_round(b, x - r, y - r, 2 * r, 2 * r, r, NULL, &line, 60);
	}
	pdf_clip_end(b);
}

static void draw_panel(struct pdf_walk *w, int32_t height)
{
	struct pdf_pages *b = w->pages;
	struct pdf_colour accent = pdf_theme_colour(w->theme, SV("brand-accent"));
	struct pdf_colour brand = pdf_theme_colour(w->theme, SV("brand"));
	int32_t x = w->flow->x, y = 6000;
	pdf_mark_artifact(b);
	pdf_draw_rect(b, 0, 0, b->width, height, brand);
	draw_arcs(w, height);
	pdf_draw_round(b, pdf_mirror(b, x, BADGE_SIDE), y, BADGE_SIDE, BADGE_SIDE, 600, &accent, NULL, 0);
	pdf_draw_shape(b, PDF_SHAPE_CHECK, pdf_mirror(b, x + 600, BADGE_SIDE - 1200), y + 600,
		       BADGE_SIDE - 1200, brand);
	struct pdf_style style = pdf_voice_in(w, "h3", "brand-ink")->plain;
	style.size = 1150;
	const struct pdf_para *name = pdf_plain(w, pdf_theme_brand(w->theme), PDF_SPAN_OUTSIDE, &style);
	int32_t width = pdf_para_natural(name);
	struct pdf_line line = {0, name->n, width};
	pdf_draw_text(b, name, &line, pdf_mirror(b, x + BADGE_SIDE + 1000, width), y + BADGE_SIDE / 2 + 410,
		      NULL);
}

static void draw_bar(void *context, struct pdf_pages *b, int32_t x, int32_t y, int32_t width,
		     struct pdf_tag *tag)
{
	const struct pdf_walk *w = context;
	(void)tag;
	pdf_mark_artifact(b);
	pdf_draw_rect(b, b->rtl ? x + width - 4400 : x, y, 4400, 400,
		      pdf_theme_colour(w->theme, SV("brand-accent")));
}

/* Kind of report, title, period: what stands on the panel. */
static struct pdf_box *title_box(struct pdf_walk *w, const struct xml_node *cover)
{
	struct pdf_box *box = pdf_stack(w, NULL);
	const struct xml_node *kicker = xml_child(cover, "kicker"), *title = xml_child(cover, "h1");
	const struct xml_node *subtitle = xml_child(cover, "subtitle");
	if (kicker != NULL) {
		struct pdf_box *text = pdf_text(w, "P", kicker, pdf_voice_in(w, "lead", "brand-accent"));
		struct pdf_box *bar = pdf_box_new(w->flow, PDF_BOX_DRAW, NULL);
		text->after = 700;
		bar->draw = draw_bar;
		bar->context = w;
		bar->height = 400;
		bar->after = 1400;
		pdf_box_add(box, text);
		pdf_box_add(box, bar);
	}
	if (title != NULL) {
		struct pdf_box *text = pdf_text(w, "H1", title, pdf_voice_in(w, "cover", "brand-ink"));
		text->after = 1200;
		text->outline = 1;
		text->outline_title = pdf_inline_text(w, title);
		pdf_box_add(box, text);
	}
	if (subtitle != NULL)
		pdf_box_add(box, pdf_text(w, "P", subtitle, pdf_voice_in(w, "lead", "brand-muted")));
	return box;
}

static struct pdf_box *below_box(struct pdf_walk *w, const struct xml_node *cover)
{
	struct pdf_box *box = pdf_stack(w, NULL);
	for (const struct xml_node *n = xml_first(cover); n != NULL; n = xml_next(n)) {
		if (!xml_is_element(n))
			continue;
		if (sv_eq(xml_name(n), SV("dl")))
			pdf_box_add(box, pdf_facts(w, n));
		else if (sv_eq(xml_name(n), SV("aside")))
			pdf_box_add(box, pdf_note(w, n));
	}
	return box;
}

static int32_t between(int32_t v, int32_t least, int32_t most)
{
	return v < least ? least : v > most ? most : v;
}

void pdf_cover_place(struct pdf_walk *w, const struct xml_node *cover)
{
	struct pdf_flow *f = w->flow;
	struct pdf_tag *tag = pdf_tag_new(w->pages->tags, pdf_tags_root(w->pages->tags), "Sect");
	w->in_cover = true;
	struct pdf_box *title = title_box(w, cover), *below = below_box(w, cover);
	w->in_cover = false;
	pdf_flow_new_page(f);
	pdf_box_layout(f, title, f->width);
	pdf_box_layout(f, below, f->width);
	int32_t panel =
		between(f->bottom - below->height - FACTS_GAP,
			title->height + PANEL_FOOT + 10000 > PANEL_LEAST ? title->height + PANEL_FOOT + 10000
									 : PANEL_LEAST,
			PANEL_MOST);
	draw_panel(w, panel);
	f->y = panel - PANEL_FOOT - title->height;
	pdf_flow_place(f, title, tag);
	f->y = panel + FACTS_GAP;
	f->margin = 0;
	pdf_flow_place(f, below, tag);
}

/* ---- contents ---- */

static struct pdf_box *contents_line(struct pdf_walk *w, const struct xml_node *section,
				     const struct xml_node *heading)
{
	struct pdf_box *box = pdf_box_new(w->flow, PDF_BOX_TEXT, "TOCI");
	struct pdf_span span = {.text = pdf_inline_text(w, heading),
				.style = &pdf_voice(w, "body")->strong,
				.link = arena_printf(w->arena, "#" SV_FMT, SV_ARG(xml_get(section, "id"))),
				.bare_link = true};
	box->para = pdf_para_new(w->shaper, &span, 1, w->rtl);
	box->number_of = xml_get(section, "id");
	box->before = box->after = 400;
	return box;
}

/* The parts alone; their sections stand in the outline. */
struct pdf_box *pdf_contents(struct pdf_walk *w, const struct xml_node *body, struct sv title)
{
	struct pdf_box *box = pdf_stack(w, "Sect"), *list = pdf_stack(w, "TOC");
	struct pdf_box *heading = pdf_box_new(w->flow, PDF_BOX_TEXT, "H1");
	heading->para = pdf_plain(w, title, PDF_SPAN_PLAIN, &pdf_voice(w, "h1")->plain);
	heading->after = 1200;
	heading->with_next = true;
	heading->outline = 1;
	heading->outline_title = title;
	pdf_box_add(box, heading);
	for (const struct xml_node *part = xml_child(body, "section"); part != NULL;
	     part = xml_next_named(part, "section")) {
		const struct xml_node *h1 = xml_child(part, "h1");
		if (h1 == NULL || !xml_has(part, "id") || !pdf_on_paper(part))
			continue;
		pdf_box_add(list, contents_line(w, part, h1));
	}
	pdf_box_add(box, list);
	return box;
}
