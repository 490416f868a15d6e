#include "tests/unit/unit.h"

#include <stdlib.h>

#include "analyzers/iam/answer.h"
#include "analyzers/iam/can.h"
#include "analyzers/iam/case.h"
#include "base/file.h"

extern const struct unit_suite analyzers_iam_eval_suite;

/* The scenarios: one case a line, in the shape of `bailiwick simulate`, with what is expected in members that
 * begin with "x-". Each names the page of AWS that says so. */

static const char *const areas[] = {
	"01-shape",
	"02-version",
	"03-action",
	"04-resource",
	"05-wildcard-only",
	"06-variables",
	"07-principal",
	"08-not-principal",
	"09-logic",
	"10-missing-key",
	"11-sets",
	"12-operators",
	"13-derived",
	"14-combination",
	"15-account-principal",
	"16-boundary",
	"17-session",
	"18-scp",
	"19-rcp",
	"20-endpoint",
	"21-trust",
	"22-kms",
	"23-s3",
	"24-fixed",
	"25-composite",
	"open-mode",
	"points",
};

struct scenario {
	const struct json_node *line;
	struct iam_answer answer;
	struct json *got; /* the answer as it is written */
};

static void complain_about(const struct scenario *s, const char *what, struct sv got)
{
	char text[600];
	snprintf(text, sizeof text, SV_FMT ": %s: " SV_FMT, SV_ARG(json_string(json_get(s->line, "x-case"))),
		 what, SV_ARG(got));
	unit_check_sv(sv_of(text), SV("as expected"), __FILE__, __LINE__);
}

/* Both as text: the order of a list is part of the answer. */
static void compare_list(const struct scenario *s, const char *member, const char *expected, bool derived_too)
{
	const struct json_node *want = json_get(s->line, expected), *got = json_get(json_root(s->got), member);
	struct sv last = {NULL, 0};
	size_t matched = 0;
	if (want == NULL)
		return;
	for (size_t i = 0; i < json_size(got); i++) {
		struct sv text = json_string(json_at(got, i));
		if (!derived_too && sv_starts(text, SV("derived:")))
			continue;
		last = text;
		if (!sv_eq(text, json_string(json_at(want, matched))))
			break;
		matched++;
	}
	if (matched != json_size(want) || (last.n > 0 && matched == 0))
		complain_about(s, member, last);
}

static void compare_element(const struct scenario *s)
{
	const struct json_node *want = json_get(s->line, "x-element"),
			       *all = json_get(json_root(s->got), "deciding");
	if (want == NULL)
		return;
	for (size_t i = 0; i < json_size(all); i++)
		if (sv_eq(json_string(json_get(json_at(all, i), "element")), json_string(want)))
			return;
	complain_about(s, "deciding", json_string(json_get(json_at(all, 0), "element")));
}

static void run_line(struct sv text)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_line_fault fault = {NULL, {NULL, 0}, {NULL, 0}};
	struct iam_case_reader r = {arena, iam_facts_of_table, &fault, false};
	struct scenario s = {0};
	struct iam_case c;
	struct str out;
	struct err e;
	if (!CHECK_OK(json_parse(text, &doc, &e), &e))
		return;
	s.line = json_root(doc);
	if (!iam_case_read(&r, s.line, &c)) {
		complain_about(&s, "refused", fault.message);
		return;
	}
	iam_simulate(&c, &s.answer);
	str_init(&out, LIMIT_IAM_LINE);
	iam_answer_write(&c, &s.answer, SV("null"), true, &out);
	if (CHECK_OK(json_parse(str_sv(&out), &s.got, &e), &e)) {
		struct sv decision = sv_of(iam_decision_name(s.answer.decision));
		if (!sv_eq(decision, json_string(json_get(s.line, "x-want"))))
			complain_about(&s, "decision", decision);
		compare_list(&s, "blockedBy", "x-blocked", true);
		compare_list(&s, "could", "x-could", true);
		compare_list(&s, "needs", "x-needs", true);
		compare_list(&s, "notes", "x-notes", false);
		compare_element(&s);
	}
	str_free(&out);
	json_free(&s.got);
}

static void scenarios_are_answered_as_aws_documents_them(void)
{
	const char *source = getenv("SOURCE");
	for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
		CLEANUP(str_free) struct str text = {0};
		char path[1000];
		struct err e;
		size_t lines = 0;
		snprintf(path, sizeof path, "%s/tests/scenarios/iam/%s.ndjson", source == NULL ? "." : source,
			 areas[i]);
		if (!CHECK_OK(file_read(path, LIMIT_IAM_LINE, &text, &e), &e))
			continue;
		struct sv rest = str_sv(&text), line;
		for (; sv_split(&rest, '\n', &line); lines++)
			run_line(line);
		CHECK(lines >= 4);
	}
}

/* One case from JSON in single quotes, which read better in C. */
static enum iam_decision decide(const char *quoted, struct iam_answer *answer)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_line_fault fault;
	struct iam_case_reader r = {arena, NULL, &fault, false};
	struct iam_case c;
	struct err e;
	char *text = arena_strz(arena, sv_of(quoted));
	for (char *t = text; *t != '\0'; t++)
		*t = *t == '\'' ? '"' : *t;
	if (!CHECK_OK(json_parse(sv_of(text), &doc, &e), &e) || !iam_case_read(&r, json_root(doc), &c))
		return IAM_UNKNOWN;
	c.detail = IAM_DETAIL_NONE;
	iam_simulate(&c, answer);
	return answer->decision;
}

