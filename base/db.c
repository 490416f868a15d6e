#include "base/db.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct db {
	sqlite3 *handle;
};

/* A statement is SQLite's own; the cast lives in this file only. */
static sqlite3_stmt *of(const struct db_stmt *s)
{
	return (sqlite3_stmt *)(uintptr_t)s;
}

/* Where the world is at fault, not a statement: what a user can do something about, in place of SQLite's words. */
static const struct trouble {
	int code;
	const char *text;
} troubles[] = {
	{SQLITE_READONLY, "the database can't be written: it or its folder is read-only"},
	{SQLITE_FULL, "the database can't be written: no space left on the device"},
	{SQLITE_BUSY, "the database is in use by another program: wait for its end and try again"},
	{SQLITE_LOCKED, "the database is in use by another program: wait for its end and try again"},
	{SQLITE_IOERR, "the database can't be read or written: the device reports an error or is full"},
	{SQLITE_CORRUPT, "the database is damaged: collect into another folder"},
	{SQLITE_CANTOPEN, "the database can't be opened: it or its folder can't be accessed"},
};

static const char *trouble(int code)
{
	for (size_t i = 0; i < sizeof troubles / sizeof troubles[0]; i++)
		if (troubles[i].code == (code & 0xff))
			return troubles[i].text;
	return NULL;
}

static bool fail(sqlite3 *handle, struct sv sql, struct err *e)
{
	const char *why = trouble(sqlite3_extended_errcode(handle));
	if (why != NULL)
		return err_set(e, "%s: %s (SQLite: %s)", sqlite3_db_filename(handle, "main"), why,
			       sqlite3_errmsg(handle));
	struct sv head = sv_sub(sql, 0, 80);
	return err_set(e, "SQL: %s (%d), in \"" SV_FMT "%s\"", sqlite3_errmsg(handle),
		       sqlite3_extended_errcode(handle), SV_ARG(head), sql.n > head.n ? "..." : "");
}

bool db_open(const char *path, bool create, struct db **db, struct err *e)
{
	sqlite3 *handle = NULL;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
	if (sqlite3_open_v2(path, &handle, flags, NULL) != SQLITE_OK) {
		err_set(e, "%s: %s", path, handle == NULL ? "out of memory" : sqlite3_errmsg(handle));
		sqlite3_close(handle);
		return false;
	}
	sqlite3_busy_timeout(handle, 10000);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	/* 64 MiB of pages: with the 2 MiB that are usual, filling a store writes its indexes many times. */
	if (sqlite3_exec(handle, "PRAGMA cache_size = -65536; SELECT count(*) FROM sqlite_schema", NULL, NULL,
			 NULL) != SQLITE_OK) {
		const char *why = trouble(sqlite3_extended_errcode(handle));
		err_set(e, "%s: %s (SQLite: %s)", path, why == NULL ? "expected an SQLite database" : why,
			sqlite3_errmsg(handle));
		sqlite3_close(handle);
		return false;
	}
	struct db *opened = calloc(1, sizeof *opened);
	if (opened == NULL) {
		sqlite3_close(handle);
		return err_set(e, "%s: out of memory", path);
	}
	opened->handle = handle;
	*db = opened;
	return true;
}

void db_close(struct db **db)
{
	if (*db == NULL)
		return;
	sqlite3_close_v2((*db)->handle);
	free(*db);
	*db = NULL;
}

bool db_exec(struct db *db, const char *sql, struct err *e)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		return fail(db->handle, sv_of(sql), e);
	return true;
}

bool db_begin(struct db *db, struct err *e)
{
	return db_exec(db, "BEGIN IMMEDIATE", e);
}

bool db_commit(struct db *db, struct err *e)
{
	return db_exec(db, "COMMIT", e);
}

void db_rollback(struct db *db)
{
	sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->handle);
}

