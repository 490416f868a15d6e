/* What the files share that compute the tables of the trail: trail_settle.c takes what every object said in parts,
 * trail_copies.c finds the copies of one record, trail_groups.c adds up. */
#ifndef COLLECTORS_TRAIL_SETTLE_H
#define COLLECTORS_TRAIL_SETTLE_H

#include "collectors/trail_store.h"

#define ID_TEXT 37 /* a UUID and NUL */

struct record {
	struct rollup_row row;
	int64_t source;
	bool other; /* a copy that does not count */
};

/* One eventID at one moment: the first or last of a group. */
struct moment {
	int64_t time;
	unsigned char id[ROLLUP_ID];
	bool text_id;
};

struct activity {
	int64_t day; /* number of the day */
	uint32_t key;
	int64_t count;
	struct moment first, last;
};

struct network {
	int64_t hour; /* its first second */
	uint32_t account, principal, address;
	int64_t count;
};

/* Items by a key of their own; `slot` as in every such table: item + 1, 0 for free. */
struct index {
	uint32_t *slot;
	size_t slots; /* a power of two */
};

struct pair {
	size_t first, copy; /* records of one id; first < copy */
};

enum statement {
	ACTIVITY,
	NETWORK,
	PART_ACTIVITY,
	PART_NETWORK,
	PRINCIPAL,
	SEEN,
	UNCOUNTED,
	CONFLICT,
	CONTENT,
	STATEMENTS
};

struct settle {
	struct db *db;
	struct rollup *rollup;
	size_t most;
	uint64_t seed;
	struct record *record;
	size_t records, record_cap;
	struct index ids;
	struct pair *pair;
	size_t pairs, pair_cap;
	struct activity *activity;
	size_t activities;
	struct index by_activity;
	struct network *network;
	size_t networks;
	struct index by_network;
	bool spilled; /* some groups are written: the others are parts of theirs, perhaps */
	bool *principal_used;
	uint32_t *rank; /* of each text, in the order of octets */
	struct db_stmt *statement[STATEMENTS];
};

uint64_t fact_number(const unsigned char *at, size_t n); /* little-endian (trail_fact.c) */

void *settle_room(size_t n, size_t size);               /* zeroed */
void *settle_grown(void *at, size_t *cap, size_t size); /* twice the room */
void index_init(struct index *x, size_t items);         /* twice as many slots as items */
uint64_t settle_mixed(uint64_t hash, uint64_t value);
uint64_t settle_hash_id(const struct settle *s, const struct rollup_row *row);
struct sv settle_text(const struct settle *s, uint32_t number);
struct sv settle_id(const struct settle *s, const unsigned char *id, bool text_id, char uuid[ID_TEXT]);

/* Marks the copies among the records held that do not count, and says in the store which records had some. */
bool copies_settle(struct settle *s, struct err *e) MUST_CHECK;

/* Counts one record in its groups; when there are too many, they are written first. */
bool groups_count(struct settle *s, const struct rollup_row *row, struct err *e) MUST_CHECK;
bool groups_end(struct settle *s, struct err *e) MUST_CHECK; /* writes those that are left */

#endif
