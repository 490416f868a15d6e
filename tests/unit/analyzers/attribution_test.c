#include "tests/unit/unit.h"

#include "tests/unit/analyzers/scenario.h"

extern const struct unit_suite analyzers_attribution_suite;

/* Accounts of tests/scenarios/controls/contract.yaml: customer 1000000000.., alpha 910000000001 with subcontractor
 * 911000000001, beta 920000000001, auditor 930000000001. */
static void check_rows(const char *contract_patch, const char *facts, const char *sql, const char *want)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct analyze_options o = SCENARIO_OPTIONS;
	struct analyze_summary sum;
	struct sv contract;
	struct err e;
	if (!CHECK_OK(scenario_text("contract.yaml", a, &contract, &e), &e))
		return;
	if (contract_patch != NULL)
		contract = arena_printf(a, SV_FMT "%s", SV_ARG(contract), contract_patch);
	if (CHECK_OK(scenario_open(&db, &e) && db_exec(db, facts, &e) &&
			     scenario_analyze(db, contract, &o, &sum, &e),
		     &e))
		CHECK_SV(scenario_rows(db, sql, a), sv_of(want));
}

static void check(const char *facts, const char *want)
{
	check_rows(NULL, facts,
		   "SELECT p.key || ': ' || class || ' ' || engagement || ' ' || proof || ' ' || confidence "
		   "FROM attribution AS t JOIN principal AS p ON p.id = t.principal ORDER BY p.key, engagement",
		   want);
}

static void roles_and_users_of_the_contract_are_the_partners(void)
{
	check("INSERT INTO who (name, type, account, role, arn) VALUES "
	      "('a', 'AssumedRole', '100000000001', 'arn:aws:iam::100000000001:role/alpha/ops', NULL),"
	      "('b', 'AssumedRole', '100000000001', 'arn:aws:iam::100000000001:role/alpha-bot', NULL),"
	      "('c', 'IAMUser', '100000000001', NULL, 'arn:aws:iam::100000000001:user/alpha-agent'),"
	      "('d', 'IAMUser', '100000000001', NULL, 'arn:aws:iam::100000000001:user/own');",
	      "a: partner alpha-ops role-pattern identity\nb: partner alpha-ops role-pattern identity\n"
	      "c: partner alpha-ops user-pattern identity\nd: customer  account identity");
}

static void the_path_that_an_assumed_role_arn_lacks_is_found(void)
{
	check("INSERT INTO roles (arn, trust) VALUES ('arn:aws:iam::100000000001:role/alpha/ops', 'AWS "
	      "910000000001');INSERT INTO who (name, type, account, role) VALUES ('a', 'AssumedRole', "
	      "'100000000001', 'arn:aws:iam::100000000001:role/ops');",
	      "a: partner alpha-ops role-pattern identity");
}

static void a_session_opened_by_the_partner_is_joined_by_its_key(void)
{
	check("INSERT INTO who (name, type, account, role, key) VALUES ('caller', 'AWSAccount', "
	      "'910000000001', NULL, NULL), ('sub', 'AWSAccount', '911000000001', NULL, NULL),('other', "
	      "'AWSAccount', '555555555555', NULL, NULL), ('audit', 'AWSAccount', '930000000001', NULL, "
	      "NULL),('s1', 'AssumedRole', '100000000001', 'arn:aws:iam::100000000001:role/x', "
	      "'ASIA1'),('s2', 'AssumedRole', '100000000001', 'arn:aws:iam::100000000001:role/x', "
	      "'ASIA2'),('s3', 'AssumedRole', '100000000001', 'arn:aws:iam::100000000001:role/x', "
	      "'ASIA3'),('s4', 'AssumedRole', '100000000001', 'arn:aws:iam::100000000001:role/x', "
	      "'ASIA4'),('s5', 'AssumedRole', '100000000001', 'arn:aws:iam::100000000001:role/x', "
	      "'ASIA5');INSERT INTO sessions (who, time, account, key, caller_account) VALUES ('caller', "
	      "'2026-06-01T00:00:00Z', '100000000001', 'ASIA1', '910000000001'),('sub', "
	      "'2026-06-01T00:00:00Z', '100000000001', 'ASIA2', '911000000001'),('other', "
	      "'2026-06-01T00:00:00Z', '100000000001', 'ASIA3', '555555555555'),('audit', "
	      "'2026-06-01T00:00:00Z', '100000000001', 'ASIA4', '930000000001');",
	      "audit: third-party  account identity\ncaller: partner alpha-ops account identity\n"
	      "other: unattributed  none none\ns1: partner alpha-ops session-join session\n"
	      "s2: partner alpha-ops session-join session\ns3: unattributed  session-join session\n"
	      "s4: third-party  session-join session\ns5: customer  account identity\n"
	      "sub: partner alpha-ops account identity");
}

