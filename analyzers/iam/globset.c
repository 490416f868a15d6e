/* Patterns as runs of symbols, and questions about two of them; globsearch.c asks about many. */
#include "analyzers/iam/globset.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* ---- building ---- */

void glob_add(struct glob_builder *b, uint32_t symbol)
{
	/* A run of stars is one star. */
	if (symbol == GLOB_STAR && b->n > 0 && b->at[b->n - 1] == GLOB_STAR)
		return;
	if (b->n == b->room) {
		size_t room = b->room == 0 ? 64 : 2 * b->room;
		uint32_t *at = arena_array(b->arena, room, sizeof *at);
		if (b->n > 0)
			memcpy(at, b->at, b->n * sizeof *at);
		b->at = at;
		b->room = room;
	}
	b->at[b->n++] = symbol;
}

static size_t next_symbol(struct sv text, uint32_t *symbol)
{
	size_t n = utf8_next(text, symbol);
	if (n == 0) {
		*symbol = (unsigned char)text.at[0];
		n = 1;
	}
	return n;
}

void glob_add_text(struct glob_builder *b, struct sv text)
{
	uint32_t symbol;
	for (size_t i = 0; i < text.n;) {
		i += next_symbol(sv_sub(text, i, text.n), &symbol);
		glob_add(b, symbol);
	}
}

static bool same_variable(const struct iam_variable *a, const struct iam_variable *b)
{
	return sv_eq(a->key.name, b->key.name) && (a->fallback.at == NULL) == (b->fallback.at == NULL) &&
	       sv_eq(a->fallback, b->fallback);
}

static void add_variable(struct glob_builder *b, const struct iam_variable *v)
{
	struct glob_tokens *t = b->tokens;
	size_t i = 0;
	if (t == NULL) {
		glob_add(b, GLOB_STAR);
		return;
	}
	while (i < t->n && !same_variable(t->variable[i], v))
		i++;
	if (i == t->n && t->n < GLOB_TOKENS_MOST)
		t->variable[t->n++] = v;
	/* One too many shares the last number: two values taken for one are told apart by simulate. */
	glob_add(b, GLOB_TOKEN + (uint32_t)(i < GLOB_TOKENS_MOST ? i : GLOB_TOKENS_MOST - 1));
}

static uint32_t folded(uint32_t symbol)
{
	if (symbol >= 'A' && symbol <= 'Z')
		return (symbol + 'a' - 'A') | GLOB_FOLD;
	return symbol >= 'a' && symbol <= 'z' ? symbol | GLOB_FOLD : symbol;
}

void glob_add_glob(struct glob_builder *b, const struct iam_glob *g, bool field, bool fold)
{
	for (size_t i = 0; i < g->code.n;) {
		char c = g->code.at[i];
		uint32_t symbol;
		if (c == IAM_VARIABLE) {
			add_variable(b, &g->variable[(unsigned char)g->code.at[i + 1]]);
			i += 2;
		} else if (c == IAM_STAR || c == IAM_ONE) {
			if (c == IAM_STAR)
				glob_add(b, field ? GLOB_STAR_FIELD : GLOB_STAR);
			else
				glob_add(b, field ? GLOB_ONE_FIELD : GLOB_ONE);
			i++;
		} else {
			i += next_symbol(sv_sub(g->code, i, g->code.n), &symbol);
			glob_add(b, fold ? folded(symbol) : symbol);
		}
	}
}

void glob_add_arn(struct glob_builder *b, const struct iam_arn_pattern *p)
{
	for (size_t i = 0; i < IAM_ARN_FIELDS; i++) {
		if (i > 0)
			glob_add(b, ':');
		glob_add_glob(b, &p->field[i], i + 1 < IAM_ARN_FIELDS, false);
	}
}

static bool is_token(uint32_t s)
{
	return (s & ~GLOB_FOLD) >= GLOB_TOKEN;
}

static bool is_star(uint32_t s)
{
	return s == GLOB_STAR || s == GLOB_STAR_FIELD || s == GLOB_STAR_PART;
}

static bool is_literal(uint32_t s)
{
	return (s & ~GLOB_FOLD) < GLOB_STAR;
}

struct globpat *glob_finish(struct glob_builder *b)
{
	struct globpat *p = arena_alloc(b->arena, sizeof *p);
	p->at = b->at;
	p->n = (uint32_t)b->n;
	while (p->head < p->n && is_literal(p->at[p->head]))
		p->head++;
	while (p->tail < p->n && is_literal(p->at[p->n - 1 - p->tail]))
		p->tail++;
	for (size_t i = 0; i < p->n; i++)
		p->tokens |= is_token(p->at[i]);
	b->at = NULL;
	b->n = b->room = 0;
	return p;
}

/* ---- two patterns ---- */

