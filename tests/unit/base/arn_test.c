#include "tests/unit/unit.h"

#include "base/arn.h"

extern const struct unit_suite base_arn_suite;

static void arns_fall_into_six_parts(void)
{
	struct arn a;
	struct sv account, role, session;
	CHECK(arn_parse(SV("arn:aws:iam::012345678901:role/a:b"), &a));
	CHECK_SV(a.account, SV("012345678901"));
	CHECK_SV(a.resource, SV("role/a:b"));
	CHECK(!arn_parse(SV("arn:aws:iam"), &a));
	CHECK(arn_assumed_role(SV("arn:aws:sts::012345678901:assumed-role/ops/jane"), &account, &role,
			       &session));
	CHECK_SV(role, SV("ops"));
	CHECK_SV(session, SV("jane"));
}

static void other_arns_are_no_sessions(void)
{
	struct sv account, role, session;
	struct arn a;
	CHECK(!arn_assumed_role(SV("arn:aws:iam::012345678901:role/ops"), &account, &role, &session));
	CHECK(!arn_assumed_role(SV("arn:aws:sts::012345678901:assumed-role/ops/"), &account, &role, &session));
	CHECK(!arn_assumed_role(SV("arn:aws:sts::012345678901:federated-user/x"), &account, &role, &session));
	CHECK(!arn_parse(SV("arn:aws:iam::012345678901:"), &a) && !arn_parse(SV("urn:aws:iam::0:x"), &a));
	CHECK(account_id_valid(SV("000000000001")) && !account_id_valid(SV("1")) &&
	      !account_id_valid(SV("00000000000x")));
}

static const struct unit_case cases[] = {
	{"arns_fall_into_six_parts", arns_fall_into_six_parts},
	{"other_arns_are_no_sessions", other_arns_are_no_sessions},
	{NULL, NULL},
};

const struct unit_suite base_arn_suite = {"base_arn", cases};
