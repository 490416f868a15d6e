/* Is this document a policy that AWS would accept, and does it say what its author meant?
 *
 * Every finding names the place (a JSON Pointer), what was seen and what was expected. An error means that AWS would
 * refuse the document; a warning that it can't mean what it says; a note is worth knowing. The codes are an
 * interface. */
#ifndef ANALYZERS_IAM_LINT_H
#define ANALYZERS_IAM_LINT_H

#include "analyzers/iam/policy.h"

enum iam_severity { IAM_ERROR, IAM_WARNING, IAM_NOTE };

struct iam_finding {
	enum iam_severity severity;
	const char *code;
	struct sv at, message;
};

struct iam_findings {
	struct iam_finding *at; /* in the order of the document; statements that can't take effect come last */
	size_t n, room;
	size_t errors; /* 0: accepted */
};

void iam_lint(struct arena *a, const struct json_node *document, enum iam_policy_type type,
	      struct iam_findings *out);
const char *iam_severity_name(enum iam_severity severity);

/* {"id":...,"accepted":...,"findings":[...]}; `id` is JSON text. */
void iam_lint_write(const struct iam_findings *f, struct sv id, struct str *out);

#endif
