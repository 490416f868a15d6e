#include "collectors/trail/row.h"
#include "collectors/trail/span.h"

#include "tests/unit/collectors_trail/sink.h"

extern const struct unit_suite collectors_trail_session_suite;

static void read_session(struct arena *a, const char *service, const char *action, const char *text,
			 struct trail_row *row)
{
	CLEANUP(str_free) struct str bytes;
	CLEANUP(json_free) struct json *doc = NULL;
	struct err e;
	*row = (struct trail_row){.service = sv_of(service), .action = sv_of(action)};
	quoted(&bytes, text);
	if (!CHECK_OK(json_parse(str_sv(&bytes), &doc, &e), &e))
		return;
	struct sv account = json_string(json_path(json_root(doc), "userIdentity.accountId"));
	struct sv shared = json_string(json_get(json_root(doc), "sharedEventID"));
	struct trail_record r = {.raw = str_sv(&bytes)};
	r.field[TRAIL_WHO_ACCOUNT] = (struct trail_text){account.at, (uint32_t)account.n, false};
	r.field[TRAIL_SHARED_ID] = (struct trail_text){shared.at, (uint32_t)shared.n, false};
	size_t count;
	session_read(&r, span_get(r.raw, "requestParameters", &count),
		     span_get(r.raw, "responseElements", &count), a, row);
}

#define ISSUED                                                                                                 \
	"{`sharedEventID`:`s`,`userIdentity`:{`accountId`:`444455556666`},`requestParameters`:{`roleArn`:`r`," \
	"`roleSessionName`:`n`,`externalId`:`abc`},`responseElements`:{`sourceIdentity`:`i`,`credentials`:"    \
	"{`accessKeyId`:`ASIAIOSFODNN7EXAMPLE`,`expiration`:`2026-06-01T11:00:00Z`}}}"

static void issued_credentials_open_a_session(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct trail_row row;
	read_session(a, "sts", "AssumeRole", ISSUED, &row);
	CHECK_SV(row.issued_key, SV("ASIAIOSFODNN7EXAMPLE"));
	CHECK_SV(row.role_arn, SV("r"));
	CHECK_SV(row.session_name, SV("n"));
	CHECK_SV(row.source_identity, SV("i"));
	CHECK_SV(row.expires, SV("2026-06-01T11:00:00Z"));
	CHECK_SV(row.caller_account, SV("444455556666"));
	CHECK_SV(row.shared_event_id, SV("s"));
	/* SHA-256 of "abc", FIPS 180-2 */
	CHECK_SV(row.external_id_sha256,
		 SV("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

static void other_calls_open_none(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct trail_row row;
	read_session(a, "iam", "AssumeRole", ISSUED, &row);
	CHECK(row.issued_key.at == NULL);
	read_session(a, "sts", "GetCallerIdentity", ISSUED, &row);
	CHECK(row.issued_key.at == NULL);
	read_session(a, "sts", "AssumeRole", "{`responseElements`:null}", &row);
	CHECK(row.issued_key.at == NULL);
}

static void unreadable_expiration_is_kept_as_it_is(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct trail_row row;
	read_session(a, "sts", "GetSessionToken",
		     "{`responseElements`:{`credentials`:{`accessKeyId`:`k`,`expiration`:`soon`}}}", &row);
	CHECK_SV(row.expires, SV("soon"));
	CHECK(row.external_id_sha256.at == NULL);
}

static const struct unit_case cases[] = {
	{"issued_credentials_open_a_session", issued_credentials_open_a_session},
	{"other_calls_open_none", other_calls_open_none},
	{"unreadable_expiration_is_kept_as_it_is", unreadable_expiration_is_kept_as_it_is},
	{NULL, NULL},
};

const struct unit_suite collectors_trail_session_suite = {"collectors_trail_session", cases};
