#include "analyzers/iam/graph.h"

#include <string.h>

#include "analyzers/iam/answer.h"
#include "analyzers/iam/boxspace.h"
#include "analyzers/iam/case.h"

/* ---- the catalogue ---- */

enum path_kind { SELF, SELF_USER, SELF_ROLE, TARGET_USER, TARGET_ROLE, PASS, RUNS };
enum path_object { OWN = 1, TARGET, POLICY, GROUP, ANY };

enum {
	ATTACHED_TO_SELF = 1,
	USER_KEYS_FREE = 2,
	USER_HAS_PASSWORD = 4,
	USER_NO_PASSWORD = 8,
	HAS_PROFILE = 16,
};

struct path_step {
	const char *action;
	enum path_object on;
};

static const struct path {
	const char *id;
	enum path_kind kind;
	const char *service;
	unsigned predicates;
	struct path_step step[IAM_EDGE_STEPS - 1]; /* ends with a NULL action if shorter */
} paths[] = {
#define STEP(action, on)                                                                                       \
	{                                                                                                      \
		action, on                                                                                     \
	}
#define PATH(id, kind, service, predicates, ...) {id, kind, service, predicates, {__VA_ARGS__}},
#include "analyzers/iam/paths.def"
#undef PATH
#undef STEP
};

static const char *kind_name(enum path_kind kind)
{
	static const char *const names[] = {
		[SELF] = "self",
		[SELF_USER] = "self",
		[SELF_ROLE] = "self",
		[TARGET_USER] = "principal",
		[TARGET_ROLE] = "principal",
		[PASS] = "pass-role",
		[RUNS] = "existing",
	};
	return names[kind];
}

/* ---- one request ---- */

struct walk {
	struct arena *arena;
	struct globs_work *work;
	struct iam_graph *graph;
	struct iam_principal *who; /* of each node */
	bool *known;               /* `who` could be read */
	size_t edge_room;
};

static struct sv lowered(struct arena *a, const char *text)
{
	char *copy = arena_strz(a, sv_of(text));
	for (char *c = copy; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + ('a' - 'A'));
	return sv_of(copy);
}

static struct sv account_of(const struct walk *w, size_t node)
{
	return w->who[node].account;
}

/* Every resource of a type, in the caller's account: "for some of these?" */
static struct sv some_resource(struct arena *a, struct sv arn, struct sv account)
{
	struct str out;
	str_init(&out, LIMIT_IAM_ARN);
	for (size_t i = 0; i < arn.n; i++) {
		struct sv rest = sv_sub(arn, i, arn.n);
		ptrdiff_t close = sv_starts(rest, SV("${")) ? sv_find_char(rest, '}') : -1;
		if (close <= 0) {
			str_addc(&out, arn.at[i]);
			continue;
		}
		struct sv name = sv_sub(rest, 2, (size_t)close - 2);
		str_add(&out, sv_eq(name, SV("Account")) ? account : SV("*"));
		i += (size_t)close;
	}
	struct sv kept = arena_sv(a, str_sv(&out));
	str_free(&out);
	return kept;
}

static void ask(const struct walk *w, size_t from, const struct iam_layer *resource_policy, struct sv action,
		struct sv resource, const char *passed_to, struct iam_answer *answer)
{
	const struct iam_node *n = &w->graph->node[from];
	struct sv service_text = sv_of(passed_to);
	struct iam_entry entry = {.value = {&service_text, 1, false}};
	struct iam_part part = {.request = {.mode = IAM_OPEN, .derive = true, .principal = w->who[from]}};
	struct iam_request *r = &part.request;
	struct sv rest = r->action = action;
	bool wildcard_only = false;
	if (passed_to != NULL) {
		iam_key_init(w->arena, SV("iam:PassedToService"), &entry.key);
		r->context = &entry;
		r->n = 1;
	}
	answer->decision = IAM_IMPLICIT_DENY;
	answer->reasons = answer->needs = answer->notes = 0;
	if (!sv_split(&rest, ':', &r->service) || !iam_resource_parse(resource, &r->resource))
		return;
	iam_facts_of_table(action, &r->facts, &wildcard_only);
	r->resource.wildcard_only = wildcard_only;
	if (!r->resource.known_account) {
		r->resource.account = w->who[from].account;
		r->resource.known_account = true;
	}
	if (resource_policy != NULL)
		part.resource = *resource_policy;
	struct iam_case c = {.part = &part,
			     .parts = 1,
			     .identity = n->side.identity,
			     .boundary = n->side.boundary,
			     .session = n->side.session,
			     .scp = n->side.scp,
			     .scps = n->side.scps,
			     .rcp = n->side.rcp,
			     .rcps = n->side.rcps,
			     .detail = IAM_DETAIL_DECIDING};
	iam_simulate(&c, answer);
}

