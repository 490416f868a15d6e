/* Charts: numbers of the resolved document become shapes, once; chart_svg.c and chart_pdf.c print the shapes and
 * compute nothing. Lengths are 1/100 pt, x from the left edge, y from the top edge of the chart's box.
 *
 * Vocabulary of the element `chart` (attributes hold plain numbers with at most three decimals, and final words):
 *
 *   <chart kind="bars" alt="..." limit="90" limit-text="Target 90 %" empty="No data: ...">
 *     <point label="MFA on partner sessions" value="92" of="100" text="92 % of 61" style="pass"/>
 *   </chart>                       bars from zero; `of`: length of the track behind the bar (optional)
 *   <chart kind="stacked" alt="...">
 *     <series label="Critical" style="critical"/> <series label="High" style="high"/>
 *     <point label="Jan" values="1 3" text="4"/>       one value a series, in their order; text: above the bar
 *   </chart>                       columns from zero with an axis, series drawn from the bottom, with a legend
 *   <chart kind="donut" alt="..." centre="21" centre-text="open">
 *     <point label="Critical" value="3" text="3" style="critical"/>   five points at most
 *   </chart>
 *   <chart kind="grid" alt="...">
 *     <series label="Europe"/> <series label="Africa"/>               column heads
 *     <point label="Skyline" styles="PASS FAIL" texts="12|3"/>        one cell a column; "-": an empty cell
 *   </chart>
 *
 * `style` is a verdict (PASS), a severity (critical), a tone (warn) or series-1 .. series-5: theme.json gives its
 * colour and hatch ("verdicts", "severities", "tones"; the series have the hatches none, rising, horizontal, cross,
 * dots in that order). Absent: series-1, or series-N for the N-th series. `empty` is printed when there is no point. */
#ifndef RENDERERS_CHART_H
#define RENDERERS_CHART_H

#include "base/xml.h"

#define CHART_SERIES_MAX 12
#define CHART_POINTS_MAX 400
#define CHART_DONUT_MAX  5

enum chart_kind { CHART_BARS, CHART_STACKED, CHART_DONUT, CHART_GRID };

struct chart_series {
	struct sv label, style;
};

struct chart_point {
	struct sv label, text, style;
	int64_t value[CHART_SERIES_MAX];                                     /* 1/1000 */
	int64_t of;                                                          /* 1/1000; -1: none */
	struct sv cell_style[CHART_SERIES_MAX], cell_text[CHART_SERIES_MAX]; /* grid; style "-": empty cell */
};

struct chart {
	enum chart_kind kind;
	struct sv alt, empty, centre, centre_text, limit_text;
	int64_t limit; /* 1/1000; -1: none */
	struct chart_series *series;
	size_t n_series;
	struct chart_point *point;
	size_t n_points;
};

/* Reads the element; texts borrow from the document. The error names the line and what was expected. */
bool chart_read(const struct xml_node *node, struct arena *a, struct chart *c, struct err *e) MUST_CHECK;

enum chart_shape_kind {
	CHART_RECT, /* x y w h, corner radius r */
	CHART_LINE, /* from x y to x2 y2 */
	CHART_PATH, /* step[0..n_steps) */
	CHART_TEXT, /* baseline at y; x is the anchor's place */
	CHART_SIGN /* the small sign of the style ("shape" in theme.json) in the square x y w w; none for series-N */
};

enum chart_anchor { CHART_START, CHART_MIDDLE, CHART_END };

/* 'M' and 'L' use x[0] y[0]; 'C' is a cubic curve with both control points and the end; 'Z' closes. */
struct chart_step {
	char op;
	int32_t x[3], y[3];
};

struct chart_shape {
	enum chart_shape_kind kind;
	/* What it is: a style (see above; filled with colour and hatch), or one of the plain parts
	 * "track", "axis", "gridline", "limit" (strokes and fills without hatch) or, for texts,
	 * "label", "value", "tick", "centre", "centre-text", "cell", "empty". */
	struct sv style;
	int32_t x, y, w, h, r, x2, y2;
	const struct chart_step *step;
	size_t n_steps;
	struct sv text;
	enum chart_anchor anchor; /* left, middle, right of the text at x, whatever its direction */
	int32_t size;             /* of the text */
	bool strong;
	bool soft; /* a rectangle in the style's "-soft" colour with an edge in its colour, without hatch */
};

struct chart_shapes {
	struct chart_shape *shape;
	size_t n;
	int32_t width, height;
};

/* Lays the chart out in a box of the given width; the height follows. `rtl` mirrors it. */
void chart_layout(const struct chart *c, int32_t width, bool rtl, struct arena *a, struct chart_shapes *shapes);

/* Width that is kept free for a text, from a table of average advances plus 15 %: the browser's font is unknown. */
int32_t chart_text_room(struct sv text, int32_t size, bool strong);

#endif
