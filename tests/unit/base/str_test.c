#include "tests/unit/unit.h"

extern const struct unit_suite base_str_suite;

static void string_stops_at_its_ceiling(void)
{
	struct str s;
	struct err e;
	str_init(&s, 5);
	str_addz(&s, "1234567");
	CHECK_SV(str_sv(&s), SV("12345"));
	CHECK_ERR(str_finish(&s, "name", &e), &e, "name: expected at most 5 bytes, got more");
	str_free(&s);
}

static void escapes_are_those_of_the_language(void)
{
	struct str s;
	str_init(&s, 200);
	str_add_json(&s, SV("a\"<\n\xe2\x80\xa8"));
	CHECK_SV(str_sv(&s), SV("\"a\\\"\\u003c\\n\\u2028\""));
	str_reset(&s);
	str_add_xml(&s, SV("<&>"));
	CHECK_SV(str_sv(&s), SV("&lt;&amp;&gt;"));
	str_reset(&s);
	str_add_csv(&s, SV("=1,\"2\""), true);
	CHECK_SV(str_sv(&s), SV("\"'=1,\"\"2\"\"\""));
	str_free(&s);
}

static void a_cut_never_goes_through_a_character(void)
{
	struct str s;
	str_init(&s, 4);
	str_addz(&s, "abc\xc3\xa9");
	CHECK_SV(str_sv(&s), SV("abc"));
	CHECK(s.full);
	str_addz(&s, "d"); /* a sink that is full takes no more, or texts would lose their middle */
	CHECK_SV(str_sv(&s), SV("abc"));
	str_reset(&s);
	CHECK(!s.full);
	str_free(&s);
}

static void formulas_are_disarmed_and_numbers_are_not(void)
{
	static const struct {
		const char *in, *text, *number;
	} rows[] = {
		{"-1.5", "'-1.5", "-1.5"},
		{"@SUM(A1)", "'@SUM(A1)", "@SUM(A1)"},
		{"\tx", "'\tx", "\tx"},
		{"plain", "plain", "plain"},
		{"a\r\nb", "\"a\r\nb\"", "\"a\r\nb\""},
		{"\xef\xbc\x9d"
		 "1",
		 "'\xef\xbc\x9d"
		 "1",
		 "\xef\xbc\x9d"
		 "1"},
	};
	struct str s;
	str_init(&s, 200);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		str_add_csv(&s, sv_of(rows[i].in), true);
		CHECK_SV(str_sv(&s), sv_of(rows[i].text));
		str_reset(&s);
		str_add_csv(&s, sv_of(rows[i].in), false);
		CHECK_SV(str_sv(&s), sv_of(rows[i].number));
		str_reset(&s);
	}
	str_free(&s);
}

static void controls_have_a_spelling_in_every_language(void)
{
	struct str s;
	str_init(&s, 200);
	str_add_json(&s, (struct sv){"\0\x1f\xe2\x80\xa9\xe2\x80\xaa", 8});
	CHECK_SV(str_sv(&s), SV("\"\\u0000\\u001f\\u2029\xe2\x80\xaa\""));
	str_reset(&s);
	str_add_xml(&s, SV("a\x01\r\n\"\xef\xbf\xbf"));
	CHECK_SV(str_sv(&s), SV("a\xef\xbf\xbd&#13;\n&quot;\xef\xbf\xbd"));
	str_free(&s);
}

static void views_are_clamped_and_compared_by_octets(void)
{
	struct sv v = SV("abc");
	CHECK_SV(sv_sub(v, 1, 99), SV("bc"));
	CHECK_SV(sv_sub(v, 9, 1), SV(""));
	CHECK(sv_cmp(SV("Z"), SV("a")) < 0 && sv_cmp(SV("a"), SV("ab")) < 0 && sv_cmp(SV("\xff"), SV("a")) > 0);
	CHECK(sv_eq((struct sv){NULL, 0}, SV("")));
	CHECK_INT(sv_find(SV("aab"), SV("ab")), 1);
	CHECK_INT(sv_find(SV("aab"), SV("abc")), -1);
	CHECK_SV(sv_trim(SV(" \t a b\n")), SV("a b"));
}

static void parts_are_split_off_one_by_one(void)
{
	struct sv rest = SV("a,,b"), part;
	CHECK(sv_split(&rest, ',', &part));
	CHECK_SV(part, SV("a"));
	CHECK(sv_split(&rest, ',', &part));
	CHECK_SV(part, SV(""));
	CHECK(sv_split(&rest, ',', &part));
	CHECK_SV(part, SV("b"));
	CHECK(!sv_split(&rest, ',', &part));
}

static void whole_numbers_know_their_limits(void)
{
	int64_t n = 0;
	CHECK(sv_to_int64(SV("-9223372036854775808"), &n) && n == INT64_MIN);
	CHECK(!sv_to_int64(SV("9223372036854775808"), &n));
	CHECK(!sv_to_int64(SV("1x"), &n) && !sv_to_int64(SV(""), &n) && !sv_to_int64(SV("+1"), &n));
}

static const struct unit_case cases[] = {
	{"string_stops_at_its_ceiling", string_stops_at_its_ceiling},
	{"escapes_are_those_of_the_language", escapes_are_those_of_the_language},
	{"a_cut_never_goes_through_a_character", a_cut_never_goes_through_a_character},
	{"formulas_are_disarmed_and_numbers_are_not", formulas_are_disarmed_and_numbers_are_not},
	{"controls_have_a_spelling_in_every_language", controls_have_a_spelling_in_every_language},
	{"views_are_clamped_and_compared_by_octets", views_are_clamped_and_compared_by_octets},
	{"parts_are_split_off_one_by_one", parts_are_split_off_one_by_one},
	{"whole_numbers_know_their_limits", whole_numbers_know_their_limits},
	{NULL, NULL},
};

const struct unit_suite base_str_suite = {"base_str", cases};
