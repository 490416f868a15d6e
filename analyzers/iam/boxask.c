/* Is there a value that meets all terms? */
#include "analyzers/iam/boxspace.h"

#include <string.h>

static struct box_literal *literal_of(const struct box_space *s, box_term term)
{
	return s->literal[term / 2];
}

static bool wanted(box_term term)
{
	return (term & 1) != 0;
}

/* ---- texts ---- */

/* One pattern of each list, chosen so far. */
struct choice {
	struct box_space *space;
	const struct box_texts *texts;
	const struct globpat *at[BOX_LEVELS + 2];
	size_t n;
	struct str *text;
};

static bool is_covered(const struct globpat *p, const struct globlist *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (globpat_covers(list->at[i], p))
			return true;
	return false;
}

/* Does the chosen pattern hold all that p does? */
static bool holds(const struct choice *c, size_t i, const struct globpat *p)
{
	bool universe = c->at[i] == c->space->any_action || c->at[i] == c->space->any_arn;
	return (universe && p->inside) || globpat_covers(c->at[i], p);
}

static bool meets_all(const struct choice *c, const struct globpat *p)
{
	for (size_t i = 0; i < c->n; i++)
		if (!globpat_meet(c->at[i], p))
			return false;
	return true;
}

/* Room for n patterns, for one level of choice. */
static const struct globpat **scratch(struct box_space *s, size_t level, size_t n)
{
	if (s->scratch_room[level] < n) {
		s->scratch_room[level] = 2 * n + 64;
		s->scratch[level] = arena_array(s->arena, s->scratch_room[level], sizeof(struct globpat *));
	}
	return s->scratch[level];
}

/* The patterns to stay clear of that matter to the choice; false: one of them covers it. */
static bool find_foes(const struct choice *c, struct globlist *foes)
{
	size_t n = 0;
	for (size_t i = 0; i < c->texts->must_nots; i++)
		n += c->texts->must_not[i]->n;
	foes->at = scratch(c->space, BOX_LEVELS, n);
	foes->n = 0;
	if (n == 0)
		return true;
	for (size_t i = 0; i < c->texts->must_nots; i++) {
		const struct globpat **near = foes->at + foes->n;
		size_t nears = globlist_near(c->texts->must_not[i], c->at[0], near);
		for (size_t k = 0; k < nears; k++) {
			for (size_t j = 0; j < c->n; j++)
				if (globpat_covers(near[k], c->at[j]))
					return false;
			if (meets_all(c, near[k]))
				foes->at[foes->n++] = near[k];
		}
	}
	return true;
}

static enum box_answer ask_choice(const struct choice *c)
{
	struct globlist foes;
	if (!find_foes(c, &foes))
		return BOX_EMPTY;
	if (foes.n == 0 && c->n == 1 && c->text == NULL)
		return BOX_SOME;
	switch (globs_search(c->space->work, c->at, c->n, foes.at, foes.n, c->text)) {
	case GLOBS_EMPTY:
		return BOX_EMPTY;
	case GLOBS_FOUND:
		return BOX_SOME;
	case GLOBS_OVER_BUDGET:
		break;
	}
	return BOX_UNSURE;
}

static enum box_answer choose(struct choice *c, size_t level);

/* With the pattern added; those of the choice that cover it say nothing more. */
static enum box_answer choose_with(const struct choice *c, const struct globpat *p, size_t level)
{
	struct choice more = {.space = c->space, .texts = c->texts, .text = c->text};
	for (size_t i = 0; i < c->n; i++) {
		if (holds(c, i, p))
			continue;
		if (!globpat_meet(c->at[i], p))
			return BOX_EMPTY;
		more.at[more.n++] = c->at[i];
	}
	more.at[more.n++] = p;
	return choose(&more, level + 1);
}

static enum box_answer choose(struct choice *c, size_t level)
{
	if (level == c->texts->musts)
		return ask_choice(c);
	const struct globlist *list = c->texts->must[level];
	for (size_t i = 0; i < c->n; i++)
		if (is_covered(c->at[i], list))
			return choose(c, level + 1);
	enum box_answer best = BOX_EMPTY;
	const struct globpat **near = scratch(c->space, level, list->n);
	size_t nears = globlist_near(list, c->at[c->n - 1], near);
	for (size_t i = 0; i < nears; i++) {
		enum box_answer one = choose_with(c, near[i], level);
		if (one == BOX_SOME)
			return one;
		best = one == BOX_UNSURE ? BOX_UNSURE : best;
	}
	return best;
}

