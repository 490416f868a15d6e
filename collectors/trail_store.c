#include "collectors/trail_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"

static const char working_tables[] =
	"CREATE TABLE IF NOT EXISTS trail_text (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;\n"
	"CREATE TABLE IF NOT EXISTS trail_principal (number INTEGER PRIMARY KEY, key TEXT NOT NULL) STRICT;\n"
	"CREATE TABLE IF NOT EXISTS trail_key (\n"
	"  number INTEGER PRIMARY KEY, account INTEGER NOT NULL, region INTEGER NOT NULL, service INTEGER NOT "
	"NULL,\n"
	"  action INTEGER NOT NULL, read_only INTEGER NOT NULL, error_code INTEGER NOT NULL, category INTEGER "
	"NOT "
	"NULL,\n"
	"  principal INTEGER NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE IF NOT EXISTS trail_facts (source INTEGER PRIMARY KEY, records BLOB NOT NULL) STRICT;\n"
	"CREATE TABLE IF NOT EXISTS trail_kept (\n"
	/* id: trail_kept_id. The long columns are the last: SQLite reads past what stands before. */
	"  id INTEGER PRIMARY KEY, kept INTEGER NOT NULL, principal INTEGER NOT NULL,\n"
	"  event_id TEXT NOT NULL, time TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,\n"
	"  service TEXT NOT NULL, action TEXT NOT NULL, read_only TEXT NOT NULL, error_code TEXT NOT NULL,\n"
	"  address TEXT NOT NULL, text_sha256 TEXT NOT NULL, shared_event_id TEXT,\n"
	"  issued_key TEXT, role_arn TEXT, session_name TEXT, external_id_sha256 TEXT, source_identity TEXT,\n"
	"  expires TEXT, caller_account TEXT, error_message TEXT, user_agent TEXT, request TEXT, response TEXT\n"
	") STRICT;\n"
	"CREATE TABLE IF NOT EXISTS trail_digest_file (\n"
	"  source INTEGER NOT NULL, start_time TEXT NOT NULL, name TEXT NOT NULL\n"
	") STRICT;\n";

enum statement { ADD_TEXT, ADD_PRINCIPAL, ADD_KEY, ADD_FACTS, ADD_KEPT, ADD_DIGEST_FILE, STATEMENTS };

static const char *const inserts[STATEMENTS] = {
	[ADD_TEXT] = "INSERT INTO trail_text VALUES (?1, ?2)",
	[ADD_PRINCIPAL] = "INSERT INTO trail_principal VALUES (?1, ?2)",
	[ADD_KEY] = "INSERT INTO trail_key VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[ADD_FACTS] = "INSERT INTO trail_facts VALUES (?1, ?2)",
	[ADD_KEPT] = ("INSERT INTO trail_kept VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
		      "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)"),
	[ADD_DIGEST_FILE] = "INSERT INTO trail_digest_file VALUES (?1, ?2, ?3)",
};

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
	struct rollup *rollup;
	struct scanner *scanner;
	struct db_stmt *add[STATEMENTS];
	size_t texts, principals, keys; /* of the rollup that the store has */
	bool scanned;                   /* the rollup has the records of the present object already */
	bool records_changed, digests_changed;
	size_t most; /* see trail_store_limit */
};

/* ---- numbers ---- */

static bool damaged(const char *table, int64_t number, struct err *e)
{
	return err_set(e, "%s: number %lld is missing or stands twice: the store is damaged", table,
		       (long long)number);
}

static bool load_texts(struct trail_store *t, struct err *e)
{
	struct db_stmt *s CLEANUP(db_finalize) = NULL;
	bool row;
	if (!db_prepare(t->db, SV("SELECT number, text FROM trail_text ORDER BY number"), &s, e))
		return false;
	for (t->texts = 1;; t->texts++) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return true;
		if (db_int(s, 0) != (int64_t)t->texts || rollup_text(t->rollup, db_text(s, 1)) != t->texts)
			return damaged("trail_text", db_int(s, 0), e);
	}
}

static bool load_principals(struct trail_store *t, struct err *e)
{
	struct db_stmt *s CLEANUP(db_finalize) = NULL;
	bool row;
	if (!db_prepare(t->db, SV("SELECT number, key FROM trail_principal ORDER BY number"), &s, e))
		return false;
	for (t->principals = 0;; t->principals++) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return true;
		if (db_int(s, 0) != (int64_t)t->principals ||
		    rollup_principal(t->rollup, db_text(s, 1)) != t->principals)
			return damaged("trail_principal", db_int(s, 0), e);
	}
}

