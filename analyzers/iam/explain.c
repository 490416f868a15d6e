/* Which statements decided, and which keys would: run after the decision, over the same layers. */
#include "analyzers/iam/pass.h"

static void add(const struct iam_pass *p, struct iam_reason reason)
{
	if (p->out->reasons < IAM_REASONS)
		p->out->reason[p->out->reasons++] = reason;
}

static void need(const struct iam_pass *p, struct sv key)
{
	struct iam_answer *out = p->out;
	for (size_t i = 0; i < out->needs; i++)
		if (sv_eq_nocase(out->need[i], key))
			return;
	if (out->needs < IAM_NEEDS)
		out->need[out->needs++] = key;
}

/* ---- walking the layers ---- */

struct visit {
	const struct iam_pass *p;
	enum iam_layer_type type;
	struct sv target;
	const struct iam_item *item;
	const struct iam_statement *s;
};

static struct iam_reason reason_of(const struct visit *v, enum iam_element element)
{
	return (struct iam_reason){.type = v->type,
				   .element = element,
				   .target = v->target,
				   .policy = v->item->name,
				   .document = v->item->policy,
				   .statement = v->s};
}

typedef void visit_fn(const struct visit *v);

static void visit_layer(const struct iam_pass *p, enum iam_layer_type type, struct sv target,
			const struct iam_layer *layer, visit_fn *visit)
{
	for (size_t i = 0; i < layer->n; i++)
		for (size_t k = 0; k < layer->item[i].policy->n; k++)
			visit(&(struct visit){p, type, target, &layer->item[i],
					      &layer->item[i].policy->statement[k]});
}

static void visit_levels(const struct iam_pass *p, enum iam_layer_type type, const struct iam_target *target,
			 size_t n, visit_fn *visit)
{
	for (size_t i = 0; i < n; i++)
		visit_layer(p, type, target[i].target, &target[i].layer, visit);
}

static void visit_all(const struct iam_pass *p, const struct iam_findings *f, visit_fn *visit)
{
	const struct sv none = {NULL, 0};
	visit_layer(p, IAM_LAYER_IDENTITY, none, &p->c->identity, visit);
	if (f->bounded)
		visit_layer(p, IAM_LAYER_BOUNDARY, none, &p->c->boundary, visit);
	if (f->in_session)
		visit_layer(p, IAM_LAYER_SESSION, none, &p->c->session, visit);
	visit_layer(p, IAM_LAYER_RESOURCE, none, &p->part->resource, visit);
	if (f->behind_endpoint)
		visit_layer(p, IAM_LAYER_VPCE, none, &p->c->endpoint, visit);
	if (iam_pass_scps_apply(p))
		visit_levels(p, IAM_LAYER_SCP, p->c->scp, p->c->scps, visit);
	if (iam_pass_rcps_apply(p))
		visit_levels(p, IAM_LAYER_RCP, p->c->rcp, p->c->rcps, visit);
}

static enum iam_truth truth_of_visit(const struct visit *v)
{
	enum iam_level level;
	unsigned points;
	return iam_pass_statement(v->p, v->item->policy, v->s, &level, &points);
}

/* ---- what matched ---- */

static void add_if_denies(const struct visit *v)
{
	if (v->s->effect == IAM_DENY && truth_of_visit(v) == IAM_YES)
		add(v->p, reason_of(v, IAM_ELEMENT_STATEMENT));
}

static void add_if_allows(const struct visit *v)
{
	if (v->s->effect == IAM_ALLOW && truth_of_visit(v) == IAM_YES)
		add(v->p, reason_of(v, IAM_ELEMENT_STATEMENT));
}

static void add_granted(const struct iam_pass *p)
{
	const struct iam_kms_grant *grant;
	const struct iam_acl_grant *entry;
	if (iam_kms_grants(&p->c->facts, p->r, &grant) != IAM_LEVEL_NONE)
		add(p, (struct iam_reason){.type = IAM_LAYER_KMS_GRANT, .policy = grant->id});
	if (iam_s3_acl(&p->c->facts, p->r, &entry) != IAM_LEVEL_NONE)
		add(p, (struct iam_reason){.type = IAM_LAYER_ACL, .policy = entry->permission});
}

