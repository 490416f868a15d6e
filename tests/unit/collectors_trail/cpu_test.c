#include "tests/unit/unit.h"

#include "collectors/trail/cpu.h"

extern const struct unit_suite collectors_trail_cpu_suite;

static void every_possible_level_is_known_by_name(void)
{
	for (enum cpu i = CPU_SCALAR; i <= cpu_best(); i++) {
		enum cpu level = CPU_LEVELS;
		struct err e;
		if (CHECK_OK(cpu_named(sv_of(cpu_name(i)), &level, &e), &e))
			CHECK_INT(level, i);
	}
}

static void unknown_and_impossible_levels_are_errors(void)
{
	enum cpu level = CPU_SCALAR;
	struct err e;
	CHECK_ERR(cpu_named(SV("avx9"), &level, &e), &e,
		  "expected scalar, sse2, avx2 or avx2-vpclmul, got \"avx9\"");
	CHECK_ERR(cpu_named(SV(""), &level, &e), &e, "got \"\"");
	for (enum cpu i = cpu_best() + 1; i < CPU_LEVELS; i++)
		CHECK_ERR(cpu_named(sv_of(cpu_name(i)), &level, &e), &e, "this machine can't run");
	CHECK_INT(level, CPU_SCALAR);
}

static const struct unit_case cases[] = {
	{"every_possible_level_is_known_by_name", every_possible_level_is_known_by_name},
	{"unknown_and_impossible_levels_are_errors", unknown_and_impossible_levels_are_errors},
	{NULL, NULL}};
const struct unit_suite collectors_trail_cpu_suite = {"cpu", cases};
