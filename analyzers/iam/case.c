#include "analyzers/iam/case.h"

#include <string.h>

/* One case being read. The members of the line come in any order: what depends on several is put together at
 * the end. */
struct reading {
	struct iam_case_reader *r;
	struct iam_case *out;
	struct iam_part base; /* what all parts of a composite request share */
	struct sv role_arn;
	const struct json_node *principal, *resource, *wildcard_only, *resource_policy;
	bool service_linked, no_resource_tags;
};

typedef bool member_fn(struct reading *g, const struct json_node *v, struct sv path);

struct member {
	const char *name;
	member_fn *read;
};

static bool shape(struct reading *g, struct sv path, const char *expected)
{
	return iam_fault(g->r, "bad_shape", path, "expected %s", expected);
}

static struct sv path_of(struct reading *g, struct sv up, struct sv name)
{
	return arena_printf(g->r->arena, SV_FMT "/" SV_FMT, SV_ARG(up), SV_ARG(name));
}

static const struct member *member_find(const struct member *members, struct sv name)
{
	for (const struct member *m = members; m->name != NULL; m++)
		if (sv_eq(name, sv_of(m->name)))
			return m;
	return NULL;
}

static bool read_members(struct reading *g, const struct json_node *v, struct sv path,
			 const struct member *members)
{
	if (json_type(v) != JSON_OBJECT)
		return shape(g, path, "an object");
	if (json_size(v) > LIMIT_IAM_MEMBERS)
		return shape(g, path, "fewer members");
	for (size_t i = 0; i < json_size(v); i++) {
		struct sv name = {NULL, 0};
		const struct json_node *value = json_member(v, i, &name);
		struct sv at = path_of(g, path, name);
		if (sv_starts(name, SV("x-")))
			continue;
		const struct member *m = member_find(members, name);
		if (m == NULL)
			return iam_fault(g->r, "bad_shape", at, "found unknown member \"" SV_FMT "\"",
					 SV_ARG(name));
		if (json_type(value) != JSON_NULL && m->read != NULL && !m->read(g, value, at))
			return false;
	}
	return true;
}

static bool read_flag(struct reading *g, const struct json_node *v, struct sv path, bool *flag)
{
	if (json_type(v) != JSON_BOOL)
		return shape(g, path, "true or false");
	*flag = json_true(v);
	return true;
}

static bool read_text(struct reading *g, const struct json_node *v, struct sv path, struct sv *text)
{
	if (json_type(v) != JSON_STRING)
		return shape(g, path, "a string");
	*text = arena_sv(g->r->arena, json_string(v));
	return true;
}

/* ---- facts ---- */

static bool read_management_principal(struct reading *g, const struct json_node *v, struct sv path)
{
	return read_flag(g, v, path, &g->out->facts.principal_in_management_account);
}

static bool read_management_resource(struct reading *g, const struct json_node *v, struct sv path)
{
	return read_flag(g, v, path, &g->out->facts.resource_in_management_account);
}

static bool read_service_linked(struct reading *g, const struct json_node *v, struct sv path)
{
	return read_flag(g, v, path, &g->service_linked);
}

static bool read_block_public_access(struct reading *g, const struct json_node *v, struct sv path)
{
	return read_flag(g, v, path, &g->out->facts.block_public_access);
}

static bool read_bucket_abac(struct reading *g, const struct json_node *v, struct sv path)
{
	bool abac = true;
	bool good = read_flag(g, v, path, &abac);
	g->no_resource_tags = !abac;
	return good;
}

static bool read_ownership(struct reading *g, const struct json_node *v, struct sv path)
{
	struct sv text;
	if (!read_text(g, v, path, &text))
		return false;
	g->out->facts.bucket_owner_enforced = sv_eq(text, SV("BucketOwnerEnforced"));
	return true;
}

