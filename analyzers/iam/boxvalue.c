/* Values: those to try out for numbers, dates, addresses and principals, and those that witness an answer. */
#include "analyzers/iam/boxspace.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"

/* ---- candidates of a key: every end of a range and both sides of it ---- */

struct candidates {
	struct arena *arena;
	struct sv *at;
	size_t n, room;
};

static void add(struct candidates *c, struct sv text)
{
	for (size_t i = 0; i < c->n; i++)
		if (sv_eq(c->at[i], text))
			return;
	c->at = box_room(c->arena, c->at, c->n, &c->room, sizeof *c->at);
	c->at[c->n++] = text;
}

static int by_value(const void *a, const void *b)
{
	return decimal_cmp(*(const struct decimal *)a, *(const struct decimal *)b);
}

static void add_number(struct candidates *c, struct decimal d)
{
	char text[DECIMAL_TEXT_MAX];
	decimal_format(d, text);
	add(c, arena_sv(c->arena, sv_of(text)));
}

/* The numbers themselves, one between each two, one beyond each end. */
static void add_numbers(struct candidates *c, struct decimal *d, size_t n)
{
	struct decimal one = {1, 0}, half = {5, 1}, sum;
	struct err ignored;
	if (n == 0)
		return;
	qsort(d, n, sizeof *d, by_value);
	for (size_t i = 0; i < n; i++) {
		add_number(c, d[i]);
		if (i + 1 < n && decimal_add(d[i], d[i + 1], &sum, &ignored) &&
		    decimal_mul(sum, half, &sum, &ignored))
			add_number(c, sum);
	}
	if (decimal_sub(d[0], one, &sum, &ignored))
		add_number(c, sum);
	if (decimal_add(d[n - 1], one, &sum, &ignored))
		add_number(c, sum);
}

/* A second before and after, and the second that holds it. */
static void add_date(struct candidates *c, struct sv written, const struct iam_moment *m)
{
	char text[TIME_TEXT_MAX];
	add(c, written);
	for (int64_t i = -1; i <= 1; i++) {
		time_format(m->second + i, text);
		add(c, arena_sv(c->arena, sv_of(text)));
	}
}

static void add_address(struct candidates *c, const unsigned char a[16], bool v6)
{
	struct str text;
	str_init(&text, 64);
	if (!v6)
		str_addf(&text, "%u.%u.%u.%u", a[12], a[13], a[14], a[15]);
	for (size_t i = 0; v6 && i < 16; i += 2)
		str_addf(&text, "%s%x", i > 0 ? ":" : "", (unsigned)a[i] << 8 | a[i + 1]);
	add(c, arena_sv(c->arena, str_sv(&text)));
	str_free(&text);
}

/* The neighbour above (step 1) or below (step -1); false: there is none in the family. */
static bool neighbour(unsigned char a[16], bool v6, int step)
{
	for (size_t i = 16; i-- > (v6 ? 0u : 12u);) {
		unsigned char edge = step > 0 ? 255 : 0;
		bool carries = a[i] == edge;
		a[i] = (unsigned char)(a[i] + step);
		if (!carries)
			return true;
	}
	return false;
}

static void add_network(struct candidates *c, const struct cidr *network, bool v6)
{
	unsigned char first[16], last[16];
	memcpy(first, network->address, sizeof first);
	for (unsigned bit = network->bits; bit < 128; bit++)
		first[bit / 8] &= (unsigned char)~(0x80u >> (bit % 8));
	memcpy(last, first, sizeof last);
	for (unsigned bit = network->bits; bit < 128; bit++)
		last[bit / 8] |= (unsigned char)(0x80u >> (bit % 8));
	add_address(c, first, v6);
	add_address(c, last, v6);
	if (neighbour(first, v6, -1))
		add_address(c, first, v6);
	if (neighbour(last, v6, 1))
		add_address(c, last, v6);
}

static void add_operand(struct candidates *c, const struct iam_operator *op, const struct iam_operand *o)
{
	if (o->bad)
		return;
	switch (op->type) {
	case IAM_OPERAND_DATE:
		add_date(c, o->text, o->date);
		break;
	case IAM_OPERAND_ADDRESS:
		add_network(c, o->network, o->v6);
		break;
	case IAM_OPERAND_BOOL:
	case IAM_OPERAND_BINARY:
	case IAM_OPERAND_TEXT:
	case IAM_OPERAND_ARN:
		add(c, o->text);
		break;
	case IAM_OPERAND_NUMBER: /* all together, in order */
	case IAM_OPERAND_NULL:
		break;
	}
}

