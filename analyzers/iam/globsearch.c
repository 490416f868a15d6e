/* Search over the product of patterns: a state is the set of places that each has reached, one bit a place. */
#include "analyzers/iam/globset.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define SYMBOLS_MOST 1024u
#define NO_STATE     UINT32_MAX

struct search {
	const struct globpat *const *must, *const *must_not;
	size_t musts, must_nots;
	size_t words;           /* of a state */
	uint32_t *first, *last; /* bit of each pattern's first and last place; `must` before `must_not` */
	uint64_t *star;         /* places before a star */
	uint64_t *must_places;  /* those of `must` */
	uint32_t symbol[SYMBOLS_MOST];
	size_t symbols;
	uint64_t *step, *loop; /* per symbol: places that it moves on, places where it stays */
	size_t exact;          /* the `must` whose tokens are read as such; SIZE_MAX: none has any */
	struct arena *arena;
};

void globs_work_free(struct globs_work *w)
{
	free(w->state);
	free(w->from);
	free(w->symbol);
	free(w->slot);
	*w = (struct globs_work){0};
}

static void *grown(void *at, size_t n, size_t size)
{
	void *more = realloc(at, n * size);
	if (more == NULL)
		out_of_memory();
	return more;
}

/* ---- setting up ---- */

static bool is_token(uint32_t s)
{
	return s >= GLOB_TOKEN && (s & GLOB_FOLD) == 0;
}

static void add_symbol(struct search *s, uint32_t symbol)
{
	for (size_t i = 0; i < s->symbols; i++)
		if (s->symbol[i] == symbol)
			return;
	if (s->symbols < SYMBOLS_MOST)
		s->symbol[s->symbols++] = symbol;
}

/* Letters first, then digits, then the rest, tokens last: what a reader finds plainest. */
static uint32_t rank(uint32_t s)
{
	if (s >= 'a' && s <= 'z')
		return s - 'a';
	if (s >= '0' && s <= '9')
		return 100 + s - '0';
	return 1000 + s;
}

static int by_rank(const void *a, const void *b)
{
	uint32_t x = rank(*(const uint32_t *)a), y = rank(*(const uint32_t *)b);
	return x < y ? -1 : x > y;
}

/* The symbols that some pattern tells apart, and one that none does. */
static void find_alphabet(struct search *s)
{
	for (size_t i = 0; i < s->musts + s->must_nots; i++) {
		const struct globpat *p = i < s->musts ? s->must[i] : s->must_not[i - s->musts];
		for (uint32_t k = 0; k < p->n; k++) {
			uint32_t c = p->at[k], plain = c & ~GLOB_FOLD;
			if (is_token(c) && i == s->exact)
				add_symbol(s, c);
			if (plain < GLOB_STAR)
				add_symbol(s, plain);
			if ((c & GLOB_FOLD) != 0)
				add_symbol(s, plain - 'a' + 'A');
			if (c == GLOB_DIGIT)
				add_symbol(s, '0');
			if (c == GLOB_STAR_PART)
				add_symbol(s, '/');
		}
	}
	uint32_t other = 'a';
	for (size_t i = 0; i < s->symbols; i++)
		if (s->symbol[i] == other) {
			other = other == 'z' ? 'A' : other == 'Z' ? 0xe0 : other + 1;
			i = SIZE_MAX; /* look again from the start */
		}
	add_symbol(s, other);
	add_symbol(s, ':');
	qsort(s->symbol, s->symbols, sizeof *s->symbol, by_rank);
}