static bool read_acl(struct reading *g, const struct json_node *v, struct sv path)
{
	if (json_type(v) != JSON_ARRAY)
		return shape(g, path, "the list of grants of GetBucketAcl");
	size_t n = json_size(v);
	struct iam_acl_grant *acl = arena_array(g->r->arena, n, sizeof *acl);
	for (size_t i = 0; i < n; i++) {
		const struct json_node *grantee = json_get(json_at(v, i), "Grantee");
		acl[i].id = arena_sv(g->r->arena, json_string(json_get(grantee, "ID")));
		acl[i].uri = arena_sv(g->r->arena, json_string(json_get(grantee, "URI")));
		acl[i].permission = arena_sv(g->r->arena, json_string(json_get(json_at(v, i), "Permission")));
		if (grantee == NULL || acl[i].permission.n == 0)
			return shape(g, arena_printf(g->r->arena, SV_FMT "/%zu", SV_ARG(path), i),
				     "an object with \"Grantee\" and \"Permission\"");
	}
	g->out->facts.acl = acl;
	g->out->facts.acls = n;
	return true;
}

static bool read_pairs(struct reading *g, const struct json_node *v, struct sv path,
		       const struct iam_entry **out, size_t *n)
{
	return v == NULL || iam_read_context(g->r, v, path, out, n);
}

static bool read_grant(struct reading *g, const struct json_node *v, struct sv path, struct iam_kms_grant *k)
{
	struct arena *a = g->r->arena;
	const struct json_node *operations = json_get(v, "Operations"),
			       *constraints = json_get(v, "Constraints");
	const struct json_node *equals = json_get(constraints, "EncryptionContextEquals");
	if (json_type(v) != JSON_OBJECT || json_type(json_get(v, "GranteePrincipal")) != JSON_STRING)
		return shape(g, path, "an entry of ListGrants with \"GranteePrincipal\" and \"Operations\"");
	k->id = arena_sv(a, json_string(json_get(v, "GrantId")));
	k->key = arena_sv(a, json_string(json_get(v, "KeyId")));
	struct sv grantee = arena_sv(a, json_string(json_get(v, "GranteePrincipal")));
	bool service = sv_find_char(grantee, ':') < 0 && sv_find_char(grantee, '.') >= 0;
	iam_principal_compile(service ? SV("Service") : SV("AWS"), grantee, &k->grantee);
	if (json_get(v, "RetiringPrincipal") != NULL)
		iam_principal_compile(SV("AWS"), arena_sv(a, json_string(json_get(v, "RetiringPrincipal"))),
				      &k->retiring);
	k->operations = json_size(operations);
	struct sv *operation = arena_array(a, k->operations, sizeof *operation);
	for (size_t i = 0; i < k->operations; i++)
		operation[i] = arena_sv(a, json_string(json_at(operations, i)));
	k->operation = operation;
	k->has_equals = equals != NULL;
	return read_pairs(g, equals, path_of(g, path, SV("Constraints/EncryptionContextEquals")), &k->equals,
			  &k->equal) &&
	       read_pairs(g, json_get(constraints, "EncryptionContextSubset"),
			  path_of(g, path, SV("Constraints/EncryptionContextSubset")), &k->subset, &k->subsets);
}

static bool read_grants(struct reading *g, const struct json_node *v, struct sv path)
{
	if (json_type(v) != JSON_ARRAY)
		return shape(g, path, "the list of grants of ListGrants");
	size_t n = json_size(v);
	struct iam_kms_grant *grant = arena_array(g->r->arena, n, sizeof *grant);
	for (size_t i = 0; i < n; i++)
		if (!read_grant(g, json_at(v, i), arena_printf(g->r->arena, SV_FMT "/%zu", SV_ARG(path), i),
				&grant[i]))
			return false;
	g->out->facts.kms_grant = grant;
	g->out->facts.kms_grants = n;
	return true;
}

/* As DescribeKey spells it. */
static bool read_key_manager(struct reading *g, const struct json_node *v, struct sv path)
{
	struct sv text;
	if (!read_text(g, v, path, &text))
		return false;
	g->out->facts.key_of_aws = sv_eq(text, SV("AWS"));
	return g->out->facts.key_of_aws || sv_eq(text, SV("CUSTOMER")) ||
	       shape(g, path, "\"AWS\" or \"CUSTOMER\"");
}

static const struct member s3_members[] = {
	{"blockPublicAccess", read_block_public_access},
	{"bucketAbac", read_bucket_abac},
	{"objectOwnership", read_ownership},
	{"acl", read_acl},
	{NULL, NULL},
};

