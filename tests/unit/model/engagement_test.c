#include "tests/unit/unit.h"

#include <stdlib.h>

#include "model/engagement.h"

extern const struct unit_suite model_engagement_suite;

/* A good file; tests add to it or break it. */
#define CUSTOMER                                                                                               \
	"schema_version: \"1.0\"\ncustomer:\n  name: C\n  organization_id: null\n  management_account: "       \
	"\"200000000000\"\n"                                                                                   \
	"  management_account_owner: customer\n  email_domains: [c.example]\n  admin_principals: "             \
	"[\"arn:aws:iam::*:role/a\"]\n"                                                                        \
	"  log_archive: {account: \"200000000090\"}\n  accounts:\n    - {id: 012345678901, name: one}\n"
#define PARTNERS "partners:\n  - {id: p, name: P, kind: [managed_service], aws_accounts: [\"910000000001\"]}\n"
#define ENGAGEMENT(start, end)                                                                                 \
	"engagements:\n  - id: e\n    partner: p\n    arrangement: managed_service\n    status: active\n    "  \
	"contract:\n"                                                                                          \
	"      ref: R\n      start: " start "\n      end: " end                                                \
	"\n    identities: {}\n    scope: {accounts: []}\n"                                                    \
	"    approvers: [{name: N, role: O}]\n"
#define APPROVAL "approval: {version: \"1\", approved_by: N, approved_on: 2026-06-10}\n"
#define START    "2026-01-01T00:00:00Z"
#define END      "2027-01-01T00:00:00Z"

static void check_faults(const char *text, const char *const *want)
{
	struct arena *a = arena_new();
	struct engagement_file f;
	struct err e;
	if (CHECK_OK(engagement_parse(sv_of(text), "e.yaml", a, &f, &e), &e)) {
		size_t n = 0;
		for (; want[n] != NULL; n++)
			CHECK_SV(n < f.faults ? f.fault[n] : SV("no fault"), sv_of(want[n]));
		CHECK_INT(f.faults, n);
		CHECK_INT(f.document.n == 0, f.faults > 0);
	}
	arena_free(&a);
}

static void a_good_file_becomes_canonical_json(void)
{
	struct arena *a = arena_new();
	struct engagement_file f;
	struct err e;
	CHECK_OK(engagement_parse(SV(CUSTOMER PARTNERS ENGAGEMENT(START, END) APPROVAL), "e.yaml", a, &f, &e),
		 &e);
	CHECK_INT(f.faults, 0);
	CHECK(sv_find(f.document, SV("\"organization_id\":null")) > 0);
	CHECK(sv_find(f.document, SV("\"accounts\":[{\"id\":\"012345678901\",\"name\":\"one\"}]")) > 0);
	arena_free(&a);
}

static void all_faults_are_listed_with_line_and_path(void)
{
	check_faults(
		CUSTOMER PARTNERS ENGAGEMENT("\"2026-13-01\"", END) "    extra: 1\n    teritory: x\n" APPROVAL,
		(const char *const[]){
			"e.yaml:21: engagements[0].contract.start: expected an RFC 3339 time with offset, got "
			"\"2026-13-01\"",
			"e.yaml:26: engagements[0]: unknown key \"extra\"",
			"e.yaml:27: engagements[0]: unknown key \"teritory\", did you mean \"territory\"?",
			NULL,
		});
}

static void references_and_order_are_checked(void)
{
	check_faults(CUSTOMER PARTNERS ENGAGEMENT(END, START) "  - {id: e}\n" APPROVAL,
		     (const char *const[]){
			     "e.yaml:22: engagements[0].contract.end: expected a moment after \"start\", got "
			     "\"" START "\"",
			     "e.yaml:26: engagements[1].id: \"e\" was used before, on line 15",
			     "e.yaml:26: engagements[1]: expected the key \"approvers\", which is missing",
			     "e.yaml:26: engagements[1]: expected the key \"arrangement\", which is missing",
			     "e.yaml:26: engagements[1]: expected the key \"contract\", which is missing",
			     "e.yaml:26: engagements[1]: expected the key \"identities\", which is missing",
			     "e.yaml:26: engagements[1]: expected the key \"partner\", which is missing",
			     "e.yaml:26: engagements[1]: expected the key \"scope\", which is missing",
			     "e.yaml:26: engagements[1]: expected the key \"status\", which is missing",
			     NULL,
		     });
}

static void yaml_that_is_not_read_here_is_refused(void)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{"a: &x 1\nb: *x\n",
		 "e.yaml:2: expected a value, got an alias: aliases and anchors are not read here"},
		{"a: !!str 1\n", "e.yaml:1: expected a value, got a tag: tags are not read here"},
		{"a: 1\n---\nb: 1\n", "e.yaml:2: expected the end of the file, got a second document"},
		{"", "e.yaml:1: expected an engagement file, got an empty one"},
		{"a: [1\n", "e.yaml:2: expected YAML: did not find expected ',' or ']'"},
		{"a: \xff\n", "e.yaml:1: expected UTF-8 text"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_faults(rows[i].in, (const char *const[]){rows[i].want, NULL});
}

static void a_key_twice_names_both_lines(void)
{
	check_faults(CUSTOMER PARTNERS ENGAGEMENT(START, END) APPROVAL "approval: x\n",
		     (const char *const[]){
			     "e.yaml:27: the key \"approval\" stands here again, first on line 26", NULL});
}

static void published_examples_read_without_fault(void)
{
	static const char *const names[] = {"1-reseller-single-tenant", "2-agency-contractor-handover",
					    "3-nonprofit-combination"};
	const char *shared = getenv("BAILIWICK_SHARED");
	if (shared == NULL || *shared == '\0') {
		unit_skip("BAILIWICK_SHARED is not set");
		return;
	}
	struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct engagement_file f;
		struct err e;
		if (CHECK_OK(engagement_read(arena_printf(a, "%s/design/examples/%s.json", shared, names[i]).at,
					     a, &f, &e),
			     &e))
			CHECK_SV(f.faults > 0 ? f.fault[0] : SV("none"), SV("none"));
	}
	arena_free(&a);
}

const struct unit_suite model_engagement_suite = {
	"model_engagement",
	(const struct unit_case[]){
		{"a_good_file_becomes_canonical_json", a_good_file_becomes_canonical_json},
		{"all_faults_are_listed_with_line_and_path", all_faults_are_listed_with_line_and_path},
		{"references_and_order_are_checked", references_and_order_are_checked},
		{"yaml_that_is_not_read_here_is_refused", yaml_that_is_not_read_here_is_refused},
		{"a_key_twice_names_both_lines", a_key_twice_names_both_lines},
		{"published_examples_read_without_fault", published_examples_read_without_fault},
		{NULL, NULL},
	}};
