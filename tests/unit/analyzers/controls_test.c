/* The runner: heads, queries, and what becomes of their rows. */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/analyzers/scenario.h"

extern const struct unit_suite analyzers_controls_suite;

#define HEAD(id, subject, needs, more)                                                                         \
	"-- " id                                                                                               \
	"  Title\n-- severity: high\n-- audience: compliance\n-- arrangement: all\n-- subject: " subject       \
	"\n-- asks: A?\n-- remedy: R.\n" needs more "\n"
#define CONTROL(query) HEAD("ZZ-01", "account", "", "") query

static void heads_are_checked_with_file_and_line(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"SELECT 1", "z.sql:1: expected \"-- XX-00  Title\""},
		{"-- Z-1 Title\n", "z.sql:1: expected \"-- XX-00  Title\", got \"-- Z-1 Title\""},
		{"-- ZZ-01\n", "z.sql:1: expected \"-- XX-00  Title\""},
		{"-- ZZ-01  T\n-- sevrity: high\n",
		 "z.sql:2: expected a key such as \"severity:\", got \"sevrity: high\""},
		{"-- ZZ-01  T\n-- severity: high\n-- severity: low\n", "z.sql:3: expected \"severity\" once"},
		{"-- ZZ-01  T\n-- severity:\n", "z.sql:2: expected a value behind \"severity:\""},
		{"-- ZZ-01  T\n-- severity: high\n\nSELECT 1",
		 "z.sql: expected the key \"audience\" in its head"},
		{"-- ZZ-01  T\n-- severity: bad\n",
		 "z.sql: severity: expected one of: critical high medium low; got \"bad\""},
		{"-- ZZ-01  T\n-- severity: high low\n",
		 "z.sql: severity: expected one word, got \"high low\""},
		{"-- ZZ-01  T\n-- severity: low\n-- audience: nobody\n",
		 "z.sql: audience: expected words of: customer-audit"},
		{"-- ZZ-01  T\nloose text\n", "z.sql: expected the key \"severity\" in its head"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct control_header h;
	struct err e;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_ERR(header_parse("z.sql", sv_of(rows[i].text), a, &h, &e), &e, rows[i].want);
	if (!CHECK_OK(header_parse("z.sql",
				   SV(HEAD("ZZ-01", "account", "-- needs: trail\n--        iam\n", "")), a, &h,
				   &e),
		      &e))
		return;
	CHECK_SV(h.needs, SV("trail iam"));
	CHECK_SV(h.title, SV("Title"));
	CHECK_INT(h.lines, 9);
}

/* Runs the control text over an empty store with the contract of the scenarios. */
static bool run_as(const char *name, const char *text, const char *facts, const char *contract_end,
		   struct db **db, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct analyze_options o = SCENARIO_OPTIONS;
	struct control_text extra = {name, sv_of(text)};
	struct analyze_summary sum;
	struct sv contract;
	o.extra = &extra;
	o.extras = 1;
	if (!scenario_text("contract.yaml", a, &contract, e) || !scenario_open(db, e) ||
	    !db_exec(*db, facts, e))
		return false;
	return scenario_analyze(*db, arena_printf(a, SV_FMT "%s", SV_ARG(contract), contract_end), &o, &sum, e);
}

static bool run(const char *text, const char *facts, const char *contract_end, struct db **db, struct err *e)
{
	return run_as("z.sql", text, facts, contract_end, db, e);
}

