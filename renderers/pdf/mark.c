/* Small signs: shapes, hatches and the pills made of them. */
#include "renderers/pdf/page.h"

/* Outlines on a grid of 100 x 100. */
static const int8_t check[][2] = {{10, 54}, {24, 40}, {41, 57}, {76, 18}, {91, 32}, {42, 86}};
static const int8_t cross[][2] = {{12, 27}, {27, 12}, {50, 35}, {73, 12}, {88, 27}, {65, 50},
				  {88, 73}, {73, 88}, {50, 65}, {27, 88}, {12, 73}, {35, 50}};
static const int8_t triangle[][2] = {{50, 8}, {97, 90}, {3, 90}};
static const int8_t diamond[][2] = {{50, 2}, {98, 50}, {50, 98}, {2, 50}};
static const int8_t square[][2] = {{12, 12}, {88, 12}, {88, 88}, {12, 88}};
static const int8_t octagon[][2] = {{30, 3}, {70, 3}, {97, 30}, {97, 70}, {70, 97}, {30, 97}, {3, 70}, {3, 30}};
static const int8_t dash[][2] = {{8, 40}, {92, 40}, {92, 60}, {8, 60}};
static const int8_t flag[][2] = {{14, 4}, {90, 28}, {28, 54}, {28, 96}, {14, 96}};

static const struct {
	const int8_t (*point)[2];
	size_t n;
} outlines[] = {
	[PDF_SHAPE_CHECK] = {check, sizeof(check) / sizeof(check[0])},
	[PDF_SHAPE_CROSS] = {cross, sizeof(cross) / sizeof(cross[0])},
	[PDF_SHAPE_TRIANGLE] = {triangle, sizeof(triangle) / sizeof(triangle[0])},
	[PDF_SHAPE_DIAMOND] = {diamond, sizeof(diamond) / sizeof(diamond[0])},
	[PDF_SHAPE_SQUARE] = {square, sizeof(square) / sizeof(square[0])},
	[PDF_SHAPE_OCTAGON] = {octagon, sizeof(octagon) / sizeof(octagon[0])},
	[PDF_SHAPE_DASH] = {dash, sizeof(dash) / sizeof(dash[0])},
	[PDF_SHAPE_FLAG] = {flag, sizeof(flag) / sizeof(flag[0])},
};

void pdf_draw_shape(struct pdf_pages *b, enum pdf_shape shape, int32_t x, int32_t y, int32_t size,
		    struct pdf_colour colour)
{
	if (shape == PDF_SHAPE_NONE)
		return;
	if (shape == PDF_SHAPE_RING || shape == PDF_SHAPE_DOT) {
		int32_t line = shape == PDF_SHAPE_RING ? size * 18 / 100 : 0;
		int32_t in = size * 6 / 100 + line / 2;
		pdf_draw_round(b, x + in, y + in, size - 2 * in, size - 2 * in, size / 2,
			       line > 0 ? NULL : &colour, line > 0 ? &colour : NULL, line);
		return;
	}
	pdf_set_fill(b, colour);
	for (size_t i = 0; i < outlines[shape].n; i++) {
		int32_t px = x + outlines[shape].point[i][0] * size / 100;
		int32_t py = y + outlines[shape].point[i][1] * size / 100;
		if (i == 0)
			pdf_path_move(b, px, py);
		else
			pdf_path_line(b, px, py);
	}
	pdf_path_close(b);
	pdf_path_paint(b, true, false);
}

#define HATCH_STEP 340
#define HATCH_LINE 90
#define DOT_STEP   300
#define DOT        110

static void slanted(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h, bool rising)
{
	for (int32_t at = -h; at < w; at += HATCH_STEP) {
		pdf_path_move(b, x + at, rising ? y + h : y);
		pdf_path_line(b, x + at + h, rising ? y : y + h);
	}
}

static void straight(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h, bool horizontal)
{
	for (int32_t at = HATCH_STEP / 2; at < (horizontal ? h : w); at += HATCH_STEP) {
		pdf_path_move(b, horizontal ? x : x + at, horizontal ? y + at : y);
		pdf_path_line(b, horizontal ? x + w : x + at, horizontal ? y + at : y + h);
	}
}

