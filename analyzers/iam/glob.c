/* The one glob routine: the first half of match.h. */
#include "analyzers/iam/match.h"

#include <string.h>

#include "analyzers/iam/context.h"
#include "base/utf8.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* ---- compiling ---- */

struct writer {
	struct arena *arena;
	unsigned flags;
	char *code;
	size_t n;
	struct iam_variable variable[LIMIT_IAM_VARIABLES];
	size_t variables;
	bool special; /* a star, a question mark or a variable was written */
};

static void write_char(struct writer *w, char c)
{
	w->code[w->n++] = (w->flags & IAM_GLOB_LOWERCASE) != 0 ? lower(c) : c;
}

/* "key" or "key, 'fallback'"; what is neither stays a key that nobody can have. */
static void read_variable(struct arena *a, struct sv inside, struct iam_variable *v)
{
	ptrdiff_t comma = sv_find_char(inside, ',');
	struct sv key = inside, rest = {NULL, 0};
	if (comma >= 0)
		rest = sv_trim(sv_sub(inside, (size_t)comma + 1, inside.n));
	if (rest.n >= 2 && rest.at[0] == '\'' && rest.at[rest.n - 1] == '\'') {
		v->fallback = sv_sub(rest, 1, rest.n - 2);
		key = sv_sub(inside, 0, (size_t)comma);
	}
	iam_key_init(a, sv_trim(key), &v->key);
}

/* The variable that opens at text.at[i]: writes its code and returns the bytes it takes; 0 if there is none. */
static size_t write_variable(struct writer *w, struct sv text)
{
	if ((w->flags & IAM_GLOB_EXPANDS) == 0 || !sv_starts(text, SV("${")))
		return 0;
	ptrdiff_t close = sv_find_char(text, '}');
	if (close < 0)
		return 0;
	struct sv inside = sv_sub(text, 2, (size_t)close - 2);
	if (inside.n == 1 && strchr("*?$", inside.at[0]) != NULL) {
		w->code[w->n++] = inside.at[0];
		return (size_t)close + 1;
	}
	if (w->variables < LIMIT_IAM_VARIABLES) {
		read_variable(w->arena, inside, &w->variable[w->variables]);
		w->code[w->n++] = IAM_VARIABLE;
		w->code[w->n++] = (char)w->variables;
	}
	w->variables++;
	w->special = true;
	return (size_t)close + 1;
}

static void write_code(struct writer *w, struct sv text)
{
	for (size_t i = 0; i < text.n;) {
		char c = text.at[i];
		size_t taken = c == '$' ? write_variable(w, sv_sub(text, i, text.n)) : 0;
		if (taken > 0) {
			i += taken;
			continue;
		}
		bool wild = (w->flags & IAM_GLOB_WILD) != 0 && (c == '*' || c == '?');
		if (!wild)
			write_char(w, c);
		else if (c == '?' || w->n == 0 || w->code[w->n - 1] != IAM_STAR)
			w->code[w->n++] = c == '*' ? IAM_STAR : IAM_ONE; /* "**" is "*" */
		w->special |= wild;
		i++;
	}
}

static enum iam_glob_shape shape_of(const struct writer *w)
{
	if (!w->special)
		return IAM_GLOB_LITERAL;
	if (w->n == 1 && w->code[0] == IAM_STAR)
		return IAM_GLOB_ANY;
	struct sv code = {w->code, w->n};
	bool one = sv_find_char(code, IAM_ONE) >= 0;
	if (w->variables == 0 && !one && sv_find_char(code, IAM_STAR) == (ptrdiff_t)w->n - 1)
		return IAM_GLOB_PREFIX;
	return IAM_GLOB_GENERAL;
}

static bool needs_writing(struct sv text, unsigned flags)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.at[i];
		if (((flags & IAM_GLOB_WILD) != 0 && (c == '*' || c == '?')) ||
		    ((flags & IAM_GLOB_EXPANDS) != 0 && c == '$') ||
		    ((flags & IAM_GLOB_LOWERCASE) != 0 && c != lower(c)))
			return true;
	}
	return false;
}

