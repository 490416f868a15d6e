#include "analyzers/iam/context.h"

#include <string.h>

/* ---- keys ---- */

/* What the request says of a key that its caller left out. */
typedef enum iam_presence derive_fn(const struct iam_request *r, struct sv *value);

static enum iam_presence give(struct sv text, struct sv *value)
{
	*value = text;
	return text.n > 0 ? IAM_DERIVED : IAM_ABSENT;
}

static const struct iam_value *given(const struct iam_request *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (sv_eq(r->context[i].key.name, sv_of(name)))
			return &r->context[i].value;
	return NULL;
}

static bool has_account(const struct iam_request *r)
{
	return r->principal.account.n > 0;
}

static enum iam_presence principal_arn(const struct iam_request *r, struct sv *value)
{
	if (r->principal.kind == IAM_FEDERATED_USER && r->principal.arn.n == 0)
		return give(r->principal.text, value);
	bool arn = has_account(r);
	return arn ? give(r->principal.arn, value) : IAM_ABSENT;
}

static enum iam_presence principal_account(const struct iam_request *r, struct sv *value)
{
	return give(r->principal.account, value);
}

static enum iam_presence principal_type(const struct iam_request *r, struct sv *value)
{
	static const char *const types[] = {
		[IAM_ANONYMOUS] = "Anonymous",
		[IAM_ROOT] = "Account",
		[IAM_USER] = "User",
		[IAM_ROLE] = "AssumedRole",
		[IAM_ROLE_SESSION] = "AssumedRole",
		[IAM_FEDERATED_USER] = "FederatedUser",
		[IAM_SERVICE] = "",
		[IAM_FEDERATED] = "",
		[IAM_CANONICAL_USER] = "",
	};
	return give(sv_of(types[r->principal.kind]), value);
}

/* Unique ids of users and roles are not part of their ARNs. */
static enum iam_presence user_id(const struct iam_request *r, struct sv *value)
{
	if (r->principal.kind == IAM_ANONYMOUS)
		return give(SV("anonymous"), value);
	return r->principal.kind == IAM_ROOT ? give(r->principal.account, value) : IAM_UNKNOWN_KEY;
}

static enum iam_presence user_name(const struct iam_request *r, struct sv *value)
{
	return r->principal.kind == IAM_USER ? give(r->principal.name, value) : IAM_ABSENT;
}

static enum iam_presence is_service(const struct iam_request *r, struct sv *value)
{
	return give(r->principal.kind == IAM_SERVICE ? SV("true") : SV("false"), value);
}

static enum iam_presence service_name(const struct iam_request *r, struct sv *value)
{
	return r->principal.kind == IAM_SERVICE ? give(r->principal.text, value) : IAM_ABSENT;
}

/* AWS sends it with every request; it is true when a service passes the caller's request on. */
static enum iam_presence via_service(const struct iam_request *r, struct sv *value)
{
	const struct iam_value *chain = given(r, "aws:calledvia");
	if (chain == NULL && r->mode == IAM_OPEN)
		return IAM_UNKNOWN_KEY;
	return give(chain != NULL && chain->n > 0 ? SV("true") : SV("false"), value);
}

static enum iam_presence called_via_first(const struct iam_request *r, struct sv *value)
{
	const struct iam_value *chain = given(r, "aws:calledvia");
	return chain != NULL && chain->n > 0 ? give(chain->text[0], value) : IAM_UNKNOWN_KEY;
}

static enum iam_presence called_via_last(const struct iam_request *r, struct sv *value)
{
	const struct iam_value *chain = given(r, "aws:calledvia");
	return chain != NULL && chain->n > 0 ? give(chain->text[chain->n - 1], value) : IAM_UNKNOWN_KEY;
}

static enum iam_presence source_ip(const struct iam_request *r, struct sv *value)
{
	(void)value;
	bool endpoint = r->behind_endpoint || given(r, "aws:sourcevpce") != NULL;
	return endpoint ? IAM_ABSENT : IAM_UNKNOWN_KEY;
}

/* The source of a service's own call: nobody else's requests carry it. */
static enum iam_presence source_of_service(const struct iam_request *r, struct sv *value)
{
	(void)value;
	return r->principal.kind == IAM_SERVICE ? IAM_UNKNOWN_KEY : IAM_ABSENT;
}

static enum iam_presence resource_account(const struct iam_request *r, struct sv *value)
{
	if (r->resource.account.n == 0)
		return IAM_UNKNOWN_KEY;
	return give(r->resource.account, value);
}

/* Only temporary credentials say whether there was a second factor and when they were issued. A user may hold
 * either kind. */
static enum iam_presence of_temporary(const struct iam_request *r, struct sv *value)
{
	(void)value;
	bool never = r->principal.kind == IAM_SERVICE || r->principal.kind == IAM_ANONYMOUS;
	return never ? IAM_ABSENT : IAM_UNKNOWN_KEY;
}

