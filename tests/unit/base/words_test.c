#include "tests/unit/unit.h"

#include "base/arn.h"
#include "base/cidr.h"
#include "base/csv.h"
#include "base/decimal.h"
#include "base/glob.h"
#include "base/table.h"
#include "base/time.h"
#include "base/utf8.h"

extern const struct unit_suite base_words_suite;

static void error_is_wrapped_with_its_place(void)
{
	struct err e;
	err_set(&e, "expected %d, got\n%d", 1, 2);
	err_wrap(&e, "file:%d", 3);
	CHECK_Z(e.text, "file:3: expected 1, got 2");
}

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

static void times_are_read_with_their_offset(void)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{"2026-07-01T00:00:00+01:00", "2026-06-30T23:00:00Z"},
		{"2024-02-29T12:00:00.5Z", "2024-02-29T12:00:00Z"},
		{"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t t = 0;
		struct err e;
		char text[TIME_TEXT_MAX];
		CHECK_OK(time_parse(sv_of(rows[i].in), &t, &e), &e);
		time_format(t, text);
		CHECK_Z(text, rows[i].want);
	}
}

static void times_that_do_not_exist_are_refused(void)
{
	static const char *const rows[] = {"2026-13-01", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z",
					   "2026-01-01T00:00:00"};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t t;
		struct err e;
		CHECK_ERR(time_parse(sv_of(rows[i]), &t, &e), &e, "expected an RFC 3339 time with offset, got");
	}
	int64_t t;
	struct err e;
	CHECK_ERR(time_parse_date(SV("2025-02-29"), &t, &e), &e, "expected a date as YYYY-MM-DD");
	CHECK_ERR(time_parse_aws(SV("yesterday"), &t, &e), &e, "expected a time");
}

static void aws_times_are_read(void)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{"2022-08-07 12:55:43+00:00", "2022-08-07T12:55:43Z"},
		{"2024-09-18 23:00:00", "2024-09-18T23:00:00Z"},
		{"1481656459.257", "2016-12-13T19:14:19Z"},
		{"1.47008383521E9", "2016-08-01T20:37:15Z"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t t = 0;
		struct err e;
		char text[TIME_TEXT_MAX];
		CHECK_OK(time_parse_aws(sv_of(rows[i].in), &t, &e), &e);
		time_format(t, text);
		CHECK_Z(text, rows[i].want);
	}
}

