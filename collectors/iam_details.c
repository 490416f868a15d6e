/* GetAccountAuthorizationDetails: users, groups, roles and managed policies of an account with all their policies.
 * One file may be the whole, a page, or hold the entities of several accounts. */
#include "base/arn.h"
#include "base/table.h"
#include "collectors/readers.h"

static const struct sv absent = {NULL, 0};

static bool inline_grants(struct reading *r, struct sv principal, const struct json_node *list, struct err *e)
{
	for (size_t i = 0; i < json_size(list); i++) {
		bool bad = false;
		struct sv name = reading_member(r, json_at(list, i), "PolicyName");
		struct sv document = reading_document(r, json_get(json_at(list, i), "PolicyDocument"), &bad);
		if (bad &&
		    !reading_gap(r, "bad-document", absent, true, e,
				 "The inline policy \"" SV_FMT "\" of " SV_FMT " is not a JSON document.",
				 SV_ARG(name), SV_ARG(principal)))
			return false;
		const struct sv row[] = {principal, SV("inline"), name.at == NULL ? SV("") : name, SV(""),
					 document};
		r->taken++;
		if (!reading_put(r, &FACT_IAM_GRANT, row, e))
			return false;
	}
	return true;
}

static bool attached_grants(struct reading *r, struct sv principal, const struct json_node *list, struct err *e)
{
	for (size_t i = 0; i < json_size(list); i++) {
		struct sv name = reading_member(r, json_at(list, i), "PolicyName");
		struct sv arn = reading_member(r, json_at(list, i), "PolicyArn");
		const struct sv row[] = {principal, SV("attached"), name.at == NULL ? SV("") : name,
					 arn.at == NULL ? SV("") : arn, absent};
		r->taken++;
		if (!reading_put(r, &FACT_IAM_GRANT, row, e))
			return false;
	}
	return true;
}

/* A user's groups come as names; the group's path, if it has one, is settled when all objects are read. */
static bool memberships(struct reading *r, struct sv user, const struct json_node *list, struct err *e)
{
	struct arn arn;
	if (!arn_parse(user, &arn))
		return true;
	for (size_t i = 0; i < json_size(list); i++) {
		struct sv name = reading_text(r, json_at(list, i));
		struct sv group = arena_printf(r->arena, "arn:" SV_FMT ":iam::" SV_FMT ":group/" SV_FMT,
					       SV_ARG(arn.partition), SV_ARG(arn.account), SV_ARG(name));
		const struct sv row[] = {group, user};
		r->taken++;
		if (!reading_put(r, &FACT_IAM_GROUP_MEMBER, row, e))
			return false;
	}
	return true;
}

struct entities {
	const char *list, *inline_list;
	bool (*put)(struct reading *r, const struct json_node *v, struct err *e);
};

static const struct entities kinds[] = {
	{"UserDetailList", "UserPolicyList", iam_user_put},
	{"GroupDetailList", "GroupPolicyList", iam_group_put},
	{"RoleDetailList", "RolePolicyList", iam_role_put},
};

#define KINDS (sizeof kinds / sizeof kinds[0])

static bool read_entities(struct reading *r, const struct entities *k, struct err *e)
{
	const struct json_node *list = json_get(r->root, k->list);
	for (size_t i = 0; i < json_size(list); i++) {
		const struct json_node *v = json_at(list, i);
		struct sv arn = reading_member(r, v, "Arn");
		if (!k->put(r, v, e))
			return false;
		if (arn.n == 0)
			continue;
		if (!inline_grants(r, arn, json_get(v, k->inline_list), e) ||
		    !attached_grants(r, arn, json_get(v, "AttachedManagedPolicies"), e) ||
		    !memberships(r, arn, json_get(v, "GroupList"), e))
			return false;
	}
	return true;
}

