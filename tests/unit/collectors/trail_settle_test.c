#include "tests/unit/collectors/told.h"

#include "collectors/trail_store.h"
#include "model/store.h"

extern const struct unit_suite collectors_trail_settle_suite;

/* Record number i: some have the id of another, some of these say something else, some have none or no UUID. */
static void add_record(struct str *s, unsigned i)
{
	static const char *const names[] = {"ListUsers", "GetUser", "CreateRole", "DeleteRole"};
	unsigned id = i % 10 == 9 ? i - 7 : i;
	char event_id[64] = "";
	if (i % 13 == 5)
		snprintf(event_id, sizeof event_id, ",`eventID`:`plain-%u`", id);
	else if (i % 17 != 3)
		snprintf(event_id, sizeof event_id, ",`eventID`:`%08x-0000-4000-8000-000000000000`",
			 id * 2654435761u);
	unsigned said = i % 20 == 9 ? i : id;
	str_addf(
		s,
		"{`eventVersion`:`1.08`,`userIdentity`:{`type`:`IAMUser`,`accountId`:`11112222333%u`,`userName`:`u%u`},`eventTime`:`2026-06-%02uT%02u:00:%02uZ`,`eventSource`:`iam.amazonaws.com`,`eventName`:`%s`,`awsRegion`:`us-east-1`,`sourceIPAddress`:`192.0.2.%u`%s,`recipientAccountId`:`111122223333`}",
		said % 3, said % 5, 1 + said % 4, said % 7, said % 60, names[said % 4], said % 6, event_id);
}

/* Objects 0 .. n - 1 of ten records each. `list`: as a bare array, which another reader takes. */
static void write_objects(const char *folder, unsigned n, bool list)
{
	told_folder(folder);
	for (unsigned object = 0; object < n; object++) {
		CLEANUP(str_free) struct str text;
		char name[32];
		str_init(&text, 1u << 20);
		str_addz(&text, list ? "[" : "{`Records`:[");
		for (unsigned i = 0; i < 10; i++) {
			str_addz(&text, i > 0 ? "," : "");
			add_record(&text, object * 10 + i);
		}
		str_addz(&text, list ? "]" : "]}");
		snprintf(name, sizeof name, "%u.json", object * 37 % 50);
		told_text(folder, name, text.at);
	}
}

static void hash_of(struct db *db, char hex[65])
{
	struct err e;
	CHECK_OK(store_content_hash(db, hex, &e), &e);
}

static void parts_and_spilling_change_nothing(void)
{
	static const size_t most[] = {1, 2, 7, 64, 0};
	CLEANUP(db_close) struct db *db = told_store();
	char want[65], got[65];
	write_objects("settle", 20, false);
	told_collect(db, "settle");
	hash_of(db, want);
	for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
		CLEANUP(trail_store_close) struct trail_store *t = NULL;
		struct err e;
		if (!CHECK_OK(trail_store_open(db, &t, &e), &e))
			return;
		trail_store_limit(t, most[i]);
		CHECK_OK(trail_store_settle(t, true, &e), &e);
		hash_of(db, got);
		CHECK_Z(got, want);
	}
}

static void both_readers_give_the_same_tables(void)
{
	static const char *const tables[] = {
		"SELECT group_concat(r, ';') FROM (SELECT day || a.account || service || action || p.key || "
		"count || first_time || last_time || first_id || last_id AS r FROM activity AS a JOIN "
		"principal AS p ON p.id = a.principal ORDER BY 1)",
		"SELECT group_concat(r, ';') FROM (SELECT hour || account || address || count AS r FROM "
		"network ORDER BY 1)",
		"SELECT group_concat(r, ';') FROM (SELECT time || action || event_id || position || "
		"record_sha256 AS r FROM event ORDER BY 1)",
		"SELECT group_concat(r, ';') FROM (SELECT account || event_id || sha256 || copies || "
		"differing AS r FROM record_seen ORDER BY 1)",
	};
	CLEANUP(db_close) struct db *fast = told_store();
	CLEANUP(db_close) struct db *slow = told_store();
	write_objects("settle", 20, false);
	told_collect(fast, "settle");
	write_objects("settle", 20, true);
	told_collect(slow, "settle");
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		CLEANUP(str_free) struct str a, b;
		struct err e;
		str_init(&a, 1u << 20);
		str_init(&b, 1u << 20);
		CHECK_OK(db_get_text(fast, tables[i], &a, &e) && db_get_text(slow, tables[i], &b, &e), &e);
		CHECK(a.n > 0);
		CHECK_SV(str_sv(&a), str_sv(&b));
	}
}

