#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_organizations_suite;

static void organization_and_accounts(void)
{
	TOLD("o.json",
	     "{`Organization`:{`Id`:`o-1`,`MasterAccountId`:`111122223333`,`MasterAccountEmail`:`a@example.com`,`FeatureSet`:`ALL`}}",
	     "SELECT id, management_account, management_email, feature_set FROM organization",
	     "o-1|111122223333|a@example.com|ALL");
	TOLD("a.json",
	     "{`Accounts`:[{`Id`:`444455556666`,`Name`:`prod`,`Email`:`p@example.com`,"
	     "`Status`:`ACTIVE`,`JoinedMethod`:`INVITED`,`JoinedTimestamp`:1577836800.5}"
	     "]}",
	     "SELECT account, name, email, status, joined_method, joined FROM organization_account",
	     "444455556666|prod|p@example.com|ACTIVE|INVITED|2020-01-01T00:00:00Z");
	TOLD("a.json", "{`Account`:{`Id`:`444455556666`,`State`:`SUSPENDED`}}",
	     "SELECT account, status FROM organization_account", "444455556666|SUSPENDED");
}

static void tree_is_read_downwards_and_upwards(void)
{
	TOLD("r.json", "{`Roots`:[{`Id`:`r-ab12`,`Name`:`Root`}]}",
	     "SELECT id, kind, name, parent FROM organization_node", "r-ab12|root|Root|-");
	TOLD("list-organizational-units-for-parent--r-ab12.json",
	     "{`OrganizationalUnits`:[{`Id`:`ou-ab12-1`,`Name`:`prod`}]}",
	     "SELECT id, kind, name, parent FROM organization_node", "ou-ab12-1|ou|prod|r-ab12");
	TOLD("list-children--ou-ab12-1.json", "{`Children`:[{`Id`:`444455556666`,`Type`:`ACCOUNT`}]}",
	     "SELECT id, kind, parent FROM organization_node", "444455556666|account|ou-ab12-1");
	TOLD("list-parents--444455556666.json", "{`Parents`:[{`Id`:`ou-ab12-1`,`Type`:`ORGANIZATIONAL_UNIT`}]}",
	     "SELECT id, kind, parent FROM organization_node ORDER BY 1",
	     "444455556666|account|ou-ab12-1\n"
	     "ou-ab12-1|ou|-");
	TOLD("list-accounts-for-parent--ou-ab12-1.json", "{`Accounts`:[{`Id`:`444455556666`}]}",
	     "SELECT id, parent FROM organization_node", "444455556666|ou-ab12-1");
	TOLD("u.json", "{`OrganizationalUnit`:{`Id`:`ou-ab12-1`,`Name`:`prod`}}",
	     "SELECT id, name FROM organization_node", "ou-ab12-1|prod");
}

static void delegation_handshakes_and_features(void)
{
	TOLD("d.json",
	     "{`DelegatedAdministrators`:[{`Id`:`444455556666`,`DelegationEnabledDate`:`2025-01-01T00:00:00Z`}"
	     "]}",
	     "SELECT account, service, since FROM delegated_administrator",
	     "444455556666||2025-01-01T00:00:00Z");
	TOLD("list-delegated-services--444455556666.json",
	     "{`DelegatedServices`:[{`ServicePrincipal`:`config.amazonaws.com`}]}",
	     "SELECT account, service, since FROM delegated_administrator",
	     "444455556666|config.amazonaws.com|-");
	TOLD("h.json",
	     "{`Handshakes`:[{`Id`:`h-1`,`Action`:`INVITE`,`State`:`OPEN`,`RequestedTimestamp`:`2025-01-01T00:00:00Z`,`Parties`:[{`Id`:`o-1`,`Type`:`ORGANIZATION`}]}]}",
	     "SELECT id, action, state, requested, expires, parties FROM handshake",
	     "h-1|INVITE|OPEN|2025-01-01T00:00:00Z|-|[{`Id`:`o-1`,`Type`:`ORGANIZATION`}"
	     "]");
	TOLD("h.json", "{`Handshake`:{`Id`:`h-2`}}", "SELECT id FROM handshake", "h-2");
	TOLD("f.json", "{`OrganizationId`:`o-1`,`EnabledFeatures`:[`RootSessions`,1]}",
	     "SELECT feature FROM organization_feature ORDER BY 1",
	     "1\n"
	     "RootSessions");
}

static void answers_that_name_nobody_are_gaps(void)
{
	TOLD("o.json", "{`Organization`:{`Id`:`o-1`}}", TOLD_GAPS, "bad-record|-|1");
	TOLD("c.json", "{`Children`:[{`Id`:`444455556666`}]}", TOLD_GAPS, "no-subject|-|1");
	TOLD("p.json", "{`Parents`:[{`Id`:`r-ab12`}]}", TOLD_GAPS, "no-subject|-|1");
	TOLD("s.json", "{`DelegatedServices`:[{`ServicePrincipal`:`x`}]}", TOLD_GAPS, "no-account|-|1");
	TOLD("h.json", "{`Handshakes`:[{`Id`:`h-1`},{}]}", TOLD_GAPS, "bad-record|-|1");
	TOLD("d.json", "{`DelegatedAdministrators`:[{}]}", TOLD_GAPS, "bad-record|-|1");
	TOLD("l.json", "{`Accounts`:[]}", TOLD_GAPS, "no-record|-|0");
}

static const struct unit_case cases[] = {
	{"organization_and_accounts", organization_and_accounts},
	{"tree_is_read_downwards_and_upwards", tree_is_read_downwards_and_upwards},
	{"delegation_handshakes_and_features", delegation_handshakes_and_features},
	{"answers_that_name_nobody_are_gaps", answers_that_name_nobody_are_gaps},
	{NULL, NULL},
};

const struct unit_suite collectors_organizations_suite = {"collectors_organizations", cases};
