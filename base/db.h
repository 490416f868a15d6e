/* The door of SQLite, the embedded evidence store. A connection is for one thread at a time. Every statement takes
 * bound parameters only. Texts given back live until the next step of the statement. */
#ifndef BASE_DB_H
#define BASE_DB_H

#include "base/str.h"

struct db;
struct db_stmt;
struct db_value;  /* an argument of an SQL function */
struct db_result; /* what an SQL function answers */

bool db_open(const char *path, bool create, struct db **db, struct err *e) MUST_CHECK; /* ":memory:" works */
void db_close(struct db **db);                                                         /* for CLEANUP */
bool db_exec(struct db *db, const char *sql, struct err *e) MUST_CHECK; /* one or more statements, no results */
bool db_begin(struct db *db, struct err *e) MUST_CHECK;
bool db_commit(struct db *db, struct err *e) MUST_CHECK;
void db_rollback(struct db *db);
int64_t db_last_id(struct db *db);
int64_t db_changes(struct db *db);

bool db_prepare(struct db *db, struct sv sql, struct db_stmt **s,
		struct err *e) MUST_CHECK; /* exactly one statement */
void db_finalize(struct db_stmt **s);      /* for CLEANUP */
bool db_read_only(const struct db_stmt *s);
void db_bind_text(struct db_stmt *s, int parameter,
		  struct sv v); /* parameters count from 1; v.at NULL binds NULL */
void db_bind_view(struct db_stmt *s, int parameter,
		  struct sv v); /* without a copy: v lives until db_run is done */
void db_bind_blob(struct db_stmt *s, int parameter, struct sv v);
void db_bind_textz(struct db_stmt *s, int parameter, const char *v);
void db_bind_int(struct db_stmt *s, int parameter, int64_t v);
int db_parameters(const struct db_stmt *s);                            /* how many */
const char *db_parameter_name(const struct db_stmt *s, int parameter); /* ":name"; NULL: it has none */
/* One step: *row says whether there is one. At the end the statement is reset and keeps its bindings. */
bool db_step(struct db_stmt *s, bool *row, struct err *e) MUST_CHECK;
bool db_run(struct db_stmt *s, struct err *e) MUST_CHECK; /* step to the end, then clear the bindings */
void db_reset(struct db_stmt *s);                         /* reset and clear the bindings */
int db_columns(const struct db_stmt *s);
const char *db_column_name(const struct db_stmt *s, int column); /* columns count from 0 */
int db_column(const struct db_stmt *s, const char *name);        /* -1 if there is none */
struct sv db_text(struct db_stmt *s, int column);                /* NULL gives an empty view with at == NULL */
struct sv db_blob(struct db_stmt *s, int column);                /* lives until the next step as well */
int64_t db_int(struct db_stmt *s, int column);
bool db_is_null(struct db_stmt *s, int column);

/* First column of the first row, for counts and settings. */
bool db_get_int(struct db *db, const char *sql, int64_t *value, struct err *e) MUST_CHECK;
bool db_get_text(struct db *db, const char *sql, struct str *value, struct err *e) MUST_CHECK; /* appended */

/* SQL functions: deterministic, no side effects. n < 0: any number of arguments. f NULL: there is no such function
 * any more. */
bool db_function(struct db *db, const char *name, int n,
		 void (*f)(void *context, struct db_value **v, int n, struct db_result *r), void *context,
		 struct err *e) MUST_CHECK;
bool db_aggregate(struct db *db, const char *name, int n, size_t state_size,
		  void (*step)(void *state, struct db_value **v, int n, struct db_result *r),
		  void (*final)(void *state, struct db_result *r), struct err *e) MUST_CHECK;
struct sv db_value_text(struct db_value *v); /* NULL gives at == NULL */
int64_t db_value_int(struct db_value *v);
bool db_value_null(struct db_value *v);
void db_result_text(struct db_result *r, struct sv v);
void db_result_int(struct db_result *r, int64_t v);
void db_result_null(struct db_result *r);
void db_result_error(struct db_result *r, const char *text);

#endif
