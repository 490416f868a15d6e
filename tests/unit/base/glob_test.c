#include "tests/unit/unit.h"

#include <string.h>

#include "base/glob.h"

extern const struct unit_suite base_glob_suite;

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

static void a_pattern_of_many_stars_stays_linear(void)
{
	char pattern[2001], text[4001];
	for (size_t i = 0; i + 1 < sizeof pattern; i += 2) {
		pattern[i] = '*';
		pattern[i + 1] = 'a';
	}
	memset(text, 'a', sizeof text - 1);
	pattern[2000] = 'b';
	text[4000] = 'c';
	CHECK(!glob_match((struct sv){pattern, sizeof pattern}, (struct sv){text, sizeof text}));
	CHECK(glob_match((struct sv){pattern, 2000}, (struct sv){text, 4000}));
}

static void empty_patterns_and_texts(void)
{
	CHECK(glob_match(SV(""), SV("")) && glob_match(SV("**"), SV("")));
	CHECK(!glob_match(SV(""), SV("a")) && !glob_match(SV("?"), SV("")));
	CHECK(!glob_match(SV("A"), SV("a")));
}

static const struct unit_case cases[] = {
	{"globs_match_whole_texts", globs_match_whole_texts},
	{"a_pattern_of_many_stars_stays_linear", a_pattern_of_many_stars_stays_linear},
	{"empty_patterns_and_texts", empty_patterns_and_texts},
	{NULL, NULL},
};

const struct unit_suite base_glob_suite = {"base_glob", cases};
