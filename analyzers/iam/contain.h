/* Containment: is every request that A allows allowed by B too?
 *
 * "Yes" rests on a search that was complete, "no" on a request that iam_simulate confirms. Everything between is
 * IAM_FIT_UNKNOWN with its reason. Steps are counted, never time, so the same question has the same answer.
 *
 * A side is a case whose request is ignored. Its layers combine as in simulate for a caller of the resource's own
 * account; when A and B are resource policies alone, callers are strangers who may do everything in their own
 * account, and the policy decides. */
#ifndef ANALYZERS_IAM_CONTAIN_H
#define ANALYZERS_IAM_CONTAIN_H

#include "analyzers/iam/eval.h"
#include "analyzers/iam/globset.h"

enum iam_fit_answer { IAM_FIT_UNKNOWN = 0, IAM_FIT_CONTAINED, IAM_FIT_EXCEEDS };

enum iam_fit_reason {
	IAM_FIT_BUDGET,
	IAM_FIT_VARIABLE,
	IAM_FIT_SET_OPERATOR,
	IAM_FIT_WITNESS_REJECTED, /* a defect of this program */
};

/* One side: the layers that are there. */
struct iam_side {
	struct iam_layer identity, boundary, session, resource, endpoint;
	const struct iam_target *scp, *rcp; /* root first */
	size_t scps, rcps;
};

struct iam_fit_options {
	bool resource_kind;            /* both sides are resource policies; Principal counts */
	bool only_table;               /* no action names outside the action table */
	const struct iam_entry *given; /* context keys fixed on both sides */
	size_t givens;
	unsigned budget; /* times the limits of base/limits.h; 0 is 1 */
	bool tiny;       /* for tests: budgets of a few steps */
};

struct iam_witness {
	const struct iam_principal *principal; /* NULL: whoever has the policies */
	struct sv action, resource;
	const struct iam_entry *context;
	size_t n;
};

struct iam_fit {
	enum iam_fit_answer answer;
	enum iam_fit_reason reason; /* of IAM_FIT_UNKNOWN */
	struct iam_witness witness; /* of IAM_FIT_EXCEEDS, with what follows */
	struct sv allow_policy;     /* of A */
	const struct iam_statement *allow;
	struct sv deny_policy;            /* of B */
	const struct iam_statement *deny; /* NULL: no Allow of B matches */
	bool unlikely_resource;           /* fits no resource type of the action */
	uint64_t steps;
};

void iam_contains(const struct iam_side *a, const struct iam_side *b, const struct iam_fit_options *o,
		  struct globs_work *work, struct arena *arena, struct iam_fit *out);

#endif
