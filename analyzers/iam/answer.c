#include "analyzers/iam/answer.h"

#include "analyzers/iam/pass.h"

#define TEXT_MAX ((size_t)3 * LIMIT_IAM_DOCUMENT)

void iam_statement_name(const struct iam_statement *s, struct str *out)
{
	if (s->sid.n > 0)
		str_add(out, s->sid);
	else
		str_addf(out, "%u", s->index + 1);
}

void iam_reason_element(const struct iam_reason *r, struct str *out)
{
	static const char *const names[] = {
		[IAM_ELEMENT_STATEMENT] = "statement", [IAM_ELEMENT_NONE] = "none",
		[IAM_ELEMENT_ACTION] = "action",       [IAM_ELEMENT_RESOURCE] = "resource",
		[IAM_ELEMENT_PRINCIPAL] = "principal", [IAM_ELEMENT_CONDITION] = "condition:",
	};
	str_addz(out, names[r->element]);
	if (r->element != IAM_ELEMENT_CONDITION)
		return;
	str_add(out, r->condition->written);
	str_addc(out, '/');
	str_add(out, r->condition->key.written);
}

static void add_member(struct str *out, struct sv name)
{
	str_addc(out, '/');
	for (size_t i = 0; i < name.n; i++) {
		char c = name.at[i];
		if (c == '~' || c == '/')
			str_addz(out, c == '~' ? "~0" : "~1");
		else
			str_addc(out, c);
	}
}

void iam_reason_pointer(const struct iam_reason *r, struct str *out)
{
	const struct iam_statement *s = r->statement;
	if (s == NULL)
		return;
	str_addz(out, "/Statement");
	if (!r->document->single)
		str_addf(out, "/%u", s->index);
	switch (r->element) {
	case IAM_ELEMENT_ACTION:
		str_addz(out, s->not_action ? "/NotAction" : "/Action");
		break;
	case IAM_ELEMENT_RESOURCE:
		str_addz(out, s->not_resource ? "/NotResource" : "/Resource");
		break;
	case IAM_ELEMENT_PRINCIPAL:
		str_addz(out, s->not_principal ? "/NotPrincipal" : "/Principal");
		break;
	case IAM_ELEMENT_CONDITION:
		str_addz(out, "/Condition");
		add_member(out, r->condition->written);
		add_member(out, r->condition->key.written);
		break;
	case IAM_ELEMENT_STATEMENT:
	case IAM_ELEMENT_NONE:
		break;
	}
}

/* ---- JSON ---- */

static void add_comma(struct str *out, bool *first)
{
	if (!*first)
		str_addc(out, ',');
	*first = false;
}

/* A text that a function spells, as a JSON string; null when it spells nothing. */
static void add_spelled(struct str *out, const struct iam_reason *r,
			void (*spell)(const struct iam_reason *r, struct str *out))
{
	struct str text;
	str_init(&text, TEXT_MAX);
	spell(r, &text);
	if (text.n > 0)
		str_add_json(out, str_sv(&text));
	else
		str_addz(out, "null");
	str_free(&text);
}

static void spell_statement(const struct iam_reason *r, struct str *out)
{
	if (r->statement != NULL)
		iam_statement_name(r->statement, out);
}

/* Everything that a reason and an entry of the trace begin with. */
static void add_place(struct str *out, const struct iam_reason *r)
{
	bool deny = r->statement != NULL && r->statement->effect == IAM_DENY;
	str_addf(out, "{\"type\":\"%s\"", iam_layer_name(r->type));
	if (r->type == IAM_LAYER_SCP || r->type == IAM_LAYER_RCP) {
		str_addz(out, ",\"target\":");
		str_add_json(out, r->target);
	}
	str_addz(out, ",\"policy\":");
	if (r->policy.at == NULL)
		str_addz(out, "null");
	else
		str_add_json(out, r->policy);
	str_addz(out, ",\"statement\":");
	add_spelled(out, r, spell_statement);
	str_addf(out, ",\"effect\":\"%s\"", deny ? "Deny" : "Allow");
}

static void add_reasons(struct str *out, const struct iam_answer *a)
{
	bool first = true;
	str_addz(out, ",\"deciding\":[");
	for (size_t i = 0; i < a->reasons; i++) {
		add_comma(out, &first);
		add_place(out, &a->reason[i]);
		str_addz(out, ",\"element\":");
		add_spelled(out, &a->reason[i], iam_reason_element);
		str_addz(out, ",\"at\":");
		add_spelled(out, &a->reason[i], iam_reason_pointer);
		str_addc(out, '}');
	}
	str_addc(out, ']');
}

static void add_blocks(struct str *out, const struct iam_answer *a)
{
	bool first = true;
	str_addz(out, ",\"blockedBy\":[");
	for (unsigned i = 0; i < IAM_BLOCKS; i++) {
		if ((a->blocked_by & 1u << i) == 0)
			continue;
		add_comma(out, &first);
		str_addf(out, "\"%s\"", iam_block_name((enum iam_block)i));
	}
	str_addc(out, ']');
}