static bool read_s3(struct reading *g, const struct json_node *v, struct sv path)
{
	return read_members(g, v, path, s3_members);
}

static const struct member fact_members[] = {
	{"principalInManagementAccount", read_management_principal},
	{"resourceInManagementAccount", read_management_resource},
	{"serviceLinkedRole", read_service_linked},
	{"kmsGrants", read_grants},
	{"kmsKeyManager", read_key_manager},
	{"s3", read_s3},
	{NULL, NULL},
};

static bool read_facts(struct reading *g, const struct json_node *v, struct sv path)
{
	return read_members(g, v, path, fact_members);
}

/* ---- the request ---- */

static bool keep_principal(struct reading *g, const struct json_node *v, struct sv path)
{
	(void)path;
	g->principal = v;
	return true;
}

static bool keep_resource(struct reading *g, const struct json_node *v, struct sv path)
{
	(void)path;
	g->resource = v;
	return true;
}

static bool keep_wildcard_only(struct reading *g, const struct json_node *v, struct sv path)
{
	g->wildcard_only = v;
	return json_type(v) == JSON_BOOL || shape(g, path, "true or false");
}

static bool read_role_arn(struct reading *g, const struct json_node *v, struct sv path)
{
	return read_text(g, v, path, &g->role_arn);
}

static bool set_action(struct reading *g, struct iam_request *q, struct sv text, struct sv path)
{
	return iam_request_set_action(g->r->arena, text, q) ||
	       iam_fault(g->r, "bad_shape", path, "found \"" SV_FMT "\", expected service:Action",
			 SV_ARG(sv_sub(text, 0, 100)));
}

static bool read_action(struct reading *g, const struct json_node *v, struct sv path)
{
	struct sv text;
	return read_text(g, v, path, &text) && set_action(g, &g->base.request, text, path);
}

static bool read_context(struct reading *g, const struct json_node *v, struct sv path)
{
	return iam_read_context(g->r, v, path, &g->base.request.context, &g->base.request.n);
}

static const struct member request_members[] = {
	{"principal", keep_principal},
	{"roleArn", read_role_arn},
	{"action", read_action},
	{"resource", keep_resource},
	{"wildcardOnly", keep_wildcard_only},
	{"context", read_context},
	{NULL, NULL},
};

static bool read_request(struct reading *g, const struct json_node *v, struct sv path)
{
	return read_members(g, v, path, request_members);
}

/* ---- the line ---- */

static bool read_mode(struct reading *g, const struct json_node *v, struct sv path)
{
	struct sv text;
	if (!read_text(g, v, path, &text))
		return false;
	g->base.request.mode = sv_eq(text, SV("open")) ? IAM_OPEN : IAM_STRICT;
	return sv_eq(text, SV("open")) || sv_eq(text, SV("strict")) || shape(g, path, "\"strict\" or \"open\"");
}

static bool read_derive(struct reading *g, const struct json_node *v, struct sv path)
{
	return read_flag(g, v, path, &g->base.request.derive);
}

static bool read_absent_keys(struct reading *g, const struct json_node *v, struct sv path)
{
	size_t n = json_size(v);
	if (json_type(v) != JSON_ARRAY || n > LIMIT_IAM_MEMBERS)
		return shape(g, path, "a list of keys");
	struct iam_key *key = arena_array(g->r->arena, n, sizeof *key);
	for (size_t i = 0; i < n; i++) {
		if (json_type(json_at(v, i)) != JSON_STRING)
			return shape(g, path, "a list of keys");
		iam_key_init(g->r->arena, arena_sv(g->r->arena, json_string(json_at(v, i))), &key[i]);
	}
	g->base.request.absent = key;
	g->base.request.absents = n;
	return true;
}

static bool read_unknown_layers(struct reading *g, const struct json_node *v, struct sv path)
{
	if (json_type(v) != JSON_ARRAY)
		return shape(g, path, "a list of layers");
	for (size_t i = 0; i < json_size(v); i++) {
		unsigned before = g->out->unknown_layers;
		for (unsigned k = 0; k <= IAM_LAYER_RCP; k++)
			if (sv_eq(json_string(json_at(v, i)), sv_of(iam_layer_name((enum iam_layer_type)k))))
				g->out->unknown_layers |= 1u << k;
		if (g->out->unknown_layers == before)
			return shape(
				g, arena_printf(g->r->arena, SV_FMT "/%zu", SV_ARG(path), i),
				"each of \"identity\", \"pb\", \"session\", \"resource\", \"vpce\", \"scp\", "
				"\"rcp\" at most once");
	}
	return true;
}

