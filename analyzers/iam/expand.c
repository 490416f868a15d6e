/* Actions are grouped by the statements that speak of them: what holds for one of a group holds for all, so the box
 * solver is asked once a group. */
#include "analyzers/iam/expand.h"

#include <string.h>

#include "analyzers/iam/containing.h"

struct expansion {
	struct contain c;
	const struct iam_expand_options *options;
	const struct box **box; /* all boxes of all layers and the denies, for the signature */
	const uint64_t **bits;  /* the actions of each; NULL: all */
	size_t boxes;
	struct table *groups; /* by signature */
	uint32_t action;      /* of which the group is being described */
	struct iam_expand_group *group;
	size_t resource_room, not_resource_room, condition_room;
	const struct box *chosen[64]; /* one Allow a layer */
	size_t choices;
	bool open; /* the way rests on a key that is not known */
};

/* ---- what a box says of actions ---- */

static const uint64_t *action_bits(struct expansion *x, const struct box *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct box_literal *l = x->c.space->literal[b->literal[i]];
		if (l->variable != BOX_ACTION)
			continue;
		box_make_bits(x->c.space, l);
		return l->bits;
	}
	return NULL;
}

static bool speaks_of(const uint64_t *bits, uint32_t action)
{
	return bits == NULL || box_bit(bits, action);
}

static void note_boxes(struct expansion *x, const struct box_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		x->box[x->boxes] = list->at[i];
		x->bits[x->boxes++] = action_bits(x, list->at[i]);
	}
}

static void note_all(struct expansion *x)
{
	const struct contain_side *a = &x->c.a;
	size_t n = a->deny.n;
	for (size_t i = 0; i < a->ways; i++)
		for (size_t k = 0; k < a->way[i].layers; k++)
			n += a->way[i].layer[k]->n;
	x->box = arena_array(x->c.arena, n, sizeof *x->box);
	x->bits = arena_array(x->c.arena, n, sizeof *x->bits);
	for (size_t i = 0; i < a->ways; i++)
		for (size_t k = 0; k < a->way[i].layers; k++)
			note_boxes(x, a->way[i].layer[k]);
	note_boxes(x, &a->deny);
}

static bool box_speaks(const struct expansion *x, const struct box *b)
{
	for (size_t i = 0; i < x->boxes; i++)
		if (x->box[i] == b)
			return speaks_of(x->bits[i], x->action);
	return false;
}

/* ---- one group ---- */

/* Of the resource literal: none, every resource, or "*" for an action that knows none. */
static bool is_whole(const struct expansion *x, const struct box *b)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct box_literal *l = box_literal(x->c.space, b->literal[i]);
		if (l->variable == BOX_RESOURCE && !(x->c.wild && l->star))
			return false;
		if (l->variable > BOX_RESOURCE)
			return false;
	}
	return true;
}

static bool has_open_key(const struct expansion *x, const struct box *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (box_variable_of(x->c.space, b->literal[i]) >= BOX_FIRST_KEY)
			return true;
	return false;
}

static void add_text(struct expansion *x, struct sv **list, size_t *n, size_t *room, struct sv text)
{
	for (size_t i = 0; i < *n; i++)
		if (sv_eq((*list)[i], text))
			return;
	*list = box_room(x->c.arena, *list, *n, room, sizeof **list);
	(*list)[(*n)++] = text;
}

static void add_resources(struct expansion *x, const struct iam_statement *st, bool negated)
{
	struct iam_expand_group *g = x->group;
	if (!st->has_resource && !negated)
		add_text(x, &g->resource, &g->resources, &x->resource_room, SV("*"));
	for (size_t i = 0; i < st->resources; i++) {
		if (st->not_resource != negated)
			add_text(x, &g->not_resource, &g->not_resources, &x->not_resource_room,
				 st->resource[i].text);
		else
			add_text(x, &g->resource, &g->resources, &x->resource_room, st->resource[i].text);
	}
	if (st->not_resource && !negated)
		add_text(x, &g->resource, &g->resources, &x->resource_room, SV("*"));
}

static void add_condition(struct expansion *x, const struct iam_statement *st)
{
	struct iam_expand_group *g = x->group;
	for (size_t i = 0; i < g->conditions; i++)
		if (g->condition[i] == st)
			return;
	const struct iam_statement **list = box_room(x->c.arena, (void *)(uintptr_t)g->condition, g->conditions,
						     &x->condition_room, sizeof *list);
	list[g->conditions++] = st;
	g->condition = list;
}

