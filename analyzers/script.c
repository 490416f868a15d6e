#include "analyzers/script.h"

#include "base/embedded.h"

bool script_run(struct db *db, const char *name, struct err *e)
{
	struct sv sql = embedded_find(controls_files, name);
	if (sql.at == NULL)
		return err_set(e, "%s: not built into this program", name);
	return db_exec(db, sql.at, e) || err_wrap(e, "%s", name);
}
