/* A document on the desk: what every case of the page kit needs, set up in one call. */
#ifndef TESTS_UNIT_RENDERERS_PDF_DESK_H
#define TESTS_UNIT_RENDERERS_PDF_DESK_H

#include "renderers/pdf/flow.h"

enum { DESK_BODY, DESK_STRONG, DESK_SMALL, DESK_H1, DESK_H2, DESK_CODE, DESK_PILL, DESK_STYLES };

struct desk {
	struct arena *arena;
	struct pdf_fonts *fonts;
	struct pdf_doc *doc;
	struct pdf_shaper *shaper;
	struct pdf_stack stack[4]; /* text, strong, display, code */
	struct pdf_style style[DESK_STYLES];
	struct pdf_pages pages;
	struct pdf_flow flow;
};

/* False: a font of the tests is not installed; `e` names the package. */
bool desk_open(struct desk *d, struct sv language, bool rtl, struct err *e) MUST_CHECK;
void desk_close(struct desk *d);

const struct pdf_para *desk_para(struct desk *d, int style, enum pdf_span_kind kind, const char *text);
struct pdf_box *desk_text(struct desk *d, int style, const char *role, const char *text);

/* The document of every block: written to `out`. */
bool demo_write(struct str *out, bool rtl, struct err *e) MUST_CHECK;

#endif
