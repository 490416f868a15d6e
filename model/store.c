#include "model/store.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/embedded.h"
#include "base/file.h"
#include "base/sqlfn.h"
#include "base/time.h"

#define SHAPE          1          /* PRAGMA user_version of model/schema.sql */
#define APPLICATION_ID 0x6261696c /* "bail", so that `file` and we know the store */

/* SQL that leads from shape i to shape i + 1. Empty until the shape changes for the first time. */
static const char *const migrations[SHAPE] = {NULL};

static bool run_embedded(struct db *db, const char *name, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv sql = embedded_find(model_files, name);
	if (sql.at == NULL)
		return err_set(e, "%s: not built into this program", name);
	return db_exec(db, arena_strz(a, sql), e) || err_wrap(e, "%s", name);
}

static bool create(struct db *db, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	int64_t tables;
	if (!db_get_int(db, "SELECT count(*) FROM sqlite_schema", &tables, e))
		return false;
	if (tables > 0)
		return err_set(e, "expected an evidence store or an empty file, got another SQLite database");
	struct sv id = arena_printf(a, "PRAGMA application_id = %d", APPLICATION_ID);
	return run_embedded(db, "model/schema.sql", e) && db_exec(db, id.at, e);
}

static bool migrate(struct db *db, struct err *e)
{
	int64_t shape;
	if (!db_get_int(db, "PRAGMA user_version", &shape, e))
		return false;
	if (shape <= 0)
		return create(db, e);
	if (shape > SHAPE)
		return err_set(e,
			       "expected a store of shape %d or older, got shape %lld: a newer version of "
			       "bailiwick wrote it",
			       SHAPE, (long long)shape);
	for (; shape < SHAPE; shape++)
		if (!db_exec(db, migrations[shape], e))
			return err_wrap(e, "migration from shape %lld", (long long)shape);
	return true;
}

/* time_utc(text): an RFC 3339 time with any offset, in UTC; NULL for NULL. */
static void sql_time_utc(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)context;
	(void)n;
	int64_t t;
	struct err e;
	char text[TIME_TEXT_MAX];
	if (db_value_null(v[0])) {
		db_result_null(r);
	} else if (!time_parse(db_value_text(v[0]), &t, &e)) {
		db_result_error(r, e.text);
	} else {
		time_format(t, text);
		db_result_text(r, sv_of(text));
	}
}

/* Analysis walks the roll-up by principal, which touches its pages in no order: SQLite's own 2 MB of cache would read each
 * of them again and again. The sorters take their memory by the same figure. Working tables hold roll-ups, which fit;
 * through files they cost most of the time. */
static const char caches[] = "PRAGMA cache_size = -131072; PRAGMA temp_store = MEMORY";

static bool prepare(struct db *db, struct err *e)
{
	if (!db_exec(db, caches, e) || !sqlfn_register(db, e) ||
	    !db_function(db, "time_utc", 1, sql_time_utc, NULL, e) || !db_begin(db, e))
		return false;
	if (migrate(db, e) && db_commit(db, e))
		return true;
	db_rollback(db);
	return false;
}

bool store_open(const char *folder, struct db **db, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *opened = NULL;
	const char *path = folder;
	if (!sv_eq(sv_of(folder), SV(":memory:"))) {
		if (!file_make_folders(folder, e))
			return false;
		path = arena_printf(a, "%s/evidence.sqlite", folder).at;
	}
	if (!db_open(path, true, &opened, e))
		return false;
	if (!prepare(opened, e))
		return err_wrap(e, "%s", path);
	*db = opened;
	opened = NULL;
	return true;
}

/* The tables of facts and the columns that the hash covers. Row ids are replaced by what they stand for. */
static const char facts_sql[] =
	"SELECT t.name, group_concat(CASE c.name          WHEN 'source' THEN 'quote((SELECT origin || "
	"char(10) || sha256 FROM object WHERE id = source))'          WHEN 'principal' THEN 'quote((SELECT "
	"key FROM principal AS p WHERE p.id = principal))'          WHEN 'caller' THEN 'quote((SELECT key "
	"FROM principal AS p WHERE p.id = caller))'          ELSE 'quote(\"' || c.name || '\")' END, ' || "
	"''|'' || ') FROM   sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE  t.type = 'table' AND "
	"t.name NOT LIKE 'sqlite_%' AND    t.name IN (SELECT value FROM json_each(?1)) AND    NOT (c.name = "
	"'id' AND t.name IN ('object', 'gap', 'event', 'principal')) GROUP BY t.name ORDER BY t.name";

static const char fact_tables[] =
	"[\"object\",\"gap\",\"principal\",\"activity\",\"network\",\"event\",\"record_seen\",\"session\",\"digest\",\"iam_account\",\"iam_principal\",\"iam_group_member\",\"iam_policy\",\"iam_grant\",\"credential\",\"credential_source\",\"iam_summary\",\"identity_provider\",\"organization\",\"organization_account\",\"organization_node\",\"organization_policy\",\"organization_policy_target\",\"delegated_administrator\",\"handshake\",\"organization_feature\",\"contact\",\"cost\",\"invoice_line\"]";

static bool hash_table(struct db *db, struct sha256 *h, struct sv table, struct sv columns, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	struct sv sql = arena_printf(a, "SELECT " SV_FMT " FROM \"" SV_FMT "\" ORDER BY 1", SV_ARG(columns),
				     SV_ARG(table));
	bool row = true;
	if (!db_prepare(db, sql, &s, e))
		return false;
	sha256_add(h, table);
	sha256_add(h, SV("\n"));
	while (db_step(s, &row, e) && row) {
		sha256_add(h, db_text(s, 0));
		sha256_add(h, SV("\n"));
	}
	return !row;
}

bool store_content_hash(struct db *db, char hex[65], struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	CLEANUP(sha256_free) struct sha256 *h = sha256_new();
	bool row = true;
	if (!db_prepare(db, SV(facts_sql), &s, e))
		return false;
	db_bind_text(s, 1, SV(fact_tables));
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			break;
		if (!hash_table(db, h, db_text(s, 0), db_text(s, 1), e))
			return false;
	}
	sha256_end(&h, hex);
	return true;
}
