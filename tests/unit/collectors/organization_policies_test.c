#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_organization_policies_suite;

static void policies_their_contents_and_targets(void)
{
	TOLD("list-policies-for-target--ou-ab12-34567890.json",
	     "{`Policies`:[{`Id`:`p-1`,`Name`:`deny`,`Type`:`SERVICE_CONTROL_POLICY`,"
	     "`AwsManaged`:false}]}",
	     "SELECT p.id, name, type, aws_managed, content, target FROM organization_policy "
	     "AS p JOIN organization_policy_target ON policy = p.id",
	     "p-1|deny|SERVICE_CONTROL_POLICY|0|-|ou-ab12-34567890");
	TOLD("p.json",
	     "{`Policy`:{`PolicySummary`:{`Id`:`p-1`,`Name`:`deny`,`Type`:`SERVICE_CONTROL_POLICY`,"
	     "`AwsManaged`:true},`Content`:`{\\`Statement\\`: []}`}}",
	     "SELECT id, aws_managed, content FROM organization_policy", "p-1|1|{`Statement`:[]}");
	TOLD("list-targets-for-policy--p-1.json.gz",
	     "{`Targets`:[{`TargetId`:`r-ab12`},{`TargetId`:`111122223333`},{}]}",
	     "SELECT policy, target FROM organization_policy_target ORDER BY 2",
	     "p-1|111122223333\n"
	     "p-1|r-ab12");
}

static void what_names_nothing_is_a_gap(void)
{
	TOLD("t.json", "{`Targets`:[{`TargetId`:`r-ab12`}]}", TOLD_GAPS, "no-subject|-|1");
	TOLD("p.json", "{`Policy`:{`PolicySummary`:{`Id`:`p-1`},`Content`:`{`}}", TOLD_GAPS,
	     "bad-document|-|1");
	TOLD("p.json", "{`Policies`:[{`AwsManaged`:true}]}", TOLD_GAPS, "bad-record|-|1");
}

static const struct unit_case cases[] = {
	{"policies_their_contents_and_targets", policies_their_contents_and_targets},
	{"what_names_nothing_is_a_gap", what_names_nothing_is_a_gap},
	{NULL, NULL},
};

const struct unit_suite collectors_organization_policies_suite = {"collectors_organization_policies", cases};