static void add_unknown(struct str *out, const struct iam_answer *a)
{
	bool first = true;
	str_addz(out, ",\"could\":[");
	for (unsigned i = IAM_ALLOWED; i <= IAM_EXPLICIT_DENY; i++) {
		if ((a->could & 1u << i) == 0)
			continue;
		add_comma(out, &first);
		str_addf(out, "\"%s\"", iam_decision_name((enum iam_decision)i));
	}
	first = true;
	str_addz(out, "],\"needs\":[");
	for (size_t i = 0; i < a->needs; i++) {
		add_comma(out, &first);
		str_add_json(out, a->need[i]);
	}
	str_addc(out, ']');
}

static void add_notes(struct str *out, const struct iam_answer *a)
{
	bool first = true;
	struct str text;
	str_init(&text, TEXT_MAX);
	str_addz(out, ",\"notes\":[");
	for (size_t i = 0; i < a->notes; i++) {
		add_comma(out, &first);
		str_reset(&text);
		str_addz(&text, a->note[i].code);
		if (a->note[i].key.n > 0)
			str_addc(&text, ':');
		str_add(&text, a->note[i].key);
		str_add_json(out, str_sv(&text));
	}
	str_addc(out, ']');
	str_free(&text);
}

/* ---- the trace ---- */

struct tracer {
	struct iam_pass pass;
	struct str *out;
	bool first;
};

static void add_failed(struct tracer *t, bool *first, const struct iam_reason *r)
{
	add_comma(t->out, first);
	add_spelled(t->out, r, iam_reason_element);
}

static void trace_failures(struct tracer *t, struct iam_reason r)
{
	const struct iam_request *q = t->pass.r;
	bool first = true;
	str_addz(t->out, ",\"failed\":[");
	r.element = IAM_ELEMENT_ACTION;
	if (!iam_statement_action(r.statement, q->action, q->service))
		add_failed(t, &first, &r);
	r.element = IAM_ELEMENT_RESOURCE;
	if (iam_statement_resource(r.statement, q) != IAM_YES)
		add_failed(t, &first, &r);
	r.element = IAM_ELEMENT_PRINCIPAL;
	if (iam_pass_names_principals(r.document) &&
	    iam_statement_principal(r.document, r.statement, &q->principal, iam_pass_bounded(&t->pass)) ==
		    IAM_LEVEL_NONE)
		add_failed(t, &first, &r);
	r.element = IAM_ELEMENT_CONDITION;
	for (size_t i = 0; i < r.statement->conditions; i++) {
		r.condition = &r.statement->condition[i];
		if (iam_condition_test(r.condition, q, NULL) != IAM_YES)
			add_failed(t, &first, &r);
	}
	str_addz(t->out, "]}");
}

static void trace_layer(struct tracer *t, enum iam_layer_type type, struct sv target,
			const struct iam_layer *layer)
{
	static const char *const words[] = {[IAM_NO] = "false", [IAM_MAYBE] = "\"maybe\"", [IAM_YES] = "true"};
	for (size_t i = 0; i < layer->n; i++) {
		const struct iam_policy *policy = layer->item[i].policy;
		for (size_t k = 0; k < policy->n; k++) {
			struct iam_reason r = {.type = type,
					       .target = target,
					       .policy = layer->item[i].name,
					       .document = policy,
					       .statement = &policy->statement[k]};
			enum iam_level level;
			unsigned points;
			enum iam_truth truth =
				iam_pass_statement(&t->pass, policy, r.statement, &level, &points);
			add_comma(t->out, &t->first);
			add_place(t->out, &r);
			str_addf(t->out, ",\"matched\":%s", words[truth]);
			trace_failures(t, r);
		}
	}
}

static void add_trace(struct str *out, const struct iam_case *c, const struct iam_answer *a)
{
	struct iam_answer ignored = {.decision = IAM_UNKNOWN};
	const struct iam_part *part = &c->part[a->part];
	struct tracer t = {{c, part, &part->request, &ignored}, out, true};
	const struct sv none = {NULL, 0};
	str_addz(out, ",\"trace\":[");
	trace_layer(&t, IAM_LAYER_IDENTITY, none, &c->identity);
	trace_layer(&t, IAM_LAYER_BOUNDARY, none, &c->boundary);
	trace_layer(&t, IAM_LAYER_SESSION, none, &c->session);
	trace_layer(&t, IAM_LAYER_RESOURCE, none, &part->resource);
	trace_layer(&t, IAM_LAYER_VPCE, none, &c->endpoint);
	for (size_t i = 0; i < c->scps; i++)
		trace_layer(&t, IAM_LAYER_SCP, c->scp[i].target, &c->scp[i].layer);
	for (size_t i = 0; i < c->rcps; i++)
		trace_layer(&t, IAM_LAYER_RCP, c->rcp[i].target, &c->rcp[i].layer);
	str_addc(out, ']');
}

void iam_answer_write(const struct iam_case *c, const struct iam_answer *a, struct sv id, bool trace,
		      struct str *out)
{
	str_addz(out, "{\"id\":");
	str_add(out, id);
	str_addf(out, ",\"decision\":\"%s\"", iam_decision_name(a->decision));
	add_blocks(out, a);
	if (c->detail != IAM_DETAIL_NONE)
		add_reasons(out, a);
	if (a->decision == IAM_UNKNOWN)
		add_unknown(out, a);
	if (c->parts > 1) {
		str_addf(out, ",\"part\":%zu,\"resource\":", a->part);
		str_add_json(out, c->part[a->part].request.resource.text);
	}
	if (trace)
		add_trace(out, c, a);
	add_notes(out, a);
	str_addc(out, '}');
}