/* Values of the type that no operand names. */
static void add_others(struct candidates *c, enum iam_operand_type type)
{
	static const char *const others[][3] = {
		[IAM_OPERAND_TEXT] = {"a"},
		[IAM_OPERAND_NUMBER] = {"0"},
		[IAM_OPERAND_DATE] = {"2026-01-01"},
		[IAM_OPERAND_BOOL] = {"false", "true"},
		[IAM_OPERAND_BINARY] = {"AAAA"},
		[IAM_OPERAND_ADDRESS] = {"198.51.100.7", "2001:db8::7"},
		[IAM_OPERAND_ARN] = {"arn:aws:a:a:a:a"},
		[IAM_OPERAND_NULL] = {NULL},
	};
	for (size_t i = 0; i < 3 && others[type][i] != NULL; i++)
		add(c, sv_of(others[type][i]));
}

void box_find_candidates(struct box_space *s, struct box_key *key, uint32_t variable)
{
	struct candidates c = {.arena = s->arena};
	struct decimal *number = NULL;
	size_t numbers = 0, room = 0;
	for (size_t i = 0; i < s->literals; i++) {
		const struct iam_condition *condition = s->literal[i]->condition;
		if (s->literal[i]->variable != variable || condition->op == NULL)
			continue;
		for (size_t k = 0; k < condition->n; k++) {
			add_operand(&c, condition->op, &condition->operand[k]);
			if (condition->op->type != IAM_OPERAND_NUMBER || condition->operand[k].bad)
				continue;
			number = box_room(s->arena, number, numbers, &room, sizeof *number);
			number[numbers++] = *condition->operand[k].number;
		}
		add_others(&c, condition->op->type);
	}
	add_numbers(&c, number, numbers);
	key->candidate = c.at;
	key->candidates = c.n;
}

/* ---- principals: one for each way in which the patterns tell callers apart ---- */

static void add_principal(struct box_space *s, struct iam_principal who)
{
	for (size_t i = 0; i < s->whos; i++)
		if (s->who[i].kind == who.kind && sv_eq(s->who[i].text, who.text))
			return;
	s->who = box_room(s->arena, s->who, s->whos, &s->who_room, sizeof *s->who);
	s->who[s->whos++] = who;
}

static void add_named(struct box_space *s, struct sv text)
{
	struct iam_principal who;
	struct err ignored;
	if (iam_principal_parse(s->arena, text, SV(""), &who, &ignored))
		add_principal(s, who);
}

static void add_of_account(struct box_space *s, struct sv account)
{
	add_named(s, arena_printf(s->arena, "arn:aws:iam::" SV_FMT ":user/a", SV_ARG(account)));
	add_named(s, arena_printf(s->arena, "arn:aws:sts::" SV_FMT ":assumed-role/a/a", SV_ARG(account)));
	add_named(s, arena_printf(s->arena, "arn:aws:iam::" SV_FMT ":root", SV_ARG(account)));
	add_named(s, arena_printf(s->arena, "arn:aws:sts::" SV_FMT ":federated-user/a", SV_ARG(account)));
}

static void add_pattern(struct box_space *s, const struct iam_principal_pattern *p)
{
	switch (p->kind) {
	case IAM_NAMED_NOBODY:
	case IAM_NAMED_EVERYONE:
		break;
	case IAM_NAMED_ROLE:
		add_named(s, arena_printf(s->arena, "arn:aws:sts::" SV_FMT ":assumed-role/" SV_FMT "/a",
					  SV_ARG(p->account), SV_ARG(p->name)));
		add_named(s, p->text);
		break;
	case IAM_NAMED_USER:
	case IAM_NAMED_SESSION:
	case IAM_NAMED_FEDERATED_USER:
		add_named(s, p->text);
		break;
	case IAM_NAMED_ACCOUNT:
		break;
	case IAM_NAMED_SERVICE:
		add_principal(s, (struct iam_principal){.kind = IAM_SERVICE, .text = p->text});
		break;
	case IAM_NAMED_FEDERATED:
		add_principal(s, (struct iam_principal){.kind = IAM_FEDERATED, .text = p->text});
		break;
	case IAM_NAMED_CANONICAL_USER:
		add_principal(s, (struct iam_principal){.kind = IAM_CANONICAL_USER, .text = p->text});
		break;
	}
	if (p->account.n > 0)
		add_of_account(s, p->account);
}

