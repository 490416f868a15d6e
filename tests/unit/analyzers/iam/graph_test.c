#include "tests/unit/unit.h"

#include <string.h>

#include "analyzers/iam/graph.h"
#include "analyzers/iam/iamdb.h"

extern const struct unit_suite analyzers_iam_graph_suite;

/* The catalogue once more, as the test reads it. */
static const struct row {
	const char *id, *kind, *service;
	const char *action[5];
} rows[] = {
#define STEP(action, on)                         action
#define PATH(id, kind, service, predicates, ...) {id, #kind, service, {__VA_ARGS__}},
#include "analyzers/iam/paths.def"
#undef PATH
#undef STEP
};

static struct iam_layer layer_of(struct arena *a, const char *statements, enum iam_policy_type type)
{
	struct iam_item *item = arena_alloc(a, sizeof *item);
	struct err e;
	char *json = arena_strz(a, arena_printf(a, "{'Version':'2012-10-17','Statement':[%s]}", statements));
	for (char *c = json; *c != '\0'; c++)
		if (*c == '\'')
			*c = '"';
	item->name = SV("own");
	bool good = CHECK_OK(iam_policy_compile(a, sv_of(json), type, &item->policy, &e), &e);
	return (struct iam_layer){item, good ? 1 : 0};
}

enum { USER, ROLE, TARGET_U, TARGET_R, NODES };

/* Two principals with the same policy, and a user and a role without any that they may want to become. */
static void make_world(struct arena *a, const char *policy, const char *service, struct iam_node node[NODES])
{
	static struct sv runs[1];
	const char *trust =
		arena_printf(a,
			     "{'Effect':'Allow','Principal':{'Service':'%s'},'Action':'sts:AssumeRole'},"
			     "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'sts:AssumeRole'}",
			     *service ? service : "a.amazonaws.com")
			.at;
	runs[0] = sv_of(service);
	memset(node, 0, NODES * sizeof *node);
	node[USER].arn = SV("arn:aws:iam::111122223333:user/p");
	node[ROLE].arn = SV("arn:aws:iam::111122223333:role/p");
	node[TARGET_U].arn = SV("arn:aws:iam::111122223333:user/t");
	node[TARGET_R].arn = SV("arn:aws:iam::111122223333:role/t");
	node[USER].side.identity = node[ROLE].side.identity = layer_of(a, policy, IAM_IDENTITY);
	node[TARGET_U].side.identity = node[TARGET_R].side.identity =
		layer_of(a, "{'Effect':'Deny','Action':'*','Resource':'*'}", IAM_IDENTITY);
	node[ROLE].trust = layer_of(a, "{'Effect':'Deny','Principal':'*','Action':'*'}", IAM_TRUST);
	node[TARGET_R].trust = layer_of(a, trust, IAM_TRUST);
	node[TARGET_U].keys_free = IAM_YES;
	node[TARGET_U].has_password = IAM_MAYBE;
	node[TARGET_R].has_profile = IAM_YES;
	node[TARGET_R].runs = runs;
	node[TARGET_R].n_runs = 1;
	node[TARGET_R].runs_known = true;
}

static const char *policy_of(struct arena *a, const struct row *row, const char *more)
{
	struct str s;
	str_init(&s, 100000);
	str_addz(&s, "{'Effect':'Allow','Resource':'*','Action':[");
	for (size_t i = 0; i < 5 && row->action[i] != NULL; i++)
		str_addf(&s, "%s'%s'", i > 0 ? "," : "", row->action[i]);
	if (strcmp(row->kind, "PASS") == 0)
		str_addz(&s, ",'iam:PassRole'");
	str_addf(&s, "]%s", more);
	struct sv kept = arena_sv(a, str_sv(&s));
	str_free(&s);
	return kept.at;
}

/* The best verdict of an edge by that path from the two principals. */
static enum iam_truth verdict_of(const struct iam_graph *g, const char *path)
{
	enum iam_truth best = IAM_NO;
	for (size_t i = 0; i < g->edges; i++)
		if (strcmp(g->edge[i].path, path) == 0 && (g->edge[i].from == USER || g->edge[i].from == ROLE))
			best = iam_or(best, g->edge[i].verdict);
	return best;
}

static enum iam_truth ask(const struct row *row, const char *more)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(globs_work_free) struct globs_work work = {0};
	struct iam_node node[NODES];
	struct iam_graph g;
	make_world(a, policy_of(a, row, more), row->service, node);
	iam_graph_build(node, NODES, &work, a, &g);
	enum iam_truth verdict = verdict_of(&g, row->id);
	if (verdict == IAM_NO && more[0] == '}' && more[1] == '\0')
		CHECK_Z(row->id, "an edge");
	return verdict;
}

