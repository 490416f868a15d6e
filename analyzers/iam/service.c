#include "analyzers/iam/service.h"

#include <string.h>

/* ---- how the sides join ---- */

static const struct {
	const char *action;   /* lower case; ends in ':' when the whole service is meant */
	const char *resource; /* what the resource's sixth field begins with */
	enum iam_join join;
} joins[] = {
	/* KMS Developer Guide, "Key policies in AWS KMS" */
	{"kms:", "key/", IAM_JOIN_VIA_RESOURCE},
	/* IAM User Guide, "How IAM roles differ from resource-based policies" and "Pass session tags in STS" */
	{"sts:assumerole", "role/", IAM_JOIN_VIA_RESOURCE},
	{"sts:assumerolewithsaml", "role/", IAM_JOIN_VIA_RESOURCE},
	{"sts:assumerolewithwebidentity", "role/", IAM_JOIN_VIA_RESOURCE},
	{"sts:tagsession", "role/", IAM_JOIN_BOTH},
	{"sts:setsourceidentity", "role/", IAM_JOIN_BOTH},
	{"sts:setcontext", "role/", IAM_JOIN_BOTH},
};

enum iam_join iam_service_join(const struct iam_request *r)
{
	if (r->resource.wildcard_only || !(sv_eq(r->service, SV("kms")) || sv_eq(r->service, SV("sts"))))
		return IAM_JOIN_EITHER;
	for (size_t i = 0; i < sizeof joins / sizeof *joins; i++) {
		struct sv action = sv_of(joins[i].action), rest = r->resource.field[5];
		bool same = sv_ends(action, SV(":")) ? sv_starts(r->action, action) : sv_eq(r->action, action);
		bool every = sv_eq(rest, SV("*"));
		if (same && (every || sv_starts(rest, sv_of(joins[i].resource))))
			return joins[i].join;
	}
	return IAM_JOIN_EITHER;
}

/* ---- answers that no policy changes ---- */

static bool reads(struct sv name)
{
	static const char *const words[] = {"get", "list", "simulate", "generate"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (sv_starts(name, sv_of(words[i])))
			return true;
	return false;
}

/* Managed policies of AWS, the roles of IAM Identity Center, the keys' aliases of AWS. */
static bool immutable(const struct iam_request *r)
{
	struct sv rest = r->resource.field[5], name = sv_sub(r->action, r->service.n + 1, r->action.n);
	if (r->resource.wildcard_only)
		return false;
	if (sv_eq(r->service, SV("kms")))
		return sv_starts(rest, SV("alias/aws/")) &&
		       (sv_eq(name, SV("createalias")) || sv_eq(name, SV("updatealias")) ||
			sv_eq(name, SV("deletealias")));
	if (!sv_eq(r->service, SV("iam")) || reads(name))
		return false;
	return (sv_eq(r->resource.field[4], SV("aws")) && sv_starts(rest, SV("policy/"))) ||
	       sv_starts(rest, SV("role/aws-reserved/"));
}

enum iam_decision iam_service_fixed(const struct iam_request *r, const char **rule)
{
	if (r->service.n != 3)
		return IAM_UNKNOWN; /* none of sts, iam and kms */
	if (sv_eq(r->action, SV("sts:getcalleridentity")) && r->principal.kind != IAM_ANONYMOUS) {
		*rule = "get-caller-identity";
		return IAM_ALLOWED;
	}
	if (immutable(r)) {
		*rule = "immutable";
		return IAM_IMPLICIT_DENY;
	}
	return IAM_UNKNOWN;
}

/* ---- KMS grants: AWS KMS Developer Guide, "Grants in AWS KMS" ---- */

static bool names_key(struct sv key, const struct iam_resource *resource)
{
	struct sv id = resource->field[5];
	if (key.n == 0 || sv_eq(key, resource->text))
		return true;
	return sv_starts(id, SV("key/")) && sv_eq(sv_sub(id, 4, id.n), key);
}

static bool permits(const struct iam_kms_grant *g, struct sv name)
{
	for (size_t i = 0; i < g->operations; i++)
		if (sv_eq_nocase(g->operation[i], name))
			return true;
	return false;
}

#define ENCRYPTION_CONTEXT "kms:encryptioncontext:"

/* The request's encryption context holds this pair. */
static bool has_pair(const struct iam_request *r, const struct iam_entry *pair)
{
	struct sv name = pair->key.name;
	for (size_t i = 0; i < r->n; i++) {
		struct sv key = r->context[i].key.name;
		const struct iam_value *value = &r->context[i].value;
		if (sv_starts(key, SV(ENCRYPTION_CONTEXT)) &&
		    sv_eq(sv_sub(key, sizeof ENCRYPTION_CONTEXT - 1, key.n), name) && value->n == 1 &&
		    sv_eq(value->text[0], pair->value.text[0]))
			return true;
	}
	return false;
}

static size_t pairs_of(const struct iam_request *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n; i++)
		n += sv_starts(r->context[i].key.name, SV(ENCRYPTION_CONTEXT));
	return n;
}

