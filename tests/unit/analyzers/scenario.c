#include "tests/unit/analyzers/scenario.h"

#include <stdlib.h>

#include "base/file.h"
#include "model/store.h"

bool scenario_text(const char *name, struct arena *a, struct sv *text, struct err *e)
{
	const char *source = getenv("SOURCE");
	CLEANUP(str_free) struct str read = {0};
	if (source == NULL)
		source = "..";
	if (!file_read(arena_printf(a, "%s/tests/scenarios/controls/%s", source, name).at, 1u << 20, &read, e))
		return false;
	*text = arena_sv(a, str_sv(&read));
	return true;
}

bool scenario_open(struct db **db, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv words;
	return scenario_text("words.sql", a, &words, e) && store_open(":memory:", db, e) &&
	       db_exec(*db, words.at, e);
}

bool scenario_analyze(struct db *db, struct sv contract, const struct analyze_options *o,
		      struct analyze_summary *sum, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct engagement_file f;
	return engagement_parse(contract, "contract.yaml", a, &f, e) && analyze(db, &f, o, sum, e);
}

struct sv scenario_rows(struct db *db, const char *sql, struct arena *a)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	CLEANUP(str_free) struct str text;
	struct err e;
	bool row = true;
	str_init(&text, 1u << 20);
	if (!db_prepare(db, sv_of(sql), &s, &e))
		return arena_sv(a, sv_of(e.text));
	while (row) {
		if (!db_step(s, &row, &e))
			return arena_sv(a, sv_of(e.text));
		if (row)
			str_addf(&text, "%s" SV_FMT, text.n > 0 ? "\n" : "", SV_ARG(db_text(s, 0)));
	}
	return arena_sv(a, str_sv(&text));
}
