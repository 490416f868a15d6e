#include "tests/unit/collectors/told.h"

extern const struct unit_suite collectors_trail_store_suite;

#define RECORD(id, time, name, more)                                                                           \
	"{`eventVersion`:`1.08`,`eventTime`:`" time "`,`eventSource`:`iam.amazonaws.com`,`eventName`:`" name   \
	"`,`awsRegion`:`us-east-1`,`recipientAccountId`:`111122223333`,`eventType`:`AwsApiCall`,"              \
	"`userIdentity`:{`type`:`IAMUser`,`arn`:`arn:aws:iam::111122223333:user/ann`,`accountId`:"             \
	"`111122223333`}" id more "}"
#define ID(id)        ",`eventID`:`" id "`"
#define RECORDS(a, b) "{`Records`:[" a "," b "]}"
#define T1            "2026-06-01T10:00:00Z"
#define T2            "2026-06-01T11:30:00Z"
#define DIGEST(start, files)                                                                                   \
	"{`awsAccountId`:`111122223333`,`digestStartTime`:`" start "`,`digestEndTime`:`2026-06-01T11:00:00Z`," \
	"`digestS3Object`:`AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/06/01/d.json.gz`,"            \
	"`logFiles`:[" files "]}"

static void records_are_rolled_up_by_day_and_hour(void)
{
	const char *text = RECORDS(RECORD(ID("a"), T1, "ListUsers", ""), RECORD(ID("b"), T2, "ListUsers", ""));
	TOLD("t.json", text,
	     "SELECT day, account, service, action, count, first_time, last_time, first_id, last_id FROM "
	     "activity",
	     "2026-06-01|111122223333|iam|ListUsers|2|" T1 "|" T2 "|a|b");
	TOLD("t.json", text, "SELECT hour, address, count FROM network ORDER BY 1",
	     "2026-06-01T10:00:00Z||1\n2026-06-01T11:00:00Z||1");
	TOLD("t.json", text, "SELECT kind, shape, account, said_at, facts FROM object",
	     "trail|records|111122223333|" T2 "|2");
}

static void same_record_counts_once(void)
{
	const char *text = RECORDS(RECORD(ID("a"), T1, "ListUsers", ""), RECORD(ID("a"), T1, "ListUsers", ""));
	TOLD("t.json", text, "SELECT count FROM activity", "1");
	TOLD("t.json", text, "SELECT account, event_id, copies, differing FROM record_seen",
	     "111122223333|a|2|0");
	TOLD("t.json", text, "SELECT count(*) FROM gap", "0");
}

static void same_id_with_other_content_is_said(void)
{
	const char *text = RECORDS(RECORD(ID("a"), T2, "ListUsers", ""), RECORD(ID("a"), T1, "ListRoles", ""));
	TOLD("t.json", text, "SELECT action FROM activity", "ListRoles");
	TOLD("t.json", text, "SELECT copies, differing FROM record_seen", "2|1");
	TOLD("t.json", text, TOLD_GAPS, "conflicting-duplicate|record 2|0");
}

