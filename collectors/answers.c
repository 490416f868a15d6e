/* API answers: which reader takes which, told by the members that only this answer has. One file may hold several
 * answers of a kind: one after the other, as pages appended to a file are, or as a list. */
#include "collectors/readers.h"
#include "collectors/recognise.h"
#include "collectors/trail/span.h"

static const struct evidence_kind iam_details = {"iam-authorization-details", "iam", read_iam_details};
static const struct evidence_kind roles = {"iam-roles", "iam", read_roles};
static const struct evidence_kind users = {"iam-users", "iam", read_users};
static const struct evidence_kind identity_providers = {"iam-identity-providers", "iam",
							read_identity_providers};
static const struct evidence_kind account_summary = {"iam-account-summary", "iam", read_account_summary};
static const struct evidence_kind credential_list = {"iam-credentials", "iam", read_credential_list};
static const struct evidence_kind access_key_use = {"iam-access-key-use", "iam", read_access_key_use};
static const struct evidence_kind virtual_mfa = {"iam-virtual-mfa", "iam", read_virtual_mfa};
static const struct evidence_kind organization = {"organization", "organizations", read_organization};
static const struct evidence_kind organization_accounts = {"organization-accounts", "organizations",
							   read_organization_accounts};
static const struct evidence_kind organization_tree = {"organization-tree", "organizations",
						       read_organization_tree};
static const struct evidence_kind delegated_administrators = {"delegated-administrators", "organizations",
							      read_delegated_administrators};
static const struct evidence_kind delegated_services = {"delegated-services", "organizations",
							read_delegated_services};
static const struct evidence_kind handshakes = {"handshakes", "organizations", read_handshakes};
static const struct evidence_kind organization_features = {"organization-features", "organizations",
							   read_organization_features};
static const struct evidence_kind organization_policy = {"organization-policy", "organizations",
							 read_organization_policy};
static const struct evidence_kind organization_policies = {"organization-policies", "organizations",
							   read_organization_policies};
static const struct evidence_kind policy_targets = {"organization-policy-targets", "organizations",
						    read_policy_targets};
static const struct evidence_kind contacts = {"contacts", "contacts", read_contacts};
static const struct evidence_kind credential_report_answer = {"credential-report", "credential-report",
							      read_credential_report_answer};

/* An answer has the member, of the type; and `inside`, unless it is NULL, is a member of it or of its first element. */
static const struct answer {
	const char *member;
	enum json_type type;
	const char *inside;
	const struct evidence_kind *kind;
} answers[] = {
	{"UserDetailList", JSON_ARRAY, NULL, &iam_details},
	{"GroupDetailList", JSON_ARRAY, NULL, &iam_details},
	{"RoleDetailList", JSON_ARRAY, NULL, &iam_details},
	{"Role", JSON_OBJECT, "RoleName", &roles},
	{"Roles", JSON_ARRAY, "RoleName", &roles},
	{"User", JSON_OBJECT, "Arn", &users},
	{"Users", JSON_ARRAY, "Arn", &users},
	{"SAMLProviderList", JSON_ARRAY, NULL, &identity_providers},
	{"OpenIDConnectProviderList", JSON_ARRAY, NULL, &identity_providers},
	{"SummaryMap", JSON_OBJECT, NULL, &account_summary},
	{"AccessKeyMetadata", JSON_ARRAY, NULL, &credential_list},
	{"ServiceSpecificCredentials", JSON_ARRAY, NULL, &credential_list},
	{"SSHPublicKeys", JSON_ARRAY, NULL, &credential_list},
	{"Certificates", JSON_ARRAY, "CertificateBody", &credential_list},
	{"MFADevices", JSON_ARRAY, NULL, &credential_list},
	{"AccessKeyLastUsed", JSON_OBJECT, NULL, &access_key_use},
	{"VirtualMFADevices", JSON_ARRAY, NULL, &virtual_mfa},
	{"Organization", JSON_OBJECT, "Id", &organization},
	{"Account", JSON_OBJECT, "Id", &organization_accounts},
	{"Accounts", JSON_ARRAY, "Id", &organization_accounts},
	{"Roots", JSON_ARRAY, "Id", &organization_tree},
	{"OrganizationalUnits", JSON_ARRAY, "Id", &organization_tree},
	{"OrganizationalUnit", JSON_OBJECT, "Id", &organization_tree},
	{"Children", JSON_ARRAY, "Id", &organization_tree},
	{"Parents", JSON_ARRAY, "Id", &organization_tree},
	{"DelegatedAdministrators", JSON_ARRAY, NULL, &delegated_administrators},
	{"DelegatedServices", JSON_ARRAY, NULL, &delegated_services},
	{"Handshake", JSON_OBJECT, "Id", &handshakes},
	{"Handshakes", JSON_ARRAY, "Id", &handshakes},
	{"EnabledFeatures", JSON_ARRAY, NULL, &organization_features},
	{"Policy", JSON_OBJECT, "PolicySummary", &organization_policy},
	{"Policies", JSON_ARRAY, "AwsManaged", &organization_policies},
	{"Targets", JSON_ARRAY, "TargetId", &policy_targets},
	{"ContactInformation", JSON_OBJECT, NULL, &contacts},
	{"AlternateContact", JSON_OBJECT, NULL, &contacts},
	{"Content", JSON_STRING, NULL, &credential_report_answer},
};

