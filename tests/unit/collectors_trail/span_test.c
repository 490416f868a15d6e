#include "collectors/trail/span.h"

#include "tests/unit/unit.h"

extern const struct unit_suite collectors_trail_span_suite;

static void elements_are_cut_at_their_ends(void)
{
	struct span_walk w = span_open(SV(" [ 1 ,\"a]\\\",\", [[],{}] ,{\"b\":\"}\"}, null ] "));
	static const char *const want[] = {"1", "\"a]\\\",\"", "[[],{}]", "{\"b\":\"}\"}", "null"};
	struct sv value;
	for (size_t i = 0; i < 5; i++) {
		CHECK(span_element(&w, &value));
		CHECK_SV(value, sv_of(want[i]));
	}
	CHECK(!span_element(&w, &value));
	w = span_open(SV("[]"));
	CHECK(!span_element(&w, &value));
}

static void members_come_with_their_keys(void)
{
	struct span_walk w = span_open(SV("{ \"a\" : 1,\"b\\\"\":[2] , \"\":{}}"));
	struct sv key, value;
	CHECK(span_member(&w, &key, &value));
	CHECK_SV(key, SV("a"));
	CHECK_SV(value, SV("1"));
	CHECK(span_member(&w, &key, &value));
	CHECK_SV(key, SV("b\\\""));
	CHECK_SV(value, SV("[2]"));
	CHECK(span_member(&w, &key, &value));
	CHECK_SV(key, SV(""));
	CHECK_SV(value, SV("{}"));
	CHECK(!span_member(&w, &key, &value));
}

static void last_of_equal_members_is_found(void)
{
	size_t n;
	CHECK_SV(span_get(SV("{\"a\":1,\"\\u0061\":2,\"b\":3}"), "a", &n), SV("2"));
	CHECK_INT(n, 2);
	CHECK(span_get(SV("{\"b\":3}"), "a", &n).at == NULL);
	CHECK_INT(n, 0);
	CHECK(span_get(SV("[1]"), "a", &n).at == NULL);
	CHECK(span_get(SV(""), "a", &n).at == NULL);
}

static void first_octet_is_behind_the_blanks(void)
{
	CHECK_INT(span_first(SV(" \t\r\n{")), '{');
	CHECK_INT(span_first(SV("  ")), 0);
	CHECK_INT(span_first((struct sv){NULL, 0}), 0);
}

static const struct unit_case cases[] = {
	{"elements_are_cut_at_their_ends", elements_are_cut_at_their_ends},
	{"members_come_with_their_keys", members_come_with_their_keys},
	{"last_of_equal_members_is_found", last_of_equal_members_is_found},
	{"first_octet_is_behind_the_blanks", first_octet_is_behind_the_blanks},
	{NULL, NULL},
};

const struct unit_suite collectors_trail_span_suite = {"collectors_trail_span", cases};