static void set_bit(uint64_t *state, uint32_t bit)
{
	state[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static bool has_bit(const uint64_t *state, uint32_t bit)
{
	return (state[bit / 64] >> (bit % 64) & 1) != 0;
}

static bool takes(uint32_t place, uint32_t symbol)
{
	if (is_token(symbol))
		return place == symbol;
	if ((place & GLOB_FOLD) != 0) {
		uint32_t low = place & ~GLOB_FOLD;
		return symbol == low || symbol == low - 'a' + 'A';
	}
	switch (place) {
	case GLOB_ONE:
		return true;
	case GLOB_ONE_FIELD:
		return symbol != ':';
	case GLOB_ONE_PART:
		return symbol != ':' && symbol != '/';
	case GLOB_DIGIT:
		return symbol >= '0' && symbol <= '9';
	default:
		return place == symbol;
	}
}

static bool stays(uint32_t place, uint32_t symbol)
{
	return place == GLOB_STAR || (place == GLOB_STAR_FIELD && symbol != ':') ||
	       (place == GLOB_STAR_PART && symbol != ':' && symbol != '/');
}

/* A token of a `must` that is not read as such may take any text: a star. */
static uint32_t as_read(const struct search *s, size_t pattern, uint32_t place)
{
	return is_token(place) && pattern < s->musts && pattern != s->exact ? GLOB_STAR : place;
}

static void set_up_pattern(struct search *s, size_t i, const struct globpat *p)
{
	for (uint32_t k = 0; k < p->n; k++) {
		uint32_t place = as_read(s, i, p->at[k]), bit = s->first[i] + k;
		if (place == GLOB_STAR || place == GLOB_STAR_FIELD || place == GLOB_STAR_PART)
			set_bit(s->star, bit);
		for (size_t c = 0; c < s->symbols; c++) {
			if (stays(place, s->symbol[c]))
				set_bit(s->loop + c * s->words, bit);
			else if (takes(place, s->symbol[c]))
				set_bit(s->step + c * s->words, bit);
		}
	}
}

static void set_up(struct search *s)
{
	size_t n = s->musts + s->must_nots, bits = 0;
	s->exact = SIZE_MAX;
	for (size_t i = 0; i < s->musts && s->exact == SIZE_MAX; i++)
		if (s->must[i]->tokens)
			s->exact = i;
	find_alphabet(s);
	s->first = arena_array(s->arena, n, sizeof *s->first);
	s->last = arena_array(s->arena, n, sizeof *s->last);
	for (size_t i = 0; i < n; i++) {
		s->first[i] = (uint32_t)bits;
		bits += (i < s->musts ? s->must[i] : s->must_not[i - s->musts])->n + 1;
		s->last[i] = (uint32_t)bits - 1;
	}
	s->words = bits / 64 + 1;
	s->star = arena_array(s->arena, s->words, sizeof *s->star);
	s->step = arena_array(s->arena, s->words * s->symbols, sizeof *s->step);
	s->loop = arena_array(s->arena, s->words * s->symbols, sizeof *s->loop);
	for (size_t i = 0; i < n; i++)
		set_up_pattern(s, i, i < s->musts ? s->must[i] : s->must_not[i - s->musts]);
}

/* ---- states ---- */

/* A star may take nothing: the place behind it is reached as well. Runs of stars are one, so once is enough, but a
 * token read as a star may stand beside one. */
static void close_state(const struct search *s, uint64_t *state)
{
	bool more = true;
	while (more) {
		uint64_t carry = 0;
		more = false;
		for (size_t i = 0; i < s->words; i++) {
			uint64_t at = state[i] & s->star[i], add = (at << 1) | carry;
			carry = at >> 63;
			more |= (add & ~state[i]) != 0;
			state[i] |= add;
		}
	}
}

/* A variable's value, whatever it is, takes a pattern of `must` from a place to any later one. */
static void read_token(const struct search *s, const uint64_t *state, uint64_t *next)
{
	for (size_t i = 0; i < s->musts; i++) {
		bool seen = false;
		for (uint32_t bit = s->first[i]; i != s->exact && bit <= s->last[i]; bit++) {
			seen |= has_bit(state, bit);
			if (seen)
				set_bit(next, bit);
		}
	}
}

static void read_symbol(const struct search *s, const uint64_t *state, size_t symbol, uint64_t *next)
{
	const uint64_t *step = s->step + symbol * s->words, *loop = s->loop + symbol * s->words;
	uint64_t carry = 0;
	for (size_t i = 0; i < s->words; i++) {
		uint64_t moved = state[i] & step[i];
		next[i] = (moved << 1) | carry | (state[i] & loop[i]);
		carry = moved >> 63;
	}
	if (is_token(s->symbol[symbol]))
		read_token(s, state, next);
	close_state(s, next);
}

static bool any_between(const uint64_t *state, uint32_t first, uint32_t last)
{
	for (uint32_t bit = first; bit <= last; bit++) {
		if (bit % 64 == 0 && last - bit >= 64 && state[bit / 64] == 0) {
			bit += 63;
			continue;
		}
		if (has_bit(state, bit))
			return true;
	}
	return false;
}

/* No text from here is an answer: a `must` has no place left, or a `must_not` ends in a star that it has reached. */
static bool dead(const struct search *s, const uint64_t *state)
{
	for (size_t i = 0; i < s->musts; i++)
		if (!any_between(state, s->first[i], s->last[i]))
			return true;
	for (size_t i = 0; i < s->must_nots; i++) {
		const struct globpat *p = s->must_not[i];
		if (p->n > 0 && p->at[p->n - 1] == GLOB_STAR && has_bit(state, s->last[s->musts + i]))
			return true;
	}
	return false;
}

static bool accepts(const struct search *s, const uint64_t *state)
{
	for (size_t i = 0; i < s->musts; i++)
		if (!has_bit(state, s->last[i]))
			return false;
	for (size_t i = 0; i < s->must_nots; i++)
		if (has_bit(state, s->last[s->musts + i]))
			return false;
	return true;
}

static uint64_t hash_of(const uint64_t *state, size_t words)
{
	uint64_t h = 0x9e3779b97f4a7c15u;
	for (size_t i = 0; i < words; i++) {
		h = (h ^ state[i]) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return h;
}

static void make_room(struct globs_work *w, size_t words, size_t nodes)
{
	if (w->state_words < (nodes + 1) * words) {
		w->state_words = 2 * (nodes + 64) * words;
		w->state = grown(w->state, w->state_words, sizeof *w->state);
	}
	if (w->nodes < nodes + 1) {
		w->nodes = 2 * (nodes + 64);
		w->from = grown(w->from, w->nodes, sizeof *w->from);
		w->symbol = grown(w->symbol, w->nodes, sizeof *w->symbol);
	}
}

/* The slots in use are a power of two; small questions use few, whatever a greater one has allocated. */
static void rehash(struct globs_work *w, size_t words, size_t nodes)
{
	w->slots = 64;
	while (w->slots < 4 * nodes)
		w->slots *= 2;
	if (w->slots > w->slots_room)
		w->slot = grown(w->slot, w->slots, sizeof *w->slot);
	w->slots_room = w->slots > w->slots_room ? w->slots : w->slots_room;
	memset(w->slot, 0xff, w->slots * sizeof *w->slot);
	for (size_t i = 0; i < nodes; i++) {
		size_t at = hash_of(w->state + i * words, words) & (w->slots - 1);
		while (w->slot[at] != NO_STATE)
			at = (at + 1) & (w->slots - 1);
		w->slot[at] = (uint32_t)i;
	}
}

/* The candidate stands at w->state[n * words]; true: it is new and now the state n. */
static bool keep_state(struct globs_work *w, size_t words, size_t n, uint32_t from, uint32_t symbol)
{
	const uint64_t *state = w->state + n * words;
	size_t at = hash_of(state, words) & (w->slots - 1);
	for (; w->slot[at] != NO_STATE; at = (at + 1) & (w->slots - 1))
		if (memcmp(w->state + (size_t)w->slot[at] * words, state, words * sizeof *state) == 0)
			return false;
	w->slot[at] = (uint32_t)n;
	w->from[n] = from;
	w->symbol[n] = symbol;
	return true;
}

/* ---- the search ---- */

static void write_text(const struct search *s, const struct globs_work *w, uint32_t node, struct str *text)
{
	uint32_t n = 0, *path = arena_array(s->arena, (size_t)node + 1, sizeof *path);
	for (uint32_t i = node; i != 0; i = w->from[i])
		path[n++] = s->symbol[w->symbol[i]];
	while (n-- > 0)
		utf8_add(text, is_token(path[n]) ? GLOB_TOKEN_TEXT + path[n] - GLOB_TOKEN : path[n]);
}

static enum glob_answer breadth_first(const struct search *s, struct globs_work *w, struct str *text)
{
	size_t most = w->states_most == 0 ? LIMIT_IAM_STATES : w->states_most, n = 1;
	size_t by_memory = LIMIT_IAM_STATE_BYTES / (s->words * sizeof *w->state);
	most = most < by_memory ? most : by_memory;
	for (uint32_t node = 0; node < n; node++) {
		w->states++;
		if (accepts(s, w->state + node * s->words)) {
			if (text != NULL)
				write_text(s, w, node, text);
			return GLOBS_FOUND;
		}
		for (size_t c = 0; c < s->symbols; c++) {
			make_room(w, s->words, n);
			read_symbol(s, w->state + node * s->words, c, w->state + n * s->words);
			if (dead(s, w->state + n * s->words))
				continue;
			if (n == most)
				return GLOBS_OVER_BUDGET;
			if (keep_state(w, s->words, n, node, (uint32_t)c) && 2 * ++n > w->slots)
				rehash(w, s->words, n);
		}
	}
	return GLOBS_EMPTY;
}

static enum glob_answer search(struct globs_work *w, const struct globpat *const *must, size_t musts,
			       const struct globpat *const *must_not, size_t must_nots, struct str *text)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	struct search s = {
		.must = must, .musts = musts, .must_not = must_not, .must_nots = must_nots, .arena = arena};
	set_up(&s);
	if (s.symbols == SYMBOLS_MOST)
		return GLOBS_OVER_BUDGET;
	make_room(w, s.words, 0);
	memset(w->state, 0, s.words * sizeof *w->state);
	for (size_t i = 0; i < musts + must_nots; i++)
		set_bit(w->state, s.first[i]);
	close_state(&s, w->state);
	rehash(w, s.words, 1);
	return dead(&s, w->state) ? GLOBS_EMPTY : breadth_first(&s, w, text);
}

enum glob_answer globs_search(struct globs_work *w, const struct globpat *const *must, size_t musts,
			      const struct globpat *const *must_not, size_t must_nots, struct str *text)
{
	enum glob_answer answer = search(w, must, musts, must_not, must_nots, text);
	w->over |= answer == GLOBS_OVER_BUDGET;
	return answer;
}