static bool is_answer(const struct answer *a, const struct json_node *root)
{
	const struct json_node *v = json_get(root, a->member);
	if (json_type(v) != a->type)
		return false;
	if (a->inside == NULL || (a->type == JSON_ARRAY && json_size(v) == 0))
		return true;
	return json_get(a->type == JSON_ARRAY ? json_at(v, 0) : v, a->inside) != NULL;
}

/* Recorded answers of the Python SDK stand inside {"status_code": ..., "data": ...}. */
static const struct json_node *unwrapped(const struct json_node *whole)
{
	const struct json_node *data = json_get(whole, "data");
	bool wrapped = json_get(whole, "status_code") != NULL && json_type(data) == JSON_OBJECT;
	return wrapped ? data : whole;
}

static const struct evidence_kind *kind_of(const struct json_node *root)
{
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
		if (is_answer(&answers[i], root))
			return answers[i].kind;
	return NULL;
}

/* JSON documents that follow each other, with or without line breaks, as one list; false when they don't. */
static bool joined(struct sv text, struct str *out)
{
	size_t end, documents = 0;
	struct err e;
	str_addc(out, '[');
	for (; span_first(text) == '{'; documents++) {
		if (!json_check(text, true, &end, &e))
			return false;
		str_addz(out, documents > 0 ? "," : "");
		str_add(out, sv_sub(text, 0, end));
		text = sv_sub(text, end, text.n);
	}
	str_addc(out, ']');
	return documents > 1 && span_first(text) == 0;
}

/* The kind that all elements of a list have. */
static const struct evidence_kind *common_kind(const struct json_node *list)
{
	const struct evidence_kind *first = json_size(list) > 0 ? kind_of(unwrapped(json_at(list, 0))) : NULL;
	for (size_t i = 1; i < json_size(list) && first != NULL; i++) {
		const struct evidence_kind *kind = kind_of(unwrapped(json_at(list, i)));
		if (kind == NULL || kind->read != first->read)
			return NULL;
	}
	return first;
}

const struct evidence_kind *answer_find(struct reading *r, struct json **doc)
{
	struct str list CLEANUP(str_free);
	struct err e;
	str_init(&list, LIMIT_TEXT);
	bool whole = json_parse(r->text, doc, &e);
	if (!whole && (!joined(r->text, &list) || !json_parse(str_sv(&list), doc, &e)))
		return NULL;
	r->whole = json_root(*doc);
	r->root = unwrapped(r->whole);
	if (json_type(r->root) != JSON_ARRAY)
		return kind_of(r->root);
	const struct evidence_kind *kind = common_kind(r->root);
	if (kind != NULL)
		r->answers = r->root;
	if (kind == NULL && !whole) {
		json_free(doc);
		r->root = r->whole = NULL;
	}
	return kind;
}

bool answer_read(struct reading *r, const struct evidence_kind *kind, struct err *e)
{
	if (r->answers == NULL)
		return kind->read(r, e);
	for (size_t i = 0; i < json_size(r->answers); i++) {
		r->root = unwrapped(json_at(r->answers, i));
		if (!kind->read(r, e))
			return false;
	}
	return true;
}
