#include "tests/unit/unit.h"

#include "analyzers/iam_sql.h"
#include "tests/unit/analyzers/scenario.h"

extern const struct unit_suite analyzers_iam_sql_suite;

#define ROOM                                                                                                   \
	"INSERT INTO organization_node VALUES ('r-1','root',NULL,NULL,1),('100000000001','account',NULL,'r-1',1),('100000000002','account',NULL,'r-1',1);"
#define FULL                                                                                                   \
	"INSERT INTO organization_policy_target VALUES ('p-FullAWSAccess','r-1',1),"                           \
	"('p-FullAWSAccess','100000000001',1),('p-FullAWSAccess','100000000002',1);"
#define OPS  "'arn:aws:iam::100000000001:role/alpha/ops'"
#define BETA "'arn:aws:iam::100000000001:role/beta/ops'"
#define ROLES                                                                                                  \
	ROOM FULL "INSERT INTO roles (arn, trust) VALUES (" OPS ", 'AWS 910000000001'), (" BETA ", 'AWS "      \
		  "arn:aws:iam::100000000001:role/alpha/ops');"
#define GRANT(statement) "INSERT INTO grants VALUES (" OPS ", '{\"Statement\":" statement "}');"
#define ALLOW(action)    "{\"Effect\":\"Allow\",\"Action\":\"" action "\",\"Resource\":\"*\"}"

struct row {
	const char *facts, *sql, *want;
};

static void check(const struct row *r)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	CLEANUP(iam_sql_close) struct iam_sql *engine = NULL;
	struct analyze_options o = SCENARIO_OPTIONS;
	struct analyze_summary sum;
	struct sv contract;
	struct err e;
	if (CHECK_OK(scenario_text("contract.yaml", a, &contract, &e) && scenario_open(&db, &e) &&
			     db_exec(db, r->facts, &e) && scenario_analyze(db, contract, &o, &sum, &e) &&
			     iam_sql_open(db, &engine, &e),
		     &e))
		CHECK_SV(scenario_rows(db, r->sql, a), sv_of(r->want));
}

#define CAN(action, resource) "SELECT iam_can(" OPS ", '" action "', '" resource "')"

