#include "collectors/trail/digest.h"

#include "tests/unit/collectors_trail/sink.h"

extern const struct unit_suite collectors_trail_digest_suite;

#define START "`digestStartTime`:`2026-06-01T10:00:00Z`"
#define END   "`digestEndTime`:`2026-06-01T11:00:00+00:00`"
#define LOGS  "`logFiles`:[{`s3Object`:`AWSLogs/1/x.json.gz`},{},{`s3Object`:`AWSLogs/1/y.json.gz`}]"

static void files_and_region_are_read(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str text;
	struct digest d;
	struct err e;
	quoted(&text,
	       "{`awsAccountId`:`111122223333`,`digestS3Object`:`p/AWSLogs/111122223333/CloudTrail-Digest/"
	       "eu-west-1/2026/06/01/x.json.gz`," START "," END "," LOGS "}");
	if (!CHECK_OK(digest_read(str_sv(&text), a, &d, &e), &e))
		return;
	CHECK_SV(d.account, SV("111122223333"));
	CHECK_SV(d.region, SV("eu-west-1"));
	CHECK_Z(d.start_time, "2026-06-01T10:00:00Z");
	CHECK_Z(d.end_time, "2026-06-01T11:00:00Z");
	CHECK_INT(d.log_files, 2);
	CHECK_SV(d.log_file[1], SV("AWSLogs/1/y.json.gz"));
}

static void what_is_missing_is_named(void)
{
	static const struct {
		const char *text, *part;
	} rows[] = {
		{"{", "line 1 column 2: "},
		{"{" START "," END "," LOGS "}", "awsAccountId: expected the account of the digest"},
		{"{`awsAccountId`:`1`," START "," END "}", "logFiles: expected a list"},
		{"{`awsAccountId`:`1`," END "," LOGS "}", "digestStartTime: "},
		{"{`awsAccountId`:`1`," START "," LOGS ",`digestEndTime`:`x`}", "digestEndTime: "},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(arena_free) struct arena *a = arena_new();
		CLEANUP(str_free) struct str text;
		struct digest d;
		struct err e;
		quoted(&text, rows[i].text);
		CHECK_ERR(digest_read(str_sv(&text), a, &d, &e), &e, rows[i].part);
	}
}

static void region_may_be_unsaid(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str text;
	struct digest d;
	struct err e;
	quoted(&text, "{`awsAccountId`:`1`," START "," END ",`logFiles`:[]}");
	CHECK_OK(digest_read(str_sv(&text), a, &d, &e), &e);
	CHECK_SV(d.region, SV(""));
	CHECK_INT(d.log_files, 0);
}

static const struct unit_case cases[] = {
	{"files_and_region_are_read", files_and_region_are_read},
	{"what_is_missing_is_named", what_is_missing_is_named},
	{"region_may_be_unsaid", region_may_be_unsaid},
	{NULL, NULL},
};

const struct unit_suite collectors_trail_digest_suite = {"collectors_trail_digest", cases};
