/* The short question of controls: may this principal do that? The SQL function iam_can is made of it.
 *
 * A caller compiles the documents of a principal once, keeps them in a case without parts, and asks any number of
 * requests of it. What is not known stays open, so the answer is "no" only where no reading of the documents and
 * no missing fact could make it a "yes". */
#ifndef ANALYZERS_IAM_CAN_H
#define ANALYZERS_IAM_CAN_H

#include "analyzers/iam/eval.h"

/* A request in open mode with the facts of the action table. `owner`: the account of the resource, empty if only
 * its ARN tells. The request borrows the texts; what is built lives in the arena. */
bool iam_request_make(struct arena *a, const struct iam_principal *who, struct sv action, struct sv resource,
		      struct sv owner, struct iam_request *out, struct err *e) MUST_CHECK;

/* `layers`: the case without its parts; `policy`: of the resource, NULL if it has none. */
enum iam_truth iam_can(const struct iam_case *layers, const struct iam_request *r,
		       const struct iam_item *policy);
const char *iam_can_word(enum iam_truth can); /* "no", "maybe", "yes" */

#endif
