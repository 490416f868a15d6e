#include "tests/unit/renderers/pdf/desk.h"

#include <string.h>

#include "base/file.h"

#define INK   ((struct pdf_colour){0x0B, 0x12, 0x20})
#define MUTED ((struct pdf_colour){0x55, 0x60, 0x70})

static const char *const scripts[] = {
	"Noto Sans",        "Noto Sans Arabic", "Noto Sans Hebrew",   "Noto Sans Devanagari",
	"Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans Symbols2",
};

static bool fill_stack(struct desk *d, struct pdf_stack *stack, const char *family, const char *style,
		       struct err *e)
{
	if (!pdf_fonts_find(d->fonts, family, style, true, &stack->face[0], e))
		return false;
	stack->n = 1;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		const struct pdf_face *face = NULL;
		if (!pdf_fonts_find(d->fonts, scripts[i], "Regular", false, &face, e))
			return false;
		if (face != NULL)
			stack->face[stack->n++] = face;
	}
	return true;
}

static bool find_fonts(struct desk *d, struct err *e)
{
	return fill_stack(d, &d->stack[0], "Inter", "Regular", e) &&
	       fill_stack(d, &d->stack[1], "Inter", "Semi Bold", e) &&
	       fill_stack(d, &d->stack[2], "Inter Display", "Bold", e) &&
	       fill_stack(d, &d->stack[3], "JetBrains Mono", "Regular", e);
}

static void make_styles(struct desk *d)
{
	const struct pdf_style styles[DESK_STYLES] = {
		[DESK_BODY] = {&d->stack[0], 950, 1440, 0, INK, true},
		[DESK_STRONG] = {&d->stack[1], 950, 1440, 0, INK, true},
		[DESK_SMALL] = {&d->stack[0], 800, 1160, 0, MUTED, true},
		[DESK_H1] = {&d->stack[2], 2100, 2600, 0, INK, false},
		[DESK_H2] = {&d->stack[1], 1300, 1800, 0, INK, false},
		[DESK_CODE] = {&d->stack[3], 800, 1160, 0, INK, false},
		[DESK_PILL] = {&d->stack[1], 720, 1160, 0, INK, false},
	};
	memcpy(d->style, styles, sizeof(styles));
}

bool desk_open(struct desk *d, struct sv language, bool rtl, struct err *e)
{
	*d = (struct desk){0};
	d->arena = arena_new();
	pdf_fonts_new(&d->fonts);
	if (!find_fonts(d, e) || !pdf_doc_new(d->arena, &d->doc, e)) {
		desk_close(d);
		return false;
	}
	make_styles(d);
	pdf_shaper_new(d->arena, d->doc, language, &d->shaper);
	pdf_pages_init(&d->pages, d->arena, d->doc, d->shaper, 59528, 84189, rtl);
	d->pages.accent = (struct pdf_colour){0x0B, 0x7A, 0x75};
	pdf_flow_init(&d->flow, &d->pages, 5400, 59528 - 2 * 5400, 6400, 84189 - 6200);
	return true;
}

void desk_close(struct desk *d)
{
	pdf_pages_free(&d->pages);
	pdf_shaper_free(&d->shaper);
	pdf_doc_free(&d->doc);
	pdf_fonts_free(&d->fonts);
	arena_free(&d->arena);
}

const struct pdf_para *desk_para(struct desk *d, int style, enum pdf_span_kind kind, const char *text)
{
	struct pdf_span span = {.kind = kind, .text = sv_of(text), .style = &d->style[style]};
	return pdf_para_new(d->shaper, &span, 1, d->pages.rtl);
}

struct pdf_box *desk_text(struct desk *d, int style, const char *role, const char *text)
{
	struct pdf_box *box = pdf_box_new(&d->flow, PDF_BOX_TEXT, role);
	box->para = desk_para(d, style, PDF_SPAN_PLAIN, text);
	box->after = 800;
	return box;
}
