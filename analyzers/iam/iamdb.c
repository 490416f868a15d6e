#include "analyzers/iam/iamdb.h"

#include <assert.h>
#include <string.h>

struct db_service {
	uint32_t text, first;
	uint8_t rcp;
};

struct db_action {
	uint32_t text;
	uint16_t links, set;
	uint8_t mask; /* enum iamdb_level, and WILDCARD_ONLY */
};

struct db_resource {
	uint32_t name, arn;
	uint16_t set;
};

struct db_key {
	uint32_t text;
	uint8_t type;
};

#define WILDCARD_ONLY 32u

#include "analyzers/iam/iamdb.inc"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static_assert(COUNT(db_links) <= UINT16_MAX && COUNT(db_members) <= UINT16_MAX,
	      "lists are numbered in 16 bits");
static_assert(COUNT(db_sets) <= UINT16_MAX && COUNT(db_resources) <= UINT16_MAX,
	      "sets are numbered in 16 bits");

/* Keys that any request may carry, sorted by lower-cased name. Source: IAM guide, "AWS global condition context keys". */
static const struct global_key {
	const char *name;
	enum iamdb_type type;
} global_keys[] = {
#include "analyzers/iam/global_keys.def"
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* By octets of the lower-cased texts. */
static int compare(struct sv a, struct sv b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	for (size_t i = 0; i < n; i++) {
		unsigned char x = (unsigned char)lower(a.at[i]), y = (unsigned char)lower(b.at[i]);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return a.n < b.n ? -1 : a.n > b.n;
}

struct sv iamdb_version(void)
{
	return SV(IAMDB_VERSION);
}

bool iamdb_whole(void)
{
	return IAMDB_WHOLE;
}

uint32_t iamdb_actions(void)
{
	return COUNT(db_actions) - 1;
}

uint32_t iamdb_services(void)
{
	return COUNT(db_services) - 1;
}

struct sv iamdb_service(uint32_t service)
{
	return sv_of(db_text + db_services[service].text);
}

uint32_t iamdb_service_find(struct sv prefix)
{
	uint32_t low = 0, high = iamdb_services();
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = compare(iamdb_service(middle), prefix);
		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return IAMDB_NONE;
}

struct iamdb_range iamdb_service_actions(uint32_t service)
{
	return (struct iamdb_range){db_services[service].first, db_services[service + 1].first};
}

bool iamdb_service_rcp(uint32_t service)
{
	return db_services[service].rcp != 0;
}

struct sv iamdb_name(uint32_t action)
{
	return sv_of(db_text + db_actions[action].text);
}

/* The first action of [first, end) whose name, cut to `cut` octets, is not below `name` (above it when `above`). */
static uint32_t bound(struct iamdb_range r, struct sv name, size_t cut, bool above)
{
	while (r.first < r.end) {
		uint32_t middle = r.first + (r.end - r.first) / 2;
		int order = compare(sv_sub(iamdb_name(middle), 0, cut), name);
		if (order < 0 || (above && order == 0))
			r.first = middle + 1;
		else
			r.end = middle;
	}
	return r.first;
}

uint32_t iamdb_find_in(uint32_t service, struct sv name)
{
	struct iamdb_range r = iamdb_service_actions(service);
	uint32_t i = bound(r, name, SIZE_MAX, false);
	return i < r.end && sv_eq_nocase(iamdb_name(i), name) ? i : IAMDB_NONE;
}

uint32_t iamdb_find(struct sv action)
{
	struct sv prefix;
	if (sv_find_char(action, ':') < 0 || !sv_split(&action, ':', &prefix))
		return IAMDB_NONE;
	uint32_t service = iamdb_service_find(prefix);
	return service == IAMDB_NONE ? IAMDB_NONE : iamdb_find_in(service, action);
}

struct iamdb_range iamdb_starting(uint32_t service, struct sv start)
{
	struct iamdb_range r = iamdb_service_actions(service);
	return (struct iamdb_range){bound(r, start, start.n, false), bound(r, start, start.n, true)};
}

uint32_t iamdb_service_of(uint32_t action)
{
	uint32_t low = 0, high = iamdb_services();
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (db_services[middle].first <= action)
			low = middle;
		else
			high = middle;
	}
	return low;
}

unsigned iamdb_levels(uint32_t action)
{
	return db_actions[action].mask & ~WILDCARD_ONLY;
}

bool iamdb_wildcard_only(uint32_t action)
{
	return (db_actions[action].mask & WILDCARD_ONLY) != 0;
}

size_t iamdb_resource_count(uint32_t action)
{
	return (size_t)(db_actions[action + 1].links - db_actions[action].links);
}

struct sv iamdb_resource_name(uint32_t action, size_t i)
{
	return sv_of(db_text + db_resources[db_links[db_actions[action].links + i]].name);
}

struct sv iamdb_resource_arn(uint32_t action, size_t i)
{
	return sv_of(db_text + db_resources[db_links[db_actions[action].links + i]].arn);
}

/* A known key with a variable part stands for every key that has its other parts. */
static bool key_fits(struct sv known, struct sv key)
{
	ptrdiff_t star = sv_find_char(known, '*');
	if (star < 0)
		return sv_eq_nocase(known, key);
	struct sv head = sv_sub(known, 0, (size_t)star), tail = sv_sub(known, (size_t)star + 1, known.n);
	return key.n > head.n + tail.n && sv_eq_nocase(sv_sub(key, 0, head.n), head) &&
	       sv_eq_nocase(sv_sub(key, key.n - tail.n, tail.n), tail);
}

static struct sv db_key_name(size_t i)
{
	return sv_of(db_text + db_keys[i].text);
}

bool iamdb_key(struct sv key, enum iamdb_type *type, bool *global)
{
	for (size_t i = 0; i < COUNT(global_keys); i++)
		if (key_fits(sv_of(global_keys[i].name), key)) {
			*type = global_keys[i].type;
			*global = true;
			return true;
		}
	for (size_t i = 0; i + 1 < COUNT(db_keys); i++)
		if (key_fits(db_key_name(i), key)) {
			*type = (enum iamdb_type)db_keys[i].type;
			*global = false;
			return true;
		}
	return false;
}

bool iamdb_key_at(size_t i, struct sv *name)
{
	if (i < COUNT(global_keys))
		*name = sv_of(global_keys[i].name);
	else if (i - COUNT(global_keys) + 1 < COUNT(db_keys))
		*name = db_key_name(i - COUNT(global_keys));
	else
		return false;
	return true;
}

static bool set_has_key(uint16_t set, struct sv key)
{
	for (size_t i = db_sets[set]; i < db_sets[set + 1]; i++)
		if (key_fits(db_key_name(db_members[i]), key))
			return true;
	return false;
}

bool iamdb_action_has_key(uint32_t action, struct sv key)
{
	const struct db_action *a = &db_actions[action];
	bool has = set_has_key(a->set, key);
	for (size_t i = a->links; !has && i < a[1].links; i++)
		has = set_has_key(db_resources[db_links[i]].set, key);
	return has;
}
