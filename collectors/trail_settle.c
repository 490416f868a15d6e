/* The tables that records make, from what every object said (collectors/trail_store.h).
 *
 * Each record counts once: of the copies of one (recipient, eventID) the least by time, then by the key's texts, then
 * by content, then by object and place. To find them in bounded memory the records are taken in parts by the hash of
 * their id; the groups are added up over all parts, and go to a temporary table when they become too many. */
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/time.h"
#include "collectors/trail_store.h"

#define MOST      1500000u /* records, and groups of each kind, in memory at a time */
#define DAY       86400
#define HOUR      3600
#define ID_TEXT   37 /* a UUID and NUL */
#define KEPT_BIT  0x80000000u
#define TEXT_BIT  0x40000000u
#define PLACE_MAX 0x3fffffffu

/* ---- octets ---- */

static void put_number(unsigned char *at, uint64_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

static uint64_t get_number(const unsigned char *at, size_t n)
{
	uint64_t value = 0;
	for (size_t i = 0; i < n; i++)
		value |= (uint64_t)at[i] << 8 * i;
	return value;
}

void trail_fact_write(const struct rollup_row *row, unsigned char at[TRAIL_FACT])
{
	memcpy(at, row->id, ROLLUP_ID);
	put_number(at + 16, (uint64_t)row->time, 8);
	put_number(at + 24, row->key, 4);
	put_number(at + 28, row->address, 4);
	put_number(at + 32, row->recipient, 4);
	put_number(at + 36, row->position | (row->kept ? KEPT_BIT : 0) | (row->text_id ? TEXT_BIT : 0), 4);
}

void trail_fact_read(const unsigned char at[TRAIL_FACT], struct rollup_row *row)
{
	uint32_t place = (uint32_t)get_number(at + 36, 4);
	memcpy(row->id, at, ROLLUP_ID);
	row->time = (int64_t)get_number(at + 16, 8);
	row->key = (uint32_t)get_number(at + 24, 4);
	row->address = (uint32_t)get_number(at + 28, 4);
	row->recipient = (uint32_t)get_number(at + 32, 4);
	row->position = place & PLACE_MAX;
	row->kept = (place & KEPT_BIT) != 0;
	row->text_id = (place & TEXT_BIT) != 0;
}

/* ---- what is held ---- */

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

enum statement { ACTIVITY, NETWORK, PRINCIPAL, SEEN, UNCOUNTED, CONFLICT, CONTENT, STATEMENTS };

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
	bool *principal_used;
	struct db_stmt *statement[STATEMENTS];
};

static const char *const statements[STATEMENTS] = {
	[ACTIVITY] = "INSERT INTO temp.trail_activity VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
		     "?12, ?13, "
		     "?14)",
	[NETWORK] = "INSERT INTO temp.trail_network VALUES (?1, ?2, ?3, ?4, ?5)",
	[PRINCIPAL] =
		"INSERT INTO principal (id, key, type, arn, principal_id, account, access_key_id, user_name, "
		"invoked_by, issuer_type, issuer_arn, issuer_account, session_name, session_issued, mfa, "
		"source_identity, idp, on_behalf_of) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
		"?12, "
		"?13, ?14, ?15, ?16, ?17, ?18)",
	[SEEN] = "INSERT INTO record_seen VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[UNCOUNTED] = "INSERT INTO temp.trail_uncounted VALUES (?1, ?2)",
	[CONFLICT] = "INSERT INTO temp.trail_conflict VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[CONTENT] = "SELECT content_sha256 FROM trail_kept WHERE source = ?1 AND position = ?2",
};

