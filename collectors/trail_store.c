#include "collectors/trail_store.h"

#include <stdlib.h>

#include "base/table.h"

static const char working_tables[] =
	"CREATE TABLE IF NOT EXISTS trail_record (\n"
	"  source INTEGER NOT NULL, position INTEGER NOT NULL,\n"
	"  recipient TEXT NOT NULL, event_id TEXT NOT NULL, time TEXT NOT NULL, account TEXT NOT NULL,\n"
	"  region TEXT NOT NULL, service TEXT NOT NULL, action TEXT NOT NULL, read_only TEXT NOT NULL,\n"
	"  error_code TEXT NOT NULL, category TEXT NOT NULL, principal INTEGER NOT NULL, address TEXT NOT "
	"NULL,\n"
	"  content_sha256 TEXT NOT NULL, text_sha256 TEXT NOT NULL, kept INTEGER NOT NULL,\n"
	"  error_message TEXT, user_agent TEXT, shared_event_id TEXT, request TEXT, response TEXT,\n"
	"  issued_key TEXT, role_arn TEXT, session_name TEXT, external_id_sha256 TEXT, source_identity TEXT,\n"
	"  expires TEXT, caller_account TEXT,\n"
	"  PRIMARY KEY (source, position)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE IF NOT EXISTS trail_digest_file (\n"
	"  source INTEGER NOT NULL, start_time TEXT NOT NULL, name TEXT NOT NULL\n"
	") STRICT;\n";

static const char insert_record[] = "INSERT INTO trail_record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
				    "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, "
				    "?24, ?25, ?26, ?27, ?28, ?29)";

static const char insert_principal[] =
	"INSERT INTO principal (key, type, arn, principal_id, account, access_key_id, user_name, invoked_by, "
	"issuer_type, issuer_arn, issuer_account, session_name, session_issued, mfa, source_identity, idp, "
	"on_behalf_of) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) "
	"ON CONFLICT (key) DO NOTHING";

/* Of the copies of a record the least counts: by time, then by the columns of the roll-up's key in their order, which
 * is the order of `eventTime <newline> key`, as no text holds a control character; then by content and place. */
