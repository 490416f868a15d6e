/* The search: docs/iam-engine-sets.md describes it. */
#include "analyzers/iam/containing.h"

#include <string.h>

/* ---- sides as alternatives of layers ---- */

static struct box_list *new_layer(struct contain *c, struct contain_way *w, enum iam_layer_type type)
{
	struct box_list *list = arena_alloc(c->arena, sizeof *list);
	w->layer = box_room(c->arena, w->layer, w->layers, &w->room, sizeof(struct box_list *));
	w->type = box_room(c->arena, w->type, w->layers, &w->type_room, sizeof *w->type);
	w->type[w->layers] = type;
	w->layer[w->layers++] = list;
	return list;
}

/* Allows of the layer into `allow`, Denies (unless NULL) into `deny`. */
static void add_layer(struct contain *c, const struct iam_layer *layer, struct box_list *allow,
		      struct box_list *deny)
{
	for (size_t i = 0; i < layer->n; i++) {
		const struct iam_policy *p = layer->item[i].policy;
		for (size_t k = 0; k < p->n; k++) {
			bool allows = p->statement[k].effect == IAM_ALLOW;
			if (allows ? allow != NULL : deny != NULL)
				box_add(c->space, p, &p->statement[k], allows ? allow : deny);
		}
	}
}

/* Do resource control policies surely reach every action of the statement? */
static bool rcp_reaches(const struct iam_statement *st)
{
	bool all = !st->not_action;
	for (size_t i = 0; i < st->action.n && all; i++) {
		uint32_t service = iamdb_service_find(st->action.pattern[i].service);
		all = service != IAMDB_NONE && iamdb_service_rcp(service);
	}
	return all;
}

static void add_rcps(struct contain *c, const struct iam_side *side, struct contain_side *out, bool cautious)
{
	for (size_t i = 0; i < side->rcps; i++)
		for (size_t k = 0; k < side->rcp[i].layer.n; k++) {
			const struct iam_policy *p = side->rcp[i].layer.item[k].policy;
			for (size_t j = 0; j < p->n; j++)
				if (p->statement[j].effect == IAM_DENY &&
				    (!cautious || rcp_reaches(&p->statement[j])))
					box_add(c->space, p, &p->statement[j], &out->deny);
		}
}

/* The layers that limit whoever grants. */
static void add_guards(struct contain *c, const struct iam_side *side, struct contain_way *way,
		       struct box_list *deny)
{
	for (size_t i = 0; i < side->scps; i++)
		add_layer(c, &side->scp[i].layer, new_layer(c, way, IAM_LAYER_SCP), deny);
	if (side->endpoint.n > 0)
		add_layer(c, &side->endpoint, new_layer(c, way, IAM_LAYER_VPCE), deny);
}

static void add_inner(struct contain *c, const struct iam_side *side, struct contain_way *way,
		      struct box_list *deny)
{
	if (side->boundary.n > 0)
		add_layer(c, &side->boundary, new_layer(c, way, IAM_LAYER_BOUNDARY), deny);
	if (side->session.n > 0)
		add_layer(c, &side->session, new_layer(c, way, IAM_LAYER_SESSION), deny);
}

void contain_read_side(struct contain *c, const struct iam_side *side, bool outer, struct contain_side *out)
{
	bool denied = false;
	out->way = arena_array(c->arena, 2, sizeof *out->way);
	if (!c->options->resource_kind) {
		struct contain_way *way = &out->way[out->ways++];
		add_layer(c, &side->identity, new_layer(c, way, IAM_LAYER_IDENTITY), &out->deny);
		add_inner(c, side, way, &out->deny);
		add_guards(c, side, way, &out->deny);
		denied = true;
	}
	if (side->resource.n > 0 || c->options->resource_kind) {
		struct contain_way *way = &out->way[out->ways++];
		add_layer(c, &side->resource, new_layer(c, way, IAM_LAYER_RESOURCE), &out->deny);
		if (!outer)
			add_inner(c, side, way, NULL);
		add_guards(c, side, way, denied ? NULL : &out->deny);
	}
	add_rcps(c, side, out, outer);
}

