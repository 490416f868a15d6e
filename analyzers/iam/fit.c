#include "analyzers/iam/fit.h"

#include <string.h>

#include "analyzers/iam/answer.h"
#include "analyzers/iam/iamdb.h"

static struct sv member_path(struct iam_case_reader *r, struct sv up, struct sv name)
{
	return arena_printf(r->arena, SV_FMT "/" SV_FMT, SV_ARG(up), SV_ARG(name));
}

/* ---- sides ---- */

static const struct {
	const char *name;
	size_t layer; /* offset in struct iam_side */
	enum iam_policy_type type;
} layers[] = {
	{"identityPolicies", offsetof(struct iam_side, identity), IAM_IDENTITY},
	{"policies", offsetof(struct iam_side, identity), IAM_IDENTITY},
	{"permissionBoundaries", offsetof(struct iam_side, boundary), IAM_BOUNDARY},
	{"sessionPolicies", offsetof(struct iam_side, session), IAM_SESSION},
	{"vpcEndpointPolicies", offsetof(struct iam_side, endpoint), IAM_VPCE},
};

bool iam_side_member(struct iam_case_reader *r, struct sv name, const struct json_node *v, struct sv path,
		     struct iam_side *side, bool *known)
{
	*known = true;
	for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
		if (sv_eq(name, sv_of(layers[i].name)))
			return iam_read_layer(r, v, path, layers[i].type,
					      (struct iam_layer *)((char *)side + layers[i].layer));
	if (sv_eq(name, SV("resourcePolicy")))
		return json_type(v) == JSON_NULL || iam_read_item(r, v, path, IAM_RESOURCE, &side->resource);
	if (sv_eq(name, SV("scps")))
		return iam_read_targets(r, v, path, IAM_SCP, &side->scp, &side->scps);
	if (sv_eq(name, SV("rcps")))
		return iam_read_targets(r, v, path, IAM_RCP, &side->rcp, &side->rcps);
	*known = false;
	return true;
}

static bool read_layered(struct iam_case_reader *r, const struct json_node *v, struct sv path,
			 struct iam_side *side)
{
	for (size_t i = 0; i < json_size(v) && i < LIMIT_IAM_MEMBERS; i++) {
		struct sv name = {NULL, 0};
		const struct json_node *value = json_member(v, i, &name);
		struct sv at = member_path(r, path, name);
		bool known;
		if (sv_starts(name, SV("x-")))
			continue;
		if (!iam_side_member(r, name, value, at, side, &known))
			return false;
		if (!known)
			return iam_fault(r, "bad_shape", at, "found unknown member \"" SV_FMT "\"",
					 SV_ARG(name));
	}
	return true;
}

static bool has_layers(const struct json_node *v)
{
	for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
		if (json_get(v, layers[i].name) != NULL)
			return true;
	return json_get(v, "resourcePolicy") != NULL || json_get(v, "scps") != NULL ||
	       json_get(v, "rcps") != NULL;
}

static bool read_side(struct iam_case_reader *r, const struct json_node *v, const char *name, bool resource,
		      struct iam_side *side)
{
	struct sv path = arena_printf(r->arena, "/%s", name);
	struct iam_layer *layer = resource ? &side->resource : &side->identity;
	enum iam_policy_type type = resource ? IAM_RESOURCE : IAM_IDENTITY;
	if (v == NULL)
		return iam_fault(r, "bad_shape", path,
				 "expected a policy, a list of policies or an object of layers");
	if (json_type(v) == JSON_ARRAY)
		return iam_read_layer(r, v, path, type, layer);
	return has_layers(v) ? read_layered(r, v, path, side) : iam_read_item(r, v, path, type, layer);
}

/* ---- the question ---- */

/* One of two words; `no` when the member is not there. */
static bool read_word(struct iam_case_reader *r, const struct json_node *line, const char *name, const char *no,
		      const char *yes, bool *said)
{
	const struct json_node *v = json_get(line, name);
	*said = sv_eq(json_string(v), sv_of(yes));
	if (v == NULL || *said || sv_eq(json_string(v), sv_of(no)))
		return true;
	return iam_fault(r, "bad_shape", arena_printf(r->arena, "/%s", name), "expected \"%s\" or \"%s\"", no,
			 yes);
}

static bool check_members(struct iam_case_reader *r, const struct json_node *line)
{
	static const char *const known[] = {"id", "kind", "a", "b", "universe", "given"};
	if (json_type(line) != JSON_OBJECT)
		return iam_fault(r, "bad_shape", SV(""), "expected an object");
	for (size_t i = 0; i < json_size(line); i++) {
		struct sv name = {NULL, 0};
		json_member(line, i, &name);
		bool good = sv_starts(name, SV("x-"));
		for (size_t k = 0; k < sizeof known / sizeof *known; k++)
			good |= sv_eq(name, sv_of(known[k]));
		if (!good || i == LIMIT_IAM_MEMBERS)
			return iam_fault(r, "bad_shape", member_path(r, SV(""), name),
					 "found unknown member \"" SV_FMT "\"", SV_ARG(name));
	}
	return true;
}

bool iam_fit_read(struct iam_case_reader *r, const struct json_node *line, struct iam_fit_question *q)
{
	const struct json_node *given = json_get(line, "given");
	struct iam_fit_options *o = &q->options;
	return check_members(r, line) &&
	       read_word(r, line, "kind", "identity", "resource", &o->resource_kind) &&
	       read_word(r, line, "universe", "any", "actions", &o->only_table) &&
	       read_side(r, json_get(line, "a"), "a", o->resource_kind, &q->a) &&
	       read_side(r, json_get(line, "b"), "b", o->resource_kind, &q->b) &&
	       (given == NULL || iam_read_context(r, given, SV("/given"), &o->given, &o->givens));
}

