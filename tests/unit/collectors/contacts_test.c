#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_contacts_suite;

static void contacts_are_read_by_kind(void)
{
	TOLD("111122223333/contact.json",
	     "{`ContactInformation`:{`FullName`:`Ann Lee`,`CompanyName`:`Example`,`PhoneNumber`:`+15550100`}"
	     "}",
	     "SELECT account, kind, name, company, email, phone FROM contact",
	     "111122223333|primary|Ann Lee|Example|-|+15550100");
	TOLD("alternate-111122223333.json",
	     "{`AlternateContact`:{`AlternateContactType`:`BILLING`,`Name`:`Bo`,`EmailAddress`:`bo@example.com`,`PhoneNumber`:`1`}}",
	     "SELECT account, kind, name, company, email, phone FROM contact",
	     "111122223333|BILLING|Bo|-|bo@example.com|1");
}

static void contact_of_no_account_or_kind_is_a_gap(void)
{
	TOLD("contact.json", "{`ContactInformation`:{`FullName`:`Ann Lee`}}", TOLD_GAPS, "no-account|-|1");
	TOLD("111122223333.json", "{`AlternateContact`:{`Name`:`Bo`}}", TOLD_GAPS, "bad-record|-|1");
}

static const struct unit_case cases[] = {
	{"contacts_are_read_by_kind", contacts_are_read_by_kind},
	{"contact_of_no_account_or_kind_is_a_gap", contact_of_no_account_or_kind_is_a_gap},
	{NULL, NULL},
};

const struct unit_suite collectors_contacts_suite = {"collectors_contacts", cases};