static void can_answers_from_the_documents(void)
{
	static const struct row rows[] = {
		{ROLES GRANT(ALLOW("ec2:*")), CAN("ec2:DescribeInstances", "*"), "yes"},
		{ROLES GRANT(ALLOW("ec2:*")), CAN("rds:DescribeDBInstances", "*"), "no"},
		{ROLES, CAN("ec2:DescribeInstances", "*"), "no"},
		{"", CAN("ec2:DescribeInstances", "*"), "unknown"},
		{ROLES "INSERT INTO grants VALUES (" OPS ", 'arn:aws:iam::aws:policy/AdministratorAccess');",
		 CAN("kms:ScheduleKeyDeletion", "arn:aws:kms:eu-west-1:100000000001:key/k"), "yes"},
		{ROLES "INSERT INTO grants VALUES (" OPS ", 'arn:aws:iam::100000000001:policy/lost');",
		 CAN("ec2:DescribeInstances", "*"), "unknown"},
		/* A bucket's ARN names no account: its own account gives the word, another one keeps it. */
		{ROLES GRANT(ALLOW("s3:*")), CAN("s3:DeleteObject", "arn:aws:s3:::b/k"), "unknown"},
		{ROLES GRANT(ALLOW("s3:*")),
		 "SELECT iam_can(" OPS ", 's3:DeleteObject', 'arn:aws:s3:::b/k', '100000000001')", "yes"},
		{ROLES GRANT(ALLOW("s3:*")),
		 "SELECT iam_can(" OPS ", 's3:DeleteObject', 'arn:aws:s3:::b/k', '100000000002')", "unknown"},
		{ROLES GRANT(ALLOW("s3:Get*")), CAN("s3:DeleteObject", "arn:aws:s3:::b/k"), "no"},
		/* The trust of a role is known. */
		{ROLES GRANT(ALLOW("sts:*")), CAN("sts:AssumeRole", "arn:aws:iam::100000000001:role/beta/ops"),
		 "yes"},
		{ROLES GRANT(ALLOW("sts:*")), CAN("sts:AssumeRole", "arn:aws:iam::100000000001:role/alpha/ops"),
		 "no"},
		{ROLES GRANT(ALLOW("sts:*")), CAN("sts:AssumeRole", "arn:aws:iam::100000000002:role/lost"),
		 "unknown"},
		/* A condition on what the request brings. */
		{ROLES GRANT(
			 "{\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}}"),
		 "SELECT w ->> 'can' || ' ' || (w ->> 'needs') || ' ' || (w ->> 'lacks') FROM (SELECT iam_can_witness(" OPS
		 ", 'ec2:RunInstances', 'arn:aws:ec2:eu-west-1:100000000001:instance/*') AS w)",
		 "unknown [\"aws:MultiFactorAuthPresent\"] []"},
		{ROLES GRANT("{\"Sid\":\"All\",\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}"),
		 "SELECT iam_can_witness(" OPS ", 'ec2:DescribeInstances', '*')",
		 "{\"can\":\"yes\",\"action\":\"ec2:DescribeInstances\",\"resource\":\"*\",\"policy\":\"inline\",\"statement\":\"All\",\"needs\":[],\"open\":\"\",\"lacks\":[]}"},
		{ROLES, CAN("nonsense", "*"),
		 "SQL: found \"nonsense\", expected service:Action (1), in \"" CAN("nonsense", "*") "\""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check(&rows[i]);
}

#define LACKS(action) "SELECT iam_can_witness(" OPS ", '" action "', '*') ->> '$.lacks'"
#define CONTENT(id, type, content)                                                                             \
	"INSERT INTO organization_policy VALUES ('" id "', '" id "', '" type "', 0, " content ", 1);"

static void guards_count_when_they_were_read(void)
{
	static const char can[] = CAN("ec2:RunInstances", "arn:aws:ec2:eu-west-1:100000000001:instance/*");
	static const struct row rows[] = {
		{"INSERT INTO roles (arn, trust) VALUES (" OPS ", 'AWS 910000000001');" GRANT(ALLOW("ec2:*")),
		 can, "unknown"},
		{"INSERT INTO roles (arn, trust) VALUES (" OPS ", 'AWS 910000000001');" GRANT(ALLOW("ec2:*")),
		 LACKS("ec2:DescribeInstances"),
		 "[\"The service control policies of account 100000000001 were not all read.\"]"},
		/* What grants nothing needs no guard. */
		{"INSERT INTO roles (arn, trust) VALUES (" OPS ", 'AWS 910000000001');" GRANT(ALLOW("ec2:*")),
		 CAN("rds:DescribeDBInstances", "*"), "no"},
		{ROLES GRANT(ALLOW("ec2:*"))
			 CONTENT("p-1", "SERVICE_CONTROL_POLICY",
				 "NULL") "INSERT INTO organization_policy_target VALUES ('p-1','r-1',1);",
		 can, "unknown"},
		{ROLES GRANT(ALLOW("ec2:*")) CONTENT(
			 "p-1", "SERVICE_CONTROL_POLICY",
			 "'{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"ec2:Run*\",\"Resource\":\"*\"}}'") "INSERT INTO organization_policy_target VALUES ('p-1','r-1',1);",
		 can, "no"},
		{ROLES GRANT(ALLOW("ec2:*"))
			 CONTENT("p-1", "TAG_POLICY",
				 "'{}'") "INSERT INTO organization_policy_target VALUES ('p-1','r-1',1);",
		 can, "yes"},
		{ROLES GRANT(ALLOW("ec2:*")) "DELETE FROM organization_policy_target WHERE target = 'r-1';",
		 can, "unknown"},
		/* The account that manages the organization is under none of them. */
		{"INSERT INTO organization VALUES ('o-1','100000000001',NULL,'ALL',1);"
		 "INSERT INTO roles (arn, trust) VALUES (" OPS ", 'AWS 910000000001');" GRANT(ALLOW("ec2:*")),
		 can, "yes"},
		/* A boundary. */
		{ROLES GRANT(ALLOW(
			 "ec2:*")) "UPDATE iam_principal SET boundary = 'arn:aws:iam::100000000001:policy/b';",
		 can, "unknown"},
		{ROLES GRANT(ALLOW(
			 "ec2:*")) "UPDATE iam_principal SET boundary = 'arn:aws:iam::100000000001:policy/b';"
				   "INSERT INTO iam_policy VALUES "
				   "('100000000001','arn:aws:iam::100000000001:policy/b','b','v1',0,'{\"Statement\":" ALLOW(
					   "rds:*") "}',1,1);",
		 can, "no"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check(&rows[i]);
}

#define FITS "SELECT iam_fits(" OPS ", 'alpha-ops')"
#define WITNESS                                                                                                      \
	"SELECT concat_ws(' ', w ->> 'fits', w ->> 'kind', w ->> 'action', w ->> 'resource', w ->> 'policy', w ->> " \
	"'statement', w ->> 'denied') FROM (SELECT replace(iam_fits_witness(" OPS                                    \
	", 'alpha-ops'), '\"\"', 'null') AS w)"
#define IN_REGION(action)                                                                                      \
	"{\"Effect\":\"Allow\",\"Action\":\"" action                                                           \
	"\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:RequestedRegion\":\"eu-west-1\"}}}"

/* alpha-ops: ec2, rds, ssm:Get*, without ec2:Delete*, in eu-west-1. */
static void fits_compares_with_the_contract(void)
{
	static const struct row rows[] = {
		{ROLES GRANT(IN_REGION("ec2:Describe*")), FITS, "yes"},
		{ROLES GRANT(ALLOW("ec2:Describe*")), FITS, "no"},
		{ROLES GRANT(IN_REGION("ssm:GetParameter")), FITS, "yes"},
		{ROLES GRANT(IN_REGION("ssm:PutParameter")), FITS, "no"},
		{ROLES GRANT(IN_REGION("ec2:*")), FITS, "no"},
		{ROLES GRANT(ALLOW("sts:GetCallerIdentity")), FITS, "yes"}, /* tolerated everywhere */
		{ROLES, FITS, "yes"},
		{"", FITS, "unknown"},
		{ROLES "INSERT INTO grants VALUES (" OPS ", 'arn:aws:iam::100000000001:policy/lost');", FITS,
		 "unknown"},
		{ROLES "UPDATE iam_principal SET boundary = 'arn:aws:iam::100000000001:policy/b';" GRANT(
			 IN_REGION("ec2:Describe*")),
		 FITS, "yes"},
		{ROLES "UPDATE iam_principal SET boundary = 'arn:aws:iam::100000000001:policy/b';" GRANT(
			 ALLOW("iam:*")),
		 FITS, "unknown"},
		{ROLES, "SELECT iam_fits(" OPS ", 'nobody')",
		 "SQL: iam_fits: the contract has no engagement of this name (1), in \"SELECT iam_fits(" OPS
		 ", 'nobody')\""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check(&rows[i]);
}

static void the_gravest_excess_is_told(void)
{
	static const struct row rows[] = {
		{ROLES GRANT("[" IN_REGION("ec2:Describe*") "," ALLOW("iam:Create*") "]"),
		 "SELECT w ->> 'kind' || ' ' || (w ->> 'action') || ' ' || (w ->> 'statement') FROM (SELECT iam_fits_witness(" OPS
		 ", 'alpha-ops') AS w)",
		 "iam-write iam:CreateAccessKey 2"},
		{ROLES GRANT(ALLOW("s3:GetObject")), "SELECT iam_fits_witness(" OPS ", 'alpha-ops')",
		 "{\"fits\":\"no\",\"kind\":\"data-access\",\"granted\":1,\"beyond\":1,\"services\":{\"s3\":1},\"action\":\"s3:GetObject\",\"on\":\"*\",\"resource\":\"arn:aws:s3:us-east-1:100000000001:accesspoint/a/object/a\",\"region\":\"\",\"policy\":\"inline\",\"statement\":\"1\",\"denied\":0,\"open\":\"\",\"lacks\":[]}"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check(&rows[i]);
}

const struct unit_suite analyzers_iam_sql_suite = {
	"analyzers_iam_sql", (const struct unit_case[]){
				     {"can_answers_from_the_documents", can_answers_from_the_documents},
				     {"guards_count_when_they_were_read", guards_count_when_they_were_read},
				     {"fits_compares_with_the_contract", fits_compares_with_the_contract},
				     {"the_gravest_excess_is_told", the_gravest_excess_is_told},
				     {NULL, NULL},
			     }};
