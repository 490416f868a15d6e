/* Statements that can't take effect: what an Allow grants is denied by the same policy, or is granted by its other
 * statements anyway. */
#include "analyzers/iam/contain.h"
#include "analyzers/iam/linting.h"

#define STATEMENTS_MOST 60 /* beyond that the comparison of each with all others is left out */

/* The layer of one policy that holds some statements of another. */
static struct iam_layer layer_with(struct arena *a, const struct iam_policy *p,
				   const struct iam_statement *statement, size_t n)
{
	struct iam_item *item = arena_alloc(a, sizeof *item);
	struct iam_policy *copy = arena_alloc(a, sizeof *copy);
	*copy = *p;
	copy->statement = statement;
	copy->n = n;
	*item = (struct iam_item){SV("0"), copy};
	return (struct iam_layer){item, 1};
}

static bool fits(struct lint *l, struct iam_layer a, struct iam_layer b)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(globs_work_free) struct globs_work work = {0};
	bool resource = l->type == IAM_RESOURCE || l->type == IAM_TRUST || l->type == IAM_VPCE;
	struct iam_side sides[2] = {{.identity = a}, {.identity = b}};
	struct iam_fit fit;
	if (resource) {
		sides[0] = (struct iam_side){.resource = a};
		sides[1] = (struct iam_side){.resource = b};
	}
	iam_contains(&sides[0], &sides[1], &(struct iam_fit_options){.resource_kind = resource}, &work, arena,
		     &fit);
	return fit.answer == IAM_FIT_CONTAINED;
}

static void check_allow(struct lint *l, const struct iam_policy *p, size_t i)
{
	struct iam_statement *with = arena_array(l->arena, p->n + 1, sizeof *with);
	struct iam_statement *others = arena_array(l->arena, p->n + 1, sizeof *others);
	size_t withs = 0, n = 0;
	const struct lint_place list = {NULL, SV("Statement"), 0}, element = {&list, {NULL, 0}, i};
	const struct lint_place *at = p->single ? &list : &element;
	with[withs++] = p->statement[i];
	for (size_t k = 0; k < p->n; k++) {
		if (p->statement[k].effect == IAM_DENY)
			with[withs++] = p->statement[k];
		else if (k != i)
			others[n++] = p->statement[k];
	}
	if (fits(l, layer_with(l->arena, p, with, withs), layer_with(l->arena, p, others, 0)))
		lint_say(l, IAM_WARNING, "no-effect", at,
			 "found an Allow that allows nothing, expected a request that it matches and no Deny "
			 "forbids");
	else if (n > 0 && fits(l, layer_with(l->arena, p, with, 1), layer_with(l->arena, p, others, n)))
		lint_say(l, IAM_NOTE, "needless-statement", at,
			 "found an Allow whose requests the other statements allow as well");
}

void lint_effect(struct lint *l, const struct iam_policy *p)
{
	if (l->type == IAM_RCP || p->n > STATEMENTS_MOST)
		return;
	for (size_t i = 0; i < p->n; i++)
		if (p->statement[i].effect == IAM_ALLOW)
			check_allow(l, p, i);
}
