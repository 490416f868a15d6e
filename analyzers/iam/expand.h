/* Everything that a principal can effectively do, over the actions of the table. */
#ifndef ANALYZERS_IAM_EXPAND_H
#define ANALYZERS_IAM_EXPAND_H

#include "analyzers/iam/contain.h"
#include "analyzers/iam/iamdb.h"

enum iam_certainty {
	IAM_MAYBE_ALLOWED, /* only what is not known decides */
	IAM_CONDITIONAL,   /* for some resources, or under conditions */
	IAM_ALWAYS,
	IAM_CERTAINTIES
};

struct iam_expand_options {
	enum iam_mode mode;              /* of keys that are not given */
	const struct iam_principal *who; /* NULL: whoever has the policies */
	const struct iam_entry *context;
	size_t n;
	struct sv account; /* of the resources; empty: the principal's */
};

/* What actions that the same statements speak of have in common. Patterns and conditions of every way in which they
 * are allowed, in the order of the documents. */
struct iam_expand_group {
	enum iam_certainty certainty;
	struct sv *resource, *not_resource;
	size_t resources, not_resources;
	const struct iam_statement *const
		*condition; /* statements whose conditions must hold, one list a way */
	size_t conditions;
	unsigned limited_by; /* bits 1u << enum iam_layer_type */
};

struct iam_expand_entry {
	uint32_t action; /* of the table */
	const struct iam_expand_group *group;
};

struct iam_expansion {
	const struct iam_expand_entry *entry; /* in the table's order */
	size_t n;
	size_t count[IAM_CERTAINTIES];
	bool over; /* the budget was used up: some of the maybe may be nothing */
};

void iam_expand(const struct iam_side *side, const struct iam_expand_options *o, struct globs_work *work,
		struct arena *arena, struct iam_expansion *out);

const char *iam_certainty_name(enum iam_certainty certainty);
/* {"id":...,"actions":[...],"counts":{...},"notes":[]}; `full`: each action with what is known of it. */
void iam_expansion_write(const struct iam_expansion *x, bool full, struct sv id, struct str *out);

#endif