static bool has_pairs(const struct iam_request *r, const struct iam_entry *pair, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!has_pair(r, &pair[i]))
			return false;
	return true;
}

/* Only cryptographic operations with an encryption context are bound by the constraints. */
static bool constraints_hold(const struct iam_kms_grant *g, const struct iam_request *r, struct sv name)
{
	static const char *const words[] = {"encrypt", "decrypt", "generatedatakey", "reencrypt"};
	bool bound = false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		bound |= sv_starts(name, sv_of(words[i]));
	if (!bound)
		return true;
	if (g->has_equals && (pairs_of(r) != g->equal || !has_pairs(r, g->equals, g->equal)))
		return false;
	return has_pairs(r, g->subset, g->subsets);
}

static enum iam_level grant_level(const struct iam_kms_grant *g, const struct iam_request *r, struct sv name)
{
	if (!names_key(g->key, &r->resource))
		return IAM_LEVEL_NONE;
	if (sv_eq(name, SV("retiregrant")) && g->retiring.text.n > 0)
		return iam_principal_match(&g->retiring, &r->principal);
	if (!permits(g, name) || !constraints_hold(g, r, name))
		return IAM_LEVEL_NONE;
	return iam_principal_match(&g->grantee, &r->principal);
}

enum iam_level iam_kms_grants(const struct iam_facts *f, const struct iam_request *r,
			      const struct iam_kms_grant **grant)
{
	enum iam_level best = IAM_LEVEL_NONE;
	*grant = NULL;
	if (f->kms_grants == 0 || !sv_eq(r->service, SV("kms")) || r->resource.wildcard_only)
		return best;
	struct sv name = sv_sub(r->action, r->service.n + 1, r->action.n);
	for (size_t i = 0; i < f->kms_grants; i++) {
		enum iam_level level = grant_level(&f->kms_grant[i], r, name);
		if (level > best) {
			best = level;
			*grant = &f->kms_grant[i];
		}
	}
	return best;
}

/* ---- S3: Amazon S3 User Guide, "Access control list (ACL) overview" ---- */

static const struct {
	const char *permission, *action; /* action: lower case, without the service */
} acl_rows[] = {
	{"READ", "listbucket"},       {"READ", "listbucketversions"}, {"READ", "listbucketmultipartuploads"},
	{"WRITE", "putobject"},       {"WRITE", "deleteobject"},      {"WRITE", "deleteobjectversion"},
	{"READ_ACP", "getbucketacl"}, {"WRITE_ACP", "putbucketacl"},
};

static bool acl_permits(struct sv permission, struct sv name)
{
	for (size_t i = 0; i < sizeof acl_rows / sizeof *acl_rows; i++)
		if (sv_eq(name, sv_of(acl_rows[i].action)) &&
		    (sv_eq(permission, SV("FULL_CONTROL")) || sv_eq(permission, sv_of(acl_rows[i].permission))))
			return true;
	return false;
}

static enum iam_level acl_level(const struct iam_facts *f, const struct iam_acl_grant *g,
				const struct iam_principal *who)
{
	bool all = sv_ends(g->uri, SV("/groups/global/AllUsers"));
	bool signed_in = sv_ends(g->uri, SV("/groups/global/AuthenticatedUsers"));
	if (g->id.n > 0 && who->kind == IAM_CANONICAL_USER && sv_eq(g->id, who->text))
		return IAM_LEVEL_EXACT;
	if (f->block_public_access || !(all || signed_in))
		return IAM_LEVEL_NONE;
	return all || who->kind != IAM_ANONYMOUS ? IAM_LEVEL_EVERYONE : IAM_LEVEL_NONE;
}

