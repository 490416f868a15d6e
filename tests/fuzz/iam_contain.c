/* A line of `bailiwick contains`, with the budgets of a few steps and with the ordinary ones: both tell the truth, or the
 * former that it is unknown; and every side fits itself. */
#include <stdint.h>
#include <stdlib.h>

#include "analyzers/iam/fit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum iam_fit_answer ask(const struct iam_fit_question *q, const struct iam_side *a,
			       const struct iam_side *b, bool tiny)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(globs_work_free) struct globs_work work = {0};
	struct iam_fit_options o = q->options;
	struct iam_fit fit;
	o.tiny = tiny;
	iam_contains(a, b, &o, &work, arena, &fit);
	return fit.answer;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_line_fault fault = {.code = NULL};
	struct iam_case_reader r = {a, iam_facts_of_table, &fault, false};
	struct iam_fit_question q = {.options = {.budget = 1}};
	struct err e;
	if (size > 4000 || !json_parse((struct sv){(const char *)data, size}, &doc, &e))
		return 0;
	if (!iam_fit_read(&r, json_root(doc), &q)) {
		if (fault.code == NULL || fault.message.n == 0)
			abort();
		return 0;
	}
	enum iam_fit_answer tiny = ask(&q, &q.a, &q.b, true), whole = ask(&q, &q.a, &q.b, false);
	if (tiny != IAM_FIT_UNKNOWN && whole != IAM_FIT_UNKNOWN && tiny != whole)
		abort();
	if (ask(&q, &q.a, &q.a, false) == IAM_FIT_EXCEEDS)
		abort();
	return 0;
}
