#include "collectors/collectors.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/store.h"
#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_collectors_suite;

#define RECORD(id, name, arn)                                                                                  \
	"{`eventVersion`:`1.08`,`eventTime`:`2026-06-01T10:00:00Z`,`eventSource`:`iam.amazonaws.com`,"         \
	"`eventName`:`" name "`,`eventID`:`" id                                                                \
	"`,`recipientAccountId`:`111122223333`,`userIdentity`:{`type`:"                                        \
	"`IAMUser`,`arn`:`" arn "`}}"
#define ANN "arn:aws:iam::111122223333:user/ann"
#define BOB "arn:aws:iam::111122223333:user/bob"

static const struct {
	const char *origin, *text;
} files[] = {
	{"b/trail.json", "{`Records`:[" RECORD("1", "ListUsers", BOB) "," RECORD("2", "CreateRole", ANN) "]}"},
	{"a/trail.json", "[" RECORD("2", "CreateRole", BOB) "," RECORD("3", "ListRoles", ANN) "]"},
	{"c/lines.json", RECORD("1", "ListUsers", BOB) "\nnot json\n" RECORD("4", "ListRoles", ANN) "\n"},
	{"a/role.json", "{`Role`:{`RoleName`:`x`,`Arn`:`arn:aws:iam::111122223333:role/x`,`Description`:`a`}}"},
	{"z/role.json", "{`Role`:{`RoleName`:`x`,`Arn`:`arn:aws:iam::111122223333:role/x`,`Path`:`/`}}"},
	{"m/role.json", "{`Role`:{`RoleName`:`x`,`Arn`:`arn:aws:iam::111122223333:role/x`,`Description`:`m`}}"},
	{"111122223333/keys.json",
	 "{`AccessKeyMetadata`:[{`UserName`:`ann`,`AccessKeyId`:`AKIAIOSFODNN7EXAMPLE`}]}"},
	{"user.json", "{`User`:{`UserName`:`ann`,`Path`:`/p/`,`Arn`:`arn:aws:iam::111122223333:user/p/ann`}}"},
	{"copy.csv", "BilledCost,BillingPeriodStart\n1,2026-06-01\n"},
	{"digest.json", "{`awsAccountId`:`111122223333`,`digestStartTime`:`2026-06-01T10:00:00Z`,`"
			"digestEndTime`:`2026-06-01T11:00:00Z`,"
			"`logFiles`:[{`s3Object`:`x/lines.json.gz`},{`s3Object`:`x/gone.json.gz`}]}"},
	{"cost.csv", "BilledCost,BillingPeriodStart\n1,2026-06-01\n"},
	{"broken.json", "{"},
	{"readme", "text"},
};

#define FILES (sizeof files / sizeof files[0])

static void add(const char *folder, size_t i)
{
	told_text(folder, files[i].origin, files[i].text);
}

static void hash(struct db *db, char hex[65])
{
	struct err e;
	CHECK_OK(store_content_hash(db, hex, &e), &e);
}

static void all_at_once(char hex[65])
{
	CLEANUP(db_close) struct db *db = told_store();
	told_folder("all");
	for (size_t i = 0; i < FILES; i++)
		add("all", i);
	struct collect_summary sum = told_collect(db, "all");
	CHECK_INT(sum.objects, FILES);
	CHECK_INT(sum.added, FILES);
	CHECK_INT(sum.replaced, 0);
	hash(db, hex);
}

static void order_of_collecting_does_not_matter(void)
{
	char want[65] = "", got[65] = "";
	all_at_once(want);
	for (size_t step = 1; step < FILES; step++) {
		CLEANUP(db_close) struct db *db = told_store();
		told_folder("part");
		/* 13 files: any step from 1 to 12 visits all of them, each time in another order. */
		for (size_t i = 0; i < FILES; i++) {
			add("part", i * step % FILES);
			told_collect(db, "part");
		}
		hash(db, got);
		CHECK_Z(got, want);
	}
}

static void half_and_half_is_the_whole(void)
{
	char want[65] = "", got[65] = "";
	all_at_once(want);
	CLEANUP(db_close) struct db *db = told_store();
	for (int half = 1; half >= 0; half--) {
		told_folder("half");
		for (size_t i = (size_t)half; i < FILES; i += 2)
			add("half", i);
		told_collect(db, "half");
	}
	hash(db, got);
	CHECK_Z(got, want);
}

