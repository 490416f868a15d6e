#include "tests/unit/unit.h"

#include "analyzers/iam/context.h"

extern const struct unit_suite analyzers_iam_match_suite;

static void globs_match_as_the_guide_says(void)
{
	static const struct {
		const char *pattern, *text;
		bool want, nocase;
	} rows[] = {
		{"", "", true, true},
		{"", "a", false, false},
		{"*", "", true, true},
		{"?", "", false, false},
		{"?", "\xc3\xbc", true, true}, /* one character of two octets */
		{"a*", "ab", true, true},
		{"A*", "ab", false, true},
		{"*b", "ab", true, true},
		{"a**b", "ab", true, true},
		{"a*b*c", "aXbXbXc", true, true},
		{"a*b*c", "aXcXb", false, false},
		{"*a*a*a*b", "aaaaaaaaa", false, false},
		{"a?c", "abc", true, true},
		{"[a-c]", "b", false, false},
		{"a.c", "abc", false, false},
		{"a\\*", "a*", false, false},
		{"${x}", "${x}", true, true}, /* text, when variables do not expand */
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct iam_glob g;
		CHECK(iam_glob_compile(a, sv_of(rows[i].pattern), IAM_GLOB_WILD, &g));
		CHECK_INT(iam_glob_match(&g, sv_of(rows[i].text), NULL), rows[i].want ? IAM_YES : IAM_NO);
		CHECK_INT(iam_glob_match_nocase(&g, sv_of(rows[i].text), NULL),
			  rows[i].nocase ? IAM_YES : IAM_NO);
	}
}

static void sets_overlap_and_are_covered(void)
{
	static const struct {
		const char *pattern, *set;
		bool overlaps, covers;
	} rows[] = {
		{"*", "*", true, true},     {"a*", "*", true, false},    {"*", "a*", true, true},
		{"a*", "ab*", true, true},  {"ab*", "a*", true, false},  {"a*", "b*", false, false},
		{"*b", "a*", true, false},  {"a*c", "*b*", true, false}, {"a?", "a*", true, false},
		{"a", "a*", true, false},   {"", "*", true, false},      {"", "a*", false, false},
		{"a*b", "a*b", true, true}, {"a*b", "a*xb", true, true}, {"abc", "abc", true, true},
		{"a?c", "abc", true, true},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct iam_glob g;
		CHECK(iam_glob_compile(a, sv_of(rows[i].pattern), IAM_GLOB_WILD, &g));
		CHECK_INT(iam_glob_overlaps(&g, sv_of(rows[i].set), NULL), rows[i].overlaps ? IAM_YES : IAM_NO);
		CHECK_INT(iam_glob_covers(&g, sv_of(rows[i].set), NULL), rows[i].covers ? IAM_YES : IAM_NO);
	}
}

static void too_many_variables_are_refused(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct iam_glob g;
	struct str s;
	str_init(&s, 1000);
	for (size_t i = 0; i <= LIMIT_IAM_VARIABLES; i++)
		str_addz(&s, "${a:b}");
	CHECK(!iam_glob_compile(a, str_sv(&s), IAM_GLOB_EXPANDS, &g));
	CHECK(iam_glob_compile(a, sv_sub(str_sv(&s), 6, s.n), IAM_GLOB_EXPANDS, &g));
	CHECK_INT(g.variables, LIMIT_IAM_VARIABLES);
	CHECK(iam_glob_unresolved(&g, NULL));
	str_free(&s);
}

static void a_list_of_actions_answers_like_its_patterns_one_by_one(void)
{
	static const char *const patterns[] = {"s3:GetObject", "S3:Put*",          "ec2:Describe*",
					       "iam:*",        "e?2:RunInstances", " s3:List",
					       "s3:",          "sqs:SendMessage",  "kms:Dec?ypt",
					       "s3:Get*Acl",   "sns:Publish",      "logs:Put*",
					       "a:b"};
	static const char *const actions[] = {"s3:getobject",
					      "s3:putobject",
					      "s3:listbucket",
					      "ec2:describeinstances",
					      "ec2:runinstances",
					      "iam:createuser",
					      "sqs:sendmessage",
					      "sqs:receivemessage",
					      "kms:decrypt",
					      "s3:getobjectacl",
					      "s3:getbucketacl",
					      "sns:publish",
					      "logs:putevents",
					      "a:b",
					      "a:c",
					      "zz:x"};
	enum { PATTERNS = sizeof patterns / sizeof *patterns };
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct iam_action_pattern compiled[PATTERNS];
	for (size_t i = 0; i < PATTERNS; i++)
		iam_action_compile(a, sv_of(patterns[i]), &compiled[i]);
	for (size_t n = 0; n <= PATTERNS; n++) {
		struct iam_action_set set = {.pattern = compiled, .n = n};
		iam_action_index(a, &set);
		for (size_t k = 0; k < sizeof actions / sizeof *actions; k++) {
			struct sv action = sv_of(actions[k]);
			bool want = false;
			for (size_t i = 0; i < n; i++)
				want |= iam_action_match(&compiled[i], action);
			struct sv service = sv_sub(action, 0, (size_t)sv_find_char(action, ':'));
			CHECK_INT(iam_action_set_match(&set, action, service), want);
		}
	}
}

