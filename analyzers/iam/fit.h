/* Questions of containment from JSON, and their answers as JSON: the shapes of `bailiwick contains`. */
#ifndef ANALYZERS_IAM_FIT_H
#define ANALYZERS_IAM_FIT_H

#include "analyzers/iam/case.h"
#include "analyzers/iam/contain.h"

struct iam_fit_question {
	struct iam_side a, b;
	struct iam_fit_options options; /* budget stays as it was */
};

/* {"kind":...,"universe":...,"a":...,"b":...,"given":{...}}. A side is a policy, a list of policies, or an object with
 * the layers of simulate. */
bool iam_fit_read(struct iam_case_reader *r, const struct json_node *line,
		  struct iam_fit_question *q) MUST_CHECK;

/* One object without a newline. `id` is JSON text, written as it is. */
void iam_fit_write(const struct iam_fit_question *q, const struct iam_fit *fit, struct sv id, struct str *out);
const char *iam_fit_reason_name(enum iam_fit_reason reason);

/* The members of one side that hold layers, for other commands that take the same. False without a fault: `name` is
 * none of them. */
bool iam_side_member(struct iam_case_reader *r, struct sv name, const struct json_node *v, struct sv path,
		     struct iam_side *side, bool *known) MUST_CHECK;

#endif
