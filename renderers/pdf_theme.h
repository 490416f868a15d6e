/* theme.json as the page kit needs it: paper, colours of print, fonts, text roles, and how severities and verdicts look.
 *
 * Print is light: the tokens of "colours.light". Lengths are 1/100 pt. The theme borrows from the JSON document. */
#ifndef RENDERERS_PDF_THEME_H
#define RENDERERS_PDF_THEME_H

#include "base/json.h"
#include "renderers/pdf/page.h"

struct pdf_theme;

/* The styles of one text role in one colour. */
struct pdf_voice {
	struct pdf_style plain, strong, code, small;
};

struct pdf_paper {
	int32_t width, height, top, bottom, start, end; /* the last four are margins */
};

/* Fonts that the text roles name must be installed; the other families of a stack may be absent. */
bool pdf_theme_read(struct arena *a, struct pdf_fonts *fonts, const struct json_node *root,
		    struct pdf_theme **t, struct err *e) MUST_CHECK;

const struct pdf_paper *pdf_theme_paper(const struct pdf_theme *t);
struct sv pdf_theme_brand(const struct pdf_theme *t);
struct pdf_colour pdf_theme_colour(const struct pdf_theme *t, struct sv token); /* ink if unknown */
int64_t pdf_theme_cap(const struct pdf_theme *t, const char *name, int64_t otherwise);

/* `role` is one of "roles" (else "body"), `colour` a token. The same voice for the same words. */
const struct pdf_voice *pdf_theme_voice(struct pdf_theme *t, const char *role, struct sv colour);

/* The look of a severity, verdict, tone or chart series ("series-2"), without a word yet. A code that the theme
 * doesn't know looks like the tone "none". */
struct pdf_mark pdf_theme_mark(const struct pdf_theme *t, struct sv code);

#endif