static void every_level_fills_the_same_store(void)
{
	char want[65] = "", got[65];
	write_objects("settle", 5, false);
	for (enum cpu level = CPU_SCALAR; level <= cpu_best(); level++) {
		CLEANUP(db_close) struct db *db = told_store();
		struct collect_summary sum;
		struct err e;
		CHECK_OK(collect_folder_on(db, told_path("settle"), level, &sum, &e), &e);
		hash_of(db, level == CPU_SCALAR ? want : got);
		if (level > CPU_SCALAR)
			CHECK_Z(got, want);
	}
}

/* By hand: 200 records; every tenth has the id of another, half of these in content too. */
static void each_record_counts_once(void)
{
	CLEANUP(db_close) struct db *db = told_store();
	write_objects("settle", 20, false);
	told_collect(db, "settle");
	TOLD_ROWS(db, "SELECT sum(facts) FROM object", "200");
	TOLD_ROWS(db,
		  "SELECT (SELECT sum(count) FROM activity) = 200 - sum(copies - 1), count(*) > 10, "
		  "sum(differing) > 0, sum(differing) < sum(copies - 1), min(copies), (SELECT sum(count) "
		  "FROM network) = 200 - sum(copies - 1) FROM record_seen",
		  "1|1|1|1|2|1");
	TOLD_ROWS(db,
		  "SELECT count(*) = (SELECT count(*) FROM record_seen WHERE differing > 0) FROM gap WHERE "
		  "code = 'conflicting-duplicate'",
		  "1");
}

static void a_changed_object_takes_back_what_it_said(void)
{
	CLEANUP(db_close) struct db *all = told_store();
	CLEANUP(db_close) struct db *some = told_store();
	char want[65], got[65];
	struct err e;
	write_objects("settle", 20, false);
	told_text("settle", "0.json", "{`Records`:[]}");
	told_collect(some, "settle");
	hash_of(some, want);
	write_objects("settle", 20, false);
	told_collect(all, "settle");
	hash_of(all, got);
	CHECK(!sv_eq(sv_of(got), sv_of(want)));
	told_text("settle", "0.json", "{`Records`:[]}");
	told_collect(all, "settle");
	told_collect(all, "settle");
	CHECK_OK(store_content_hash(all, got, &e), &e);
	CHECK_Z(got, want);
}

static void damaged_facts_are_an_error(void)
{
	static const struct {
		const char *sql, *want;
	} rows[] = {
		{"UPDATE trail_facts SET records = x'00'", "expected a multiple of 44: the store is damaged"},
		{"DELETE FROM trail_key WHERE number = 0", "trail_key: number"},
		{"DELETE FROM trail_text WHERE number = 1", "trail_text: number"},
		{"DELETE FROM trail_principal WHERE number = 0", "trail_principal: number"},
		{"DELETE FROM trail_key", "a number that stands for nothing: the store is damaged"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CLEANUP(db_close) struct db *db = told_store();
		CLEANUP(trail_store_close) struct trail_store *t = NULL;
		struct err e = {{0}};
		write_objects("settle", 2, false);
		told_collect(db, "settle");
		CHECK_OK(db_exec(db, rows[i].sql, &e), &e);
		CHECK_ERR(trail_store_open(db, &t, &e) && trail_store_settle(t, true, &e), &e, rows[i].want);
	}
}

static const struct unit_case cases[] = {
	{"parts_and_spilling_change_nothing", parts_and_spilling_change_nothing},
	{"both_readers_give_the_same_tables", both_readers_give_the_same_tables},
	{"every_level_fills_the_same_store", every_level_fills_the_same_store},
	{"each_record_counts_once", each_record_counts_once},
	{"a_changed_object_takes_back_what_it_said", a_changed_object_takes_back_what_it_said},
	{"damaged_facts_are_an_error", damaged_facts_are_an_error},
	{NULL, NULL},
};
const struct unit_suite collectors_trail_settle_suite = {"collectors_trail_settle", cases};