static bool load_keys(struct trail_store *t, struct err *e)
{
	struct db_stmt *s CLEANUP(db_finalize) = NULL;
	bool row;
	if (!db_prepare(t->db, SV("SELECT * FROM trail_key ORDER BY number"), &s, e))
		return false;
	for (t->keys = 0;; t->keys++) {
		struct rollup_key key;
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return true;
		for (int i = 0; i < ROLLUP_PARTS; i++)
			key.part[i] = (uint32_t)db_int(s, 1 + i);
		for (int i = 0; i < ROLLUP_PARTS; i++)
			if (key.part[i] >= (i == ROLLUP_PRINCIPAL ? t->principals : t->texts))
				return damaged("trail_key", db_int(s, 0), e);
		if (db_int(s, 0) != (int64_t)t->keys || rollup_key_number(t->rollup, &key) != t->keys)
			return damaged("trail_key", db_int(s, 0), e);
	}
}

static bool add_text(struct db_stmt *s, size_t number, struct sv text, struct err *e)
{
	db_bind_int(s, 1, (int64_t)number);
	db_bind_text(s, 2, text);
	return db_run(s, e);
}

static bool add_key(struct trail_store *t, size_t number, struct err *e)
{
	const struct rollup_key *key = rollup_key_at(t->rollup, (uint32_t)number);
	db_bind_int(t->add[ADD_KEY], 1, (int64_t)number);
	for (int i = 0; i < ROLLUP_PARTS; i++)
		db_bind_int(t->add[ADD_KEY], 2 + i, key->part[i]);
	return db_run(t->add[ADD_KEY], e);
}

/* What the rollup numbered since the last time. */
static bool add_numbers(struct trail_store *t, struct err *e)
{
	for (; t->texts < rollup_texts(t->rollup); t->texts++)
		if (!add_text(t->add[ADD_TEXT], t->texts, rollup_text_at(t->rollup, (uint32_t)t->texts), e))
			return false;
	for (; t->principals < rollup_principals(t->rollup); t->principals++)
		if (!add_text(t->add[ADD_PRINCIPAL], t->principals,
			      rollup_principal_at(t->rollup, (uint32_t)t->principals), e))
			return false;
	for (; t->keys < rollup_keys(t->rollup); t->keys++)
		if (!add_key(t, t->keys, e))
			return false;
	return true;
}

/* ---- life ---- */

static bool prepare_inserts(struct trail_store *t, struct err *e)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		if (!db_prepare(t->db, sv_of(inserts[i]), &t->add[i], e))
			return false;
	return true;
}

bool trail_store_open(struct db *db, struct trail_store **t, struct err *e)
{
	CLEANUP(trail_store_close) struct trail_store *s = calloc(1, sizeof *s);
	if (s == NULL)
		out_of_memory();
	s->db = db;
	s->rollup = rollup_new();
	s->scanner = scanner_new(cpu_best());
	if (!db_exec(db, working_tables, e) || !prepare_inserts(s, e) || !load_texts(s, e) ||
	    !load_principals(s, e) || !load_keys(s, e))
		return false;
	*t = s;
	s = NULL;
	return true;
}

void trail_store_close(struct trail_store **t)
{
	if (*t == NULL)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		db_finalize(&(*t)->add[i]);
	scanner_free(&(*t)->scanner);
	rollup_free(&(*t)->rollup);
	free(*t);
	*t = NULL;
}

void trail_store_use(struct trail_store *t, enum cpu level)
{
	scanner_free(&t->scanner);
	t->scanner = scanner_new(level);
	rollup_other_scanner(t->rollup);
}

