/* The shapes of a chart on a page. Everything is laid out by chart.c; here is only paint. */
#include "renderers/chart.h"
#include "renderers/pdf_walk.h"

struct drawn_chart {
	struct pdf_walk *walk;
	struct chart chart;
	struct chart_shapes shapes;
};

static const struct plain_part {
	const char *name, *colour;
	int32_t line;
} parts[] = {
	{"track", "panel", 0},
	{"axis", "edge", 75},
	{"gridline", "rule", 50},
	{"limit", "ink", 100},
};

static const struct plain_part *part_of(struct sv style)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (sv_eq(style, sv_of(parts[i].name)))
			return &parts[i];
	return NULL;
}

static struct pdf_colour paper(const struct drawn_chart *d)
{
	return pdf_theme_colour(d->walk->theme, SV("paper"));
}

static void draw_rect(const struct drawn_chart *d, struct pdf_pages *b, const struct chart_shape *s, int32_t x,
		      int32_t y)
{
	const struct plain_part *part = part_of(s->style);
	if (part != NULL) {
		struct pdf_colour colour = pdf_theme_colour(d->walk->theme, sv_of(part->colour));
		pdf_draw_round(b, x, y, s->w, s->h, s->r, &colour, NULL, 0);
		return;
	}
	struct pdf_mark look = pdf_theme_mark(d->walk->theme, s->style);
	pdf_draw_round(b, x, y, s->w, s->h, s->r, s->soft ? &look.ground : &look.colour, NULL, 0);
	if (s->soft) {
		pdf_draw_round(b, x, y, s->w, s->h, s->r, NULL, &look.colour, 50);
		return;
	}
	pdf_clip_begin(b);
	pdf_path_round(b, x, y, s->w, s->h, s->r);
	pdf_clip_path(b);
	pdf_draw_hatch(b, look.hatch, x, y, s->w, s->h, paper(d));
	pdf_clip_end(b);
}

static void add_steps(struct pdf_pages *b, const struct chart_shape *s, int32_t x, int32_t y)
{
	for (size_t i = 0; i < s->n_steps; i++) {
		const struct chart_step *step = &s->step[i];
		int32_t px[3], py[3];
		for (size_t k = 0; k < 3; k++) {
			px[k] = x + step->x[k];
			py[k] = y + step->y[k];
		}
		if (step->op == 'M')
			pdf_path_move(b, px[0], py[0]);
		else if (step->op == 'L')
			pdf_path_line(b, px[0], py[0]);
		else if (step->op == 'C')
			pdf_path_curve(b, px, py);
		else
			pdf_path_close(b);
	}
}

static void draw_path(const struct drawn_chart *d, struct pdf_pages *b, const struct chart_shape *s, int32_t x,
		      int32_t y)
{
	struct pdf_mark look = pdf_theme_mark(d->walk->theme, s->style);
	pdf_set_fill(b, look.colour);
	add_steps(b, s, x, y);
	pdf_path_paint(b, true, false);
	pdf_clip_begin(b);
	add_steps(b, s, x, y);
	pdf_clip_path(b);
	pdf_draw_hatch(b, look.hatch, x + s->x, y + s->y, s->w, s->h, paper(d));
	pdf_clip_end(b);
}

static void draw_line(const struct drawn_chart *d, struct pdf_pages *b, const struct chart_shape *s, int32_t x,
		      int32_t y)
{
	const struct plain_part *part = part_of(s->style);
	pdf_draw_line(b, x + s->x, y + s->y, x + s->x2, y + s->y2, part != NULL ? part->line : 75,
		      pdf_theme_colour(d->walk->theme, part != NULL ? sv_of(part->colour) : SV("ink")));
}

static bool is_muted(struct sv style)
{
	return sv_eq(style, SV("tick")) || sv_eq(style, SV("centre-text")) || sv_eq(style, SV("empty"));
}

static void draw_text(const struct drawn_chart *d, struct pdf_pages *b, const struct chart_shape *s, int32_t x,
		      int32_t y, struct pdf_tag *tag)
{
	const struct pdf_voice *voice = pdf_voice_in(d->walk, s->size > 1200 ? "figure" : "small",
						     is_muted(s->style) ? "muted" : "ink");
	struct pdf_style *style = arena_alloc(d->walk->arena, sizeof(*style));
	*style = s->strong ? voice->strong : voice->plain;
	style->size = s->size;
	const struct pdf_para *p = pdf_plain(d->walk, s->text, PDF_SPAN_OUTSIDE, style);
	int32_t width = pdf_para_natural(p);
	struct pdf_line line = {0, p->n, width};
	int32_t at = s->anchor == CHART_START ? x : s->anchor == CHART_END ? x - width : x - width / 2;
	pdf_draw_text(b, p, &line, at, y, tag);
}

static void draw_shape(const struct drawn_chart *d, struct pdf_pages *b, const struct chart_shape *s, int32_t x,
		       int32_t y, struct pdf_tag *tag)
{
	pdf_mark_tag(b, tag);
	switch (s->kind) {
	case CHART_RECT:
		draw_rect(d, b, s, x + s->x, y + s->y);
		break;
	case CHART_LINE:
		draw_line(d, b, s, x, y);
		break;
	case CHART_PATH:
		draw_path(d, b, s, x, y);
		break;
	case CHART_TEXT:
		draw_text(d, b, s, x + s->x, y + s->y, tag);
		break;
	case CHART_SIGN: {
		struct pdf_mark look = pdf_theme_mark(d->walk->theme, s->style);
		pdf_draw_shape(b, look.shape, x + s->x, y + s->y, s->w, look.colour);
		break;
	}
	}
}

static void draw(void *context, struct pdf_pages *b, int32_t x, int32_t y, int32_t width, struct pdf_tag *tag)
{
	const struct drawn_chart *d = context;
	(void)width;
	for (size_t i = 0; i < d->shapes.n; i++)
		draw_shape(d, b, &d->shapes.shape[i], x, y, tag);
	pdf_mark_artifact(b);
}

static int32_t lay(void *context, int32_t width)
{
	struct drawn_chart *d = context;
	chart_layout(&d->chart, width, d->walk->rtl, d->walk->arena, &d->shapes);
	return d->shapes.height;
}

struct pdf_box *pdf_chart(struct pdf_walk *w, const struct xml_node *element)
{
	struct drawn_chart *d = arena_alloc(w->arena, sizeof(*d));
	struct pdf_box *box = pdf_box_new(w->flow, PDF_BOX_DRAW, "Figure");
	struct err e;
	d->walk = w;
	if (!chart_read(element, w->arena, &d->chart, &e))
		pdf_walk_fail(w, &e);
	box->alt = d->chart.alt;
	box->draw = draw;
	box->lay = lay;
	box->context = d;
	box->after = PDF_GAP_BLOCK;
	return box;
}
