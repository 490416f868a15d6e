/* From texts in any script to positioned glyphs.
 *
 * A paragraph is a sequence of spans. Its direction levels come from FriBidi for the paragraph as a whole, its
 * characters are cut into items of one span, font, script and level, and each item is shaped by HarfBuzz in font
 * units. Text from outside is an isolate: its direction stays inside, its letters are never joined into signs.
 * An identifier is a left-to-right isolate that breaks only after / : . - _ @ and spaces.
 *
 * Lengths are 1/100 pt. Texts must be valid UTF-8; they are copied. */
#ifndef RENDERERS_PDF_SHAPE_H
#define RENDERERS_PDF_SHAPE_H

#include "renderers/pdf/font.h"
#include "renderers/pdf/object.h"

struct pdf_shaper; /* the fonts of one document and a cache of shaped strings */
struct pdf_font;

struct pdf_colour {
	uint8_t r, g, b;
};

struct pdf_style {
	const struct pdf_stack *stack;
	int32_t size, leading; /* of a line */
	int32_t tracking;      /* added after each cluster */
	struct pdf_colour colour;
	bool tabular; /* figures of equal width */
};

enum pdf_span_kind {
	PDF_SPAN_PLAIN,
	PDF_SPAN_OUTSIDE,    /* a name from outside: direction isolated, never ligated */
	PDF_SPAN_IDENTIFIER, /* left to right, its own break rule, never ligated */
	PDF_SPAN_BOX         /* one character wide `box`; drawn by the owner of the paragraph */
};

struct pdf_span {
	enum pdf_span_kind kind;
	struct sv text;
	const struct pdf_style *style;
	struct sv language; /* empty: the document's */
	struct sv link;     /* "#id" or a URI; empty: none */
	bool bare_link;     /* without the line below it: in contents lists */
	struct pdf_colour panel;
	bool has_panel; /* a tinted ground behind the text */
	const struct pdf_mark *box;
	int32_t box_width;
};

struct pdf_glyph {
	uint32_t cluster;        /* character, counted from the start of the item */
	int32_t advance, dx, dy; /* font units */
	uint16_t glyph;
};

struct pdf_item {
	uint32_t start, end; /* characters of the paragraph */
	uint32_t span;
	struct pdf_font *font; /* NULL: a box */
	uint32_t script;       /* HarfBuzz's tag */
	uint8_t level;
	uint32_t replaced; /* no font has the characters: the sign drawn for each; else 0 */
	const struct pdf_glyph *glyph;
	size_t n_glyphs;
};

struct pdf_para {
	const struct pdf_span *span;
	size_t n_spans;
	uint32_t *text; /* code points; isolate controls stand around names and identifiers */
	uint16_t *span_of;
	uint8_t *breaks;  /* after the character: PDF_BREAK_* */
	uint8_t *level;   /* of direction */
	int32_t *advance; /* by character; a cluster's width stands at its first */
	uint32_t n;
	struct pdf_item *item;
	size_t n_items;
	bool rtl; /* base direction */
};

enum { PDF_BREAK_NO, PDF_BREAK_MAY, PDF_BREAK_MUST };

void pdf_shaper_new(struct arena *a, struct pdf_doc *d, struct sv language, struct pdf_shaper **s);
void pdf_shaper_free(struct pdf_shaper **s); /* for CLEANUP; the memory is the arena's */

/* Spans are copied, their texts too. */
const struct pdf_para *pdf_para_new(struct pdf_shaper *s, const struct pdf_span *span, size_t n, bool rtl);

/* Glyphs of the characters [from, to) of an item, shaped anew where a break cuts an item. */
const struct pdf_glyph *pdf_item_cut(struct pdf_shaper *s, const struct pdf_para *p,
				     const struct pdf_item *item, uint32_t from, uint32_t to, size_t *n);
int32_t pdf_glyphs_width(const struct pdf_font *font, const struct pdf_style *style, const struct pdf_glyph *g,
			 size_t n, uint32_t clusters);

bool pdf_is_isolate(uint32_t cp); /* a control that is never drawn */

void pdf_font_use(struct pdf_shaper *s, struct pdf_font *font); /* before its first glyph is drawn */
size_t pdf_shaper_fonts(const struct pdf_shaper *s);
struct pdf_font *pdf_shaper_font(const struct pdf_shaper *s, size_t i);
struct arena *pdf_shaper_arena(struct pdf_shaper *s);
/* Characters that no font of their stack had, in order of code points, as "U+0F40, U+0F42"; empty if none. */
struct sv pdf_shaper_missing(struct pdf_shaper *s);
bool pdf_shaper_embed(struct pdf_shaper *s, struct err *e) MUST_CHECK;

#endif
