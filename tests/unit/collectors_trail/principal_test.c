#include "collectors/trail/row.h"

#include "tests/unit/collectors_trail/sink.h"

extern const struct unit_suite collectors_trail_principal_suite;

struct who {
	struct arena *arena;
	struct json *doc;
	struct sv is[PRINCIPAL_COLUMNS];
};

static void who_free(struct who *w)
{
	json_free(&w->doc);
	arena_free(&w->arena);
}

static struct who who(const char *identity)
{
	struct who w = {.arena = arena_new()};
	CLEANUP(str_free) struct str text, json;
	struct trail_record r = {0};
	struct err e;
	quoted(&text, identity);
	str_init(&json, 1u << 16);
	str_addf(&json, "{\"eventTime\":\"2026-06-01T10:00:00Z\",\"userIdentity\":%s}", text.at);
	if (CHECK_OK(json_parse(str_sv(&json), &w.doc, &e) && record_read(json_root(w.doc), &r, &e), &e))
		principal_read(&r, w.arena, w.is);
	return w;
}

static void role_is_derived_from_the_session(void)
{
	CLEANUP(who_free)
	struct who w = who(
		"{`type`:`AssumedRole`,`arn`:`arn:aws-cn:sts::111122223333:assumed-role/ops/jane`,`sessionContext`:{`attributes`:{`creationDate`:`2026-06-01T11:00:00+02:00`,`mfaAuthenticated`:`true`}}}");
	CHECK_SV(w.is[PRINCIPAL_SESSION_NAME], SV("jane"));
	CHECK_SV(w.is[PRINCIPAL_ISSUER_ARN], SV("arn:aws-cn:iam::111122223333:role/ops"));
	CHECK_SV(w.is[PRINCIPAL_ISSUER_ACCOUNT], SV("111122223333"));
	CHECK_SV(w.is[PRINCIPAL_SESSION_ISSUED], SV("2026-06-01T09:00:00Z"));
	CHECK_SV(w.is[PRINCIPAL_MFA], SV("1"));
}

static void issuer_that_is_said_is_kept(void)
{
	CLEANUP(who_free)
	struct who w = who("{`arn`:`arn:aws:sts::111122223333:assumed-role/ops/"
			   "jane`,`sessionContext`:{`sessionIssuer`:{`type`:`Role`,"
			   "`arn`:`arn:aws:iam::111122223333:role/path/"
			   "ops`},`webIdFederationData`:{`federatedProvider`:`idp`}}}");
	CHECK_SV(w.is[PRINCIPAL_ISSUER_ARN], SV("arn:aws:iam::111122223333:role/path/ops"));
	CHECK_SV(w.is[PRINCIPAL_IDP], SV("idp"));
}

static void missing_and_empty_differ_in_the_key(void)
{
	CLEANUP(who_free) struct who missing = who("{`type`:`IAMUser`}");
	CLEANUP(who_free) struct who empty = who("{`type`:`IAMUser`,`arn`:``}");
	CLEANUP(who_free) struct who none = who("null");
	CHECK(missing.is[PRINCIPAL_ARN].at == NULL && empty.is[PRINCIPAL_ARN].at != NULL);
	CHECK(!sv_eq(missing.is[PRINCIPAL_KEY], empty.is[PRINCIPAL_KEY]));
	CHECK(sv_starts(none.is[PRINCIPAL_KEY], SV("\\N\t\\N")));
}

static void data_can_not_forge_a_separator(void)
{
	CLEANUP(who_free) struct who one = who("{`type`:`a\\tb`}");
	CLEANUP(who_free) struct who two = who("{`type`:`a`,`arn`:`b`}");
	CLEANUP(who_free) struct who three = who("{`type`:`\\\\N`}");
	CHECK(!sv_eq(one.is[PRINCIPAL_KEY], two.is[PRINCIPAL_KEY]));
	CHECK(sv_starts(one.is[PRINCIPAL_KEY], SV("a\\tb\t")));
	CHECK(sv_starts(three.is[PRINCIPAL_KEY], SV("\\\\N\t")));
}

static const struct unit_case cases[] = {
	{"role_is_derived_from_the_session", role_is_derived_from_the_session},
	{"issuer_that_is_said_is_kept", issuer_that_is_said_is_kept},
	{"missing_and_empty_differ_in_the_key", missing_and_empty_differ_in_the_key},
	{"data_can_not_forge_a_separator", data_can_not_forge_a_separator},
	{NULL, NULL},
};

const struct unit_suite collectors_trail_principal_suite = {"collectors_trail_principal", cases};
