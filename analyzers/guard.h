/* What the organization puts on an account: the service and resource control policies on its path from the root. */
#ifndef ANALYZERS_GUARD_H
#define ANALYZERS_GUARD_H

#include "analyzers/policy_shelf.h"

struct guard {
	const struct iam_target *scp, *rcp; /* root first; none: none apply */
	size_t scps, rcps;
	bool manages;     /* the account manages the organization: service control policies do not reach it */
	unsigned unknown; /* bits 1u << enum iam_layer_type: these may apply and were not read whole */
	struct sv lack;   /* why, a whole sentence; empty if all is known */
	struct sv key;    /* equal for accounts under the same policies */
	unsigned marks;   /* of the documents */
};

/* Service control policies are known when each level of the path has one whose content was read: AWS lets no level be
 * without. Resource control policies count where they were read. */
bool guard_read(struct db *db, struct shelf *shelf, struct arena *a, struct sv account, struct guard *out,
		struct err *e) MUST_CHECK;

#endif
