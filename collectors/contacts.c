/* Account contacts: account get-contact-information and get-alternate-contact. */
#include "collectors/readers.h"

static const struct sv absent = {NULL, 0};

bool read_contacts(struct reading *r, struct err *e)
{
	const struct json_node *primary = json_get(r->root, "ContactInformation");
	const struct json_node *other = json_get(r->root, "AlternateContact");
	struct sv account;
	if (!reading_account(r, &account, e))
		return false;
	if (account.n == 0)
		return true;
	struct sv kind = primary != NULL ? SV("primary") : reading_member(r, other, "AlternateContactType");
	if (kind.n == 0)
		return reading_gap(r, "bad-record", absent, true, e,
				   "The contact has no AlternateContactType.");
	const struct sv row[] = {
		account,
		kind,
		primary != NULL ? reading_member(r, primary, "FullName") : reading_member(r, other, "Name"),
		reading_member(r, primary, "CompanyName"),
		reading_member(r, other, "EmailAddress"),
		reading_member(r, primary != NULL ? primary : other, "PhoneNumber"),
	};
	r->taken++;
	return reading_put(r, &FACT_CONTACT, row, e);
}
