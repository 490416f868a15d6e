#include <string.h>

#include "renderers/pdf/face.h"
#include "tests/unit/renderers/pdf/desk.h"
#include "tests/unit/unit.h"

static size_t count_glyphs(const struct pdf_para *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n_items; i++)
		n += p->item[i].n_glyphs;
	return n;
}

static bool open_desk(struct desk *d)
{
	struct err e;
	if (desk_open(d, SV("en"), false, &e))
		return true;
	unit_skip(e.text);
	return false;
}

static void identifiers_are_never_joined(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	static const char text[] = "arn:aws:s3:::first->x==fi::ffi";
	const struct pdf_para *p = desk_para(&d, DESK_CODE, PDF_SPAN_IDENTIFIER, text);
	CHECK_INT(count_glyphs(p), strlen(text));
	for (uint32_t i = 1; i + 1 < p->n; i++)
		CHECK_INT(p->advance[i], p->advance[1]); /* every letter as wide as the first */
	desk_close(&d);
}

static void words_are_kerned(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	int32_t pair = pdf_para_natural(desk_para(&d, DESK_H1, PDF_SPAN_PLAIN, "AV"));
	int32_t apart = pdf_para_natural(desk_para(&d, DESK_H1, PDF_SPAN_PLAIN, "A")) +
			pdf_para_natural(desk_para(&d, DESK_H1, PDF_SPAN_PLAIN, "V"));
	CHECK(pair < apart);
	desk_close(&d);
}

static void figures_of_tables_are_equally_wide(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	CHECK_INT(pdf_para_natural(desk_para(&d, DESK_SMALL, PDF_SPAN_PLAIN, "1,111")),
		  pdf_para_natural(desk_para(&d, DESK_SMALL, PDF_SPAN_PLAIN, "8,908")));
	desk_close(&d);
}

static const struct script_row {
	const char *text, *family;
	bool rtl;
} scripts[] = {
	{"Skyline", "Inter", false},
	{"Łódź", "Inter", false},
	{"Νεφέλη", "Inter", false},
	{"Облако", "Inter", false},
	{"شركة", "Noto Sans Arabic", true},
	{"מערכות", "Noto Sans Hebrew", true},
	{"गंगा", "Noto Sans Devanagari", false},
};

static void each_script_finds_its_font_and_direction(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		const struct pdf_para *p = desk_para(&d, DESK_BODY, PDF_SPAN_OUTSIDE, scripts[i].text);
		const struct pdf_item *item = &p->item[1]; /* the first is the isolate control */
		CHECK_INT(item->replaced, 0);
		CHECK_Z(item->font == NULL ? "" : item->font->face->family, scripts[i].family);
		CHECK_INT(item->level & 1, scripts[i].rtl);
	}
	CHECK_SV(pdf_shaper_missing(d.shaper), SV(""));
	desk_close(&d);
}

static void arabic_letters_are_joined(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	const struct pdf_para *word = desk_para(&d, DESK_BODY, PDF_SPAN_OUTSIDE, "ننن");
	const struct pdf_item *item = &word->item[1];
	CHECK_INT(item->n_glyphs >= 3, 1);
	/* initial, medial and final forms of one letter are three glyphs */
	CHECK(item->glyph[0].glyph != item->glyph[item->n_glyphs - 1].glyph);
	desk_close(&d);
}

static void a_character_without_a_font_is_shown_and_named(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	const struct pdf_para *p = desk_para(&d, DESK_BODY, PDF_SPAN_OUTSIDE, "a\U000E0FF0b\U00012000");
	CHECK_SV(pdf_shaper_missing(d.shaper), SV("U+12000"));
	const struct pdf_item *last = &p->item[p->n_items - 2];
	CHECK(last->replaced != 0);
	CHECK(last->n_glyphs == 1 && last->glyph[0].glyph != 0);
	desk_close(&d);
}

static void glyph_zero_is_never_drawn(void)
{
	static const char *const texts[] = {
		"\u200B\u200D\uFE0F\u00AD", "\u202Eabc",    "\u0378\u0379", "\U0010FFFF",
		"\u0301\u0301\u0301",       "\u115F\u1160", "\uFFFE",       "e\u0301\u0327\u034F"};
	struct desk d;
	if (!open_desk(&d))
		return;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct pdf_para *p = desk_para(&d, DESK_BODY, PDF_SPAN_OUTSIDE, texts[i]);
		for (size_t k = 0; k < p->n_items; k++)
			for (size_t g = 0; g < p->item[k].n_glyphs; g++)
				CHECK(p->item[k].glyph[g].glyph != 0);
	}
	desk_close(&d);
}

static void a_near_match_is_no_font(void)
{
	struct pdf_fonts *fonts = NULL;
	const struct pdf_face *face = NULL;
	struct err e;
	pdf_fonts_new(&fonts);
	CHECK_ERR(pdf_fonts_find(fonts, "Inter", "Semibold", true, &face, &e), &e,
		  "install the package fonts-inter");
	CHECK_ERR(pdf_fonts_find(fonts, "Of Nobody", "Regular", true, &face, &e), &e,
		  "install it or name another font in theme.json");
	CHECK_OK(pdf_fonts_find(fonts, "Of Nobody", "Regular", false, &face, &e), &e);
	CHECK(face == NULL);
	if (pdf_fonts_find(fonts, "Inter", "Regular", true, &face, &e))
		CHECK(strstr(pdf_face_path(face), "Black") == NULL);
	pdf_fonts_free(&fonts);
}

const struct unit_suite pdf_shape_suite = {
	"shape",
	(const struct unit_case[]){
		{"identifiers_are_never_joined", identifiers_are_never_joined},
		{"words_are_kerned", words_are_kerned},
		{"figures_of_tables_are_equally_wide", figures_of_tables_are_equally_wide},
		{"each_script_finds_its_font_and_direction", each_script_finds_its_font_and_direction},
		{"arabic_letters_are_joined", arabic_letters_are_joined},
		{"a_character_without_a_font_is_shown_and_named",
		 a_character_without_a_font_is_shown_and_named},
		{"glyph_zero_is_never_drawn", glyph_zero_is_never_drawn},
		{"a_near_match_is_no_font", a_near_match_is_no_font},
		{NULL, NULL},
	},
};
