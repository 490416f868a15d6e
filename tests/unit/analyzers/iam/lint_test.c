#include "tests/unit/unit.h"

#include <stdio.h>

#include "analyzers/iam/lint.h"
#include "analyzers/iam/near.h"

extern const struct unit_suite analyzers_iam_lint_suite;

/* Single quotes stand for double ones; `want`: "severity code place", one a line, or "" for a good document. */
static struct sv json_of(struct arena *a, const char *text)
{
	char *copy = arena_strz(a, sv_of(text));
	for (char *c = copy; *c != '\0'; c++)
		if (*c == '\'')
			*c = '"';
	return sv_of(copy);
}

static void check_document(enum iam_policy_type type, const char *text, const char *want)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_findings f;
	struct str got;
	struct err e;
	if (!CHECK_OK(json_parse(json_of(arena, text), &doc, &e), &e))
		return;
	iam_lint(arena, json_root(doc), type, &f);
	str_init(&got, 10000);
	for (size_t i = 0; i < f.n; i++)
		str_addf(&got, "%s%s %s " SV_FMT, i > 0 ? "\n" : "", iam_severity_name(f.at[i].severity),
			 f.at[i].code, SV_ARG(f.at[i].at));
	CHECK_SV(str_sv(&got), sv_of(want));
	str_free(&got);
}

static void check_statement(enum iam_policy_type type, const char *statement, const char *want)
{
	char text[2000];
	snprintf(text, sizeof text, "{'Version':'2012-10-17','Statement':[%s]}", statement);
	check_document(type, text, want);
}

#define S3 "'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*'"

static void good_statements_have_no_findings(void)
{
	check_statement(IAM_IDENTITY, "{" S3 "}", "");
	check_statement(IAM_RESOURCE, "{'Principal':{'AWS':'111122223333'}," S3 "}", "");
	check_statement(
		IAM_TRUST,
		"{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}", "");
	check_statement(IAM_SCP, "{'Effect':'Deny','NotAction':'iam:*','Resource':'*'}", "");
	check_statement(IAM_RCP, "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*'}", "");
	check_statement(IAM_IDENTITY, "{" S3 ",'Condition':{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}}",
			"");
}

static void the_grammar_is_checked(void)
{
	check_document(IAM_IDENTITY, "[]", "error bad-type ");
	check_document(IAM_IDENTITY, "{'Version':'2012-10-17'}", "error missing-element /Statement");
	check_document(IAM_IDENTITY, "{'Version':'2011-10-17','Statement':{" S3 "}}",
		       "error bad-version /Version");
	check_document(IAM_IDENTITY, "{'Statement':{" S3 "}}", "warning missing-version ");
	check_document(IAM_IDENTITY, "{'Version':'2012-10-17','Statement':[]}", "error empty-list /Statement");
	check_statement(IAM_IDENTITY, "7", "error bad-type /Statement/0");
	check_statement(IAM_IDENTITY, "{'Sid':'a b'," S3 "}", "error bad-sid /Statement/0/Sid");
	check_statement(IAM_IDENTITY,
			"{'Sid':'a'," S3 "},{'Sid':'a','Effect':'Deny','Action':'ec2:*','Resource':'*'}",
			"error duplicate-sid /Statement/1/Sid");
	check_statement(IAM_IDENTITY, "{'Effect':'allow','Action':'s3:*','Resource':'*'}",
			"error bad-effect /Statement/0/Effect");
	check_statement(IAM_IDENTITY, "{'Effect':'Allow','Resource':'*'}",
			"error missing-element /Statement/0");
	check_statement(IAM_IDENTITY, "{'Effect':'Allow','Action':'s3:*'}",
			"error missing-element /Statement/0");
	check_statement(IAM_IDENTITY, "{'Effect':'Allow','Action':[],'Resource':'*'}",
			"error empty-list /Statement/0/Action\nwarning no-effect /Statement/0");
	check_statement(IAM_IDENTITY, "{'Effect':'Allow','Action':'s3:*','NotAction':'s3:*','Resource':'*'}",
			"error both-elements /Statement/0/Action");
	check_statement(IAM_IDENTITY, "{'Effct':'x'," S3 "}", "warning unknown-member /Statement/0/Effct");
	check_statement(IAM_IDENTITY, "{'Principal':'*'," S3 "}",
			"error unexpected-element /Statement/0/Principal");
	check_statement(IAM_RESOURCE, "{" S3 "}", "error missing-element /Statement/0");
	check_statement(IAM_RCP, "{'Principal':'*'," S3 "}", "error bad-effect /Statement/0/Effect");
}

