/* What the kit knows of a face and of its use in one document. Included by the kit's own files only. */
#ifndef RENDERERS_PDF_FACE_H
#define RENDERERS_PDF_FACE_H

#include <hb-ot.h>
#include <hb.h>

#include "renderers/pdf/font.h"
#include "renderers/pdf/object.h"

struct pdf_face {
	const char *family, *style, *path, *name; /* name: of PostScript */
	const char *cjk; /* language of a regional Han face: "ja", "ko", ...; else NULL */
	hb_blob_t *blob;
	hb_face_t *face;
	int32_t upem, ascent, descent, cap_height; /* font units; descent is negative */
	int32_t box[4];
	size_t n_glyphs;
	bool cff;
};

/* A face used in a document. */
struct pdf_font {
	const struct pdf_face *face;
	hb_font_t *shaper; /* owned by the type case */
	uint32_t object;
	unsigned number; /* resource name: F<number> */
	uint8_t *used;   /* by glyph */
	int32_t *width;  /* by glyph, 1/1000 em as printed in W; valid where used */
	/* Unicode text by glyph, for ToUnicode: n code points at `text`. */
	struct pdf_unicode {
		const uint32_t *text;
		uint32_t n;
	} * unicode;
};

/* Writes the subset with widths, CIDSet and ToUnicode as the object font->object. */
bool pdf_font_embed(struct pdf_doc *d, struct pdf_font *font, struct arena *a, struct err *e) MUST_CHECK;

#endif