/* What nobody can write (item 24), as simulate has it: a grant that speaks of nothing else is void. */
static const char immutable[] =
	"{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":[\"iam:A*\",\"iam:C*\",\"iam:D*\",\"iam:E*\",\"iam:P*\",\"iam:R*\",\"iam:Set*\",\"iam:Sen*\",\"iam:T*\",\"iam:U*\"],\"Resource\":[\"arn:*:iam:*:aws:policy/*\",\"arn:*:iam:*:*:role/aws-reserved/*\"]},{\"Effect\":\"Deny\",\"Action\":[\"kms:CreateAlias\",\"kms:UpdateAlias\",\"kms:DeleteAlias\"],\"Resource\":\"arn:*:kms:*:*:alias/aws/*\"}]}";

static bool speaks_of_immutable(const struct box_list *allows)
{
	for (size_t i = 0; i < allows->n; i++) {
		const struct iam_statement *st = allows->at[i]->statement;
		for (size_t k = 0; k < st->resources; k++)
			if (sv_find(st->resource[k].text, SV(":aws:policy/")) >= 0 ||
			    sv_find(st->resource[k].text, SV("role/aws-reserved/")) >= 0 ||
			    sv_find(st->resource[k].text, SV("alias/aws/")) >= 0)
				return true;
	}
	return false;
}

static void add_immutable(struct contain *c, struct contain_side *a)
{
	const struct iam_policy *p;
	struct err ignored;
	bool speaks = false;
	for (size_t i = 0; i < a->ways; i++)
		for (size_t k = 0; k < a->way[i].layers; k++)
			speaks |= speaks_of_immutable(a->way[i].layer[k]);
	if (speaks && iam_policy_compile(c->arena, sv_of(immutable), IAM_IDENTITY, &p, &ignored))
		for (size_t i = 0; i < p->n; i++)
			box_add(c->space, p, &p->statement[i], &a->deny);
}

/* ---- the present conjunction ---- */

/* False: nothing meets it. Taken back by drop(). */
static bool push(struct contain *c, uint32_t literal, bool want)
{
	struct contain_terms *t = &c->terms[box_variable_of(c->space, literal)];
	t->at = box_room(c->arena, t->at, t->n, &t->room, sizeof *t->at);
	t->at[t->n++] = 2 * literal + want;
	c->pushed = box_room(c->arena, c->pushed, c->pushes, &c->push_room, sizeof *c->pushed);
	c->pushed[c->pushes++] = literal;
	return box_ask(c->space, box_variable_of(c->space, literal), t->at, t->n) != BOX_EMPTY;
}

void contain_drop(struct contain *c, size_t pushes)
{
	while (c->pushes > pushes)
		c->terms[box_variable_of(c->space, c->pushed[--c->pushes])].n--;
}

bool contain_push_box(struct contain *c, const struct box *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (!push(c, b->literal[i], true))
			return false;
	return true;
}

static bool could_hold(struct contain *c, uint32_t literal, bool want)
{
	size_t pushes = c->pushes;
	bool could = push(c, literal, want);
	contain_drop(c, pushes);
	return could;
}

/* ---- missing all boxes ---- */

static bool is_disjoint(struct contain *c, const struct box *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (!could_hold(c, b->literal[i], true))
			return true;
	return false;
}

static size_t count_escapes(struct contain *c, const struct box *b)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		n += could_hold(c, b->literal[i], false);
	return n;
}

static bool spend(struct contain *c)
{
	if (c->steps == c->most)
		c->over = true;
	else
		c->steps++;
	return !c->over;
}

/* The box is missed by one of its literals; that those before it hold keeps the branches apart. */
static bool miss_box(struct contain *c, const struct box *b, const struct box *const *rest, size_t n)
{
	size_t start = c->pushes;
	bool found = false, open = true;
	for (size_t i = 0; i < b->n && open && !found; i++) {
		size_t pushes = c->pushes;
		found = push(c, b->literal[i], false) && contain_miss_all(c, rest, n);
		contain_drop(c, pushes);
		open = !found && push(c, b->literal[i], true);
	}
	contain_drop(c, start);
	return found;
}

/* The box with the fewest ways out goes first: none is a dead end, one is forced. */
static bool miss_one(struct contain *c, const struct box **left, size_t kept)
{
	size_t best = 0, fewest = SIZE_MAX;
	for (size_t i = 0; i < kept && fewest > 0; i++) {
		size_t escapes = count_escapes(c, left[i]);
		if (escapes < fewest) {
			fewest = escapes;
			best = i;
		}
	}
	if (fewest == 0)
		return false;
	const struct box *chosen = left[best];
	memmove(left + best, left + best + 1, (kept - best - 1) * sizeof *left);
	return miss_box(c, chosen, left, kept - 1);
}

/* Room for n boxes at the present depth; what deeper calls leave is theirs. */
static const struct box **left_at(struct contain *c, size_t n)
{
	c->level = box_room(c->arena, c->level, c->levels, &c->level_room, sizeof *c->level);
	if (c->depth == c->levels)
		c->level[c->levels++] = (struct contain_level){NULL, 0};
	struct contain_level *l = &c->level[c->depth];
	if (l->room < n) {
		l->room = 2 * n;
		l->at = arena_array(c->arena, l->room, sizeof(struct box *));
	}
	return l->at;
}

