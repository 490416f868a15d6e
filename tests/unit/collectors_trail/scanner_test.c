#include "tests/unit/unit.h"

#include <string.h>

#include "base/file.h"
#include "collectors/trail/gunzip.h"
#include "tests/trail_compare.h"

extern const struct unit_suite collectors_trail_scanner_suite;

#define ROLE                                                                                                   \
	"{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE:s\",\"arn\":\"arn:aws:sts::1:assumed-role/r/" \
	"s\","                                                                                                 \
	"\"accountId\":\"1\",\"accessKeyId\":\"ASIAEXAMPLE\",\"sessionContext\":{\"sessionIssuer\":{\"type\":" \
	"\"Role\","                                                                                            \
	"\"principalId\":\"AROAEXAMPLE\",\"arn\":\"arn:aws:iam::1:role/"                                       \
	"r\",\"accountId\":\"1\",\"userName\":\"r\"},"                                                         \
	"\"webIdFederationData\":{},\"attributes\":{\"creationDate\":\"2026-06-01T00:00:00Z\","                \
	"\"mfaAuthenticated\":\"false\"},\"sourceIdentity\":\"who\"},\"invokedBy\":\"ec2.amazonaws.com\"}"
#define RECORD(name, more)                                                                                     \
	"{\"eventVersion\":\"1.08\",\"userIdentity\":" ROLE ",\"eventTime\":\"2026-06-01T01:02:03Z\","         \
	"\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"" name "\",\"awsRegion\":\"us-east-1\","        \
	"\"sourceIPAddress\":\"192.0.2.1\",\"userAgent\":\"x\"," more                                          \
	"\"requestParameters\":{\"a\":[1,{\"b\":\"}]\\\"\"}]},\"responseElements\":null,\"requestID\":\"r\","  \
	"\"eventID\":\"01234567-89ab-cdef-0123-456789abcdef\",\"readOnly\":true,\"eventType\":\"AwsApiCall\"," \
	"\"managementEvent\":true,\"recipientAccountId\":\"1\",\"eventCategory\":\"Management\"}"

struct kept {
	size_t n;
	uint64_t identity[8];
	char request[8][64], response[8][64], error[64];
};

static bool keep(void *context, const struct trail_record *r, struct err *e)
{
	struct kept *k = context;
	(void)e;
	k->identity[k->n] = r->identity;
	snprintf(k->request[k->n], sizeof k->request[0], SV_FMT, SV_ARG(r->request));
	snprintf(k->response[k->n], sizeof k->response[0], SV_FMT, SV_ARG(r->response));
	snprintf(k->error, sizeof k->error, SV_FMT, SV_ARG(record_text(r, TRAIL_ERROR_MESSAGE)));
	k->n++;
	return true;
}

static bool refuse(void *context, const struct trail_record *r, struct err *e)
{
	(void)context, (void)r;
	return err_set(e, "the sink is full");
}

static bool scan(enum cpu level, const char *text, const struct trail_sink *sink, struct err *e)
{
	struct scanner *s CLEANUP(scanner_free) = scanner_new(level);
	char *copy = with_tail(sv_of(text));
	bool good = scanner_read(s, (struct sv){copy, strlen(text)}, SCANNER_FAST, sink, e);
	free(copy);
	return good;
}

static void fields_come_from_their_members(void)
{
	static const char text[] = "{\"Records\":[" RECORD(
		"RunInstances", "\"errorCode\":\"X\",\"errorMessage\":\"a\\\"b\",") "]}";
	struct scanner *s CLEANUP(scanner_free) = scanner_new(cpu_best());
	struct transcript t;
	char *copy = with_tail(SV(text));
	CHECK(transcript_scan(&t, s, (struct sv){copy, sizeof text - 1}, SCANNER_FAST));
	static const char *const want[] = {
		"eventTime=20:2026-06-01T01:02:03Z\n",
		"eventName=12:RunInstances\n",
		"eventSource=17:ec2.amazonaws.com\n",
		"errorMessage=3:a\"b\n",
		"readOnly=4:true\n",
		"eventID=36:01234567-89ab-cdef-0123-456789abcdef\n",
		"userIdentity.sessionContext.sessionIssuer.arn=21:arn:aws:iam::1:role/r\n",
		"userIdentity.sessionContext.attributes.mfaAuthenticated=5:false\n",
		"userIdentity.sessionContext.sourceIdentity=3:who\n",
		"userIdentity.invokedBy=17:ec2.amazonaws.com\n",
	};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		CHECK(sv_find(str_sv(&t.text), sv_of(want[i])) >= 0);
	CHECK(sv_find(str_sv(&t.text), SV("sharedEventID")) < 0);
	CHECK(scanner_alone(s));
	free(copy);
	str_free(&t.text);
}

