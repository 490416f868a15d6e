/* Memory of one stage: allocated piece by piece, freed at once. Blocks are zeroed and never move.
 * Out of memory, or past LIMIT_ARENA, ends the program. Not for use by two threads at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena **a);                         /* for CLEANUP; NULL is fine */
void *arena_alloc(struct arena *a, size_t size);           /* aligned for any type */
void *arena_array(struct arena *a, size_t n, size_t size); /* checked n * size */
char *arena_strz(struct arena *a, struct sv v);            /* NUL-terminated copy */
struct sv arena_sv(struct arena *a, struct sv v);          /* copy; NUL-terminated as well */
struct sv arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
