/* Lines of a paragraph: where they break, how wide they are, and their pieces in the order of drawing. */
#ifndef RENDERERS_PDF_BREAK_H
#define RENDERERS_PDF_BREAK_H

#include "renderers/pdf/shape.h"

struct pdf_line {
	uint32_t start, end; /* characters; the spaces at the end are part of it */
	int32_t width;       /* without those spaces */
};

struct pdf_lines {
	struct pdf_line *line;
	size_t n;
	int32_t width; /* of the widest */
};

/* First fit; a line with nothing to break at is cut at a cluster, so that nothing crosses an edge. With `balance`
 * a last line of one short word is avoided by breaking a little earlier. At least one line, maybe empty. */
void pdf_lines_break(struct arena *a, const struct pdf_para *p, int32_t width, bool balance,
		     struct pdf_lines *lines);

/* Width of the paragraph on one line, and of its widest part that may not be broken. */
int32_t pdf_para_natural(const struct pdf_para *p);
int32_t pdf_para_least(const struct pdf_para *p);

/* A part of a line in one font and direction. */
struct pdf_piece {
	const struct pdf_item *item;
	uint32_t from, to;
	const struct pdf_glyph *glyph;
	size_t n_glyphs;
	int32_t width;
};

/* Pieces from left to right, reordered after breaking (UAX #9, L1 and L2). *hang is the width of the spaces at the
 * line's end that lie left of the text in a right-to-left paragraph. */
size_t pdf_line_pieces(struct pdf_shaper *s, const struct pdf_para *p, const struct pdf_line *line,
		       struct pdf_piece **pieces, int32_t *hang);

#endif
