#include "collectors/recognise.h"

#include <string.h>

#include "tests/unit/unit.h"

extern const struct unit_suite collectors_format_suite;

static void formats_are_known_by_their_first_bytes(void)
{
	static const struct {
		struct sv bytes;
		const char *code, *part;
	} rows[] = {
		{{"PK\3\4....", 8}, "unrecognised", "unpack it"},
		{{"PAR1....", 8}, "unrecognised", "Parquet"},
		{{"%PDF-1.7", 8}, "unrecognised", "PDF"},
		{{"\0\0\0\1Bud1", 8}, "foreign", ".DS_Store"},
		{{"SQLite format 3", 16}, "unrecognised", "SQLite"},
		{{"BZh91AY", 7}, "unrecognised", "bzip2"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct reading r = {.text = rows[i].bytes};
		CHECK(format_known(&r));
		CHECK_Z(r.code, rows[i].code);
		CHECK(sv_find(r.why, sv_of(rows[i].part)) >= 0 && sv_ends(r.why, SV(".")));
		CHECK_INT(r.lost, strcmp(rows[i].code, "foreign") != 0);
	}
}

static void tar_is_known_by_its_257th_byte(void)
{
	char block[512] = "a.json";
	memcpy(block + 257, "ustar", 5);
	struct reading r = {.text = {block, sizeof block}};
	CHECK(format_known(&r));
	CHECK(sv_find(r.why, SV("tar archive")) >= 0);
	r.text.n = 260;
	CHECK(!format_known(&r));
}

static void text_is_of_no_such_format(void)
{
	static const char *const texts[] = {"", "{", "P", "user,arn"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct reading r = {.text = sv_of(texts[i])};
		CHECK(!format_known(&r));
	}
}

static void utf16_becomes_utf8(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CHECK_SV(format_utf8(a, SV("\xff\xfe{\0\xe4\0}\0")), SV("{\xc3\xa4}"));
	CHECK_SV(format_utf8(a, SV("\xfe\xff\0{\0}")), SV("{}"));
	CHECK_SV(format_utf8(a, SV("\xff\xfe\x3d\xd8\x00\xde")), SV("\xf0\x9f\x98\x80"));
	CHECK_SV(format_utf8(a, SV("\xff\xfe\x3d\xd8x\0")), SV("\xef\xbf\xbdx"));
	CHECK_SV(format_utf8(a, SV("\xff\xfex\0y")), SV("x"));
}

static void utf8_loses_only_its_mark(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CHECK_SV(format_utf8(a, SV("\xef\xbb\xbf{}")), SV("{}"));
	CHECK_SV(format_utf8(a, SV("{}")), SV("{}"));
	CHECK_SV(format_utf8(a, SV("")), SV(""));
}

static const struct unit_case cases[] = {
	{"formats_are_known_by_their_first_bytes", formats_are_known_by_their_first_bytes},
	{"tar_is_known_by_its_257th_byte", tar_is_known_by_its_257th_byte},
	{"text_is_of_no_such_format", text_is_of_no_such_format},
	{"utf16_becomes_utf8", utf16_becomes_utf8},
	{"utf8_loses_only_its_mark", utf8_loses_only_its_mark},
	{NULL, NULL},
};

const struct unit_suite collectors_format_suite = {"collectors_format", cases};
