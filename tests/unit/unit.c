#include "tests/unit/unit.h"

#include <CUnit/TestRun.h>

#include <stdio.h>
#include <string.h>

#include "base/glob.h"

static unsigned skipped;

void unit_skip(const char *reason)
{
	skipped++;
	printf("skipped: %s/%s: %s\n", CU_get_current_suite()->pName, CU_get_current_test()->pName, reason);
}

static void report(bool good, const char *file, int line, const char *text)
{
	CU_assertImplementation(good, (unsigned)line, text, file, "", CU_FALSE);
}

void unit_check_sv(struct sv got, struct sv want, const char *file, int line)
{
	char text[600];
	snprintf(text, sizeof text, "got \"%.250s\", want \"%.250s\"", got.n ? got.at : "",
		 want.n ? want.at : "");
	report(sv_eq(got, want), file, line, text);
}

void unit_check_int(int64_t got, int64_t want, const char *file, int line)
{
	char text[80];
	snprintf(text, sizeof text, "got %lld, want %lld", (long long)got, (long long)want);
	report(got == want, file, line, text);
}

bool unit_check_ok(bool result, const struct err *e, const char *file, int line)
{
	char text[600];
	snprintf(text, sizeof text, "unexpected error: %.500s", result ? "" : e->text);
	report(result, file, line, text);
	return result;
}

void unit_check_err(bool result, const struct err *e, const char *part, const char *file, int line)
{
	char text[900];
	snprintf(text, sizeof text, "got %s \"%.400s\", want an error with \"%.400s\"",
		 result ? "no error" : "error", result ? "" : e->text, part);
	report(!result && strstr(e->text, part) != NULL, file, line, text);
}

static bool chosen(const char *pattern, const struct unit_suite *s, const struct unit_case *c)
{
	char name[300];
	snprintf(name, sizeof name, "%s/%s", s->name, c->name);
	return pattern == NULL || glob_match(sv_of(pattern), sv_of(name));
}

static void add_suite(const struct unit_suite *s, const char *pattern)
{
	CU_pSuite suite = CU_add_suite(s->name, NULL, NULL);
	for (const struct unit_case *c = s->cases; c->name != NULL; c++)
		if (chosen(pattern, s, c))
			CU_add_test(suite, c->name, c->run);
}

static void print_failures(void)
{
	for (CU_pFailureRecord f = CU_get_failure_list(); f != NULL; f = f->pNext)
		printf("%s:%u: %s/%s: %s\n", f->strFileName, f->uiLineNumber,
		       f->pSuite ? f->pSuite->pName : "?", f->pTest ? f->pTest->pName : "?", f->strCondition);
}

int unit_main(int argc, char **argv, const struct unit_suite *const *suites)
{
	if (CU_initialize_registry() != CUE_SUCCESS)
		return 1;
	for (; *suites != NULL; suites++)
		add_suite(*suites, argc > 1 ? argv[1] : NULL);
	CU_run_all_tests();
	print_failures();
	unsigned failed = CU_get_number_of_tests_failed();
	unsigned run = CU_get_number_of_tests_run();
	printf("%u passed, %u failed", run - failed - skipped, failed);
	printf(skipped ? ", %u skipped\n" : "\n", skipped);
	CU_cleanup_registry();
	return failed != 0;
}