bool iam_glob_compile(struct arena *a, struct sv text, unsigned flags, struct iam_glob *g)
{
	*g = (struct iam_glob){.code = text};
	if (!needs_writing(text, flags))
		return true;
	struct writer w;
	w.arena = a;
	w.flags = flags;
	w.code = arena_alloc(a, text.n);
	w.n = w.variables = 0;
	w.special = false;
	memset(w.variable, 0,
	       sizeof w.variable[0] * (memchr(text.at, '$', text.n) != NULL ? LIMIT_IAM_VARIABLES : 0));
	write_code(&w, text);
	if (w.variables > LIMIT_IAM_VARIABLES)
		return false;
	struct iam_variable *variable = NULL;
	if (w.variables > 0) {
		variable = arena_array(a, w.variables, sizeof *variable);
		memcpy(variable, w.variable, w.variables * sizeof *variable);
	}
	*g = (struct iam_glob){{w.code, w.n}, variable, (uint8_t)w.variables, (uint8_t)shape_of(&w)};
	return true;
}

/* ---- variables of one look ---- */

struct values {
	struct sv text[LIMIT_IAM_VARIABLES];
	uint64_t open; /* bit i: variable i has a value that is not known */
};

_Static_assert(LIMIT_IAM_VARIABLES <= 64, "one bit a variable");

/* False: a variable without value and without fallback, so that the pattern matches nothing. */
static bool resolve(const struct iam_glob *g, const struct iam_request *r, struct values *v)
{
	v->open = 0;
	for (size_t i = 0; i < g->variables; i++) {
		const struct iam_variable *variable = &g->variable[i];
		struct iam_value value = {NULL, 0, false};
		enum iam_presence presence =
			r == NULL ? IAM_ABSENT : iam_request_find(r, &variable->key, &v->text[i], &value);
		if (presence == IAM_UNKNOWN_KEY) {
			v->open |= UINT64_C(1) << i;
		} else if (presence != IAM_ABSENT && !value.many) {
			v->text[i] = value.text[0];
		} else if (presence == IAM_ABSENT && variable->fallback.at != NULL) {
			v->text[i] = variable->fallback;
		} else {
			return false;
		}
	}
	return true;
}

/* ---- matching ---- */

/* Bytes of the next character; an invalid byte counts as one. */
static size_t step(struct sv text)
{
	if (text.n > 0 && (unsigned char)text.at[0] < 0x80)
		return 1;
	uint32_t cp;
	size_t n = utf8_next(text, &cp);
	return n > 0 ? n : 1;
}

struct walk {
	struct sv code;
	const struct values *values;
	bool set;  /* '*' in the text stands for any run: only a star covers it */
	bool fold; /* letters are compared without case */
};

static bool is_star(const struct walk *w, size_t p)
{
	char c = w->code.at[p];
	return c == IAM_STAR ||
	       (c == IAM_VARIABLE && (w->values->open >> (unsigned char)w->code.at[p + 1] & 1) != 0);
}

static size_t code_step(const struct walk *w, size_t p)
{
	return w->code.at[p] == IAM_VARIABLE ? 2 : 1;
}

/* Bytes of `text` that the code at p (no star) takes from its start; -1 if it does not fit. */
static ptrdiff_t take(const struct walk *w, size_t p, struct sv text)
{
	char c = w->code.at[p];
	if (c == IAM_VARIABLE) {
		struct sv value = w->values->text[(unsigned char)w->code.at[p + 1]];
		struct sv front = sv_sub(text, 0, value.n);
		bool fits = (w->fold ? sv_eq_nocase(front, value) : sv_eq(front, value)) &&
			    !(w->set && sv_find_char(value, '*') >= 0);
		return fits ? (ptrdiff_t)value.n : -1;
	}
	if (text.n == 0 || (w->set && text.at[0] == '*'))
		return -1;
	if (c == IAM_ONE)
		return (ptrdiff_t)step(text);
	return c == text.at[0] || (w->fold && lower(c) == lower(text.at[0])) ? 1 : -1;
}

/* Greedy with one way back: when a part after a star does not fit, that star takes one character more. A later
 * star never needs an earlier one to give way, so the time is at most code times text. */
static bool walk(const struct walk *w, struct sv text)
{
	size_t p = 0, t = 0, back = SIZE_MAX, retry = 0;
	for (;;) {
		if (p < w->code.n && is_star(w, p)) {
			p += code_step(w, p);
			back = p;
			retry = t;
			if (p == w->code.n)
				return true;
			continue;
		}
		ptrdiff_t n = -1;
		if (p < w->code.n)
			n = take(w, p, sv_sub(text, t, text.n));
		else if (t == text.n)
			return true;
		if (n >= 0) {
			p += code_step(w, p);
			t += (size_t)n;
		} else if (back != SIZE_MAX && retry < text.n) {
			retry += step(sv_sub(text, retry, text.n));
			t = retry;
			p = back;
		} else {
			return false;
		}
	}
}

