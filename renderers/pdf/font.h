/* Fonts: files found by exact family and style, shared by any number of documents, and their subsets in one document.
 *
 * fontconfig may only turn an exact family and style into a file. A near match is no match: a required face that is
 * absent is an error that names the package to install, an optional one is left out and its characters are then drawn
 * as a visible replacement. Fonts are never taken from audited data. */
#ifndef RENDERERS_PDF_FONT_H
#define RENDERERS_PDF_FONT_H

#include "base/arena.h"
#include "base/crypto.h"

struct pdf_fonts; /* the faces and the colour profile; read-only once found, so threads may share it */
struct pdf_face;  /* one face of it */

void pdf_fonts_new(struct pdf_fonts **f);
void pdf_fonts_free(struct pdf_fonts **f); /* for CLEANUP */

/* *face is NULL when the face is absent and not required. Asking again gives the same face. */
bool pdf_fonts_find(struct pdf_fonts *f, const char *family, const char *style, bool required,
		    const struct pdf_face **face, struct err *e) MUST_CHECK;
const char *pdf_fonts_package(const char *family); /* Debian's package of a family; NULL if not known */

/* The sRGB profile of the output intent. Without one the document makes no claim of PDF/A. */
bool pdf_fonts_read_profile(struct pdf_fonts *f, const char *path, struct err *e) MUST_CHECK;
struct sv pdf_fonts_profile(const struct pdf_fonts *f);

/* For the manifest: what was found, in the order of asking. */
size_t pdf_fonts_count(const struct pdf_fonts *f);
const struct pdf_face *pdf_fonts_at(const struct pdf_fonts *f, size_t i);
const char *pdf_face_family(const struct pdf_face *face);
const char *pdf_face_style(const struct pdf_face *face);
const char *pdf_face_path(const struct pdf_face *face);
void pdf_face_sha256(const struct pdf_face *face, char hex[SHA256_HEX_MAX]); /* of the whole file */

/* Faces in the order in which they are asked for a character. */
#define PDF_STACK_MAX 32

struct pdf_stack {
	const struct pdf_face *face[PDF_STACK_MAX];
	size_t n;
};

#endif