/* ---- the answer ---- */

const char *iam_fit_reason_name(enum iam_fit_reason reason)
{
	static const char *const names[] = {
		[IAM_FIT_BUDGET] = "budget",
		[IAM_FIT_VARIABLE] = "variable",
		[IAM_FIT_SET_OPERATOR] = "set-operator",
		[IAM_FIT_WITNESS_REJECTED] = "witness-rejected",
	};
	return names[reason];
}

static bool name_in(const struct iam_layer *layer, const struct iam_statement *s, struct sv *name)
{
	for (size_t i = 0; i < layer->n; i++) {
		const struct iam_policy *p = layer->item[i].policy;
		if (s >= p->statement && s < p->statement + p->n) {
			*name = layer->item[i].name;
			return true;
		}
	}
	return false;
}

/* The name of the policy that holds the statement. */
static struct sv policy_name(const struct iam_side *side, const struct iam_statement *s)
{
	const struct iam_layer *flat[] = {&side->identity, &side->boundary, &side->session, &side->resource,
					  &side->endpoint};
	struct sv name = SV("");
	for (size_t i = 0; i < sizeof flat / sizeof *flat; i++)
		if (name_in(flat[i], s, &name))
			return name;
	for (size_t i = 0; i < side->scps; i++)
		if (name_in(&side->scp[i].layer, s, &name))
			return name;
	for (size_t i = 0; i < side->rcps; i++)
		if (name_in(&side->rcp[i].layer, s, &name))
			return name;
	return name;
}

static void write_principal(const struct iam_principal *p, struct str *out)
{
	static const char *const types[] = {[IAM_ANONYMOUS] = "Anonymous",
					    [IAM_SERVICE] = "Service",
					    [IAM_FEDERATED] = "Federated",
					    [IAM_CANONICAL_USER] = "CanonicalUser"};
	if (p == NULL) {
		str_addz(out, "null");
	} else if (p->kind < sizeof types / sizeof *types && types[p->kind] != NULL) {
		str_addf(out, "{\"type\":\"%s\"", types[p->kind]);
		if (p->text.n > 0) {
			str_addz(out, ",\"name\":");
			str_add_json(out, p->text);
		}
		str_addc(out, '}');
	} else {
		str_add_json(out, p->text);
	}
}

static void write_values(const struct iam_value *v, struct str *out)
{
	if (v->many)
		str_addc(out, '[');
	for (size_t i = 0; i < v->n; i++) {
		str_addz(out, i > 0 ? "," : "");
		str_add_json(out, v->text[i]);
	}
	if (v->many)
		str_addc(out, ']');
}

static void write_witness(const struct iam_witness *w, struct str *out)
{
	str_addz(out, "\"witness\":{\"principal\":");
	write_principal(w->principal, out);
	str_addz(out, ",\"action\":");
	str_add_json(out, w->action);
	str_addz(out, ",\"resource\":");
	str_add_json(out, w->resource);
	str_addz(out, ",\"context\":{");
	for (size_t i = 0; i < w->n; i++) {
		str_addz(out, i > 0 ? "," : "");
		str_add_json(out, w->context[i].key.written);
		str_addc(out, ':');
		write_values(&w->context[i].value, out);
	}
	str_addz(out, "}}");
}

static void write_place(const struct iam_side *side, const struct iam_statement *s, struct str *out)
{
	struct str name;
	str_init(&name, LIMIT_OUTSIDE_STRING);
	iam_statement_name(s, &name);
	str_addz(out, "{\"policy\":");
	str_add_json(out, policy_name(side, s));
	str_addz(out, ",\"statement\":");
	str_add_json(out, str_sv(&name));
	str_addc(out, '}');
	str_free(&name);
}

static void write_why(const struct iam_fit_question *q, const struct iam_fit *fit, struct str *out)
{
	str_addz(out, ",\"why\":{\"a\":");
	write_place(&q->a, fit->allow, out);
	str_addz(out, ",\"b\":");
	if (fit->deny == NULL)
		str_addz(out, "\"no Allow matches\"");
	else
		write_place(&q->b, fit->deny, out);
	str_addc(out, '}');
}

void iam_fit_write(const struct iam_fit_question *q, const struct iam_fit *fit, struct sv id, struct str *out)
{
	static const char *const words[] = {
		[IAM_FIT_UNKNOWN] = "\"unknown\"", [IAM_FIT_CONTAINED] = "true", [IAM_FIT_EXCEEDS] = "false"};
	bool exceeds = fit->answer == IAM_FIT_EXCEEDS, unnamed = false;
	str_addf(out, "{\"id\":" SV_FMT ",\"contained\":%s,", SV_ARG(id), words[fit->answer]);
	if (fit->answer == IAM_FIT_UNKNOWN)
		str_addf(out, "\"reason\":\"%s\",", iam_fit_reason_name(fit->reason));
	if (exceeds) {
		write_witness(&fit->witness, out);
		write_why(q, fit, out);
		str_addc(out, ',');
		unnamed = iamdb_find(fit->witness.action) == IAMDB_NONE;
	}
	str_addf(out, "\"steps\":%llu,\"notes\":[", (unsigned long long)fit->steps);
	if (exceeds && unnamed)
		str_addz(out, "\"action-not-in-table\"");
	if (exceeds && fit->unlikely_resource)
		str_addf(out, "%s\"unlikely-resource\"", unnamed ? "," : "");
	str_addz(out, "]}");
}
