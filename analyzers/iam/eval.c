#include "analyzers/iam/eval.h"

#include <string.h>

#include "analyzers/iam/pass.h"

static enum iam_truth truth_of(bool b)
{
	return b ? IAM_YES : IAM_NO;
}

/* ---- names ---- */

const char *iam_layer_name(enum iam_layer_type type)
{
	static const char *const names[IAM_LAYER_TYPES] = {
		[IAM_LAYER_IDENTITY] = "identity", [IAM_LAYER_BOUNDARY] = "pb",
		[IAM_LAYER_SESSION] = "session",   [IAM_LAYER_RESOURCE] = "resource",
		[IAM_LAYER_VPCE] = "vpce",         [IAM_LAYER_SCP] = "scp",
		[IAM_LAYER_RCP] = "rcp",           [IAM_LAYER_KMS_GRANT] = "kms-grant",
		[IAM_LAYER_ACL] = "acl",           [IAM_LAYER_RULE] = "rule",
	};
	return names[type];
}

const char *iam_block_name(enum iam_block block)
{
	static const char *const names[IAM_BLOCKS] = {
		[IAM_BLOCK_SCP] = "scp",           [IAM_BLOCK_RCP] = "rcp",
		[IAM_BLOCK_VPCE] = "vpce",         [IAM_BLOCK_RESOURCE] = "resource",
		[IAM_BLOCK_IDENTITY] = "identity", [IAM_BLOCK_BOUNDARY] = "pb",
		[IAM_BLOCK_S3] = "s3-bpa",
	};
	return names[block];
}

const char *iam_decision_name(enum iam_decision decision)
{
	static const char *const names[] = {
		[IAM_UNKNOWN] = "Unknown",
		[IAM_ALLOWED] = "Allowed",
		[IAM_IMPLICIT_DENY] = "ImplicitlyDenied",
		[IAM_EXPLICIT_DENY] = "ExplicitlyDenied",
	};
	return names[decision];
}

/* ---- notes ---- */

void iam_pass_note(const struct iam_pass *p, const char *code, struct sv key)
{
	struct iam_answer *out = p->out;
	for (size_t i = 0; i < out->notes; i++)
		if (strcmp(out->note[i].code, code) == 0 && sv_eq_nocase(out->note[i].key, key))
			return;
	if (out->notes < IAM_NOTES)
		out->note[out->notes++] = (struct iam_note){code, key};
}

/* ---- one statement ---- */

bool iam_pass_bounded(const struct iam_pass *p)
{
	bool can_be = p->r->principal.kind == IAM_USER || p->r->principal.kind == IAM_ROLE ||
		      p->r->principal.kind == IAM_ROLE_SESSION || p->r->principal.kind == IAM_FEDERATED_USER;
	return can_be && (p->c->boundary.n > 0 || (p->c->unknown_layers & 1u << IAM_LAYER_BOUNDARY) != 0);
}

bool iam_pass_names_principals(const struct iam_policy *policy)
{
	switch (policy->type) {
	case IAM_RESOURCE:
	case IAM_TRUST:
	case IAM_RCP:
	case IAM_VPCE:
		return true;
	case IAM_IDENTITY:
	case IAM_BOUNDARY:
	case IAM_SESSION:
	case IAM_SCP:
	case IAM_POLICY_TYPES:
		break;
	}
	return false;
}

static enum iam_truth conditions_hold(const struct iam_pass *p, const struct iam_statement *s)
{
	enum iam_truth all = IAM_YES;
	for (size_t i = 0; i < s->conditions && all != IAM_NO; i++) {
		struct iam_condition_look look = {false, false};
		all = iam_and(all, iam_condition_test(&s->condition[i], p->r, &look));
		if (look.bad_value)
			iam_pass_note(p, "bad-value", s->condition[i].key.written);
		if (look.derived && p->c->detail != IAM_DETAIL_NONE)
			iam_pass_note(p, "derived", s->condition[i].key.written);
	}
	return all;
}

static bool lists_account(const struct iam_statement *s, const struct iam_principal *who)
{
	for (size_t i = 0; i < s->principals; i++)
		if (s->principal[i].kind == IAM_NAMED_ACCOUNT && sv_eq(s->principal[i].account, who->account))
			return true;
	return false;
}