static void every_path_is_found_from_its_actions_alone(void)
{
	CHECK(sizeof rows / sizeof *rows >= 65);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (iamdb_whole() || iamdb_find(sv_of(rows[i].action[0])) != IAMDB_NONE)
			CHECK(ask(&rows[i], "}") != IAM_NO);
}

static void a_denied_step_closes_the_path(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CLEANUP(arena_free) struct arena *a = arena_new();
		const char *deny =
			arena_printf(a, "},{'Effect':'Deny','Action':'%s','Resource':'*'}", rows[i].action[0])
				.at;
		CHECK_INT(ask(&rows[i], deny), IAM_NO);
	}
}

static void a_condition_that_nobody_knows_makes_it_a_maybe(void)
{
	const struct row *assume = NULL;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].id, "sts-001") == 0)
			assume = &rows[i];
	CHECK_INT(ask(assume, "}"), IAM_YES);
	CHECK_INT(ask(assume, ",'Condition':{'StringEquals':{'aws:PrincipalTag/t':'x'}}}"), IAM_MAYBE);
	CHECK_INT(ask(assume, ",'Condition':{'StringEquals':{'aws:PrincipalAccount':'999988887777'}}}"),
		  IAM_NO);
}

/* user a -> role b -> role c. */
static void chains_are_shortest_and_name_their_statements(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(globs_work_free) struct globs_work work = {0};
	struct iam_node node[3] = {{.arn = SV("arn:aws:iam::111122223333:user/a")},
				   {.arn = SV("arn:aws:iam::111122223333:role/b")},
				   {.arn = SV("arn:aws:iam::444455556666:role/c")}};
	const struct iam_edge *chain[3];
	struct iam_graph g;
	struct str out;
	node[0].side.identity = layer_of(
		a, "{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'arn:aws:iam::111122223333:role/b'}",
		IAM_IDENTITY);
	node[1].side.identity = layer_of(
		a, "{'Sid':'Out','Effect':'Allow','Action':'sts:AssumeRole','Resource':'*'}", IAM_IDENTITY);
	node[1].trust =
		layer_of(a, "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'sts:AssumeRole'}",
			 IAM_TRUST);
	node[2].side.identity = layer_of(a, "{'Effect':'Allow','Action':'*','Resource':'*'}", IAM_IDENTITY);
	node[2].trust = layer_of(a,
				 "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:role/"
				 "b'},'Action':'sts:AssumeRole'}",
				 IAM_TRUST);
	iam_graph_build(node, 3, &work, a, &g);
	CHECK(g.admin[2] && !g.admin[0] && !g.admin[1]);
	CHECK_INT(iam_graph_chain(&g, 0, 2, a, chain), 2);
	CHECK_INT(chain[0]->to, 1);
	CHECK_INT(chain[1]->to, 2);
	CHECK_INT(iam_graph_chain(&g, 2, 0, a, chain), 0);
	CHECK_INT(iam_graph_chain(&g, 0, 2, a, chain), 2);
	str_init(&out, 10000);
	iam_edge_write(&g, chain[1], &out);
	CHECK_SV(
		str_sv(&out),
		SV("{\"from\":\"arn:aws:iam::111122223333:role/b\",\"to\":\"arn:aws:iam::444455556666:role/c\",\"kind\":\"principal\",\"path\":\"sts-001\",\"verdict\":\"yes\",\"mfa\":false,\"needs\":[{\"action\":\"sts:AssumeRole\",\"resource\":\"arn:aws:iam::444455556666:role/c\",\"decision\":\"Allowed\",\"policy\":\"own\",\"statement\":\"Out\"}],\"assumes\":[]}"));
	str_free(&out);
}

const struct unit_suite analyzers_iam_graph_suite = {
	"analyzers_iam_graph",
	(const struct unit_case[]){
		{"every_path_is_found_from_its_actions_alone", every_path_is_found_from_its_actions_alone},
		{"a_denied_step_closes_the_path", a_denied_step_closes_the_path},
		{"a_condition_that_nobody_knows_makes_it_a_maybe",
		 a_condition_that_nobody_knows_makes_it_a_maybe},
		{"chains_are_shortest_and_name_their_statements",
		 chains_are_shortest_and_name_their_statements},
		{NULL, NULL},
	},
};