static void principals_are_taken_apart(void)
{
	static const struct {
		const char *text, *role, *arn, *name;
		enum iam_principal_kind kind;
	} rows[] = {
		{"arn:aws:iam::111111111111:user/team/ann", "", "arn:aws:iam::111111111111:user/team/ann",
		 "ann", IAM_USER},
		{"arn:aws:iam::111111111111:root", "", "arn:aws:iam::111111111111:root", "", IAM_ROOT},
		{"111111111111", "", "arn:aws:iam::111111111111:root", "", IAM_ROOT},
		{"arn:aws-cn:sts::111111111111:assumed-role/ops/s1", "",
		 "arn:aws-cn:iam::111111111111:role/ops", "ops", IAM_ROLE_SESSION},
		{"arn:aws:sts::111111111111:assumed-role/ops/s1", "arn:aws:iam::111111111111:role/p/ops",
		 "arn:aws:iam::111111111111:role/p/ops", "ops", IAM_ROLE_SESSION},
		{"arn:aws:sts::111111111111:federated-user/ann", "", "", "ann", IAM_FEDERATED_USER},
		{"ec2.amazonaws.com", "", "", "", IAM_SERVICE},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct iam_principal p;
		struct err e;
		if (!CHECK_OK(iam_principal_parse(a, sv_of(rows[i].text), sv_of(rows[i].role), &p, &e), &e))
			continue;
		CHECK_INT(p.kind, rows[i].kind);
		CHECK_SV(p.arn, sv_of(rows[i].arn));
		CHECK_SV(p.name, sv_of(rows[i].name));
	}
}

static void what_is_no_principal_is_refused(void)
{
	static const struct {
		const char *text, *role, *want;
	} rows[] = {
		{"ann", "", "found \"ann\", expected the ARN of a user"},
		{"*", "", "found \"*\""},
		{"arn:aws:iam::111111111111:group/g", "", "expected the ARN of a user"},
		{"arn:aws:iam::1:user/ann", "", "expected the ARN of a user"},
		{"arn:aws:sts::111111111111:assumed-role/ops", "", "expected assumed-role/ROLE/SESSION"},
		{"arn:aws:sts::111111111111:assumed-role/ops/s", "arn:aws:iam::111111111111:user/ann",
		 "expected the ARN of the role behind the session"},
		{"arn:aws:sts::111111111111:assumed-role/ops/s", "arn:aws:iam::111111111111:role/dev",
		 "expected a role named \"ops\" of account 111111111111"},
		{"arn:aws:sts::111111111111:federated-user/ann", "arn:aws:iam::111111111111:role/dev",
		 "expected the ARN of the user behind the session"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct iam_principal p;
		struct err e;
		CHECK_ERR(iam_principal_parse(a, sv_of(rows[i].text), sv_of(rows[i].role), &p, &e), &e,
			  rows[i].want);
	}
}

static const struct unit_case cases[] = {
	{"globs_match_as_the_guide_says", globs_match_as_the_guide_says},
	{"sets_overlap_and_are_covered", sets_overlap_and_are_covered},
	{"too_many_variables_are_refused", too_many_variables_are_refused},
	{"a_list_of_actions_answers_like_its_patterns_one_by_one",
	 a_list_of_actions_answers_like_its_patterns_one_by_one},
	{"principals_are_taken_apart", principals_are_taken_apart},
	{"what_is_no_principal_is_refused", what_is_no_principal_is_refused},
	{NULL, NULL},
};

const struct unit_suite analyzers_iam_match_suite = {"analyzers_iam_match", cases};