static const char settle_records[] =
	"DROP TABLE IF EXISTS temp.counted;\n"
	"CREATE TEMP TABLE counted AS\n"
	"SELECT source, position, copies\n"
	"FROM   (SELECT r.source, r.position,\n"
	"               count(*) OVER same AS copies,\n"
	"               row_number() OVER (same ORDER BY r.time, r.account, r.region, r.service, r.action, "
	"r.read_only,\n"
	"                                  r.error_code, r.category, p.key, r.content_sha256, o.origin, "
	"r.position) AS place\n"
	"        FROM   trail_record AS r\n"
	"        JOIN   principal AS p ON p.id = r.principal\n"
	"        JOIN   object AS o ON o.id = r.source\n"
	"        WINDOW same AS (PARTITION BY r.recipient, r.event_id,\n"
	"                        CASE r.event_id WHEN '' THEN r.source || ':' || r.position ELSE '' END))\n"
	"WHERE  place = 1;\n"
	"DROP TABLE IF EXISTS temp.one;\n"
	"CREATE TEMP TABLE one AS\n"
	"SELECT r.*, c.copies FROM counted AS c JOIN trail_record AS r ON r.source = c.source AND r.position = "
	"c.position;\n"
	"DROP TABLE temp.counted;\n"
	"DELETE FROM session;\nDELETE FROM event;\nDELETE FROM record_seen;\nDELETE FROM network;\nDELETE FROM "
	"activity;\n"
	"INSERT INTO activity\n"
	"SELECT substr(time, 1, 10), account, region, service, action, read_only, error_code, category, "
	"principal,\n"
	"       count(*), min(time), max(time), substr(min(time || event_id), 21), substr(max(time || "
	"event_id), 21)\n"
	"FROM   one\n"
	"GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;\n"
	"INSERT INTO network\n"
	"SELECT substr(time, 1, 13) || ':00:00Z', account, principal, address, count(*)\n"
	"FROM   one\n"
	"GROUP BY 1, 2, 3, 4;\n"
	"INSERT INTO record_seen\n"
	"SELECT o.recipient, o.event_id, o.content_sha256, o.source, o.copies, coalesce(d.differing, 0)\n"
	"FROM   one AS o\n"
	"LEFT JOIN (SELECT t.recipient, t.event_id, sum(r.content_sha256 <> t.content_sha256) AS differing\n"
	"           FROM   one AS t\n"
	"           JOIN   trail_record AS r ON r.event_id = t.event_id AND r.recipient = t.recipient\n"
	"           WHERE  t.copies > 1 AND t.event_id <> ''\n"
	"           GROUP BY t.recipient, t.event_id) AS d ON d.event_id = o.event_id AND d.recipient = "
	"o.recipient\n"
	"WHERE  o.event_id <> '';\n"
	"INSERT INTO event (account, event_id, time, region, service, action, read_only, error_code, "
	"error_message, principal,\n"
	"                   address, user_agent, shared_event_id, request, response, record_sha256, source, "
	"position)\n"
	"SELECT r.account, r.event_id, r.time, r.region, r.service, r.action, r.read_only, r.error_code, "
	"r.error_message,\n"
	"       r.principal, nullif(r.address, ''), r.user_agent, r.shared_event_id, r.request, r.response, "
	"r.text_sha256,\n"
	"       r.source, r.position\n"
	"FROM   one AS r JOIN object AS o ON o.id = r.source\n"
	"WHERE  r.kept = 1\n"
	"ORDER BY r.time, r.account, r.event_id, o.origin, r.position;\n"
	"INSERT INTO session\n"
	"SELECT issued_key, time, account, action, principal, caller_account, role_arn, session_name, "
	"external_id_sha256,\n"
	"       source_identity, shared_event_id, expires, event_id\n"
	"FROM   (SELECT r.*, row_number() OVER (PARTITION BY r.issued_key\n"
	"                 ORDER BY r.time, p.arn IS NULL, r.account, r.event_id, r.content_sha256, o.origin, "
	"r.position) AS place\n"
	"        FROM   one AS r\n"
	"        JOIN   principal AS p ON p.id = r.principal\n"
	"        JOIN   object AS o ON o.id = r.source\n"
	"        WHERE  r.issued_key IS NOT NULL)\n"
	"WHERE  place = 1;\n"
	"DELETE FROM principal WHERE id NOT IN (SELECT principal FROM trail_record);\n"
	"DELETE FROM gap WHERE code = 'conflicting-duplicate';\n"
	"INSERT INTO gap (source, origin, subject, account, code, place, reason, lost)\n"
	"SELECT r.source, o.origin, 'trail', nullif(r.account, ''), 'conflicting-duplicate', 'record ' || "
	"r.position,\n"
	"       'Event ' || r.event_id || ' was read ' || s.copies || ' times, and ' || s.differing ||\n"
	"       CASE s.differing WHEN 1 THEN ' copy says' ELSE ' copies say' END ||\n"
	"       ' something else; this one counts, as the first by time and content.', 0\n"
	"FROM   record_seen AS s\n"
	"JOIN   one AS r ON r.recipient = s.account AND r.event_id = s.event_id\n"
	"JOIN   object AS o ON o.id = r.source\n"
	"WHERE  s.differing > 0\n"
	"ORDER BY o.origin, r.position;\n"
	"DROP TABLE temp.one;\n";

