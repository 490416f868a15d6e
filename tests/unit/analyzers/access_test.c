#include "tests/unit/unit.h"

#include "analyzers/policy_text.h"
#include "tests/unit/analyzers/scenario.h"

extern const struct unit_suite analyzers_access_suite;

static void check(const char *facts, const char *sql, const char *want)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct analyze_options o = SCENARIO_OPTIONS;
	struct analyze_summary sum;
	struct sv contract;
	struct err e;
	if (CHECK_OK(scenario_text("contract.yaml", a, &contract, &e) && scenario_open(&db, &e) &&
			     db_exec(db, facts, &e) && scenario_analyze(db, contract, &o, &sum, &e),
		     &e))
		CHECK_SV(scenario_rows(db, sql, a), sv_of(want));
}

#define ROLE(trust) "INSERT INTO roles (arn, trust) VALUES ('arn:aws:iam::100000000001:role/r', '" trust "');"
#define PATHS                                                                                                  \
	"SELECT statement || ' ' || principal_type || ' ' || principal || ' ' || coalesce(principal_account, " \
	"'-') || ' ' || "                                                                                      \
	"owner || ' ' || partner FROM access_path ORDER BY statement, principal_type, principal"

static void every_spelling_of_a_trust_is_a_path(void)
{
	static const struct {
		const char *facts, *want;
	} rows[] = {
		{ROLE("{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":\"*\"},{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"AWS\":\"*\"}}]}"),
		 "1 * * - anyone \n2 AWS * - anyone "},
		{ROLE("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"],\"Principal\":{\"AWS\":[\"910000000001\",\"arn:aws:iam::100000000001:root\",\"arn:aws:iam::100000000002:user/u\",\"AIDAEXAMPLE123\"],\"Service\":\"ec2.amazonaws.com\"}}}"),
		 "1 AWS 910000000001 910000000001 partner alpha\n1 AWS AIDAEXAMPLE123 - dead \n"
		 "1 AWS arn:aws:iam::100000000001:root 100000000001 self \n"
		 "1 AWS arn:aws:iam::100000000002:user/u 100000000002 customer \n1 Service ec2.amazonaws.com - "
		 "aws-service "},
		{ROLE("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRoleWithSAML\",\"Principal\":{\"Federated\":\"arn:aws:iam::100000000001:saml-provider/corp\"}}}"),
		 "1 Federated arn:aws:iam::100000000001:saml-provider/corp - unknown "},
		{ROLE("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRoleWithSAML\",\"Principal\":{\"Federated\":\"arn:aws:iam::100000000001:saml-provider/AWSSSO_1_DO_NOT_DELETE\"}}}"),
		 "1 Federated arn:aws:iam::100000000001:saml-provider/AWSSSO_1_DO_NOT_DELETE - customer-idp "},
		{ROLE("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Principal\":{\"Federated\":\"arn:aws:iam::100000000001:oidc-provider/login.alpha.example\"}}}"),
		 "1 Federated arn:aws:iam::100000000001:oidc-provider/login.alpha.example - partner-idp alpha"},
		{ROLE("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:*\",\"NotPrincipal\":{\"AWS\":"
		      "\"1\"}}}"),
		 "1 * NotPrincipal - anyone "},
		{ROLE("{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"AWS\":\"910000000001\"}},{\"Effect\":\"Allow\",\"Action\":\"sts:TagSession\",\"Principal\":{\"AWS\":\"910000000001\"}}]}"),
		 ""},
		{ROLE("AWS 555555555555"), "1 AWS 555555555555 555555555555 unknown "},
		{ROLE("AWS 930000000001"), "1 AWS 930000000001 930000000001 third-party "},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check(rows[i].facts, PATHS, rows[i].want);
}

#define TRUST(condition)                                                                                       \
	ROLE("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"AWS\":"      \
	     "\"910000000001\"},"                                                                              \
	     "\"Condition\":" condition "}}")

