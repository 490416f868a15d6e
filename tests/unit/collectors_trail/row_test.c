#include "collectors/trail/row.h"

#include "tests/unit/collectors_trail/sink.h"

extern const struct unit_suite collectors_trail_row_suite;

#define HEAD "{`eventVersion`:`1.08`,`eventTime`:`2026-06-01T12:00:00.5+02:00`,`eventSource`:`"

struct rows {
	struct arena *arena; /* borrowed */
	struct trail_row *row[64];
	size_t n, faults;
};

struct read {
	struct arena *arena;
	struct str text;
	struct rows rows;
};

static void read_free(struct read *r)
{
	str_free(&r->text);
	arena_free(&r->arena);
}

static bool take_record(void *context, const struct trail_record *r, struct err *e)
{
	struct rows *rows = context;
	struct sv action = record_text(r, TRAIL_NAME);
	return row_of(r, rows->arena, !sv_eq(action, SV("ListUsers")), &rows->row[rows->n++], e);
}

static void take_fault(void *context, const char *code, struct sv place, struct sv reason, bool lost)
{
	struct rows *rows = context;
	(void)code, (void)place, (void)reason, (void)lost;
	rows->faults++;
}

static struct read read_rows(const char *text)
{
	struct read r = {.arena = arena_new()};
	struct err e;
	quoted(&r.text, text);
	r.rows.arena = r.arena;
	struct trail_sink sink = {&r.rows, take_record, take_fault};
	CHECK_OK(scan_text(str_sv(&r.text), scan_shape(str_sv(&r.text), &e), &sink, &e), &e);
	return r;
}

static void columns_are_canonical(void)
{
	CLEANUP(read_free)
	struct read r = read_rows(
		HEAD "iam.amazonaws.com`,`eventName`:`ListUsers`,`awsRegion`:`us-east-1`,`readOnly`:true,"
		     "`errorCode`:`AccessDenied`,`eventType`:`AwsApiCall`,`sourceIPAddress`:`192.0.2.1`,"
		     "`eventID`:`a`,`userIdentity`:{`accountId`:`111122223333`}}");
	CHECK_INT(r.rows.n, 1);
	const struct trail_row *row = r.rows.row[0];
	CHECK_Z(row->time, "2026-06-01T10:00:00Z");
	CHECK_SV(row->recipient, SV(""));
	CHECK_SV(row->account, SV("111122223333"));
	CHECK_SV(row->service, SV("iam"));
	CHECK_SV(row->action, SV("ListUsers"));
	CHECK_SV(row->read_only, SV("true"));
	CHECK_SV(row->error_code, SV("AccessDenied"));
	CHECK_SV(row->category, SV("AwsApiCall"));
	CHECK_SV(row->address, SV("192.0.2.1"));
	CHECK(!row->kept && row->request.at == NULL);
}

static void a_refused_sign_in_is_no_success(void)
{
	CLEANUP(read_free)
	struct read r =
		read_rows("[" HEAD "signin.amazonaws.com`,`eventName`:`ConsoleLogin`,`errorMessage`:`Failed "
			  "authentication`,`responseElements`:{`ConsoleLogin`:`Failure`}}," HEAD
			  "signin.amazonaws.com`,`eventName`:`ConsoleLogin`,`errorMessage`:null,"
			  "`responseElements`:{`ConsoleLogin`:`Success`}}]");
	CHECK_INT(r.rows.n, 2);
	CHECK_SV(r.rows.row[0]->error_code, SV("Failure"));
	CHECK_SV(r.rows.row[1]->error_code, SV(""));
}

static void secrets_are_left_out_of_kept_records(void)
{
	CLEANUP(read_free)
	struct read r = read_rows(
		HEAD
		"iam.amazonaws.com`,`eventName`:`CreateAccessKey`,`requestParameters`:{`a`:[{`password`:"
		"`x`,`b`:1}]},`responseElements`:{`accessKey`:{`secretAccessKey`:`y`,`accessKeyId`:`k`}}}");
	CHECK(r.rows.row[0]->kept);
	CHECK_SV(r.rows.row[0]->request, SV("{\"a\":[{\"b\":1}]}"));
	CHECK_SV(r.rows.row[0]->response, SV("{\"accessKey\":{\"accessKeyId\":\"k\"}}"));
}

static const struct unit_case cases[] = {
	{"columns_are_canonical", columns_are_canonical},
	{"a_refused_sign_in_is_no_success", a_refused_sign_in_is_no_success},
	{"secrets_are_left_out_of_kept_records", secrets_are_left_out_of_kept_records},
	{NULL, NULL},
};

const struct unit_suite collectors_trail_row_suite = {"collectors_trail_row", cases};
