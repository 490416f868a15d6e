#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_answers_suite;

#define ROLE(name) "{`RoleName`:`" name "`,`Arn`:`arn:aws:iam::111122223333:role/" name "`}"
#define OBJECT     "SELECT kind, facts FROM object"

static void answers_one_after_the_other_are_all_read(void)
{
	TOLD("x", "{`Role`:" ROLE("a") "}\n{`Roles`:[" ROLE("b") "]}{`Role`:\n" ROLE("c") "\n}\n", OBJECT,
	     "iam-roles|3");
	TOLD("x", "[{`Role`:" ROLE("a") "},{`status_code`:200,`data`:{`Role`:" ROLE("b") "}}]", OBJECT,
	     "iam-roles|2");
}

static void pages_in_one_file_are_whole_with_their_last(void)
{
	TOLD("x",
	     "{`RoleDetailList`:[" ROLE("a") "],`IsTruncated`:true,`Marker`:`m`}\n{`RoleDetailList`:[" ROLE(
		     "b") "]}",
	     "SELECT complete, (SELECT count(*) FROM gap) FROM iam_account", "1|0");
	TOLD("x",
	     "{`RoleDetailList`:[" ROLE("a") "],`IsTruncated`:true,`Marker`:`m`}\n"
					     "{`RoleDetailList`:[" ROLE(
						     "b") "],`IsTruncated`:true,`Marker`:`n`}",
	     "SELECT complete, (SELECT code FROM gap) FROM iam_account", "0|incomplete-pages");
}

static void mixed_and_broken_files_are_not_read(void)
{
	TOLD("x", "{`Role`:" ROLE("a") "}\n{`Users`:[]}\n", "SELECT code FROM gap", "unrecognised");
	TOLD("x", "{`Role`:" ROLE("a") "}\n{`Role`:", "SELECT code FROM gap", "unrecognised");
	TOLD("x", "{`Role`:\n" ROLE("a") "}\n{`Role`:", "SELECT code FROM gap", "not-json");
	TOLD("x", "[{`Role`:" ROLE("a") "},7]", "SELECT code FROM gap", "unrecognised");
	TOLD("x", "{`eventTime`:\n`2026-06-01T10:00:00Z`,`eventSource`:`s`,`eventName`:`n`}\n{`eventTime`:1}",
	     "SELECT code FROM gap", "not-json");
}

static void members_must_be_of_their_type(void)
{
	TOLD("x", "{`Role`:[]}", OBJECT, "unrecognised|0");
	TOLD("x", "{`Users`:[{`UserName`:`a`}]}", OBJECT, "unrecognised|0");
	TOLD("x", "{`Policy`:{`PolicyName`:`a`}}", OBJECT, "unrecognised|0");
	TOLD("x", "{`Certificates`:[{`CertificateIdentifier`:`rds-ca`}]}", OBJECT, "unrecognised|0");
}

static const struct unit_case cases[] = {
	{"answers_one_after_the_other_are_all_read", answers_one_after_the_other_are_all_read},
	{"pages_in_one_file_are_whole_with_their_last", pages_in_one_file_are_whole_with_their_last},
	{"mixed_and_broken_files_are_not_read", mixed_and_broken_files_are_not_read},
	{"members_must_be_of_their_type", members_must_be_of_their_type},
	{NULL, NULL},
};

const struct unit_suite collectors_answers_suite = {"collectors_answers", cases};
