/* From API names to IAM actions: CloudTrail speaks of the one, policies of the other.
 *
 * The same name under the same prefix is right for 96 of 100 operations; data/api_actions.tsv holds what differs. */
#ifndef ANALYZERS_IAM_API_ACTION_H
#define ANALYZERS_IAM_API_ACTION_H

#include "analyzers/iam/iamdb.h"

#define API_ACTIONS_MOST 8 /* actions of one API call */

/* The actions that an event needs, by its eventSource ("s3.amazonaws.com") and eventName ("ListObjectsV2"). Returns
 * how many were written; 0: none known. *none (may be NULL) tells an event that needs no permission (a sign-in) from one that is
 * unmapped: callers count the latter and never guess. */
size_t api_actions(struct sv source, struct sv event, uint32_t out[API_ACTIONS_MOST], bool *none);

#endif