static void explain_allowed(const struct iam_pass *p, const struct iam_findings *f)
{
	const struct sv none = {NULL, 0};
	if (p->r->principal.kind == IAM_ROOT)
		add(p, (struct iam_reason){.type = IAM_LAYER_RULE, .policy = SV("root-user")});
	if (f->identity.allow == IAM_YES)
		visit_layer(p, IAM_LAYER_IDENTITY, none, &p->c->identity, add_if_allows);
	if (f->in_session)
		visit_layer(p, IAM_LAYER_SESSION, none, &p->c->session, add_if_allows);
	visit_layer(p, IAM_LAYER_RESOURCE, none, &p->part->resource, add_if_allows);
	add_granted(p);
}

/* ---- the nearest Allow ---- */

/* The one element in which a statement failed; IAM_ELEMENT_NONE when it failed in more. */
static enum iam_element only_failure(const struct visit *v, const struct iam_condition **condition)
{
	const struct iam_request *r = v->p->r;
	const struct iam_statement *s = v->s;
	enum iam_element found = IAM_ELEMENT_STATEMENT;
	size_t failures = 0;
	if (!iam_statement_action(s, r->action, r->service)) {
		found = IAM_ELEMENT_ACTION;
		failures++;
	}
	if (iam_statement_resource(s, r) != IAM_YES) {
		found = IAM_ELEMENT_RESOURCE;
		failures++;
	}
	if (iam_pass_names_principals(v->item->policy) &&
	    iam_statement_principal(v->item->policy, s, &r->principal, iam_pass_bounded(v->p)) ==
		    IAM_LEVEL_NONE) {
		found = IAM_ELEMENT_PRINCIPAL;
		failures++;
	}
	for (size_t i = 0; i < s->conditions && failures <= 1; i++) {
		if (iam_condition_test(&s->condition[i], r, NULL) == IAM_YES)
			continue;
		found = IAM_ELEMENT_CONDITION;
		*condition = &s->condition[i];
		failures++;
	}
	return failures == 1 ? found : IAM_ELEMENT_NONE;
}

static bool find_nearest(const struct iam_pass *p, enum iam_layer_type type, struct sv target,
			 const struct iam_layer *layer, struct iam_reason *nearest)
{
	for (size_t i = 0; i < layer->n; i++) {
		const struct iam_policy *policy = layer->item[i].policy;
		for (size_t k = 0; k < policy->n; k++) {
			struct visit v = {p, type, target, &layer->item[i], &policy->statement[k]};
			const struct iam_condition *condition = NULL;
			enum iam_element element =
				v.s->effect == IAM_ALLOW ? only_failure(&v, &condition) : IAM_ELEMENT_NONE;
			if (element == IAM_ELEMENT_NONE)
				continue;
			*nearest = reason_of(&v, element);
			nearest->condition = condition;
			return true;
		}
	}
	return false;
}

static void add_nearest(const struct iam_pass *p, enum iam_layer_type type, struct sv target,
			const struct iam_layer *layer)
{
	struct iam_reason nearest = {.type = type, .target = target, .element = IAM_ELEMENT_NONE};
	find_nearest(p, type, target, layer, &nearest);
	add(p, nearest);
}

static bool level_allows(const struct iam_pass *p, const struct iam_layer *layer)
{
	for (size_t i = 0; i < layer->n; i++)
		for (size_t k = 0; k < layer->item[i].policy->n; k++) {
			struct visit v = {p,
					  IAM_LAYER_SCP,
					  {NULL, 0},
					  &layer->item[i],
					  &layer->item[i].policy->statement[k]};
			if (v.s->effect == IAM_ALLOW && truth_of_visit(&v) == IAM_YES)
				return true;
		}
	return false;
}

static void explain_guards(const struct iam_pass *p, const struct iam_findings *f)
{
	const struct sv none = {NULL, 0};
	for (size_t i = 0; f->scp.allow != IAM_YES && i < p->c->scps; i++)
		if (!level_allows(p, &p->c->scp[i].layer))
			add_nearest(p, IAM_LAYER_SCP, p->c->scp[i].target, &p->c->scp[i].layer);
	if (f->behind_endpoint && f->endpoint.allow != IAM_YES)
		add_nearest(p, IAM_LAYER_VPCE, none, &p->c->endpoint);
	if (f->bounded && f->boundary.allow != IAM_YES && (p->out->blocked_by & 1u << IAM_BLOCK_BOUNDARY) != 0)
		add_nearest(p, IAM_LAYER_BOUNDARY, none, &p->c->boundary);
	if (f->public_block)
		add(p, (struct iam_reason){.type = IAM_LAYER_RULE, .policy = SV("s3-bpa")});
}

