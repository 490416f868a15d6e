#include "collectors/facts.h"

#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_facts_suite;

static void every_table_is_one_of_the_schema(void)
{
	CLEANUP(db_close) struct db *db = told_store();
	for (size_t i = 0; fact_tables[i] != NULL; i++) {
		const struct fact_table *t = fact_tables[i];
		CLEANUP(db_finalize) struct db_stmt *s = NULL;
		CLEANUP(str_free) struct str sql;
		struct err e;
		str_init(&sql, 4096);
		str_addz(&sql, "SELECT ");
		for (unsigned c = 0; c < t->columns; c++)
			str_addf(&sql, "%s\"%s\".\"%s\"", c > 0 ? ", " : "", t->name, t->column[c]);
		str_addf(&sql, " FROM \"%s\"", t->name);
		CHECK_OK(db_prepare(db, str_sv(&sql), &s, &e), &e);
		CHECK(t->keys > 0 && t->keys <= t->columns);
	}
}

struct store {
	struct db *db;
	struct facts *facts;
};

static void store_close(struct store *s)
{
	facts_close(&s->facts);
	db_close(&s->db);
}

static struct store store_with_objects(void)
{
	struct store s = {.db = told_store()};
	struct err e;
	CHECK_OK(facts_open(s.db, &s.facts, &e) && db_exec(s.db,
							   "INSERT INTO object (id, origin, sha256, size, "
							   "kind) VALUES (1, 'b', '', 0, 'x'), (2, 'a', '', "
							   "0, 'x'), (3, 'c', '', 0, 'x')",
							   &e),
		 &e);
	return s;
}

static void put(struct store *s, int64_t source, const char *name, const char *email)
{
	const struct sv row[] = {SV("111122223333"),   sv_of(name),          sv_of(email),
				 (struct sv){NULL, 0}, (struct sv){NULL, 0}, (struct sv){NULL, 0}};
	struct sv values[6];
	for (size_t i = 0; i < 6; i++)
		values[i] = row[i].n > 0 ? row[i] : (struct sv){NULL, 0};
	struct err e;
	CHECK_OK(facts_put(s->facts, &FACT_ORGANIZATION_ACCOUNT, source, values, &e), &e);
}

#define ACCOUNTS "SELECT name, email, origin FROM organization_account AS a JOIN object AS o ON o.id = a.source"

static void last_origin_has_the_last_word_where_it_says_something(void)
{
	static const int64_t orders[][3] = {{1, 2, 3}, {3, 2, 1}, {2, 3, 1}};
	for (size_t i = 0; i < 3; i++) {
		CLEANUP(store_close) struct store s = store_with_objects();
		struct err e;
		for (size_t k = 0; k < 3; k++) {
			int64_t source = orders[i][k];
			put(&s, source,
			    source == 1   ? "of b"
			    : source == 2 ? "of a"
					  : "",
			    source == 2   ? "a@example.com"
			    : source == 3 ? "c@example.com"
					  : "");
		}
		CHECK_OK(facts_settle(s.facts, false, &e), &e);
		TOLD_ROWS(s.db, ACCOUNTS, "of b|c@example.com|c");
	}
}

static void what_is_forgotten_is_taken_back(void)
{
	CLEANUP(store_close) struct store s = store_with_objects();
	struct err e;
	put(&s, 1, "of b", "b@example.com");
	put(&s, 2, "of a", "a@example.com");
	CHECK_OK(facts_settle(s.facts, false, &e), &e);
	TOLD_ROWS(s.db, ACCOUNTS, "of b|b@example.com|b");
	CHECK_OK(facts_forget(s.facts, 1, &e) && facts_settle(s.facts, false, &e), &e);
	TOLD_ROWS(s.db, ACCOUNTS, "of a|a@example.com|a");
}

static void line(struct store *s, int64_t source, const char *amount)
{
	const struct sv none = {NULL, 0};
	const struct sv row[] = {SV("2"), SV("I-1"),     SV("2026-06"), none,       none,
				 none,    sv_of(amount), SV("EUR"),     SV("usage")};
	struct err e;
	CHECK_OK(facts_put(s->facts, &FACT_INVOICE_LINE, source, row, &e), &e);
}

static void equal_objects_are_summed_once(void)
{
	CLEANUP(store_close) struct store s = store_with_objects();
	struct err e;
	for (int64_t source = 1; source <= 3; source++)
		line(&s, source, "1.50");
	CHECK_OK(facts_settle(s.facts, false, &e), &e);
	TOLD_ROWS(s.db, "SELECT origin, line, amount FROM invoice_line JOIN object ON id = source", "a|2|1.50");
	/* The first one changes: the second takes its place. */
	CHECK_OK(db_exec(s.db, "UPDATE object SET sha256 = '1' WHERE origin = 'a'", &e) &&
			 facts_forget(s.facts, 2, &e),
		 &e);
	line(&s, 2, "7");
	CHECK_OK(facts_settle(s.facts, false, &e), &e);
	TOLD_ROWS(s.db, "SELECT origin, amount FROM invoice_line JOIN object ON id = source ORDER BY 1",
		  "a|7\nb|1.50");
}

static void rows_of_one_object_are_written_at_once(void)
{
	CLEANUP(store_close) struct store s = store_with_objects();
	struct err e;
	const struct sv row[] = {SV("111122223333"),         SV("eu-west-1"), SV("2026-06-01T10:00:00Z"),
				 SV("2026-06-01T11:00:00Z"), SV("3"),         SV("0")};
	CHECK_OK(facts_put(s.facts, &FACT_DIGEST, 1, row, &e), &e);
	TOLD_ROWS(s.db, "SELECT source, log_files FROM digest", "1|3");
}

static void fault_names_the_table(void)
{
	CLEANUP(store_close) struct store s = store_with_objects();
	struct err e;
	const struct sv row[] = {SV("111122223333"), SV("x"), SV("many")};
	CHECK_OK(facts_put(s.facts, &FACT_IAM_SUMMARY, 1, row, &e), &e);
	CHECK_ERR(facts_settle(s.facts, false, &e), &e, "settling table iam_summary: ");
	CHECK_OK(db_exec(s.db, "DROP TABLE digest", &e), &e);
	CHECK_ERR(facts_put(s.facts, &FACT_DIGEST, 1, row, &e), &e, "table digest: ");
}

static const struct unit_case cases[] = {
	{"every_table_is_one_of_the_schema", every_table_is_one_of_the_schema},
	{"last_origin_has_the_last_word_where_it_says_something",
	 last_origin_has_the_last_word_where_it_says_something},
	{"what_is_forgotten_is_taken_back", what_is_forgotten_is_taken_back},
	{"equal_objects_are_summed_once", equal_objects_are_summed_once},
	{"rows_of_one_object_are_written_at_once", rows_of_one_object_are_written_at_once},
	{"fault_names_the_table", fault_names_the_table},
	{NULL, NULL},
};

const struct unit_suite collectors_facts_suite = {"collectors_facts", cases};
