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

static bool keep(void *context, const char *name, struct sv bytes, struct err *e)
{
	struct fixture_files *f = context;
	if (f->n == sizeof f->file / sizeof *f->file)
		return err_set(e, "too many files");
	f->file[f->n].name = arena_strz(f->arena, sv_of(name));
	f->file[f->n++].bytes = arena_sv(f->arena, bytes);
	return true;
}

bool fixture_render(struct xml *model, const char *formats, struct fixture_files *files, struct err *e)
{
	const struct render_format *list[8] = {NULL};
	struct sv rest = sv_of(formats), name;
	size_t n = 0;
	while (sv_split(&rest, ' ', &name))
		if ((list[n++] = render_format_find(name)) == NULL)
			return err_set(e, "no format");
	const struct render_options o = {NULL};
	const struct render_sink sink = {keep, files};
	return render(model, list, &o, &sink, e);
}

struct sv fixture_file(const struct fixture_files *files, const char *name)
{
	for (size_t i = 0; i < files->n; i++)
		if (sv_eq(sv_of(files->file[i].name), sv_of(name)))
			return files->file[i].bytes;
	return SV("");
}

size_t fixture_count(struct sv text, struct sv part)
{
	size_t n = 0;
	for (ptrdiff_t at; (at = sv_find(text, part)) >= 0; n++)
		text = sv_sub(text, (size_t)at + part.n, text.n);
	return n;
}