static const char prepare_tables[] =
	"DELETE FROM session;\nDELETE FROM event;\nDELETE FROM record_seen;\nDELETE FROM network;\n"
	"DELETE FROM activity;\nDELETE FROM principal;\n"
	"DROP TABLE IF EXISTS temp.trail_activity;\n"
	"CREATE TEMP TABLE trail_activity (day TEXT, account TEXT, region TEXT, service TEXT, action TEXT, "
	"read_only "
	"TEXT, error_code TEXT, category TEXT, principal INTEGER, count INTEGER, first_time TEXT, last_time "
	"TEXT, "
	"first_id TEXT, last_id TEXT);\n"
	"DROP TABLE IF EXISTS temp.trail_network;\n"
	"CREATE TEMP TABLE trail_network (hour TEXT, account TEXT, principal INTEGER, address TEXT, count "
	"INTEGER);\n"
	"DROP TABLE IF EXISTS temp.trail_uncounted;\n"
	"CREATE TEMP TABLE trail_uncounted (source INTEGER, position INTEGER, PRIMARY KEY (source, position)) "
	"WITHOUT "
	"ROWID;\n"
	"DROP TABLE IF EXISTS temp.trail_conflict;\n"
	"CREATE TEMP TABLE trail_conflict (source INTEGER, position INTEGER, account TEXT, event_id TEXT, "
	"copies "
	"INTEGER, differing INTEGER);\n";

/* Groups that were written in parts are put together. */
static const char join_groups[] =
	"INSERT INTO activity\n"
	"SELECT day, account, region, service, action, read_only, error_code, category, principal, "
	"sum(count),\n"
	"       min(first_time), max(last_time), substr(min(first_time || first_id), 21),\n"
	"       substr(max(last_time || last_id), 21)\n"
	"FROM   temp.trail_activity\n"
	"GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;\n"
	"INSERT INTO network\n"
	"SELECT hour, account, principal, address, sum(count)\n"
	"FROM   temp.trail_network\n"
	"GROUP BY 1, 2, 3, 4;\n";

static const char kept_tables[] =
	"DROP TABLE temp.trail_activity;\nDROP TABLE temp.trail_network;\n"
	"INSERT INTO event (account, event_id, time, region, service, action, read_only, error_code, "
	"error_message,\n"
	"                   principal, address, user_agent, shared_event_id, request, response, record_sha256, "
	"source,\n"
	"                   position)\n"
	"SELECT k.account, k.event_id, k.time, k.region, k.service, k.action, k.read_only, k.error_code,\n"
	"       k.error_message, k.principal + 1, nullif(k.address, ''), k.user_agent, k.shared_event_id, "
	"k.request,\n"
	"       k.response, k.text_sha256, k.source, k.position\n"
	"FROM   trail_kept AS k JOIN object AS o ON o.id = k.source\n"
	"WHERE  k.kept = 1\n"
	"AND    NOT EXISTS (SELECT 1 FROM temp.trail_uncounted AS u WHERE u.source = k.source AND u.position = "
	"k.position)\n"
	"ORDER BY k.time, k.account, k.event_id, o.origin, k.position;\n"
	"INSERT INTO session\n"
	"SELECT issued_key, time, account, action, principal + 1, caller_account, role_arn, session_name,\n"
	"       external_id_sha256, source_identity, shared_event_id, expires, event_id\n"
	"FROM   (SELECT k.*, row_number() OVER (PARTITION BY k.issued_key\n"
	"                 ORDER BY k.time, p.arn IS NULL, k.account, k.event_id, k.content_sha256, o.origin, "
	"k.position) AS place\n"
	"        FROM   trail_kept AS k\n"
	"        JOIN   principal AS p ON p.id = k.principal + 1\n"
	"        JOIN   object AS o ON o.id = k.source\n"
	"        WHERE  k.issued_key IS NOT NULL\n"
	"        AND    NOT EXISTS (SELECT 1 FROM temp.trail_uncounted AS u\n"
	"                           WHERE u.source = k.source AND u.position = k.position))\n"
	"WHERE  place = 1;\n"
	"DELETE FROM gap WHERE code = 'conflicting-duplicate';\n"
	"INSERT INTO gap (source, origin, subject, account, code, place, reason, lost)\n"
	"SELECT c.source, o.origin, 'trail', nullif(c.account, ''), 'conflicting-duplicate', 'record ' || "
	"c.position,\n"
	"       'The event ' || c.event_id || ' was read ' || c.copies || ' times and ' || c.differing ||\n"
	"       CASE c.differing WHEN 1 THEN ' copy says' ELSE ' copies say' END ||\n"
	"       ' something else; this one counts, as the first by time and content.', 0\n"
	"FROM   temp.trail_conflict AS c\n"
	"JOIN   object AS o ON o.id = c.source\n"
	"ORDER BY o.origin, c.position;\n"
	"DROP TABLE temp.trail_uncounted;\nDROP TABLE temp.trail_conflict;\n";