enum box_answer box_find_text(struct box_space *s, const struct box_texts *t, struct str *text)
{
	struct choice c = {.space = s, .texts = t, .text = text};
	for (size_t i = 0; i < t->withins; i++)
		if (t->within[i] != NULL)
			c.at[c.n++] = t->within[i];
	if (c.n == 0)
		c.at[c.n++] = s->any_text;
	return choose(&c, 0);
}

bool box_texts_of(struct box_space *s, const box_term *term, size_t n, struct box_texts *t)
{
	for (size_t i = 0; i < n; i++) {
		struct box_literal *l = literal_of(s, term[i]);
		bool negated = l->condition == NULL ? l->negated : l->condition->op->negated;
		box_make_patterns(s, l);
		if (t->musts == BOX_LEVELS || t->must_nots == BOX_LEVELS)
			return false;
		if (wanted(term[i]) != negated)
			t->must[t->musts++] = &l->patterns;
		else
			t->must_not[t->must_nots++] = &l->patterns;
	}
	/* The shortest lists first: they leave least to choose. */
	for (size_t i = 1; i < t->musts; i++)
		for (size_t k = i; k > 0 && t->must[k]->n < t->must[k - 1]->n; k--) {
			const struct globlist *swap = t->must[k];
			t->must[k] = t->must[k - 1];
			t->must[k - 1] = swap;
		}
	return true;
}

/* ---- actions, resources, principals ---- */

void box_actions(struct box_space *s, const box_term *term, size_t n, uint64_t *bits)
{
	size_t words = box_action_words();
	for (size_t i = 0; i < words; i++)
		bits[i] = (s->wild ? s->wildcard_only[i] : ~s->wildcard_only[i]) & ~s->always_allowed[i];
	bits[words - 1] &= (UINT64_C(1) << (iamdb_actions() % 64)) - 1;
	for (size_t i = 0; i < n; i++) {
		struct box_literal *l = literal_of(s, term[i]);
		box_make_bits(s, l);
		for (size_t k = 0; k < words; k++)
			bits[k] &= wanted(term[i]) ? l->bits[k] : ~l->bits[k];
	}
}

static bool any_bit(const uint64_t *bits, size_t words)
{
	for (size_t i = 0; i < words; i++)
		if (bits[i] != 0)
			return true;
	return false;
}

#define NAMES_MOST 64 /* names of the table that a search is kept from, one after the other */

/* A name that the table does not hold: those of the table were looked at already. */
static enum box_answer ask_name(struct box_space *s, const box_term *term, size_t n, struct str *name)
{
	struct box_texts t = {.within = {s->any_action}, .withins = 1};
	const struct globpat *seen[NAMES_MOST];
	struct globlist known = {.at = seen};
	struct str text;
	if (!box_texts_of(s, term, n, &t) || t.must_nots == BOX_LEVELS)
		return BOX_UNSURE;
	t.must_not[t.must_nots++] = &known;
	enum box_answer answer = BOX_UNSURE;
	str_init(&text, LIMIT_OUTSIDE_STRING);
	while (known.n < NAMES_MOST) {
		str_reset(&text);
		answer = box_find_text(s, &t, &text);
		if (answer != BOX_SOME || iamdb_find(str_sv(&text)) == IAMDB_NONE)
			break;
		struct glob_builder b = {.arena = s->arena};
		glob_add_text(&b, str_sv(&text));
		seen[known.n++] = glob_finish(&b);
		answer = BOX_UNSURE;
	}
	if (answer == BOX_SOME && name != NULL)
		str_add(name, str_sv(&text));
	str_free(&text);
	return answer;
}

bool box_action_name(struct box_space *s, const box_term *term, size_t n, struct str *name)
{
	return !s->wild && !s->options.only_table && ask_name(s, term, n, name) == BOX_SOME;
}

static enum box_answer ask_action(struct box_space *s, const box_term *term, size_t n)
{
	uint64_t bits[65536 / 64];
	_Static_assert(sizeof bits >= 22091 / 8 * 2, "the table may double");
	if (box_action_words() > sizeof bits / sizeof *bits)
		return BOX_UNSURE;
	box_actions(s, term, n, bits);
	if (any_bit(bits, box_action_words()))
		return BOX_SOME;
	return s->wild || s->options.only_table ? BOX_EMPTY : ask_name(s, term, n, NULL);
}

