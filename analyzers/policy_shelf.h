/* Policy documents of one analysis, compiled once each: equal texts share one policy. */
#ifndef ANALYZERS_POLICY_SHELF_H
#define ANALYZERS_POLICY_SHELF_H

#include "analyzers/iam/eval.h"
#include "base/db.h"

/* What the text of a document speaks of, so that equal rights of different identities can share an answer. */
enum {
	SHELF_SPEAKS_OF_CALLER = 1, /* a key that tells identities or accounts apart */
	SHELF_SPEAKS_OF_SAMPLE = 2, /* the account number that witnesses are made with */
};

#define SHELF_SAMPLE_ACCOUNT "123456789012"

struct shelved {
	const struct iam_policy *policy; /* NULL: no policy that the engine takes */
	size_t number;                   /* of the text and its kind, from 1 */
	unsigned marks;
};

struct shelf;

struct shelf *shelf_new(struct arena *a); /* lives in the arena */
const struct shelved *shelf_put(struct shelf *s, struct sv text, enum iam_policy_type type);

/* Documents of AWS that never change: AdministratorAccess, AWSDenyAll, FullAWSAccess. at == NULL for any other. */
struct sv shelf_of_aws(struct sv arn_or_id);

#endif
