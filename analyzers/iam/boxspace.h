/* The inside of box.h, for box.c (making), boxask.c (asking) and boxvalue.c (giving values). */
#ifndef ANALYZERS_IAM_BOXSPACE_H
#define ANALYZERS_IAM_BOXSPACE_H

#include "analyzers/iam/box.h"

#define BOX_LEVELS 64 /* lists that one question may bring together */

struct box_space {
	struct arena *arena;
	struct globs_work *work;
	struct box_options options;
	struct box_literal **literal;
	size_t literals, literal_room;
	struct box_key *key;
	size_t keys, key_room;
	struct table *by_text;   /* of a literal: its number + 1 */
	struct table *by_answer; /* of a list of terms: enum box_answer */
	struct glob_tokens tokens;
	struct iam_principal *who; /* one for every way in which the Principal elements tell callers apart */
	size_t whos, who_room;
	const struct globpat *any_text, *some_text, *any_arn, *any_action;
	uint64_t *wildcard_only;  /* actions of the table that know no resource */
	uint64_t *always_allowed; /* those that no policy can deny (item 24): they tell no policies apart */
	bool wild;
	const struct globpat *
		*scratch[BOX_LEVELS + 1]; /* patterns near a choice; the last: those to stay clear of */
	size_t scratch_room[BOX_LEVELS + 1];
};

bool box_bit(const uint64_t *bits, size_t i);
void box_set_bit(uint64_t *bits, size_t i);

/* The array with room for one more than n. */
void *box_room(struct arena *a, void *at, size_t n, size_t *room, size_t size);
void box_make_bits(struct box_space *s, struct box_literal *l);
void box_make_patterns(struct box_space *s, struct box_literal *l);
bool box_test(const struct iam_condition *c,
	      const struct iam_value *value); /* value NULL: the key is missing */
void box_find_principals(struct box_space *s);
void box_find_candidates(struct box_space *s, struct box_key *key, uint32_t variable);

/* A text that matches all of some lists and none of others. */
struct box_texts {
	const struct globlist *must[BOX_LEVELS];
	size_t musts;
	const struct globlist *must_not[BOX_LEVELS];
	size_t must_nots;
	const struct globpat *within[2]; /* must as well */
	size_t withins;
};

enum box_answer box_find_text(struct box_space *s, const struct box_texts *t, struct str *text);
/* Sorts the terms of action, resource or key into `t`; false: more than it holds. */
bool box_texts_of(struct box_space *s, const box_term *term, size_t n, struct box_texts *t);
/* Values of a key: the key's missing is not one of them. `text` (may be NULL) gets the value. */
enum box_answer box_ask_values(struct box_space *s, uint32_t variable, const box_term *term, size_t n,
			       bool never_empty, struct str *text);
bool box_may_be_present(const struct box_space *s, const box_term *term,
			size_t n); /* as far as Null conditions say */
bool box_may_be_absent(const struct box_space *s, const box_term *term, size_t n);

#endif
