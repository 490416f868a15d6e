/* AWS Organizations: the organization, its accounts and its tree, delegation, handshakes. */
#include "base/arn.h"
#include "collectors/readers.h"

static const struct sv absent = {NULL, 0};

static struct sv first_of(struct sv a, struct sv b)
{
	return a.n > 0 ? a : b;
}

static bool no_id(struct reading *r, const char *what, struct err *e)
{
	return reading_gap(r, "bad-record", absent, true, e, "%s has no id and can't be used.", what);
}

/* The answers about a part of the tree don't say of which part they speak. */
static bool no_subject(struct reading *r, const char *what, struct err *e)
{
	return reading_gap(
		r, "no-subject", absent, true, e,
		"The answer does not say whose %s these are: expected a file name that ends in --<id>.", what);
}

bool read_organization(struct reading *r, struct err *e)
{
	const struct json_node *v = json_get(r->root, "Organization");
	struct sv id = reading_member(r, v, "Id");
	struct sv account =
		first_of(reading_member(r, v, "MasterAccountId"), reading_member(r, v, "ManagementAccountId"));
	if (id.n == 0 || account.n == 0)
		return no_id(r, "The organization", e);
	const struct sv row[] = {
		id,
		account,
		first_of(reading_member(r, v, "MasterAccountEmail"),
			 reading_member(r, v, "ManagementAccountEmail")),
		reading_member(r, v, "FeatureSet"),
	};
	r->account = account;
	r->taken++;
	return reading_put(r, &FACT_ORGANIZATION, row, e);
}

static const char *node_kind(struct sv id)
{
	if (sv_starts(id, SV("r-")))
		return "root";
	return sv_starts(id, SV("ou-")) ? "ou" : "account";
}

static bool node_put(struct reading *r, struct sv id, struct sv name, struct sv parent, struct err *e)
{
	const struct sv row[] = {id, sv_of(node_kind(id)), name, parent.n > 0 ? parent : absent};
	return reading_put(r, &FACT_ORGANIZATION_NODE, row, e);
}

/* An organizational unit's or root's id, or an account's: what a file name may name as a place in the tree. */
static bool is_node(struct sv id)
{
	return sv_starts(id, SV("r-")) || sv_starts(id, SV("ou-")) || account_id_valid(id);
}

static bool account_put(struct reading *r, const struct json_node *v, struct err *e)
{
	struct sv id = reading_member(r, v, "Id");
	if (id.n == 0)
		return no_id(r, "An account", e);
	const struct sv row[] = {
		id,
		reading_member(r, v, "Name"),
		reading_member(r, v, "Email"),
		first_of(reading_member(r, v, "Status"), reading_member(r, v, "State")),
		reading_member(r, v, "JoinedMethod"),
		reading_time(r, json_get(v, "JoinedTimestamp")),
	};
	r->taken++;
	if (!reading_put(r, &FACT_ORGANIZATION_ACCOUNT, row, e))
		return false;
	/* list-accounts-for-parent gives the same list below one parent. */
	struct sv parent = origin_subject(r->origin);
	bool below = sv_starts(parent, SV("r-")) || sv_starts(parent, SV("ou-"));
	return node_put(r, id, row[1], below ? parent : absent, e);
}

bool read_organization_accounts(struct reading *r, struct err *e)
{
	const struct json_node *one = json_get(r->root, "Account");
	const struct json_node *list = json_get(r->root, "Accounts");
	if (one != NULL)
		return account_put(r, one, e);
	reading_truncated(r);
	for (size_t i = 0; i < json_size(list); i++)
		if (!account_put(r, json_at(list, i), e))
			return false;
	return true;
}

static bool downwards(struct reading *r, const char *list_name, struct err *e)
{
	const struct json_node *list = json_get(r->root, list_name);
	struct sv parent = origin_subject(r->origin);
	bool root = sv_starts(reading_member(r, json_at(list, 0), "Id"), SV("r-"));
	if (!is_node(parent))
		parent = absent;
	for (size_t i = 0; i < json_size(list); i++) {
		struct sv id = reading_member(r, json_at(list, i), "Id");
		if (id.n == 0)
			return no_id(r, "An entry of the tree", e);
		r->taken++;
		if (!node_put(r, id, reading_member(r, json_at(list, i), "Name"), root ? absent : parent, e))
			return false;
	}
	return root || parent.n > 0 || json_size(list) == 0 || no_subject(r, "children", e);
}