static void decimals_are_exact(void)
{
	static const struct {
		const char *a, *b, *sum, *product;
	} rows[] = {
		{"0.1", "0.2", "0.3", "0.02"},
		{"-1.50", "1e-3", "-1.499", "-0.00150"},
		{".5", "+2", "2.5", "1.0"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct decimal a, b, c;
		struct err e;
		char text[DECIMAL_TEXT_MAX];
		CHECK_OK(decimal_parse(sv_of(rows[i].a), &a, &e) && decimal_parse(sv_of(rows[i].b), &b, &e),
			 &e);
		CHECK_OK(decimal_add(a, b, &c, &e), &e);
		decimal_format(c, text);
		CHECK_Z(text, rows[i].sum);
		CHECK_OK(decimal_mul(a, b, &c, &e), &e);
		decimal_format(c, text);
		CHECK_Z(text, rows[i].product);
	}
	struct decimal d;
	struct err e;
	CHECK_ERR(decimal_parse(SV("1,5"), &d, &e), &e, "expected a decimal number, got \"1,5\"");
	CHECK_OK(decimal_parse(SV("99999999999999999999999999999999999999"), &d, &e), &e);
	CHECK_ERR(decimal_add(d, d, &d, &e), &e, "expected a result of at most 38 digits");
}

static void globs_match_whole_texts(void)
{
	static const struct {
		const char *pattern, *text;
		bool want;
	} rows[] = {
		{"arn:aws:iam::*:role/partner/?*", "arn:aws:iam::1:role/partner/x", true},
		{"a*b*c", "aXbXbXc", true},
		{"a?", "a\xc3\xa9", true},
		{"a", "ab", false},
		{"[a]", "a", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_INT(glob_match(sv_of(rows[i].pattern), sv_of(rows[i].text)), rows[i].want);
	CHECK(glob_match_nocase(SV("iam:create*"), SV("IAM:CreateUser")));
}

static void networks_hold_their_addresses(void)
{
	struct cidr c;
	struct err e;
	CHECK_OK(cidr_parse(SV("198.51.100.0/24"), &c, &e), &e);
	CHECK(cidr_has(&c, SV("198.51.100.007")));
	CHECK(!cidr_has(&c, SV("198.51.101.7")));
	CHECK(!cidr_has(&c, SV("ec2.amazonaws.com")));
	CHECK_OK(cidr_parse(SV("2001:db8::/33"), &c, &e), &e);
	CHECK(cidr_has(&c, SV("2001:db8:7fff::1")));
	CHECK(!cidr_has(&c, SV("2001:db8:8000::1")));
	CHECK_ERR(cidr_parse(SV("198.51.100.0/33"), &c, &e), &e, "expected a prefix length from 0 to 32");
}

static void arns_fall_into_six_parts(void)
{
	struct arn a;
	struct sv account, role, session;
	CHECK(arn_parse(SV("arn:aws:iam::012345678901:role/a:b"), &a));
	CHECK_SV(a.account, SV("012345678901"));
	CHECK_SV(a.resource, SV("role/a:b"));
	CHECK(!arn_parse(SV("arn:aws:iam"), &a));
	CHECK(arn_assumed_role(SV("arn:aws:sts::012345678901:assumed-role/ops/jane"), &account, &role,
			       &session));
	CHECK_SV(role, SV("ops"));
	CHECK_SV(session, SV("jane"));
}

static void outside_text_is_made_visible(void)
{
	struct arena *a = arena_new();
	CHECK_SV(utf8_clean(a, SV("a\x01\xff\xe2\x80\xae")), SV("a\\u{1}\\x{ff}\\u{202e}"));
	CHECK_SV(utf8_clean(a, SV("\xe9\x9d\x92\xe7\xa9\xba")), SV("\xe9\x9d\x92\xe7\xa9\xba"));
	arena_free(&a);
}

static void csv_keeps_quotes_apart_from_words(void)
{
	struct csv c;
	struct err e;
	bool end;
	csv_open(&c, SV("\xef\xbb\xbf"
			"a,\"b\"\"\n,\",NULL\r\n\r\n\"x\n"));
	CHECK_OK(csv_next(&c, &end, &e), &e);
	CHECK_INT(c.n, 3);
	CHECK_SV(c.cell[1].text, SV("b\"\n,"));
	CHECK(c.cell[1].quoted && !c.cell[2].quoted);
	CHECK_ERR(csv_next(&c, &end, &e), &e, "line 4: expected a closing quote");
	csv_close(&c);
}

static void tables_keep_the_order_of_insertion(void)
{
	struct arena *a = arena_new();
	struct table *t = table_new(a);
	bool added;
	for (int i = 999; i >= 0; i--)
		*table_slot(t, arena_printf(a, "%d", i), &added) = t;
	CHECK_INT(table_size(t), 1000);
	CHECK_SV(table_key(t, 0), SV("999"));
	table_slot(t, SV("5"), &added);
	CHECK(!added);
	CHECK(table_get(t, SV("1000")) == NULL);
	arena_free(&a);
}

const struct unit_suite base_words_suite = {
	"base_words", (const struct unit_case[]){
			      {"error_is_wrapped_with_its_place", error_is_wrapped_with_its_place},
			      {"string_stops_at_its_ceiling", string_stops_at_its_ceiling},
			      {"escapes_are_those_of_the_language", escapes_are_those_of_the_language},
			      {"times_are_read_with_their_offset", times_are_read_with_their_offset},
			      {"times_that_do_not_exist_are_refused", times_that_do_not_exist_are_refused},
			      {"aws_times_are_read", aws_times_are_read},
			      {"decimals_are_exact", decimals_are_exact},
			      {"globs_match_whole_texts", globs_match_whole_texts},
			      {"networks_hold_their_addresses", networks_hold_their_addresses},
			      {"arns_fall_into_six_parts", arns_fall_into_six_parts},
			      {"outside_text_is_made_visible", outside_text_is_made_visible},
			      {"csv_keeps_quotes_apart_from_words", csv_keeps_quotes_apart_from_words},
			      {"tables_keep_the_order_of_insertion", tables_keep_the_order_of_insertion},
			      {NULL, NULL},
		      }};
