/* The end of a document: page tree, links, outline, page labels, Info and XMP, identity, output intent, file.
 *
 * PDF/A-1b is claimed in the XMP packet only if there is an output profile. Info and XMP say the same. */
#ifndef RENDERERS_PDF_META_H
#define RENDERERS_PDF_META_H

#include "renderers/pdf/page.h"

struct pdf_meta {
	struct sv title, subject, language;
	struct sv creator; /* program and version */
	struct sv as_of;   /* RFC 3339, UTC: creation and modification date */
	struct sv seed;    /* what the file's identity is computed from */
	struct sv profile; /* ICC profile of sRGB; empty: none */
};

struct pdf_outline_entry {
	struct sv title;
	unsigned level; /* 1 is the top; never deeper than one more than the entry before */
	uint32_t page;
	int32_t y;
};

bool pdf_finish(struct pdf_pages *b, const struct pdf_meta *meta, const struct pdf_outline_entry *entry,
		size_t n, struct str *out, struct err *e) MUST_CHECK;

#endif
