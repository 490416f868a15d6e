/* Compact JSON text without some members, from JSON text: what json_write_without makes of a document, without the
 * document. For text that json_check has found good. */
#ifndef COLLECTORS_TRAIL_STRIP_H
#define COLLECTORS_TRAIL_STRIP_H

#include "base/arena.h"

/* False, and nothing usable in `out`: an object has a key twice, or so many keys or levels that this was not looked
 * into; then json.h is to be asked. `without`: ends with NULL; at any depth. */
bool strip_json(struct sv value, const char *const *without, struct str *out);

/* The text of a string member of an object, escapes decoded; at == NULL when absent or no string. Text that needs no
 * change is borrowed. */
struct sv strip_member(struct arena *a, struct sv object, const char *name);

#endif