static void collecting_again_adds_nothing(void)
{
	char want[65] = "", got[65] = "";
	all_at_once(want);
	CLEANUP(db_close) struct db *db = told_store();
	told_collect(db, "all");
	struct collect_summary sum = told_collect(db, "all");
	CHECK_INT(sum.objects, FILES);
	CHECK_INT(sum.added, 0);
	CHECK_INT(sum.facts, 0);
	hash(db, got);
	CHECK_Z(got, want);
	TOLD_ROWS(db, "SELECT command, objects, added FROM run", "collect|13|13\ncollect|13|0");
}

/* The facts of a store, their sources left out: what must stay when files only get other names. */
static const char nameless[] =
	"SELECT day, action, error_code, arn, count FROM activity JOIN principal ON id = principal "
	"UNION ALL SELECT event_id, copies, differing, '', '' FROM record_seen "
	"UNION ALL SELECT arn, name, description, path, '' FROM iam_principal "
	"UNION ALL SELECT user_arn, kind, name, active, '' FROM credential "
	"UNION ALL SELECT month, billed, lines, '', '' FROM cost ORDER BY 1, 2, 3, 4, 5";

static void renamed_files_say_the_same(void)
{
	CLEANUP(db_close) struct db *db = told_store();
	CLEANUP(db_close) struct db *renamed = told_store();
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	CLEANUP(str_free) struct str want;
	char origin[100];
	struct err e;
	told_folder("names");
	told_folder("renamed");
	/* Without the two roles that contradict each other: of those the name decides, and a gap says so. */
	for (size_t i = 0; i < FILES; i++) {
		if (i == 3 || i == 4)
			continue;
		add("names", i);
		snprintf(origin, sizeof origin, "%c/111122223333-%zu", (char)('z' - i), i);
		told_text("renamed", origin, files[i].text);
	}
	told_collect(db, "names");
	told_collect(renamed, "renamed");
	str_init(&want, 1u << 16);
	bool row = true;
	CHECK_OK(db_prepare(db, SV(nameless), &s, &e), &e);
	while (CHECK_OK(db_step(s, &row, &e), &e) && row) {
		str_addz(&want, want.n > 0 ? "\n" : "");
		for (int i = 0; i < 5; i++) {
			str_addz(&want, i > 0 ? "|" : "");
			str_add(&want, db_is_null(s, i) ? SV("-") : db_text(s, i));
		}
	}
	CHECK(want.n > 100);
	TOLD_ROWS(renamed, nameless, want.at);
}

