#include "tests/unit/unit.h"

#include <string.h>

#include "base/utf8.h"

extern const struct unit_suite base_utf8_suite;

static void outside_text_is_made_visible(void)
{
	struct arena *a = arena_new();
	CHECK_SV(utf8_clean(a, SV("a\x01\xff\xe2\x80\xae")), SV("a\\u{1}\\x{ff}\\u{202e}"));
	CHECK_SV(utf8_clean(a, SV("\xe9\x9d\x92\xe7\xa9\xba")), SV("\xe9\x9d\x92\xe7\xa9\xba"));
	arena_free(&a);
}

static void sequences_that_stand_for_nothing_are_invalid(void)
{
	static const char *const rows[] = {"\xc0\x80", "\xed\xa0\x80",     "\xf4\x90\x80\x80", "\x80",
					   "\xe2\x82", "\xf8\x88\x80\x80", "\xe0\x80\x80"};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK(!utf8_valid(sv_of(rows[i])));
	CHECK(utf8_valid(SV("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")));
}

static void what_is_written_can_be_read(void)
{
	static const uint32_t rows[] = {0x41, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};
	struct str s;
	str_init(&s, 100);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t cp = 0;
		str_reset(&s);
		utf8_add(&s, rows[i]);
		CHECK_INT(utf8_next(str_sv(&s), &cp), s.n);
		CHECK_INT(cp, rows[i]);
	}
	str_reset(&s);
	utf8_add(&s, 0xd800); /* no character */
	CHECK_SV(str_sv(&s), SV("\xef\xbf\xbd"));
	str_free(&s);
}

static void a_long_name_is_cut_visibly(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	char *text = arena_alloc(a, 2 * LIMIT_OUTSIDE_STRING);
	memset(text, 'x', 2 * LIMIT_OUTSIDE_STRING);
	struct sv clean = utf8_clean(a, (struct sv){text, 2 * LIMIT_OUTSIDE_STRING});
	CHECK_INT(clean.n, LIMIT_OUTSIDE_STRING);
	CHECK(sv_ends(clean, SV("\xe2\x80\xa6")));
}

/* Long texts are looked at in eights: what needs a change is found at each place. */
static void every_place_is_cleaned(void)
{
	static const unsigned char octets[] = {0x01, 0x1f, 0x7f, 0x80, 0xff};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t at = 0; at < 27; at++) {
		char text[] = "abcdefghijklmnopqrstuvwxyz~";
		CHECK(utf8_clean(a, (struct sv){text, 27}).at == text);
		text[at] = (char)octets[at % sizeof octets];
		struct sv clean = utf8_clean(a, (struct sv){text, 27});
		CHECK(clean.n > 27 && clean.at[at] == '\\');
		CHECK(at == 0 || clean.at[at - 1] == "abcdefghijklmnopqrstuvwxyz~"[at - 1]);
	}
}

static const struct unit_case cases[] = {
	{"outside_text_is_made_visible", outside_text_is_made_visible},
	{"sequences_that_stand_for_nothing_are_invalid", sequences_that_stand_for_nothing_are_invalid},
	{"what_is_written_can_be_read", what_is_written_can_be_read},
	{"a_long_name_is_cut_visibly", a_long_name_is_cut_visibly},
	{"every_place_is_cleaned", every_place_is_cleaned},
	{NULL, NULL},
};

const struct unit_suite base_utf8_suite = {"base_utf8", cases};