static enum iam_presence provider(const struct iam_request *r, struct sv *value)
{
	return r->principal.kind == IAM_FEDERATED ? give(r->principal.text, value) : IAM_UNKNOWN_KEY;
}

static enum iam_presence of_kms(const struct iam_request *r, struct sv *value)
{
	bool kms = sv_eq(r->service, SV("kms"));
	return kms ? give(r->principal.account, value) : IAM_ABSENT;
}

/* Sorted by name. */
static const struct {
	const char *name;
	derive_fn *derive;
} rows[] = {
	{"aws:calledviafirst", called_via_first},
	{"aws:calledvialast", called_via_last},
	{"aws:federatedprovider", provider},
	{"aws:multifactorauthage", of_temporary},
	{"aws:multifactorauthpresent", of_temporary},
	{"aws:principalaccount", principal_account},
	{"aws:principalarn", principal_arn},
	{"aws:principalisawsservice", is_service},
	{"aws:principalservicename", service_name},
	{"aws:principaltype", principal_type},
	{"aws:resourceaccount", resource_account},
	{"aws:sourceaccount", source_of_service},
	{"aws:sourcearn", source_of_service},
	{"aws:sourceip", source_ip},
	{"aws:sourceorgid", source_of_service},
	{"aws:sourceorgpaths", source_of_service},
	{"aws:tokenissuetime", of_temporary},
	{"aws:userid", user_id},
	{"aws:username", user_name},
	{"aws:viaawsservice", via_service},
	{"kms:calleraccount", of_kms},
};

static uint16_t derivable(struct sv name)
{
	size_t low = 0, high = sizeof rows / sizeof *rows;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = sv_cmp(name, sv_of(rows[middle].name));
		if (order == 0)
			return (uint16_t)(middle + 1);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

/* FNV-1a. Only equality is asked of it: no result depends on its order. */
static uint32_t hash(struct sv v)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < v.n; i++)
		h = (h ^ (unsigned char)v.at[i]) * 16777619u;
	return h;
}

static struct sv lower_case(struct arena *a, struct sv text)
{
	char *copy = arena_strz(a, text);
	for (size_t i = 0; i < text.n; i++)
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] + ('a' - 'A'));
	return (struct sv){copy, text.n};
}

bool iam_request_set_action(struct arena *a, struct sv text, struct iam_request *r)
{
	ptrdiff_t colon = sv_find_char(text, ':');
	if (colon <= 0 || (size_t)colon + 1 == text.n || sv_find_char(text, '*') >= 0)
		return false;
	r->action = lower_case(a, text);
	r->service = sv_sub(r->action, 0, (size_t)colon);
	return true;
}

void iam_key_init(struct arena *a, struct sv written, struct iam_key *key)
{
	struct sv lower = lower_case(a, written);
	*key = (struct iam_key){lower, written, hash(lower), derivable(lower)};
}

bool iam_key_eq(const struct iam_key *a, const struct iam_key *b)
{
	return a->hash == b->hash && sv_eq(a->name, b->name);
}

/* ---- looking up ---- */

static const struct iam_entry *find_given(const struct iam_request *r, const struct iam_key *key)
{
	for (size_t i = 0; i < r->n; i++)
		if (iam_key_eq(&r->context[i].key, key))
			return &r->context[i];
	return NULL;
}

static bool named_absent(const struct iam_request *r, const struct iam_key *key)
{
	for (size_t i = 0; i < r->absents; i++)
		if (iam_key_eq(&r->absent[i], key))
			return true;
	return false;
}

static bool tag_of_resource(const struct iam_key *key)
{
	return sv_starts(key->name, SV("aws:resourcetag/")) || sv_starts(key->name, SV("s3:buckettag/"));
}

static enum iam_presence unknown_in(enum iam_mode mode)
{
	return mode == IAM_OPEN ? IAM_UNKNOWN_KEY : IAM_ABSENT;
}

enum iam_presence iam_request_find(const struct iam_request *r, const struct iam_key *key, struct sv *scratch,
				   struct iam_value *value)
{
	if (r->no_resource_tags && tag_of_resource(key))
		return IAM_ABSENT;
	const struct iam_entry *entry = find_given(r, key);
	if (entry != NULL) {
		*value = entry->value;
		return IAM_PRESENT;
	}
	if (named_absent(r, key))
		return IAM_ABSENT;
	if (!r->derive || key->derived == 0)
		return unknown_in(r->mode);
	enum iam_presence presence = rows[key->derived - 1].derive(r, scratch);
	if (presence == IAM_DERIVED)
		*value = (struct iam_value){scratch, 1, false};
	return presence == IAM_UNKNOWN_KEY ? unknown_in(r->mode) : presence;
}