static void bad_queries_are_refused(void)
{
	static const struct {
		const char *head, *query, *want;
	} rows[] = {
		{"", "SELECT 'PASS' AS verdict", "z.sql: expected a column \"reason\""},
		{"", "SELECT 'PASS' AS verdict, 'R.' AS reason, 1 AS acount",
		 "z.sql: column \"acount\" is none that a result has"},
		{"", "SELECT 'MAYBE' AS verdict, 'R.' AS reason",
		 "z.sql: verdict: expected one of: PASS FAIL WARN INFO NOT_ASSESSED NOT_APPLICABLE; got "
		 "\"MAYBE\""},
		{"", "SELECT 'WAIVED' AS verdict, 'R.' AS reason", "got \"WAIVED\""},
		{"", "SELECT 'PASS' AS verdict, NULL AS reason", "z.sql: reason: expected a sentence"},
		{"", "SELECT 'PASS' AS verdict, 'R.' AS reason, 'big' AS severity",
		 "z.sql: severity: expected critical, high, medium or low, got \"big\""},
		{"", "SELECT 'PASS' AS verdict, 'R.' AS reason, '{' AS facts", "malformed JSON"},
		{"", "DELETE FROM activity RETURNING 'PASS' AS verdict, 'R.' AS reason",
		 "z.sql: expected a SELECT, got a statement that writes"},
		{"", "SELECT 'PASS' AS verdict, 'R.' AS reason; SELECT 1",
		 "z.sql: SQL: expected exactly one statement"},
		{"", "SELECT 'PASS' AS verdict, :limit AS reason",
		 "z.sql: parameter :limit: neither of the frame nor in \"params\" of the head"},
		{"", "SELECT 'PASS' AS verdict, ?1 AS reason",
		 "z.sql: parameter 1: expected a name such as :as_of"},
		{"-- params: limit=1\n", "SELECT 'PASS' AS verdict, 'R.' AS reason",
		 "z.sql: params: limit is not used by the query"},
		{"-- after: HO-99\n", "SELECT 'PASS' AS verdict, 'R.' AS reason",
		 "z.sql: after: expected ids of controls, got \"HO-99\""},
		{"-- after: ZZ-01\n", "SELECT 'PASS' AS verdict, 'R.' AS reason",
		 "z.sql: after: control ZZ-01 would wait for itself"},
		{"-- needs: weather\n", "SELECT 'PASS' AS verdict, 'R.' AS reason",
		 "z.sql: needs: no kind of evidence is called \"weather\""},
		{"",
		 "SELECT '1' AS account, 'PASS' AS verdict, 'R.' AS reason UNION ALL SELECT '1', 'FAIL', 'S.'",
		 "z.sql: two rows for one subject: engagement \"\", account \"1\""},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(db_close) struct db *db = NULL;
		struct err e;
		const char *text =
			arena_printf(a, HEAD("ZZ-01", "account", "%s", "") "%s", rows[i].head, rows[i].query)
				.at;
		CHECK_ERR(run(text, "", "", &db, &e), &e, rows[i].want);
	}
}

/* One of this program's own, that is; a subject without a row would otherwise pass. */
static void a_rule_that_stumbles_leaves_its_control_open(void)
{
	static const char twice[] = "SELECT '100000000001' AS account, 'PASS' AS verdict, 'R.' AS reason\n"
				    "UNION ALL SELECT '100000000001', 'PASS', 'S.'";
	static const char reason[] =
		"NOT_ASSESSED The rule of this control could not be run on this evidence (two "
		"rows for one subject: ";
	static const struct {
		const char *head, *subject;
	} rows[] = {
		{HEAD("ZZ-01", "account", "", "-- empty: PASS Fine.\n"), "account"},
		{HEAD("ZZ-01", "engagement", "", "-- empty: PASS Fine.\n"), "engagement"},
		{HEAD("ZZ-01", "customer", "", "-- empty: PASS Fine.\n"), "''"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(db_close) struct db *db = NULL;
		struct err e;
		const char *text = arena_printf(a, "%s%s", rows[i].head, twice).at;
		if (!CHECK_OK(run_as("analyzers/controls/ZZ/ZZ-01.sql", text, "", "", &db, &e), &e))
			continue;
		const char *sql = arena_printf(a,
					       "SELECT DISTINCT verdict || ' ' || substr(reason, 1, %zu) || "
					       "(%s <> '') FROM result WHERE control = 'ZZ-01'",
					       strlen(reason) - strlen("NOT_ASSESSED "), rows[i].subject)
					  .at;
		const char *want = arena_printf(a, "%s%d", reason, i < 2).at;
		CHECK_SV(scenario_rows(db, sql, a), sv_of(want));
		int64_t others;
		CHECK_OK(db_get_int(db, "SELECT count(*) FROM result WHERE control = 'CC-08'", &others, &e),
			 &e);
		CHECK(others > 0);
	}
}

static void two_controls_of_one_id_are_refused(void)
{
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	CHECK_ERR(run(HEAD("HO-20", "account", "", "") "SELECT 1", "", "", &db, &e), &e,
		  "z.sql: control HO-20 stands in analyzers/controls/HO/HO-20.sql as well");
}

#define RESULTS                                                                                                \
	"SELECT account || ' ' || verdict || ' ' || base_severity || ' ' || severity || ' ' || "               \
	"coalesce(waiver, '-') || ' ' "                                                                        \
	"|| coalesce(waived, '-') || ' ' || reason FROM result WHERE control = 'ZZ-01' ORDER BY engagement, "  \
	"account, resource"

static void check(const char *text, const char *facts, const char *contract_end, const char *sql,
		  const char *want)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	if (CHECK_OK(run(text, facts, contract_end, &db, &e), &e))
		CHECK_SV(scenario_rows(db, sql, a), sv_of(want));
}