static void an_external_id_is_pinned_or_loose(void)
{
	static const struct {
		const char *facts, *want;
	} rows[] = {
		{TRUST("{\"StringEquals\":{\"sts:ExternalId\":\"a\"}}"), "[\"a\"] 0"},
		{TRUST("{\"StringEquals\":{\"STS:EXTERNALID\":[\"a\",\"b\"]}}"), "[\"a\",\"b\"] 0"},
		{TRUST("{\"StringLike\":{\"sts:ExternalId\":\"a\"}}"), "[\"a\"] 0"},
		{TRUST("{\"StringLike\":{\"sts:ExternalId\":\"a*\"}}"), "[] 1"},
		{TRUST("{\"StringEqualsIfExists\":{\"sts:ExternalId\":\"a\"}}"), "[] 1"},
		{TRUST("{\"StringNotEquals\":{\"sts:ExternalId\":\"a\"}}"), "[] 1"},
		{TRUST("{\"Null\":{\"sts:ExternalId\":\"false\"}}"), "[] 1"},
		{TRUST("{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}"), "[] 0"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check(rows[i].facts, "SELECT external_ids || ' ' || external_id_loose FROM access_path",
		      rows[i].want);
}

static void policies_that_give_or_deny_everything(void)
{
	static const struct {
		const char *document;
		bool gives, denies;
	} rows[] = {
		{"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}", true, false},
		{"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:*\",\"IAM:*\"],\"Resource\":[\"*\"]}]"
		 "}",
		 true, false},
		{"{\"Statement\":{\"Effect\":\"Allow\",\"NotAction\":\"aws-portal:*\",\"Resource\":\"*\"}}",
		 true, false},
		{"{\"Statement\":{\"Effect\":\"Allow\",\"NotAction\":[\"iam:*\"],\"Resource\":\"*\"}}", false,
		 false},
		{"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::b\"}}",
		 false, false},
		{"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"iam:Get*\",\"Resource\":\"*\"}}", false,
		 false},
		{"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{"
		 "\"Bool\":{\"a\":\"b\"}}}}",
		 false, false},
		{"{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}", false, true},
		{"{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{"
		 "\"Bool\":{\"a\":\"b\"}}}}",
		 false, false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(json_free) struct json *doc = NULL;
		struct err e;
		if (!CHECK_OK(json_parse(sv_of(rows[i].document), &doc, &e), &e))
			continue;
		CHECK_INT(policy_gives_all(json_root(doc)), rows[i].gives);
		CHECK_INT(policy_denies_all(json_root(doc)), rows[i].denies);
	}
}

static void rights_come_through_groups_and_end_at_a_boundary(void)
{
	check("INSERT INTO users (arn) VALUES ('arn:aws:iam::100000000001:user/a'), "
	      "('arn:aws:iam::100000000001:user/b'),('arn:aws:iam::100000000001:user/c'), "
	      "('arn:aws:iam::100000000001:user/d');UPDATE iam_principal SET boundary = 'x' WHERE name = "
	      "'b';INSERT INTO iam_group_member VALUES ('g', 'arn:aws:iam::100000000001:user/a'), ('g', "
	      "'arn:aws:iam::100000000001:user/b');INSERT INTO grants VALUES ('g', "
	      "'arn:aws:iam::100000000001:policy/p'), ('arn:aws:iam::100000000001:user/c', "
	      "'arn:aws:iam::aws:policy/ReadOnlyAccess'),('arn:aws:iam::100000000001:user/d', "
	      "'arn:aws:iam::aws:policy/IAMFullAccess');INSERT INTO iam_policy VALUES ('100000000001', "
	      "'arn:aws:iam::100000000001:policy/p', 'p', 'v1', 0, "
	      "'{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}', 1, 1);",
	      "SELECT principal_arn || ' ' || administrator || ' ' || detail || ' ' || unread || ' ' || "
	      "reads_only FROM effective ORDER BY 1",
	      "arn:aws:iam::100000000001:user/a 1 arn:aws:iam::100000000001:policy/p 0 0\n"
	      "arn:aws:iam::100000000001:user/b 0  0 0\narn:aws:iam::100000000001:user/c 0  1 1\n"
	      "arn:aws:iam::100000000001:user/d 1 arn:aws:iam::aws:policy/IAMFullAccess 0 0");
}

static void identities_belong_by_pattern_trust_tag_and_name(void)
{
	check("INSERT INTO users (arn, tags) VALUES ('arn:aws:iam::100000000001:user/alpha-agent', "
	      "'{}'),('arn:aws:iam::100000000001:user/x-alpha', '{}'), ('arn:aws:iam::100000000001:user/y', "
	      "'{\"v\":\"ALPHA LTD\"}');INSERT INTO roles (arn, trust) VALUES "
	      "('arn:aws:iam::100000000001:role/alpha/ops', 'AWS "
	      "910000000001'),('arn:aws:iam::100000000001:role/tool', 'AWS 910000000001');INSERT INTO "
	      "credentials (user, kind, active) VALUES ('arn:aws:iam::100000000002:user/alpha-agent', "
	      "'password', 1);",
	      "SELECT principal_arn || ' ' || engagement || ' ' || proof FROM identity_owner ORDER BY 1",
	      "arn:aws:iam::100000000001:role/alpha/ops alpha-ops role-pattern\n"
	      "arn:aws:iam::100000000001:role/tool alpha-ops trust\n"
	      "arn:aws:iam::100000000001:user/alpha-agent alpha-ops user-pattern\n"
	      "arn:aws:iam::100000000001:user/x-alpha alpha-ops name\narn:aws:iam::100000000001:user/y "
	      "alpha-ops tag\n"
	      "arn:aws:iam::100000000002:user/alpha-agent alpha-ops user-pattern");
}

const struct unit_suite analyzers_access_suite = {
	"analyzers_access",
	(const struct unit_case[]){
		{"every_spelling_of_a_trust_is_a_path", every_spelling_of_a_trust_is_a_path},
		{"an_external_id_is_pinned_or_loose", an_external_id_is_pinned_or_loose},
		{"policies_that_give_or_deny_everything", policies_that_give_or_deny_everything},
		{"rights_come_through_groups_and_end_at_a_boundary",
		 rights_come_through_groups_and_end_at_a_boundary},
		{"identities_belong_by_pattern_trust_tag_and_name",
		 identities_belong_by_pattern_trust_tag_and_name},
		{NULL, NULL},
	}};
