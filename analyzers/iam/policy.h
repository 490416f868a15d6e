/* An IAM policy document as data: statements with effect, principals, actions, resources and conditions.
 *
 * Lenient where AWS is: one statement or a list of them, one string or a list of strings, any Version, any Sid.
 * Strict where a guess could hide access: an Effect that is neither Allow nor Deny, a statement that is no object,
 * a Principal that is neither "*" nor an object is an error. Grammar: IAM guide, "Grammar of the IAM JSON policy language".
 * Everything is copied into the arena. */
#ifndef ANALYZERS_IAM_POLICY_H
#define ANALYZERS_IAM_POLICY_H

#include "base/arena.h"

struct policy_list {
	struct sv *item;
	size_t n;
	bool present; /* the key was there, if only with an empty list */
};

struct policy_principal {
	struct sv type;  /* "AWS", "Service", "Federated", "CanonicalUser"; "*" for the bare star */
	struct sv value; /* as the document spells it */
};

struct policy_condition {
	struct sv operator; /* "StringEquals", "ForAnyValue:StringLike", ... */
	struct sv key;      /* "sts:ExternalId"; keys are not case-sensitive */
	struct policy_list values;
};

struct policy_statement {
	struct sv sid;
	bool allow; /* false: Deny */
	bool not_principal;
	struct policy_principal *principal;
	size_t principals;
	struct policy_list action, not_action, resource, not_resource;
	struct policy_condition *condition;
	size_t conditions;
	struct sv condition_json; /* the block as canonical JSON, "{}" if there is none */
};

struct policy {
	struct policy_statement *statement; /* in document order */
	size_t n;
};

/* The error names the statement (from 1) and the key: "statement 2: Effect: expected Allow or Deny, got \"allow\"". */
bool policy_parse(struct sv text, struct arena *a, struct policy *p, struct err *e) MUST_CHECK;

/* Does the list hold a pattern that is all stars ("*", "**")? */
bool policy_has_star(const struct policy_list *list);
/* Does the list hold `pattern`, letter case aside (actions are not case-sensitive)? */
bool policy_has(const struct policy_list *list, struct sv pattern);
/* Is the statement about every resource: a star among them and nothing taken out? */
bool policy_all_resources(const struct policy_statement *s);

#endif
