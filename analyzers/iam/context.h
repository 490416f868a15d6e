/* The request as the engine sees it, and the condition keys that it implies.
 *
 * What the principal and the resource imply is filled in (aws:PrincipalArn and its like); what the caller
 * supplies wins. A key that nobody supplied is absent in strict mode and unknown in open mode, unless the
 * request itself says that it can't be there. Source: IAM User Guide, "AWS global condition context keys". */
#ifndef ANALYZERS_IAM_CONTEXT_H
#define ANALYZERS_IAM_CONTEXT_H

#include "analyzers/iam/match.h"

enum iam_mode { IAM_STRICT, IAM_OPEN };

struct iam_value {
	const struct sv *text; /* n values */
	size_t n;
	bool many; /* an array: a multi-valued key, whatever its length */
};

struct iam_entry {
	struct iam_key key;
	struct iam_value value;
};

/* What is known of the action from outside the documents (the action table). */
struct iam_action_facts {
	enum iam_truth known;       /* the action is in the table; IAM_MAYBE: nobody looked */
	enum iam_truth rcp_service; /* resource control policies reach its service */
};

struct iam_request {
	enum iam_mode mode;
	bool derive;
	bool behind_endpoint;  /* an endpoint policy is part of the case */
	bool no_resource_tags; /* a bucket whose tags do not count for access */
	bool service_linked;   /* the principal is a service-linked role */
	struct iam_principal principal;
	struct sv action;  /* lower case */
	struct sv service; /* its part before the colon */
	struct iam_action_facts facts;
	struct iam_resource resource;
	const struct iam_entry *context;
	size_t n;
	const struct iam_key *absent; /* absent for certain, in open mode too */
	size_t absents;
};

void iam_key_init(struct arena *a, struct sv written, struct iam_key *key);
bool iam_key_eq(const struct iam_key *a, const struct iam_key *b);

/* Sets action and service, in lower case. False: not service:Action, or a pattern. */
bool iam_request_set_action(struct arena *a, struct sv text, struct iam_request *r) MUST_CHECK;

enum iam_presence { IAM_ABSENT, IAM_UNKNOWN_KEY, IAM_PRESENT, IAM_DERIVED };

/* Finds a key: the caller's values, else what the request implies. `scratch` holds a derived single value. */
enum iam_presence iam_request_find(const struct iam_request *r, const struct iam_key *key, struct sv *scratch,
				   struct iam_value *value);

#endif
