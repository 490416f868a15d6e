#include "tests/unit/unit.h"

#include "analyzers/reference.h"
#include "model/store.h"
#include "tests/unit/analyzers/scenario.h"

extern const struct unit_suite analyzers_analyze_suite;

static const char facts[] =
	"INSERT INTO who (name, type, account, role) VALUES ('a', 'AssumedRole', '100000000001', "
	"'arn:aws:iam::100000000001:role/alpha/ops');"
	"INSERT INTO calls (who, time, account, call, last) VALUES "
	"('a', '2026-05-03T10:00:00Z', '100000000001', 'ec2:RunInstances', NULL),"
	"('a', '2026-05-09T10:00:00Z', '100000000001', 'ec2:RunInstances', '2026-05-09T12:00:00Z');";

static bool analyzed(const struct analyze_options *o, const char *sql, struct db **db,
		     struct analyze_summary *sum, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct sv contract;
	return scenario_text("contract.yaml", a, &contract, e) && scenario_open(db, e) &&
	       db_exec(*db, sql, e) && scenario_analyze(*db, contract, o, sum, e);
}

struct frame_row {
	const char *start, *end, *as_of, *facts, *want;
};

static struct analyze_options options_of(const struct frame_row *r)
{
	return (struct analyze_options){
		.period_start = r->start, .period_end = r->end, .as_of = r->as_of, .version = "1"};
}

static void the_frame_comes_from_the_evidence(void)
{
	static const struct frame_row rows[] = {
		{NULL, NULL, NULL, facts, "2026-05-03T00:00:00Z 2026-05-10T00:00:00Z 2026-05-09T12:00:00Z"},
		{NULL, NULL, NULL, "UPDATE object SET said_at = '2026-06-01T00:00:00Z';",
		 "2026-06-01T00:00:00Z 2026-06-02T00:00:00Z 2026-06-01T00:00:00Z"},
		/* An empty store: the day on which the contract was approved. */
		{NULL, NULL, NULL, "", "2026-06-10T00:00:00Z 2026-06-11T00:00:00Z 2026-06-10T00:00:00Z"},
		{"2026-01-01", "2026-01-31", "2026-02-01T01:00:00+01:00", facts,
		 "2026-01-01T00:00:00Z 2026-02-01T00:00:00Z 2026-02-01T00:00:00Z"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(arena_free) struct arena *a = arena_new();
		CLEANUP(db_close) struct db *db = NULL;
		struct analyze_options o = options_of(&rows[i]);
		struct analyze_summary sum;
		struct err e;
		if (CHECK_OK(analyzed(&o, rows[i].facts, &db, &sum, &e), &e))
			CHECK_SV(scenario_rows(
					 db,
					 "SELECT period_start || ' ' || period_end || ' ' || as_of FROM frame",
					 a),
				 sv_of(rows[i].want));
	}
}

static void frames_that_say_nothing_are_refused(void)
{
	static const struct frame_row rows[] = {
		{NULL, NULL, "soon", facts, "as of: "},
		{"2026-13-01", NULL, NULL, facts, "start of the period: "},
		{NULL, "x", NULL, facts, "end of the period: "},
		{"2026-02-02", "2026-02-01", NULL, facts,
		 "period: expected an end after its start, got 2026-02-02T00:00:00Z to 2026-02-02T00:00:00Z"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(db_close) struct db *db = NULL;
		struct analyze_options o = options_of(&rows[i]);
		struct analyze_summary sum;
		struct err e;
		CHECK_ERR(analyzed(&o, facts, &db, &sum, &e), &e, rows[i].want);
	}
}

#define EVERYTHING                                                                                             \
	"SELECT group_concat(quote(control) || quote(engagement) || quote(account) || quote(region) || "       \
	"quote(resource) || "                                                                                  \
	"quote(principal) || verdict || severity || reason || facts, char(10)) FROM (SELECT * FROM result "    \
	"ORDER BY control, "                                                                                   \
	"engagement, account, region, resource, principal)"

static void the_same_inputs_give_the_same_results_and_leave_the_evidence_alone(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct analyze_options o = SCENARIO_OPTIONS;
	struct analyze_summary sum, again;
	struct sv contract;
	struct err e;
	char before[65], after[65];
	if (!CHECK_OK(analyzed(&o, facts, &db, &sum, &e) && store_content_hash(db, before, &e), &e))
		return;
	struct sv first = scenario_rows(db, EVERYTHING, a);
	CHECK(first.n > 1000);
	CHECK_OK(scenario_text("contract.yaml", a, &contract, &e) &&
			 scenario_analyze(db, contract, &o, &again, &e) && store_content_hash(db, after, &e),
		 &e);
	CHECK_SV(scenario_rows(db, EVERYTHING, a), first);
	CHECK_Z(after, before);
	CHECK_INT(again.results, sum.results);
	CHECK_INT(sum.controls, 23);
	CHECK(sum.count[VERDICT_NOT_ASSESSED] > 0);
}

static void a_failing_analysis_leaves_the_results_before_it(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct analyze_options o = SCENARIO_OPTIONS;
	struct control_text bad = {
		"bad.sql", SV("-- ZZ-01  T\n-- severity: low\n-- audience: compliance\n-- arrangement: all\n"
			      "-- subject: customer\n-- asks: A?\n-- remedy: R.\n\nSELECT")};
	struct analyze_summary sum;
	struct sv contract;
	struct err e;
	if (!CHECK_OK(analyzed(&o, facts, &db, &sum, &e) && scenario_text("contract.yaml", a, &contract, &e),
		      &e))
		return;
	struct sv first = scenario_rows(db, EVERYTHING, a);
	o.extra = &bad;
	o.extras = 1;
	CHECK_ERR(scenario_analyze(db, contract, &o, &sum, &e), &e, "bad.sql: SQL: incomplete input");
	CHECK_SV(scenario_rows(db, EVERYTHING, a), first);
}

static void lists_are_checked_with_file_and_line(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"a\tb\n", "x/some-list.tsv:1: expected a line with the names of the columns"},
		{"# why\n# a\tb\n1\t2\n3\n", "x/some-list.tsv:4: expected 2 cells, got 1"},
		{"# a\tb\n1\t2\t3\n", "x/some-list.tsv:2: expected 2 cells, got 3"},
		{"# a\tb\tc\td\te\tf\tg\th\ti\n", "x/some-list.tsv:1: expected at most 8 columns"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	if (!CHECK_OK(scenario_open(&db, &e), &e))
		return;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_ERR(reference_table(db, "x/some-list.tsv", sv_of(rows[i].text), &e), &e, rows[i].want);
	CHECK_OK(reference_table(db, "x/some-list.tsv", SV("# why\n# a\tb\n\n1\t2\n# between\n3\t4\n"), &e),
		 &e);
	CHECK_SV(scenario_rows(db, "SELECT a || b FROM some_list ORDER BY a", a), SV("12\n34"));
}

const struct unit_suite analyzers_analyze_suite = {
	"analyzers_analyze",
	(const struct unit_case[]){
		{"the_frame_comes_from_the_evidence", the_frame_comes_from_the_evidence},
		{"frames_that_say_nothing_are_refused", frames_that_say_nothing_are_refused},
		{"the_same_inputs_give_the_same_results_and_leave_the_evidence_alone",
		 the_same_inputs_give_the_same_results_and_leave_the_evidence_alone},
		{"a_failing_analysis_leaves_the_results_before_it",
		 a_failing_analysis_leaves_the_results_before_it},
		{"lists_are_checked_with_file_and_line", lists_are_checked_with_file_and_line},
		{NULL, NULL},
	}};
