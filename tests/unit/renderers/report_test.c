#include "tests/unit/unit.h"

#include "tests/unit/renderers/fixture.h"

extern const struct unit_suite renderers_report_suite;

struct model {
	struct arena *arena;
	struct db *db;
	struct xml *xml;
	struct xml_query *query;
};

static void model_free(struct model *m)
{
	xml_query_free(&m->query);
	xml_free(&m->xml);
	db_close(&m->db);
	arena_free(&m->arena);
}

static bool model_open(struct model *m)
{
	m->arena = arena_new();
	m->db = fixture_store();
	m->xml = fixture_model(m->db);
	if (m->xml == NULL)
		return false;
	m->query = xml_query_new(m->xml);
	xml_query_ns(m->query, "r", REPORT_NS);
	return true;
}

static struct sv ask(struct model *m, const char *expression)
{
	struct sv text = SV("");
	struct err e;
	CHECK_OK(xml_query_text(m->query, NULL, 1, 1, expression, m->arena, &text, &e), &e);
	return text;
}

static void the_model_is_valid_and_says_what_the_store_says(void)
{
	static const struct {
		const char *expression, *want;
	} rows[] = {
		{"count(/r:report/r:results/*)", "42"},
		{"count(/r:report/r:results/r:finding)", "16"},
		{"count(/r:report/r:results/r:not-assessed)", "5"},
		{"count(/r:report/r:results/r:waived)", "2"},
		{"count(/r:report/r:gaps/r:gap)", "5"},
		{"count(/r:report/r:waivers/r:waiver)", "3"},
		{"/r:report/r:waivers/r:waiver[1]/@state", "expired"},
		{"/r:report/r:quality/@assessed", "35"},
		{"/r:report/r:quality/@applicable", "40"},
		{"/r:report/r:quality/@accounts-with-trail", "9"},
		{"/r:report/r:quality/@gaps-lost", "4"},
		{"/r:report/r:summary/r:dimension[@name = 'billing']/@verdict", "NOT_ASSESSED"},
		{"sum(/r:report/r:summary/r:severity/@findings)", "16"},
		{"sum(/r:report/r:summary/r:verdict/@results)", "42"},
		{"/r:report/r:results/r:finding[1]/@severity", "critical"},
		{"/r:report/r:results/r:finding[last()]/@severity", "high"},
		{"/r:report/r:controls/r:control[@id = 'PS-02']/@assessed", "4"},
		{"/r:report/r:controls/r:control[@id = 'PS-02']/@applicable", "5"},
		{"count(/r:report/r:partners/r:partner)", "3"},
		{"/r:report/r:partners/r:partner[1]/@id", "skyline"},
		{"/r:report/r:partners/r:partner[@id = 'skyline']/r:engagement/r:activity/@out", "34"},
		{"/r:report/r:partners/r:partner[@id = 'lodz']/r:engagement/r:activity/r:outside[@time-out = "
		 "1]/@account",
		 "210987654307"},
		{"count(/r:report/r:partners/r:partner[@id = 'lodz']/r:worst)", "6"},
		{"count(/r:report/r:controls/r:control[@id = 'EQ-03']/r:worst)", "2"},
		{"/r:report/r:access/r:path[1]/@owner", "unknown"},
		{"count(/r:report/r:access/r:path)", "9"},
		{"/r:report/r:objects/r:object[@kind = 'unrecognised']/@sha256",
		 "9f5162408e73dacbf9e8071625344d5c6b7a8998a7b6c53e4f5a6b7c8d9e0f1a"},
		{"/r:report/r:results/r:finding[@control = 'PS-20']/r:resource",
		 "arn:aws:logs:eu-central-1:210987654308:log-group:/app/\\u{202e}gnitide"},
	};
	struct err e;
	struct model m = {NULL};
	if (model_open(&m)) {
		CHECK_OK(report_validate(m.xml, &e), &e);
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
			CHECK_SV(ask(&m, rows[i].expression), sv_of(rows[i].want));
	}
	model_free(&m);
}

static void a_control_of_another_audience_is_left_out(void)
{
	struct model m = {NULL};
	if (model_open(&m)) {
		CHECK_SV(ask(&m, "count(/r:report/r:controls/r:control[@id = 'PS-32'])"), SV("0"));
		CHECK_SV(ask(&m, "count(/r:report/r:results/*[@control = 'PS-32'])"), SV("0"));
	}
	model_free(&m);
}

static void two_builds_give_the_same_bytes_and_leave_nothing(void)
{
	CLEANUP(db_close) struct db *db = fixture_store();
	CLEANUP(xml_free) struct xml *one = fixture_model(db), *two = fixture_model(db);
	CLEANUP(str_free) struct str a, b;
	struct err e;
	int64_t left;
	str_init(&a, 1u << 24);
	str_init(&b, 1u << 24);
	if (one == NULL || two == NULL)
		return;
	xml_write(one, true, &a);
	xml_write(two, true, &b);
	CHECK(a.n > 10000 && sv_eq(str_sv(&a), str_sv(&b)));
	CHECK_OK(db_get_int(db, "SELECT count(*) FROM sqlite_temp_schema", &left, &e), &e);
	CHECK_INT(left, 0);
}

static void a_store_without_an_analysis_is_refused(void)
{
	static const struct {
		const char *sql, *want;
	} rows[] = {
		{"DELETE FROM frame", "frame: expected one row, got none; has the analysis run?"},
		{"DELETE FROM contract", "contract: expected one row, got none"},
		{"UPDATE result SET facts = '[1]' WHERE control = 'PS-02'",
		 "facts of a result: expected a JSON object, got \"[1]\""},
		{"UPDATE result SET facts = '{' WHERE control = 'PS-02'",
		 "report: results: facts of a result: line 1"},
		{"DROP TABLE waiver", "waiver"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CLEANUP(db_close) struct db *db = fixture_store();
		CLEANUP(xml_free) struct xml *model = NULL;
		const struct report_options o = {.kind = "customer-audit", .language = "en", .revision = 1};
		struct err e;
		if (db == NULL || !CHECK_OK(db_exec(db, rows[i].sql, &e), &e))
			return;
		CHECK_ERR(report_build(db, &o, &model, &e), &e, rows[i].want);
		CHECK(model == NULL);
	}
}

static void an_unknown_code_fails_the_schema(void)
{
	CLEANUP(db_close) struct db *db = fixture_store();
	struct err e;
	if (db == NULL ||
	    !CHECK_OK(db_exec(db, "UPDATE result SET severity = 'huge' WHERE control = 'PS-02'", &e), &e))
		return;
	CLEANUP(xml_free) struct xml *model = fixture_model(db);
	if (model != NULL)
		CHECK_ERR(report_validate(model, &e), &e, "model/report.rng does not allow this document");
}

const struct unit_suite renderers_report_suite = {
	"renderers_report",
	(const struct unit_case[]){
		{"the_model_is_valid_and_says_what_the_store_says",
		 the_model_is_valid_and_says_what_the_store_says},
		{"a_control_of_another_audience_is_left_out", a_control_of_another_audience_is_left_out},
		{"two_builds_give_the_same_bytes_and_leave_nothing",
		 two_builds_give_the_same_bytes_and_leave_nothing},
		{"a_store_without_an_analysis_is_refused", a_store_without_an_analysis_is_refused},
		{"an_unknown_code_fails_the_schema", an_unknown_code_fails_the_schema},
		{NULL, NULL},
	}};
