#include "tests/unit/renderers/fixture.h"

#include <stdlib.h>

#include "base/embedded.h"
#include "base/file.h"
#include "model/store.h"
#include "tests/unit/unit.h"

static bool fill(struct db *db, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str sql = {0};
	const char *source = getenv("SOURCE");
	struct sv path = arena_printf(a, "%s/tests/unit/renderers/fixture.sql", source != NULL ? source : "..");
	return file_read(path.at, LIMIT_FILE, &sql, e) &&
	       db_exec(db, embedded_find(model_files, "model/contract.sql").at, e) && db_exec(db, sql.at, e);
}

struct db *fixture_store(void)
{
	struct db *db = NULL;
	struct err e;
	if (!CHECK_OK(store_open(":memory:", &db, &e) && fill(db, &e), &e))
		db_close(&db);
	return db;
}

struct xml *fixture_model(struct db *db)
{
	struct report_options o = {.kind = "customer-audit",
				   .language = "en",
				   .revision = 1,
				   .classification = SV("Confidential"),
				   .prepared_by = SV("Lena Hofer, internal audit")};
	struct xml *model = NULL;
	struct err e;
	if (db != NULL)
		CHECK_OK(report_build(db, &o, &model, &e), &e);
	return model;
}
