#include "tests/unit/unit.h"

#include <stdlib.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "tests/unit/renderers/fixture.h"

extern const struct unit_suite renderers_machine_suite;

static bool rendered(struct fixture_files *files, const char *formats)
{
	CLEANUP(db_close) struct db *db = fixture_store();
	CLEANUP(xml_free) struct xml *model = fixture_model(db);
	struct err e;
	return model != NULL && CHECK_OK(fixture_render(model, formats, files, &e), &e);
}

static size_t csv_rows(struct sv text)
{
	struct csv c;
	size_t n = 0;
	bool end = false;
	struct err e;
	csv_open(&c, text);
	while (csv_next(&c, &end, &e) && !end)
		n++;
	csv_close(&c);
	return n - 1;
}

static void formats_agree_on_every_count(void)
{
	static const struct {
		const char *file, *list, *island;
	} rows[] = {
		{"results.csv", "results", "results"},    {"controls.csv", "controls", "controls"},
		{"accounts.csv", "accounts", "accounts"}, {"gaps.csv", "gaps", "gaps"},
		{"objects.csv", "objects", "objects"},    {"waivers.csv", "waivers", "waived"},
		{"access.csv", "access", "paths"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct fixture_files files = {.arena = a};
	CLEANUP(json_free) struct json *doc = NULL;
	struct err e;
	if (!rendered(&files, "json csv html") ||
	    !CHECK_OK(json_parse(fixture_file(&files, "report.json"), &doc, &e), &e))
		return;
	CHECK_INT(json_duplicate(doc).n, 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = json_size(json_get(json_root(doc), rows[i].list));
		CHECK_INT(csv_rows(fixture_file(&files, rows[i].file)), n);
		struct sv total = arena_printf(a, "id=\"%s\" data-total=\"%zu\"", rows[i].island, n);
		CHECK_INT(fixture_count(fixture_file(&files, "report.html"), total), 1);
	}
	CHECK_INT(csv_rows(fixture_file(&files, "partners.csv")), 3);
	CHECK_INT(csv_rows(fixture_file(&files, "findings.csv")), 16);
}

static void formulas_are_texts_and_numbers_stay_numbers(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = fixture_store();
	struct fixture_files files = {.arena = a};
	struct err e;
	if (db == NULL ||
	    !CHECK_OK(db_exec(db,
			      "UPDATE population SET name = '=cmd|''/C calc''!A0' WHERE account LIKE '%1';"
			      "UPDATE population SET name = '@x', owner = '+1' WHERE account LIKE '%2';"
			      "UPDATE population SET name = '-2', owner = char(9) || '=1' WHERE account LIKE "
			      "'%3'",
			      &e),
		      &e))
		return;
	CLEANUP(xml_free) struct xml *model = fixture_model(db);
	if (model == NULL || !CHECK_OK(fixture_render(model, "csv", &files, &e), &e))
		return;
	struct sv text = fixture_file(&files, "accounts.csv");
	static const char *const texts[] = {",'=cmd|'/C calc'!A0,", ",'@x,", ",'+1,", ",'-2,", ",'\t=1,"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		CHECK_INT(fixture_count(text, sv_of(texts[i])), 1);
	CHECK(sv_starts(text, SV("account,name,environment,")));
	CHECK_INT(fixture_count(text, SV(",102929,")), 1);
}

static void the_same_store_gives_the_same_bytes(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct fixture_files one = {.arena = a}, two = {.arena = a};
	if (!rendered(&one, "json csv html") || !rendered(&two, "json csv html"))
		return;
	CHECK_INT(one.n, 11);
	for (size_t i = 0; i < one.n; i++) {
		CHECK_Z(one.file[i].name, two.file[i].name);
		CHECK(sv_eq(one.file[i].bytes, two.file[i].bytes));
	}
}

static void unknown_kinds_and_formats_are_refused(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = fixture_store();
	CLEANUP(xml_free) struct xml *model = fixture_model(db);
	struct fixture_files files = {.arena = a};
	struct err e;
	if (model == NULL)
		return;
	CHECK(render_format_find(SV("docx")) == NULL);
	xml_setz(xml_root(model), "kind", "gossip");
	CHECK_ERR(fixture_render(model, "html", &files, &e), &e,
		  "report kind \"gossip\": no template is known");
	CHECK_INT(files.n, 0);
}

/* For tests/golden/report_test.py, which checks the files with other people's tools. */
static void files_are_written_for_other_tools(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct fixture_files files = {.arena = a};
	const char *folder = getenv("REPORT_FOLDER");
	struct err e;
	if (folder == NULL || getenv("REPORT_FORMATS") == NULL) {
		unit_skip("REPORT_FOLDER and REPORT_FORMATS are not set");
		return;
	}
	if (rendered(&files, getenv("REPORT_FORMATS")))
		for (size_t i = 0; i < files.n; i++)
			CHECK_OK(file_write(arena_printf(a, "%s/%s", folder, files.file[i].name).at,
					    files.file[i].bytes, &e),
				 &e);
}

const struct unit_suite renderers_machine_suite = {
	"renderers_machine",
	(const struct unit_case[]){
		{"formats_agree_on_every_count", formats_agree_on_every_count},
		{"formulas_are_texts_and_numbers_stay_numbers", formulas_are_texts_and_numbers_stay_numbers},
		{"the_same_store_gives_the_same_bytes", the_same_store_gives_the_same_bytes},
		{"unknown_kinds_and_formats_are_refused", unknown_kinds_and_formats_are_refused},
		{"files_are_written_for_other_tools", files_are_written_for_other_tools},
		{NULL, NULL},
	}};
