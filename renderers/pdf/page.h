/* Pages and what is drawn on them. Every mark belongs to an element of the structure tree or is an artifact.
 *
 * Lengths are 1/100 pt, x from the left edge of the paper, y from its top downwards; a box is x y w h. In a
 * right-to-left document the owner of a layout mirrors with pdf_mirror; nothing here does it by itself. */
#ifndef RENDERERS_PDF_PAGE_H
#define RENDERERS_PDF_PAGE_H

#include "renderers/pdf/break.h"
#include "renderers/pdf/tag.h"

#define PDF_PAGES_MAX 4000u

enum pdf_hatch {
	PDF_HATCH_NONE,
	PDF_HATCH_RISING,
	PDF_HATCH_FALLING,
	PDF_HATCH_CROSS,
	PDF_HATCH_HORIZONTAL,
	PDF_HATCH_VERTICAL,
	PDF_HATCH_DOTS
};

enum pdf_shape {
	PDF_SHAPE_NONE,
	PDF_SHAPE_CHECK,
	PDF_SHAPE_CROSS,
	PDF_SHAPE_TRIANGLE,
	PDF_SHAPE_DIAMOND,
	PDF_SHAPE_SQUARE,
	PDF_SHAPE_OCTAGON,
	PDF_SHAPE_DOT,
	PDF_SHAPE_RING,
	PDF_SHAPE_DASH,
	PDF_SHAPE_FLAG
};

/* How a severity or verdict looks: a pill of shape, word, colour and hatch. */
struct pdf_mark {
	struct pdf_colour colour, ground;
	enum pdf_shape shape;
	enum pdf_hatch hatch;
	const struct pdf_para *word; /* laid out with pdf_mark_new */
	int32_t width, height;
};

struct pdf_link {
	uint32_t page; /* index */
	int32_t x, y, w, h;
	struct sv target;
	struct sv text; /* for Contents */
	struct pdf_tag *tag;
	uint32_t object;
};

struct pdf_anchor {
	uint32_t page;
	int32_t y;
};

struct pdf_page {
	struct str content;
	uint32_t object;
	struct pdf_tag **owner; /* by marked-content id */
	size_t n_owners, cap;
	uint32_t *link; /* objects of its annotations */
	size_t n_links, links_cap;
};

struct table;

struct pdf_pages {
	struct arena *arena;
	struct pdf_doc *doc;
	struct pdf_shaper *shaper;
	struct pdf_tags *tags;
	int32_t width, height; /* of the paper */
	bool rtl;
	struct pdf_colour accent; /* of links */
	struct pdf_page *page;
	size_t n, cap;
	size_t current;
	struct pdf_link *link;
	size_t n_links, links_cap;
	struct table *anchors;
	/* State of the current page's content. */
	struct pdf_tag *open; /* whose mark is open */
	bool artifact;        /* an artifact is open */
	struct pdf_colour fill;
	bool fill_known;
	/* The link element being filled, over pieces and lines. */
	const struct pdf_para *link_para;
	uint32_t link_span;
	struct pdf_tag *link_tag;
};

void pdf_pages_init(struct pdf_pages *b, struct arena *a, struct pdf_doc *d, struct pdf_shaper *s,
		    int32_t width, int32_t height, bool rtl);
void pdf_pages_free(struct pdf_pages *b); /* for CLEANUP; the rest is the arena's */
void pdf_page_add(struct pdf_pages *b);   /* becomes the current one */
void pdf_page_select(struct pdf_pages *b, size_t page);
int32_t pdf_mirror(const struct pdf_pages *b, int32_t x,
		   int32_t w); /* left edge of a box given from the start */

/* What the next marks mean. */
void pdf_mark_tag(struct pdf_pages *b, struct pdf_tag *tag);
/* Always a new mark, with more entries for its property list. */
void pdf_mark_tag_with(struct pdf_pages *b, struct pdf_tag *tag, struct sv properties);
void pdf_mark_artifact(struct pdf_pages *b);
void pdf_mark_end(struct pdf_pages *b);

void pdf_draw_rect(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h, struct pdf_colour fill);
void pdf_draw_round(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h, int32_t radius,
		    const struct pdf_colour *fill, const struct pdf_colour *stroke, int32_t line);
void pdf_draw_line(struct pdf_pages *b, int32_t x, int32_t y, int32_t x2, int32_t y2, int32_t line,
		   struct pdf_colour colour);
void pdf_draw_shape(struct pdf_pages *b, enum pdf_shape shape, int32_t x, int32_t y, int32_t size,
		    struct pdf_colour colour);
void pdf_draw_hatch(struct pdf_pages *b, enum pdf_hatch hatch, int32_t x, int32_t y, int32_t w, int32_t h,
		    struct pdf_colour colour);
/* A path: colours first, for no colour may be set inside a path; then its steps; then what becomes of it. */
void pdf_set_fill(struct pdf_pages *b, struct pdf_colour c);
void pdf_set_stroke(struct pdf_pages *b, struct pdf_colour c, int32_t line);
void pdf_path_move(struct pdf_pages *b, int32_t x, int32_t y);
void pdf_path_line(struct pdf_pages *b, int32_t x, int32_t y);
void pdf_path_curve(struct pdf_pages *b, const int32_t x[3], const int32_t y[3]);
void pdf_path_close(struct pdf_pages *b);
void pdf_path_paint(struct pdf_pages *b, bool fill, bool stroke);
/* pdf_clip_begin, a path, pdf_clip_path: everything up to pdf_clip_end is cut at the path. */
void pdf_clip_begin(struct pdf_pages *b);
void pdf_clip_path(struct pdf_pages *b);
void pdf_clip_end(struct pdf_pages *b);
void pdf_path_rect(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h);
void pdf_path_round(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h, int32_t radius);

/* One line of text from x at the baseline; tag NULL: an artifact. Links become annotations. */
void pdf_draw_text(struct pdf_pages *b, const struct pdf_para *p, const struct pdf_line *line, int32_t x,
		   int32_t baseline, struct pdf_tag *tag);

struct pdf_mark *pdf_mark_new(struct pdf_shaper *s, const struct pdf_mark *look, struct sv word,
			      const struct pdf_style *style, bool rtl);
/* x: left edge; baseline: of the text around it. */
void pdf_mark_draw(struct pdf_pages *b, const struct pdf_mark *m, int32_t x, int32_t baseline,
		   struct pdf_tag *tag);

void pdf_anchor_set(struct pdf_pages *b, struct sv id, int32_t y); /* on the current page */
const struct pdf_anchor *pdf_anchor_get(const struct pdf_pages *b, struct sv id);

/* Ascent of the first font of a style and the distance from the top of a line to its baseline. */
int32_t pdf_style_baseline(const struct pdf_style *style);

#endif