static void a_denial_with_an_open_reading_is_maybe_for_controls(void)
{
	struct iam_answer a;
	CHECK_INT(
		decide("{'request':{'principal':'arn:aws:sts::111111111111:assumed-role/ops/s','action':'s3:GetObject','resource':{'arn':'arn:aws:s3:::b/k','accountId':'111111111111'}},'identityPolicies':[{'Statement':{'Effect':'Allow','Action':'*','Resource':'*'}}],'resourcePolicy':{'Statement':{'Effect':'Deny','Action':'*','Resource':'*','NotPrincipal':{'AWS':'arn:aws:iam::111111111111:role/ops'}}}}",
		       &a),
		IAM_EXPLICIT_DENY);
	CHECK(iam_answer_is_ambiguous(&a));
	CHECK_INT(iam_answer_can(&a), IAM_MAYBE);
	CHECK_INT(decide("{'request':{'principal':'arn:aws:iam::111111111111:user/ann','action':'s3:GetObject',"
			 "'resource':{'arn':'arn:aws:s3:::b/k','accountId':'111111111111'}}}",
			 &a),
		  IAM_IMPLICIT_DENY);
	CHECK_INT(iam_answer_can(&a), IAM_NO);
	CHECK_INT(a.reasons, 0); /* nobody asked for them */
}

static void the_part_that_decided_is_named(void)
{
	struct iam_answer a;
	CHECK_INT(
		decide("{'request':{'principal':'arn:aws:iam::111111111111:user/ann','action':'s3:GetObject','resource':[{'arn':'arn:aws:s3:::b/k'},{'arn':'arn:aws:s3:::c/k'},{'arn':'arn:aws:s3:::b/x'}]},'identityPolicies':[{'Statement':{'Effect':'Allow','Action':'*','Resource':'arn:aws:s3:::b/*'}}]}",
		       &a),
		IAM_IMPLICIT_DENY);
	CHECK_INT(a.part, 1);
}

static void the_short_question_is_answered_in_words(void)
{
	static const struct {
		const char *action, *resource, *owner, *want;
	} rows[] = {
		{"s3:GetObject", "arn:aws:s3:::b/k", "111111111111", "yes"},
		{"S3:getobject", "arn:aws:s3:::b/*", "111111111111", "yes"},
		{"s3:GetObject", "arn:aws:s3:::b/k", "", "maybe"}, /* whose bucket? */
		{"s3:GetObject", "arn:aws:s3:::c/k", "111111111111", "no"},
		{"s3:PutObject", "arn:aws:s3:::b/k", "111111111111", "maybe"}, /* which address? */
		{"s3:ListAllMyBuckets", "arn:aws:s3:::ignored", "111111111111", "no"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct iam_principal ann;
	struct iam_item item = {SV("p"), NULL};
	struct iam_case layers = {.identity = {&item, 1}};
	struct err e;
	if (!CHECK_OK(iam_principal_parse(a, SV("arn:aws:iam::111111111111:user/ann"), (struct sv){NULL, 0},
					  &ann, &e),
		      &e) ||
	    !CHECK_OK(
		    iam_policy_compile(
			    a,
			    SV("{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::b/*\"},{\"Effect\":\"Deny\",\"Action\":\"s3:Put*\",\"Resource\":\"*\",\"Condition\":{\"NotIpAddress\":{\"aws:SourceIp\":\"192.0.2.0/24\"}}}]}"),
			    IAM_IDENTITY, &item.policy, &e),
		    &e))
		return;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct iam_request q;
		if (CHECK_OK(iam_request_make(a, &ann, sv_of(rows[i].action), sv_of(rows[i].resource),
					      sv_of(rows[i].owner), &q, &e),
			     &e))
			CHECK_Z(iam_can_word(iam_can(&layers, &q, NULL)), rows[i].want);
	}
	struct iam_request q;
	CHECK_ERR(iam_request_make(a, &ann, SV("s3"), SV("*"), SV(""), &q, &e), &e,
		  "found \"s3\", expected service:Action");
	CHECK_ERR(iam_request_make(a, &ann, SV("s3:GetObject"), SV("b"), SV(""), &q, &e), &e,
		  "found \"b\", expected an ARN of six fields or \"*\"");
}

static const struct unit_case cases[] = {
	{"scenarios_are_answered_as_aws_documents_them", scenarios_are_answered_as_aws_documents_them},
	{"a_denial_with_an_open_reading_is_maybe_for_controls",
	 a_denial_with_an_open_reading_is_maybe_for_controls},
	{"the_short_question_is_answered_in_words", the_short_question_is_answered_in_words},
	{"the_part_that_decided_is_named", the_part_that_decided_is_named},
	{NULL, NULL},
};

const struct unit_suite analyzers_iam_eval_suite = {"analyzers_iam_eval", cases};