/* Which of the guide's open points a Deny with NotPrincipal touches. */
static unsigned points_of_principal(const struct iam_pass *p, const struct iam_statement *s,
				    enum iam_level level)
{
	enum iam_level listed = IAM_LEVEL_NONE;
	if (s->effect != IAM_DENY || !s->not_principal || iam_pass_bounded(p))
		return 0;
	for (size_t i = 0; i < s->principals; i++) {
		enum iam_level one = iam_principal_match(&s->principal[i], &p->r->principal);
		listed = one > listed ? one : listed;
	}
	if (level != IAM_LEVEL_NONE)
		return listed == IAM_LEVEL_ROLE || listed == IAM_LEVEL_USER ? IAM_POINT_A3 : 0;
	bool has_account = p->r->principal.account.n > 0;
	return listed == IAM_LEVEL_EXACT && has_account && !lists_account(s, &p->r->principal) ? IAM_POINT_A4
											       : 0;
}

static unsigned points_of_resource(const struct iam_pass *p, const struct iam_statement *s)
{
	if (s->effect != IAM_DENY || !s->not_resource)
		return 0;
	for (size_t i = 0; i < s->resources; i++)
		for (size_t k = 0; k < IAM_ARN_FIELDS && s->resource[i].variables > 0; k++)
			if (iam_glob_unresolved(&s->resource[i].field[k], p->r))
				return IAM_POINT_A1;
	return 0;
}

enum iam_truth iam_pass_statement(const struct iam_pass *p, const struct iam_policy *policy,
				  const struct iam_statement *s, enum iam_level *level, unsigned *points)
{
	*level = IAM_LEVEL_EVERYONE;
	*points = 0;
	if (!iam_statement_action(s, p->r->action, p->r->service))
		return IAM_NO;
	enum iam_truth truth = iam_statement_resource(s, p->r);
	if (truth == IAM_NO) {
		if (s->has_invalid)
			iam_pass_note(p, "invalid-resource", (struct sv){NULL, 0});
		return IAM_NO;
	}
	if (iam_pass_names_principals(policy)) {
		*level = iam_statement_principal(policy, s, &p->r->principal, iam_pass_bounded(p));
		*points = points_of_principal(p, s, *level);
		if (*level == IAM_LEVEL_NONE && *points == 0)
			return IAM_NO;
	}
	truth = iam_and(truth, conditions_hold(p, s));
	if (truth == IAM_NO)
		*points = 0;
	else if (s->not_resource)
		*points |= points_of_resource(p, s);
	return *level == IAM_LEVEL_NONE ? IAM_NO : truth;
}

/* ---- one layer ---- */

static void tally_policy(const struct iam_pass *p, const struct iam_policy *policy, struct iam_tally *t)
{
	for (size_t i = 0; i < policy->n; i++) {
		const struct iam_statement *s = &policy->statement[i];
		enum iam_level level;
		unsigned points;
		enum iam_truth truth = iam_pass_statement(p, policy, s, &level, &points);
		t->points |= points;
		if (truth == IAM_NO)
			continue;
		if (s->effect == IAM_ALLOW) {
			t->allow = iam_or(t->allow, truth);
			t->level[level] = iam_or(t->level[level], truth);
		} else {
			t->deny = iam_or(t->deny, truth);
			if ((points & (IAM_POINT_A1 | IAM_POINT_A3)) == 0)
				t->sure_deny = iam_or(t->sure_deny, truth);
		}
	}
}

static bool could_not_be_read(const struct iam_pass *p, enum iam_layer_type type)
{
	return (p->c->unknown_layers & 1u << type) != 0;
}

static struct iam_tally tally_layer(const struct iam_pass *p, const struct iam_layer *layer,
				    enum iam_layer_type type)
{
	struct iam_tally t = {0};
	for (size_t i = 0; i < layer->n; i++)
		tally_policy(p, layer->item[i].policy, &t);
	if (!could_not_be_read(p, type))
		return t;
	t.allow = iam_or(t.allow, IAM_MAYBE);
	t.deny = iam_or(t.deny, IAM_MAYBE);
	t.sure_deny = iam_or(t.sure_deny, IAM_MAYBE);
	for (size_t i = IAM_LEVEL_ACCOUNT; i < IAM_LEVELS; i++)
		t.level[i] = iam_or(t.level[i], IAM_MAYBE);
	return t;
}

