/* What excess.c and overlap.c share. */
#ifndef ANALYZERS_ASKING_H
#define ANALYZERS_ASKING_H

#include "analyzers/excess.h"
#include "base/table.h"

/* An engagement as the engine sees it (analyzers/scope.sql). */
struct measure {
	struct iam_side work, regional;
	bool by_region;
	struct table *accounts;
	struct iam_target privileged;
	const uint64_t *allowed; /* actions of the table, as bits */
	unsigned marks;
};

struct asker {
	struct arena *arena;
	struct shelf *shelf;
	struct globs_work work;
	struct sv organization; /* id; empty: not known */
	struct sv tolerated;    /* a JSON array of actions */
	struct iam_target any, iam, data;
	struct iam_target telling, abroad; /* for better examples: known actions; Regions that exist */
	const uint64_t *known_at_sight;    /* the actions of `telling`, as bits */
	const uint64_t *ignored;           /* tolerated actions, as bits */
	struct table *measures, *granted, *excesses, *overlaps;
};

/* A level that lets through only the actions of a JSON array, and of them none that is tolerated or of the second
 * array; and only requests that carry a Region, as all do. */
struct iam_target asker_level(struct asker *k, struct sv actions, struct sv except);
/* May `a`, narrowed by the levels, do anything that `b` does not allow? */
void asker_contains(struct asker *k, const struct iam_side *a, const struct iam_target *level, size_t levels,
		    const struct iam_side *b, const struct iam_entry *given, size_t givens,
		    struct arena *scratch, struct iam_fit *fit);
/* What the identity's documents may ask about itself; `n` entries. `prefix`: before each name. */
const struct iam_entry *asker_given(struct asker *k, const struct holder *h, struct sv prefix, struct arena *a,
				    size_t *n);
const uint64_t *asker_granted(struct asker *k, const struct holder *h);

bool asker_changes(uint32_t action); /* of the table: does more than read */

static inline bool bit_of(const uint64_t *bits, uint32_t i)
{
	return (bits[i / 64] >> (i % 64) & 1) != 0;
}

#endif
