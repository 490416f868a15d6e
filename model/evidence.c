#include "model/evidence.h"

#include <stdlib.h>

#include "base/table.h"

struct evidence {
	struct db *db;
	struct arena *arena;
	struct table *statement; /* SQL text -> struct db_stmt */
};

bool evidence_open(struct db *db, struct evidence **ev, struct err *e)
{
	struct evidence *opened = calloc(1, sizeof *opened);
	if (opened == NULL)
		return err_set(e, "out of memory");
	opened->db = db;
	opened->arena = arena_new();
	opened->statement = table_new(opened->arena);
	*ev = opened;
	return true;
}

void evidence_close(struct evidence **ev)
{
	if (*ev == NULL)
		return;
	for (size_t i = 0; i < table_size((*ev)->statement); i++) {
		struct db_stmt *s = table_value((*ev)->statement, i);
		db_finalize(&s);
	}
	arena_free(&(*ev)->arena);
	free(*ev);
	*ev = NULL;
}

static bool statement(struct evidence *ev, struct sv sql, struct db_stmt **s, struct err *e)
{
	*s = table_get(ev->statement, sql);
	if (*s != NULL)
		return true;
	if (!db_prepare(ev->db, sql, s, e))
		return false;
	bool added;
	*table_slot(ev->statement, sql, &added) = *s;
	return true;
}

/* Every table whose rows one object said, and that can be taken back. Trail records can't: they are counted once by
 * (account, event id) however often their object comes back. */
static const char *const said_by[] = {
	"gap",
	"digest",
	"iam_account",
	"iam_principal",
	"iam_policy",
	"credential",
	"credential_source",
	"iam_summary",
	"identity_provider",
	"organization",
	"organization_account",
	"organization_node",
	"organization_policy",
	"organization_policy_target",
	"delegated_administrator",
	"handshake",
	"organization_feature",
	"contact",
	"cost",
	"invoice_line",
};

static bool forget(struct evidence *ev, struct sv origin, struct err *e)
{
	for (size_t i = 0; i < sizeof said_by / sizeof *said_by; i++) {
		struct sv sql = arena_printf(
			ev->arena, "DELETE FROM %s WHERE source IN (SELECT id FROM object WHERE origin = ?1)",
			said_by[i]);
		struct db_stmt *s;
		if (!statement(ev, sql, &s, e))
			return false;
		db_bind_text(s, 1, origin);
		if (!db_run(s, e))
			return false;
	}
	return true;
}

static bool object_id(struct evidence *ev, struct sv origin, bool *known, int64_t *id, struct err *e)
{
	struct db_stmt *s;
	if (!statement(ev, SV("SELECT id FROM object WHERE origin = ?1"), &s, e))
		return false;
	db_bind_text(s, 1, origin);
	bool good = db_step(s, known, e);
	if (good && *known)
		*id = db_int(s, 0);
	db_reset(s);
	return good;
}

/* An empty view is NULL in the store. */
static void bind_optional(struct db_stmt *s, int parameter, struct sv v)
{
	db_bind_text(s, parameter, v.n == 0 ? (struct sv){NULL, 0} : v);
}

static void bind_object(struct db_stmt *s, const struct object *o)
{
	db_bind_text(s, 1, o->origin);
	db_bind_textz(s, 2, o->sha256);
	db_bind_int(s, 3, o->size);
	db_bind_textz(s, 4, o->kind);
	db_bind_textz(s, 5, o->shape);
	bind_optional(s, 6, o->account);
	bind_optional(s, 7, o->said_at);
	db_bind_int(s, 8, o->facts);
}

bool evidence_object_add(struct evidence *ev, const struct object *o, int64_t *id, struct err *e)
{
	struct db_stmt *s;
	bool known;
	if (!object_id(ev, o->origin, &known, id, e))
		return false;
	if (known)
		return forget(ev, o->origin, e) && evidence_object_update(ev, *id, o, e);
	if (!statement(ev,
		       SV("INSERT INTO object (origin, sha256, size, kind, shape, account, said_at, facts) "
			  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
		       &s, e))
		return false;
	bind_object(s, o);
	if (!db_run(s, e))
		return false;
	*id = db_last_id(ev->db);
	return true;
}

bool evidence_object_update(struct evidence *ev, int64_t id, const struct object *o, struct err *e)
{
	struct db_stmt *s;
	if (!statement(ev,
		       SV("UPDATE object SET origin = ?1, sha256 = ?2, size = ?3, kind = ?4, shape = ?5, "
			  "account = ?6, said_at = ?7, facts = ?8 WHERE id = ?9"),
		       &s, e))
		return false;
	bind_object(s, o);
	db_bind_int(s, 9, id);
	return db_run(s, e);
}

bool evidence_gap(struct evidence *ev, const struct gap *g, struct err *e)
{
	struct db_stmt *s;
	if (!statement(ev,
		       SV("INSERT INTO gap (source, origin, subject, account, code, place, reason, lost) "
			  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
		       &s, e))
		return false;
	if (g->source > 0)
		db_bind_int(s, 1, g->source);
	db_bind_text(s, 2, g->origin);
	db_bind_textz(s, 3, g->subject);
	bind_optional(s, 4, g->account);
	db_bind_textz(s, 5, g->code);
	bind_optional(s, 6, g->place);
	db_bind_text(s, 7, g->reason);
	db_bind_int(s, 8, g->lost);
	return db_run(s, e);
}