/* ---- tables in memory ---- */

static void *room(size_t n, size_t size)
{
	void *at = calloc(n, size);
	if (at == NULL)
		out_of_memory();
	return at;
}

static void *grown(void *at, size_t *cap, size_t size)
{
	*cap = *cap == 0 ? 4096 : 2 * *cap;
	void *more = reallocarray(at, *cap, size);
	if (more == NULL)
		out_of_memory();
	return more;
}

static uint64_t mixed(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 29;
}

static uint64_t hash_id(const struct settle *s, const struct rollup_row *row)
{
	uint64_t hash = mixed(s->seed, get_number(row->id, 8));
	hash = mixed(hash, get_number(row->id + 8, 8));
	return mixed(hash, (uint64_t)row->recipient << 1 | row->text_id);
}

/* Twice as many slots as items. */
static void index_init(struct index *x, size_t items)
{
	x->slots = 1024;
	while (x->slots < 2 * items)
		x->slots *= 2;
	x->slot = room(x->slots, sizeof *x->slot);
}

static bool same_id(const struct rollup_row *a, const struct rollup_row *b)
{
	return memcmp(a->id, b->id, ROLLUP_ID) == 0 && a->recipient == b->recipient && a->text_id == b->text_id;
}

static bool has_id(const struct rollup_row *row)
{
	return !row->text_id || get_number(row->id, 4) != 0;
}

/* ---- texts ---- */

static struct sv text_at(const struct settle *s, uint32_t number)
{
	return rollup_text_at(s->rollup, number);
}