static bool resource_must_grant(const struct iam_findings *f)
{
	return !f->same_account || f->rule != IAM_JOIN_EITHER;
}

static void explain_core(const struct iam_pass *p, const struct iam_findings *f)
{
	const struct sv none = {NULL, 0};
	struct iam_reason nearest;
	bool identity = p->r->principal.account.n > 0;
	if (identity && f->identity.allow != IAM_YES)
		add_nearest(p, IAM_LAYER_IDENTITY, none, &p->c->identity);
	if (f->in_session && f->session.allow != IAM_YES)
		add_nearest(p, IAM_LAYER_SESSION, none, &p->c->session);
	if (f->resource.allow == IAM_YES)
		return;
	if (resource_must_grant(f))
		add_nearest(p, IAM_LAYER_RESOURCE, none, &p->part->resource);
	else if (find_nearest(p, IAM_LAYER_RESOURCE, none, &p->part->resource, &nearest))
		add(p, nearest);
}

/* ---- what is open ---- */

static void need_variables(const struct iam_pass *p, const struct iam_glob *g)
{
	for (size_t i = 0; i < g->variables; i++) {
		struct sv scratch;
		struct iam_value value;
		if (iam_request_find(p->r, &g->variable[i].key, &scratch, &value) == IAM_UNKNOWN_KEY)
			need(p, g->variable[i].key.written);
	}
}

static void need_keys(const struct iam_pass *p, const struct iam_condition *c)
{
	struct sv scratch;
	struct iam_value value;
	if (iam_request_find(p->r, &c->key, &scratch, &value) == IAM_UNKNOWN_KEY)
		need(p, c->key.written);
	for (size_t i = 0; c->op != NULL && i < c->n; i++) {
		need_variables(p, &c->operand[i].glob);
		for (size_t k = 0; c->op->type == IAM_OPERAND_ARN && k < IAM_ARN_FIELDS; k++)
			need_variables(p, &c->operand[i].arn->field[k]);
	}
}

static void add_if_open(const struct visit *v)
{
	const struct iam_pass *p = v->p;
	if (truth_of_visit(v) != IAM_MAYBE)
		return;
	if (iam_statement_resource(v->s, p->r) == IAM_MAYBE) {
		add(p, reason_of(v, IAM_ELEMENT_RESOURCE));
		for (size_t i = 0; i < v->s->resources; i++)
			for (size_t k = 0; k < IAM_ARN_FIELDS; k++)
				need_variables(p, &v->s->resource[i].field[k]);
	}
	for (size_t i = 0; i < v->s->conditions; i++) {
		const struct iam_condition *c = &v->s->condition[i];
		if (iam_condition_test(c, p->r, NULL) != IAM_MAYBE)
			continue;
		struct iam_reason open = reason_of(v, IAM_ELEMENT_CONDITION);
		open.condition = c;
		add(p, open);
		need_keys(p, c);
	}
}

static void explain_unknown(const struct iam_pass *p, const struct iam_findings *f)
{
	visit_all(p, f, add_if_open);
	if (p->out->reasons == 0 && p->r->resource.account.n == 0)
		need(p, SV("aws:ResourceAccount"));
	if (p->r->facts.rcp_service == IAM_MAYBE && iam_pass_rcps_apply(p))
		visit_levels(p, IAM_LAYER_RCP, p->c->rcp, p->c->rcps, add_if_denies);
	for (unsigned i = 0; i < IAM_LAYER_TYPES; i++)
		if ((p->c->unknown_layers & 1u << i) != 0)
			add(p,
			    (struct iam_reason){.type = (enum iam_layer_type)i, .element = IAM_ELEMENT_NONE});
}

void iam_explain(const struct iam_pass *p, const struct iam_findings *f)
{
	switch (p->out->decision) {
	case IAM_UNKNOWN:
		explain_unknown(p, f);
		break;
	case IAM_ALLOWED:
		explain_allowed(p, f);
		break;
	case IAM_IMPLICIT_DENY:
		if (f->core == IAM_YES)
			explain_guards(p, f);
		else
			explain_core(p, f);
		break;
	case IAM_EXPLICIT_DENY:
		visit_all(p, f, add_if_denies);
		break;
	}
}
