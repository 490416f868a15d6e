#include "collectors/trail/content.h"

#include <string.h>

#include "tests/unit/unit.h"

extern const struct unit_suite collectors_trail_content_suite;

static void every_octet_counts(void)
{
	char text[200];
	for (size_t n = 0; n < sizeof text; n++) {
		memset(text, 'a', sizeof text);
		uint32_t whole = content_octets((struct sv){text, n});
		CHECK(n == 0 || whole != content_octets((struct sv){text, n - 1}));
		for (size_t i = 0; i < n; i++) {
			text[i] = 'b';
			CHECK(content_octets((struct sv){text, n}) != whole);
			text[i] = 'a';
		}
		CHECK_INT(content_octets((struct sv){text, n}), whole);
	}
}

/* These numbers are in stores. */
static void numbers_are_the_same_on_every_machine(void)
{
	CHECK_INT(content_octets(SV("")), 2441178860);
	CHECK_INT(content_octets(SV("{\"eventVersion\":\"1.08\",\"eventTime\":\"2026-06-01T10:00:00Z\"}")),
		  1935043097);
	CHECK_INT(content_meaning(SV("{\"a\":[1,true,null,\"x\"],\"b\":{}}")), 2745023161);
}

static void spelling_is_not_meaning(void)
{
	static const char *const same[][2] = {
		{"{}", " { } "},
		{"{\"a\":1,\"b\":[1,2]}", "{\n\t\"b\" : [ 1 , 2 ] ,\r\n \"a\" : 1 }"},
		{"{\"a\":\"\\u00e9\\/\\\"\"}", "{\"\\u0061\":\"\xc3\xa9/\\u0022\"}"},
		{"[{\"x\":{\"a\":1,\"b\":2}}]", "[{\"x\":{\"b\":2,\"a\":1}}]"},
		{"\"\"", " \"\""},
	};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		CHECK_INT(content_meaning(sv_of(same[i][0])), content_meaning(sv_of(same[i][1])));
}

static void other_meanings_differ(void)
{
	static const char *const texts[] = {
		"{}",
		"[]",
		"[[]]",
		"[{}]",
		"[[],[]]",
		"null",
		"true",
		"\"null\"",
		"1",
		"\"1\"",
		"[1]",
		"[\"1\"]",
		"[1,2]",
		"[2,1]",
		"[12]",
		"[[1],2]",
		"[1,[2]]",
		"[[1,2]]",
		"{\"a\":1}",
		"{\"a\":\"1\"}",
		"{\"1\":\"a\"}",
		"{\"a\":1,\"b\":2}",
		"{\"a\":2,\"b\":1}",
		"{\"a\":{\"b\":1}}",
		"{\"b\":{\"a\":1}}",
		"{\"a\":null}",
		"{\"a\":\"\"}",
		"{\"\":\"a\"}",
		"{\"a\":\"b\\\\\"}",
		"{\"a\":\"b\"}",
	};
	const size_t n = sizeof texts / sizeof *texts;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			CHECK(content_meaning(sv_of(texts[i])) != content_meaning(sv_of(texts[j])));
}

/* What the fast scanner passes over is balanced and no more: nothing is read past the end, and the work ends. */
static void any_text_has_an_end(void)
{
	static const char *const texts[] = {"",        "}",    "]]]]",     "{[}]", "\"", ",,,,:::",
					    "{\"a\"}", "[1 2", "tru\"e\"", "{:,}", "\\", "[[[[[[[["};
	char deep[1000];
	memset(deep, '[', sizeof deep);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char exact[16];
		size_t size = strlen(texts[i]);
		memcpy(exact, texts[i], size);
		CHECK_INT(content_meaning((struct sv){exact, size}), content_meaning(sv_of(texts[i])));
	}
	CHECK_INT(content_meaning((struct sv){deep, sizeof deep}),
		  content_meaning((struct sv){deep, sizeof deep}));
}

static const struct unit_case cases[] = {
	{"every_octet_counts", every_octet_counts},
	{"numbers_are_the_same_on_every_machine", numbers_are_the_same_on_every_machine},
	{"spelling_is_not_meaning", spelling_is_not_meaning},
	{"other_meanings_differ", other_meanings_differ},
	{"any_text_has_an_end", any_text_has_an_end},
	{NULL, NULL},
};
const struct unit_suite collectors_trail_content_suite = {"collectors_trail_content", cases};