static void dots(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h)
{
	for (int32_t at = 0; DOT / 2 + at * DOT_STEP / 2 < h; at++)
		for (int32_t across = at % 2 * DOT_STEP / 2; across < w; across += DOT_STEP)
			pdf_path_rect(b, x + across, y + DOT / 2 + at * DOT_STEP / 2, DOT, DOT);
}

void pdf_draw_hatch(struct pdf_pages *b, enum pdf_hatch hatch, int32_t x, int32_t y, int32_t w, int32_t h,
		    struct pdf_colour colour)
{
	if (hatch == PDF_HATCH_NONE || w <= 0 || h <= 0)
		return;
	pdf_clip_begin(b);
	pdf_path_rect(b, x, y, w, h);
	pdf_clip_path(b);
	if (hatch == PDF_HATCH_DOTS)
		pdf_set_fill(b, colour);
	else
		pdf_set_stroke(b, colour, HATCH_LINE);
	switch (hatch) {
	case PDF_HATCH_NONE:
		break;
	case PDF_HATCH_RISING:
		slanted(b, x, y, w, h, true);
		break;
	case PDF_HATCH_FALLING:
		slanted(b, x, y, w, h, false);
		break;
	case PDF_HATCH_CROSS:
		slanted(b, x, y, w, h, true);
		slanted(b, x, y, w, h, false);
		break;
	case PDF_HATCH_HORIZONTAL:
		straight(b, x, y, w, h, true);
		break;
	case PDF_HATCH_VERTICAL:
		straight(b, x, y, w, h, false);
		break;
	case PDF_HATCH_DOTS:
		dots(b, x, y, w, h);
		break;
	}
	pdf_path_paint(b, hatch == PDF_HATCH_DOTS, hatch != PDF_HATCH_DOTS);
	pdf_clip_end(b);
}

/* A pill: a band of colour and hatch, the shape, the word. Parts of its height, in percent. */
#define BAND  46
#define SHAPE 58
#define GAP   30

struct pdf_mark *pdf_mark_new(struct pdf_shaper *s, const struct pdf_mark *look, struct sv word,
			      const struct pdf_style *style, bool rtl)
{
	struct pdf_mark *m = arena_alloc(pdf_shaper_arena(s), sizeof(*m));
	*m = *look;
	m->height = style->size * 145 / 100;
	m->word = pdf_para_new(s, &(struct pdf_span){.text = word, .style = style}, 1, rtl);
	int32_t shape = m->shape == PDF_SHAPE_NONE ? 0 : m->height * (SHAPE + GAP) / 100;
	m->width = m->height * (BAND + GAP + GAP + 14) / 100 + shape + pdf_para_natural(m->word);
	return m;
}

void pdf_mark_draw(struct pdf_pages *b, const struct pdf_mark *m, int32_t x, int32_t baseline,
		   struct pdf_tag *tag)
{
	const struct pdf_style *style = m->word->span[0].style;
	int32_t h = m->height, y = baseline - style->size * 36 / 100 - h / 2, band = h * BAND / 100;
	pdf_mark_artifact(b);
	pdf_draw_round(b, x, y, m->width, h, h * 28 / 100, &m->ground, NULL, 0);
	pdf_clip_begin(b);
	pdf_path_round(b, x, y, m->width, h, h * 28 / 100);
	pdf_clip_path(b);
	int32_t band_x = b->rtl ? x + m->width - band : x;
	pdf_draw_rect(b, band_x, y, band, h, m->colour);
	pdf_draw_hatch(b, m->hatch, band_x, y, band, h, m->ground);
	pdf_clip_end(b);
	pdf_draw_round(b, x, y, m->width, h, h * 28 / 100, NULL, &m->colour, 50);
	int32_t size = h * SHAPE / 100, at = band + h * GAP / 100;
	pdf_draw_shape(b, m->shape, b->rtl ? x + m->width - at - size : x + at, y + (h - size) / 2, size,
		       m->colour);
	if (m->shape != PDF_SHAPE_NONE)
		at += size + h * GAP / 100;
	int32_t width = pdf_para_natural(m->word);
	struct pdf_line line = {0, m->word->n, width};
	pdf_draw_text(b, m->word, &line, b->rtl ? x + m->width - at - width : x + at, baseline, tag);
}
