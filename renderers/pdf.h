/* The resolved document as PDF: tagged, PDF/A-1b, the same bytes for the same document, theme, fonts and libraries. */
#ifndef RENDERERS_PDF_H
#define RENDERERS_PDF_H

#include "renderers/renderers.h"

struct pdf_job {
	struct xml *document;          /* docs/resolved-document.md */
	struct xml *model;             /* rows of the registers; NULL: the document has none */
	const struct strings *strings; /* words of the registers; NULL as well */
	struct sv theme;               /* templates/theme.json */
	struct sv as_of;               /* RFC 3339, UTC: the document's dates */
	struct sv creator;             /* program and version */
};

struct pdf_outcome {
	size_t pages;
	struct sv
		missing; /* characters that no installed font has, as "U+9752, ..."; empty: none. The arena's. */
	bool archival;   /* PDF/A-1b; false: the colour profile is not installed (icc-profiles-free) */
};

/* Appends the file to `out`. */
bool pdf_render(const struct pdf_job *job, struct arena *a, struct pdf_outcome *outcome, struct str *out,
		struct err *e) MUST_CHECK;

#endif
