/* JSON strings as they stand in a text: whether they are right, and what they mean. Texts end with a NUL that is
 * no part of them. */
#ifndef COLLECTORS_TRAIL_ESCAPE_H
#define COLLECTORS_TRAIL_ESCAPE_H

#include "base/arena.h"

/* End of the escape that begins at the backslash; NULL, with *bad at the byte that is wrong, when it is none:
 * only \" \\ \/ \b \f \n \r \t \uXXXX, surrogates in pairs. */
const char *escape_end(const char *at, const char **bad);
/* All escapes of a text that holds whole strings, or part of one. */
bool escapes_valid(struct sv text, const char **bad);
/* No overlong form, no surrogate, nothing past U+10FFFF; *bad: where not. */
bool octets_valid(struct sv text, const char **bad);
/* The text without escapes, as UTF-8. \u0000 becomes a NUL octet, which utf8_clean makes visible. */
struct sv escape_decode(struct arena *a, struct sv body);
/* Body of a checked string against a name, escapes in the body decoded. */
bool escape_means(struct sv body, struct sv name);

#endif
