/* Statements become boxes; the same literal in two statements is one literal, so that equal conditions cancel. */
#include "analyzers/iam/boxspace.h"

#include <string.h>

bool box_bit(const uint64_t *bits, size_t i)
{
	return (bits[i / 64] >> (i % 64) & 1) != 0;
}

void box_set_bit(uint64_t *bits, size_t i)
{
	bits[i / 64] |= UINT64_C(1) << (i % 64);
}

void *box_room(struct arena *a, void *at, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return at;
	*room = *room == 0 ? 16 : 2 * *room;
	void *more = arena_array(a, *room, size);
	if (n > 0)
		memcpy(more, at, n * size);
	return more;
}

static const struct globpat *pattern_of(struct box_space *s, const uint32_t *symbol, size_t n)
{
	struct glob_builder b = {.arena = s->arena};
	for (size_t i = 0; i < n; i++)
		glob_add(&b, symbol[i]);
	return glob_finish(&b);
}

#define PATTERN(s, ...)                                                                                        \
	pattern_of((s), (const uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

struct box_space *box_space_new(struct arena *a, struct globs_work *work, const struct box_options *o)
{
	struct box_space *s = arena_alloc(a, sizeof *s);
	s->arena = a;
	s->work = work;
	s->options = *o;
	s->by_text = table_new(a);
	s->by_answer = table_new(a);
	s->any_text = PATTERN(s, GLOB_STAR);
	s->some_text = PATTERN(s, GLOB_ONE, GLOB_STAR);
	s->any_action = PATTERN(s, GLOB_ONE_FIELD, GLOB_STAR_FIELD, ':', GLOB_ONE_FIELD, GLOB_STAR_FIELD);
	s->any_arn = PATTERN(s, 'a', 'r', 'n', ':', GLOB_STAR_FIELD, ':', GLOB_STAR_FIELD, ':', GLOB_STAR_FIELD,
			     ':', GLOB_STAR_FIELD, ':', GLOB_STAR);
	s->wildcard_only = arena_array(a, box_action_words(), sizeof *s->wildcard_only);
	for (uint32_t i = 0; i < iamdb_actions(); i++)
		if (iamdb_wildcard_only(i))
			box_set_bit(s->wildcard_only, i);
	s->always_allowed = arena_array(a, box_action_words(), sizeof *s->always_allowed);
	uint32_t always = iamdb_find(SV("sts:GetCallerIdentity"));
	if (always != IAMDB_NONE)
		box_set_bit(s->always_allowed, always);
	return s;
}

size_t box_action_words(void)
{
	return iamdb_actions() / 64 + 1;
}

size_t box_variables(const struct box_space *s)
{
	return BOX_FIRST_KEY + s->keys;
}

uint32_t box_variable_of(const struct box_space *s, uint32_t literal)
{
	return s->literal[literal]->variable;
}

const struct iam_key *box_key(const struct box_space *s, uint32_t variable)
{
	return &s->key[variable - BOX_FIRST_KEY].key;
}

const struct glob_tokens *box_tokens(const struct box_space *s)
{
	return &s->tokens;
}

const struct box_literal *box_literal(const struct box_space *s, uint32_t number)
{
	return s->literal[number];
}

void box_set_wild(struct box_space *s, bool wild)
{
	s->wild = wild;
}

/* ---- literals ---- */

/* The literal that `text` describes; *added: it is new and to be filled. */
static uint32_t literal_number(struct box_space *s, struct str *text, bool *added)
{
	void **slot = table_slot(s->by_text, str_sv(text), added);
	str_free(text);
	if (*added) {
		s->literal = box_room(s->arena, s->literal, s->literals, &s->literal_room,
				      sizeof(struct box_literal *));
		s->literal[s->literals++] = arena_alloc(s->arena, sizeof(struct box_literal));
		*slot = (void *)(uintptr_t)s->literals;
	}
	return (uint32_t)((uintptr_t)*slot - 1);
}

static void add_part(struct str *text, struct sv part)
{
	str_addf(text, "%zu:", part.n);
	str_add(text, part);
}

#define LITERAL_TEXT ((size_t)64 << 20) /* a policy is at most 1 MiB, its parts have short marks */

static uint32_t action_literal(struct box_space *s, const struct iam_policy *p, const struct iam_statement *st)
{
	struct str text;
	bool added;
	str_init(&text, LITERAL_TEXT);
	str_addz(&text, st->not_action ? "A" : "a");
	for (size_t i = 0; i < st->action.n; i++)
		add_part(&text, st->action.pattern[i].glob.code);
	uint32_t number = literal_number(s, &text, &added);
	if (added)
		*s->literal[number] = (struct box_literal){
			.variable = BOX_ACTION, .negated = st->not_action, .policy = p, .statement = st};
	return number;
}

static uint32_t resource_literal(struct box_space *s, const struct iam_policy *p,
				 const struct iam_statement *st)
{
	struct str text;
	bool added;
	str_init(&text, LITERAL_TEXT);
	str_addf(&text, "%c%d", st->not_resource ? 'R' : 'r', p->expands);
	for (size_t i = 0; i < st->resources; i++)
		if (!st->resource[i].never)
			add_part(&text, st->resource[i].text);
	uint32_t number = literal_number(s, &text, &added);
	if (added) {
		struct box_literal *l = s->literal[number];
		*l = (struct box_literal){
			.variable = BOX_RESOURCE, .negated = st->not_resource, .policy = p, .statement = st};
		for (size_t i = 0; i < st->resources; i++)
			l->star |= st->resource[i].any;
		l->star ^= st->not_resource;
	}
	return number;
}

static uint32_t principal_literal(struct box_space *s, const struct iam_policy *p,
				  const struct iam_statement *st)
{
	struct str text;
	bool added;
	str_init(&text, LITERAL_TEXT);
	str_addf(&text, "%c%d", st->not_principal ? 'P' : 'p', st->effect);
	for (size_t i = 0; i < st->principals; i++) {
		add_part(&text, st->principal[i].type);
		add_part(&text, st->principal[i].text);
	}
	uint32_t number = literal_number(s, &text, &added);
	if (added)
		*s->literal[number] =
			(struct box_literal){.variable = BOX_PRINCIPAL, .policy = p, .statement = st};
	return number;
}

static bool single_valued(struct sv key)
{
	enum iamdb_type type;
	bool global;
	return iamdb_key(key, &type, &global) && type != IAMDB_STRINGS && type != IAMDB_ARNS &&
	       type != IAMDB_BOOLS;
}

static uint32_t key_variable(struct box_space *s, const struct iam_key *key)
{
	for (size_t i = 0; i < s->keys; i++)
		if (iam_key_eq(&s->key[i].key, key))
			return (uint32_t)(BOX_FIRST_KEY + i);
	s->key = box_room(s->arena, s->key, s->keys, &s->key_room, sizeof *s->key);
	s->key[s->keys] = (struct box_key){.key = *key};
	return (uint32_t)(BOX_FIRST_KEY + s->keys++);
}

static bool has_variables(const struct iam_condition *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->operand[i].glob.variables > 0)
			return true;
	return false;
}

static bool has_empty_operand(const struct iam_condition *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->operand[i].text.n == 0)
			return true;
	return false;
}