static void changed_file_takes_back_what_it_said(void)
{
	static const struct {
		const char *first, *then;
	} rows[] = {
		{"{`Records`:[" RECORD("1", "CreateRole", ANN) "]}",
		 "{`Records`:[" RECORD("9", "ListRoles", BOB) "]}"},
		{"{`Records`:[" RECORD("1", "CreateRole", ANN) "]}", "{"},
		{"{`UserDetailList`:[{`UserName`:`ann`,`Arn`:`" ANN
		 "`,`GroupList`:[`g`],`UserPolicyList`:[{`PolicyName`:"
		 "`p`,`PolicyDocument`:{}}]}]}",
		 "{`UserDetailList`:[{`UserName`:`bob`,`Arn`:`" BOB "`}]}"},
		{"BilledCost,BillingPeriodStart\n1,2026-06-01\n",
		 "BilledCost,BillingPeriodStart\n2,2026-07-01\n"},
		{"{`Organization`:{`Id`:`o-1`,`MasterAccountId`:`111122223333`}}", "[]"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(db_close) struct db *db = told_store();
		CLEANUP(db_close) struct db *fresh = told_store();
		char want[65] = "", got[65] = "";
		told_folder("change");
		told_text("change", "x.json", rows[i].first);
		told_collect(db, "change");
		told_text("change", "x.json", rows[i].then);
		struct collect_summary sum = told_collect(db, "change");
		CHECK_INT(sum.replaced, 1);
		CHECK_INT(sum.added, 1);
		told_collect(fresh, "change");
		hash(db, got);
		hash(fresh, want);
		CHECK_Z(got, want);
	}
}

static void stopped_run_is_settled_by_the_next(void)
{
	char want[65] = "", got[65] = "";
	struct err e;
	all_at_once(want);
	CLEANUP(db_close) struct db *db = told_store();
	told_collect(db, "all");
	/* As a run leaves it that was stopped between two commits. */
	CHECK_OK(db_exec(db,
			 "DELETE FROM activity; DELETE FROM iam_principal; INSERT INTO unsettled VALUES (1)",
			 &e),
		 &e);
	told_collect(db, "all");
	hash(db, got);
	CHECK_Z(got, want);
	TOLD_ROWS(db, "SELECT count(*) FROM unsettled", "0");
}

static void one_file_in_place_of_a_folder_is_read(void)
{
	CLEANUP(db_close) struct db *db = told_store();
	told_folder("one");
	told_text("one", "x.json", files[0].text);
	told_collect(db, "one/x.json");
	TOLD_ROWS(db, "SELECT origin, kind, facts FROM object", "x.json|trail|2");
}

static void store_in_the_folder_is_passed_over(void)
{
	CLEANUP(db_close) struct db *db = told_store();
	told_folder("own");
	add("own", 0);
	told_text("own", "evidence/evidence.sqlite", "SQLite format 3");
	told_text("own", "evidence/evidence.sqlite-journal", "x");
	CHECK_INT(told_collect(db, "own").objects, 1);
}

static void unreadable_file_is_a_gap_until_it_can_be_read(void)
{
	if (geteuid() == 0) {
		unit_skip("root can read every file");
		return;
	}
	CLEANUP(db_close) struct db *db = told_store();
	told_folder("closed");
	add("closed", 0);
	told_text("closed", "x", "text");
	char path[700];
	snprintf(path, sizeof path, "%s", told_path("closed/x"));
	chmod(path, 0);
	told_collect(db, "closed");
	told_collect(db, "closed");
	TOLD_ROWS(db, "SELECT origin, code, lost FROM gap", "x|unreadable|1");
	chmod(path, 0644);
	told_collect(db, "closed");
	TOLD_ROWS(db, "SELECT origin, code FROM gap", "x|unrecognised");
}

static void dangling_link_is_a_gap_once(void)
{
	CLEANUP(db_close) struct db *db = told_store();
	char path[700];
	told_folder("link");
	add("link", 0);
	snprintf(path, sizeof path, "%s", told_path("link/away"));
	CHECK(symlink("nowhere", path) == 0);
	told_collect(db, "link");
	told_collect(db, "link");
	TOLD_ROWS(db, "SELECT origin, code, reason FROM gap",
		  "away|unreadable|This part of the folder can't be read: a symbolic link to nothing.");
}

static void damaged_gzip_is_a_gap_beside_good_files(void)
{
	CLEANUP(db_close) struct db *db = told_store();
	told_folder("gzip");
	add("gzip", 0);
	told_file("gzip", "111122223333_CloudTrail_x.json.gz", SV("\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb"));
	told_collect(db, "gzip");
	TOLD_ROWS(db, "SELECT subject, account, code, reason FROM gap",
		  "trail|111122223333|truncated|The file can't be unpacked: the gzip object has 11 bytes, "
		  "the shortest possible one has 18. Fetch it again, or unpack it yourself if you know it to "
		  "be good.");
	TOLD_ROWS(db, "SELECT sum(count) FROM activity", "2");
}

static void nothing_to_collect_is_an_error(void)
{
	CLEANUP(db_close) struct db *db = told_store();
	struct collect_summary sum;
	struct err e;
	told_folder("empty");
	CHECK_ERR(collect_folder(db, told_path("empty"), &sum, &e), &e,
		  "expected files to collect, there are none");
	CHECK_ERR(collect_folder(db, told_path("no-such"), &sum, &e), &e, "No such file");
	TOLD_ROWS(db, "SELECT count(*) FROM run", "0");
}

static const struct unit_case cases[] = {
	{"order_of_collecting_does_not_matter", order_of_collecting_does_not_matter},
	{"half_and_half_is_the_whole", half_and_half_is_the_whole},
	{"collecting_again_adds_nothing", collecting_again_adds_nothing},
	{"renamed_files_say_the_same", renamed_files_say_the_same},
	{"changed_file_takes_back_what_it_said", changed_file_takes_back_what_it_said},
	{"stopped_run_is_settled_by_the_next", stopped_run_is_settled_by_the_next},
	{"one_file_in_place_of_a_folder_is_read", one_file_in_place_of_a_folder_is_read},
	{"store_in_the_folder_is_passed_over", store_in_the_folder_is_passed_over},
	{"unreadable_file_is_a_gap_until_it_can_be_read", unreadable_file_is_a_gap_until_it_can_be_read},
	{"dangling_link_is_a_gap_once", dangling_link_is_a_gap_once},
	{"damaged_gzip_is_a_gap_beside_good_files", damaged_gzip_is_a_gap_beside_good_files},
	{"nothing_to_collect_is_an_error", nothing_to_collect_is_an_error},
	{NULL, NULL},
};

const struct unit_suite collectors_collectors_suite = {"collectors_collectors", cases};
