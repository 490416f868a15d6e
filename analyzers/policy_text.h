/* Policy documents read by the letter, without evaluating conditions: enough to list who is named and whether a
 * statement gives everything away. What a principal may really do is for the IAM engine to say. */
#ifndef ANALYZERS_POLICY_TEXT_H
#define ANALYZERS_POLICY_TEXT_H

#include "base/json.h"

/* "Statement" may be one object or a list. */
size_t policy_statements(const struct json_node *policy);
const struct json_node *policy_statement(const struct json_node *policy, size_t i);
bool policy_allows(const struct json_node *statement); /* its Effect is Allow */

/* A member that may be one text or a list of texts: how many, and the i-th. */
size_t policy_texts(const struct json_node *v);
struct sv policy_text(const struct json_node *v, size_t i);

/* Does one of the patterns of Action match, or none of those of NotAction? Case does not count. */
bool policy_names_action(const struct json_node *statement, struct sv action);

/* Allow on every resource, without a condition, of every action or of every action of IAM: who holds it can give
 * itself the rest. */
bool policy_gives_all(const struct json_node *policy);
/* Deny of every action on every resource, without a condition. */
bool policy_denies_all(const struct json_node *policy);

#endif
