/* Between the files that make paragraphs: the shaper's state, and the choice of fonts. Included by shape.c and choose.c
 * only. */
#ifndef RENDERERS_PDF_SHAPER_H
#define RENDERERS_PDF_SHAPER_H

#include "renderers/pdf/face.h"
#include "renderers/pdf/shape.h"

#define MISSING_MAX 64u
#define BOX         0xFFFCu

struct pdf_shaper {
	struct arena *arena;
	struct pdf_doc *doc;
	struct sv language;
	struct pdf_font **font;
	size_t n_fonts, fonts_cap;
	struct table *cache;
	hb_buffer_t *buffer;
	struct {
		void *at;
		size_t size;
	} scratch[3]; /* of one paragraph's making */
	struct str key;
	const struct pdf_span *han_span; /* of a paragraph's copy: never the same twice */
	const char *han;
	uint32_t missing[MISSING_MAX];
	size_t n_missing;
};

struct choice {
	const struct pdf_face *face; /* NULL: replaced */
	hb_script_t script;
	uint32_t next; /* the next character that has a script of its own */
};

/* One a character; valid until the next paragraph is made. */
struct choice *pdf_choose(struct pdf_shaper *s, const struct pdf_para *p);
/* The face that draws the sign for a character which no font has, and the character it draws: never the glyph 0 of a
 * font, which PDF/A-1 forbids. */
const struct pdf_face *pdf_replacement_face(struct pdf_shaper *s, const struct pdf_stack *stack,
					    uint32_t *sign);
struct pdf_font *pdf_font_of(struct pdf_shaper *s, const struct pdf_face *face);
bool pdf_script_follows(hb_script_t script); /* takes the script of what stands before it */
/* Zeroed memory that lives until the same one is asked for again: texts are many, and what is needed only while one
 * is made would be most of a document's memory. */
void *pdf_scratch(struct pdf_shaper *s, size_t which, size_t n, size_t size);

#endif