/* AA-01 comes before CC-08 by its id and reads what that found. */
static void a_control_may_read_the_results_of_another(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	const char *text = HEAD("AA-01", "customer", "-- after: CC-08\n",
				"") "SELECT 'INFO' AS verdict, count(*) || "
				    "' rows.' AS reason FROM result WHERE control = 'CC-08' AND account <> ''";
	if (CHECK_OK(run(text, "INSERT INTO iam_read VALUES ('100000000001')", "", &db, &e), &e))
		CHECK_SV(scenario_rows(
				 db, "SELECT verdict || ' ' || reason FROM result WHERE control = 'AA-01'", a),
			 SV("INFO 1 rows."));
}

static void parameters_are_numbers_words_and_the_frame(void)
{
	check(HEAD("ZZ-01", "customer", "",
		   "-- params: n=16 word=x\n") "SELECT 'INFO' AS verdict, typeof(:n) || ' ' || (3 < :n) || ' ' "
					       "|| :word || ' ' || :as_of || ' ' || :period_start || ' ' "
					       "|| :period_end AS reason",
	      "", "", "SELECT reason FROM result WHERE control = 'ZZ-01'",
	      "integer 1 x 2026-08-01T00:00:00Z 2026-06-01T00:00:00Z 2026-08-01T00:00:00Z");
}

#define PASS_ONE "SELECT '100000000001' AS account, 'PASS' AS verdict, 'Good.' AS reason"
#define FAIL_ONE "SELECT '100000000001' AS account, 'FAIL' AS verdict, 'Bad.' AS reason"

static void every_subject_has_a_row(void)
{
	check(CONTROL(PASS_ONE), "", "", RESULTS,
	      "100000000000 NOT_APPLICABLE high high - - There is nothing to test: the evidence was read and "
	      "holds no subject of this control.\n100000000001 PASS high high - - Good.\n"
	      "100000000002 NOT_APPLICABLE high high - - There is nothing to test: the evidence was read and "
	      "holds no subject of this control.\n"
	      "100000000009 NOT_APPLICABLE high high - - There is nothing to test: the evidence was read and "
	      "holds no subject of this control.");
	check(HEAD("ZZ-01", "engagement", "",
		   "-- empty: Nothing here.\n") "SELECT 'x' AS verdict, 'y' AS reason WHERE 0",
	      "", "", "SELECT engagement || ' ' || reason FROM result WHERE control = 'ZZ-01' ORDER BY 1",
	      "alpha-ops Nothing here.\nbeta-ops Nothing here.");
}

static void lacking_evidence_is_never_pass(void)
{
	const char *two = HEAD("ZZ-01", "account", "-- needs: iam\n", "") PASS_ONE
		" UNION ALL SELECT '100000000002', 'FAIL', 'Bad.'";
	check(two, "INSERT INTO iam_read VALUES ('100000000009');", "", RESULTS,
	      "100000000000 NOT_ASSESSED high high - - The IAM authorization details of account 100000000000 "
	      "were not read.\n"
	      "100000000001 NOT_ASSESSED high high - - The IAM authorization details of account 100000000001 "
	      "were not read.\n"
	      "100000000002 FAIL high high - - Bad.\n"
	      "100000000009 NOT_APPLICABLE high high - - There is nothing to test: the evidence was read and "
	      "holds no subject of this control.");
	/* A gap harms its own account only, and only evidence of its kind that was lost. */
	check(HEAD("ZZ-01", "customer", "-- needs: iam\n", "") PASS_ONE
	      " UNION ALL SELECT '100000000002', 'PASS', 'Good.'",
	      "INSERT INTO iam_read VALUES ('100000000001'), ('100000000002');INSERT INTO gaps VALUES "
	      "('iam', '100000000001', 'Cut off.'), ('iam', '100000000001', 'Damaged.'), ('trail', "
	      "'100000000002', 'Cut off.');INSERT INTO gap (origin, subject, account, code, reason, lost) "
	      "VALUES ('o', 'iam', '100000000002', 'x', 'Odd.', 0);",
	      "", RESULTS,
	      "100000000001 NOT_ASSESSED high high - - A part of the IAM evidence of account 100000000001 "
	      "was lost (2 gaps, listed under gaps in the evidence). What was read shows: Good.\n100000000002 PASS high high - - Good.");
	/* A gap of which nobody knows the account may harm any. */
	check(HEAD("ZZ-01", "customer", "-- needs: billing\n", "") PASS_ONE,
	      "INSERT INTO bill (month, account, service, billed, payer) VALUES ('2026-06-01', '100000000001', "
	      "'AmazonS3', '1', '700000000000');INSERT INTO gaps VALUES ('billing', NULL, 'Cut off.');",
	      "", RESULTS,
	      "100000000001 NOT_ASSESSED high high - - A part of the cost and usage data was lost (1 gap, "
	      "listed under gaps in the evidence). What was read shows: Good.");
	/* A row about the whole customer stands on every account. */
	check(HEAD("ZZ-01", "customer", "-- needs: iam\n", "") "SELECT 'PASS' AS verdict, 'Good.' AS reason",
	      "INSERT INTO iam_read VALUES ('100000000000'), ('100000000001'), ('100000000002');", "", RESULTS,
	      " NOT_ASSESSED high high - - The IAM authorization details of account 100000000009 were not "
	      "read. What was read shows: Good.");
}