static void names_are_checked_with_the_nearest_known_one(void)
{
	check_statement(IAM_IDENTITY, "{'Effect':'Allow','Action':'s3:GetObjct','Resource':'*'}",
			"warning unknown-action /Statement/0/Action");
	check_statement(IAM_IDENTITY, "{'Effect':'Allow','Action':'s3GetObject','Resource':'*'}",
			"error bad-action /Statement/0/Action\nwarning no-effect /Statement/0");
	check_statement(IAM_IDENTITY, "{'Effect':'Allow','Action':['s3:Gett*'],'Resource':'*'}",
			"warning matches-no-action /Statement/0/Action/0");
	check_statement(IAM_IDENTITY, "{'Effect':'Allow','Action':'s3:*','Resource':'bucket'}",
			"error bad-arn /Statement/0/Resource\nwarning no-effect /Statement/0");
	check_statement(IAM_IDENTITY, "{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3'}",
			"warning short-arn /Statement/0/Resource");
	check_statement(IAM_SCP, "{'Effect':'Deny','Action':'s3:*','Resource':'arn:aws:s3'}",
			"error invalid-resource /Statement/0/Resource");
	check_statement(IAM_IDENTITY,
			"{'Effect':'Allow','Action':['s3:ListAllMyBuckets','s3:GetObject'],'Resource':'arn:aws:"
			"s3:::*'}",
			"warning needs-star /Statement/0/Resource");
	check_statement(IAM_RESOURCE, "{'Principal':{'AWS':'arn:aws:iam::111122223333:user/*'}," S3 "}",
			"error wildcard-principal /Statement/0/Principal/AWS\nwarning no-effect /Statement/0");
	check_statement(IAM_RESOURCE, "{'Principal':{'AWS':['AROAEXAMPLEEXAMPLE','111122223333']}," S3 "}",
			"note deleted-principal /Statement/0/Principal/AWS/0");
	check_statement(IAM_RESOURCE, "{'NotPrincipal':{'AWS':'111122223333'}," S3 "}",
			"warning not-principal-allow /Statement/0/NotPrincipal");
	CHECK_SV(near_action(iamdb_service_find(SV("s3")), SV("GetObjetc")), SV("GetObject"));
	CHECK_SV(near_service(SV("ec3")), SV("ec2"));
	CHECK_SV(near_key(SV("aws:SorceIp")), SV("aws:SourceIp"));
	CHECK_SV(near_key(SV("aws:Nothing/like/it")), SV(""));
	CHECK_INT(near_distance(SV("abcd"), SV("abdc"), 2), 1);
	CHECK_INT(near_distance(SV("abcd"), SV("wxyz"), 2), 3);
}