static void equal_identities_have_equal_numbers(void)
{
	static const char text[] = "{\"Records\":[" RECORD("A", "") "," RECORD(
		"B",
		"\"errorCode\":\"X\",") ",{\"eventTime\":\"2026-06-01T01:02:03Z\",\"eventSource\":\"s\",\"eventName\":\"C\",\"awsRegion\":\"r\"},{\"eventTime\":\"2026-06-01T01:02:03Z\",\"eventSource\":\"s\",\"eventName\":\"C\",\"awsRegion\":\"r\",\"userIdentity\":{\"type\":\"Root\"}}]}";
	for (enum cpu level = CPU_SCALAR; level <= cpu_best(); level++) {
		struct kept k = {0};
		struct trail_sink sink = {&k, keep, transcript_fault};
		struct err e;
		if (!CHECK_OK(scan(level, text, &sink, &e), &e))
			continue;
		CHECK_INT(k.n, 4);
		CHECK(k.identity[0] != 0 && k.identity[0] == k.identity[1]);
		CHECK_INT(k.identity[2], 0);
		CHECK(k.identity[3] != 0 && k.identity[3] != k.identity[0]);
		CHECK_Z(k.request[1], "{\"a\":[1,{\"b\":\"}]\\\"\"}]}");
		CHECK_Z(k.response[1], "null");
		CHECK_Z(k.request[2], "");
	}
}

/* The second text would be misread if what was learned from the first were believed instead of compared. */
static void memory_of_other_texts_changes_nothing(void)
{
	static const char *const texts[] = {
		"{\"Records\":[" RECORD("A", "") "]}",
		"{\"Records\":[" RECORD("AB", "") "]}",
		"{\"Records\":[" RECORD("A", "\"errorCode\":null,") "," RECORD("A\\u0042", "") "]}",
		"{\"Records\":[{\"eventName\":\"A\",\"eventSource\":\"s\",\"awsRegion\":\"r\",\"eventTime\":"
		"\"2026-06-01T01:02:04Z\"}]}",
		"{\"Records\":[" RECORD("", "") "]}",
	};
	struct scanner *reused CLEANUP(scanner_free) = scanner_new(cpu_best());
	for (size_t i = 0; i < 25; i++) {
		const char *text = texts[i * 7 % 5];
		struct scanner *fresh CLEANUP(scanner_free) = scanner_new(cpu_best());
		struct transcript a, b;
		char *copy = with_tail(sv_of(text));
		CHECK(transcript_scan(&a, reused, (struct sv){copy, strlen(text)}, SCANNER_FAST));
		CHECK(transcript_scan(&b, fresh, (struct sv){copy, strlen(text)}, SCANNER_FAST));
		CHECK_SV(str_sv(&a.text), str_sv(&b.text));
		free(copy);
		str_free(&a.text);
		str_free(&b.text);
	}
}

static void the_sinks_refusal_is_the_error(void)
{
	struct trail_sink sink = {NULL, refuse, transcript_fault};
	struct err e;
	CHECK_ERR(scan(cpu_best(), "{\"Records\":[" RECORD("A", "") "]}", &sink, &e), &e, "the sink is full");
}

static void faults_are_told_with_their_offset(void)
{
	struct kept k = {0};
	struct trail_sink sink = {&k, keep, transcript_fault};
	struct err e;
	CHECK_ERR(scan(cpu_best(), "{\"Records\":7}", &sink, &e), &e,
		  "offset 11: expected one member \"Records\"");
	CHECK_ERR(scan(cpu_best(), "{\"Records\":[", &sink, &e), &e,
		  "offset 12: the text ends inside the document");
}

static const struct unit_case cases[] = {
	{"fields_come_from_their_members", fields_come_from_their_members},
	{"equal_identities_have_equal_numbers", equal_identities_have_equal_numbers},
	{"memory_of_other_texts_changes_nothing", memory_of_other_texts_changes_nothing},
	{"the_sinks_refusal_is_the_error", the_sinks_refusal_is_the_error},
	{"faults_are_told_with_their_offset", faults_are_told_with_their_offset},
	{NULL, NULL}};
const struct unit_suite collectors_trail_scanner_suite = {"scanner", cases};