/* ---- steps ---- */

static bool needs_key(const struct iam_answer *a, struct sv key)
{
	for (size_t i = 0; i < a->needs; i++)
		if (sv_eq_nocase(a->need[i], key))
			return true;
	return false;
}

/* The step joins the edge; false: it is surely denied. */
static bool add_step(struct iam_edge *e, struct sv action, struct sv resource, const struct iam_answer *a)
{
	enum iam_truth can = iam_answer_can(a);
	if (can == IAM_NO)
		return false;
	struct iam_edge_step *s = &e->step[e->steps++];
	*s = (struct iam_edge_step){.action = action, .resource = resource, .decision = a->decision};
	for (size_t i = 0; i < a->reasons && s->statement == NULL; i++)
		if (a->reason[i].statement != NULL && a->reason[i].statement->effect == IAM_ALLOW) {
			s->policy = a->reason[i].policy;
			s->statement = a->reason[i].statement;
		}
	e->verdict = iam_and(e->verdict, can);
	e->mfa |= needs_key(a, SV("aws:MultiFactorAuthPresent"));
	return true;
}

/* On whatever the action is about: the best of its resource types. */
static bool take_any(const struct walk *w, struct iam_edge *e, const char *name)
{
	struct iam_answer best = {.decision = IAM_IMPLICIT_DENY}, one;
	struct sv action = lowered(w->arena, name), chosen = SV("*");
	uint32_t id = iamdb_find(action);
	size_t types = id == IAMDB_NONE ? 0 : iamdb_resource_count(id);
	for (size_t i = 0; i < types || i == 0; i++) {
		struct sv resource =
			types == 0 ? SV("*")
				   : some_resource(w->arena, iamdb_resource_arn(id, i), account_of(w, e->from));
		ask(w, e->from, NULL, action, resource, NULL, &one);
		if (i > 0 && iam_answer_can(&one) <= iam_answer_can(&best))
			continue;
		best = one;
		chosen = resource;
	}
	return add_step(e, sv_of(name), chosen, &best);
}

static bool take_step(const struct walk *w, struct iam_edge *e, const struct path_step *step)
{
	struct iam_answer answer;
	const struct iam_node *to = &w->graph->node[e->to], *from = &w->graph->node[e->from];
	struct sv action = lowered(w->arena, step->action), resource = SV("*"),
		  account = account_of(w, e->from);
	bool assume = strcmp(step->action, "sts:AssumeRole") == 0;
	switch (step->on) {
	case ANY:
		return take_any(w, e, step->action);
	case OWN:
		resource = from->arn;
		break;
	case TARGET:
		resource = to->arn;
		break;
	case POLICY:
		resource = arena_printf(w->arena, "arn:aws:iam::" SV_FMT ":policy/*", SV_ARG(account));
		break;
	case GROUP:
		resource = arena_printf(w->arena, "arn:aws:iam::" SV_FMT ":group/*", SV_ARG(account));
		break;
	}
	ask(w, e->from, assume ? &to->trust : NULL, action, resource, NULL, &answer);
	return add_step(e, sv_of(step->action), resource, &answer);
}

static bool pass_role(const struct walk *w, struct iam_edge *e, const char *service)
{
	struct iam_answer answer;
	ask(w, e->from, NULL, SV("iam:passrole"), w->graph->node[e->to].arn, service, &answer);
	return add_step(e, SV("iam:PassRole"), w->graph->node[e->to].arn, &answer);
}

/* ---- predicates ---- */

static void assume(struct iam_edge *e, enum iam_truth truth, const char *text)
{
	if (truth == IAM_YES)
		return;
	e->verdict = IAM_MAYBE;
	if (e->assumptions < sizeof e->assumes / sizeof *e->assumes)
		e->assumes[e->assumptions++] = text;
}

/* Does the role's trust policy let the service assume it? */
static enum iam_truth trusts(const struct walk *w, size_t role, const char *service)
{
	const struct iam_node *n = &w->graph->node[role];
	struct iam_part part = {.request = {.mode = IAM_OPEN,
					    .derive = true,
					    .action = SV("sts:assumerole"),
					    .service = SV("sts")},
				.resource = n->trust};
	struct iam_case c = {.part = &part, .parts = 1, .detail = IAM_DETAIL_NONE};
	struct iam_answer answer;
	bool unused;
	if (n->trust.n == 0)
		return IAM_MAYBE;
	part.request.principal = (struct iam_principal){.kind = IAM_SERVICE, .text = sv_of(service)};
	if (!iam_resource_parse(n->arn, &part.request.resource))
		return IAM_NO;
	iam_facts_of_table(part.request.action, &part.request.facts, &unused);
	iam_simulate(&c, &answer);
	return iam_answer_can(&answer);
}

