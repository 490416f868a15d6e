/* The IAM engine inside SQL, for controls:
 *   iam_can(principal, action, resource)            'yes', 'no' or 'unknown'
 *   iam_can(principal, action, resource, owner)     the same; owner: account of a resource whose ARN names none
 *   iam_can_witness(...)                            the answer with its reasons, as JSON
 *   iam_fits(principal, engagement)                 does it hold no more than the contract gives?
 *   iam_fits_witness(principal, engagement)         the answer with what goes beyond, as JSON
 *   iam_overlap(principal, principal, except)       what both may do: 'write', 'read', 'no' or 'unknown'
 *   iam_overlap_witness(...)                        the same with an example, as JSON
 *   iam_writes(principal)                           does it hold anything but reading? 'yes', 'no' or 'unknown'
 * principal: ARN of a user or role. The answers rest on its policies, its groups', its boundary and the organization's
 * policies; what of these was not read leaves an answer open. Policies of resources are not among the facts: a resource
 * of the principal's own account is taken to leave the word to its account, one of another account leaves a "yes" open.
 * The trust of a role that was read counts. Nothing is NULL. */
#ifndef ANALYZERS_IAM_SQL_H
#define ANALYZERS_IAM_SQL_H

#include "base/db.h"

struct iam_sql;

/* Reads the store when first asked; the contract (analyzers/scope.sql) must stand by then. */
bool iam_sql_open(struct db *db, struct iam_sql **out, struct err *e) MUST_CHECK;
void iam_sql_close(struct iam_sql **s); /* for CLEANUP: forgets the functions, too */

#endif
