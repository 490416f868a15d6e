/* The inside of lint.h: lint.c walks the document, lint_names.c looks at actions, resources and principals,
 * lint_conditions.c at conditions, lint_effect.c at statements that can't take effect. */
#ifndef ANALYZERS_IAM_LINTING_H
#define ANALYZERS_IAM_LINTING_H

#include "analyzers/iam/lint.h"

/* Where a value stands: the way down from the document. */
struct lint_place {
	const struct lint_place *up; /* NULL: the document */
	struct sv member;            /* at == NULL: an element of a list, `index` */
	size_t index;
};

struct lint {
	struct arena *arena;
	enum iam_policy_type type;
	bool expands; /* ${...} are variables */
	struct iam_findings *out;
};

void lint_say(struct lint *l, enum iam_severity severity, const char *code, const struct lint_place *at,
	      const char *format, ...) PRINTF_LIKE(5, 6);
/* A value as a message shows it: its text in quotes, or its kind. */
struct sv lint_seen(struct lint *l, const struct json_node *v);

/* A scalar stands for a list of one. */
size_t lint_count(const struct json_node *v);
const struct json_node *lint_item(const struct json_node *v, size_t i, const struct lint_place *up,
				  struct lint_place *at);
/* Strings, at least one; says so if not. */
bool lint_strings(struct lint *l, const struct json_node *v, const struct lint_place *at);

void lint_actions(struct lint *l, const struct json_node *v, const struct lint_place *at);
void lint_resources(struct lint *l, const struct json_node *statement, const struct json_node *v,
		    const struct lint_place *at);
void lint_principal(struct lint *l, const struct json_node *statement, const struct lint_place *at);
void lint_conditions(struct lint *l, const struct json_node *statement, const struct lint_place *at);
void lint_effect(struct lint *l, const struct iam_policy *p);

#endif
