/* Text from outside becomes valid, visible UTF-8 once, on entry. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"

bool utf8_valid(struct sv v);
/* Length in bytes of the code point at v.at, 1..4, 0 if invalid or v is empty; *cp gets it. */
size_t utf8_next(struct sv v, uint32_t *cp);
void utf8_add(struct str *s, uint32_t cp);
/* Invalid bytes, C0/C1 controls (TAB and LF kept), NUL, U+FFFE, U+FFFF and bidi controls (U+202A-202E, U+2066-2069)
 * become a visible escape such as "\u{202e}"; longer than LIMIT_OUTSIDE_STRING is cut with "…". Returns
 * the input itself when it is clean, else a copy in the arena. */
struct sv utf8_clean(struct arena *a, struct sv v);

#endif
