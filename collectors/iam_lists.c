/* IAM answers about one kind of entity: roles, users, identity providers, the account's summary. */
#include "base/arn.h"
#include "collectors/readers.h"

static const struct sv absent = {NULL, 0};

/* The entity `one` of a Get* answer, or the list `many` of a List* answer. */
static bool each(struct reading *r, const char *one, const char *many,
		 bool (*put)(struct reading *r, const struct json_node *v, struct err *e), struct err *e)
{
	const struct json_node *single = json_get(r->root, one);
	const struct json_node *list = json_get(r->root, many);
	const struct json_node *first = single != NULL ? single : json_at(list, 0);
	r->account = arn_account(reading_member(r, first, "Arn"));
	if (single != NULL)
		return put(r, single, e);
	reading_truncated(r);
	for (size_t i = 0; i < json_size(list); i++)
		if (!put(r, json_at(list, i), e))
			return false;
	return true;
}

bool read_roles(struct reading *r, struct err *e)
{
	return each(r, "Role", "Roles", iam_role_put, e);
}

bool read_users(struct reading *r, struct err *e)
{
	return each(r, "User", "Users", iam_user_put, e);
}

static struct sv issuer_of(struct sv arn_text)
{
	struct arn arn;
	struct sv prefix = SV("oidc-provider/");
	if (!arn_parse(arn_text, &arn) || !sv_starts(arn.resource, prefix))
		return absent;
	return sv_sub(arn.resource, prefix.n, arn.resource.n);
}

static bool provider_put(struct reading *r, const struct json_node *v, struct sv type, struct err *e)
{
	struct sv arn = reading_member(r, v, "Arn");
	if (arn.n == 0)
		return reading_gap(r, "bad-record", absent, true, e,
				   "An identity provider has no Arn and can't be used.");
	struct sv account = arn_account(arn);
	r->account = account;
	r->taken++;
	const struct sv row[] = {arn, account.at == NULL ? SV("") : account, type, issuer_of(arn)};
	return reading_put(r, &FACT_IDENTITY_PROVIDER, row, e);
}

bool read_identity_providers(struct reading *r, struct err *e)
{
	static const struct {
		const char *list, *type;
	} kinds[] = {
		{"SAMLProviderList", "saml"},
		{"OpenIDConnectProviderList", "oidc"},
	};
	for (size_t k = 0; k < 2; k++) {
		const struct json_node *list = json_get(r->root, kinds[k].list);
		for (size_t i = 0; i < json_size(list); i++)
			if (!provider_put(r, json_at(list, i), sv_of(kinds[k].type), e))
				return false;
	}
	if (r->account.n == 0)
		r->account = origin_account(r->origin);
	return true;
}

bool read_account_summary(struct reading *r, struct err *e)
{
	struct sv account, key;
	if (!reading_account(r, &account, e))
		return false;
	if (account.n == 0)
		return true;
	const struct json_node *map = json_get(r->root, "SummaryMap"), *v;
	for (size_t i = 0; (v = json_member(map, i, &key)) != NULL; i++) {
		const struct sv row[] = {account, key, reading_int(r, v)};
		if (row[2].at == NULL)
			continue;
		r->taken++;
		if (!reading_put(r, &FACT_IAM_SUMMARY, row, e))
			return false;
	}
	const struct sv source[] = {account, SV("account-summary"), SV("")};
	return reading_put(r, &FACT_CREDENTIAL_SOURCE, source, e);
}