/* The rows that the documented tables are computed from go; settling removes what followed from them. */
bool trail_store_forget(struct trail_store *t, int64_t source, struct err *e)
{
	static const char *const deletes[] = {"DELETE FROM trail_facts WHERE source = ?1",
					      ("DELETE FROM trail_kept WHERE id BETWEEN ?1 << 29 "
					       "AND (?1 << 29) + 0x1fffffff"),
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

/* ---- records ---- */

static bool add_facts(struct trail_store *t, int64_t source, struct err *e)
{
	size_t n;
	const struct rollup_row *row = rollup_rows(t->rollup, &n);
	unsigned char *octets = malloc(n * TRAIL_FACT + 1);
	if (octets == NULL)
		out_of_memory();
	for (size_t i = 0; i < n; i++)
		trail_fact_write(&row[i], octets + i * TRAIL_FACT);
	db_bind_int(t->add[ADD_FACTS], 1, source);
	db_bind_blob(t->add[ADD_FACTS], 2, (struct sv){(const char *)octets, n * TRAIL_FACT});
	bool done = db_run(t->add[ADD_FACTS], e);
	free(octets);
	return done;
}

static bool add_kept(struct trail_store *t, int64_t source, const struct trail_row *row, struct err *e)
{
	const struct sv text[] = {row->event_id,
				  sv_of(row->time),
				  row->account,
				  row->region,
				  row->service,
				  row->action,
				  row->read_only,
				  row->error_code,
				  row->address,
				  sv_of(row->text_sha256),
				  row->shared_event_id,
				  row->issued_key,
				  row->role_arn,
				  row->session_name,
				  row->external_id_sha256,
				  row->source_identity,
				  row->expires,
				  row->caller_account,
				  row->error_message,
				  row->user_agent,
				  row->request,
				  row->response};
	const int n = sizeof text / sizeof text[0];
	struct db_stmt *s = t->add[ADD_KEPT];
	db_bind_int(s, 1, trail_kept_id(source, (uint32_t)row->position));
	db_bind_int(s, 2, row->kept ? 1 : 0);
	db_bind_int(s, 3, row->principal);
	for (int i = 0; i < n; i++)
		db_bind_view(s, 4 + i, text[i]);
	return db_run(s, e);
}

static bool add_faults(struct trail_store *t, struct reading *r, struct err *e)
{
	size_t n, rows;
	const struct trail_fault *f = rollup_faults(t->rollup, &n);
	rollup_rows(t->rollup, &rows);
	for (size_t i = 0; i < n; i++)
		if (!reading_gap(r, f[i].code, f[i].place, f[i].lost, e, SV_FMT, SV_ARG(f[i].reason)))
			return false;
	return n > 0 || rows > 0 ||
	       reading_gap(r, "no-record", (struct sv){NULL, 0}, false, e,
			   "The log holds an empty list of records.");
}

/* The account an object speaks of, if all its records say the same; when it was said; how much. */
static void describe(struct trail_store *t, struct reading *r)
{
	size_t n;
	const struct rollup_row *row = rollup_rows(t->rollup, &n);
	int64_t newest = 0;
	bool one = n > 0;
	for (size_t i = 0; i < n; i++) {
		one = one && rollup_key_at(t->rollup, row[i].key)->part[ROLLUP_ACCOUNT] ==
				     rollup_key_at(t->rollup, row[0].key)->part[ROLLUP_ACCOUNT];
		newest = i == 0 || row[i].time > newest ? row[i].time : newest;
	}
	r->taken = (int64_t)n;
	r->account = (struct sv){NULL, 0};
	r->said_at = (struct sv){NULL, 0};
	if (one)
		r->account =
			rollup_text_at(t->rollup, rollup_key_at(t->rollup, row[0].key)->part[ROLLUP_ACCOUNT]);
	if (n == 0)
		return;
	char text[TIME_TEXT_MAX];
	time_format(newest, text);
	r->said_at = arena_sv(r->arena, sv_of(text));
}

/* The text with the tail that the scanner needs. */
static struct sv tailed(struct reading *r)
{
	if (r->inflated)
		return r->text;
	char *copy = arena_alloc(r->arena, r->text.n + SCANNER_TAIL); /* zeroed */
	memcpy(copy, r->text.at, r->text.n);
	return (struct sv){copy, r->text.n};
}

bool trail_store_scan(struct trail_store *t, struct reading *r)
{
	struct trail_sink sink = {t->rollup, rollup_record, rollup_fault};
	struct err why;
	t->scanned = false;
	if (r->text.n == 0 || r->text.at[0] != '{')
		return false;
	r->text = tailed(r);
	rollup_begin(t->rollup, r->arena);
	t->scanned =
		scanner_read(t->scanner, r->text, r->inflated ? SCANNER_FAST : SCANNER_STRICT, &sink, &why) &&
		scanner_alone(t->scanner);
	if (t->scanned)
		r->trail_shape = SHAPE_RECORDS;
	return t->scanned;
}

static bool read_records(struct trail_store *t, struct reading *r, struct err *e)
{
	struct trail_sink sink = {t->rollup, rollup_record, rollup_fault};
	if (t->scanned)
		return true;
	rollup_begin(t->rollup, r->arena);
	return scan_text(r->text, r->trail_shape, &sink, e);
}

bool trail_store_read(struct trail_store *t, struct reading *r, struct err *e)
{
	size_t n;
	bool read = read_records(t, r, e);
	t->scanned = false;
	if (!read || !add_facts(t, r->source, e))
		return false;
	struct trail_row *const *kept = rollup_kept(t->rollup, &n);
	for (size_t i = 0; i < n; i++)
		if (!add_kept(t, r->source, kept[i], e))
			return false;
	describe(t, r);
	t->records_changed = true;
	t->digests_changed = true; /* a log that was missing may be this one */
	return add_numbers(t, e) && add_faults(t, r, e);
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
		db_bind_int(t->add[ADD_DIGEST_FILE], 1, r->source);
		db_bind_textz(t->add[ADD_DIGEST_FILE], 2, d->start_time);
		db_bind_text(t->add[ADD_DIGEST_FILE], 3, d->log_file[i]);
		if (!db_run(t->add[ADD_DIGEST_FILE], e))
			return false;
	}
	r->account = d->account;
	r->said_at = arena_sv(r->arena, sv_of(d->end_time));
	r->taken = 1;
	t->digests_changed = true;
	return true;
}

void trail_store_limit(struct trail_store *t, size_t most)
{
	t->most = most;
}

bool trail_store_settle(struct trail_store *t, bool always, struct err *e)
{
	if ((t->records_changed || always) && !trail_settle(t->db, t->rollup, t->most, e))
		return err_wrap(e, "the roll-up of the trail");
	if ((t->digests_changed || always) && !db_exec(t->db, settle_digests, e))
		return err_wrap(e, "the log files that digests list");
	return true;
}
