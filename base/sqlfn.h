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
 *   sha256_text(text)                 lower-case hex
 * and its words for readers, who see numbers and times as the English reports print them. NULL if any is NULL:
 *   counted(n, 'call', 'calls')       "no calls", "1 call", "1,234 calls"
 *   each_of(n, 'call', 'calls')       begins a sentence, with a verb in the singular behind it: "No call", "The only
 *                                     call", "Each of the 1,234 calls"
 *   money(amount, currency)           "1,234.50 EUR"; "less than 0.01 EUR" for what rounds to nothing
 *   moment(time)                      "2 July 2026, 08:10 UTC"; "2 July 2026" of a date
 *   span(first, last)                 "on 2 July 2026, 08:10 UTC"; "on 2 July 2026, 08:10 to 20:12 UTC";
 *                                     "between 2 July 2026, 08:10 UTC and 9 July 2026, 20:12 UTC"
 *   listed(json_array)                "a", "a and b", "a, b and c"; nulls are left out; '' of none */
#ifndef BASE_SQLFN_H
#define BASE_SQLFN_H

#include "base/db.h"

bool sqlfn_register(struct db *db, struct err *e) MUST_CHECK;

#endif