static bool upwards(struct reading *r, struct err *e)
{
	const struct json_node *list = json_get(r->root, "Parents");
	struct sv child = origin_subject(r->origin);
	if (!is_node(child))
		child = origin_account(r->origin);
	if (child.n == 0)
		return no_subject(r, "parents", e);
	for (size_t i = 0; i < json_size(list); i++) {
		struct sv id = reading_member(r, json_at(list, i), "Id");
		if (id.n == 0)
			return no_id(r, "A parent", e);
		r->taken++;
		if (!node_put(r, child, absent, id, e) || !node_put(r, id, absent, absent, e))
			return false;
	}
	return true;
}

bool read_organization_tree(struct reading *r, struct err *e)
{
	static const char *const lists[] = {"Roots", "OrganizationalUnits", "Children"};
	reading_truncated(r);
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		if (json_type(json_get(r->root, lists[i])) == JSON_ARRAY)
			return downwards(r, lists[i], e);
	const struct json_node *unit = json_get(r->root, "OrganizationalUnit");
	struct sv id = reading_member(r, unit, "Id");
	if (unit == NULL)
		return upwards(r, e);
	if (id.n == 0)
		return no_id(r, "The organizational unit", e);
	r->taken++;
	return node_put(r, id, reading_member(r, unit, "Name"), absent, e);
}

bool read_delegated_administrators(struct reading *r, struct err *e)
{
	const struct json_node *list = json_get(r->root, "DelegatedAdministrators");
	reading_truncated(r);
	for (size_t i = 0; i < json_size(list); i++) {
		const struct json_node *v = json_at(list, i);
		const struct sv row[] = {reading_member(r, v, "Id"), SV(""),
					 reading_time(r, json_get(v, "DelegationEnabledDate"))};
		if (row[0].n == 0)
			return no_id(r, "A delegated administrator", e);
		r->taken++;
		if (!reading_put(r, &FACT_DELEGATED_ADMINISTRATOR, row, e))
			return false;
	}
	return true;
}

bool read_delegated_services(struct reading *r, struct err *e)
{
	const struct json_node *list = json_get(r->root, "DelegatedServices");
	struct sv account;
	reading_truncated(r);
	if (!reading_account(r, &account, e))
		return false;
	for (size_t i = 0; i < json_size(list) && account.n > 0; i++) {
		const struct json_node *v = json_at(list, i);
		const struct sv row[] = {account, reading_member(r, v, "ServicePrincipal"),
					 reading_time(r, json_get(v, "DelegationEnabledDate"))};
		if (row[1].n == 0)
			return no_id(r, "A delegated service", e);
		r->taken++;
		if (!reading_put(r, &FACT_DELEGATED_ADMINISTRATOR, row, e))
			return false;
	}
	return true;
}

static bool handshake_put(struct reading *r, const struct json_node *v, struct err *e)
{
	const struct sv row[] = {
		reading_member(r, v, "Id"),
		reading_member(r, v, "Action"),
		reading_member(r, v, "State"),
		reading_time(r, json_get(v, "RequestedTimestamp")),
		reading_time(r, json_get(v, "ExpirationTimestamp")),
		reading_json(r, json_get(v, "Parties")),
	};
	if (row[0].n == 0)
		return no_id(r, "A handshake", e);
	r->taken++;
	return reading_put(r, &FACT_HANDSHAKE, row, e);
}

bool read_handshakes(struct reading *r, struct err *e)
{
	const struct json_node *one = json_get(r->root, "Handshake");
	const struct json_node *list = json_get(r->root, "Handshakes");
	if (one != NULL)
		return handshake_put(r, one, e);
	reading_truncated(r);
	for (size_t i = 0; i < json_size(list); i++)
		if (!handshake_put(r, json_at(list, i), e))
			return false;
	return true;
}

bool read_organization_features(struct reading *r, struct err *e)
{
	const struct json_node *list = json_get(r->root, "EnabledFeatures");
	for (size_t i = 0; i < json_size(list); i++) {
		const struct sv row[] = {reading_text(r, json_at(list, i))};
		if (row[0].n == 0)
			continue;
		r->taken++;
		if (!reading_put(r, &FACT_ORGANIZATION_FEATURE, row, e))
			return false;
	}
	return true;
}