static enum iam_truth runs_as(const struct iam_node *n, struct sv service)
{
	for (size_t i = 0; i < n->n_runs; i++)
		if (sv_eq(n->runs[i], service))
			return IAM_YES;
	return n->runs_known ? IAM_NO : IAM_MAYBE;
}

/* False: a prerequisite is known to be missing. */
static bool check_predicates(const struct walk *w, const struct path *p, struct iam_edge *e)
{
	const struct iam_node *to = &w->graph->node[e->to];
	const struct {
		unsigned bit;
		enum iam_truth truth;
		const char *text;
	} rows[] = {
		{ATTACHED_TO_SELF, IAM_MAYBE, "the policy or group is the principal's own"},
		{USER_KEYS_FREE, to->keys_free, "the user has fewer than two access keys"},
		{USER_HAS_PASSWORD, to->has_password, "the user has a password"},
		{USER_NO_PASSWORD, iam_not(to->has_password), "the user has no password"},
		{HAS_PROFILE, to->has_profile, "an instance profile holds the role"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if ((p->predicates & rows[i].bit) == 0)
			continue;
		if (rows[i].truth == IAM_NO)
			return false;
		assume(e, rows[i].truth, rows[i].text);
	}
	if (p->kind == PASS || p->kind == RUNS) {
		enum iam_truth trust = trusts(w, e->to, p->service);
		if (trust == IAM_NO)
			return false;
		assume(e, trust, "the role trusts the service");
	}
	if (p->kind == RUNS) {
		enum iam_truth runs = runs_as(to, sv_of(p->service));
		if (runs == IAM_NO)
			return false;
		assume(e, runs, "something of the service runs as the role");
	}
	return true;
}

/* ---- edges ---- */

static bool fits_kind(const struct walk *w, const struct path *p, size_t from, size_t to)
{
	bool self = from == to, same_account = sv_eq(account_of(w, from), account_of(w, to));
	enum iam_principal_kind own = w->who[from].kind, other = w->who[to].kind;
	switch (p->kind) {
	case SELF:
		return self;
	case SELF_USER:
		return self && own == IAM_USER;
	case SELF_ROLE:
		return self && own == IAM_ROLE;
	case TARGET_USER:
		return !self && other == IAM_USER && same_account;
	case TARGET_ROLE:
		return !self && other == IAM_ROLE && (same_account || strcmp(p->id, "sts-001") == 0);
	case PASS:
	case RUNS:
		return !self && other == IAM_ROLE && same_account;
	}
	return false;
}

static void try_path(struct walk *w, const struct path *p, size_t from, size_t to)
{
	struct iam_graph *g = w->graph;
	struct iam_edge e = {
		.from = from, .to = to, .path = p->id, .kind = kind_name(p->kind), .verdict = IAM_YES};
	if (!fits_kind(w, p, from, to) || !check_predicates(w, p, &e))
		return;
	if (p->kind == PASS && !pass_role(w, &e, p->service))
		return;
	for (size_t i = 0; i < IAM_EDGE_STEPS - 1 && p->step[i].action != NULL; i++)
		if (!take_step(w, &e, &p->step[i]))
			return;
	g->edge = box_room(w->arena, g->edge, g->edges, &w->edge_room, sizeof *g->edge);
	g->edge[g->edges++] = e;
}

/* Does all that there is fit inside what the principal may do? */
static bool is_admin(const struct walk *w, size_t node)
{
	struct iam_item everything = {.name = SV("everything")};
	struct iam_fit fit;
	struct err ignored;
	if (!iam_policy_compile(
		    w->arena, SV("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}"),
		    IAM_IDENTITY, &everything.policy, &ignored))
		return false;
	struct iam_side all = {.identity = {&everything, 1}};
	iam_contains(&all, &w->graph->node[node].side, &(struct iam_fit_options){.only_table = true}, w->work,
		     w->arena, &fit);
	return fit.answer == IAM_FIT_CONTAINED;
}

static bool raises_itself(const struct iam_graph *g, size_t node)
{
	for (size_t i = 0; i < g->edges; i++)
		if (g->edge[i].from == node && g->edge[i].to == node && g->edge[i].verdict == IAM_YES)
			return true;
	return false;
}

void iam_graph_build(const struct iam_node *node, size_t n, struct globs_work *work, struct arena *arena,
		     struct iam_graph *out)
{
	struct walk w = {.arena = arena, .work = work, .graph = out};
	size_t count = sizeof paths / sizeof *paths;
	*out = (struct iam_graph){.node = node, .nodes = n};
	out->admin = arena_array(arena, n, sizeof *out->admin);
	w.who = arena_array(arena, n, sizeof *w.who);
	w.known = arena_array(arena, n, sizeof *w.known);
	for (size_t i = 0; i < n; i++) {
		struct err ignored;
		w.known[i] = iam_principal_parse(arena, node[i].arn, SV(""), &w.who[i], &ignored);
	}
	for (size_t from = 0; from < n; from++) {
		out->admin[from] = w.known[from] && is_admin(&w, from);
		for (size_t i = 0; i < count && w.known[from] && !out->admin[from]; i++)
			try_path(&w, &paths[i], from, from);
		out->admin[from] |= raises_itself(out, from);
		/* Whoever may do everything needs no other principal. */
		for (size_t to = 0; to < n && w.known[from] && !out->admin[from]; to++)
			for (size_t i = 0; i < count && w.known[to] && to != from; i++)
				try_path(&w, &paths[i], from, to);
	}
}

/* ---- chains ---- */

/* Breadth first over edges that are at least `least`; came[i]: the edge by which i was reached, plus 1. */
static bool reach(const struct iam_graph *g, size_t from, size_t to, enum iam_truth least, size_t *queue,
		  size_t *came)
{
	size_t head = 0, tail = 0;
	memset(came, 0, g->nodes * sizeof *came);
	queue[tail++] = from;
	while (head < tail) {
		size_t at = queue[head++];
		for (size_t i = 0; i < g->edges; i++) {
			const struct iam_edge *e = &g->edge[i];
			if (e->from != at || e->to == from || came[e->to] != 0 || e->verdict < least)
				continue;
			came[e->to] = i + 1;
			if (e->to == to)
				return true;
			queue[tail++] = e->to;
		}
	}
	return false;
}

size_t iam_graph_chain(const struct iam_graph *g, size_t from, size_t to, struct arena *arena,
		       const struct iam_edge **chain)
{
	size_t *queue = arena_array(arena, g->nodes + 1, sizeof *queue);
	size_t *came = arena_array(arena, g->nodes, sizeof *came);
	size_t n = 0;
	if (from == to ||
	    (!reach(g, from, to, IAM_YES, queue, came) && !reach(g, from, to, IAM_MAYBE, queue, came)))
		return 0;
	for (size_t at = to; at != from; at = g->edge[came[at] - 1].from)
		n++;
	size_t left = n;
	for (size_t at = to; at != from; at = g->edge[came[at] - 1].from)
		chain[--left] = &g->edge[came[at] - 1];
	return n;
}

/* ---- as JSON ---- */

void iam_edge_write(const struct iam_graph *g, const struct iam_edge *e, struct str *out)
{
	str_addz(out, "{\"from\":");
	str_add_json(out, g->node[e->from].arn);
	str_addz(out, ",\"to\":");
	str_add_json(out, g->node[e->to].arn);
	str_addf(out, ",\"kind\":\"%s\",\"path\":\"%s\",\"verdict\":\"%s\",\"mfa\":%s,\"needs\":[", e->kind,
		 e->path, e->verdict == IAM_YES ? "yes" : "maybe", e->mfa ? "true" : "false");
	for (size_t i = 0; i < e->steps; i++) {
		const struct iam_edge_step *s = &e->step[i];
		str_addf(out, "%s{\"action\":", i > 0 ? "," : "");
		str_add_json(out, s->action);
		str_addz(out, ",\"resource\":");
		str_add_json(out, s->resource);
		str_addf(out, ",\"decision\":\"%s\"", iam_decision_name(s->decision));
		if (s->statement != NULL) {
			struct str name;
			str_init(&name, LIMIT_OUTSIDE_STRING);
			iam_statement_name(s->statement, &name);
			str_addz(out, ",\"policy\":");
			str_add_json(out, s->policy);
			str_addz(out, ",\"statement\":");
			str_add_json(out, str_sv(&name));
			str_free(&name);
		}
		str_addc(out, '}');
	}
	str_addz(out, "],\"assumes\":[");
	for (size_t i = 0; i < e->assumptions; i++)
		str_addf(out, "%s\"%s\"", i > 0 ? "," : "", e->assumes[i]);
	str_addz(out, "]}");
}
