/* Policy documents, compiled: checked once, then shared read-only between threads.
 *
 * The documents are hostile input. What AWS would refuse is refused here only where no meaning is left
 * (a statement without effect or action); the rest is for lint. Source: IAM User Guide, "Grammar of the IAM
 * JSON policy language". */
#ifndef ANALYZERS_IAM_POLICY_H
#define ANALYZERS_IAM_POLICY_H

#include "analyzers/iam/cond.h"
#include "base/json.h"

enum iam_policy_type {
	IAM_IDENTITY,
	IAM_BOUNDARY,
	IAM_SESSION,
	IAM_RESOURCE,
	IAM_TRUST,
	IAM_SCP,
	IAM_RCP,
	IAM_VPCE,
	IAM_POLICY_TYPES
};

enum iam_effect { IAM_DENY, IAM_ALLOW };

struct iam_statement {
	struct sv sid;  /* empty if the statement has none */
	uint32_t index; /* zero-based place in its document */
	enum iam_effect effect;
	bool not_action, not_resource, not_principal;
	bool has_resource;   /* Resource or NotResource is there */
	bool has_principal;  /* Principal or NotPrincipal is there */
	bool has_invalid;    /* holds an ARN that this kind of policy does not take */
	bool invalid;        /* nothing valid is left, or NotResource holds one: matches nothing */
	bool every_resource; /* Resource holds "*": nothing to look at */
	struct iam_action_set action;
	const struct iam_arn_pattern *resource;
	size_t resources;
	const struct iam_principal_pattern *principal;
	size_t principals;
	const struct iam_condition *condition;
	size_t conditions;
};

struct iam_policy {
	enum iam_policy_type type;
	bool expands; /* Version 2012-10-17: ${...} are variables */
	bool single;  /* Statement is an object, not an array: matters to JSON Pointers alone */
	struct sv version, id;
	const struct iam_statement *statement;
	size_t n;
};

/* Where and why a document was refused. */
struct iam_fault {
	struct sv path; /* JSON Pointer into the document; "" is the whole */
	struct sv message;
};

/* Every text is copied into the arena. Errors read "/Statement/1/Effect: found ..., expected ...". */
bool iam_policy_compile(struct arena *a, struct sv json, enum iam_policy_type type,
			const struct iam_policy **out, struct err *e) MUST_CHECK;
/* The same from a document that is parsed already (and was checked for members that stand twice). */
bool iam_policy_read(struct arena *a, const struct json_node *document, enum iam_policy_type type,
		     const struct iam_policy **out, struct iam_fault *fault) MUST_CHECK;

const char *iam_policy_type_name(enum iam_policy_type type); /* "identity", "pb", "session", "resource", ... */

/* Matching of one element. `covers` as in iam_arn_match; it is what a Deny wants. */
bool iam_statement_action(const struct iam_statement *s, struct sv action, struct sv service);
enum iam_truth iam_statement_resource(const struct iam_statement *s, const struct iam_request *r);
/* How the statement names the principal. `bounded`: a permissions boundary is in force, so that a Deny with
 * NotPrincipal always denies. */
enum iam_level iam_statement_principal(const struct iam_policy *p, const struct iam_statement *s,
				       const struct iam_principal *who, bool bounded);

#endif