static void an_arrangement_that_does_not_fit_is_not_judged(void)
{
	const char *text = "-- ZZ-01  T\n-- severity: low\n-- audience: compliance\n-- arrangement: "
			   "reseller\n-- subject: account\n"
			   "-- asks: A?\n-- remedy: R.\n\n" FAIL_ONE;
	check(text, "", "",
	      "SELECT engagement || ' ' || verdict || ' ' || reason FROM result WHERE control = 'ZZ-01' ORDER "
	      "BY 1",
	      "alpha-ops NOT_APPLICABLE This control is not meant for the arrangement of this engagement "
	      "(managed service).\n"
	      "beta-ops NOT_APPLICABLE This control is not meant for the arrangement of this engagement "
	      "(managed service).");
}

/* The schema knows the groups of the catalogue only, so waivers are tried on one of those. */
static void check_waiver(const char *rest, const char *want)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	const char *text = "-- EQ-99  T\n-- severity: low\n-- audience: compliance\n-- arrangement: all\n-- "
			   "subject: customer\n"
			   "-- asks: A?\n-- remedy: R.\n\n"
			   "SELECT '100000000001' AS account, 'eu-west-1' AS region, 'r1' AS resource, 'arn:x' "
			   "AS principal, 'FAIL' "
			   "AS verdict, 'Bad.' AS reason UNION ALL SELECT '100000000001', 'eu-west-1', 'r2', "
			   "'arn:x', 'PASS', 'Good.'";
	check(text, "",
	      arena_printf(a, "waivers: [{id: w1, control: EQ-99, reason: R, approved_by: N, %s}]\n", rest).at,
	      "SELECT verdict || ' ' || coalesce(waiver, '-') || ' ' || coalesce(waived, '-') || ' ' || "
	      "reason FROM result WHERE control = 'EQ-99' AND resource = 'r1'",
	      want);
}

