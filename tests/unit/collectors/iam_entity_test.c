#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_iam_entity_suite;

static void trust_policy_is_an_object_a_text_or_encoded(void)
{
	TOLD("r.json",
	     "{`Role`:{`RoleName`:`a`,`Arn`:`arn:aws:iam::111122223333:role/"
	     "a`,`AssumeRolePolicyDocument`:`%7B%22Statement%22%3A%22%25%22%7D`}"
	     "}",
	     "SELECT trust FROM iam_principal", "{`Statement`:`%`}");
	TOLD("r.json",
	     "{`Role`:{`RoleName`:`a`,`Arn`:`arn:aws:iam::111122223333:role/a`,`AssumeRolePolicyDocument`:`{"
	     " \\`Statement\\`: [] }`}}",
	     "SELECT trust FROM iam_principal", "{`Statement`:[]}");
	TOLD("r.json", "{`Role`:{`RoleName`:`a`,`Arn`:`arn:aws:iam::111122223333:role/a`}}",
	     "SELECT trust FROM iam_principal", "-");
}

static void tags_become_one_object(void)
{
	TOLD("u.json",
	     "{`User`:{`UserName`:`a`,`Arn`:`arn:aws:iam::111122223333:user/a`,`Tags`:["
	     "{`Key`:`k\\``,`Value`:`v`},{`Key`:`l`,`Value`:``}]}}",
	     "SELECT tags, json_extract(tags, '$.l') FROM iam_principal", "{`k\\``:`v`,`l`:``}|");
}

static void arn_of_no_account_leaves_the_account_empty(void)
{
	TOLD("u.json", "{`User`:{`UserName`:`a`,`Arn`:`redacted`}}", "SELECT account, arn FROM iam_principal",
	     "|redacted");
}

static const struct unit_case cases[] = {
	{"trust_policy_is_an_object_a_text_or_encoded", trust_policy_is_an_object_a_text_or_encoded},
	{"tags_become_one_object", tags_become_one_object},
	{"arn_of_no_account_leaves_the_account_empty", arn_of_no_account_leaves_the_account_empty},
	{NULL, NULL},
};

const struct unit_suite collectors_iam_entity_suite = {"collectors_iam_entity", cases};
