#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_iam_details_suite;

#define DETAILS                                                                                                \
	"{`UserDetailList`:[{`Path`:`/ops/"                                                                    \
	"`,`UserName`:`ann`,`UserId`:`AIDA1`,`Arn`:`arn:aws:iam::111122223333:user/ops/ann`,"                  \
	"`CreateDate`:`2022-08-07 12:55:43+00:00`,`GroupList`:[`admins`],`UserPolicyList`:["                   \
	"{`PolicyName`:`own`,`PolicyDocument`:`%7B%22Statement%22%3A%5B%5D%7D`}]"                              \
	",`AttachedManagedPolicies`:[{`PolicyName`:`ReadOnlyAccess`,`PolicyArn`:`arn:aws:iam::aws:policy/"     \
	"ReadOnlyAccess`}"                                                                                     \
	"],`PermissionsBoundary`:{`PermissionsBoundaryArn`:`arn:aws:iam::111122223333:policy/edge`}"           \
	",`Tags`:[{`Key`:`a`,`Value`:`b`}]}],`GroupDetailList`:[{`Path`:`/ops/`,"                              \
	"`GroupName`:`admins`,`GroupId`:`AGPA1`,`Arn`:`arn:aws:iam::111122223333:group/ops/admins`,"           \
	"`GroupPolicyList`:[]}],`RoleDetailList`:[{`Path`:`/`,`RoleName`:`partner`,"                           \
	"`RoleId`:`AROA1`,`Arn`:`arn:aws:iam::111122223333:role/partner`,`AssumeRolePolicyDocument`:{"         \
	"`Statement`:[{`Effect`:`Allow`,`Principal`:{`AWS`:`444455556666`},`Action`:`sts:AssumeRole`}"         \
	"]},`MaxSessionDuration`:3600,`RoleLastUsed`:{`LastUsedDate`:`2026-01-01T00:00:00Z`,"                  \
	"`Region`:`eu-west-1`}}],`Policies`:[{`PolicyName`:`edge`,`Arn`:`arn:aws:iam::111122223333:policy/"    \
	"edge`,"                                                                                               \
	"`DefaultVersionId`:`v2`,`PolicyVersionList`:[{`VersionId`:`v2`,`IsDefaultVersion`:true,"              \
	"`Document`:{`Statement`:[]}},{`VersionId`:`v1`,`IsDefaultVersion`:false,"                             \
	"`Document`:{}}]},{`PolicyName`:`ReadOnlyAccess`,`Arn`:`arn:aws:iam::aws:policy/ReadOnlyAccess`,"      \
	"`PolicyVersionList`:[{`VersionId`:`v9`,`IsDefaultVersion`:true,`Document`:`{"                         \
	"\\`Statement\\`:[]}`}]}]"

static void whole_account_is_read(void)
{
	TOLD("d.json", DETAILS "}",
	     "SELECT kind, name, path, created, boundary, max_session, tags FROM iam_principal "
	     "ORDER BY 1",
	     "group|admins|/ops/|-|-|-|{}\n"
	     "role|partner|/|-|-|3600|{}\n"
	     "user|ann|/ops/|2022-08-07T12:55:43Z|arn:aws:iam::111122223333:policy/edge|-|{"
	     "`a`:`b`}");
	TOLD("d.json", DETAILS "}",
	     "SELECT trust, last_used, last_region FROM iam_principal WHERE kind = 'role'",
	     "{`Statement`:[{`Effect`:`Allow`,`Principal`:{`AWS`:`444455556666`},`Action`:`sts:AssumeRole`}"
	     "]}|2026-01-01T00:00:00Z|eu-west-1");
	TOLD("d.json", DETAILS "}",
	     "SELECT account, name, version, aws_managed, document, versions FROM iam_policy "
	     "ORDER BY name",
	     "111122223333|ReadOnlyAccess|v9|1|{`Statement`:[]}|1\n"
	     "111122223333|edge|v2|0|{`Statement`:[]}|2");
	TOLD("d.json", DETAILS "}", "SELECT kind, name, policy_arn, document FROM iam_grant ORDER BY 1",
	     "attached|ReadOnlyAccess|arn:aws:iam::aws:policy/ReadOnlyAccess|-\n"
	     "inline|own||{`Statement`:[]}");
	TOLD("d.json", DETAILS "}", "SELECT account, complete FROM iam_account", "111122223333|1");
}

static void group_of_a_member_gets_its_path(void)
{
	TOLD("d.json", DETAILS "}", "SELECT group_arn, user_arn FROM iam_group_member",
	     "arn:aws:iam::111122223333:group/ops/admins|arn:aws:iam::111122223333:user/ops/ann");
}

static void page_without_the_next_is_incomplete(void)
{
	TOLD("d.json", DETAILS ",`IsTruncated`:true,`Marker`:`x`}", TOLD_GAPS, "incomplete-pages|-|1");
	TOLD("d.json", DETAILS ",`IsTruncated`:true,`Marker`:`x`}", "SELECT complete FROM iam_account", "0");
}

static void empty_account_is_named_by_its_path(void)
{
	TOLD("111122223333/d.json", "{`UserDetailList`:[],`RoleDetailList`:[]}",
	     "SELECT account, complete FROM iam_account", "111122223333|1");
	TOLD("d.json", "{`UserDetailList`:[],`RoleDetailList`:[]}", TOLD_GAPS, "no-account|-|1");
}

static void entities_that_can_not_be_used_are_gaps(void)
{
	TOLD("d.json",
	     "{`RoleDetailList`:[{`RoleName`:`x`},{`RoleName`:`y`,`Arn`:`arn:aws:iam::111122223333:role/y`,"
	     "`AssumeRolePolicyDocument`:`{`,`RolePolicyList`:[{`PolicyName`:`p`,`PolicyDocument`:`no`}"
	     "]}],`Policies`:[{`PolicyName`:`z`},{`Arn`:`arn:aws:iam::111122223333:policy/q`,"
	     "`PolicyVersionList`:[{`IsDefaultVersion`:true,`Document`:`{`}]}]}",
	     TOLD_GAPS,
	     "bad-record|-|1\n"
	     "bad-document|-|1\n"
	     "bad-document|-|1\n"
	     "bad-record|-|1\n"
	     "bad-document|-|1");
}

static const struct unit_case cases[] = {
	{"whole_account_is_read", whole_account_is_read},
	{"group_of_a_member_gets_its_path", group_of_a_member_gets_its_path},
	{"page_without_the_next_is_incomplete", page_without_the_next_is_incomplete},
	{"empty_account_is_named_by_its_path", empty_account_is_named_by_its_path},
	{"entities_that_can_not_be_used_are_gaps", entities_that_can_not_be_used_are_gaps},
	{NULL, NULL},
};

const struct unit_suite collectors_iam_details_suite = {"collectors_iam_details", cases};