static void conditions_are_checked(void)
{
#define IF(condition) "{" S3 ",'Condition':{" condition "}}"
	check_statement(IAM_IDENTITY, IF("'StringEqual':{'aws:username':'a'}"),
			"error bad-operator /Statement/0/Condition/StringEqual");
	check_statement(IAM_IDENTITY, IF("'NullIfExists':{'aws:username':'true'}"),
			"error bad-operator /Statement/0/Condition/NullIfExists");
	check_statement(IAM_IDENTITY, IF("'StringEquals':{'aws:UserNam':'a'}"),
			"warning unknown-key /Statement/0/Condition/StringEquals/aws:UserNam");
	check_statement(IAM_IDENTITY, IF("'StringEquals':{'aws:TagKeys':'a'}"),
			"warning needs-set-operator /Statement/0/Condition/StringEquals/aws:TagKeys");
	check_statement(IAM_IDENTITY, IF("'NumericEquals':{'s3:max-keys':'ten'}"),
			"warning bad-value /Statement/0/Condition/NumericEquals/s3:max-keys\nwarning no-effect "
			"/Statement/0");
	check_statement(IAM_IDENTITY, IF("'StringEquals':{'aws:SourceIp':'10.0.0.1'}"),
			"warning operator-of-other-type /Statement/0/Condition/StringEquals/aws:SourceIp");
	check_statement(
		IAM_IDENTITY, IF("'ForAllValues:StringEquals':{'aws:TagKeys':'a'}"),
		"warning holds-without-key /Statement/0/Condition/ForAllValues:StringEquals/aws:TagKeys");
	check_statement(IAM_IDENTITY, IF("'StringEquals':7"),
			"error bad-type /Statement/0/Condition/StringEquals");
	check_statement(IAM_IDENTITY, IF("'StringEquals':{'aws:username':{}}"),
			"error bad-type /Statement/0/Condition/StringEquals/aws:username");
}

static void statements_without_effect_are_named(void)
{
	check_statement(IAM_IDENTITY, "{" S3 "},{'Effect':'Deny','Action':'s3:Get*','Resource':'*'}",
			"warning no-effect /Statement/0");
	check_statement(IAM_IDENTITY, "{" S3 "},{'Effect':'Allow','Action':'s3:Get*','Resource':'*'}",
			"note needless-statement /Statement/0");
	check_statement(IAM_IDENTITY,
			"{" S3 "},{'Effect':'Deny','Action':'s3:Get*','Resource':'*','Condition':{'Bool':{'aws:"
			"SecureTransport':'false'}}}",
			"");
}

static void messages_say_what_was_seen_and_expected(void)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_findings f;
	struct str out;
	struct err e;
	if (!CHECK_OK(json_parse(json_of(arena, "{'Version':'2012-10-17','Statement':{'Effect':'allow','Action'"
						":'s3:GetObjct','Resource':'*'}}"),
				 &doc, &e),
		      &e))
		return;
	iam_lint(arena, json_root(doc), IAM_IDENTITY, &f);
	str_init(&out, 10000);
	iam_lint_write(&f, SV("1"), &out);
	CHECK_SV(
		str_sv(&out),
		SV("{\"id\":1,\"accepted\":false,\"findings\":[{\"severity\":\"error\",\"code\":\"bad-effect\",\"at\":\"/Statement/Effect\",\"message\":\"found "
		   "\\\"allow\\\", expected \\\"Allow\\\" or "
		   "\\\"Deny\\\"\"},{\"severity\":\"warning\",\"code\":\"unknown-action\",\"at\":\"/Statement/Action\",\"message\":\"found "
		   "\\\"s3:GetObjct\\\", expected \\\"s3:GetObject\\\"\"}]}"));
	str_free(&out);
}

const struct unit_suite analyzers_iam_lint_suite = {
	"analyzers_iam_lint",
	(const struct unit_case[]){
		{"good_statements_have_no_findings", good_statements_have_no_findings},
		{"the_grammar_is_checked", the_grammar_is_checked},
		{"names_are_checked_with_the_nearest_known_one", names_are_checked_with_the_nearest_known_one},
		{"conditions_are_checked", conditions_are_checked},
		{"statements_without_effect_are_named", statements_without_effect_are_named},
		{"messages_say_what_was_seen_and_expected", messages_say_what_was_seen_and_expected},
		{NULL, NULL},
	},
};