static bool read_identity(struct reading *g, const struct json_node *v, struct sv path)
{
	return iam_read_layer(g->r, v, path, IAM_IDENTITY, &g->out->identity);
}

static bool read_boundaries(struct reading *g, const struct json_node *v, struct sv path)
{
	return iam_read_layer(g->r, v, path, IAM_BOUNDARY, &g->out->boundary);
}

static bool read_sessions(struct reading *g, const struct json_node *v, struct sv path)
{
	return iam_read_layer(g->r, v, path, IAM_SESSION, &g->out->session);
}

static bool read_endpoints(struct reading *g, const struct json_node *v, struct sv path)
{
	return iam_read_layer(g->r, v, path, IAM_VPCE, &g->out->endpoint);
}

static bool keep_resource_policy(struct reading *g, const struct json_node *v, struct sv path)
{
	(void)path;
	g->resource_policy = v;
	return true;
}

static bool read_scps(struct reading *g, const struct json_node *v, struct sv path)
{
	return iam_read_targets(g->r, v, path, IAM_SCP, &g->out->scp, &g->out->scps);
}

static bool read_rcps(struct reading *g, const struct json_node *v, struct sv path)
{
	return iam_read_targets(g->r, v, path, IAM_RCP, &g->out->rcp, &g->out->rcps);
}

static const struct member line_members[] = {
	{"id", NULL},
	{"mode", read_mode},
	{"derive", read_derive},
	{"absentKeys", read_absent_keys},
	{"unknownLayers", read_unknown_layers},
	{"request", read_request},
	{"identityPolicies", read_identity},
	{"permissionBoundaries", read_boundaries},
	{"sessionPolicies", read_sessions},
	{"resourcePolicy", keep_resource_policy},
	{"vpcEndpointPolicies", read_endpoints},
	{"scps", read_scps},
	{"rcps", read_rcps},
	{"facts", read_facts},
	{NULL, NULL},
};

/* ---- putting it together ---- */

static bool finish_principal(struct reading *g)
{
	struct iam_request *q = &g->base.request;
	if (!iam_read_principal(g->r, g->principal, g->role_arn, SV("/request/principal"), &q->principal))
		return false;
	q->service_linked = g->service_linked || sv_find(q->principal.arn, SV(":role/aws-service-role/")) >= 0;
	return true;
}

static bool finish_owner(struct reading *g, struct iam_request *q, const struct json_node *v, struct sv path)
{
	const struct json_node *owner = json_get(v, "accountId");
	/* Managed policies belong to "aws", and so to everybody's own account. */
	if (sv_eq(json_string(owner), SV("aws")))
		return true;
	if (json_type(owner) == JSON_STRING) {
		if (!sv_is_digits(json_string(owner), 12))
			return shape(g, path_of(g, path, SV("accountId")), "twelve digits");
		q->resource.account = arena_sv(g->r->arena, json_string(owner));
		q->resource.known_account = true;
	} else if (owner != NULL && json_type(owner) != JSON_NULL) {
		return shape(g, path_of(g, path, SV("accountId")), "twelve digits, as a string");
	}
	return true;
}

/* What the caller says of aws:ResourceAccount, where the ARN says nothing. */
static struct sv account_of_context(const struct iam_request *q)
{
	for (size_t i = 0; i < q->n; i++)
		if (sv_eq(q->context[i].key.name, SV("aws:resourceaccount")) && !q->context[i].value.many &&
		    sv_is_digits(q->context[i].value.text[0], 12))
			return q->context[i].value.text[0];
	return (struct sv){NULL, 0};
}

