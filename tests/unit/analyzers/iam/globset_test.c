#include "tests/unit/unit.h"

#include "analyzers/iam/globset.h"

extern const struct unit_suite analyzers_iam_globset_suite;

static const struct globpat *pattern_of(struct arena *a, const char *text)
{
	struct glob_builder b = {.arena = a};
	struct iam_glob g;
	CHECK(iam_glob_compile(a, sv_of(text), IAM_GLOB_WILD, &g));
	glob_add_glob(&b, &g, false, false);
	return glob_finish(&b);
}

static void pairs_meet_or_hold_each_other(void)
{
	static const struct {
		const char *a, *b;
		bool meet, covers;
	} rows[] = {
		{"*", "a*b", true, true},
		{"a*", "*b", true, false},
		{"a*", "b*", false, false},
		{"a?c", "abc", true, true},
		{"a?c", "ac", false, false},
		{"a*c", "abcc", true, true},
		{"*a*", "*b*", true, false},
		{"ab", "ab", true, true},
		{"ab", "abc", false, false},
		{"x*yz", "x*z", true, false},
		{"x*z", "x*yz", true, true},
		{"?*", "", false, false},
		{"aXb*", "a*Yb", true, false},
		{"ab*ba", "aba", false, false},
		{"\xc3\xa9?", "\xc3\xa9\xc3\xa9", true, true},
	};
	CLEANUP(arena_free) struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct globpat *a = pattern_of(arena, rows[i].a), *b = pattern_of(arena, rows[i].b);
		CHECK_INT(globpat_meet(a, b), rows[i].meet);
		CHECK_INT(globpat_meet(b, a), rows[i].meet);
		CHECK_INT(globpat_covers(a, b), rows[i].covers);
	}
}

static void check_search(const char *must, const char *must_not, const char *want)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(globs_work_free) struct globs_work work = {0};
	const struct globpat *in[8], *out[8];
	struct sv list = sv_of(must), one;
	size_t ins = 0, outs = 0;
	struct str text;
	while (sv_split(&list, ' ', &one))
		in[ins++] = pattern_of(arena, arena_strz(arena, one));
	list = sv_of(must_not);
	while (sv_split(&list, ' ', &one))
		out[outs++] = pattern_of(arena, arena_strz(arena, one));
	str_init(&text, 1000);
	enum glob_answer answer = globs_search(&work, in, ins, out, outs, &text);
	CHECK_INT(answer, want == NULL ? GLOBS_EMPTY : GLOBS_FOUND);
	if (want != NULL)
		CHECK_SV(str_sv(&text), sv_of(want));
	str_free(&text);
}

static void the_plainest_text_is_found(void)
{
	check_search("a*", "", "a");
	check_search("a*", "a", "aa");
	check_search("a* *b", "ab", "aab");
	check_search("a?", "aa ab ac", "ad");
	check_search("*", "* ?", NULL);
	check_search("*", "?* x", "");
	check_search("?", "", "a");
	check_search("a*", "a? a??* a", NULL);
	check_search("*1*", "", "1");
	check_search("a* b*", "", NULL);
}

static void long_lists_are_searched_by_their_beginnings(void)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	const struct globpat *at[64], *near[64];
	struct globlist list = {.at = at};
	static const char *const texts[] = {
		"s3:get*", "s3:getobject",    "s3:*",  "*",     "ec2:run*", "iam:pass*", "s3:g*t",
		"s3:put*", "s3:getobjectacl", "ec2:*", "iam:*", "s3:list*", "s?:get*"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		at[list.n++] = pattern_of(arena, texts[i]);
	globlist_index(arena, &list);
	CHECK(list.sorted != NULL);
	for (size_t i = 0; i < list.n; i++) {
		size_t n = globlist_near(&list, at[i], near), missed = 0;
		for (size_t k = 0; k < list.n; k++) {
			bool found = false;
			for (size_t j = 0; j < n; j++)
				found |= near[j] == at[k];
			missed += globpat_meet(at[i], at[k]) && !found;
		}
		CHECK_INT(missed, 0);
	}
}

const struct unit_suite analyzers_iam_globset_suite = {
	"analyzers_iam_globset",
	(const struct unit_case[]){
		{"pairs_meet_or_hold_each_other", pairs_meet_or_hold_each_other},
		{"the_plainest_text_is_found", the_plainest_text_is_found},
		{"long_lists_are_searched_by_their_beginnings", long_lists_are_searched_by_their_beginnings},
		{NULL, NULL},
	},
};