static void waivers_cover_findings_while_they_are_in_force(void)
{
	static const struct {
		const char *rest, *want;
	} rows[] = {
		{"approved_on: 2026-01-01, expires: 2026-12-31", "WAIVED w1 FAIL Bad."},
		{"approved_on: 2026-01-01, expires: 2026-08-01", "WAIVED w1 FAIL Bad."},
		{"approved_on: 2026-01-01, expires: 2026-07-31",
		 "FAIL - - Bad. Waiver w1, which would cover this, ended on 31 July 2026."},
		{"approved_on: 2026-08-02, expires: 2026-12-31", "FAIL - - Bad."},
		{"engagement: alpha-ops, approved_on: 2026-01-01, expires: 2026-12-31", "FAIL - - Bad."},
		{"match: {account: \"1*1\", region: eu-*, resource: r?, principal: \"arn:*\"}, approved_on: "
		 "2026-01-01, expires: 2026-12-31",
		 "WAIVED w1 FAIL Bad."},
		{"match: {resource: r2}, approved_on: 2026-01-01, expires: 2026-12-31", "FAIL - - Bad."},
		{"match: {region: us-*}, approved_on: 2026-01-01, expires: 2026-12-31", "FAIL - - Bad."},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check_waiver(rows[i].rest, rows[i].want);
}

static const char six_rows[] =
	HEAD("ZZ-01", "customer", "", "") "WITH r (engagement, account, resource, severity) AS (VALUES "
					  "('', '100000000001', 'a', ''), ('', '100000000002', 'b', ''), "
					  "('alpha-ops', '100000000002', 'c', ''), "
					  "('alpha-ops', '', 'd', 'critical'), ('alpha-ops', '', 'e', "
					  "'medium'), ('beta-ops', '', 'f', 'critical')) "
					  "SELECT *, 'FAIL' AS verdict, 'R.' AS reason FROM r";

/* Account 2 is restricted, alpha critical. */
static void severity_goes_up_one_step_at_most(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct analyze_options o = SCENARIO_OPTIONS;
	struct control_text extra = {"z.sql", sv_of(six_rows)};
	struct analyze_summary sum;
	struct sv contract;
	struct err e;
	o.extra = &extra;
	o.extras = 1;
	if (!CHECK_OK(scenario_text("contract.yaml", a, &contract, &e) && scenario_open(&db, &e), &e))
		return;
	size_t two = (size_t)sv_find(contract, SV("name: \"two\""));
	size_t alpha = (size_t)sv_find(contract, SV("    status: \"exiting\""));
	contract =
		arena_printf(a, SV_FMT "data_class: restricted, " SV_FMT "    criticality: critical\n" SV_FMT,
			     SV_ARG(sv_sub(contract, 0, two)), SV_ARG(sv_sub(contract, two, alpha - two)),
			     SV_ARG(sv_sub(contract, alpha, contract.n)));
	if (CHECK_OK(scenario_analyze(db, contract, &o, &sum, &e), &e))
		CHECK_SV(scenario_rows(db,
				       "SELECT resource || ' ' || base_severity || ' ' || severity FROM "
				       "result WHERE control = 'ZZ-01' ORDER BY 1",
				       a),
			 SV("a high high\nb high critical\nc high critical\nd critical critical\ne medium "
			    "high\nf critical critical"));
}

static void the_worst_result_is_the_controls(void)
{
	static const struct {
		const char *values, *want;
	} rows[] = {
		{"('PASS'), ('FAIL'), ('NOT_ASSESSED'), ('WARN')", "FAIL 3 4"},
		{"('PASS'), ('NOT_ASSESSED'), ('WARN')", "NOT_ASSESSED 2 3"},
		{"('PASS'), ('WARN'), ('INFO')", "WARN 3 3"},
		{"('PASS'), ('INFO'), ('NOT_APPLICABLE')", "INFO 2 2"},
		{"('PASS'), ('NOT_APPLICABLE')", "PASS 1 1"},
		{"('NOT_APPLICABLE')", "NOT_APPLICABLE 0 0"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check(arena_printf(a,
				   HEAD("ZZ-01", "customer", "",
					"") "WITH r (verdict) AS (VALUES %s) SELECT verdict, verdict AS "
					    "resource, 'R.' AS reason FROM r",
				   rows[i].values)
			      .at,
		      "", "",
		      "SELECT verdict || ' ' || assessed || ' ' || applicable FROM control WHERE id = 'ZZ-01'",
		      rows[i].want);
}

const struct unit_suite analyzers_controls_suite = {
	"analyzers_controls",
	(const struct unit_case[]){
		{"heads_are_checked_with_file_and_line", heads_are_checked_with_file_and_line},
		{"bad_queries_are_refused", bad_queries_are_refused},
		{"a_control_may_read_the_results_of_another", a_control_may_read_the_results_of_another},
		{"a_rule_that_stumbles_leaves_its_control_open", a_rule_that_stumbles_leaves_its_control_open},
		{"two_controls_of_one_id_are_refused", two_controls_of_one_id_are_refused},
		{"parameters_are_numbers_words_and_the_frame", parameters_are_numbers_words_and_the_frame},
		{"every_subject_has_a_row", every_subject_has_a_row},
		{"lacking_evidence_is_never_pass", lacking_evidence_is_never_pass},
		{"an_arrangement_that_does_not_fit_is_not_judged",
		 an_arrangement_that_does_not_fit_is_not_judged},
		{"waivers_cover_findings_while_they_are_in_force",
		 waivers_cover_findings_while_they_are_in_force},
		{"severity_goes_up_one_step_at_most", severity_goes_up_one_step_at_most},
		{"the_worst_result_is_the_controls", the_worst_result_is_the_controls},
		{NULL, NULL},
	}};