bool iam_glob_unresolved(const struct iam_glob *g, const struct iam_request *r)
{
	struct values v;
	return g->variables > 0 && !resolve(g, r, &v);
}

static enum iam_truth walk_general(const struct iam_glob *g, struct sv text, bool set, bool fold,
				   const struct iam_request *r)
{
	struct values v;
	if (g->variables > 0 && !resolve(g, r, &v))
		return IAM_NO;
	struct walk w = {g->code, &v, set, fold};
	if (!walk(&w, text))
		return IAM_NO;
	return g->variables > 0 && v.open != 0 ? IAM_MAYBE : IAM_YES;
}

static enum iam_truth truth_of(bool b)
{
	return b ? IAM_YES : IAM_NO;
}

enum iam_truth iam_glob_match(const struct iam_glob *g, struct sv text, const struct iam_request *r)
{
	switch ((enum iam_glob_shape)g->shape) {
	case IAM_GLOB_LITERAL:
		return truth_of(sv_eq(g->code, text));
	case IAM_GLOB_ANY:
		return IAM_YES;
	case IAM_GLOB_PREFIX:
		return truth_of(sv_starts(text, sv_sub(g->code, 0, g->code.n - 1)));
	case IAM_GLOB_GENERAL:
		break;
	}
	return walk_general(g, text, false, false, r);
}

enum iam_truth iam_glob_match_nocase(const struct iam_glob *g, struct sv text, const struct iam_request *r)
{
	return walk_general(g, text, false, true, r);
}

enum iam_truth iam_glob_covers(const struct iam_glob *g, struct sv set, const struct iam_request *r)
{
	return g->shape == IAM_GLOB_ANY ? IAM_YES : walk_general(g, set, true, false, r);
}

/* ---- do a pattern and a set share a member? ---- */

/* Which places of the set can be reached: bit j means that the code read so far and the first j octets of the
 * set can spell the same text. */
struct places {
	uint64_t word[LIMIT_IAM_ARN / 64 + 1];
};

static bool place(const struct places *s, size_t j)
{
	return (s->word[j / 64] >> (j % 64) & 1) != 0;
}

static void add_place(struct places *s, size_t j)
{
	s->word[j / 64] |= UINT64_C(1) << (j % 64);
}

/* A star of the set may stand for nothing. */
static void pass_stars(struct places *s, struct sv set)
{
	for (size_t j = 0; j < set.n; j++)
		if (place(s, j) && set.at[j] == '*')
			add_place(s, j + 1);
}

static void read_star(struct places *s, struct sv set)
{
	bool seen = false;
	for (size_t j = 0; j <= set.n; j++) {
		seen |= place(s, j);
		if (seen)
			add_place(s, j);
	}
}

/* One octet of the pattern, or one character (c == IAM_ONE) that may be anything. */
static void read_char(struct places *s, struct sv set, char c)
{
	struct places next = {{0}};
	for (size_t j = 0; j < set.n; j++) {
		if (!place(s, j))
			continue;
		if (set.at[j] == '*')
			add_place(&next, j);
		else if (c == IAM_ONE)
			add_place(&next, j + step(sv_sub(set, j, set.n)));
		else if (c == set.at[j])
			add_place(&next, j + 1);
	}
	*s = next;
	pass_stars(s, set);
}

enum iam_truth iam_glob_overlaps(const struct iam_glob *g, struct sv set, const struct iam_request *r)
{
	struct values v;
	if (g->variables > 0 && !resolve(g, r, &v))
		return IAM_NO;
	struct walk w = {g->code, &v, true, false};
	if (set.n > LIMIT_IAM_ARN)
		return IAM_MAYBE;
	struct places s = {{0}};
	add_place(&s, 0);
	pass_stars(&s, set);
	for (size_t p = 0; p < g->code.n; p += code_step(&w, p)) {
		if (is_star(&w, p)) {
			read_star(&s, set);
		} else if (g->code.at[p] == IAM_VARIABLE) {
			struct sv value = v.text[(unsigned char)g->code.at[p + 1]];
			for (size_t i = 0; i < value.n; i++)
				read_char(&s, set, value.at[i]);
		} else {
			read_char(&s, set, g->code.at[p]);
		}
	}
	if (!place(&s, set.n))
		return IAM_NO;
	return g->variables > 0 && v.open != 0 ? IAM_MAYBE : IAM_YES;
}
