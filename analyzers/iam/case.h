/* Cases of `bailiwick simulate` from JSON: one object a case. What is not known to the shape is refused, so that
 * a mistyped member can't turn into an answer. */
#ifndef ANALYZERS_IAM_CASE_H
#define ANALYZERS_IAM_CASE_H

#include "analyzers/iam/eval.h"

/* Why a line was refused. */
struct iam_line_fault {
	const char *code; /* "bad_json", "bad_shape", "bad_policy", "bad_arn", "too_large" */
	struct sv path;   /* JSON Pointer into the line */
	struct sv message;
};

/* Tells what is known of an action ("s3:getobject"): the action table of the build, or NULL for none. */
typedef void iam_action_facts_fn(struct sv action, struct iam_action_facts *facts, bool *wildcard_only);

void iam_facts_of_table(struct sv action, struct iam_action_facts *facts, bool *wildcard_only); /* iamdb.h */

struct iam_case_reader {
	struct arena *arena;
	iam_action_facts_fn *facts;
	struct iam_line_fault *fault;
	bool measure; /* the line may hold a policy above LIMIT_IAM_DOCUMENT */
};

/* Everything in `out` lives in the arena. */
bool iam_case_read(struct iam_case_reader *r, const struct json_node *line, struct iam_case *out) MUST_CHECK;

/* The parts, for other commands of the engine that take the same members. `path` is the pointer to the value. */
bool iam_fault(struct iam_case_reader *r, const char *code, struct sv path, const char *format, ...)
	PRINTF_LIKE(4, 5);
bool iam_read_layer(struct iam_case_reader *r, const struct json_node *list, struct sv path,
		    enum iam_policy_type type, struct iam_layer *out) MUST_CHECK;
/* One policy item: a document, or {"name":...,"policy":...}. */
bool iam_read_item(struct iam_case_reader *r, const struct json_node *v, struct sv path,
		   enum iam_policy_type type, struct iam_layer *out) MUST_CHECK;
bool iam_read_targets(struct iam_case_reader *r, const struct json_node *list, struct sv path,
		      enum iam_policy_type type, const struct iam_target **out, size_t *n) MUST_CHECK;
/* An ARN, a service name, or {"type":"Anonymous"} and its like. */
bool iam_read_principal(struct iam_case_reader *r, const struct json_node *v, struct sv role_arn,
			struct sv path, struct iam_principal *out) MUST_CHECK;
bool iam_read_context(struct iam_case_reader *r, const struct json_node *object, struct sv path,
		      const struct iam_entry **out, size_t *n) MUST_CHECK;

#endif
