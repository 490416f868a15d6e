#include <string.h>

#include "renderers/pdf/meta.h"
#include "tests/unit/renderers/pdf/desk.h"
#include "tests/unit/unit.h"

static const struct syntax_row {
	const char *text, *want;
} strings[] = {
	{"plain", "(plain)"}, {"(a) \\ b", "(\\(a\\) \\\\ b)"}, {"", "()"},
	{"é", "<FEFF00E9>"},  {"😀", "<FEFFD83DDE00>"},          {"a\nb", "<FEFF0061000A0062>"},
};

static void texts_are_escaped(void)
{
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		struct str s;
		str_init(&s, 1000);
		pdf_add_string(&s, sv_of(strings[i].text));
		CHECK_SV(str_sv(&s), sv_of(strings[i].want));
		str_free(&s);
	}
}

static const struct number_row {
	int64_t value;
	const char *integer, *hundredths;
} numbers[] = {
	{0, "0", "0"},
	{5, "5", "0.05"},
	{-5, "-5", "-0.05"},
	{100, "100", "1"},
	{59528, "59528", "595.28"},
	{-12340, "-12340", "-123.4"},
	{INT64_MIN, "-9223372036854775808", "-92233720368547758.08"},
};

static void numbers_need_no_locale(void)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct str s;
		str_init(&s, 1000);
		pdf_add_int(&s, numbers[i].value);
		CHECK_SV(str_sv(&s), sv_of(numbers[i].integer));
		str_reset(&s);
		pdf_add_hundredths(&s, numbers[i].value);
		CHECK_SV(str_sv(&s), sv_of(numbers[i].hundredths));
		str_free(&s);
	}
}

static void the_demo_is_the_same_twice(void)
{
	struct str one, two;
	struct err e;
	str_init(&one, LIMIT_FILE);
	str_init(&two, LIMIT_FILE);
	if (!demo_write(&one, false, &e)) {
		unit_skip(e.text);
	} else {
		CHECK_OK(demo_write(&two, false, &e), &e);
		CHECK(one.n > 10000 && sv_eq(str_sv(&one), str_sv(&two)));
		CHECK(sv_starts(str_sv(&one), SV("%PDF-1.4\n")));
	}
	str_free(&one);
	str_free(&two);
}

static bool finish_with_link(const char *target, const char *as_of, struct err *e)
{
	struct desk d;
	struct str out;
	if (!desk_open(&d, SV("en"), false, e))
		return false;
	str_init(&out, LIMIT_FILE);
	struct pdf_span span = {.text = SV("a link"), .style = &d.style[DESK_BODY], .link = sv_of(target)};
	struct pdf_box *box = pdf_box_new(&d.flow, PDF_BOX_TEXT, "P");
	box->para = pdf_para_new(d.shaper, &span, 1, false);
	box->id = SV("here");
	pdf_flow_new_page(&d.flow);
	pdf_flow_place(&d.flow, box, pdf_tags_root(d.pages.tags));
	struct pdf_meta meta = {.title = SV("t"), .as_of = sv_of(as_of), .seed = SV("s")};
	bool good = pdf_finish(&d.pages, &meta, NULL, 0, &out, e);
	str_free(&out);
	desk_close(&d);
	return good;
}

static void links_lead_only_where_they_may(void)
{
	static const char now[] = "2026-10-03T08:00:00Z";
	struct err e;
	if (!finish_with_link("#here", now, &e)) {
		unit_skip(e.text);
		return;
	}
	CHECK_OK(finish_with_link("https://example.com/a(b)", now, &e), &e);
	CHECK_ERR(finish_with_link("#there", now, &e), &e,
		  "link to \"#there\": expected an element with that id");
	CHECK_ERR(finish_with_link("javascript:alert(1)", now, &e), &e, "expected #id, https: or mailto:");
	CHECK_ERR(finish_with_link("https://example.com/\nx", now, &e), &e, "expected #id, https: or mailto:");
	CHECK_ERR(finish_with_link("#here", "yesterday", &e), &e, "as-of: ");
}

static void an_overfull_element_is_divided(void)
{
	struct arena *a = arena_new();
	struct pdf_doc *doc = NULL;
	struct err e;
	struct str out;
	str_init(&out, LIMIT_FILE);
	CHECK_OK(pdf_doc_new(a, &doc, &e), &e);
	struct pdf_tags *tags = pdf_tags_new(a, doc);
	struct pdf_tag *list = pdf_tag_new(tags, pdf_tags_root(tags), "L");
	for (size_t i = 0; i < 20001; i++)
		(void)pdf_tag_new(tags, list, "LI");
	(void)pdf_tags_write(tags, NULL, 0);
	CHECK_INT(list->n_kids, 3);
	CHECK_Z(list->kid[0].tag->role, "NonStruct");
	CHECK_INT(list->kid[0].tag->n_kids, 8000);
	CHECK_INT(list->kid[2].tag->n_kids, 4001);
	CHECK(list->kid[2].tag->kid[0].tag->parent == list->kid[2].tag);
	CHECK_OK(pdf_doc_save(doc, &out, &e), &e);
	str_free(&out);
	pdf_doc_free(&doc);
	arena_free(&a);
}

static void too_small_a_sink_is_an_error(void)
{
	struct str out;
	struct err e;
	str_init(&out, 1000);
	if (demo_write(&out, false, &e) || strstr(e.text, "install") == NULL)
		CHECK(strstr(e.text, "the PDF document") != NULL);
	str_free(&out);
}

const struct unit_suite pdf_document_suite = {
	"document",
	(const struct unit_case[]){
		{"texts_are_escaped", texts_are_escaped},
		{"numbers_need_no_locale", numbers_need_no_locale},
		{"the_demo_is_the_same_twice", the_demo_is_the_same_twice},
		{"links_lead_only_where_they_may", links_lead_only_where_they_may},
		{"an_overfull_element_is_divided", an_overfull_element_is_divided},
		{"too_small_a_sink_is_an_error", too_small_a_sink_is_an_error},
		{NULL, NULL},
	},
};
