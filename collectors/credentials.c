/* List* answers about long-lived credentials and second factors. They name the user, seldom the account. */
#include "base/arn.h"
#include "collectors/readers.h"

static const struct sv absent = {NULL, 0};

/* One kind of list: where it is, what names an entry, which members say what. */
static const struct list_kind {
	const char *list, *kind, *id, *created;
} kinds[] = {
	{"AccessKeyMetadata", "access-key", "AccessKeyId", "CreateDate"},
	{"ServiceSpecificCredentials", "service-specific", "ServiceSpecificCredentialId", "CreateDate"},
	{"SSHPublicKeys", "ssh-key", "SSHPublicKeyId", "UploadDate"},
	{"Certificates", "signing-certificate", "CertificateId", "UploadDate"},
	{"MFADevices", "mfa", "SerialNumber", "EnableDate"},
};

#define KINDS (sizeof kinds / sizeof kinds[0])

static const struct list_kind *kind_of(const struct json_node *root)
{
	for (size_t i = 0; i < KINDS; i++)
		if (json_type(json_get(root, kinds[i].list)) == JSON_ARRAY)
			return &kinds[i];
	return &kinds[0];
}

static struct sv active_of(struct reading *r, const struct json_node *v)
{
	struct sv status = reading_member(r, v, "Status");
	if (status.n == 0)
		return SV("1"); /* a second factor has no status: listed is enabled */
	return sv_eq_nocase(status, SV("Active")) ? SV("1") : SV("0");
}

static bool source_put(struct reading *r, struct sv account, const char *kind, struct sv user_arn,
		       struct err *e)
{
	const struct sv row[] = {account, sv_of(kind), user_arn};
	return reading_put(r, &FACT_CREDENTIAL_SOURCE, row, e);
}

static bool entry_put(struct reading *r, const struct list_kind *k, const struct json_node *v,
		      struct sv account, struct err *e)
{
	struct sv user = reading_member(r, v, "UserName");
	struct sv id = reading_member(r, v, k->id);
	if (user.n == 0 || id.n == 0)
		return reading_gap(r, "bad-record", absent, true, e, "An entry of %s has no UserName or no %s.",
				   k->list, k->id);
	struct sv arn = user_arn_of(r, account, user);
	const struct sv row[] = {
		arn,
		sv_of(k->kind),
		id,
		account,
		user,
		active_of(r, v),
		reading_time(r, json_get(v, k->created)),
		absent,
		absent,
		reading_member(r, v, "ServiceName"),
		absent,
	};
	r->taken++;
	return reading_put(r, &FACT_CREDENTIAL, row, e) && source_put(r, account, k->kind, arn, e);
}

/* The serial number of a second factor is an ARN, often. */
static struct sv account_of_entries(struct reading *r, const struct list_kind *k, const struct json_node *list)
{
	struct sv account = absent;
	for (size_t i = 0; i < json_size(list) && account.n == 0; i++)
		account = arn_account(reading_member(r, json_at(list, i), k->id));
	return account;
}

bool read_credential_list(struct reading *r, struct err *e)
{
	const struct list_kind *k = kind_of(r->root);
	const struct json_node *list = json_get(r->root, k->list);
	struct sv account = account_of_entries(r, k, list);
	r->account = account;
	if (account.n == 0 && !reading_account(r, &account, e))
		return false;
	if (account.n == 0)
		return true;
	reading_truncated(r);
	for (size_t i = 0; i < json_size(list); i++)
		if (!entry_put(r, k, json_at(list, i), account, e))
			return false;
	/* An empty list says "none" of the user whom the file is named after. */
	struct sv user = origin_subject(r->origin);
	if (json_size(list) > 0 || user.n == 0 || account_id_valid(user))
		return true;
	return source_put(r, account, k->kind, user_arn_of(r, account, user), e);
}

bool read_access_key_use(struct reading *r, struct err *e)
{
	struct sv account, key = origin_subject(r->origin);
	struct sv user = reading_member(r, r->root, "UserName");
	const struct json_node *use = json_get(r->root, "AccessKeyLastUsed");
	if (!reading_account(r, &account, e))
		return false;
	if (account.n == 0)
		return true;
	if (key.n == 0 || user.n == 0)
		return reading_gap(r, "no-subject", absent, true, e,
				   "The answer does not say of which access key it speaks: expected a file "
				   "name that ends in --<access key id>.");
	struct sv region = reading_member(r, use, "Region");
	struct sv service = reading_member(r, use, "ServiceName");
	const struct sv row[] = {
		user_arn_of(r, account, user),
		SV("access-key"),
		key,
		account,
		user,
		absent,
		absent,
		reading_time(r, json_get(use, "LastUsedDate")),
		sv_eq(region, SV("N/A")) ? absent : region,
		sv_eq(service, SV("N/A")) ? absent : service,
		absent,
	};
	r->taken++;
	return reading_put(r, &FACT_CREDENTIAL, row, e);
}

static bool virtual_put(struct reading *r, const struct json_node *v, struct err *e)
{
	struct sv serial = reading_member(r, v, "SerialNumber");
	struct sv arn = reading_text(r, json_path(v, "User.Arn"));
	struct sv account = arn_account(serial);
	if (serial.n == 0 || arn.n == 0)
		return true; /* nobody uses it */
	bool root = sv_ends(arn, SV(":root"));
	struct sv user = reading_text(r, json_path(v, "User.UserName"));
	const struct sv row[] = {
		arn,
		SV("mfa"),
		serial,
		account.at == NULL ? SV("") : account,
		root || user.at == NULL ? SV("<root_account>") : user,
		SV("1"),
		reading_time(r, json_get(v, "EnableDate")),
		absent,
		absent,
		absent,
		absent,
	};
	r->account = account;
	r->taken++;
	return reading_put(r, &FACT_CREDENTIAL, row, e);
}

bool read_virtual_mfa(struct reading *r, struct err *e)
{
	const struct json_node *list = json_get(r->root, "VirtualMFADevices");
	reading_truncated(r);
	for (size_t i = 0; i < json_size(list); i++)
		if (!virtual_put(r, json_at(list, i), e))
			return false;
	return r->account.n == 0 || source_put(r, r->account, "mfa", SV(""), e);
}
