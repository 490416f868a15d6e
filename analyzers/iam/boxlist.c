/* What a literal matches, as patterns or as bits. */
#include "analyzers/iam/boxspace.h"

#include <string.h>

/* ---- actions of the table ---- */

static void set_range(uint64_t *bits, uint32_t first, uint32_t end)
{
	for (; first < end && first % 64 != 0; first++)
		box_set_bit(bits, first);
	for (; end - first >= 64; first += 64)
		bits[first / 64] = UINT64_MAX;
	for (; first < end; first++)
		box_set_bit(bits, first);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* The actions of one service that the part behind the colon matches. */
static void mark_service(const struct iam_glob *whole, struct sv part, uint32_t service, uint64_t *bits)
{
	struct sv start = part;
	size_t n = 0;
	while (n < part.n && (unsigned char)part.at[n] < 0x80)
		n++;
	start.n = n;
	struct iamdb_range r = iamdb_starting(service, start);
	if (n + 1 == part.n && part.at[n] == IAM_STAR) {
		set_range(bits, r.first, r.end);
		return;
	}
	char name[256];
	struct sv prefix = iamdb_service(service);
	for (uint32_t id = r.first; id < r.end; id++) {
		struct sv own = iamdb_name(id);
		if (prefix.n + 1 + own.n > sizeof name)
			continue;
		memcpy(name, prefix.at, prefix.n);
		name[prefix.n] = ':';
		for (size_t i = 0; i < own.n; i++)
			name[prefix.n + 1 + i] = lower(own.at[i]);
		if (iam_glob_match(whole, (struct sv){name, prefix.n + 1 + own.n}, NULL) == IAM_YES)
			box_set_bit(bits, id);
	}
}

static void mark_pattern(const struct iam_action_pattern *p, uint64_t *bits)
{
	if (p->never)
		return;
	if (p->any) {
		set_range(bits, 0, iamdb_actions());
		return;
	}
	if (p->service.n > 0) {
		uint32_t service = iamdb_service_find(p->service);
		struct sv part = sv_sub(p->glob.code, p->service.n + 1, p->glob.code.n);
		if (service != IAMDB_NONE)
			mark_service(&p->glob, part, service, bits);
		return;
	}
	/* Of any service: behind "*:" the name is told apart by its beginning all the same. */
	bool any = p->glob.code.n > 2 && p->glob.code.at[0] == IAM_STAR && p->glob.code.at[1] == ':';
	struct sv part = any ? sv_sub(p->glob.code, 2, p->glob.code.n) : SV("");
	for (uint32_t service = 0; service < iamdb_services(); service++)
		mark_service(&p->glob, part, service, bits);
}

static void invert(uint64_t *bits, size_t n)
{
	for (size_t i = 0; i < n / 64 + 1; i++)
		bits[i] = ~bits[i];
	bits[n / 64] &= (UINT64_C(1) << (n % 64)) - 1;
}

static void mark_actions(struct box_space *s, struct box_literal *l)
{
	const struct iam_action_set *set = &l->statement->action;
	l->bits = arena_array(s->arena, box_action_words(), sizeof *l->bits);
	for (size_t i = 0; i < set->n; i++)
		mark_pattern(&set->pattern[i], l->bits);
	if (l->negated)
		invert(l->bits, iamdb_actions());
}

/* ---- candidates ---- */

static void mark_principals(struct box_space *s, struct box_literal *l)
{
	l->bits = arena_array(s->arena, s->whos / 64 + 1, sizeof *l->bits);
	for (size_t i = 0; i < s->whos; i++)
		if (iam_statement_principal(l->policy, l->statement, &s->who[i], s->options.bounded) !=
		    IAM_LEVEL_NONE)
			box_set_bit(l->bits, i);
}

/* Of one value, whatever the set operator. */
static void mark_values(struct box_space *s, struct box_literal *l)
{
	const struct box_key *key = &s->key[l->variable - BOX_FIRST_KEY];
	struct iam_condition c = *l->condition;
	c.set = IAM_SINGLE;
	c.if_exists = false;
	l->bits = arena_array(s->arena, key->candidates / 64 + 1, sizeof *l->bits);
	for (size_t i = 0; i < key->candidates; i++) {
		struct iam_value value = {&key->candidate[i], 1, false};
		if (box_test(&c, &value))
			box_set_bit(l->bits, i);
	}
}

void box_make_bits(struct box_space *s, struct box_literal *l)
{
	if (l->bits != NULL)
		return;
	if (l->variable == BOX_ACTION)
		mark_actions(s, l);
	else if (l->variable == BOX_PRINCIPAL)
		mark_principals(s, l);
	else
		mark_values(s, l);
}

/* ---- patterns ---- */

/* `universe`: all that the variable can be, NULL for keys. */
static void keep(struct glob_builder *b, const struct globpat *universe, struct globlist *list)
{
	struct globpat *p = glob_finish(b);
	p->inside = universe != NULL && globpat_covers(universe, p);
	list->at[list->n++] = p;
}

static void list_actions(struct glob_builder *b, const struct globpat *universe,
			 const struct iam_action_set *set, struct globlist *list)
{
	list->at = arena_array(b->arena, set->n, sizeof *list->at);
	for (size_t i = 0; i < set->n; i++) {
		if (set->pattern[i].never)
			continue;
		/* A name has one colon, which the pattern spells: its wildcards stop there. */
		glob_add_glob(b, &set->pattern[i].glob, !set->pattern[i].any, false);
		keep(b, universe, list);
	}
}

static void list_resources(struct glob_builder *b, const struct globpat *universe,
			   const struct iam_statement *st, struct globlist *list)
{
	list->at = arena_array(b->arena, st->resources, sizeof *list->at);
	for (size_t i = 0; i < st->resources; i++) {
		if (st->resource[i].any)
			glob_add(b, GLOB_STAR);
		else if (!st->resource[i].never)
			glob_add_arn(b, &st->resource[i]);
		else
			continue;
		keep(b, universe, list);
	}
}

static void list_values(struct glob_builder *b, const struct iam_condition *c, struct globlist *list)
{
	list->at = arena_array(b->arena, c->n, sizeof *list->at);
	for (size_t i = 0; i < c->n; i++) {
		const struct iam_operand *o = &c->operand[i];
		if (o->bad || (c->op->type == IAM_OPERAND_ARN && o->arn->never))
			continue;
		if (c->op->type == IAM_OPERAND_ARN)
			glob_add_arn(b, o->arn);
		else
			glob_add_glob(b, &o->glob, false, c->op->comparison == IAM_EQ_NOCASE);
		keep(b, NULL, list);
	}
}

void box_make_patterns(struct box_space *s, struct box_literal *l)
{
	struct glob_builder b = {.arena = s->arena, .tokens = &s->tokens};
	if (l->listed)
		return;
	l->listed = true;
	if (l->variable == BOX_ACTION)
		list_actions(&b, s->any_action, &l->statement->action, &l->patterns);
	else if (l->variable == BOX_RESOURCE)
		list_resources(&b, s->any_arn, l->statement, &l->patterns);
	else
		list_values(&b, l->condition, &l->patterns);
	globlist_index(s->arena, &l->patterns);
}