static bool finish_resource(struct reading *g, struct iam_request *q, const struct json_node *v, struct sv path)
{
	struct sv arn = json_type(v) == JSON_STRING ? json_string(v) : json_string(json_get(v, "arn"));
	bool wildcard_only = false;
	q->facts = (struct iam_action_facts){IAM_MAYBE, IAM_MAYBE};
	if (g->r->facts != NULL)
		g->r->facts(q->action, &q->facts, &wildcard_only);
	if (g->wildcard_only != NULL)
		wildcard_only = json_true(g->wildcard_only);
	arn = wildcard_only || arn.at == NULL ? SV("*") : arena_sv(g->r->arena, arn);
	if (arn.n > LIMIT_IAM_ARN || !iam_resource_parse(arn, &q->resource))
		return iam_fault(g->r, "bad_arn", path,
				 "found \"" SV_FMT "\", expected an ARN of six fields or \"*\"",
				 SV_ARG(sv_sub(arn, 0, 200)));
	q->resource.wildcard_only = wildcard_only;
	if (q->resource.account.n == 0)
		q->resource.account = account_of_context(q);
	q->no_resource_tags = g->no_resource_tags && sv_eq(q->service, SV("s3"));
	return finish_owner(g, q, v, path);
}

/* The policy of the resource: the line's own, or that of the part. */
static bool finish_policy(struct reading *g, const struct json_node *v, struct sv path, struct iam_part *part)
{
	struct iam_case_reader *r = g->r;
	bool trust = sv_eq(part->request.service, SV("sts"));
	if (v == NULL || json_type(v) == JSON_NULL)
		return true;
	return iam_read_item(r, v, path, trust ? IAM_TRUST : IAM_RESOURCE, &part->resource);
}

static const struct member part_members[] = {
	{"arn", NULL},     {"accountId", NULL},      {"action", NULL},
	{"context", NULL}, {"resourcePolicy", NULL}, {NULL, NULL},
};

static bool finish_part(struct reading *g, const struct json_node *v, struct sv path, struct iam_part *part)
{
	struct iam_request *q = &part->request;
	const struct json_node *action = json_get(v, "action"), *context = json_get(v, "context");
	const struct json_node *policy = json_get(v, "resourcePolicy");
	*part = g->base;
	if (json_type(v) != JSON_STRING && v != NULL && !read_members(g, v, path, part_members))
		return false;
	if (action != NULL &&
	    !set_action(g, q, arena_sv(g->r->arena, json_string(action)), path_of(g, path, SV("action"))))
		return false;
	if (context != NULL &&
	    !iam_read_context(g->r, context, path_of(g, path, SV("context")), &q->context, &q->n))
		return false;
	if (q->action.n == 0)
		return shape(g, SV("/request/action"), "service:Action");
	if (!finish_resource(g, q, v, path))
		return false;
	return policy != NULL ? finish_policy(g, policy, path_of(g, path, SV("resourcePolicy")), part)
			      : finish_policy(g, g->resource_policy, SV("/resourcePolicy"), part);
}

static bool finish_parts(struct reading *g)
{
	bool list = json_type(g->resource) == JSON_ARRAY;
	struct sv path = SV("/request/resource");
	size_t n = list ? json_size(g->resource) : 1;
	if (n == 0)
		return shape(g, path, "at least one resource");
	struct iam_part *part = arena_array(g->r->arena, n, sizeof *part);
	for (size_t i = 0; i < n; i++)
		if (!finish_part(g, list ? json_at(g->resource, i) : g->resource,
				 list ? arena_printf(g->r->arena, SV_FMT "/%zu", SV_ARG(path), i) : path,
				 &part[i]))
			return false;
	g->out->part = part;
	g->out->parts = n;
	return true;
}

bool iam_case_read(struct iam_case_reader *r, const struct json_node *line, struct iam_case *out)
{
	struct iam_case found = {.detail = IAM_DETAIL_DECIDING};
	struct reading g = {.r = r, .out = &found};
	g.base.request.derive = true;
	if (!read_members(&g, line, SV(""), line_members))
		return false;
	if (json_get(line, "request") == NULL)
		return shape(&g, SV("/request"), "an object with principal, action and resource");
	g.base.request.behind_endpoint = found.endpoint.n > 0;
	if (!finish_principal(&g) || !finish_parts(&g))
		return false;
	*out = found;
	return true;
}
