#include "tests/unit/unit.h"

#include "base/sqlfn.h"

extern const struct unit_suite base_db_suite;

struct row {
	const char *sql, *want;
};

static void check_rows(struct db *db, const struct row *rows, size_t n)
{
	struct err e;
	for (size_t i = 0; i < n; i++) {
		CLEANUP(str_free) struct str got;
		str_init(&got, 200);
		CHECK_OK(db_get_text(db, rows[i].sql, &got, &e), &e);
		CHECK_SV(str_sv(&got), sv_of(rows[i].want));
	}
}

static void words_of_the_project_work_inside_sql(void)
{
	static const struct row rows[] = {
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
	check_rows(db, rows, sizeof rows / sizeof *rows);
	CHECK_ERR(db_exec(db, "SELECT decimal_add('x', '1')", &e), &e, "expected a decimal number");
}

static void sentences_are_put_together_in_sql(void)
{
	static const struct row rows[] = {
		{"SELECT counted(0, 'call', 'calls')", "no calls"},
		{"SELECT counted(1, 'call', 'calls')", "1 call"},
		{"SELECT counted(12, 'call', 'calls')", "12 calls"},
		{"SELECT counted(123456, 'call', 'calls')", "123,456 calls"},
		{"SELECT counted(1234567, 'call', 'calls')", "1,234,567 calls"},
		{"SELECT counted(-123456, 'call', 'calls')", "-123,456 calls"},
		{"SELECT coalesce(counted(NULL, 'call', 'calls'), 'unknown')", "unknown"},
		{"SELECT each_of(0, 'call', 'calls')", "No call"},
		{"SELECT each_of(1, 'call', 'calls')", "The only call"},
		{"SELECT each_of(1234, 'call', 'calls')", "Each of the 1,234 calls"},
		{"SELECT money('96.596', 'USD')", "96.60 USD"},
		{"SELECT money('1234567', 'EUR')", "1,234,567.00 EUR"},
		{"SELECT money('-1234.5', 'EUR')", "-1,234.50 EUR"},
		{"SELECT money('7', '')", "7.00"},
		{"SELECT money('0', 'EUR')", "0.00 EUR"},
		{"SELECT money('0.0049', 'EUR')", "less than 0.01 EUR"},
		{"SELECT moment('2026-07-02T08:10:59Z')", "2 July 2026, 08:10 UTC"},
		{"SELECT moment('2026-12-31')", "31 December 2026"},
		{"SELECT span('2026-07-02T08:10:00Z', '2026-07-02T08:10:59Z')", "on 2 July 2026, 08:10 UTC"},
		{"SELECT span('2026-07-02T08:10:00Z', '2026-07-02T20:12:00Z')",
		 "on 2 July 2026, 08:10 to 20:12 UTC"},
		{"SELECT span('2026-07-02T08:10:00Z', '2026-07-09T20:12:14Z')",
		 "between 2 July 2026, 08:10 UTC and 9 July 2026, 20:12 UTC"},
		{"SELECT span('2026-07-02', '2026-07-02')", "on 2 July 2026"},
		{"SELECT span('2026-07-02', '2026-08-01')", "between 2 July 2026 and 1 August 2026"},
		{"SELECT listed('[]')", ""},
		{"SELECT listed('[\"a\"]')", "a"},
		{"SELECT listed('[\"a\",\"b\"]')", "a and b"},
		{"SELECT listed('[\"a\",\"b\",3]')", "a, b and 3"},
		{"SELECT listed(json_array(NULL, 'a', NULL, 'b', NULL))", "a and b"},
	};
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	if (!CHECK_OK(db_open(":memory:", true, &db, &e) && sqlfn_register(db, &e), &e))
		return;
	check_rows(db, rows, sizeof rows / sizeof *rows);
	CHECK_ERR(db_exec(db, "SELECT money('x', 'EUR')", &e), &e, "expected a decimal number");
	CHECK_ERR(db_exec(db, "SELECT moment('yesterday')", &e), &e, "yesterday");
	CHECK_ERR(db_exec(db, "SELECT moment('2026-02-30')", &e), &e, "2026-02-30");
	CHECK_ERR(db_exec(db, "SELECT listed('a')", &e), &e, "expected");
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
			   {"sentences_are_put_together_in_sql", sentences_are_put_together_in_sql},
			   {"faults_name_the_statement", faults_name_the_statement},
			   {"parameters_are_listed", parameters_are_listed},
			   {NULL, NULL},
		   }};