/* True: a witness was found and confirmed. */
bool contain_miss_all(struct contain *c, const struct box *const *box, size_t n)
{
	if (!spend(c))
		return false;
	const struct box **left = left_at(c, n);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (!is_disjoint(c, box[i]))
			left[kept++] = box[i];
	if (kept == 0)
		return c->leaf(c);
	c->depth++;
	bool found = miss_one(c, left, kept);
	c->depth--;
	return found;
}
/* ---- the question ---- */

struct foes {
	const struct box **at;
	size_t n;
};

static void add_foes(struct foes *f, const struct box_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		f->at[f->n++] = list->at[i];
}

static size_t boxes_of(const struct contain_side *side)
{
	size_t n = side->deny.n;
	for (size_t i = 0; i < side->ways; i++)
		for (size_t k = 0; k < side->way[i].layers; k++)
			n += side->way[i].layer[k]->n;
	return n;
}

/* One layer of each of B's ways must not allow; `way` of them are chosen. */
static bool escape_layers(struct contain *c, struct foes *f, size_t way)
{
	if (way == c->b.ways)
		return contain_miss_all(c, f->at, f->n);
	bool found = false;
	for (size_t i = 0; i < c->b.way[way].layers && !found; i++) {
		size_t n = f->n;
		add_foes(f, c->b.way[way].layer[i]);
		found = escape_layers(c, f, way + 1);
		f->n = n;
	}
	return found;
}

/* The present conjunction is what A grants: does B miss it, or deny it? */
static bool leaves_b(struct contain *c)
{
	struct foes f = {arena_array(c->arena, boxes_of(&c->a) + boxes_of(&c->b), sizeof(struct box *)), 0};
	add_foes(&f, &c->a.deny);
	c->deny = NULL;
	if (escape_layers(c, &f, 0))
		return true;
	for (size_t i = 0; i < c->b.deny.n; i++) {
		size_t pushes = c->pushes;
		c->deny = c->b.deny.at[i];
		bool found = contain_push_box(c, c->deny) && contain_miss_all(c, c->a.deny.at, c->a.deny.n);
		contain_drop(c, pushes);
		if (found)
			return true;
	}
	return false;
}

/* One Allow of each layer of the way, those before `layer` being chosen. */
static bool grant(struct contain *c, const struct contain_way *way, size_t layer)
{
	if (layer == way->layers)
		return leaves_b(c);
	bool found = false;
	for (size_t i = 0; i < way->layer[layer]->n && !found && spend(c); i++) {
		size_t pushes = c->pushes;
		if (layer == 0)
			c->allow = way->layer[0]->at[i];
		found = contain_push_box(c, way->layer[layer]->at[i]) && grant(c, way, layer + 1);
		contain_drop(c, pushes);
	}
	return found;
}

static bool search(struct contain *c)
{
	bool found = false;
	for (int wild = 0; wild < 2 && !found; wild++) {
		box_set_wild(c->space, wild != 0);
		c->wild = wild != 0;
		for (size_t i = 0; i < c->a.ways && !found; i++)
			found = grant(c, &c->a.way[i], 0);
	}
	return found;
}

void iam_contains(const struct iam_side *a, const struct iam_side *b, const struct iam_fit_options *o,
		  struct globs_work *work, struct arena *arena, struct iam_fit *out)
{
	unsigned times = o->budget == 0 ? 1 : o->budget;
	struct box_options options = {.only_table = o->only_table,
				      .principals = o->resource_kind || a->resource.n > 0 ||
						    b->resource.n > 0 || a->endpoint.n > 0 || b->endpoint.n > 0,
				      .bounded = a->boundary.n > 0 || b->boundary.n > 0,
				      .given = o->given,
				      .givens = o->givens};
	struct contain c = {.arena = arena,
			    .leaf = contain_witness,
			    .options = o,
			    .side_a = a,
			    .side_b = b,
			    .fit = out,
			    .most = o->tiny ? 8 : (uint64_t)times * LIMIT_IAM_BRANCHES};
	*out = (struct iam_fit){.answer = IAM_FIT_UNKNOWN};
	work->states_most = o->tiny ? 8 : (size_t)times * LIMIT_IAM_STATES;
	work->over = false;
	c.space = box_space_new(arena, work, &options);
	contain_read_side(&c, a, true, &c.a);
	add_immutable(&c, &c.a);
	contain_read_side(&c, b, false, &c.b);
	box_space_close(c.space);
	c.terms = arena_array(arena, box_variables(c.space), sizeof *c.terms);
	bool found = search(&c);
	out->steps = c.steps;
	if (found)
		out->answer = IAM_FIT_EXCEEDS;
	else if (c.over || c.doubt)
		out->reason = c.over || work->over ? IAM_FIT_BUDGET : c.doubt_reason;
	else
		out->answer = IAM_FIT_CONTAINED;
}
