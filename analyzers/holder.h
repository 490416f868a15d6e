/* What the users and roles of the store hold, compiled: identity policies of their own and of their groups, boundary,
 * and what the organization puts on their account.
 *
 * A document that was not read leaves its layer unknown; nothing is guessed. Session policies are made when a session
 * is opened and are not visible in any export. */
#ifndef ANALYZERS_HOLDER_H
#define ANALYZERS_HOLDER_H

#include "analyzers/guard.h"
#include "analyzers/iam/contain.h"

struct holder {
	struct sv arn, account;
	struct iam_principal who;
	struct iam_side side; /* without resource, session and endpoint layers */
	unsigned unknown;     /* bits 1u << enum iam_layer_type: layers that were not read whole */
	struct sv lacks;      /* why: a JSON array of whole sentences */
	bool manages;         /* lives in the account that manages the organization */
	struct sv key;        /* equal for holders that may do the same, each in its own account */
	unsigned marks;       /* of all documents */
	struct sv trust;      /* of a role, as JSON; at == NULL: none was read */
};

struct holders;

/* Everything lives in the arena. */
bool holders_read(struct db *db, struct shelf *shelf, struct arena *a, struct holders **out,
		  struct err *e) MUST_CHECK;
const struct holder *holder_find(const struct holders *h,
				 struct sv arn); /* NULL: no user or role of the store */

/* The policy among the holder's own that the statement stands in; empty if it is none of them. */
struct sv holder_policy_of(const struct holder *h, const struct iam_statement *s);

#endif
