#include "tests/unit/unit.h"

#include "model/evidence.h"
#include "model/store.h"

extern const struct unit_suite model_store_suite;

static void add(struct evidence *ev, const char *origin)
{
	struct object o = {.origin = sv_of(origin), .sha256 = "00", .size = 1, .kind = "trail"};
	struct err e;
	int64_t id = 0;
	CHECK_OK(evidence_object_add(ev, &o, &id, &e), &e);
	struct gap g = {.source = id,
			.origin = o.origin,
			.subject = "trail",
			.code = "not-json",
			.reason = SV("A sentence."),
			.lost = true};
	CHECK_OK(evidence_gap(ev, &g, &e), &e);
}

static void hash_after(const char *const *origins, char hex[65])
{
	CLEANUP(db_close) struct db *db = NULL;
	CLEANUP(evidence_close) struct evidence *ev = NULL;
	struct err e;
	if (!CHECK_OK(store_open(":memory:", &db, &e) && evidence_open(db, &ev, &e), &e))
		return;
	for (; *origins != NULL; origins++)
		add(ev, *origins);
	CHECK_OK(store_content_hash(db, hex, &e), &e);
}

static void content_hash_does_not_depend_on_the_order(void)
{
	char one[65] = "", two[65] = "", three[65] = "", again[65] = "";
	hash_after((const char *const[]){"a", "b", NULL}, one);
	hash_after((const char *const[]){"b", "a", NULL}, two);
	hash_after((const char *const[]){"a", NULL}, three);
	hash_after((const char *const[]){"a", "b", "a", NULL}, again);
	CHECK_Z(one, two);
	CHECK_Z(one, again);
	CHECK(!sv_eq(sv_of(one), sv_of(three)));
}

static void other_and_newer_stores_are_refused(void)
{
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	CHECK_OK(store_open("scratch-store", &db, &e) && db_exec(db, "PRAGMA user_version = 9", &e), &e);
	db_close(&db);
	CHECK_ERR(store_open("scratch-store", &db, &e), &e,
		  "expected a store of shape 1 or older, got shape 9");
	CHECK_OK(db_open("scratch-store/evidence.sqlite", false, &db, &e) &&
			 db_exec(db, "PRAGMA user_version = 0", &e),
		 &e);
	db_close(&db);
	CHECK_ERR(store_open("scratch-store", &db, &e), &e, "got another SQLite database");
	remove("scratch-store/evidence.sqlite");
	remove("scratch-store");
}

const struct unit_suite model_store_suite = {
	"model_store",
	(const struct unit_case[]){
		{"content_hash_does_not_depend_on_the_order", content_hash_does_not_depend_on_the_order},
		{"other_and_newer_stores_are_refused", other_and_newer_stores_are_refused},
		{NULL, NULL},
	}};