void box_find_principals(struct box_space *s)
{
	for (size_t i = 0; i < s->literals; i++) {
		const struct iam_statement *st = s->literal[i]->statement;
		if (s->literal[i]->variable != BOX_PRINCIPAL)
			continue;
		for (size_t k = 0; k < st->principals; k++)
			add_pattern(s, &st->principal[k]);
	}
	/* An account that nobody names, unless a policy happens to. */
	add_of_account(s, SV("444455556666"));
	add_principal(s, (struct iam_principal){.kind = IAM_SERVICE, .text = SV("a.amazonaws.com")});
	add_principal(s, (struct iam_principal){.kind = IAM_FEDERATED, .text = SV("a.example.com")});
	add_principal(s, (struct iam_principal){.kind = IAM_CANONICAL_USER, .text = SV("a")});
	add_principal(s, (struct iam_principal){.kind = IAM_ANONYMOUS});
}

/* ---- values that witness ---- */

bool box_resource(struct box_space *s, const box_term *term, size_t n, const struct globpat *within,
		  struct str *text)
{
	struct box_texts t = {.within = {s->any_arn, within}, .withins = 2};
	return box_texts_of(s, term, n, &t) && box_find_text(s, &t, text) == BOX_SOME;
}

static void add_value(struct box_space *s, struct box_value *v, struct str *text)
{
	struct sv *more = arena_array(s->arena, v->n + 1, sizeof *more);
	if (v->n > 0)
		memcpy(more, v->text, v->n * sizeof *more);
	more[v->n++] = arena_sv(s->arena, str_sv(text));
	v->text = more;
	str_reset(text);
}

static bool is_single(const struct box_literal *l)
{
	return l->open || l->null || l->condition->set == IAM_SINGLE;
}

/* A list whose elements meet, one each, the terms that ask for one, and all of them the others. */
static bool list_value(struct box_space *s, uint32_t variable, const box_term *term, size_t n, struct str *text,
		       struct box_value *v)
{
	box_term *every = arena_array(s->arena, n + 1, sizeof *every);
	size_t all = 0;
	v->many = true;
	for (size_t i = 0; i < n; i++) {
		const struct box_literal *l = s->literal[term[i] / 2];
		bool want = (term[i] & 1) != 0;
		if (!is_single(l) && (l->condition->set == IAM_FOR_ANY_VALUE) != want)
			every[all++] = term[i];
	}
	for (size_t i = 0; i < n; i++) {
		const struct box_literal *l = s->literal[term[i] / 2];
		bool want = (term[i] & 1) != 0;
		if (is_single(l) || (l->condition->set == IAM_FOR_ANY_VALUE) != want)
			continue;
		every[all] = term[i];
		if (box_ask_values(s, variable, every, all + 1, true, text) != BOX_SOME)
			return false;
		add_value(s, v, text);
	}
	if (v->n == 0 && box_ask_values(s, variable, every, all, true, text) == BOX_SOME)
		add_value(s, v, text);
	return true;
}

bool box_value(struct box_space *s, uint32_t variable, const box_term *term, size_t n, struct box_value *value)
{
	struct str text;
	bool absent = box_may_be_absent(s, term, n), done = true;
	*value = (struct box_value){.absent = absent};
	/* What a request always carries is better given than left out. */
	if (absent && (box_key(s, variable)->derived == 0 || !box_may_be_present(s, term, n)))
		return true;
	str_init(&text, LIMIT_OUTSIDE_STRING);
	if (box_ask_values(s, variable, term, n, false, &text) == BOX_SOME) {
		value->absent = false;
		add_value(s, value, &text);
	} else if (!absent) {
		done = s->key[variable - BOX_FIRST_KEY].multi && list_value(s, variable, term, n, &text, value);
	}
	str_free(&text);
	return done;
}
