#include "tests/unit/unit.h"

#include "base/json.h"

extern const struct unit_suite base_json_suite;

static void what_the_grammar_forbids_is_refused(void)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{"{\"a\":1,}", "line 1 column 8: expected a key in double quotes, got '}'"},
		{"[1,\n 01]", "line 2 column 3: expected ',' or ']', got '1'"},
		{"\"\\ud800\"", "expected a low surrogate after a high one"},
		{"\"\\udc00\"", "expected a high surrogate before a low one"},
		{"\"\xc0\xaf\"", "expected valid UTF-8, got byte 0xc0"},
		{"\"a\tb\"", "expected an escape in place of a control character"},
		{"\"\\x\"", "after a backslash"},
		{"{\"a\"1}", "expected ':'"},
		{"{} {}", "expected the end of the document"},
		{"nul", "expected a value"},
		{"", "got the end of the text"},
		{"-", "expected a digit"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct json *doc = NULL;
		struct err e;
		CHECK_ERR(json_parse(sv_of(rows[i].in), &doc, &e), &e, rows[i].want);
		json_free(&doc);
	}
}

static void depth_has_a_ceiling(void)
{
	char text[400];
	struct json *doc = NULL;
	struct err e;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = '[';
	CHECK_ERR(json_parse((struct sv){text, sizeof text}, &doc, &e), &e, "at most 128 levels");
}

static void values_are_found_and_numbers_keep_their_text(void)
{
	CLEANUP(json_free) struct json *doc = NULL;
	struct err e;
	struct str out;
	int64_t n = 0;
	str_init(&out, 1000);
	if (!CHECK_OK(json_parse(SV("{\"b\":{\"c\":[1.50,null,\"x\"]},\"a\":7,\"t\":\"TRUE\",\"s\":1}"), &doc,
				 &e),
		      &e))
		return;
	const struct json_node *list = json_path(json_root(doc), "b.c");
	CHECK_SV(json_text(json_at(list, 0)), SV("1.50"));
	CHECK_INT(json_type(json_at(list, 1)), JSON_NULL);
	CHECK_INT(json_type(json_at(list, 9)), JSON_ABSENT);
	CHECK(json_int(json_get(json_root(doc), "a"), &n) && n == 7);
	CHECK(json_true(json_get(json_root(doc), "t")));
	json_write(json_root(doc), true, &out);
	CHECK_SV(str_sv(&out), SV("{\"a\":7,\"b\":{\"c\":[1.50,null,\"x\"]},\"s\":1,\"t\":\"TRUE\"}"));
	str_reset(&out);
	json_write_without(json_root(doc), (const char *const[]){"c", "s", NULL}, &out);
	CHECK_SV(str_sv(&out), SV("{\"b\":{},\"a\":7,\"t\":\"TRUE\"}"));
	str_free(&out);
}

static void numbers_beyond_64_bits_keep_their_text(void)
{
	static const char text[] =
		"[123456789012345678901234567890,-99999999999999999999,9223372036854775807,1e0,"
		"1234567890123456789012.5,1234567890123456789e2,\"12345678901234567890123\"]";
	CLEANUP(json_free) struct json *doc = NULL;
	struct err e;
	struct str out;
	str_init(&out, 1000);
	if (CHECK_OK(json_parse(SV(text), &doc, &e), &e)) {
		CHECK_SV(json_text(json_at(json_root(doc), 0)), SV("123456789012345678901234567890"));
		json_write(json_root(doc), false, &out);
		CHECK_SV(str_sv(&out), SV(text));
	}
	str_free(&out);
}

static void a_key_twice_is_named_however_spelled(void)
{
	CLEANUP(json_free) struct json *doc = NULL;
	struct err e;
	if (CHECK_OK(json_parse(SV("[{\"a\":{\"a\":1}},{\"b\":1,\"\\u0062\":2}]"), &doc, &e), &e))
		CHECK_SV(json_duplicate(doc), SV("b"));
}

static const struct unit_case cases[] = {
	{"what_the_grammar_forbids_is_refused", what_the_grammar_forbids_is_refused},
	{"depth_has_a_ceiling", depth_has_a_ceiling},
	{"values_are_found_and_numbers_keep_their_text", values_are_found_and_numbers_keep_their_text},
	{"numbers_beyond_64_bits_keep_their_text", numbers_beyond_64_bits_keep_their_text},
	{"a_key_twice_is_named_however_spelled", a_key_twice_is_named_however_spelled},
	{NULL, NULL},
};

const struct unit_suite base_json_suite = {"base_json", cases};
