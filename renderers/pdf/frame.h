/* What stands on every page around the text: running head and foot, with "Page n of m". All of it is an artifact. */
#ifndef RENDERERS_PDF_FRAME_H
#define RENDERERS_PDF_FRAME_H

#include "renderers/pdf/flow.h"

struct pdf_frame {
	struct sv head_start, head_end; /* above the text */
	struct sv foot_start;           /* below it, and at its end the page's number: */
	struct sv page_pattern;         /* "Page {page} of {pages}" */
	const struct pdf_style *style, *strong;
	struct pdf_colour rule;
	size_t first; /* pages before this index have none */
};

/* Once every page is placed. Texts that don't fit are cut at a cluster and end in an ellipsis. */
void pdf_frame_draw(struct pdf_flow *f, const struct pdf_frame *frame);

#endif