/* Log files are told apart by their base name, with or without .gz. */
static const char settle_digests[] =
	"DROP TABLE IF EXISTS temp.log_read;\n"
	"CREATE TEMP TABLE log_read (name TEXT PRIMARY KEY) WITHOUT ROWID;\n"
	"INSERT OR IGNORE INTO log_read\n"
	"SELECT CASE WHEN name LIKE '%.gz' THEN substr(name, 1, length(name) - 3) ELSE name END\n"
	"FROM   (SELECT replace(origin, rtrim(origin, replace(origin, '/', '')), '') AS name FROM object WHERE "
	"kind = 'trail');\n"
	"DROP TABLE IF EXISTS temp.log_missing;\n"
	"CREATE TEMP TABLE log_missing AS\n"
	"SELECT source, start_time, count(*) AS n, min(name) AS first\n"
	"FROM   (SELECT source, start_time, CASE WHEN name LIKE '%.gz' THEN substr(name, 1, length(name) - 3) "
	"ELSE name END\n"
	"               AS name FROM (SELECT source, start_time, replace(name, rtrim(name, replace(name, '/', "
	"'')), '') AS name\n"
	"                             FROM trail_digest_file))\n"
	"WHERE  name NOT IN (SELECT name FROM log_read)\n"
	"GROUP BY source, start_time;\n"
	"UPDATE digest SET missing = coalesce((SELECT n FROM log_missing AS m WHERE m.source = digest.source\n"
	"                                      AND m.start_time = digest.start_time), 0);\n"
	"DELETE FROM gap WHERE code = 'missing-log';\n"
	"INSERT INTO gap (source, origin, subject, account, code, place, reason, lost)\n"
	"SELECT d.source, o.origin, 'digest', d.account, 'missing-log', NULL,\n"
	"       CASE m.n WHEN 1 THEN 'The digest lists a log file that was not read: '\n"
	"                ELSE 'The digest lists ' || m.n || ' log files that were not read; the first is ' END "
	"|| m.first || '.', 1\n"
	"FROM   digest AS d\n"
	"JOIN   log_missing AS m ON m.source = d.source AND m.start_time = d.start_time\n"
	"JOIN   object AS o ON o.id = d.source\n"
	"ORDER BY o.origin;\n"
	"DROP TABLE temp.log_read;\nDROP TABLE temp.log_missing;\n";

struct trail_store {
	struct db *db;
	struct arena *arena;
	struct table *principal; /* key -> id */
	struct db_stmt *record, *add_principal, *find_principal, *digest_file;
	bool records_changed, digests_changed;
};

bool trail_store_open(struct db *db, struct trail_store **t, struct err *e)
{
	struct trail_store *s CLEANUP(trail_store_close) = calloc(1, sizeof *s);
	if (s == NULL)
		out_of_memory();
	s->db = db;
	s->arena = arena_new();
	s->principal = table_new(s->arena);
	if (!db_exec(db, working_tables, e) || !db_prepare(db, SV(insert_record), &s->record, e) ||
	    !db_prepare(db, SV(insert_principal), &s->add_principal, e) ||
	    !db_prepare(db, SV("SELECT id FROM principal WHERE key = ?1"), &s->find_principal, e) ||
	    !db_prepare(db, SV("INSERT INTO trail_digest_file VALUES (?1, ?2, ?3)"), &s->digest_file, e))
		return false;
	*t = s;
	s = NULL;
	return true;
}

void trail_store_close(struct trail_store **t)
{
	if (*t == NULL)
		return;
	db_finalize(&(*t)->record);
	db_finalize(&(*t)->add_principal);
	db_finalize(&(*t)->find_principal);
	db_finalize(&(*t)->digest_file);
	arena_free(&(*t)->arena);
	free(*t);
	*t = NULL;
}

/* The rows that the documented tables are computed from go; settling removes what followed from them. */
bool trail_store_forget(struct trail_store *t, int64_t source, struct err *e)
{
	static const char *const deletes[] = {"DELETE FROM trail_record WHERE source = ?1",
					      "DELETE FROM trail_digest_file WHERE source = ?1"};
	for (size_t i = 0; i < sizeof deletes / sizeof deletes[0]; i++) {
		struct db_stmt *s CLEANUP(db_finalize) = NULL;
		if (!db_prepare(t->db, sv_of(deletes[i]), &s, e))
			return false;
		db_bind_int(s, 1, source);
		if (!db_run(s, e))
			return false;
	}
	t->records_changed = true;
	t->digests_changed = true;
	return true;
}

static bool principal_id(struct trail_store *t, const struct sv *principal, int64_t *id, struct err *e)
{
	bool added, row;
	int64_t **slot = (int64_t **)table_slot(t->principal, principal[PRINCIPAL_KEY], &added);
	if (!added) {
		*id = **slot;
		return true;
	}
	*slot = arena_alloc(t->arena, sizeof **slot);
	for (int i = 0; i < PRINCIPAL_COLUMNS; i++)
		db_bind_text(t->add_principal, i + 1, principal[i]);
	if (!db_run(t->add_principal, e))
		return false;
	db_bind_text(t->find_principal, 1, principal[PRINCIPAL_KEY]);
	if (!db_step(t->find_principal, &row, e))
		return false;
	**slot = *id = db_int(t->find_principal, 0);
	db_reset(t->find_principal);
	return true;
}

