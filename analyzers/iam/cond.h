/* Condition operators: what they compare and what they do when the key is missing.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Multivalued context keys". */
#ifndef ANALYZERS_IAM_COND_H
#define ANALYZERS_IAM_COND_H

#include "analyzers/iam/context.h"
#include "base/cidr.h"
#include "base/decimal.h"

enum iam_operand_type {
	IAM_OPERAND_TEXT,
	IAM_OPERAND_NUMBER,
	IAM_OPERAND_DATE,
	IAM_OPERAND_BOOL,
	IAM_OPERAND_BINARY,
	IAM_OPERAND_ADDRESS,
	IAM_OPERAND_ARN,
	IAM_OPERAND_NULL
};

enum iam_comparison { IAM_EQ, IAM_EQ_NOCASE, IAM_LIKE, IAM_LT, IAM_LE, IAM_GT, IAM_GE };

/* One row of cond_ops.def. */
struct iam_operator {
	const char *name;
	enum iam_operand_type type;
	bool negated;
	enum iam_comparison comparison;
};

/* A moment: exact to the nanosecond, any year from 0000 to 9999. */
struct iam_moment {
	int64_t second;
	int64_t nano; /* 0 to 999,999,999 */
};

struct iam_operand {
	struct sv text;       /* as the document spells it */
	struct iam_glob glob; /* text and Bool operators */
	union {
		const struct decimal *number;
		const struct iam_moment *date;
		const struct cidr *network;
		const struct iam_arn_pattern *arn;
	};
	bool v6;  /* the network is one of IPv6 */
	bool bad; /* no value of the operator's type: equals nothing, is in no range */
};

enum iam_set_operator { IAM_SINGLE, IAM_FOR_ALL_VALUES, IAM_FOR_ANY_VALUE };

struct iam_condition {
	struct sv written;             /* the operator as the document spells it */
	const struct iam_operator *op; /* NULL: an operator that the table does not know */
	enum iam_set_operator set;
	bool if_exists;
	struct iam_key key;
	const struct iam_operand *operand;
	size_t n;
};

/* Splits "ForAnyValue:StringLikeIfExists" into its parts; c->op stays NULL for an unknown name. */
void iam_condition_operator(struct sv written, struct iam_condition *c);
/* False: more than LIMIT_IAM_VARIABLES variables. `expands` as in struct iam_policy. */
bool iam_operand_compile(struct arena *a, const struct iam_condition *c, struct sv text, bool expands,
			 struct iam_operand *o) MUST_CHECK;

/* What a look at a condition found besides its truth. */
struct iam_condition_look {
	bool bad_value; /* a value of the request or of the policy is not of the operator's type */
	bool derived;   /* the key's value was derived */
};

/* `look` may be NULL. */
enum iam_truth iam_condition_test(const struct iam_condition *c, const struct iam_request *r,
				  struct iam_condition_look *look);

bool iam_moment_parse(struct sv text, struct iam_moment *m); /* W3C forms of ISO 8601, or epoch seconds */

#endif