static const struct json_node *default_version(const struct json_node *policy)
{
	const struct json_node *list = json_get(policy, "PolicyVersionList");
	for (size_t i = 0; i < json_size(list); i++)
		if (json_true(json_get(json_at(list, i), "IsDefaultVersion")))
			return json_at(list, i);
	return NULL;
}

static bool policy_put(struct reading *r, const struct json_node *v, struct sv file_account, struct err *e)
{
	bool bad = false;
	const struct json_node *version = default_version(v);
	struct sv arn = reading_member(r, v, "Arn");
	struct sv name = reading_member(r, v, "PolicyName");
	struct sv id = reading_member(r, v, "DefaultVersionId");
	bool aws = sv_eq(arn_account(arn), SV("aws"));
	struct sv account = aws || arn_account(arn).n == 0 ? file_account : arn_account(arn);
	if (arn.n == 0)
		return reading_gap(r, "bad-record", absent, true, e, "A policy has no Arn and can't be used.");
	const struct sv row[] = {
		account,
		arn,
		name.at == NULL ? SV("") : name,
		id.at != NULL ? id : reading_member(r, version, "VersionId"),
		aws ? SV("1") : SV("0"),
		reading_document(r, json_get(version, "Document"), &bad),
		reading_format(r, (int64_t)json_size(json_get(v, "PolicyVersionList"))),
	};
	r->taken++;
	if (bad && !reading_gap(r, "bad-document", absent, true, e,
				"The policy " SV_FMT " is not a JSON document.", SV_ARG(arn)))
		return false;
	return reading_put(r, &FACT_IAM_POLICY, row, e);
}

/* How often each account is named by the entities of the file. */
static struct table *accounts_of(struct reading *r)
{
	struct table *accounts = table_new(r->arena);
	static const char *const lists[] = {"UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"};
	for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
		const struct json_node *list = json_get(r->root, lists[k]);
		for (size_t i = 0; i < json_size(list); i++) {
			struct sv account = arn_account(reading_member(r, json_at(list, i), "Arn"));
			if (account.n == 0 || sv_eq(account, SV("aws")))
				continue;
			bool added;
			int64_t **count = (int64_t **)table_slot(accounts, account, &added);
			if (added)
				*count = arena_alloc(r->arena, sizeof **count);
			++**count;
		}
	}
	return accounts;
}

/* The account named most often; of equals the smallest text. */
static struct sv main_account(const struct table *accounts)
{
	struct sv best = absent;
	int64_t most = 0;
	for (size_t i = 0; i < table_size(accounts); i++) {
		int64_t count = *(const int64_t *)table_value(accounts, i);
		if (count > most || (count == most && sv_cmp(table_key(accounts, i), best) < 0)) {
			best = table_key(accounts, i);
			most = count;
		}
	}
	return best;
}

static bool account_put(struct reading *r, struct sv account, bool complete, struct err *e)
{
	const struct sv row[] = {account, complete ? SV("1") : SV("0"), absent};
	return reading_put(r, &FACT_IAM_ACCOUNT, row, e);
}

static bool accounts_put(struct reading *r, const struct table *accounts, struct err *e)
{
	bool complete = !reading_truncated(r);
	for (size_t i = 0; i < table_size(accounts); i++)
		if (!account_put(r, table_key(accounts, i), complete, e))
			return false;
	return table_size(accounts) > 0 || account_put(r, r->account, complete, e);
}

bool read_iam_details(struct reading *r, struct err *e)
{
	struct table *accounts = accounts_of(r);
	struct sv account = main_account(accounts);
	r->account = account;
	if (account.n == 0 && !reading_account(r, &account, e))
		return false;
	for (size_t k = 0; k < KINDS; k++)
		if (!read_entities(r, &kinds[k], e))
			return false;
	const struct json_node *policies = json_get(r->root, "Policies");
	struct sv of = account.n > 0 ? account : SV("");
	for (size_t i = 0; i < json_size(policies); i++)
		if (!policy_put(r, json_at(policies, i), of, e))
			return false;
	return account.n == 0 || accounts_put(r, accounts, e);
}
