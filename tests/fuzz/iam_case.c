/* Any bytes as a line of `bailiwick simulate --batch`: refused with a code and a text, or answered with valid JSON. */
#include <stdint.h>
#include <stdlib.h>

#include "analyzers/iam/answer.h"
#include "analyzers/iam/case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void answer_case(const struct iam_case *c)
{
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_answer answer;
	struct str out;
	struct err e;
	iam_simulate(c, &answer);
	if (answer.could == 0)
		abort();
	str_init(&out, (size_t)64 << 20);
	iam_answer_write(c, &answer, SV("null"), true, &out);
	if (!out.full && !json_parse(str_sv(&out), &doc, &e))
		abort();
	str_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_line_fault fault = {NULL, {NULL, 0}, {NULL, 0}};
	struct iam_case_reader r = {a, iam_facts_of_table, &fault, size > LIMIT_IAM_DOCUMENT};
	struct iam_case c;
	struct err e;
	if (!json_parse((struct sv){(const char *)data, size}, &doc, &e))
		return 0;
	if (iam_case_read(&r, json_root(doc), &c))
		answer_case(&c);
	else if (fault.code == NULL || fault.message.n == 0)
		abort();
	return 0;
}
