/* The set algebra that expand and contains share.
 *
 * A statement is a box: a conjunction of literals, one an element, each about one variable (the action, the resource,
 * the principal, a condition key). A term is a literal that must hold or must not. The one question asked of a
 * variable is whether any value meets all of a list of terms; "no" is certain, "yes" may rest on a policy variable
 * or on a value that no request has, so whoever prints a value confirms it first.
 *
 * Every text is about the requests of one of two kinds: those of actions that know no resource, whose resource is
 * "*" (`wild`), and all others, whose resource is an ARN. */
#ifndef ANALYZERS_IAM_BOX_H
#define ANALYZERS_IAM_BOX_H

#include "analyzers/iam/globset.h"
#include "analyzers/iam/iamdb.h"
#include "analyzers/iam/policy.h"
#include "base/table.h"

enum { BOX_ACTION, BOX_RESOURCE, BOX_PRINCIPAL, BOX_FIRST_KEY };

struct box_literal {
	uint32_t variable;
	bool negated; /* NotAction, NotResource; a condition's own negation is part of its test */
	const struct iam_policy *policy;
	const struct iam_statement *statement;
	const struct iam_condition *condition; /* of a key */
	uint64_t *bits;           /* action: over the table; principal and typed keys: over candidates */
	struct globlist patterns; /* action, resource, textual keys: what the written list matches */
	bool listed;              /* patterns are made */
	bool star;                /* resource: matches the resource "*" */
	bool textual, null, open; /* key: patterns say it all; tests presence; may turn out either way */
	bool absent;              /* key: truth when it is missing */
};

/* A literal and the truth it must have: 2 * number + 1, or 2 * number. */
typedef uint32_t box_term;

struct box {
	const uint32_t *literal; /* numbers, at most one a variable and condition */
	size_t n;
	enum iam_effect effect;
	const struct iam_policy *policy;
	const struct iam_statement *statement;
};

struct box_list {
	const struct box **at;
	size_t n, room;
};

struct box_key {
	struct iam_key key;
	bool multi; /* a set operator is used on it and it may have several values */
	bool typed; /* numbers, dates, addresses, booleans: values are tried out */
	struct sv *candidate;
	size_t candidates;
};

struct box_options {
	bool only_table; /* no action names outside the table */
	bool principals; /* Principal elements count */
	bool bounded;    /* a permissions boundary is in force (item 8) */
	const struct iam_principal
		*who; /* who asks, if that is settled; then Principal elements are no literals */
	bool strict;  /* keys that are not given are missing */
	const struct iam_entry *given; /* keys that are fixed */
	size_t givens;
};

struct box_space;

/* Made once a question; the statements of all its policies are added before anything is asked. */
struct box_space *box_space_new(struct arena *a, struct globs_work *work, const struct box_options *o);
/* The statement as a box, into `list`; nothing is added if it can match no request. */
void box_add(struct box_space *s, const struct iam_policy *p, const struct iam_statement *statement,
	     struct box_list *list);
void box_space_close(struct box_space *s); /* after the last box_add */

size_t box_variables(const struct box_space *s);
uint32_t box_variable_of(const struct box_space *s, uint32_t literal);
void box_set_wild(struct box_space *s, bool wild);

enum box_answer { BOX_UNSURE = 0, BOX_EMPTY, BOX_SOME };

/* Is there a value of the variable that meets all terms? Remembered. */
enum box_answer box_ask(struct box_space *s, uint32_t variable, const box_term *term, size_t n);

/* ---- values ---- */

/* The numbers of actions of the table that meet the terms, as a bit set of box_action_words() words. */
size_t box_action_words(void);
void box_actions(struct box_space *s, const box_term *term, size_t n, uint64_t *bits);
/* A name outside the table. */
bool box_action_name(struct box_space *s, const box_term *term, size_t n, struct str *name);
/* The plainest resource; among those that `within` matches, if given. */
bool box_resource(struct box_space *s, const box_term *term, size_t n, const struct globpat *within,
		  struct str *text);
bool box_principal(struct box_space *s, const box_term *term, size_t n, const struct iam_principal **who);

struct box_value {
	bool absent, many;
	struct sv *text; /* tokens of variables stand in it as GLOB_TOKEN_TEXT + number */
	size_t n;
};

bool box_value(struct box_space *s, uint32_t variable, const box_term *term, size_t n, struct box_value *value);
const struct iam_key *box_key(const struct box_space *s, uint32_t variable);
const struct glob_tokens *box_tokens(const struct box_space *s);
const struct box_literal *box_literal(const struct box_space *s, uint32_t number);

#endif
