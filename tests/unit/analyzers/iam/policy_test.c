#include "tests/unit/unit.h"

#include <string.h>

#include "analyzers/iam/policy.h"

extern const struct unit_suite analyzers_iam_policy_suite;

/* JSON in single quotes reads better in C. */
static struct sv json_of(struct arena *a, const char *quoted)
{
	char *text = arena_strz(a, sv_of(quoted));
	for (char *t = text; *t != '\0'; t++)
		*t = *t == '\'' ? '"' : *t;
	return sv_of(text);
}

static void what_has_no_meaning_is_refused_at_its_place(void)
{
	static const struct {
		const char *policy, *want;
	} rows[] = {
		{"[]", ": found a list, expected an object"},
		{"{}", "/Statement: found nothing, expected an object or a list of objects"},
		{"{'Version':'2013','Statement':[]}",
		 "/Version: found \"2013\", expected \"2012-10-17\" or \"2008-10-17\""},
		{"{'Statement':[1]}", "/Statement/0: found a number, expected an object"},
		{"{'Statement':{'Effect':'allow','Action':'*'}}",
		 "/Statement/Effect: found \"allow\", expected \"Allow\" or \"Deny\""},
		{"{'Statement':[{'Action':'*'}]}",
		 "/Statement/0/Effect: found nothing, expected \"Allow\" or \"Deny\""},
		{"{'Statement':[{'Effect':'Allow'}]}",
		 "/Statement/0/Action: found nothing, expected Action or NotAction"},
		{"{'Statement':[{'Effect':'Allow','Action':'*','NotAction':'*'}]}",
		 "/Statement/0: found Action and NotAction, expected one of them"},
		{"{'Statement':[{'Effect':'Allow','Action':['*',1]}]}",
		 "/Statement/0/Action/1: found a number, expected a string"},
		{"{'Statement':[{'Effect':'Allow','Action':'*','Resource':{}}]}",
		 "/Statement/0/Resource: found an object, expected a string"},
		{"{'Statement':[{'Effect':'Allow','Action':'*','Principal':7}]}",
		 "/Statement/0/Principal: found a number, expected \"*\" or an object"},
		{"{'Statement':[{'Effect':'Allow','Action':'*','Principal':{'AWS':[true]}}]}",
		 "/Statement/0/Principal/AWS/0: found a boolean, expected a string"},
		{"{'Statement':[{'Effect':'Allow','Action':'*','Condition':'x'}]}",
		 "/Statement/0/Condition: found \"x\", expected an object"},
		{"{'Statement':[{'Effect':'Allow','Action':'*','Condition':{'Bool':[]}}]}",
		 "/Statement/0/Condition/Bool: found a list, expected an object"},
		{"{'Statement':[{'Effect':'Allow','Action':'*','Condition':{'Bool':{'a/b~c':null}}}]}",
		 "/Statement/0/Condition/Bool/a~1b~0c: found null, expected a string, number or boolean"},
		{"{'Statement':[{'Sid':1,'Effect':'Allow','Action':'*'}]}",
		 "/Statement/0/Sid: found a number, expected a string"},
		{"{'Statement':[],'Statement':[]}",
		 "/Statement: found member \"Statement\" twice in one object, expected it once"},
		{"{'Statement':", "expected a value, got the end of the text"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CLEANUP(arena_free) struct arena *a = arena_new();
		const struct iam_policy *p = NULL;
		struct err e;
		CHECK_ERR(iam_policy_compile(a, json_of(a, rows[i].policy), IAM_IDENTITY, &p, &e), &e,
			  rows[i].want);
		CHECK(p == NULL);
	}
}

/* `n` times `part` between `head` and `tail`. */
static struct sv repeated(struct arena *a, const char *head, const char *part, size_t n, const char *tail)
{
	struct str s;
	str_init(&s, (size_t)4 << 20);
	str_addz(&s, head);
	for (size_t i = 0; i < n; i++)
		str_addz(&s, part);
	str_addz(&s, tail);
	struct sv text = arena_sv(a, str_sv(&s));
	str_free(&s);
	return text;
}

static void ceilings_hold(void)
{
	static const struct {
		const char *head, *part;
		size_t n;
		const char *tail, *want;
	} rows[] = {
		{"{\"Statement\":[", "{},", 10000, "{}]}", "found 10001 statements, expected at most 10000"},
		{"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":[", "\"a:b\",", 100000, "\"a:b\"]}}",
		 "/Statement/Action: found more than 100000 patterns, expected fewer"},
		{"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"X\":", "[", 70,
		 "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}}",
		 "found more than 64 levels, expected fewer"},
		{"{\"Statement\":[]", "         ", 120000, "}", "bytes, expected at most 1048576"},
		{"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
		 "\"Resource\":\"arn:aws:s3:::",
		 "${a}", 65, "\"}}", "/Statement/Resource: found more than 64 variables, expected fewer"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CLEANUP(arena_free) struct arena *a = arena_new();
		const struct iam_policy *p = NULL;
		struct err e;
		struct sv text = repeated(a, rows[i].head, rows[i].part, rows[i].n, rows[i].tail);
		CHECK_ERR(iam_policy_compile(a, text, IAM_IDENTITY, &p, &e), &e, rows[i].want);
	}
}

static void elements_are_kept_as_written(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	const struct iam_policy *p = NULL;
	struct err e;
	if (!CHECK_OK(
		    iam_policy_compile(
			    a,
			    json_of(a,
				    "{'Version':'2012-10-17','Id':'i','Statement':[{'Sid':'One','Effect':'Deny','NotAction':['S3:Get*','iam:PassRole'],'NotResource':'arn:aws:s3:::b/*','Principal':{'AWS':['111111111111','*'],'Service':'ec2.amazonaws.com'},'Condition':{'ForAnyValue:StringLikeIfExists':{'aws:TagKeys':['a*','b']},'Bool':{'aws:SecureTransport':false}}}]}"),
			    IAM_RESOURCE, &p, &e),
		    &e))
		return;
	const struct iam_statement *s = &p->statement[0];
	CHECK(p->expands && !p->single && p->n == 1);
	CHECK_SV(s->sid, SV("One"));
	CHECK(s->effect == IAM_DENY && s->not_action && s->not_resource && !s->not_principal);
	CHECK_SV(s->action.pattern[0].text, SV("S3:Get*"));
	CHECK_SV(s->resource[0].text, SV("arn:aws:s3:::b/*"));
	CHECK_INT(s->principals, 3);
	CHECK_INT(s->principal[0].kind, IAM_NAMED_ACCOUNT);
	CHECK_INT(s->principal[1].kind, IAM_NAMED_EVERYONE);
	CHECK_INT(s->principal[2].kind, IAM_NAMED_SERVICE);
	CHECK_INT(s->conditions, 2);
	CHECK_Z(s->condition[0].op->name, "StringLike");
	CHECK(s->condition[0].set == IAM_FOR_ANY_VALUE && s->condition[0].if_exists);
	CHECK_SV(s->condition[0].key.name, SV("aws:tagkeys"));
	CHECK_SV(s->condition[1].operand[0].text, SV("false"));
}

static const struct unit_case cases[] = {
	{"what_has_no_meaning_is_refused_at_its_place", what_has_no_meaning_is_refused_at_its_place},
	{"ceilings_hold", ceilings_hold},
	{"elements_are_kept_as_written", elements_are_kept_as_written},
	{NULL, NULL},
};

const struct unit_suite analyzers_iam_policy_suite = {"analyzers_iam_policy", cases};
