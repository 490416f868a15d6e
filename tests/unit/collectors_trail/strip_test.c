#include "collectors/trail/strip.h"

#include "base/arena.h"
#include "base/json.h"
#include "tests/unit/collectors_trail/sink.h"

extern const struct unit_suite collectors_trail_strip_suite;

static const char *const without[] = {"password", "secretAccessKey", NULL};

static void texts_are_what_the_document_gives(void)
{
	static const char *const texts[] = {
		"{}",
		"[]",
		"{`a`:1}",
		"{ `a` : [ 1 , -2.5e3 , true , null , `x` ] ,\n`b` : { } }",
		"{`password`:`x`}",
		"{`password`:{`a`:[1]},`a`:1}",
		"{`a`:1,`password`:`x`}",
		"{`a`:1,`password`:`x`,`b`:[{`secretAccessKey`:1,`c`:{`password`:[]}}]}",
		"{`pass\\u0077ord`:1,`b\\u0063`:2}",
		"{`a`:`\\u00e9\\n\\/\\\\<b>`,`b`:`\xe2\x80\xa8 \xe6\x9d\xb1 \\ud83d\\ude00`}",
		"{`policy`:`{\\`Version\\`:\\`2012\\`}`}",
		"{`a`:`\\n\\r\\t\\\\\\`x`,`b`:`\\b\\f`,`c`:`\\/`,`d`:`\\u0022`,`e`:`\x7f`}",
		"`text`",
		"12",
		"null",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		CLEANUP(json_free) struct json *doc = NULL;
		CLEANUP(str_free) struct str text, got, want;
		struct err e;
		str_init(&got, 1000);
		str_init(&want, 1000);
		quoted(&text, texts[i]);
		if (!CHECK_OK(json_parse(str_sv(&text), &doc, &e), &e))
			continue;
		json_write_without(json_root(doc), without, &want);
		/* An escaped key is left to the document. */
		if (strip_json(str_sv(&text), without, &got))
			CHECK_SV(str_sv(&got), str_sv(&want));
		else
			CHECK(sv_find(str_sv(&text), SV("\\u0077")) > 0);
	}
}

static void what_needs_a_document_is_said(void)
{
	CLEANUP(str_free) struct str out, deep;
	str_init(&out, 1000);
	str_init(&deep, 1000);
	CHECK(!strip_json(SV("{\"a\":1,\"a\":2}"), without, &out));
	CHECK(!strip_json(SV("{\"a\":1,\"\\u0061\":2}"), without, &out));
	for (int i = 0; i < 40; i++)
		str_addc(&deep, i < 20 ? '[' : ']');
	CHECK(!strip_json(str_sv(&deep), without, &out));
	str_reset(&deep);
	for (int i = 0; i < 50; i++)
		str_addf(&deep, "%c\"k%d\":1", i == 0 ? '{' : ',', i);
	str_addc(&deep, '}');
	CHECK(!strip_json(str_sv(&deep), without, &out));
}

static void members_are_decoded_texts(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv object = SV("{\"n\":1,\"t\":\"x\\u0041\",\"e\":\"\",\"o\":{\"t\":\"y\"}}");
	CHECK_SV(strip_member(a, object, "t"), SV("xA"));
	CHECK(strip_member(a, object, "e").at != NULL);
	CHECK(strip_member(a, object, "n").at == NULL);
	CHECK(strip_member(a, object, "o").at == NULL);
	CHECK(strip_member(a, object, "missing").at == NULL);
}

static const struct unit_case cases[] = {
	{"texts_are_what_the_document_gives", texts_are_what_the_document_gives},
	{"what_needs_a_document_is_said", what_needs_a_document_is_said},
	{"members_are_decoded_texts", members_are_decoded_texts},
	{NULL, NULL},
};
const struct unit_suite collectors_trail_strip_suite = {"collectors_trail_strip", cases};