bool box_test(const struct iam_condition *c, const struct iam_value *value)
{
	struct iam_entry entry = {.key = c->key};
	struct iam_request r = {.mode = IAM_STRICT, .context = &entry, .n = value != NULL};
	if (value != NULL)
		entry.value = *value;
	return iam_condition_test(c, &r, NULL) == IAM_YES;
}

static void fill_key_literal(struct box_space *s, const struct iam_policy *p, const struct iam_statement *st,
			     const struct iam_condition *c, struct box_literal *l)
{
	uint32_t variable = key_variable(s, &c->key);
	struct box_key *key = &s->key[variable - BOX_FIRST_KEY];
	*l = (struct box_literal){.variable = variable, .policy = p, .statement = st, .condition = c};
	l->open = c->op == NULL;
	if (l->open)
		return;
	l->absent = box_test(c, NULL);
	l->null = c->op->type == IAM_OPERAND_NULL;
	l->textual = c->op->type == IAM_OPERAND_TEXT || c->op->type == IAM_OPERAND_ARN;
	/* What values can't say for certain is left open: a set of one empty text counts as empty (item 11). */
	l->open = (!l->textual && has_variables(c)) || (c->set != IAM_SINGLE && has_empty_operand(c));
	key->multi |= c->set != IAM_SINGLE && !single_valued(c->key.name);
	key->typed |= !l->textual && !l->null;
}