static struct sv id_text(const struct settle *s, const unsigned char *id, bool text_id, char uuid[ID_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	size_t n = 0;
	if (text_id)
		return text_at(s, (uint32_t)get_number(id, 4));
	for (size_t i = 0; i < ROLLUP_ID; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			uuid[n++] = '-';
		uuid[n++] = digits[id[i] >> 4];
		uuid[n++] = digits[id[i] & 15];
	}
	return (struct sv){uuid, n};
}

static int compare_moments(const struct settle *s, const struct moment *a, const struct moment *b)
{
	char x[ID_TEXT], y[ID_TEXT];
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (!a->text_id && !b->text_id)
		return memcmp(a->id, b->id, ROLLUP_ID);
	return sv_cmp(id_text(s, a->id, a->text_id, x), id_text(s, b->id, b->text_id, y));
}

/* ---- copies of one record ---- */

static int compare_keys(const struct settle *s, uint32_t a, uint32_t b)
{
	const struct rollup_key *x = rollup_key_at(s->rollup, a), *y = rollup_key_at(s->rollup, b);
	int order = 0;
	for (size_t i = 0; i < ROLLUP_PRINCIPAL && order == 0; i++)
		order = sv_cmp(text_at(s, x->part[i]), text_at(s, y->part[i]));
	if (order == 0)
		order = sv_cmp(rollup_principal_at(s->rollup, x->part[ROLLUP_PRINCIPAL]),
			       rollup_principal_at(s->rollup, y->part[ROLLUP_PRINCIPAL]));
	return order;
}

static void add_text(struct str *out, struct sv text)
{
	str_addf(out, "%zu:", text.n);
	str_add(out, text);
}

/* Of a kept record: the hash of its canonical JSON. */
static bool kept_hash(struct settle *s, const struct record *r, char hex[SHA256_HEX_MAX], struct err *e)
{
	struct db_stmt *content = s->statement[CONTENT];
	bool row;
	db_bind_int(content, 1, r->source);
	db_bind_int(content, 2, r->row.position);
	if (!db_step(content, &row, e))
		return false;
	struct sv text = row ? db_text(content, 0) : SV("");
	bool good = text.n == SHA256_HEX_MAX - 1;
	if (good)
		memcpy(hex, text.at, SHA256_HEX_MAX - 1);
	hex[good ? SHA256_HEX_MAX - 1 : 0] = '\0';
	db_reset(content);
	return good || err_set(e, "trail_kept: record %u of source %lld is missing: the store is damaged",
			       r->row.position, (long long)r->source);
}

/* Of the others: of all that the store has of them. */
static bool content_hash(struct settle *s, const struct record *r, char hex[SHA256_HEX_MAX], struct err *e)
{
	struct str text CLEANUP(str_free);
	const struct rollup_key *key = rollup_key_at(s->rollup, r->row.key);
	if (r->row.kept)
		return kept_hash(s, r, hex, e);
	str_init(&text, LIMIT_TEXT);
	str_addf(&text, "%lld:", (long long)r->row.time);
	for (size_t i = 0; i < ROLLUP_PRINCIPAL; i++)
		add_text(&text, text_at(s, key->part[i]));
	add_text(&text, rollup_principal_at(s->rollup, key->part[ROLLUP_PRINCIPAL]));
	add_text(&text, text_at(s, r->row.address));
	sha256_hex(str_sv(&text), hex);
	return true;
}

struct copies {
	size_t counts; /* the record that counts */
	char content[SHA256_HEX_MAX];
	int64_t n, differing;
};

/* Puts one more copy beside the others. Copies come in the order of object and place, so a later one wins by less only. */
static bool add_copy(struct settle *s, struct copies *c, size_t copy, size_t *same, struct err *e)
{
	struct record *best = &s->record[c->counts], *other = &s->record[copy];
	char content[SHA256_HEX_MAX];
	if (!content_hash(s, other, content, e))
		return false;
	c->n++;
	if (strcmp(content, c->content) == 0) {
		other->other = true;
		++*same;
		return true;
	}
	int order = best->row.time != other->row.time ? (best->row.time < other->row.time ? -1 : 1)
						      : compare_keys(s, best->row.key, other->row.key);
	if (order == 0)
		order = strcmp(c->content, content);
	if (order < 0) {
		other->other = true;
		return true;
	}
	best->other = true;
	c->counts = copy;
	memcpy(c->content, content, sizeof content);
	*same = 1;
	return true;
}

static bool put_seen(struct settle *s, const struct copies *c, struct err *e)
{
	const struct record *r = &s->record[c->counts];
	char uuid[ID_TEXT];
	struct sv id = id_text(s, r->row.id, r->row.text_id, uuid);
	struct db_stmt *seen = s->statement[SEEN], *conflict = s->statement[CONFLICT];
	db_bind_text(seen, 1, text_at(s, r->row.recipient));
	db_bind_text(seen, 2, id);
	db_bind_textz(seen, 3, c->content);
	db_bind_int(seen, 4, r->source);
	db_bind_int(seen, 5, c->n);
	db_bind_int(seen, 6, c->differing);
	if (!db_run(seen, e) || c->differing == 0)
		return c->differing == 0;
	db_bind_int(conflict, 1, r->source);
	db_bind_int(conflict, 2, r->row.position);
	db_bind_text(conflict, 3, text_at(s, rollup_key_at(s->rollup, r->row.key)->part[ROLLUP_ACCOUNT]));
	db_bind_text(conflict, 4, id);
	db_bind_int(conflict, 5, c->n);
	db_bind_int(conflict, 6, c->differing);
	return db_run(conflict, e);
}

static int by_first(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->copy < y->copy ? -1 : x->copy > y->copy;
}

/* The copies of one record, pairs from..to. */
static bool settle_copies(struct settle *s, size_t from, size_t to, struct err *e)
{
	struct copies c = {.counts = s->pair[from].first, .n = 1};
	size_t same = 1;
	if (!content_hash(s, &s->record[c.counts], c.content, e))
		return false;
	for (size_t i = from; i < to; i++)
		if (!add_copy(s, &c, s->pair[i].copy, &same, e))
			return false;
	c.differing = c.n - (int64_t)same;
	return put_seen(s, &c, e);
}

static bool put_uncounted(struct settle *s, const struct record *r, struct err *e)
{
	db_bind_int(s->statement[UNCOUNTED], 1, r->source);
	db_bind_int(s->statement[UNCOUNTED], 2, r->row.position);
	return db_run(s->statement[UNCOUNTED], e);
}

static bool settle_all_copies(struct settle *s, struct err *e)
{
	if (s->pairs > 1)
		qsort(s->pair, s->pairs, sizeof *s->pair, by_first);
	for (size_t from = 0, to; from < s->pairs; from = to) {
		for (to = from; to < s->pairs && s->pair[to].first == s->pair[from].first; to++)
			;
		if (!settle_copies(s, from, to, e))
			return false;
	}
	for (size_t i = 0; s->pairs > 0 && i < s->records; i++)
		if (s->record[i].other && s->record[i].row.kept && !put_uncounted(s, &s->record[i], e))
			return false;
	return true;
}

/* Finds out which of the records held are copies of one. */
static void pair_copies(struct settle *s)
{
	s->pairs = 0;
	memset(s->ids.slot, 0, s->ids.slots * sizeof *s->ids.slot);
	for (size_t i = 0; i < s->records; i++) {
		if (!has_id(&s->record[i].row))
			continue;
		size_t at = hash_id(s, &s->record[i].row) & (s->ids.slots - 1);
		while (s->ids.slot[at] != 0 && !same_id(&s->record[s->ids.slot[at] - 1].row, &s->record[i].row))
			at = (at + 1) & (s->ids.slots - 1);
		if (s->ids.slot[at] == 0) {
			s->ids.slot[at] = (uint32_t)i + 1;
			continue;
		}
		if (s->pairs == s->pair_cap)
			s->pair = grown(s->pair, &s->pair_cap, sizeof *s->pair);
		s->pair[s->pairs++] = (struct pair){s->ids.slot[at] - 1, i};
	}
}

/* ---- groups ---- */

static bool put_activity(struct settle *s, const struct activity *a, struct err *e)
{
	const struct rollup_key *key = rollup_key_at(s->rollup, a->key);
	struct db_stmt *p = s->statement[ACTIVITY];
	char first[TIME_TEXT_MAX], last[TIME_TEXT_MAX], uuid[ID_TEXT];
	time_format(a->first.time, first);
	time_format(a->last.time, last);
	db_bind_text(p, 1, (struct sv){first, 10});
	for (int i = 0; i < ROLLUP_PRINCIPAL; i++)
		db_bind_text(p, 2 + i, text_at(s, key->part[i]));
	db_bind_int(p, 9, (int64_t)key->part[ROLLUP_PRINCIPAL] + 1);
	db_bind_int(p, 10, a->count);
	db_bind_textz(p, 11, first);
	db_bind_textz(p, 12, last);
	db_bind_text(p, 13, id_text(s, a->first.id, a->first.text_id, uuid));
	db_bind_text(p, 14, id_text(s, a->last.id, a->last.text_id, uuid));
	return db_run(p, e);
}

static bool put_network(struct settle *s, const struct network *n, struct err *e)
{
	struct db_stmt *p = s->statement[NETWORK];
	char hour[TIME_TEXT_MAX];
	time_format(n->hour, hour);
	db_bind_textz(p, 1, hour);
	db_bind_text(p, 2, text_at(s, n->account));
	db_bind_int(p, 3, (int64_t)n->principal + 1);
	db_bind_text(p, 4, text_at(s, n->address));
	db_bind_int(p, 5, n->count);
	return db_run(p, e);
}

/* Writes the groups held, and holds none. */
static bool spill(struct settle *s, struct err *e)
{
	for (size_t i = 0; i < s->activities; i++)
		if (!put_activity(s, &s->activity[i], e))
			return false;
	for (size_t i = 0; i < s->networks; i++)
		if (!put_network(s, &s->network[i], e))
			return false;
	s->activities = 0;
	s->networks = 0;
	memset(s->by_activity.slot, 0, s->by_activity.slots * sizeof *s->by_activity.slot);
	memset(s->by_network.slot, 0, s->by_network.slots * sizeof *s->by_network.slot);
	return true;
}

static int64_t floor_to(int64_t time, int64_t step)
{
	return time - ((time % step) + step) % step;
}

static struct activity *activity_of(struct settle *s, const struct rollup_row *row)
{
	int64_t day = floor_to(row->time, DAY);
	struct index *x = &s->by_activity;
	size_t at = mixed(mixed(s->seed, (uint64_t)day), row->key) & (x->slots - 1);
	while (x->slot[at] != 0 &&
	       (s->activity[x->slot[at] - 1].key != row->key || s->activity[x->slot[at] - 1].day != day))
		at = (at + 1) & (x->slots - 1);
	if (x->slot[at] == 0) {
		s->activity[s->activities] = (struct activity){.day = day, .key = row->key};
		x->slot[at] = (uint32_t)++s->activities;
	}
	return &s->activity[x->slot[at] - 1];
}

static struct network *network_of(struct settle *s, const struct network *n)
{
	struct index *x = &s->by_network;
	uint64_t hash = mixed(mixed(s->seed, (uint64_t)n->hour), (uint64_t)n->account << 32 | n->principal);
	size_t at = mixed(hash, n->address) & (x->slots - 1);
	for (; x->slot[at] != 0; at = (at + 1) & (x->slots - 1)) {
		const struct network *o = &s->network[x->slot[at] - 1];
		if (o->hour == n->hour && o->account == n->account && o->principal == n->principal &&
		    o->address == n->address)
			break;
	}
	if (x->slot[at] == 0) {
		s->network[s->networks] = *n;
		x->slot[at] = (uint32_t)++s->networks;
	}
	return &s->network[x->slot[at] - 1];
}

static void count(struct settle *s, const struct rollup_row *row)
{
	const struct rollup_key *key = rollup_key_at(s->rollup, row->key);
	struct activity *a = activity_of(s, row);
	struct moment now = {.time = row->time, .text_id = row->text_id};
	memcpy(now.id, row->id, ROLLUP_ID);
	if (a->count == 0 || compare_moments(s, &now, &a->first) < 0)
		a->first = now;
	if (a->count == 0 || compare_moments(s, &now, &a->last) > 0)
		a->last = now;
	a->count++;
	struct network n = {.hour = floor_to(row->time, HOUR),
			    .account = key->part[ROLLUP_ACCOUNT],
			    .principal = key->part[ROLLUP_PRINCIPAL],
			    .address = row->address};
	network_of(s, &n)->count++;
}

/* ---- parts ---- */

static bool take_fact(struct settle *s, const unsigned char *at, int64_t source, uint64_t part, uint64_t parts,
		      struct err *e)
{
	struct record r = {.source = source};
	trail_fact_read(at, &r.row);
	if (r.row.key >= rollup_keys(s->rollup) || r.row.address >= rollup_texts(s->rollup) ||
	    r.row.recipient >= rollup_texts(s->rollup) ||
	    (r.row.text_id && get_number(r.row.id, 4) >= rollup_texts(s->rollup)))
		return err_set(
			e,
			"trail_facts: source %lld has a number that stands for nothing: the store is damaged",
			(long long)source);
	s->principal_used[rollup_key_at(s->rollup, r.row.key)->part[ROLLUP_PRINCIPAL]] = true;
	if (parts > 1 && (hash_id(s, &r.row) >> 40) % parts != part)
		return true;
	if (s->records == s->record_cap)
		s->record = grown(s->record, &s->record_cap, sizeof *s->record);
	s->record[s->records++] = r;
	return true;
}

static bool take_object(struct settle *s, struct db_stmt *facts, uint64_t part, uint64_t parts, struct err *e)
{
	struct sv octets = db_blob(facts, 1);
	int64_t source = db_int(facts, 0);
	if (octets.n % TRAIL_FACT != 0)
		return err_set(e,
			       "trail_facts: source %lld has %zu octets, expected a multiple of %d: the store "
			       "is damaged",
			       (long long)source, octets.n, TRAIL_FACT);
	for (size_t i = 0; i < octets.n; i += TRAIL_FACT)
		if (!take_fact(s, (const unsigned char *)octets.at + i, source, part, parts, e))
			return false;
	return true;
}

static bool take_part(struct settle *s, struct db_stmt *facts, uint64_t part, uint64_t parts, struct err *e)
{
	bool row;
	s->records = 0;
	for (;;) {
		if (!db_step(facts, &row, e))
			return false;
		if (!row)
			return true;
		if (!take_object(s, facts, part, parts, e))
			return false;
	}
}

static bool count_part(struct settle *s, struct err *e)
{
	free(s->ids.slot);
	index_init(&s->ids, s->records);
	pair_copies(s);
	if (!settle_all_copies(s, e))
		return false;
	for (size_t i = 0; i < s->records; i++) {
		if (s->record[i].other)
			continue;
		if ((s->activities == s->most || s->networks == s->most) && !spill(s, e))
			return false;
		count(s, &s->record[i].row);
	}
	return true;
}

static bool put_principals(struct settle *s, struct err *e)
{
	struct arena *a CLEANUP(arena_free) = arena_new();
	struct db_stmt *p = s->statement[PRINCIPAL];
	for (uint32_t i = 0; i < rollup_principals(s->rollup); i++) {
		struct sv column[PRINCIPAL_COLUMNS];
		if (!s->principal_used[i])
			continue;
		principal_parse(rollup_principal_at(s->rollup, i), a, column);
		db_bind_int(p, 1, (int64_t)i + 1);
		for (int j = 0; j < PRINCIPAL_COLUMNS; j++)
			db_bind_text(p, 2 + j, column[j]);
		if (!db_run(p, e))
			return false;
	}
	return true;
}

static bool settle_all(struct settle *s, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *facts = NULL;
	int64_t octets;
	if (!db_exec(s->db, prepare_tables, e))
		return false;
	for (size_t i = 0; i < STATEMENTS; i++)
		if (!db_prepare(s->db, sv_of(statements[i]), &s->statement[i], e))
			return false;
	if (!db_get_int(s->db, "SELECT coalesce(sum(length(records)), 0) FROM trail_facts", &octets, e) ||
	    !db_prepare(
		    s->db,
		    SV("SELECT f.source, f.records FROM trail_facts AS f JOIN object AS o ON o.id = f.source\n"
		       "ORDER BY o.origin"),
		    &facts, e))
		return false;
	uint64_t parts = (uint64_t)octets / TRAIL_FACT / s->most + 1;
	for (uint64_t part = 0; part < parts; part++)
		if (!take_part(s, facts, part, parts, e) || !count_part(s, e))
			return false;
	return put_principals(s, e) && spill(s, e) && db_exec(s->db, join_groups, e) &&
	       db_exec(s->db, kept_tables, e);
}

bool trail_settle(struct db *db, struct rollup *r, size_t most, struct err *e)
{
	struct settle s = {.db = db, .rollup = r, .most = most == 0 ? MOST : most};
	s.seed = (uint64_t)(uintptr_t)room;
	s.activity = room(s.most, sizeof *s.activity);
	s.network = room(s.most, sizeof *s.network);
	s.principal_used = room(rollup_principals(r) + 1, sizeof *s.principal_used);
	index_init(&s.by_activity, s.most);
	index_init(&s.by_network, s.most);
	bool done = settle_all(&s, e);
	for (size_t i = 0; i < STATEMENTS; i++)
		db_finalize(&s.statement[i]);
	free(s.record);
	free(s.ids.slot);
	free(s.pair);
	free(s.activity);
	free(s.network);
	free(s.by_activity.slot);
	free(s.by_network.slot);
	free(s.principal_used);
	return done;
}