/* The box of those requests that are for the present action: its action literal says nothing more. */
static const struct box *without_action(struct expansion *x, const struct box *b)
{
	struct box *copy = arena_alloc(x->c.arena, sizeof *copy);
	uint32_t *literal = arena_array(x->c.arena, b->n + 1, sizeof *literal);
	*copy = *b;
	copy->n = 0;
	for (size_t i = 0; i < b->n; i++)
		if (box_variable_of(x->c.space, b->literal[i]) != BOX_ACTION)
			literal[copy->n++] = b->literal[i];
	copy->literal = literal;
	return copy;
}

/* The Denies that speak of the action. */
static size_t denies_of(struct expansion *x, const struct box **list)
{
	size_t n = 0;
	for (size_t i = 0; i < x->c.a.deny.n; i++)
		if (box_speaks(x, x->c.a.deny.at[i]))
			list[n++] = without_action(x, x->c.a.deny.at[i]);
	return n;
}

static bool take(struct contain *c)
{
	(void)c;
	return true;
}

/* One Allow of each layer was chosen and they meet: is anything left that no Deny hits? */
static void take_way(struct expansion *x, const struct contain_way *way, const struct box **deny, size_t denies)
{
	enum iam_certainty certainty = IAM_ALWAYS;
	bool open = false;
	if (!contain_miss_all(&x->c, deny, denies) && !x->c.over)
		return;
	for (size_t i = 0; i < x->choices; i++) {
		bool whole = is_whole(x, x->chosen[i]);
		open |= has_open_key(x, x->chosen[i]);
		if (!whole)
			certainty = IAM_CONDITIONAL;
		if (!whole && i > 0)
			x->group->limited_by |= 1u << way->type[i];
		if (x->chosen[i]->statement->conditions > 0)
			add_condition(x, x->chosen[i]->statement);
	}
	for (size_t i = 0; i < denies; i++) {
		bool unknown = has_open_key(x, deny[i]);
		certainty = IAM_CONDITIONAL;
		open |= unknown;
		if (unknown)
			add_condition(x, deny[i]->statement);
		else
			add_resources(x, deny[i]->statement, true);
	}
	if (open || x->c.over)
		certainty = IAM_MAYBE_ALLOWED;
	add_resources(x, x->chosen[0]->statement, false);
	if (certainty > x->group->certainty)
		x->group->certainty = certainty;
}

static void choose(struct expansion *x, const struct contain_way *way, size_t layer, const struct box **deny,
		   size_t denies)
{
	if (layer == way->layers) {
		take_way(x, way, deny, denies);
		return;
	}
	for (size_t i = 0; i < way->layer[layer]->n && !x->c.over; i++) {
		const struct box *b = way->layer[layer]->at[i];
		size_t pushes = x->c.pushes;
		if (!box_speaks(x, b) || x->choices == sizeof x->chosen / sizeof *x->chosen)
			continue;
		x->chosen[x->choices++] = b;
		if (contain_push_box(&x->c, b))
			choose(x, way, layer + 1, deny, denies);
		x->choices--;
		contain_drop(&x->c, pushes);
	}
}

static struct iam_expand_group *describe(struct expansion *x)
{
	const struct box **deny = arena_array(x->c.arena, x->c.a.deny.n + 1, sizeof *deny);
	size_t denies = denies_of(x, deny);
	x->group = arena_alloc(x->c.arena, sizeof *x->group);
	x->resource_room = x->not_resource_room = x->condition_room = 0;
	for (size_t i = 0; i < x->c.a.ways; i++)
		choose(x, &x->c.a.way[i], 0, deny, denies);
	return x->group;
}

/* Which boxes speak of the action, and whether it knows resources: the same text, the same answer. */
static struct sv signature(struct expansion *x, struct str *text)
{
	unsigned char byte = (unsigned char)x->c.wild;
	str_reset(text);
	for (size_t i = 0; i < x->boxes; i++) {
		byte = (unsigned char)(byte << 1 | speaks_of(x->bits[i], x->action));
		if (i % 7 == 6) {
			str_addc(text, (char)byte);
			byte = 0;
		}
	}
	str_addc(text, (char)byte);
	return str_sv(text);
}

/* Every layer of some way has an Allow that speaks of it. */
static bool is_possible(const struct expansion *x)
{
	bool possible = false;
	for (size_t i = 0; i < x->c.a.ways && !possible; i++) {
		const struct contain_way *way = &x->c.a.way[i];
		possible = way->layers > 0;
		for (size_t k = 0; k < way->layers && possible; k++) {
			bool some = false;
			for (size_t j = 0; j < way->layer[k]->n && !some; j++)
				some = box_speaks(x, way->layer[k]->at[j]);
			possible = some;
		}
	}
	return possible;
}

