#include "collectors/trail/kept.h"

#include "tests/unit/unit.h"

extern const struct unit_suite collectors_trail_kept_suite;

static void table_decides_by_service_and_name(void)
{
	static const struct {
		const char *service, *action, *type;
		bool want;
	} rows[] = {
		{"iam", "CreateRole", "AssumedRole", true},
		{"iam", "createrole", "AssumedRole", false},
		{"s3", "CreateRole", "AssumedRole", false},
		{"sts", "AssumeRole", "AWSAccount", true},
		{"iam", "ListUsers", "IAMUser", false},
		{"iam", "ListUsers", "Root", true},
		{"", "", "", false},
		{"# name", "service", "", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_INT(kept_event(sv_of(rows[i].service), sv_of(rows[i].action), sv_of(rows[i].type)),
			  rows[i].want);
}

static const struct unit_case cases[] = {
	{"table_decides_by_service_and_name", table_decides_by_service_and_name},
	{NULL, NULL},
};

const struct unit_suite collectors_trail_kept_suite = {"collectors_trail_kept", cases};
