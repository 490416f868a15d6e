#include "tests/unit/unit.h"

#include <stdio.h>

#include "analyzers/iam/expand.h"

extern const struct unit_suite analyzers_iam_expand_suite;

static struct iam_layer layer_of(struct arena *a, const char *statements, enum iam_policy_type type)
{
	struct iam_item *item = arena_alloc(a, sizeof *item);
	struct err e;
	char *json = arena_strz(a, arena_printf(a, "{'Version':'2012-10-17','Statement':[%s]}", statements));
	for (char *c = json; *c != '\0'; c++)
		if (*c == '\'')
			*c = '"';
	item->name = SV("0");
	bool good = CHECK_OK(iam_policy_compile(a, sv_of(json), type, &item->policy, &e), &e);
	return (struct iam_layer){item, good ? 1 : 0};
}

/* "maybe s3:GetObject, always ..." of the actions that begin with `prefix`. */
static void check_expansion(struct arena *a, const struct iam_side *side, const struct iam_expand_options *o,
			    const char *prefix, const char *want)
{
	CLEANUP(globs_work_free) struct globs_work work = {0};
	struct iam_expansion x;
	struct str got;
	iam_expand(side, o, &work, a, &x);
	str_init(&got, 100000);
	for (size_t i = 0; i < x.n; i++) {
		struct sv name = arena_printf(a, SV_FMT ":" SV_FMT,
					      SV_ARG(iamdb_service(iamdb_service_of(x.entry[i].action))),
					      SV_ARG(iamdb_name(x.entry[i].action)));
		if (sv_starts(name, sv_of(prefix)))
			str_addf(&got, "%s%s " SV_FMT, got.n > 0 ? ", " : "",
				 iam_certainty_name(x.entry[i].group->certainty), SV_ARG(name));
	}
	CHECK_SV(str_sv(&got), sv_of(want));
	str_free(&got);
}

#define ALLOW(action, resource) "{'Effect':'Allow','Action':" action ",'Resource':" resource "}"
#define DENY(action, resource)  "{'Effect':'Deny','Action':" action ",'Resource':" resource "}"

static void layers_are_put_together(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	static const struct iam_expand_options open = {.mode = IAM_OPEN}, strict = {.mode = IAM_STRICT};
	struct iam_side side = {
		.identity = layer_of(a, ALLOW("'s3:GetObject'", "'arn:aws:s3:::b/*'"), IAM_IDENTITY)};
	check_expansion(a, &side, &open, "", "conditional s3:GetObject");
	side.identity =
		layer_of(a, ALLOW("'s3:GetObject*'", "'*'") "," DENY("'s3:GetObjectA*'", "'*'"), IAM_IDENTITY);
	check_expansion(a, &side, &open, "s3:GetObjectT",
			"always s3:GetObjectTagging, always s3:GetObjectTorrent");
	check_expansion(a, &side, &open, "s3:GetObjectA", "");
	side.boundary = layer_of(a, ALLOW("'s3:*Tagging'", "'*'"), IAM_BOUNDARY);
	check_expansion(a, &side, &open, "s3:GetObjectT", "always s3:GetObjectTagging");
	side.boundary = layer_of(a, ALLOW("'s3:*Tagging'", "'arn:aws:s3:::b/*'"), IAM_BOUNDARY);
	check_expansion(a, &side, &open, "s3:GetObjectT", "conditional s3:GetObjectTagging");
	/* Resources of the two layers that have nothing in common. */
	side.identity = layer_of(a, ALLOW("'s3:GetObject*'", "'arn:aws:s3:::c/*'"), IAM_IDENTITY);
	check_expansion(a, &side, &open, "", "");
	side = (struct iam_side){.identity =
					 layer_of(a,
						  "{'Effect':'Allow','Action':'s3:GetObject','Resource':'*',"
						  "'Condition':{'StringEquals':{'aws:PrincipalTag/t':'x'}}}",
						  IAM_IDENTITY)};
	check_expansion(a, &side, &open, "", "maybe s3:GetObject");
	check_expansion(a, &side, &strict, "", "");
	struct iam_target scp = {SV("r"), {NULL, 0}};
	side = (struct iam_side){
		.identity = layer_of(a, ALLOW("'*'", "'*'"), IAM_IDENTITY), .scp = &scp, .scps = 1};
	check_expansion(a, &side, &open, "", "");
}

static void actions_that_know_no_resource_need_the_star(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	static const struct iam_expand_options open = {.mode = IAM_OPEN};
	struct iam_side side = {
		.identity = layer_of(a, ALLOW("'s3:ListAllMyBuckets'", "'arn:aws:s3:::*'"), IAM_IDENTITY)};
	check_expansion(a, &side, &open, "", "");
	side.identity = layer_of(a, ALLOW("'s3:ListAllMyBuckets'", "['arn:aws:s3:::*','*']"), IAM_IDENTITY);
	check_expansion(a, &side, &open, "", "always s3:ListAllMyBuckets");
}

static void the_principal_settles_its_own_keys(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct iam_principal who;
	struct err e;
	CHECK_OK(iam_principal_parse(a, SV("arn:aws:iam::111122223333:user/ann"), SV(""), &who, &e), &e);
	struct iam_expand_options o = {.mode = IAM_OPEN, .who = &who};
	struct iam_side side = {
		.identity = layer_of(a,
				     "{'Effect':'Allow','Action':'s3:GetObject','Resource':'*','Condition':"
				     "{'StringEquals':{'aws:PrincipalAccount':'111122223333'}}},"
				     "{'Effect':'Allow','Action':'s3:PutObject','Resource':'*','Condition':"
				     "{'StringEquals':{'aws:PrincipalAccount':'999988887777'}}}",
				     IAM_IDENTITY)};
	check_expansion(a, &side, &o, "", "always s3:GetObject");
}

/* The list, made a policy, expands to itself. */
static void an_expansion_expands_to_itself(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(globs_work_free) struct globs_work work = {0};
	static const struct iam_expand_options open = {.mode = IAM_OPEN};
	struct iam_side side = {
		.identity = layer_of(a, ALLOW("['s3:*Object*','iam:?et*','ec2:*Vpc*']", "'*'"), IAM_IDENTITY)};
	struct iam_expansion first, second;
	struct str list;
	iam_expand(&side, &open, &work, a, &first);
	str_init(&list, 1u << 20);
	for (size_t i = 0; i < first.n; i++)
		str_addf(&list, "%s'" SV_FMT ":" SV_FMT "'", i > 0 ? "," : "",
			 SV_ARG(iamdb_service(iamdb_service_of(first.entry[i].action))),
			 SV_ARG(iamdb_name(first.entry[i].action)));
	side.identity =
		layer_of(a, arena_printf(a, "{'Effect':'Allow','Action':[%s],'Resource':'*'}", list.at).at,
			 IAM_IDENTITY);
	iam_expand(&side, &open, &work, a, &second);
	CHECK(first.n > 100);
	CHECK_INT(second.n, first.n);
	for (size_t i = 0; i < first.n && i < second.n; i++)
		CHECK_INT(second.entry[i].action, first.entry[i].action);
	str_free(&list);
}

const struct unit_suite analyzers_iam_expand_suite = {
	"analyzers_iam_expand",
	(const struct unit_case[]){
		{"layers_are_put_together", layers_are_put_together},
		{"actions_that_know_no_resource_need_the_star", actions_that_know_no_resource_need_the_star},
		{"the_principal_settles_its_own_keys", the_principal_settles_its_own_keys},
		{"an_expansion_expands_to_itself", an_expansion_expands_to_itself},
		{NULL, NULL},
	},
};