static const struct iam_expand_group *group_of(struct expansion *x, struct str *text)
{
	bool added;
	void **slot = table_slot(x->groups, signature(x, text), &added);
	if (!added)
		return *slot;
	struct iam_expand_group *g = is_possible(x) ? describe(x) : arena_alloc(x->c.arena, sizeof *g);
	*table_slot(x->groups, str_sv(text), &added) = g;
	return g;
}

/* ---- all of them ---- */

static void expand_all(struct expansion *x, struct iam_expansion *out)
{
	struct iam_expand_entry *entry = arena_array(x->c.arena, iamdb_actions(), sizeof *entry);
	struct str text;
	/* No policy can deny it; who is not granted it has it all the same, and it is not listed. */
	uint32_t always = iamdb_find(SV("sts:GetCallerIdentity"));
	str_init(&text, (size_t)1 << 20);
	out->entry = entry;
	for (x->action = 0; x->action < iamdb_actions(); x->action++) {
		x->c.wild = iamdb_wildcard_only(x->action);
		box_set_wild(x->c.space, x->c.wild);
		const struct iam_expand_group *g = group_of(x, &text);
		if (x->action == always && is_possible(x)) {
			struct iam_expand_group *fixed = arena_alloc(x->c.arena, sizeof *fixed);
			size_t room = 0;
			fixed->certainty = IAM_ALWAYS;
			add_text(x, &fixed->resource, &fixed->resources, &room, SV("*"));
			g = fixed;
		}
		if (g->resources == 0)
			continue;
		entry[out->n++] = (struct iam_expand_entry){x->action, g};
		out->count[g->certainty]++;
	}
	str_free(&text);
}

/* What the principal implies, for the keys that conditions ask about. */
static void add_derived(struct contain *c, const struct iam_layer *layer, const struct iam_request *r,
			struct iam_entry **given, size_t *n, size_t *room)
{
	for (size_t i = 0; i < layer->n; i++)
		for (size_t k = 0; k < layer->item[i].policy->n; k++) {
			const struct iam_statement *st = &layer->item[i].policy->statement[k];
			for (size_t j = 0; j < st->conditions; j++) {
				struct sv *text = arena_alloc(c->arena, sizeof *text);
				struct iam_value value;
				const struct iam_key *key = &st->condition[j].key;
				if (iam_request_find(r, key, text, &value) != IAM_DERIVED)
					continue;
				*given = box_room(c->arena, *given, *n, room, sizeof **given);
				(*given)[(*n)++] = (struct iam_entry){*key, {text, 1, false}};
			}
		}
}

static void find_given(struct contain *c, const struct iam_side *side, const struct iam_expand_options *o,
		       struct box_options *options)
{
	struct iam_entry *given = NULL;
	size_t n = 0, room = 0;
	struct iam_request r = {.mode = o->mode, .derive = true, .context = o->context, .n = o->n};
	const struct iam_layer *flat[] = {&side->identity, &side->boundary, &side->session, &side->resource,
					  &side->endpoint};
	for (size_t i = 0; i < o->n; i++) {
		given = box_room(c->arena, given, n, &room, sizeof *given);
		given[n++] = o->context[i];
	}
	if (o->who != NULL) {
		r.principal = *o->who;
		r.resource.account = o->account.n > 0 ? o->account : o->who->account;
		for (size_t i = 0; i < sizeof flat / sizeof *flat; i++)
			add_derived(c, flat[i], &r, &given, &n, &room);
		for (size_t i = 0; i < side->scps; i++)
			add_derived(c, &side->scp[i].layer, &r, &given, &n, &room);
		for (size_t i = 0; i < side->rcps; i++)
			add_derived(c, &side->rcp[i].layer, &r, &given, &n, &room);
	}
	options->given = given;
	options->givens = n;
}

void iam_expand(const struct iam_side *side, const struct iam_expand_options *o, struct globs_work *work,
		struct arena *arena, struct iam_expansion *out)
{
	static const struct iam_fit_options plain = {.only_table = true};
	struct box_options options = {.only_table = true,
				      .who = o->who,
				      .strict = o->mode == IAM_STRICT,
				      .bounded = side->boundary.n > 0};
	struct expansion x = {
		.c = {.arena = arena, .leaf = take, .options = &plain, .most = LIMIT_IAM_BRANCHES},
		.options = o};
	*out = (struct iam_expansion){.n = 0};
	work->states_most = 0;
	find_given(&x.c, side, o, &options);
	x.c.space = box_space_new(arena, work, &options);
	contain_read_side(&x.c, side, true, &x.c.a);
	box_space_close(x.c.space);
	x.c.terms = arena_array(arena, box_variables(x.c.space), sizeof *x.c.terms);
	x.groups = table_new(arena);
	note_all(&x);
	expand_all(&x, out);
	out->over = x.c.over;
}