static uint32_t key_literal(struct box_space *s, const struct iam_policy *p, const struct iam_statement *st,
			    const struct iam_condition *c)
{
	struct str text;
	bool added;
	str_init(&text, LITERAL_TEXT);
	str_addf(&text, "k%d", p->expands);
	add_part(&text, c->key.name);
	add_part(&text, c->op == NULL ? c->written : sv_of(c->op->name));
	str_addf(&text, "%d%d", c->set, c->if_exists);
	for (size_t i = 0; i < c->n; i++)
		add_part(&text, c->operand[i].text);
	uint32_t number = literal_number(s, &text, &added);
	if (added)
		fill_key_literal(s, p, st, c, s->literal[number]);
	return number;
}

/* ---- boxes ---- */

static bool is_given(const struct box_space *s, const struct iam_key *key)
{
	for (size_t i = 0; i < s->options.givens; i++)
		if (iam_key_eq(&s->options.given[i].key, key))
			return true;
	return false;
}

/* A condition on a key that the question fixes is settled now. */
static enum iam_truth settle(const struct box_space *s, const struct iam_condition *c)
{
	struct iam_request r = {.mode = IAM_STRICT, .context = s->options.given, .n = s->options.givens};
	if (c->op == NULL || (!s->options.strict && (has_variables(c) || !is_given(s, &c->key))))
		return IAM_MAYBE;
	return iam_condition_test(c, &r, NULL);
}

static bool names_everyone(const struct iam_statement *st)
{
	for (size_t i = 0; i < st->principals; i++)
		if (st->principal[i].kind == IAM_NAMED_EVERYONE)
			return !st->not_principal;
	return false;
}

/* A grant to the caller's account only leaves the word to that account's own policies (item 15). */
static bool names_caller(const struct box_space *s, const struct iam_policy *p, const struct iam_statement *st)
{
	if (s->options.who == NULL || !st->has_principal)
		return true;
	enum iam_level level = iam_statement_principal(p, st, s->options.who, s->options.bounded);
	return level != IAM_LEVEL_NONE && (st->effect == IAM_DENY || level != IAM_LEVEL_ACCOUNT);
}

static bool can_match(const struct box_space *s, const struct iam_policy *p, const struct iam_statement *st)
{
	if (st->invalid || (st->action.everything && st->not_action) || !names_caller(s, p, st))
		return false;
	for (size_t i = 0; i < st->conditions; i++)
		if (settle(s, &st->condition[i]) == IAM_NO)
			return false;
	return true;
}

static void add_literal(uint32_t *list, size_t *n, uint32_t literal)
{
	for (size_t i = 0; i < *n; i++)
		if (list[i] == literal)
			return;
	list[(*n)++] = literal;
}

void box_add(struct box_space *s, const struct iam_policy *p, const struct iam_statement *st,
	     struct box_list *list)
{
	if (!can_match(s, p, st))
		return;
	struct box *b = arena_alloc(s->arena, sizeof *b);
	uint32_t *literal = arena_array(s->arena, st->conditions + 3, sizeof *literal);
	*b = (struct box){.literal = literal, .effect = st->effect, .policy = p, .statement = st};
	if (!st->action.everything)
		add_literal(literal, &b->n, action_literal(s, p, st));
	if (st->has_resource && !st->every_resource)
		add_literal(literal, &b->n, resource_literal(s, p, st));
	if (s->options.principals && s->options.who == NULL && st->has_principal && !names_everyone(st))
		add_literal(literal, &b->n, principal_literal(s, p, st));
	for (size_t i = 0; i < st->conditions; i++)
		if (settle(s, &st->condition[i]) == IAM_MAYBE)
			add_literal(literal, &b->n, key_literal(s, p, st, &st->condition[i]));
	list->at = box_room(s->arena, list->at, list->n, &list->room, sizeof(struct box *));
	list->at[list->n++] = b;
}

void box_space_close(struct box_space *s)
{
	if (s->options.principals)
		box_find_principals(s);
	for (size_t i = 0; i < s->keys; i++)
		if (s->key[i].typed)
			box_find_candidates(s, &s->key[i], (uint32_t)(BOX_FIRST_KEY + i));
}
