/* "Did you mean": the nearest names that the action table knows. */
#ifndef ANALYZERS_IAM_NEAR_H
#define ANALYZERS_IAM_NEAR_H

#include "analyzers/iam/iamdb.h"

/* Letters to add, drop, change or swap to make one of the other, without case; above `most`: most + 1. */
size_t near_distance(struct sv a, struct sv b, size_t most);

/* At most two letters away and less than half of the name; the first in the table's order; empty if none is. */
struct sv near_service(struct sv prefix);
struct sv near_action(uint32_t service, struct sv name);
struct sv near_key(struct sv key);
struct sv near_word(struct sv word, const char *const *words, size_t n);

#endif
