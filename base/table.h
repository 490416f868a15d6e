/* A map from text to a pointer, kept in order of insertion. Keys are copied into the arena. The hash is
 * seeded per table; no result can depend on it, because iteration follows insertion. */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/arena.h"

struct table;

struct table *table_new(struct arena *a);
void *table_get(const struct table *t, struct sv key); /* NULL if absent */
void **table_slot(struct table *t, struct sv key,
		  bool *added); /* finds or adds (value NULL); valid until the next add */
size_t table_size(const struct table *t);
struct sv table_key(const struct table *t, size_t i); /* i-th in order of insertion */
void *table_value(const struct table *t, size_t i);

#endif
