/* Shaping and breaking of any text: no glyph 0, no line wider than its room but for a single cluster, every character
 * on one line. The first byte chooses the kind of span, the direction and the width. */
#include <stdlib.h>

#include "base/utf8.h"
#include "renderers/pdf/break.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct pdf_fonts *fonts;
static struct pdf_stack stack;

static void close_fonts(void)
{
	pdf_fonts_free(&fonts);
}

static bool find_fonts(void)
{
	static const char *const families[] = {"Inter", "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew",
					       "Noto Sans Devanagari"};
	struct err e;
	if (fonts != NULL)
		return stack.n > 0;
	pdf_fonts_new(&fonts);
	if (atexit(close_fonts) != 0)
		abort();
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		const struct pdf_face *face = NULL;
		if (pdf_fonts_find(fonts, families[i], "Regular", false, &face, &e) && face != NULL)
			stack.face[stack.n++] = face;
	}
	return stack.n > 0;
}

static void check_lines(struct pdf_shaper *s, struct arena *a, const struct pdf_para *p, int32_t width)
{
	struct pdf_lines lines;
	uint32_t at = 0;
	pdf_lines_break(a, p, width, true, &lines);
	for (size_t i = 0; i < lines.n; i++) {
		struct pdf_piece *piece = NULL;
		int32_t hang = 0;
		size_t n = pdf_line_pieces(s, p, &lines.line[i], &piece, &hang);
		if (lines.line[i].start != at)
			abort();
		at = lines.line[i].end;
		for (size_t k = 0; k < n; k++)
			for (size_t g = 0; g < piece[k].n_glyphs; g++)
				if (piece[k].glyph[g].glyph == 0)
					abort();
	}
	if (at != p->n)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e;
	if (size < 2 || size > 20000 || !find_fonts())
		return 0;
	struct arena *a = arena_new();
	struct pdf_doc *doc = NULL;
	struct pdf_shaper *shaper = NULL;
	if (pdf_doc_new(a, &doc, &e)) {
		struct pdf_style style = {&stack, 950, 1440, data[0] & 64 ? 20 : 0, {0, 0, 0}, data[0] & 32};
		struct sv text = utf8_clean(a, (struct sv){(const char *)data + 1, size - 1});
		struct pdf_span span[2] = {
			{.kind = (enum pdf_span_kind)(data[0] % 3), .text = text, .style = &style},
			{.kind = PDF_SPAN_PLAIN, .text = text, .style = &style}};
		pdf_shaper_new(a, doc, SV("en"), &shaper);
		const struct pdf_para *p = pdf_para_new(shaper, span, 2, data[0] & 16);
		check_lines(shaper, a, p, 1000 + 400 * (data[0] >> 2));
		(void)pdf_para_least(p);
	}
	pdf_shaper_free(&shaper);
	pdf_doc_free(&doc);
	arena_free(&a);
	return 0;
}
