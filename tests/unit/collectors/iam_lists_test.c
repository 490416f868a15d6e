#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_iam_lists_suite;

static void roles_and_users_come_one_by_one_or_as_lists(void)
{
	TOLD("r.json",
	     "{`Roles`:[{`RoleName`:`a`,`Arn`:`arn:aws:iam::111122223333:role/a`},{`RoleName`:`b`,"
	     "`Arn`:`arn:aws:iam::111122223333:role/b`}]}",
	     "SELECT kind, facts, account FROM object", "iam-roles|2|111122223333");
	TOLD("u.json",
	     "{`Users`:[{`UserName`:`a`,`Arn`:`arn:aws:iam::111122223333:user/"
	     "a`,`PasswordLastUsed`:`2026-01-01T00:00:00Z`}"
	     "]}",
	     "SELECT name, last_used FROM iam_principal", "a|2026-01-01T00:00:00Z");
}

static void identity_providers_are_told_apart(void)
{
	TOLD("p.json",
	     "{`SAMLProviderList`:[{`Arn`:`arn:aws:iam::111122223333:saml-provider/x`}"
	     "]}",
	     "SELECT account, type, issuer FROM identity_provider", "111122223333|saml|-");
	TOLD("p.json",
	     "{`OpenIDConnectProviderList`:[{`Arn`:`arn:aws:iam::111122223333:oidc-provider/token.example.com/x`}]}",
	     "SELECT type, issuer FROM identity_provider", "oidc|token.example.com/x");
	TOLD("p.json", "{`SAMLProviderList`:[{}]}", TOLD_GAPS, "bad-record|-|1");
	TOLD("p.json", "{`SAMLProviderList`:[]}", TOLD_GAPS, "no-record|-|0");
}

static void summary_belongs_to_the_account_of_its_path(void)
{
	TOLD("111122223333/s.json", "{`SummaryMap`:{`AccountMFAEnabled`:1,`Users`:3,`Odd`:`x`}}",
	     "SELECT account, key, value FROM iam_summary ORDER BY key",
	     "111122223333|AccountMFAEnabled|1\n"
	     "111122223333|Users|3");
	TOLD("s.json", "{`SummaryMap`:{`AccountMFAEnabled`:1}}", TOLD_GAPS, "no-account|-|1");
}

static void page_of_a_list_without_its_last_one_is_a_gap(void)
{
	TOLD("r.json",
	     "{`IsTruncated`:true,`Roles`:[{`RoleName`:`a`,`Arn`:`arn:aws:iam::111122223333:role/a`}"
	     "]}",
	     TOLD_GAPS, "incomplete-pages|-|1");
}

static const struct unit_case cases[] = {
	{"roles_and_users_come_one_by_one_or_as_lists", roles_and_users_come_one_by_one_or_as_lists},
	{"identity_providers_are_told_apart", identity_providers_are_told_apart},
	{"summary_belongs_to_the_account_of_its_path", summary_belongs_to_the_account_of_its_path},
	{"page_of_a_list_without_its_last_one_is_a_gap", page_of_a_list_without_its_last_one_is_a_gap},
	{NULL, NULL},
};

const struct unit_suite collectors_iam_lists_suite = {"collectors_iam_lists", cases};
