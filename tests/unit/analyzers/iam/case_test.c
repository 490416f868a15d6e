#include "tests/unit/unit.h"

#include "analyzers/iam/case.h"

extern const struct unit_suite analyzers_iam_case_suite;

#define REQUEST                                                                                                \
	"'request':{'principal':'arn:aws:iam::111111111111:user/"                                              \
	"ann','action':'s3:GetObject','resource':{'arn':'arn:aws:s3:::b/k'}}"

static bool read_quoted(struct arena *a, const char *quoted, struct iam_line_fault *fault, struct iam_case *c)
{
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_case_reader r = {a, NULL, fault, false};
	struct err e;
	char *text = arena_strz(a, sv_of(quoted));
	for (char *t = text; *t != '\0'; t++)
		*t = *t == '\'' ? '"' : *t;
	return CHECK_OK(json_parse(sv_of(text), &doc, &e), &e) && iam_case_read(&r, json_root(doc), c);
}

static const struct {
	const char *line, *code, *path, *message;
} rows[] = {
	{"1", "bad_shape", "", "expected an object"},
	{"{}", "bad_shape", "/request", "expected an object with principal, action and resource"},
	{"{" REQUEST ",'permissionBoundary':[]}", "bad_shape", "/permissionBoundary",
	 "found unknown member \"permissionBoundary\""},
	{"{" REQUEST ",'mode':'lax'}", "bad_shape", "/mode", "expected \"strict\" or \"open\""},
	{"{" REQUEST ",'derive':1}", "bad_shape", "/derive", "expected true or false"},
	{"{" REQUEST ",'absentKeys':[1]}", "bad_shape", "/absentKeys", "expected a list of keys"},
	{"{" REQUEST ",'unknownLayers':['scps']}", "bad_shape", "/unknownLayers/0",
	 "expected each of \"identity\", \"pb\", \"session\", \"resource\", \"vpce\", \"scp\", \"rcp\" "
	 "at most once"},
	{"{" REQUEST ",'identityPolicies':{}}", "bad_shape", "/identityPolicies",
	 "expected a list of policies"},
	{"{" REQUEST ",'identityPolicies':[1]}", "bad_policy", "/identityPolicies/0",
	 "expected a policy document"},
	{"{" REQUEST
	 ",'identityPolicies':[{'name':'a','policy':{'Statement':[{'Effect':'Allow','Action':1}]}}]}",
	 "bad_policy", "/identityPolicies/0/policy/Statement/0/Action", "found a number, expected a string"},
	{"{" REQUEST ",'identityPolicies':[{'nam':'a','policy':{}}]}", "bad_shape", "/identityPolicies/0/nam",
	 "found \"nam\", expected \"name\" and \"policy\""},
	{"{" REQUEST ",'scps':[{'target':'r'}]}", "bad_shape", "/scps/0",
	 "found no \"policies\", expected a list of policies"},
	{"{" REQUEST ",'scps':[{'target':'r','policies':[],'policy':1}]}", "bad_shape", "/scps/0/policy",
	 "found \"policy\", expected \"target\" and \"policies\""},
	{"{" REQUEST ",'facts':{'s3':{'blockPublicAcces':true}}}", "bad_shape", "/facts/s3/blockPublicAcces",
	 "found unknown member \"blockPublicAcces\""},
	{"{" REQUEST ",'facts':{'kmsGrants':[{}]}}", "bad_shape", "/facts/kmsGrants/0",
	 "expected an entry of ListGrants with \"GranteePrincipal\" and \"Operations\""},
	{"{" REQUEST ",'facts':{'s3':{'acl':[{}]}}}", "bad_shape", "/facts/s3/acl/0",
	 "expected an object with \"Grantee\" and \"Permission\""},
	{"{'request':{'principal':'ann','action':'s3:GetObject'}}", "bad_arn", "/request/principal",
	 "found \"ann\", expected the ARN of a user, role, role session, federated user, identity provider "
	 "or account root, or a service such as \"ec2.amazonaws.com\""},
	{"{'request':{'principal':{'type':'Martian'},'action':'s3:GetObject'}}", "bad_shape",
	 "/request/principal",
	 "expected {\"type\":\"Anonymous\"}, or \"Service\", \"Federated\" or \"CanonicalUser\" with a "
	 "\"name\""},
	{"{'request':{'principal':'arn:aws:iam::111111111111:user/ann','action':'GetObject'}}", "bad_shape",
	 "/request/action", "found \"GetObject\", expected service:Action"},
	{"{'request':{'principal':'arn:aws:iam::111111111111:user/ann'}}", "bad_shape", "/request/action",
	 "expected service:Action"},
	{"{'request':{'principal':'arn:aws:iam::111111111111:user/"
	 "ann','action':'s3:GetObject','resource':'b/k'}}",
	 "bad_arn", "/request/resource", "found \"b/k\", expected an ARN of six fields or \"*\""},
	{"{'request':{'principal':'arn:aws:iam::111111111111:user/"
	 "ann','action':'s3:GetObject','resource':[]}}",
	 "bad_shape", "/request/resource", "expected at least one resource"},
	{"{'request':{'principal':'arn:aws:iam::111111111111:user/"
	 "ann','action':'s3:GetObject','resource':"
	 "{'arn':'arn:aws:s3:::b','accountId':'1'}}}",
	 "bad_shape", "/request/resource/accountId", "expected twelve digits"},
	{"{'request':{'principal':'arn:aws:iam::111111111111:user/"
	 "ann','action':'s3:GetObject','context':"
	 "{'a:b':{}}}}",
	 "bad_shape", "/request/context/a:b", "expected a string, number or boolean"},
	{"{'request':{'principal':'arn:aws:iam::111111111111:user/"
	 "ann','action':'s3:GetObject','context':"
	 "{'a:b':'1','A:B':'2'}}}",
	 "bad_shape", "/request/context/A:B", "found the key twice, expected it once"},
};

static void faults_are_named_with_code_and_path(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CLEANUP(arena_free) struct arena *a = arena_new();
		struct iam_line_fault fault = {"none", {NULL, 0}, {NULL, 0}};
		struct iam_case c;
		CHECK(!read_quoted(a, rows[i].line, &fault, &c));
		CHECK_Z(fault.code, rows[i].code);
		CHECK_SV(fault.path, sv_of(rows[i].path));
		CHECK_SV(fault.message, sv_of(rows[i].message));
	}
}

static void what_is_left_out_is_not_there(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct iam_line_fault fault = {NULL, {NULL, 0}, {NULL, 0}};
	struct iam_case c;
	CHECK(read_quoted(
		a,
		"{'x-note':{'any':1}," REQUEST
		",'resourcePolicy':null,'permissionBoundaries':[],'scps':[{'target':'r','policies':[]}]}",
		&fault, &c));
	CHECK_SV(fault.message, SV(""));
	CHECK_INT(c.parts, 1);
	CHECK_INT(c.part[0].resource.n, 0);
	CHECK_INT(c.boundary.n, 0);
	CHECK_INT(c.scps, 1);
	CHECK(c.part[0].request.derive && c.part[0].request.mode == IAM_STRICT);
	CHECK_SV(c.part[0].request.action, SV("s3:getobject"));
}

static const struct unit_case cases[] = {
	{"faults_are_named_with_code_and_path", faults_are_named_with_code_and_path},
	{"what_is_left_out_is_not_there", what_is_left_out_is_not_there},
	{NULL, NULL},
};

const struct unit_suite analyzers_iam_case_suite = {"analyzers_iam_case", cases};
