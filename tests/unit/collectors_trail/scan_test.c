#include "collectors/trail/scan.h"

#include "tests/unit/collectors_trail/sink.h"

extern const struct unit_suite collectors_trail_scan_suite;

#define RECORD(name)                                                                                           \
	"{`eventVersion`:`1.08`,`eventTime`:`2026-06-01T10:00:00Z`,`eventSource`:`iam.amazonaws.com`,`"        \
	"eventName`:`" name "`}"
#define QUOTED                                                                                                 \
	"`{\\`eventTime\\`:\\`2026-06-01T10:00:00Z\\`,\\`eventSource\\`:\\`s\\`,\\`eventName\\`:\\`q\\`}`"

static void every_form_gives_its_records_in_order(void)
{
	SCANNED("{`Records`:[" RECORD("a") ",\n" RECORD("b") "]}", "records 1:a 2:b");
	SCANNED("\xef\xbb\xbf{`x`:1,`Rec\\u006frds`:[" RECORD("a") "]}", "records 1:a");
	SCANNED("[" RECORD("a") "," RECORD("b") "]", "array 1:a 2:b");
	SCANNED(RECORD("a"), "object 1:a");
	SCANNED(" { `Events` : [ " RECORD("a") " ] } ", "events 1:a");
	SCANNED("{`Events`:[{`EventId`:`1`,`CloudTrailEvent`:" QUOTED "}]}", "events 1:q");
	SCANNED("{`EventId`:`1`,`CloudTrailEvent`:" QUOTED "}", "lookup 1:q");
	SCANNED("{`CloudTrailEvent`:" QUOTED "}\n\n{`CloudTrailEvent`:" QUOTED "}\n", "lookup-lines 1:q 2:q");
	SCANNED("{`detail-type`:`x`,`detail`:" RECORD("a") "}", "eventbridge 1:a");
	SCANNED("[{`detail`:" RECORD("a") "}]", "array 1:a");
	SCANNED(RECORD("a") "\n" RECORD("b"), "lines 1:a 2:b");
	SCANNED("{`Records`:[" RECORD("a") "]}\n{`Records`:[" RECORD("b") "]}\n", "lines 1:a 2:b");
}

static void what_is_no_trail_has_no_name(void)
{
	static const struct {
		const char *text;
		enum trail_shape want;
	} rows[] = {
		{"{}", SHAPE_NONE},
		{"[]", SHAPE_EMPTY},
		{"[1,2]", SHAPE_NONE},
		{"7", SHAPE_NONE},
		{"{`Records`:null}", SHAPE_NONE},
		{"{`Records`:[1]}", SHAPE_NONE},
		{"{`Records`:[{`eventSource`:`aws:s3`}]}", SHAPE_FOREIGN},
		{"{`Records`:[{`EventSource`:`aws:sns`}]}", SHAPE_FOREIGN},
		{"{`Event`:`s3:TestEvent`}", SHAPE_FOREIGN},
		{"{`source`:`aws.s3`,`detail-type`:`Object Created`,`detail`:{}}", SHAPE_FOREIGN},
		{"{`digestStartTime`:`x`,`digestEndTime`:`y`,`logFiles`:[]}", SHAPE_DIGEST},
		{"{`Records`:[]}", SHAPE_RECORDS},
		{"", SHAPE_NOT_JSON},
		{"{", SHAPE_NOT_JSON},
		{"{}\n{", SHAPE_NONE},
		{"{\n}\n{}\n", SHAPE_NOT_JSON},
		{"user,arn\n", SHAPE_NOT_JSON},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(str_free) struct str text;
		struct err e;
		quoted(&text, rows[i].text);
		CHECK_INT(scan_shape(str_sv(&text), &e), rows[i].want);
	}
}

static void bad_elements_are_faults_and_the_rest_is_read(void)
{
	SCANNED("{`Records`:[" RECORD("a") ",7,{`x`:1},{`eventSource`:`aws:s3`}," RECORD("b") "]}",
		"records 1:a !bad-record record 2 1 !bad-record record 3 1 !bad-record record 4 1 5:b");
	SCANNED("{`eventVersion`:`1.08`,`userIdentity`:{}}", "object !bad-record record 1 1");
	SCANNED("[" RECORD("a") ",{`eventTime`:`yesterday`,`eventSource`:`s`,`eventName`:`n`}]",
		"array 1:a !bad-record record 2 1");
	SCANNED("[" RECORD("a") ",{`CloudTrailEvent`:`{`}]", "array 1:a !bad-record record 2 1");
	SCANNED("[" RECORD("a") ",{`CloudTrailEvent`:`7`}]", "array 1:a !bad-record record 2 1");
	SCANNED(RECORD("a") "\n{cut", "lines 1:a !bad-record line 2 1");
	SCANNED(RECORD("a") "\n{}\n7\n", "lines 1:a !bad-record line 2 1 !bad-record line 3 1");
}

static void keys_twice_are_said(void)
{
	SCANNED("[{`eventTime`:`2026-06-01T10:00:00Z`,`eventSource`:`s`,`eventName`:`a`,`eventName`:`b`}]",
		"array !duplicate-key record 1 0 1:b");
	SCANNED("{`Records`:[" RECORD("a") "],`Records`:[" RECORD("b") "]}",
		"records 1:a !duplicate-key record 1 0 2:b");
}

static bool refuse(void *context, const struct trail_record *r, struct err *e)
{
	(void)context;
	return err_set(e, "record %zu is not wanted", r->position);
}

static void ignore(void *context, const char *code, struct sv place, struct sv reason, bool lost)
{
	(void)context;
	(void)code;
	(void)place;
	(void)reason;
	(void)lost;
}

static void fault_of_the_sink_ends_the_scan(void)
{
	CLEANUP(str_free) struct str text;
	struct err e;
	const struct trail_sink sink = {NULL, refuse, ignore};
	quoted(&text, "[" RECORD("a") "," RECORD("b") "]");
	CHECK_ERR(scan_text(str_sv(&text), SHAPE_ARRAY, &sink, &e), &e, "record 1 is not wanted");
}

static void reason_has_line_and_column(void)
{
	struct err e;
	CHECK_INT(scan_shape(SV("{\n  \"a\": ,\n}"), &e), SHAPE_NOT_JSON);
	CHECK(sv_starts(sv_of(e.text), SV("line 2 column 8: ")));
}

static const struct unit_case cases[] = {
	{"every_form_gives_its_records_in_order", every_form_gives_its_records_in_order},
	{"what_is_no_trail_has_no_name", what_is_no_trail_has_no_name},
	{"bad_elements_are_faults_and_the_rest_is_read", bad_elements_are_faults_and_the_rest_is_read},
	{"keys_twice_are_said", keys_twice_are_said},
	{"fault_of_the_sink_ends_the_scan", fault_of_the_sink_ends_the_scan},
	{"reason_has_line_and_column", reason_has_line_and_column},
	{NULL, NULL},
};

const struct unit_suite collectors_trail_scan_suite = {"collectors_trail_scan", cases};