static enum box_answer ask_resource(struct box_space *s, const box_term *term, size_t n)
{
	struct box_texts t = {.within = {s->any_arn}, .withins = 1};
	for (size_t i = 0; s->wild && i < n; i++)
		if (literal_of(s, term[i])->star != wanted(term[i]))
			return BOX_EMPTY;
	if (s->wild)
		return BOX_SOME;
	return box_texts_of(s, term, n, &t) ? box_find_text(s, &t, NULL) : BOX_UNSURE;
}

/* The first of `most` candidates that meets all terms with bits; `most` if none does. */
static size_t first_candidate(struct box_space *s, const box_term *term, size_t n, size_t most)
{
	for (size_t i = 0; i < most; i++) {
		bool all = true;
		for (size_t k = 0; k < n && all; k++)
			all = box_bit(literal_of(s, term[k])->bits, i) == wanted(term[k]);
		if (all)
			return i;
	}
	return most;
}

bool box_principal(struct box_space *s, const box_term *term, size_t n, const struct iam_principal **who)
{
	for (size_t i = 0; i < n; i++)
		box_make_bits(s, literal_of(s, term[i]));
	size_t i = first_candidate(s, term, n, s->whos);
	*who = i < s->whos ? &s->who[i] : NULL;
	return *who != NULL;
}

/* ---- condition keys ---- */

static enum box_answer ask_typed(struct box_space *s, uint32_t variable, const box_term *term, size_t n,
				 struct str *text)
{
	const struct box_key *key = &s->key[variable - BOX_FIRST_KEY];
	for (size_t i = 0; i < n; i++)
		box_make_bits(s, literal_of(s, term[i]));
	size_t i = first_candidate(s, term, n, key->candidates);
	if (i < key->candidates && text != NULL)
		str_add(text, key->candidate[i]);
	return i < key->candidates ? BOX_SOME : BOX_EMPTY;
}

static enum box_answer ask_textual(struct box_space *s, const box_term *term, size_t n, bool never_empty,
				   struct str *text)
{
	struct box_texts t = {.within = {never_empty || text != NULL ? s->some_text : NULL}, .withins = 1};
	if (!box_texts_of(s, term, n, &t))
		return BOX_UNSURE;
	enum box_answer answer = box_find_text(s, &t, text);
	/* A value that shows is nicer, an empty one is one all the same. */
	if (answer != BOX_SOME && t.within[0] != NULL && !never_empty) {
		t.within[0] = NULL;
		answer = box_find_text(s, &t, text);
	}
	return answer;
}

#define TERMS_MOST 256

enum box_answer box_ask_values(struct box_space *s, uint32_t variable, const box_term *term, size_t n,
			       bool never_empty, struct str *text)
{
	box_term textual[TERMS_MOST], all[TERMS_MOST];
	size_t textuals = 0, alls = 0, typed = 0;
	if (n > TERMS_MOST)
		return BOX_UNSURE;
	for (size_t i = 0; i < n; i++) {
		const struct box_literal *l = literal_of(s, term[i]);
		if (l->open || l->null)
			continue;
		all[alls++] = term[i];
		typed += !l->textual;
		if (l->textual)
			textual[textuals++] = term[i];
	}
	if (typed == 0)
		return ask_textual(s, textual, textuals, never_empty, text);
	enum box_answer tried = ask_typed(s, variable, all, alls, text);
	if (tried == BOX_SOME || textuals == 0)
		return tried;
	/* Texts and numbers on one key: what was tried out does not say all. */
	return ask_textual(s, textual, textuals, never_empty, NULL) == BOX_EMPTY ? BOX_EMPTY : BOX_UNSURE;
}

bool box_may_be_absent(const struct box_space *s, const box_term *term, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct box_literal *l = literal_of(s, term[i]);
		if (!l->open && l->absent != wanted(term[i]))
			return false;
	}
	return true;
}

bool box_may_be_present(const struct box_space *s, const box_term *term, size_t n)
{
	struct sv x = SV("x");
	struct iam_value value = {&x, 1, false};
	for (size_t i = 0; i < n; i++) {
		const struct box_literal *l = literal_of(s, term[i]);
		if (!l->open && l->null && box_test(l->condition, &value) != wanted(term[i]))
			return false;
	}
	return true;
}