/* Every level must allow. */
static struct iam_tally tally_levels(const struct iam_pass *p, const struct iam_target *target, size_t n,
				     enum iam_layer_type type)
{
	struct iam_tally all = {.allow = IAM_YES};
	for (size_t i = 0; i < n; i++) {
		struct iam_tally one = {0};
		for (size_t k = 0; k < target[i].layer.n; k++)
			tally_policy(p, target[i].layer.item[k].policy, &one);
		all.allow = iam_and(all.allow, one.allow);
		all.deny = iam_or(all.deny, one.deny);
		all.sure_deny = iam_or(all.sure_deny, one.sure_deny);
		all.points |= one.points;
	}
	if (could_not_be_read(p, type)) {
		all.allow = iam_and(all.allow, IAM_MAYBE);
		all.deny = iam_or(all.deny, IAM_MAYBE);
		all.sure_deny = iam_or(all.sure_deny, IAM_MAYBE);
	}
	return all;
}

/* ---- who is bound by what ---- */

static bool is_identity(const struct iam_principal *who)
{
	switch (who->kind) {
	case IAM_ROOT:
	case IAM_USER:
	case IAM_ROLE:
	case IAM_ROLE_SESSION:
	case IAM_FEDERATED_USER:
		return true;
	case IAM_ANONYMOUS:
	case IAM_SERVICE:
	case IAM_FEDERATED:
	case IAM_CANONICAL_USER:
		break;
	}
	return false;
}

bool iam_pass_scps_apply(const struct iam_pass *p)
{
	return is_identity(&p->r->principal) && !p->c->facts.principal_in_management_account &&
	       !p->r->service_linked;
}

bool iam_pass_rcps_apply(const struct iam_pass *p)
{
	const struct iam_request *r = p->r;
	bool alias = sv_starts(r->resource.field[5], SV("alias/aws/"));
	bool aws_key = sv_eq(r->service, SV("kms")) && (alias || p->c->facts.key_of_aws);
	return r->facts.rcp_service != IAM_NO && !p->c->facts.resource_in_management_account &&
	       !r->service_linked && !aws_key;
}

/* Nobody said who owns the resource, and its ARN names no account: in open mode it may be anybody. */
static bool owner_is_open(const struct iam_request *r)
{
	return r->mode == IAM_OPEN && r->resource.account.n == 0 && r->resource.field[4].n == 0 &&
	       is_identity(&r->principal);
}

static bool in_same_account(const struct iam_request *r)
{
	return is_identity(&r->principal) &&
	       (r->resource.account.n == 0 || sv_eq(r->resource.account, r->principal.account));
}

/* ---- all layers ---- */

/* RCPFullAWSAccess is attached to every level, so only what denies counts. */
static void tally_rcps(const struct iam_pass *p, struct iam_tally *t)
{
	*t = (struct iam_tally){.allow = IAM_YES};
	if (!iam_pass_rcps_apply(p))
		return;
	*t = tally_levels(p, p->c->rcp, p->c->rcps, IAM_LAYER_RCP);
	t->allow = IAM_YES;
	t->deny = iam_and(t->deny, p->r->facts.rcp_service);
	t->sure_deny = iam_and(t->sure_deny, p->r->facts.rcp_service);
}

static void add_grants(const struct iam_pass *p, struct iam_tally *t)
{
	const struct iam_kms_grant *grant;
	const struct iam_acl_grant *entry;
	if (p->c->facts.kms_grants == 0 && p->c->facts.acls == 0)
		return;
	enum iam_level level = iam_kms_grants(&p->c->facts, p->r, &grant);
	if (level == IAM_LEVEL_NONE)
		level = iam_s3_acl(&p->c->facts, p->r, &entry);
	if (level == IAM_LEVEL_NONE)
		return;
	t->allow = t->level[level] = IAM_YES;
}

/* S3 User Guide, "RestrictPublicBuckets": services and the bucket's own account stay in. */
static bool kept_out_of_public_bucket(const struct iam_pass *p, bool same_account)
{
	if (!p->c->facts.block_public_access || !sv_eq(p->r->service, SV("s3")) || p->part->resource.n == 0)
		return false;
	return !same_account && p->r->principal.kind != IAM_SERVICE &&
	       iam_s3_is_public(p->part->resource.item[0].policy);
}

