/* The structure tree: what each mark on a page means, in reading order. Elements are small until the file is written,
 * for one of libharu's dictionaries costs about 1.8 KB. */
#ifndef RENDERERS_PDF_TAG_H
#define RENDERERS_PDF_TAG_H

#include "renderers/pdf/object.h"

struct pdf_tags;

struct pdf_kid {
	enum { PDF_KID_TAG, PDF_KID_MARK, PDF_KID_LINK } kind;
	struct pdf_tag *tag; /* PDF_KID_TAG */
	uint32_t page;       /* page object */
	uint32_t number;     /* marked-content id, or the annotation's object */
};

struct pdf_tag {
	const char *role;
	struct pdf_tag *parent; /* NULL: the document */
	struct pdf_kid *kid;
	size_t n_kids, cap;
	struct sv alt, actual, language; /* actual: the text, where glyphs don't give it back in its order */
	const char *scope;               /* "Column" or "Row" of a TH; else NULL */
	const char *list;                /* ListNumbering of an L; else NULL */
	uint32_t object;
	struct pdf_tag *next; /* in order of creation */
};

struct pdf_tags *pdf_tags_new(struct arena *a, struct pdf_doc *d);
struct pdf_tag *pdf_tags_root(struct pdf_tags *t); /* the Document element */
struct pdf_tag *pdf_tag_new(struct pdf_tags *t, struct pdf_tag *parent, const char *role);
void pdf_tag_mark(struct pdf_tags *t, struct pdf_tag *tag, uint32_t page, uint32_t id);
void pdf_tag_link(struct pdf_tags *t, struct pdf_tag *tag, uint32_t page, uint32_t annotation);
size_t pdf_tags_count(const struct pdf_tags *t);

/* One entry of the parent tree: the owners of a page's marks in order, or of one annotation. */
struct pdf_owner {
	struct pdf_tag *const *tag;
	size_t n;
	bool single; /* an annotation */
};

/* Fills all elements and returns the object of the structure tree root. */
uint32_t pdf_tags_write(struct pdf_tags *t, const struct pdf_owner *owner, size_t n);

#endif
