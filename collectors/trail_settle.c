/* The tables that records make, from what every object said (collectors/trail_store.h).
 *
 * Each record counts once: of the copies of one (recipient, eventID) the least by time, then by the key's texts, then
 * by content, then by object and place. To find them in bounded memory the records are taken in parts by the hash of
 * their id; the groups are added up over all parts, and go to a temporary table when they become too many. */
#include "collectors/trail_settle.h"

#include <stdlib.h>

#define MOST 1000000u /* records, and groups of each kind, in memory at a time */

static const char *const statements[STATEMENTS] = {
	[ACTIVITY] =
		"INSERT INTO activity VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
	[NETWORK] = "INSERT INTO network VALUES (?1, ?2, ?3, ?4, ?5)",
	[PART_ACTIVITY] =
		"INSERT INTO temp.trail_activity VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
		"?13, ?14)",
	[PART_NETWORK] = "INSERT INTO temp.trail_network VALUES (?1, ?2, ?3, ?4, ?5)",
	[PRINCIPAL] =
		"INSERT INTO principal (id, key, type, arn, principal_id, account, access_key_id, user_name, "
		"invoked_by, issuer_type, issuer_arn, issuer_account, session_name, session_issued, mfa, "
		"source_identity, idp, on_behalf_of) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
		"?12, ?13, ?14, ?15, ?16, ?17, ?18)",
	[SEEN] = "INSERT INTO record_seen VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[UNCOUNTED] = "INSERT INTO temp.trail_uncounted VALUES (?1)",
	[CONFLICT] = "INSERT INTO temp.trail_conflict VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[CONTENT] =
		"SELECT error_message, user_agent, shared_event_id, request, response, issued_key, role_arn, "
		"session_name, external_id_sha256, source_identity, expires, caller_account, kept FROM "
		"trail_kept WHERE id = ?1",
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
	"CREATE TEMP TABLE trail_uncounted (id INTEGER PRIMARY KEY);\n"
	"DROP TABLE IF EXISTS temp.trail_conflict;\n"
	"CREATE TEMP TABLE trail_conflict (source INTEGER, position INTEGER, account TEXT, event_id TEXT, "
	"copies "
	"INTEGER, differing INTEGER);\n";

static const char kept_tables[] =
	"DROP TABLE temp.trail_activity;\nDROP TABLE temp.trail_network;\n"
	/* Only the ids are sorted: the rows are long. */
	"INSERT INTO event (account, event_id, time, region, service, action, read_only, error_code, "
	"error_message,\n"
	"                   principal, address, user_agent, shared_event_id, request, response, record_sha256, "
	"source,\n"
	"                   position)\n"
	"SELECT k.account, k.event_id, k.time, k.region, k.service, k.action, k.read_only, k.error_code,\n"
	"       k.error_message, k.principal + 1, nullif(k.address, ''), k.user_agent, k.shared_event_id, "
	"k.request,\n"
	"       k.response, k.text_sha256, k.id >> 29, k.id & 0x1fffffff\n"
	"FROM   (SELECT k.id FROM trail_kept AS k JOIN object AS o ON o.id = k.id >> 29\n"
	"        WHERE  k.kept = 1 AND NOT EXISTS (SELECT 1 FROM temp.trail_uncounted AS u WHERE u.id = k.id)\n"
	"        ORDER BY k.time, k.account, k.event_id, o.origin, k.id) AS s\n"
	"CROSS JOIN trail_kept AS k ON k.id = s.id;\n"
	"INSERT INTO session\n"
	"SELECT k.issued_key, k.time, k.account, k.action, k.principal + 1, k.caller_account, k.role_arn,\n"
	"       k.session_name, k.external_id_sha256, k.source_identity, k.shared_event_id, k.expires, "
	"k.event_id\n"
	"FROM   (SELECT k.id, row_number() OVER (PARTITION BY k.issued_key\n"
	"                 ORDER BY k.time, p.arn IS NULL, k.account, k.event_id, o.origin, k.id) AS place\n"
	"        FROM   trail_kept AS k\n"
	"        JOIN   principal AS p ON p.id = k.principal + 1\n"
	"        JOIN   object AS o ON o.id = k.id >> 29\n"
	"        WHERE  k.issued_key IS NOT NULL\n"
	"        AND    NOT EXISTS (SELECT 1 FROM temp.trail_uncounted AS u WHERE u.id = k.id)) AS s\n"
	"CROSS JOIN trail_kept AS k ON k.id = s.id\n"
	"WHERE  s.place = 1;\n"
	"DELETE FROM gap WHERE code = 'conflicting-duplicate';\n"
	"INSERT INTO gap (source, origin, subject, account, code, place, reason, lost)\n"
	"SELECT c.source, o.origin, 'trail', nullif(c.account, ''), 'conflicting-duplicate', 'record ' || "
	"c.position,\n"
	"       'Event ' || c.event_id || ' was read ' || c.copies || ' times, and ' || c.differing ||\n"
	"       CASE c.differing WHEN 1 THEN ' copy says' ELSE ' copies say' END ||\n"
	"       ' something else; this one counts, as the first by time and content.', 0\n"
	"FROM   temp.trail_conflict AS c\n"
	"JOIN   object AS o ON o.id = c.source\n"
	"ORDER BY o.origin, c.position;\n"
	"DROP TABLE temp.trail_uncounted;\nDROP TABLE temp.trail_conflict;\n";

/* ---- for all three files ---- */

void *settle_room(size_t n, size_t size)
{
	void *at = calloc(n, size);
	if (at == NULL)
		out_of_memory();
	return at;
}

void *settle_grown(void *at, size_t *cap, size_t size)
{
	*cap = *cap == 0 ? 4096 : 2 * *cap;
	void *more = reallocarray(at, *cap, size);
	if (more == NULL)
		out_of_memory();
	return more;
}

uint64_t settle_mixed(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 29;
}

uint64_t settle_hash_id(const struct settle *s, const struct rollup_row *row)
{
	uint64_t hash = settle_mixed(s->seed, fact_number(row->id, 8));
	hash = settle_mixed(hash, fact_number(row->id + 8, 8));
	return settle_mixed(hash, (uint64_t)row->recipient << 1 | row->text_id);
}

void index_init(struct index *x, size_t items)
{
	x->slots = 1024;
	while (x->slots < 2 * items)
		x->slots *= 2;
	x->slot = settle_room(x->slots, sizeof *x->slot);
}

struct sv settle_text(const struct settle *s, uint32_t number)
{
	return rollup_text_at(s->rollup, number);
}

struct sv settle_id(const struct settle *s, const unsigned char *id, bool text_id, char uuid[ID_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	size_t n = 0;
	if (text_id)
		return settle_text(s, (uint32_t)fact_number(id, 4));
	for (size_t i = 0; i < ROLLUP_ID; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			uuid[n++] = '-';
		uuid[n++] = digits[id[i] >> 4];
		uuid[n++] = digits[id[i] & 15];
	}
	return (struct sv){uuid, n};
}

/* ---- parts ---- */

static bool take_fact(struct settle *s, const unsigned char *at, int64_t source, uint64_t part, uint64_t parts,
		      struct err *e)
{
	struct record r = {.source = source};
	trail_fact_read(at, &r.row);
	if (r.row.key >= rollup_keys(s->rollup) || r.row.address >= rollup_texts(s->rollup) ||
	    r.row.recipient >= rollup_texts(s->rollup) ||
	    (r.row.text_id && fact_number(r.row.id, 4) >= rollup_texts(s->rollup)))
		return err_set(
			e,
			"trail_facts: source %lld has a number that stands for nothing: the store is damaged",
			(long long)source);
	s->principal_used[rollup_key_at(s->rollup, r.row.key)->part[ROLLUP_PRINCIPAL]] = true;
	if (parts > 1 && (settle_hash_id(s, &r.row) >> 40) % parts != part)
		return true;
	if (s->records == s->record_cap)
		s->record = settle_grown(s->record, &s->record_cap, sizeof *s->record);
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
	if (!copies_settle(s, e))
		return false;
	for (size_t i = 0; i < s->records; i++)
		if (!s->record[i].other && !groups_count(s, &s->record[i].row, e))
			return false;
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
	return put_principals(s, e) && groups_end(s, e) && db_exec(s->db, kept_tables, e);
}

bool trail_settle(struct db *db, struct rollup *r, size_t most, struct err *e)
{
	struct settle s = {.db = db, .rollup = r, .most = most == 0 ? MOST : most};
	s.seed = (uint64_t)(uintptr_t)settle_room;
	s.activity = settle_room(s.most, sizeof *s.activity);
	s.network = settle_room(s.most, sizeof *s.network);
	s.principal_used = settle_room(rollup_principals(r) + 1, sizeof *s.principal_used);
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
	free(s.rank);
	return done;
}