enum iam_level iam_s3_acl(const struct iam_facts *f, const struct iam_request *r,
			  const struct iam_acl_grant **grant)
{
	enum iam_level best = IAM_LEVEL_NONE;
	*grant = NULL;
	if (f->acls == 0 || f->bucket_owner_enforced || !sv_eq(r->service, SV("s3")))
		return best;
	struct sv name = sv_sub(r->action, r->service.n + 1, r->action.n);
	for (size_t i = 0; i < f->acls; i++) {
		enum iam_level level = acl_permits(f->acl[i].permission, name)
					       ? acl_level(f, &f->acl[i], &r->principal)
					       : IAM_LEVEL_NONE;
		if (level > best) {
			best = level;
			*grant = &f->acl[i];
		}
	}
	return best;
}

/* ---- S3: "Blocking public access", section "The meaning of public" ---- */

static const char *const fixing_keys[] = {
	"aws:principalaccount",
	"aws:principalarn",
	"aws:principalorgid",
	"aws:sourceaccount",
	"aws:sourcearn",
	"aws:sourceip",
	"aws:sourceowner",
	"aws:sourcevpc",
	"aws:sourcevpce",
	"aws:userid",
	"s3:dataaccesspointaccount",
	"s3:dataaccesspointarn",
	"s3:x-amz-server-side-encryption-aws-kms-key-id",
};

static bool is_fixing_key(const struct iam_key *key)
{
	for (size_t i = 0; i < sizeof fixing_keys / sizeof *fixing_keys; i++)
		if (sv_eq(key->name, sv_of(fixing_keys[i])))
			return true;
	return false;
}

/* An access point's name may be open as long as its account is not. */
static bool arn_is_fixed(const struct iam_arn_pattern *p, bool name_may_vary)
{
	if (p->any || p->never)
		return false;
	if (name_may_vary)
		return p->field[4].shape == IAM_GLOB_LITERAL && sv_is_digits(p->field[4].code, 12);
	for (size_t i = 0; i < IAM_ARN_FIELDS; i++)
		if (p->field[i].shape != IAM_GLOB_LITERAL)
			return false;
	return true;
}

static bool operand_is_fixed(const struct iam_condition *c, const struct iam_operand *o)
{
	bool access_point = sv_eq(c->key.name, SV("s3:dataaccesspointarn"));
	switch (c->op->type) {
	case IAM_OPERAND_TEXT:
		if (access_point) {
			struct iam_resource arn;
			return iam_resource_parse(o->text, &arn) && sv_is_digits(arn.field[4], 12) &&
			       o->glob.variables == 0;
		}
		return o->glob.shape == IAM_GLOB_LITERAL;
	case IAM_OPERAND_ARN:
		return arn_is_fixed(o->arn, access_point);
	case IAM_OPERAND_ADDRESS:
		/* In the IPv6 form of the network: /8 of IPv4 is /104. */
		return !o->bad && o->network->bits >= (o->v6 ? 32u : 96u + 8u);
	case IAM_OPERAND_NUMBER:
	case IAM_OPERAND_DATE:
	case IAM_OPERAND_BOOL:
	case IAM_OPERAND_BINARY:
	case IAM_OPERAND_NULL:
		break;
	}
	return false;
}

static bool condition_fixes(const struct iam_condition *c)
{
	if (c->op == NULL || c->op->negated || c->if_exists || c->set == IAM_FOR_ALL_VALUES ||
	    !is_fixing_key(&c->key))
		return false;
	for (size_t i = 0; i < c->n; i++)
		if (!operand_is_fixed(c, &c->operand[i]))
			return false;
	return true;
}

static bool statement_is_public(const struct iam_statement *s)
{
	bool everyone = s->not_principal;
	for (size_t i = 0; i < s->principals; i++)
		everyone |= s->principal[i].kind == IAM_NAMED_EVERYONE;
	if (s->effect == IAM_DENY || !everyone)
		return false;
	for (size_t i = 0; i < s->conditions; i++)
		if (condition_fixes(&s->condition[i]))
			return false;
	return true;
}

bool iam_s3_is_public(const struct iam_policy *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (statement_is_public(&p->statement[i]))
			return true;
	return false;
}