static void collect(const struct iam_pass *p, struct iam_findings *f)
{
	const struct iam_case *c = p->c;
	bool identity = is_identity(&p->r->principal), root = p->r->principal.kind == IAM_ROOT;
	memset(f, 0, sizeof *f);
	f->bounded = iam_pass_bounded(p);
	f->in_session = identity && (c->session.n > 0 || could_not_be_read(p, IAM_LAYER_SESSION));
	f->behind_endpoint = c->endpoint.n > 0 || could_not_be_read(p, IAM_LAYER_VPCE);
	f->same_account = in_same_account(p->r);
	f->rule = iam_service_join(p->r);
	f->scp.allow = IAM_YES;
	if (identity)
		f->identity = tally_layer(p, &c->identity, IAM_LAYER_IDENTITY);
	if (root)
		f->identity.allow = IAM_YES;
	if (f->bounded)
		f->boundary = tally_layer(p, &c->boundary, IAM_LAYER_BOUNDARY);
	if (f->in_session)
		f->session = tally_layer(p, &c->session, IAM_LAYER_SESSION);
	f->resource = tally_layer(p, &p->part->resource, IAM_LAYER_RESOURCE);
	add_grants(p, &f->resource);
	if (f->behind_endpoint)
		f->endpoint = tally_layer(p, &c->endpoint, IAM_LAYER_VPCE);
	if ((c->scps > 0 || could_not_be_read(p, IAM_LAYER_SCP)) && iam_pass_scps_apply(p))
		f->scp = tally_levels(p, c->scp, c->scps, IAM_LAYER_SCP);
	f->rcp.allow = IAM_YES;
	if (c->rcps > 0 || could_not_be_read(p, IAM_LAYER_RCP))
		tally_rcps(p, &f->rcp);
	f->public_block = kept_out_of_public_bucket(p, f->same_account);
}

/* ---- the core: who grants ---- */

/* What the two sides grant. "Free" is what a permissions boundary does not limit. */
struct grants {
	enum iam_truth limited, free;
};

static enum iam_truth or_of(const struct iam_tally *t, enum iam_level from)
{
	enum iam_truth any = IAM_NO;
	for (size_t i = from; i < IAM_LEVELS; i++)
		any = iam_or(any, t->level[i]);
	return any;
}

/* `identity` and `resource` count what each side's own deny leaves. What a resource's policy delegates to the
 * identity side is a grant of that side. */
static struct grants join(const struct iam_pass *p, const struct iam_findings *f, enum iam_truth identity,
			  const struct iam_tally *resource, bool everyone_free)
{
	enum iam_truth session = f->in_session ? f->session.allow : IAM_YES;
	enum iam_truth mine = iam_and(identity, session), any = or_of(resource, IAM_LEVEL_ACCOUNT);
	enum iam_truth everyone = resource->level[IAM_LEVEL_EVERYONE];
	struct grants g = {IAM_NO, IAM_NO};
	if (!is_identity(&p->r->principal)) {
		g.free = or_of(resource, IAM_LEVEL_EVERYONE);
		return g;
	}
	if (!f->same_account || f->rule == IAM_JOIN_BOTH) {
		g.limited = iam_and(mine, any);
		return g;
	}
	enum iam_truth named = iam_or(resource->level[IAM_LEVEL_ROLE], resource->level[IAM_LEVEL_USER]);
	g.limited = iam_and(session, named);
	g.limited =
		iam_or(g.limited,
		       f->rule == IAM_JOIN_EITHER ? mine : iam_and(mine, f->resource.level[IAM_LEVEL_ACCOUNT]));
	g.free =
		iam_or(resource->level[IAM_LEVEL_EXACT], everyone_free ? everyone : iam_and(session, everyone));
	return g;
}

static enum iam_truth boundary_truth(const struct iam_findings *f)
{
	return f->bounded ? f->boundary.allow : IAM_YES;
}

/* All layers, denials aside. */
static enum iam_truth allowance(const struct iam_pass *p, const struct iam_findings *f, bool everyone_free)
{
	struct grants g = join(p, f, f->identity.allow, &f->resource, everyone_free);
	enum iam_truth core = iam_or(iam_and(g.limited, boundary_truth(f)), g.free);
	enum iam_truth guards = iam_and(f->scp.allow, f->behind_endpoint ? f->endpoint.allow : IAM_YES);
	return iam_and(iam_and(core, guards), truth_of(!f->public_block));
}

