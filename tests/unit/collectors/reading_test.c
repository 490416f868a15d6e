#include "collectors/reading.h"

#include "tests/unit/unit.h"

extern const struct unit_suite collectors_reading_suite;

static void account_is_the_nearest_12_digits(void)
{
	static const struct {
		const char *origin, *want;
	} rows[] = {
		{"111122223333/iam.json", "111122223333"},
		{"111122223333/444455556666.json", "444455556666"},
		{"444455556666_CloudTrail_eu-west-1_20260601T0000Z_x.json.gz", "444455556666"},
		{"AWSLogs/o-ab12/111122223333/CloudTrail/f.json", "111122223333"},
		{"1111222233334/iam.json", ""},
		{"202606010000Z/x", ""},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_SV(origin_account(sv_of(rows[i].origin)), sv_of(rows[i].want));
}

static void subject_stands_behind_the_last_two_dashes(void)
{
	CHECK_SV(origin_subject(SV("a/list-parents--ou-ab12-34567890.json")), SV("ou-ab12-34567890"));
	CHECK_SV(origin_subject(SV("a--b/list-children--r-ab12.json.gz")), SV("r-ab12"));
	CHECK_SV(origin_subject(SV("a--b/x.json")), SV(""));
	CHECK_SV(origin_name(SV("a/b/c")), SV("c"));
	CHECK_SV(origin_name(SV("c")), SV("c"));
}

struct given {
	struct arena *arena;
	struct json *doc;
	struct reading r;
};

static void given_free(struct given *g)
{
	json_free(&g->doc);
	arena_free(&g->arena);
}

static struct given given(const char *json)
{
	struct given g = {.arena = arena_new()};
	struct err e;
	CHECK_OK(json_parse(sv_of(json), &g.doc, &e), &e);
	g.r.arena = g.arena;
	g.r.root = json_root(g.doc);
	return g;
}

static void times_of_all_tools_are_read(void)
{
	static const struct {
		const char *json, *want;
	} rows[] = {
		{"\"2022-08-07 12:55:43+00:00\"", "2022-08-07T12:55:43Z"},
		{"\"2022-08-07T14:55:43+02:00\"", "2022-08-07T12:55:43Z"},
		{"\"2022-08-07\"", "2022-08-07T00:00:00Z"},
		{"1577836800", "2020-01-01T00:00:00Z"},
		{"{\"year\":2020,\"month\":1,\"day\":2,\"hour\":3,\"minute\":4,\"second\":5}",
		 "2020-01-02T03:04:05Z"},
		{"{\"year\":2020,\"month\":1,\"day\":2}", "2020-01-02T00:00:00Z"},
		{"{\"year\":2020,\"month\":13,\"day\":2}", ""},
		{"{\"year\":2020}", ""},
		{"\"\"", ""},
		{"\"soon\"", ""},
		{"null", ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(given_free) struct given g = given(rows[i].json);
		CHECK_SV(reading_time(&g.r, g.r.root), sv_of(rows[i].want));
	}
}

static void documents_are_objects_texts_or_encoded(void)
{
	static const struct {
		const char *json, *want;
		bool bad;
	} rows[] = {
		{"{\"a\": [1]}", "{\"a\":[1]}", false},
		{"\"{\\\"a\\\": 1}\"", "{\"a\":1}", false},
		{"\"%7B%22a%22%3A%221%2B%2\\u002525%22%7D\"", "{\"a\":\"1+%2%\"}", false},
		{"\"\"", "", false},
		{"null", "", false},
		{"\"{\"", "", true},
		{"\"%7B\"", "", true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(given_free) struct given g = given(rows[i].json);
		bool bad = false;
		CHECK_SV(reading_document(&g.r, g.r.root, &bad), sv_of(rows[i].want));
		CHECK_INT(bad, rows[i].bad);
	}
}

static void more_pages_are_said_in_three_ways(void)
{
	static const struct {
		const char *json;
		bool want;
	} rows[] = {
		{"{\"IsTruncated\":true}", true}, {"{\"NextToken\":\"x\"}", true},
		{"{\"Marker\":\"x\"}", true},     {"{\"IsTruncated\":false,\"Marker\":\"x\"}", false},
		{"{\"NextToken\":null}", false},  {"{}", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(given_free) struct given g = given(rows[i].json);
		CHECK_INT(reading_truncated(&g.r), rows[i].want);
		CHECK_SV(sv_of(g.r.shape), sv_of(rows[i].want ? "page" : NULL));
	}
}

static void texts_are_cleaned_and_numbers_whole(void)
{
	CLEANUP(given_free)
	struct given g = given("{\"a\":\"x\\u202ey\",\"n\":7,\"f\":1.5,\"o\":{},\"z\":\"\"}");
	CHECK_SV(reading_member(&g.r, g.r.root, "a"), SV("x\\u{202e}y"));
	CHECK_SV(reading_member(&g.r, g.r.root, "n"), SV("7"));
	CHECK(reading_member(&g.r, g.r.root, "o").at == NULL);
	CHECK(reading_member(&g.r, g.r.root, "z").at != NULL);
	CHECK_SV(reading_int(&g.r, json_get(g.r.root, "n")), SV("7"));
	CHECK(reading_int(&g.r, json_get(g.r.root, "f")).at == NULL);
	CHECK_SV(reading_format(&g.r, -12), SV("-12"));
}

static const struct unit_case cases[] = {
	{"account_is_the_nearest_12_digits", account_is_the_nearest_12_digits},
	{"subject_stands_behind_the_last_two_dashes", subject_stands_behind_the_last_two_dashes},
	{"times_of_all_tools_are_read", times_of_all_tools_are_read},
	{"documents_are_objects_texts_or_encoded", documents_are_objects_texts_or_encoded},
	{"more_pages_are_said_in_three_ways", more_pages_are_said_in_three_ways},
	{"texts_are_cleaned_and_numbers_whole", texts_are_cleaned_and_numbers_whole},
	{NULL, NULL},
};

const struct unit_suite collectors_reading_suite = {"collectors_reading", cases};
