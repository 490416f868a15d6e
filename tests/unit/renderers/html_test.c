#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/renderers/fixture.h"

extern const struct unit_suite renderers_html_suite;

/* The page of the fixture after `sql`; empty after a failed CHECK. */
static struct sv page_after(const char *sql, struct arena *a)
{
	CLEANUP(db_close) struct db *db = fixture_store();
	struct fixture_files files = {.arena = a};
	struct err e;
	if (db == NULL || !CHECK_OK(db_exec(db, sql, &e), &e))
		return SV("");
	CLEANUP(xml_free) struct xml *model = fixture_model(db);
	if (model == NULL || !CHECK_OK(fixture_render(model, "html", &files, &e), &e))
		return SV("");
	return fixture_file(&files, "report.html");
}

/* What a name from outside may hold, and must never become. */
static void hostile_names_stay_text(void)
{
	static const struct {
		const char *name, *never;
	} rows[] = {
		{"</script><img src=x onerror=alert(1)>", "<img src"},
		{"\"><svg onload=alert(1)>", "<svg onload"},
		{"</style><b>x", "</style><b>"},
		{"<!-- x --> ]]> </title>", "</title> "},
		{"\xe2\x80\xaegnp.exe", "\xe2\x80\xae"},
		{"a\xcc\x81\xcc\x82\xcc\x83\xcc\x84 zalgo", "<zalgo"},
		{"javascript:alert(1)", "href=\"javascript:"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CLEANUP(arena_free) struct arena *a = arena_new();
		char sql[1000] = "";
		struct err e;
		CLEANUP(str_free) struct str s;
		str_init(&s, sizeof sql);
		static const char *const targets[] = {
			"UPDATE partner SET name = '%s' WHERE id = 'lodz';",
			"UPDATE population SET name = '%s', owner = '%s' WHERE account LIKE '%%7';",
			"UPDATE result SET reason = '%s', resource = '%s' WHERE control = 'PS-20';",
			"UPDATE gap SET origin = '%s', reason = '%s' WHERE id = 1;"};
		for (size_t t = 0; t < sizeof targets / sizeof *targets; t++)
			for (const char *c = targets[t]; *c != '\0'; c++) {
				if (c[0] == '%')
					str_addz(&s, *++c == 's' ? rows[i].name : "%");
				else
					str_addc(&s, *c);
			}
		CHECK_OK(str_finish(&s, "sql", &e), &e);
		struct sv page = page_after(s.at, a);
		CHECK(page.n > 100000);
		CHECK_INT(fixture_count(page, sv_of(rows[i].never)), 0);
		CHECK_INT(fixture_count(page, SV("</style>")), 1);
		CHECK_INT(fixture_count(page, SV("<title>")), 1);
		CHECK_INT(fixture_count(page, SV("<script")), fixture_count(page, SV("</script>")));
	}
}

static void a_name_of_a_megabyte_is_cut_and_marked(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv page = page_after(
		"UPDATE partner SET name = replace(hex(zeroblob(500000)), '0', 'x') WHERE id = 'lodz'", a);
	CHECK(page.n > 100000 && page.n < 30u << 20);
	CHECK(sv_find(page, SV("xxxx\xe2\x80\xa6")) > 0);
}

static void the_page_asks_for_nothing(void)
{
	static const char *const never[] = {"src=\"", "http://",  "@import",  "url(\"",
					    "url('",  "style=\"", " onclick", "eval("};
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv page = page_after("SELECT 1", a);
	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		size_t allowed =
			strcmp(never[i], "http://") == 0 ? 1 : 0; /* the name of a namespace in the script */
		CHECK_INT(fixture_count(page, sv_of(never[i])), allowed);
	}
	CHECK_INT(fixture_count(page, SV("Content-Security-Policy")), 1);
	CHECK_INT(fixture_count(page, SV("charset=")), 1);
	CHECK_INT(fixture_count(page, SV("<h1>")), 1);
}

/* Every finding, gap, waiver and result without a verdict of the model is on the page. */
static void nothing_of_the_model_is_missing(void)
{
	static const char *const lists[] = {"/r:report/r:results/*", "/r:report/r:waivers/r:waiver"};
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = fixture_store();
	CLEANUP(xml_free) struct xml *model = fixture_model(db);
	struct fixture_files files = {.arena = a};
	struct err e;
	if (model == NULL || !CHECK_OK(fixture_render(model, "html", &files, &e), &e))
		return;
	struct sv page = fixture_file(&files, "report.html");
	CLEANUP(xml_query_free) struct xml_query *q = xml_query_new(model);
	xml_query_ns(q, "r", REPORT_NS);
	for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
		struct xml_node **nodes;
		size_t n;
		CHECK_OK(xml_query_nodes(q, NULL, lists[l], a, &nodes, &n, &e), &e);
		for (size_t i = 0; i < n; i++)
			CHECK(sv_find(page,
				      arena_printf(a, "\"" SV_FMT "\"", SV_ARG(xml_get(nodes[i], "id")))) > 0);
	}
	struct xml_node **gaps;
	size_t n;
	CHECK_OK(xml_query_nodes(q, NULL, "/r:report/r:gaps/r:gap/r:reason", a, &gaps, &n, &e), &e);
	CHECK_INT(n, 5);
	for (size_t i = 0; i < n; i++) {
		CLEANUP(str_free) struct str s;
		str_init(&s, 4096);
		str_add_json(&s, xml_text(a, gaps[i]));
		CHECK(sv_find(page, str_sv(&s)) > 0);
	}
}

static void an_empty_analysis_is_still_a_report(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv page =
		page_after("DELETE FROM result; DELETE FROM control; DELETE FROM gap; DELETE FROM waiver; "
			   "DELETE FROM activity;DELETE FROM access_path; DELETE FROM attribution; DELETE "
			   "FROM digest; DELETE FROM engagement_role;DELETE FROM iam_account; DELETE FROM "
			   "credential_source; DELETE FROM object",
			   a);
	CHECK(sv_find(page, SV("No deviation was found in what could be assessed.")) > 0);
	CHECK(sv_find(page, SV("No gap is on record.")) > 0);
}

static void long_registers_keep_the_worst_rows_in_the_markup(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv page = page_after("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i "
				    "< 3000) INSERT INTO result SELECT 'PS-03', '', '', '', 'r' || i, '', "
				    "'FAIL', 'low', 'low', 'One more.', '{}', NULL, NULL FROM n",
				    a);
	CHECK(sv_find(page, SV("2,816 more rows are in findings.csv.")) > 0);
	CHECK(sv_find(page, SV("data-total=\"3016\"")) > 0);
	CHECK(sv_find(page, SV("The worst 100 of 3,016 are described here")) > 0);
}

const struct unit_suite renderers_html_suite = {
	"renderers_html",
	(const struct unit_case[]){
		{"hostile_names_stay_text", hostile_names_stay_text},
		{"a_name_of_a_megabyte_is_cut_and_marked", a_name_of_a_megabyte_is_cut_and_marked},
		{"the_page_asks_for_nothing", the_page_asks_for_nothing},
		{"nothing_of_the_model_is_missing", nothing_of_the_model_is_missing},
		{"an_empty_analysis_is_still_a_report", an_empty_analysis_is_still_a_report},
		{"long_registers_keep_the_worst_rows_in_the_markup",
		 long_registers_keep_the_worst_rows_in_the_markup},
		{NULL, NULL},
	}};