static enum iam_truth denial(const struct iam_findings *f, bool sure)
{
	const struct iam_tally *const tallies[] = {&f->identity, &f->boundary, &f->session, &f->resource,
						   &f->endpoint, &f->scp,      &f->rcp};
	enum iam_truth any = IAM_NO;
	for (size_t i = 0; i < sizeof tallies / sizeof *tallies; i++)
		any = iam_or(any, sure ? tallies[i]->sure_deny : tallies[i]->deny);
	return any;
}

/* ---- the outcome ---- */

#define BIT(x) (1u << (x))

static unsigned outcomes(enum iam_truth deny, enum iam_truth allow)
{
	unsigned could = deny == IAM_NO ? 0 : BIT(IAM_EXPLICIT_DENY);
	if (deny == IAM_YES)
		return could;
	if (allow != IAM_NO)
		could |= BIT(IAM_ALLOWED);
	if (allow != IAM_YES)
		could |= BIT(IAM_IMPLICIT_DENY);
	return could;
}

static enum iam_decision decision_of(unsigned could)
{
	switch (could) {
	case BIT(IAM_ALLOWED):
		return IAM_ALLOWED;
	case BIT(IAM_IMPLICIT_DENY):
		return IAM_IMPLICIT_DENY;
	case BIT(IAM_EXPLICIT_DENY):
		return IAM_EXPLICIT_DENY;
	default:
		return IAM_UNKNOWN;
	}
}

/* A side that denies grants nothing. */
static struct iam_tally undenied(const struct iam_tally *t)
{
	struct iam_tally left = {0};
	return t->deny == IAM_NO ? *t : left;
}

static struct grants core_grants(const struct iam_pass *p, const struct iam_findings *f)
{
	struct iam_tally identity = undenied(&f->identity), resource = undenied(&f->resource);
	struct grants none = {IAM_NO, IAM_NO};
	if (f->in_session && f->session.deny != IAM_NO)
		return none;
	return join(p, f, identity.allow, &resource, false);
}

static bool guard_blocks(enum iam_truth allow, enum iam_truth deny)
{
	return allow != IAM_YES || deny != IAM_NO;
}

/* What has to go for the request to be allowed; only when the core allowed it. */
static unsigned blocks(const struct iam_pass *p, struct iam_findings *f)
{
	struct grants g = core_grants(p, f);
	unsigned b = 0;
	f->core = iam_or(g.limited, g.free);
	if (f->core != IAM_YES)
		return 0;
	if (guard_blocks(f->scp.allow, f->scp.deny))
		b |= BIT(IAM_BLOCK_SCP);
	if (f->rcp.deny != IAM_NO)
		b |= BIT(IAM_BLOCK_RCP);
	if (f->behind_endpoint && guard_blocks(f->endpoint.allow, f->endpoint.deny))
		b |= BIT(IAM_BLOCK_VPCE);
	if (f->resource.deny != IAM_NO)
		b |= BIT(IAM_BLOCK_RESOURCE);
	if (f->identity.deny != IAM_NO)
		b |= BIT(IAM_BLOCK_IDENTITY);
	bool limits = g.free != IAM_YES && f->boundary.allow != IAM_YES;
	if (f->bounded && (limits || f->boundary.deny != IAM_NO))
		b |= BIT(IAM_BLOCK_BOUNDARY);
	if (f->public_block)
		b |= BIT(IAM_BLOCK_S3);
	return b;
}

/* Notes where another reading of the guide would change the answer. */
static void note_points(const struct iam_pass *p, const struct iam_findings *f)
{
	unsigned points = f->identity.points | f->boundary.points | f->session.points | f->resource.points |
			  f->endpoint.points | f->scp.points | f->rcp.points;
	enum iam_truth allow = allowance(p, f, false);
	bool denied = p->out->decision == IAM_EXPLICIT_DENY || p->out->decision == IAM_IMPLICIT_DENY;
	if (p->out->decision == IAM_EXPLICIT_DENY && denial(f, true) != IAM_YES && allow != IAM_NO) {
		if ((points & IAM_POINT_A1) != 0)
			iam_pass_note(p, "ambiguous:A1", (struct sv){NULL, 0});
		if ((points & IAM_POINT_A3) != 0)
			iam_pass_note(p, "ambiguous:A3", (struct sv){NULL, 0});
	}
	if (!denied && (points & IAM_POINT_A4) != 0)
		iam_pass_note(p, "ambiguous:A4", (struct sv){NULL, 0});
	if (denied && denial(f, true) == IAM_NO && allow == IAM_NO && allowance(p, f, true) != IAM_NO)
		iam_pass_note(p, "ambiguous:A6", (struct sv){NULL, 0});
}

