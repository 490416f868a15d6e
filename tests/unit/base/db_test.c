#include "tests/unit/unit.h"

#include "base/sqlfn.h"

extern const struct unit_suite base_db_suite;

static void words_of_the_project_work_inside_sql(void)
{
	static const struct {
		const char *sql, *want;
	} rows[] = {
		{"SELECT glob_match('a*', 'abc')", "1"},
		{"SELECT glob_match_nocase('IAM:*', 'iam:x')", "1"},
		{"SELECT cidr_contains('192.0.2.0/26', '192.0.2.63')", "1"},
		{"SELECT arn_part('arn:aws:iam::1:role/x', 'resource')", "role/x"},
		{"SELECT coalesce(arn_part('x', 'account'), 'none')", "none"},
		{"SELECT decimal_sum(v) FROM (SELECT '0.1' AS v UNION ALL SELECT '0.2' UNION ALL SELECT NULL)",
		 "0.3"},
		{"SELECT decimal_sub('1', '0.9')", "0.1"},
		{"SELECT decimal_cmp('1.0', '1')", "0"},
		{"SELECT time_add('2026-06-30T23:00:00Z', 3600)", "2026-07-01T00:00:00Z"},
		{"SELECT time_add('9999-12-31T00:00:00Z', 86400)", "9999-12-31T23:59:59Z"},
		{"SELECT time_add('2026-01-01T00:00:00Z', 9223372036854775807)", "9999-12-31T23:59:59Z"},
		{"SELECT time_add('1960-01-01T00:00:00Z', -9223372036854775807 - 1)", "0000-01-01T00:00:00Z"},
		{"SELECT time_diff('2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z')", "86400"},
		{"SELECT substr(sha256_text('abc'), 1, 8)", "ba7816bf"},
	};
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	if (!CHECK_OK(db_open(":memory:", true, &db, &e) && sqlfn_register(db, &e), &e))
		return;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CLEANUP(str_free) struct str got;
		str_init(&got, 200);
		CHECK_OK(db_get_text(db, rows[i].sql, &got, &e), &e);
		CHECK_SV(str_sv(&got), sv_of(rows[i].want));
	}
	CHECK_ERR(db_exec(db, "SELECT decimal_add('x', '1')", &e), &e, "expected a decimal number");
}

static void faults_name_the_statement(void)
{
	CLEANUP(db_close) struct db *db = NULL;
	struct db_stmt *s = NULL;
	struct err e;
	if (!CHECK_OK(db_open(":memory:", true, &db, &e), &e))
		return;
	CHECK_ERR(db_exec(db, "SELECT * FROM nowhere", &e), &e, "no such table: nowhere");
	CHECK_ERR(db_prepare(db, SV("SELECT 1; SELECT 2"), &s, &e), &e, "expected exactly one statement");
	CHECK_ERR(db_open("/nowhere/at/all", false, &db, &e), &e, "/nowhere/at/all: ");
}

static void parameters_are_listed(void)
{
	CLEANUP(db_close) struct db *db = NULL;
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	struct err e;
	if (!CHECK_OK(db_open(":memory:", true, &db, &e) && db_prepare(db, SV("SELECT :a, :b, :a, ?3"), &s, &e),
		      &e))
		return;
	CHECK_INT(db_parameters(s), 3);
	CHECK_Z(db_parameter_name(s, 2), ":b");
	CHECK_Z(db_parameter_name(s, 3), "?3");
}

const struct unit_suite base_db_suite = {
	"base_db", (const struct unit_case[]){
			   {"words_of_the_project_work_inside_sql", words_of_the_project_work_inside_sql},
			   {"faults_name_the_statement", faults_name_the_statement},
			   {"parameters_are_listed", parameters_are_listed},
			   {NULL, NULL},
		   }};
