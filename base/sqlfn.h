/* The project's words inside SQL, available to every control:
 *   glob_match(pattern, text)         1/0, '*' and '?', case-sensitive; NULL if either is NULL
 *   glob_match_nocase(pattern, text)  the same, ASCII case folded (service:action)
 *   cidr_contains(cidr, address)      1/0; 0 when `address` is a service name or no address
 *   arn_part(arn, 'account'|'service'|'region'|'resource'|'partition')   NULL when not an ARN
 *   decimal_add(a, b), decimal_sub(a, b), decimal_mul(a, b)              exact decimal text
 *   decimal_cmp(a, b)                 -1, 0, 1
 *   decimal_sum(x)                    aggregate; NULLs skipped; '0' over no rows
 *   time_add(time, seconds)           RFC 3339 UTC text
 *   time_diff(later, earlier)         seconds
 *   sha256_text(text)                 lower-case hex */
#ifndef BASE_SQLFN_H
#define BASE_SQLFN_H

#include "base/db.h"

bool sqlfn_register(struct db *db, struct err *e) MUST_CHECK;

#endif
