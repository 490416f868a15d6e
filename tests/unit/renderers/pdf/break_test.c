#include <string.h>

#include "base/utf8.h"
#include "tests/unit/renderers/pdf/desk.h"
#include "tests/unit/unit.h"

static bool open_desk(struct desk *d)
{
	struct err e;
	if (desk_open(d, SV("en"), false, &e))
		return true;
	unit_skip(e.text);
	return false;
}

/* The lines of a text, joined by "|", without isolate controls. */
static struct sv broken(struct desk *d, const struct pdf_para *p, int32_t width)
{
	struct pdf_lines lines;
	struct str s;
	str_init(&s, LIMIT_TEXT);
	pdf_lines_break(d->arena, p, width, false, &lines);
	for (size_t i = 0; i < lines.n; i++) {
		CHECK(lines.line[i].width <= width);
		if (i > 0)
			str_addc(&s, '|');
		for (uint32_t k = lines.line[i].start; k < lines.line[i].end; k++)
			if (!pdf_is_isolate(p->text[k]))
				utf8_add(&s, p->text[k]);
	}
	struct sv kept = arena_sv(d->arena, str_sv(&s));
	str_free(&s);
	return kept;
}

static const struct break_row {
	enum pdf_span_kind kind;
	int style;
	int32_t width;
	const char *text, *want;
} rows[] = {
	{PDF_SPAN_PLAIN, DESK_BODY, 6000, "one two three four", "one two |three four"},
	{PDF_SPAN_PLAIN, DESK_BODY, 9000, "one\ntwo", "one\n|two"},
	{PDF_SPAN_PLAIN, DESK_BODY, 9000, "", ""},
	{PDF_SPAN_PLAIN, DESK_BODY, 2500, "12 345", "12 |345"},
	{PDF_SPAN_IDENTIFIER, DESK_CODE, 7000, "role/partner-ops_x", "role/partner-|ops_x"},
	{PDF_SPAN_IDENTIFIER, DESK_CODE, 5000, "a::b::cccccccc", "a::b::|cccccccc"},
	{PDF_SPAN_IDENTIFIER, DESK_CODE, 9000, "0123456789abcdef0123456789abcdef",
	 "0123456789abcdef|0123456789abcdef"},
};

static void lines_break_where_they_should(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_SV(broken(&d, desk_para(&d, rows[i].style, rows[i].kind, rows[i].text), rows[i].width),
			 sv_of(rows[i].want));
	desk_close(&d);
}

static void nothing_crosses_an_edge(void)
{
	static const char *const texts[] = {"Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
					    "שלוםשלוםשלוםשלוםשלוםשלום", "गंगागंगागंगागंगागंगागंगा",
					    "a\u0301\u0301\u0301\u0301\u0301\u0301b",
					    "شركة النور arn:aws:iam::1:role/x"};
	struct desk d;
	if (!open_desk(&d))
		return;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (int32_t width = 3000; width < 20000; width += 1700)
			for (enum pdf_span_kind kind = PDF_SPAN_PLAIN; kind <= PDF_SPAN_IDENTIFIER; kind++)
				(void)broken(&d, desk_para(&d, DESK_BODY, kind, texts[i]), width);
	desk_close(&d);
}

static void a_name_of_a_megabyte_is_set(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	static const char *const units[] = {"a", "ab ", "\u202E", "\u200B", "ش", "aש", "\u0301", "\U0001F600"};
	for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
		struct str s;
		str_init(&s, LIMIT_TEXT);
		while (s.n < 1000000)
			str_addz(&s, units[u]);
		const struct pdf_para *p = desk_para(&d, DESK_BODY, PDF_SPAN_OUTSIDE, s.at);
		struct pdf_lines lines;
		pdf_lines_break(d.arena, p, 40000, true, &lines);
		size_t characters = 0;
		for (size_t i = 0; i < lines.n; i++)
			characters += lines.line[i].end - lines.line[i].start;
		CHECK_INT(characters, p->n);
		str_free(&s);
	}
	desk_close(&d);
}

/* From left to right, the pieces of a line that mixes directions. */
static void directions_are_reordered_after_breaking(void)
{
	struct desk d;
	if (!open_desk(&d))
		return;
	const struct pdf_para *p = desk_para(&d, DESK_BODY, PDF_SPAN_PLAIN, "abc אבג 12 דהו xyz");
	struct pdf_line line = {0, p->n, pdf_para_natural(p)};
	struct pdf_piece *piece = NULL;
	int32_t hang = 0;
	size_t n = pdf_line_pieces(d.shaper, p, &line, &piece, &hang);
	uint32_t at[8] = {0};
	for (size_t i = 0; i < n && i < 8; i++)
		at[i] = piece[i].from;
	CHECK(n >= 4);
	CHECK_INT(at[0], 0); /* "abc" stands first, the Hebrew words the other way round around "12" */
	bool falls = false;
	for (size_t i = 1; i < n && i < 8; i++)
		falls |= at[i] < at[i - 1];
	CHECK(falls);
	desk_close(&d);
}

const struct unit_suite pdf_break_suite = {
	"break",
	(const struct unit_case[]){
		{"lines_break_where_they_should", lines_break_where_they_should},
		{"nothing_crosses_an_edge", nothing_crosses_an_edge},
		{"a_name_of_a_megabyte_is_set", a_name_of_a_megabyte_is_set},
		{"directions_are_reordered_after_breaking", directions_are_reordered_after_breaking},
		{NULL, NULL},
	},
};
