#include "model/contract.h"

#include "base/embedded.h"

static bool run_embedded(struct db *db, const char *name, struct err *e)
{
	struct sv sql = embedded_find(model_files, name);
	if (sql.at == NULL)
		return err_set(e, "%s: not built into this program", name);
	return db_exec(db, sql.at, e) || err_wrap(e, "%s", name);
}

static bool add_document(struct db *db, const struct engagement_file *f, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	if (!db_prepare(db,
			SV("INSERT INTO contract SELECT ?1, ?2, ?3, ?3 ->> '$.approval.version', "
			   "?3 ->> '$.approval.approved_by', ?3 ->> '$.approval.approved_on'"),
			&s, e))
		return false;
	db_bind_textz(s, 1, f->name);
	db_bind_textz(s, 2, f->sha256);
	db_bind_text(s, 3, f->document);
	return db_run(s, e);
}

static bool check_waivers(struct db *db, struct err *e)
{
	static const char unknown_keys[] = "SELECT w.id, m.key FROM waiver AS w, json_each(w.match) AS m "
					   "WHERE m.key NOT IN ('account', 'region', 'resource', 'principal') "
					   "ORDER BY w.id, m.key LIMIT 1";
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(db, SV(unknown_keys), &s, e) || !db_step(s, &row, e))
		return false;
	if (!row)
		return true;
	return err_set(e,
		       "waiver " SV_FMT ": match." SV_FMT
		       ": expected a pattern for account, region, resource or principal",
		       SV_ARG(db_text(s, 0)), SV_ARG(db_text(s, 1)));
}

bool contract_fill(struct db *db, const struct engagement_file *f, struct err *e)
{
	if (f->faults > 0)
		return err_set(e, SV_FMT, SV_ARG(f->fault[0]));
	if (!run_embedded(db, "model/contract.sql", e))
		return false;
	return (add_document(db, f, e) && run_embedded(db, "model/contract_fill.sql", e) &&
		check_waivers(db, e)) ||
	       err_wrap(e, "%s", f->name);
}