/* A term that some element of a list must meet, the others being met by all. */
static bool asks_for_one(const struct box_literal *l, bool want)
{
	return !l->open && !l->null && (l->condition->set == IAM_FOR_ANY_VALUE) == want;
}

/* Values of a list: each of the terms that one element must meet, together with those that all must. */
static enum box_answer ask_list(struct box_space *s, uint32_t variable, const box_term *term, size_t n)
{
	box_term every[TERMS_MOST + 1];
	size_t all = 0;
	enum box_answer worst = BOX_SOME;
	if (n > TERMS_MOST)
		return BOX_UNSURE;
	for (size_t i = 0; i < n; i++) {
		const struct box_literal *l = literal_of(s, term[i]);
		bool single = !l->open && !l->null && l->condition->set == IAM_SINGLE;
		if (single && wanted(term[i]))
			return BOX_EMPTY; /* a list does not match without a set operator (item 11) */
		if (!single && !asks_for_one(l, wanted(term[i])))
			every[all++] = term[i];
	}
	for (size_t i = 0; i < n && worst != BOX_EMPTY; i++) {
		const struct box_literal *l = literal_of(s, term[i]);
		if (l->condition->set == IAM_SINGLE || !asks_for_one(l, wanted(term[i])))
			continue;
		every[all] = term[i];
		enum box_answer one = box_ask_values(s, variable, every, all + 1, true, NULL);
		worst = one == BOX_SOME ? worst : one;
	}
	return worst;
}

static enum box_answer ask_key(struct box_space *s, uint32_t variable, const box_term *term, size_t n)
{
	if (box_may_be_absent(s, term, n))
		return BOX_SOME;
	if (!box_may_be_present(s, term, n))
		return BOX_EMPTY;
	enum box_answer answer = box_ask_values(s, variable, term, n, false, NULL);
	if (answer != BOX_SOME && s->key[variable - BOX_FIRST_KEY].multi) {
		enum box_answer list = ask_list(s, variable, term, n);
		answer = answer == BOX_EMPTY || list == BOX_SOME ? list : answer;
	}
	return answer;
}

/* ---- remembering ---- */

static enum box_answer ask(struct box_space *s, uint32_t variable, const box_term *term, size_t n)
{
	const struct iam_principal *who;
	if (variable == BOX_ACTION)
		return ask_action(s, term, n);
	if (variable == BOX_RESOURCE)
		return ask_resource(s, term, n);
	if (variable == BOX_PRINCIPAL)
		return box_principal(s, term, n, &who) ? BOX_SOME : BOX_EMPTY;
	return ask_key(s, variable, term, n);
}

/* Sorted, without repetition; false: a literal that must and must not hold. */
static bool tidy(const box_term *term, size_t *n, box_term *out)
{
	size_t kept = 0;
	for (size_t i = 0; i < *n; i++) {
		size_t at = kept;
		while (at > 0 && out[at - 1] > term[i])
			at--;
		if (at > 0 && out[at - 1] == term[i])
			continue;
		memmove(out + at + 1, out + at, (kept - at) * sizeof *out);
		out[at] = term[i];
		kept++;
	}
	*n = kept;
	for (size_t i = 1; i < kept; i++)
		if (out[i] / 2 == out[i - 1] / 2)
			return false;
	return true;
}

enum box_answer box_ask(struct box_space *s, uint32_t variable, const box_term *term, size_t n)
{
	uint32_t key[TERMS_MOST + 2];
	bool added;
	if (n > TERMS_MOST)
		return BOX_UNSURE;
	if (!tidy(term, &n, key + 1))
		return BOX_EMPTY;
	key[0] = 2 * variable + s->wild;
	void **slot = table_slot(s->by_answer, (struct sv){(const char *)key, (n + 1) * sizeof *key}, &added);
	if (!added)
		return (enum box_answer)((uintptr_t)*slot - 1);
	enum box_answer answer = ask(s, variable, key + 1, n);
	/* Looked up again: asking never adds, but the slot is valid only until the next add. */
	*table_slot(s->by_answer, (struct sv){(const char *)key, (n + 1) * sizeof *key}, &added) =
		(void *)((uintptr_t)answer + 1);
	return answer;
}