bool db_prepare(struct db *db, struct sv sql, struct db_stmt **s, struct err *e)
{
	sqlite3_stmt *statement = NULL, *second = NULL;
	const char *tail = NULL;
	if (sql.n > (size_t)INT32_MAX)
		return err_set(e, "SQL: expected a shorter statement");
	if (sqlite3_prepare_v2(db->handle, sql.at, (int)sql.n, &statement, &tail) != SQLITE_OK)
		return fail(db->handle, sql, e);
	if (statement == NULL)
		return err_set(e, "SQL: expected a statement, got nothing");
	int left = (int)(sql.n - (size_t)(tail - sql.at));
	int code = sqlite3_prepare_v2(db->handle, tail, left, &second, NULL);
	if (second != NULL || code != SQLITE_OK) {
		sqlite3_finalize(second);
		sqlite3_finalize(statement);
		return err_set(e, "SQL: expected exactly one statement");
	}
	*s = (struct db_stmt *)statement;
	return true;
}

void db_finalize(struct db_stmt **s)
{
	sqlite3_finalize(of(*s));
	*s = NULL;
}

bool db_read_only(const struct db_stmt *s)
{
	return sqlite3_stmt_readonly(of(s)) != 0;
}

void db_bind_text(struct db_stmt *s, int parameter, struct sv v)
{
	if (v.at == NULL)
		sqlite3_bind_null(of(s), parameter);
	else
		sqlite3_bind_text64(of(s), parameter, v.at, v.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

void db_bind_view(struct db_stmt *s, int parameter, struct sv v)
{
	if (v.at == NULL)
		sqlite3_bind_null(of(s), parameter);
	else
		sqlite3_bind_text64(of(s), parameter, v.at, v.n, SQLITE_STATIC, SQLITE_UTF8);
}

void db_bind_blob(struct db_stmt *s, int parameter, struct sv v)
{
	sqlite3_bind_blob64(of(s), parameter, v.n == 0 ? "" : v.at, v.n, SQLITE_TRANSIENT);
}

void db_bind_textz(struct db_stmt *s, int parameter, const char *v)
{
	db_bind_text(s, parameter, sv_of(v));
}

void db_bind_int(struct db_stmt *s, int parameter, int64_t v)
{
	sqlite3_bind_int64(of(s), parameter, v);
}

int db_parameters(const struct db_stmt *s)
{
	return sqlite3_bind_parameter_count(of(s));
}

const char *db_parameter_name(const struct db_stmt *s, int parameter)
{
	return sqlite3_bind_parameter_name(of(s), parameter);
}

bool db_step(struct db_stmt *s, bool *row, struct err *e)
{
	int code = sqlite3_step(of(s));
	if (code == SQLITE_ROW) {
		*row = true;
		return true;
	}
	*row = false;
	if (code == SQLITE_DONE) {
		sqlite3_reset(of(s));
		return true;
	}
	fail(sqlite3_db_handle(of(s)), sv_of(sqlite3_sql(of(s))), e);
	sqlite3_reset(of(s));
	return false;
}

bool db_run(struct db_stmt *s, struct err *e)
{
	bool row = true, good = true;
	while (good && row)
		good = db_step(s, &row, e);
	db_reset(s);
	return good;
}

void db_reset(struct db_stmt *s)
{
	sqlite3_reset(of(s));
	sqlite3_clear_bindings(of(s));
}

int db_columns(const struct db_stmt *s)
{
	return sqlite3_column_count(of(s));
}

const char *db_column_name(const struct db_stmt *s, int column)
{
	return sqlite3_column_name(of(s), column);
}

int db_column(const struct db_stmt *s, const char *name)
{
	for (int i = 0; i < db_columns(s); i++)
		if (strcmp(db_column_name(s, i), name) == 0)
			return i;
	return -1;
}

struct sv db_text(struct db_stmt *s, int column)
{
	const char *at = (const char *)sqlite3_column_text(of(s), column);
	return (struct sv){at, at == NULL ? 0 : (size_t)sqlite3_column_bytes(of(s), column)};
}

struct sv db_blob(struct db_stmt *s, int column)
{
	const char *at = sqlite3_column_blob(of(s), column);
	return (struct sv){at, at == NULL ? 0 : (size_t)sqlite3_column_bytes(of(s), column)};
}

int64_t db_int(struct db_stmt *s, int column)
{
	return sqlite3_column_int64(of(s), column);
}

bool db_is_null(struct db_stmt *s, int column)
{
	return sqlite3_column_type(of(s), column) == SQLITE_NULL;
}

/* Steps to the first row, which must be there. */
static bool first_row(struct db *db, const char *sql, struct db_stmt **s, struct err *e)
{
	bool row;
	if (!db_prepare(db, sv_of(sql), s, e) || !db_step(*s, &row, e))
		return false;
	return row || err_set(e, "SQL: expected a row from \"%.80s\"", sql);
}

bool db_get_int(struct db *db, const char *sql, int64_t *value, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	if (!first_row(db, sql, &s, e))
		return false;
	*value = db_int(s, 0);
	return true;
}

bool db_get_text(struct db *db, const char *sql, struct str *value, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	if (!first_row(db, sql, &s, e))
		return false;
	str_add(value, db_text(s, 0));
	return true;
}

/* What SQLite keeps for a function of ours. */
struct function {
	void (*call)(void *context, struct db_value **v, int n, struct db_result *r);
	void (*step)(void *state, struct db_value **v, int n, struct db_result *r);
	void (*final)(void *state, struct db_result *r);
	void *context;
	size_t state_size;
};

static void call_scalar(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct function *f = sqlite3_user_data(c);
	f->call(f->context, (struct db_value **)v, n, (struct db_result *)c);
}

static void call_step(sqlite3_context *c, int n, sqlite3_value **v)
{
	struct function *f = sqlite3_user_data(c);
	void *state = sqlite3_aggregate_context(c, (int)f->state_size);
	if (state == NULL)
		sqlite3_result_error_nomem(c);
	else
		f->step(state, (struct db_value **)v, n, (struct db_result *)c);
}

static void call_final(sqlite3_context *c)
{
	struct function *f = sqlite3_user_data(c);
	void *state = sqlite3_aggregate_context(c, (int)f->state_size);
	if (state == NULL)
		sqlite3_result_error_nomem(c);
	else
		f->final(state, (struct db_result *)c);
}

static bool add_function(struct db *db, const char *name, int n, const struct function *f, struct err *e)
{
	struct function *kept = malloc(sizeof *kept);
	if (kept == NULL)
		return err_set(e, "SQL function %s: out of memory", name);
	*kept = *f;
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	int code = sqlite3_create_function_v2(
		db->handle, name, n, flags, kept, f->call != NULL ? call_scalar : NULL,
		f->step != NULL ? call_step : NULL, f->final != NULL ? call_final : NULL,
		free); /* SQLite frees it also when this call fails */
	if (code != SQLITE_OK)
		return err_set(e, "SQL function %s: %s", name, sqlite3_errmsg(db->handle));
	return true;
}

bool db_function(struct db *db, const char *name, int n,
		 void (*f)(void *context, struct db_value **v, int n, struct db_result *r), void *context,
		 struct err *e)
{
	return add_function(db, name, n, &(struct function){.call = f, .context = context}, e);
}

bool db_aggregate(struct db *db, const char *name, int n, size_t state_size,
		  void (*step)(void *state, struct db_value **v, int n, struct db_result *r),
		  void (*final)(void *state, struct db_result *r), struct err *e)
{
	return add_function(db, name, n,
			    &(struct function){.step = step, .final = final, .state_size = state_size}, e);
}

struct sv db_value_text(struct db_value *v)
{
	const char *at = (const char *)sqlite3_value_text((sqlite3_value *)v);
	return (struct sv){at, at == NULL ? 0 : (size_t)sqlite3_value_bytes((sqlite3_value *)v)};
}

int64_t db_value_int(struct db_value *v)
{
	return sqlite3_value_int64((sqlite3_value *)v);
}

bool db_value_null(struct db_value *v)
{
	return sqlite3_value_type((sqlite3_value *)v) == SQLITE_NULL;
}

void db_result_text(struct db_result *r, struct sv v)
{
	if (v.at == NULL)
		sqlite3_result_null((sqlite3_context *)r);
	else
		sqlite3_result_text64((sqlite3_context *)r, v.at, v.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

void db_result_int(struct db_result *r, int64_t v)
{
	sqlite3_result_int64((sqlite3_context *)r, v);
}

void db_result_null(struct db_result *r)
{
	sqlite3_result_null((sqlite3_context *)r);
}

void db_result_error(struct db_result *r, const char *text)
{
	sqlite3_result_error((sqlite3_context *)r, text, -1);
}
