/* The door of CUnit: suites as tables, a readable list of what failed, and a last line "N passed, N failed"
 * (counted in test cases).
 *
 * One file of cases per source file: tests/unit/<folder>/<file>_test.c defines `const struct unit_suite
 * <folder>_<file>_suite`; tests/unit/<folder>_main.c lists the suites of its folder. A case that can't run here
 * (missing optional data) calls unit_skip(reason) and returns: it is counted and printed as skipped. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <CUnit/CUnit.h>

#include "base/str.h"

struct unit_case {
	const char *name; /* says the behaviour: "external_id_missing_fails" */
	void (*run)(void);
};

struct unit_suite {
	const char *name;
	const struct unit_case *cases; /* ends with a NULL name */
};

/* Runs the suites (NULL-terminated); argv[1], if given, is a glob over "suite/case". Exit status. */
int unit_main(int argc, char **argv, const struct unit_suite *const *suites);
void unit_skip(const char *reason);

/* Asserts that print both values when they differ. */
#define CHECK(condition)     CU_ASSERT(condition)
#define CHECK_SV(got, want)  unit_check_sv((got), (want), __FILE__, __LINE__)
#define CHECK_Z(got, want)   unit_check_sv(sv_of(got), sv_of(want), __FILE__, __LINE__)
#define CHECK_INT(got, want) unit_check_int((int64_t)(got), (int64_t)(want), __FILE__, __LINE__)
#define CHECK_OK(call, e)    unit_check_ok((call), (e), __FILE__, __LINE__)
/* The call must fail and its text must contain `part`. */
#define CHECK_ERR(call, e, part) unit_check_err((call), (e), (part), __FILE__, __LINE__)

void unit_check_sv(struct sv got, struct sv want, const char *file, int line);
void unit_check_int(int64_t got, int64_t want, const char *file, int line);
bool unit_check_ok(bool result, const struct err *e, const char *file, int line);
void unit_check_err(bool result, const struct err *e, const char *part, const char *file, int line);

#endif
