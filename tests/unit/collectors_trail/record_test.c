#include "collectors/trail/record.h"

#include "tests/unit/collectors_trail/sink.h"

extern const struct unit_suite collectors_trail_record_suite;

static struct json *parsed(const char *text)
{
	CLEANUP(str_free) struct str bytes;
	struct json *doc = NULL;
	struct err e;
	quoted(&bytes, text);
	CHECK_OK(json_parse(str_sv(&bytes), &doc, &e), &e);
	return doc;
}

static void kinds_are_told_by_members(void)
{
	static const struct {
		const char *text;
		enum record_kind want;
	} rows[] = {
		{"{`eventTime`:`t`,`eventName`:`n`,`eventSource`:`s`}", RECORD_WHOLE},
		{"{`eventTime`:`t`,`eventName`:`n`,`eventSource`:`s`,`eventVersion`:`1.11`}", RECORD_WHOLE},
		{"{`eventTime`:`t`,`eventName`:`n`,`eventSource`:`s`,`eventVersion`:`2.2`}", RECORD_NONE},
		{"{`eventTime`:`t`,`eventName`:`n`,`eventSource`:`s`,`eventVersion`:1.08}", RECORD_NONE},
		{"{`eventTime`:`t`,`eventName`:`n`,`eventSource`:`s`,`eventVersion`:`1.`}", RECORD_NONE},
		{"{`eventTime`:`t`,`eventType`:`AwsCloudTrailInsight`}", RECORD_WHOLE},
		{"{`eventTime`:1,`eventName`:`n`,`eventSource`:`s`}", RECORD_NONE},
		{"{`userIdentity`:{},`eventVersion`:`1.08`}", RECORD_FRAGMENT},
		{"{`@timestamp`:`t`,`userIdentity`:{},`eventVersion`:`1.08`,`eventName`:`n`,`eventSource`:`s`}",
		 RECORD_FRAGMENT},
		{"{`eventSource`:`aws:s3`,`eventTime`:`t`,`eventName`:`n`}", RECORD_NOTICE},
		{"[]", RECORD_NONE},
		{"{}", RECORD_NONE},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(json_free) struct json *doc = parsed(rows[i].text);
		CHECK_INT(record_kind(json_root(doc)), rows[i].want);
	}
}

static void fields_are_texts_whatever_their_type(void)
{
	CLEANUP(json_free)
	struct json *doc =
		parsed("{`eventTime`:`2026-06-01T10:00:00Z`,`eventName`:`n`,`eventSource`:`s`,`readOnly`:true,"
		       "`recipientAccountId`:111122223333,`errorCode`:null,`userAgent`:{},`awsRegion`:``,"
		       "`userIdentity`:{`sessionContext`:{`sessionIssuer`:{`arn`:`a`}}}}");
	struct trail_record r = {0};
	struct err e;
	CHECK_OK(record_read(json_root(doc), &r, &e), &e);
	CHECK_SV(record_text(&r, TRAIL_READ_ONLY), SV("true"));
	CHECK_SV(record_text(&r, TRAIL_RECIPIENT), SV("111122223333"));
	CHECK_SV(record_text(&r, TRAIL_ISSUER_ARN), SV("a"));
	CHECK(record_text(&r, TRAIL_ERROR_CODE).at == NULL);
	CHECK(record_text(&r, TRAIL_USER_AGENT).at == NULL);
	CHECK(record_text(&r, TRAIL_REGION).at != NULL);
}

static void records_without_a_moment_are_refused(void)
{
	static const struct {
		const char *text, *part;
	} rows[] = {
		{"{`eventTime`:`yesterday`}", "eventTime: expected "},
		{"{`eventTime`:`2005-12-31T23:59:59Z`}", "eventTime: expected a time from 2006 to 2099, got "},
		{"{`eventTime`:`2100-01-01T00:00:00Z`}", "eventTime: expected a time from 2006 to 2099, got "},
		{"{`eventTime`:`2026-02-30T10:00:00Z`}", "eventTime: "},
		{"{`eventTime`:`2026-06-01T10:00:00Z`,`eventName`:{}}", "eventName: expected a text"},
		{"{`eventTime`:`2026-06-01T10:00:00Z`,`eventSource`:null}", "eventSource: expected a text"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(json_free) struct json *doc = parsed(rows[i].text);
		struct trail_record r = {0};
		struct err e;
		CHECK_ERR(record_read(json_root(doc), &r, &e), &e, rows[i].part);
	}
}

static void every_field_has_a_path(void)
{
	for (int i = 0; i < TRAIL_FIELDS; i++)
		CHECK(sv_of(record_field_path((enum trail_field)i)).n > 0);
}

static const struct unit_case cases[] = {
	{"kinds_are_told_by_members", kinds_are_told_by_members},
	{"fields_are_texts_whatever_their_type", fields_are_texts_whatever_their_type},
	{"records_without_a_moment_are_refused", records_without_a_moment_are_refused},
	{"every_field_has_a_path", every_field_has_a_path},
	{NULL, NULL},
};

const struct unit_suite collectors_trail_record_suite = {"collectors_trail_record", cases};
