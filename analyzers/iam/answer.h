/* Answers as JSON text: the shapes of `bailiwick simulate`. */
#ifndef ANALYZERS_IAM_ANSWER_H
#define ANALYZERS_IAM_ANSWER_H

#include "analyzers/iam/eval.h"

/* {"id":...,"decision":...}: one object without a newline. `id` is JSON text, written as it is. */
void iam_answer_write(const struct iam_case *c, const struct iam_answer *a, struct sv id, bool trace,
		      struct str *out);

/* "condition:StringEquals/aws:PrincipalTag/team", "action" */
void iam_reason_element(const struct iam_reason *r, struct str *out);
/* JSON Pointer into the policy; nothing is added when the reason names no statement. */
void iam_reason_pointer(const struct iam_reason *r, struct str *out);
/* Sid, or else the one-based index. */
void iam_statement_name(const struct iam_statement *s, struct str *out);

#endif
