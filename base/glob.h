/* Globs of the engagement file: '*' any run, '?' one character (a UTF-8 code point). Nothing else is special.
 * Linear in the text for any pattern (no exponential backtracking). */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/str.h"

bool glob_match(struct sv pattern, struct sv text);
bool glob_match_nocase(struct sv pattern, struct sv text); /* ASCII case folded, for service:action */

#endif