static void note_request(const struct iam_pass *p)
{
	if (p->r->facts.known == IAM_NO)
		iam_pass_note(p, "action-not-in-table", (struct sv){NULL, 0});
	if (p->r->resource.set && !p->r->resource.wildcard_only)
		iam_pass_note(p, "resource-pattern", (struct sv){NULL, 0});
}

static bool answer_fixed(const struct iam_pass *p)
{
	const char *rule;
	enum iam_decision fixed = iam_service_fixed(p->r, &rule);
	if (fixed == IAM_UNKNOWN)
		return false;
	p->out->decision = fixed;
	p->out->could = BIT(fixed);
	if (fixed == IAM_IMPLICIT_DENY)
		iam_pass_note(p, rule, (struct sv){NULL, 0});
	if (p->c->detail != IAM_DETAIL_NONE)
		p->out->reason[p->out->reasons++] =
			(struct iam_reason){.type = IAM_LAYER_RULE, .policy = sv_of(rule)};
	return true;
}

static void simulate_part(const struct iam_case *c, const struct iam_part *part, struct iam_answer *out)
{
	struct iam_pass p = {c, part, &part->request, out};
	struct iam_findings f;
	out->blocked_by = 0;
	out->reasons = out->needs = out->notes = out->part = 0;
	note_request(&p);
	if (answer_fixed(&p))
		return;
	collect(&p, &f);
	out->could = outcomes(denial(&f, false), allowance(&p, &f, false));
	if (owner_is_open(p.r)) {
		f.same_account = false;
		out->could |= outcomes(denial(&f, false), allowance(&p, &f, false));
		f.same_account = true;
	}
	out->decision = decision_of(out->could);
	if (out->decision == IAM_EXPLICIT_DENY || out->decision == IAM_IMPLICIT_DENY)
		out->blocked_by = blocks(&p, &f);
	note_points(&p, &f);
	if (c->detail != IAM_DETAIL_NONE)
		iam_explain(&p, &f);
}

/* The worst of two parts: a denial beats everything, an explicit one the other. */
static unsigned worst(unsigned a, unsigned b)
{
	unsigned could = 0;
	for (unsigned i = IAM_ALLOWED; i <= IAM_EXPLICIT_DENY; i++)
		for (unsigned k = IAM_ALLOWED; k <= IAM_EXPLICIT_DENY; k++)
			if ((a & BIT(i)) != 0 && (b & BIT(k)) != 0)
				could |= BIT(i > k ? i : k);
	return could;
}

static bool is_worse(unsigned a, unsigned b)
{
	return worst(a, b) != b;
}

void iam_simulate(const struct iam_case *c, struct iam_answer *out)
{
	simulate_part(c, &c->part[0], out);
	unsigned could = out->could;
	for (size_t i = 1; i < c->parts; i++) {
		struct iam_answer other;
		simulate_part(c, &c->part[i], &other);
		could = worst(could, other.could);
		if (is_worse(other.could, out->could)) {
			*out = other;
			out->part = i;
		}
	}
	out->could = could;
	out->decision = decision_of(could);
}

bool iam_answer_is_ambiguous(const struct iam_answer *a)
{
	for (size_t i = 0; i < a->notes; i++)
		if (strncmp(a->note[i].code, "ambiguous:", strlen("ambiguous:")) == 0)
			return true;
	return false;
}

enum iam_truth iam_answer_can(const struct iam_answer *a)
{
	if (a->decision == IAM_ALLOWED)
		return IAM_YES;
	/* Which of the two denials it is may be open, and is all the same here. */
	return (a->could & BIT(IAM_ALLOWED)) != 0 || iam_answer_is_ambiguous(a) ? IAM_MAYBE : IAM_NO;
}