static bool record_put(struct trail_store *t, int64_t source, const struct trail_row *row, struct err *e)
{
	int64_t principal;
	if (!principal_id(t, row->principal, &principal, e))
		return false;
	const struct sv before[] = {row->recipient,  row->event_id, sv_of(row->time), row->account,
				    row->region,     row->service,  row->action,      row->read_only,
				    row->error_code, row->category};
	const struct sv after[] = {row->error_message,   row->user_agent,   row->shared_event_id,
				   row->request,         row->response,     row->issued_key,
				   row->role_arn,        row->session_name, row->external_id_sha256,
				   row->source_identity, row->expires,      row->caller_account};
	struct db_stmt *s = t->record;
	db_bind_int(s, 1, source);
	db_bind_int(s, 2, (int64_t)row->position);
	for (int i = 0; i < 10; i++)
		db_bind_text(s, 3 + i, before[i]);
	db_bind_int(s, 13, principal);
	db_bind_text(s, 14, row->address);
	db_bind_textz(s, 15, row->content_sha256);
	db_bind_textz(s, 16, row->text_sha256);
	db_bind_int(s, 17, row->kept ? 1 : 0);
	for (int i = 0; i < 12; i++)
		db_bind_text(s, 18 + i, after[i]);
	return db_run(s, e);
}

/* The account an object speaks of, if all its records say the same. */
static struct sv one_account(const struct trail_rows *rows)
{
	for (size_t i = 1; i < rows->n; i++)
		if (!sv_eq(rows->row[i]->account, rows->row[0]->account))
			return (struct sv){NULL, 0};
	return rows->n > 0 ? rows->row[0]->account : (struct sv){NULL, 0};
}

bool trail_store_rows(struct trail_store *t, struct reading *r, const struct trail_rows *rows, struct err *e)
{
	struct sv newest = {NULL, 0};
	r->account = one_account(rows);
	for (size_t i = 0; i < rows->n; i++) {
		if (!record_put(t, r->source, rows->row[i], e))
			return false;
		if (sv_cmp(sv_of(rows->row[i]->time), newest) > 0)
			newest = sv_of(rows->row[i]->time);
	}
	for (size_t i = 0; i < rows->faults; i++) {
		const struct trail_fault *f = &rows->fault[i];
		if (!reading_gap(r, f->code, f->place, f->lost, e, SV_FMT, SV_ARG(f->reason)))
			return false;
	}
	r->said_at = newest;
	r->taken = (int64_t)rows->n;
	t->records_changed = true;
	t->digests_changed = true; /* a log that was missing may be this one */
	if (rows->n > 0 || rows->faults > 0)
		return true;
	return reading_gap(r, "no-record", (struct sv){NULL, 0}, false, e,
			   "The log holds an empty list of records.");
}

bool trail_store_digest(struct trail_store *t, struct reading *r, const struct digest *d, struct err *e)
{
	const struct sv row[] = {d->account,
				 d->region,
				 sv_of(d->start_time),
				 sv_of(d->end_time),
				 reading_format(r, (int64_t)d->log_files),
				 SV("0")};
	if (!reading_put(r, &FACT_DIGEST, row, e))
		return false;
	for (size_t i = 0; i < d->log_files; i++) {
		db_bind_int(t->digest_file, 1, r->source);
		db_bind_textz(t->digest_file, 2, d->start_time);
		db_bind_text(t->digest_file, 3, d->log_file[i]);
		if (!db_run(t->digest_file, e))
			return false;
	}
	r->account = d->account;
	r->said_at = arena_sv(r->arena, sv_of(d->end_time));
	r->taken = 1;
	t->digests_changed = true;
	return true;
}

bool trail_store_settle(struct trail_store *t, bool always, struct err *e)
{
	if ((t->records_changed || always) && !db_exec(t->db, settle_records, e))
		return err_wrap(e, "the roll-up of the trail");
	if ((t->digests_changed || always) && !db_exec(t->db, settle_digests, e))
		return err_wrap(e, "the log files that digests list");
	return true;
}
