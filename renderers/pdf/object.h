/* The door of libharu, which is used as what it does well: numbering objects, compressing streams, writing the file
 * and its cross references. What stands in the objects is written by the kit as PDF syntax, for libharu's text,
 * PDF/A and metadata calls are wrong or weak, and its reals depend on the locale.
 *
 * An object is known by its number. Entries of a dictionary are PDF syntax without the "<<" and ">>"; they are
 * borrowed until pdf_doc_save. The sink is sticky: the first fault is reported by pdf_doc_save. */
#ifndef RENDERERS_PDF_OBJECT_H
#define RENDERERS_PDF_OBJECT_H

#include "base/arena.h"

struct pdf_doc;

bool pdf_doc_new(struct arena *a, struct pdf_doc **d, struct err *e) MUST_CHECK;
void pdf_doc_free(struct pdf_doc **d); /* for CLEANUP */

uint32_t pdf_doc_object(struct pdf_doc *d); /* a new indirect dictionary, empty until filled */
void pdf_doc_fill(struct pdf_doc *d, uint32_t object, struct sv entries);
uint32_t pdf_doc_add(struct pdf_doc *d, struct sv entries); /* both in one go */
/* A stream; `data` is copied. Deflated unless `plain` (metadata must be plain in PDF/A-1). */
uint32_t pdf_doc_stream(struct pdf_doc *d, struct sv entries, struct sv data, bool plain);

/* The four dictionaries that exist from the start. */
uint32_t pdf_doc_catalog(const struct pdf_doc *d);
uint32_t pdf_doc_pages(const struct pdf_doc *d); /* root of the page tree */
uint32_t pdf_doc_info(const struct pdf_doc *d);
void pdf_doc_trailer(struct pdf_doc *d, struct sv entries);

/* Writes the file as PDF 1.4 to `out`. */
bool pdf_doc_save(struct pdf_doc *d, struct str *out, struct err *e) MUST_CHECK;

/* PDF syntax. Coordinates are integers of 1/100 pt: pages scale by 0.01, so no real number is ever printed. */
void pdf_add_int(struct str *s, int64_t v);
void pdf_add_hundredths(struct str *s, int64_t v);  /* 1234 as "12.34" */
void pdf_add_string(struct str *s, struct sv utf8); /* a text string: (ASCII) or <FEFF...> */
void pdf_add_ref(struct str *s, uint32_t object);   /* "12 0 R" */

/* A larger copy of an array in an arena: `n` items of `size` bytes are kept, *cap at least doubles. */
void *pdf_grow(struct arena *a, void *at, size_t n, size_t *cap, size_t size);

#endif
