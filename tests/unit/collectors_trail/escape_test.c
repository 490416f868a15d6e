#include "tests/unit/unit.h"

#include "collectors/trail/escape.h"

extern const struct unit_suite collectors_trail_escape_suite;

static void escapes_are_decoded(void)
{
	static const struct {
		struct sv in, want;
	} rows[] = {
		{{"plain", 5}, {"plain", 5}},
		{{"\\\"\\\\\\/", 6}, {"\"\\/", 3}},
		{{"\\b\\f\\n\\r\\t", 10}, {"\b\f\n\r\t", 5}},
		{{"a\\u0041\\u00e9z", 14}, {"aA\xc3\xa9z", 5}},
		{{"\\u20AC", 6}, {"\xe2\x82\xac", 3}},
		{{"\\ud83d\\ude00", 12}, {"\xf0\x9f\x98\x80", 4}},
		{{"x\\u0000y", 8}, {"x\0y", 3}},
	};
	struct arena *a CLEANUP(arena_free) = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK_SV(escape_decode(a, rows[i].in), rows[i].want);
		CHECK(escape_means(rows[i].in, rows[i].want));
		CHECK(!escape_means(rows[i].in, SV("other")));
	}
}

static void wrong_escapes_are_found_where_they_are(void)
{
	static const struct {
		const char *in;
		int at;
	} rows[] = {
		{"\\x", 1},           {"ab\\", 3},           {"\\u12g4", 4},        {"\\ud800", 0},
		{"\\udc00", 0},       {"\\ud800\\u0041", 6}, {"\\ud800\\ud800", 6}, {"\\n\\q", 3},
		{"\\ud800\\u12", 10},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *bad = NULL;
		CHECK(!escapes_valid(sv_of(rows[i].in), &bad));
		CHECK_INT(bad - rows[i].in, rows[i].at);
	}
	const char *bad;
	CHECK(escapes_valid(SV("{\"a\":\"\\\\\\\"\\u00ff\"}"), &bad));
}

static void octets_that_are_not_utf8_are_found(void)
{
	static const struct {
		const char *in;
		int at; /* -1: good */
	} rows[] = {
		{"", -1},
		{"plain text of some length", -1},
		{"M\xc3\xbcnchen \xe6\x9d\xb1 \xf0\x9f\x98\x80", -1},
		{"0123456789\xc0\xaf", 10},
		{"\xed\xa0\x80", 0},
		{"abc\xe2\x82", 3},
		{"\xf4\x90\x80\x80", 0},
		{"\x80", 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *bad = NULL;
		CHECK_INT(octets_valid(sv_of(rows[i].in), &bad), rows[i].at < 0);
		if (rows[i].at >= 0)
			CHECK_INT(bad - rows[i].in, rows[i].at);
	}
}

static const struct unit_case cases[] = {
	{"escapes_are_decoded", escapes_are_decoded},
	{"wrong_escapes_are_found_where_they_are", wrong_escapes_are_found_where_they_are},
	{"octets_that_are_not_utf8_are_found", octets_that_are_not_utf8_are_found},
	{NULL, NULL}};
const struct unit_suite collectors_trail_escape_suite = {"escape", cases};
