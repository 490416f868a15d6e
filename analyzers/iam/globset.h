/* Questions about sets of texts that are given by patterns: do two meet, does one hold the other, is there a text that
 * all of these match and none of those, and which is the shortest?
 *
 * A pattern is a run of symbols: code points and wildcards. In an ARN pattern the wildcards of the first five fields
 * stop at ':'. A policy variable is a symbol of its own, a token: it stands for the value that the request gives it,
 * whatever that is. Questions are answered for every value at once: "empty" holds for all of them; a text found may
 * need a value that no request has, so callers confirm it. */
#ifndef ANALYZERS_IAM_GLOBSET_H
#define ANALYZERS_IAM_GLOBSET_H

#include "analyzers/iam/match.h"

#define GLOB_STAR        0x110000u /* any run */
#define GLOB_STAR_FIELD  0x110001u /* any run without ':' */
#define GLOB_ONE         0x110002u /* one code point */
#define GLOB_ONE_FIELD   0x110003u /* one code point, not ':' */
#define GLOB_DIGIT       0x110004u
#define GLOB_STAR_PART   0x110005u /* any run without ':' and '/' */
#define GLOB_ONE_PART    0x110006u
#define GLOB_TOKEN       0x120000u   /* + the number of a variable */
#define GLOB_FOLD        0x40000000u /* | a lower-case letter: either case */

#define GLOB_TOKENS_MOST 256u
/* A token within a text that was found: a private code point. */
#define GLOB_TOKEN_TEXT 0x100000u

struct globpat {
	const uint32_t *at;
	uint32_t n;
	uint32_t head, tail; /* literal symbols at both ends; head == n: one text only */
	bool tokens;         /* holds a variable */
	bool inside;         /* all its texts are within what the variable can be (box.h) */
};

/* The variables met so far, numbered in order of appearance. */
struct glob_tokens {
	const struct iam_variable *variable[GLOB_TOKENS_MOST];
	size_t n;
};

/* A pattern in the making. */
struct glob_builder {
	struct arena *arena;
	struct glob_tokens *tokens; /* NULL: a variable becomes a star */
	uint32_t *at;
	size_t n, room;
};

void glob_add(struct glob_builder *b, uint32_t symbol);
void glob_add_text(struct glob_builder *b, struct sv text); /* literally */
/* `field`: wildcards stop at ':'. `fold`: ASCII letters match in either case. */
void glob_add_glob(struct glob_builder *b, const struct iam_glob *g, bool field, bool fold);
void glob_add_arn(struct glob_builder *b, const struct iam_arn_pattern *p); /* not for `any` and `never` */
/* The pattern built so far; the builder starts afresh. */
struct globpat *glob_finish(struct glob_builder *b);

bool globpat_covers(const struct globpat *wide,
		    const struct globpat *narrow);                   /* true is certain, false is not */
bool globpat_meet(const struct globpat *a, const struct globpat *b); /* tokens match anything here */
bool globpat_match(const struct globpat *p, struct sv text);         /* tokens match nothing */

/* A list of patterns, with an index by their literal beginnings once it is long. */
struct globlist {
	const struct globpat **at;
	size_t n;
	const struct globpat **sorted; /* by head; NULL: not indexed */
	uint32_t *up;                  /* of sorted: number + 1 of the nearest whose head begins this one's */
};

void globlist_index(struct arena *a, struct globlist *list); /* after the last pattern was put in */
/* The patterns that may meet p: `found` has room for all. Returns how many. */
size_t globlist_near(const struct globlist *list, const struct globpat *p, const struct globpat **found);

enum glob_answer { GLOBS_OVER_BUDGET = 0, GLOBS_EMPTY, GLOBS_FOUND };

/* Memory and budget of searches; one per thread. */
struct globs_work {
	uint64_t *state;
	uint32_t *from, *symbol, *slot;
	size_t state_words, nodes, slots_room; /* allocated */
	size_t slots;                          /* in use */
	size_t states_most;                    /* per question; 0: LIMIT_IAM_STATES */
	bool over;                             /* some search hit a limit */
	uint64_t states;                       /* visited so far, over all questions */
};

void globs_work_free(struct globs_work *w); /* for CLEANUP */

/* The first text, by length and then letters before digits before the rest, that every pattern of `must` matches and
 * none of `must_not`; it goes to *text (may be NULL). At least one `must`. */
enum glob_answer globs_search(struct globs_work *w, const struct globpat *const *must, size_t musts,
			      const struct globpat *const *must_not, size_t must_nots, struct str *text);

#endif