/* What differs is in no documented table. */
static void copies_are_compared_as_a_whole(void)
{
#define SAID(more) RECORD(ID("a"), T1, "ListUsers", ",`requestParameters`:{`maxItems`:" more "}")
	static const struct {
		const char *text, *differing;
	} rows[] = {
		{RECORDS(SAID("5"), SAID("5")), "0"},
		{RECORDS(SAID("5"), SAID("6")), "1"},
		{"[" SAID("5") "," SAID("5") "]", "0"},
		{"[" SAID("5") "," SAID("6") "]", "1"},
		{"[" SAID("{`a`:1,`b`:`c`}") "," SAID("{ `b`:`\\u0063`, `a` : 1 }") "]", "0"},
		{RECORDS(SAID("[1,2]"), " " SAID("[1,2]")), "0"},
		{RECORDS(SAID("5"), SAID("6") "," SAID("5")), "1"},
		{RECORDS(SAID("6"), SAID("5") "," SAID("5")), "2"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		TOLD("t.json", rows[i].text, "SELECT differing FROM record_seen", rows[i].differing);
	TOLD("t.json", rows[1].text, TOLD_GAPS, "conflicting-duplicate|record 1|0");
	told_folder("content");
	told_text("content", "1.json", RECORDS(SAID("5"), SAID("5")));
	told_text("content", "2.json", "[" SAID("6") "]");
	CLEANUP(db_close) struct db *db = told_store();
	told_collect(db, "content");
	TOLD_ROWS(db, "SELECT copies, differing FROM record_seen", "3|0"); /* not comparable across readers */
#undef SAID
}

static void records_without_id_count_each(void)
{
	TOLD("t.json", RECORDS(RECORD("", T1, "ListUsers", ""), RECORD("", T1, "ListUsers", "")),
	     "SELECT count, first_id FROM activity", "2|");
}

static void needed_events_are_kept_whole(void)
{
	TOLD("t.json",
	     RECORDS(RECORD(ID("a"), T1, "CreateRole",
			    ",`requestParameters`:{`roleName`:`x`},`responseElements`:null"),
		     RECORD(ID("b"), T1, "ListUsers", ",`requestParameters`:null")),
	     "SELECT event_id, action, request, response, position FROM event",
	     "a|CreateRole|{`roleName`:`x`}|-|1");
}

static void issued_sessions_are_rows(void)
{
	TOLD("t.json",
	     "{`eventVersion`:`1.08`,`eventTime`:`" T1
	     "`,`eventSource`:`sts.amazonaws.com`,`eventName`:`AssumeRole`,`eventID`:`a`,`recipientAccountId`:`111122223333`,`userIdentity`:{`type`:`AWSAccount`,`accountId`:`444455556666`},`requestParameters`:{`roleArn`:`arn:aws:iam::111122223333:role/x`,`roleSessionName`:`s`,`externalId`:`e`},`responseElements`:{`credentials`:{`accessKeyId`:`ASIAIOSFODNN7EXAMPLE`,`sessionToken`:`secret`}}}",
	     "SELECT access_key_id, caller_account, role_arn, session_name, length(external_id_sha256) FROM "
	     "session",
	     "ASIAIOSFODNN7EXAMPLE|444455556666|arn:aws:iam::111122223333:role/x|s|64");
}

static void digest_names_the_logs_that_are_missing(void)
{
	CLEANUP(db_close) struct db *db = told_store();
	told_folder("digest");
	told_text("digest", "d.json",
		  DIGEST("2026-06-01T10:00:00Z",
			 "{`s3Object`:`AWSLogs/1/a.json.gz`},{`s3Object`:`AWSLogs/1/b.json.gz`}"));
	told_text("digest", "x/a.json",
		  RECORDS(RECORD(ID("a"), T1, "ListUsers", ""), RECORD(ID("b"), T1, "ListUsers", "")));
	told_collect(db, "digest");
	TOLD_ROWS(db, "SELECT account, region, start_time, end_time, log_files, missing FROM digest",
		  "111122223333|eu-west-1|2026-06-01T10:00:00Z|2026-06-01T11:00:00Z|2|1");
	TOLD_ROWS(db, "SELECT code, reason FROM gap",
		  "missing-log|The digest lists a log file that was not read: b.json.");
	told_text("digest", "y/b.json",
		  RECORDS(RECORD(ID("c"), T1, "ListUsers", ""), RECORD(ID("d"), T1, "ListUsers", "")));
	told_collect(db, "digest");
	TOLD_ROWS(db, "SELECT missing FROM digest", "0");
	TOLD_ROWS(db, "SELECT count(*) FROM gap", "0");
}

static void empty_log_is_worth_knowing(void)
{
	TOLD("t.json", "{`Records`:[]}", TOLD_GAPS, "no-record|-|0");
}

static const struct unit_case cases[] = {
	{"records_are_rolled_up_by_day_and_hour", records_are_rolled_up_by_day_and_hour},
	{"same_record_counts_once", same_record_counts_once},
	{"same_id_with_other_content_is_said", same_id_with_other_content_is_said},
	{"copies_are_compared_as_a_whole", copies_are_compared_as_a_whole},
	{"records_without_id_count_each", records_without_id_count_each},
	{"needed_events_are_kept_whole", needed_events_are_kept_whole},
	{"issued_sessions_are_rows", issued_sessions_are_rows},
	{"digest_names_the_logs_that_are_missing", digest_names_the_logs_that_are_missing},
	{"empty_log_is_worth_knowing", empty_log_is_worth_knowing},
	{NULL, NULL},
};

const struct unit_suite collectors_trail_store_suite = {"collectors_trail_store", cases};
