#include "base/table.h"

#include <string.h>
#include <sys/random.h>

struct entry {
	struct sv key;
	void *value;
	uint64_t hash;
};

struct table {
	struct arena *arena;
	struct entry *entry; /* in order of insertion */
	size_t n, cap;
	uint32_t *slot; /* entry number + 1, 0 = free; twice cap, a power of two */
	uint64_t seed;
};

/* FNV-1a from a seed nobody outside can know, folded once more: keys come from audited data. */
static uint64_t hash_of(const struct table *t, struct sv key)
{
	uint64_t h = t->seed ^ 1469598103934665603u;
	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.at[i]) * 1099511628211u;
	h ^= h >> 32;
	h *= 0x9e3779b97f4a7c15u;
	return h ^ (h >> 29);
}

static size_t find(const struct table *t, struct sv key, uint64_t hash)
{
	size_t mask = 2 * t->cap - 1;
	size_t i = hash & mask;
	for (; t->slot[i] != 0; i = (i + 1) & mask) {
		const struct entry *e = &t->entry[t->slot[i] - 1];
		if (e->hash == hash && sv_eq(e->key, key))
			break;
	}
	return i;
}

static void grow(struct table *t)
{
	size_t cap = t->cap == 0 ? 16 : 2 * t->cap;
	struct entry *entry = arena_array(t->arena, cap, sizeof *entry);
	if (t->n > 0)
		memcpy(entry, t->entry, t->n * sizeof *entry);
	t->entry = entry;
	t->cap = cap;
	t->slot = arena_array(t->arena, 2 * cap, sizeof *t->slot);
	for (size_t i = 0; i < t->n; i++)
		t->slot[find(t, entry[i].key, entry[i].hash)] = (uint32_t)i + 1;
}

struct table *table_new(struct arena *a)
{
	struct table *t = arena_alloc(a, sizeof *t);
	t->arena = a;
	if (getrandom(&t->seed, sizeof t->seed, GRND_NONBLOCK) != (ssize_t)sizeof t->seed)
		t->seed = (uint64_t)(uintptr_t)t;
	grow(t);
	return t;
}

void *table_get(const struct table *t, struct sv key)
{
	uint32_t number = t->slot[find(t, key, hash_of(t, key))];
	return number == 0 ? NULL : t->entry[number - 1].value;
}

void **table_slot(struct table *t, struct sv key, bool *added)
{
	uint64_t hash = hash_of(t, key);
	size_t i = find(t, key, hash);
	*added = t->slot[i] == 0;
	if (!*added)
		return &t->entry[t->slot[i] - 1].value;
	if (t->n == t->cap) {
		grow(t);
		i = find(t, key, hash);
	}
	t->entry[t->n] = (struct entry){arena_sv(t->arena, key), NULL, hash};
	t->slot[i] = (uint32_t)++t->n;
	return &t->entry[t->n - 1].value;
}

size_t table_size(const struct table *t)
{
	return t->n;
}

struct sv table_key(const struct table *t, size_t i)
{
	return t->entry[i].key;
}

void *table_value(const struct table *t, size_t i)
{
	return t->entry[i].value;
}