/* Is the code point one that the wildcard does not take? */
static bool kept_out(uint32_t wild, uint32_t c)
{
	switch (wild) {
	case GLOB_STAR_FIELD:
	case GLOB_ONE_FIELD:
		return c == ':';
	case GLOB_STAR_PART:
	case GLOB_ONE_PART:
		return c == ':' || c == '/';
	case GLOB_DIGIT:
		return c < '0' || c > '9';
	default:
		return false;
	}
}

/* Can one code point be taken by both symbols (stars taking one)? */
static bool symbols_meet(uint32_t a, uint32_t b)
{
	if (is_token(a) || is_token(b))
		return true;
	if (is_literal(a) && is_literal(b)) {
		bool fold = ((a | b) & GLOB_FOLD) != 0;
		return fold ? folded(a & ~GLOB_FOLD) == folded(b & ~GLOB_FOLD) : a == b;
	}
	uint32_t literal = is_literal(a) ? a & ~GLOB_FOLD : b & ~GLOB_FOLD, wild = is_literal(a) ? b : a;
	return !is_literal(literal) || !kept_out(wild, literal); /* two wildcards: a digit is in all of them */
}

/* Of two wildcards: is `wide` as long, and does it keep out no more? */
static bool wild_covers(uint32_t wide, uint32_t narrow)
{
	if (is_star(narrow) && !is_star(wide))
		return false;
	return kept_out(wide, ':') <= kept_out(narrow, ':') && kept_out(wide, '/') <= kept_out(narrow, '/') &&
	       (wide != GLOB_DIGIT || narrow == GLOB_DIGIT);
}

/* Does `wide` take whatever one `narrow` symbol stands for? */
static bool symbol_covers(uint32_t wide, uint32_t narrow)
{
	uint32_t plain = narrow & ~GLOB_FOLD;
	if (wide == GLOB_STAR || wide == narrow)
		return true;
	if (is_token(wide) || is_token(narrow))
		return wide == GLOB_STAR_FIELD && is_token(narrow);
	if (is_literal(wide))
		return is_literal(narrow) && (wide & GLOB_FOLD) != 0 && folded(plain) == wide;
	return is_literal(narrow) ? !kept_out(wide, plain) : wild_covers(wide, narrow);
}

static bool heads_meet(const struct globpat *a, const struct globpat *b)
{
	if (a->head > 0 && b->head > 0 && ((a->at[0] | b->at[0]) & GLOB_FOLD) == 0 && a->at[0] != b->at[0])
		return false;
	uint32_t n = a->head < b->head ? a->head : b->head, m = a->tail < b->tail ? a->tail : b->tail;
	for (uint32_t i = 0; i < n; i++)
		if (!symbols_meet(a->at[i], b->at[i]))
			return false;
	for (uint32_t i = 1; i <= m; i++)
		if (!symbols_meet(a->at[a->n - i], b->at[b->n - i]))
			return false;
	return true;
}

#define ROW_MOST 2048u /* symbols of a pattern that is looked at; a longer one gets the cautious answer */

/* A row of places in the second pattern, after the stars there that may take nothing. */
static void pass_empty(bool *row, const struct globpat *p)
{
	for (uint32_t j = 0; j < p->n; j++)
		if (row[j] && (is_star(p->at[j]) || is_token(p->at[j])))
			row[j + 1] = true;
}

/* One symbol of the first pattern (it repeats when it is a star) against all places of the second. */
static void meet_symbol(uint32_t s, const bool *row, bool *next, const struct globpat *b)
{
	bool repeats = is_star(s) || is_token(s);
	memset(next, 0, (b->n + 1) * sizeof *next);
	for (uint32_t j = 0; j <= b->n; j++) {
		bool here = row[j] || (repeats && next[j]);
		if (!here)
			continue;
		if (repeats)
			next[j] = true;
		if (j == b->n || !symbols_meet(s, b->at[j]))
			continue;
		bool stays = is_star(b->at[j]) || is_token(b->at[j]);
		next[stays ? j : j + 1] = true;
		next[j + 1] |= stays;
	}
	pass_empty(next, b);
}

/* What lies between the literal ends that both have is all that is left to compare. */
static void cut_ends(struct globpat *a, struct globpat *b)
{
	uint32_t head = a->head < b->head ? a->head : b->head;
	a->at += head;
	b->at += head;
	a->n -= head;
	b->n -= head;
	uint32_t tail = a->tail < b->tail ? a->tail : b->tail, n = a->n < b->n ? a->n : b->n;
	tail = tail < n ? tail : n;
	a->n -= tail;
	b->n -= tail;
}

bool globpat_meet(const struct globpat *x, const struct globpat *y)
{
	bool rows[2][ROW_MOST + 1];
	struct globpat a = *x, b = *y;
	if (!heads_meet(x, y))
		return false;
	if (x->head == x->n && y->head == y->n)
		return x->n == y->n;
	cut_ends(&a, &b);
	if (b.n > ROW_MOST)
		return true;
	memset(rows[0], 0, (b.n + 1) * sizeof **rows);
	rows[0][0] = true;
	pass_empty(rows[0], &b);
	for (uint32_t i = 0; i < a.n; i++)
		meet_symbol(a.at[i], rows[i % 2], rows[(i + 1) % 2], &b);
	return rows[a.n % 2][b.n];
}