static void a_chain_of_roles_inherits(void)
{
	check("INSERT INTO who (name, type, account, role, key) VALUES "
	      "('0', 'AssumedRole', '100000000001', 'arn:aws:iam::100000000001:role/alpha/ops', 'ASIA0'),"
	      "('1', 'AssumedRole', '100000000002', 'arn:aws:iam::100000000002:role/x', 'ASIA1'),"
	      "('2', 'AssumedRole', '100000000009', 'arn:aws:iam::100000000009:role/y', 'ASIA2');"
	      "INSERT INTO sessions (who, time, account, key, caller_account) VALUES "
	      "('0', '2026-06-01T00:00:00Z', '100000000002', 'ASIA1', '100000000001'),"
	      "('1', '2026-06-01T01:00:00Z', '100000000009', 'ASIA2', '100000000002');",
	      "0: partner alpha-ops role-pattern identity\n1: partner alpha-ops role-chain session\n"
	      "2: partner alpha-ops role-chain session");
}

static void two_engagements_that_fit_are_two_rows(void)
{
	check("INSERT INTO who (name, type, account, role, key) VALUES "
	      "('b', 'AWSAccount', '920000000001', NULL, NULL),"
	      "('a', 'AssumedRole', '100000000001', 'arn:aws:iam::100000000001:role/alpha/ops', 'ASIA1');"
	      "INSERT INTO sessions (who, time, account, key, caller_account) VALUES "
	      "('b', '2026-06-01T00:00:00Z', '100000000001', 'ASIA1', '920000000001');",
	      "a: partner alpha-ops role-pattern identity\na: partner beta-ops session-join session\n"
	      "b: partner beta-ops account identity");
}

static void services_are_nobody_elses(void)
{
	check("INSERT INTO who (name, type, account, role, invoked_by) VALUES ('a', 'AWSService', NULL, "
	      "NULL, 'ec2.amazonaws.com'),('b', 'AssumedRole', '100000000001', "
	      "'arn:aws:iam::100000000001:role/aws-service-role/x/y', NULL),('c', 'AWSAccount', "
	      "'127311923021', NULL, NULL),('d', 'AssumedRole', '100000000001', "
	      "'arn:aws:iam::100000000001:role/alpha/ops', 'cloudformation.amazonaws.com'),('e', 'Root', "
	      "'100000000001', NULL, 'support.amazonaws.com');",
	      "a: aws-service  service identity\nb: aws-service  service identity\nc: aws-service  service "
	      "identity\n"
	      "d: partner alpha-ops role-pattern identity\ne: customer  account identity");
}

static void without_the_opening_record_the_trust_decides_or_nobody(void)
{
	check("INSERT INTO roles (arn, trust) VALUES ('arn:aws:iam::100000000001:role/only', 'AWS "
	      "910000000001'),('arn:aws:iam::100000000001:role/shared', "
	      "'{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"AWS\":[\"910000000001\",\"100000000000\"]}}}');INSERT "
	      "INTO who (name, type, account, role) VALUES ('a', 'AssumedRole', '100000000001', "
	      "'arn:aws:iam::100000000001:role/only'),('b', 'AssumedRole', '100000000001', "
	      "'arn:aws:iam::100000000001:role/shared');",
	      "a: partner alpha-ops trust identity\nb: unattributed  none none");
}

const struct unit_suite analyzers_attribution_suite = {
	"analyzers_attribution",
	(const struct unit_case[]){
		{"roles_and_users_of_the_contract_are_the_partners",
		 roles_and_users_of_the_contract_are_the_partners},
		{"the_path_that_an_assumed_role_arn_lacks_is_found",
		 the_path_that_an_assumed_role_arn_lacks_is_found},
		{"a_session_opened_by_the_partner_is_joined_by_its_key",
		 a_session_opened_by_the_partner_is_joined_by_its_key},
		{"a_chain_of_roles_inherits", a_chain_of_roles_inherits},
		{"two_engagements_that_fit_are_two_rows", two_engagements_that_fit_are_two_rows},
		{"services_are_nobody_elses", services_are_nobody_elses},
		{"without_the_opening_record_the_trust_decides_or_nobody",
		 without_the_opening_record_the_trust_decides_or_nobody},
		{NULL, NULL},
	}};