static bool head_covers(const struct globpat *wide, const struct globpat *narrow)
{
	if (wide->head > narrow->n || wide->tail > narrow->n)
		return false;
	for (uint32_t i = 0; i < wide->head; i++)
		if (!symbol_covers(wide->at[i], narrow->at[i]))
			return false;
	for (uint32_t i = 1; i <= wide->tail; i++)
		if (!symbol_covers(wide->at[wide->n - i], narrow->at[narrow->n - i]))
			return false;
	return true;
}

/* The narrow pattern is read as a text whose wildcards only a wildcard takes. */
bool globpat_covers(const struct globpat *wide, const struct globpat *narrow)
{
	bool rows[2][ROW_MOST + 1];
	if (wide->n == 1 && wide->at[0] == GLOB_STAR)
		return true;
	if (!head_covers(wide, narrow) || wide->n > ROW_MOST)
		return false;
	if (wide->head == wide->n)
		return wide->n == narrow->n;
	memset(rows[0], 0, (wide->n + 1) * sizeof **rows);
	rows[0][0] = true;
	for (uint32_t i = 0; i <= narrow->n; i++) {
		bool *row = rows[i % 2], *next = rows[(i + 1) % 2];
		for (uint32_t j = 0; j < wide->n; j++)
			if (row[j] && is_star(wide->at[j]))
				row[j + 1] = true;
		if (i == narrow->n)
			return row[wide->n];
		memset(next, 0, (wide->n + 1) * sizeof *next);
		for (uint32_t j = 0; j < wide->n; j++)
			if (row[j] && symbol_covers(wide->at[j], narrow->at[i]))
				next[is_star(wide->at[j]) ? j : j + 1] = true;
	}
	return false;
}

bool globpat_match(const struct globpat *p, struct sv text)
{
	/* A text is a pattern without wildcards. */
	uint32_t symbol[512];
	struct globpat narrow = {.at = symbol};
	for (size_t i = 0; i < text.n;) {
		if (narrow.n == sizeof symbol / sizeof *symbol)
			return false;
		i += next_symbol(sv_sub(text, i, text.n), &symbol[narrow.n++]);
	}
	narrow.head = narrow.tail = narrow.n;
	return globpat_covers(p, &narrow);
}

/* ---- lists ---- */

static int compare_heads(const struct globpat *a, const struct globpat *b)
{
	uint32_t n = a->head < b->head ? a->head : b->head;
	for (uint32_t i = 0; i < n; i++)
		if (a->at[i] != b->at[i])
			return a->at[i] < b->at[i] ? -1 : 1;
	return a->head < b->head ? -1 : a->head > b->head;
}

static int by_head(const void *a, const void *b)
{
	const struct globpat *const *x = a, *const *y = b;
	return compare_heads(*x, *y);
}

static bool head_begins(const struct globpat *a, const struct globpat *b)
{
	return a->head <= b->head && memcmp(a->at, b->at, a->head * sizeof *a->at) == 0;
}

static bool folds(const struct globpat *p)
{
	for (uint32_t i = 0; i < p->head; i++)
		if ((p->at[i] & GLOB_FOLD) != 0)
			return true;
	return false;
}

#define INDEX_LEAST 12

void globlist_index(struct arena *a, struct globlist *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->n < INDEX_LEAST || folds(list->at[i]))
			return;
	if (list->n < INDEX_LEAST)
		return;
	list->sorted = arena_array(a, list->n, sizeof *list->sorted);
	list->up = arena_array(a, list->n, sizeof *list->up);
	memcpy(list->sorted, list->at, list->n * sizeof *list->sorted);
	qsort(list->sorted, list->n, sizeof *list->sorted, by_head);
	for (size_t i = 1; i < list->n; i++) {
		uint32_t up = (uint32_t)i;
		while (up > 0 && !head_begins(list->sorted[up - 1], list->sorted[i]))
			up = list->up[up - 1];
		list->up[i] = up;
	}
}

size_t globlist_near(const struct globlist *list, const struct globpat *p, const struct globpat **found)
{
	size_t n = 0, low = 0, high = list->n;
	if (list->sorted == NULL || folds(p)) {
		for (size_t i = 0; i < list->n; i++)
			if (heads_meet(list->at[i], p))
				found[n++] = list->at[i];
		return n;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_heads(list->sorted[middle], p) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* Those whose beginning p's own begins, and those whose beginning begins p's. */
	for (size_t i = low; i < list->n && head_begins(p, list->sorted[i]); i++)
		found[n++] = list->sorted[i];
	for (uint32_t i = (uint32_t)low; i > 0; i = list->up[i - 1])
		if (head_begins(list->sorted[i - 1], p))
			found[n++] = list->sorted[i - 1];
	return n;
}
