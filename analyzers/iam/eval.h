/* The decision: all layers of a case put together.
 *
 * One pass collects for every layer what surely and what possibly allows and denies; the combination rules say
 * which outcomes remain. One outcome left is the answer, more are IAM_UNKNOWN. Nothing is allocated, and a case
 * is only read: threads may share it. Source: IAM User Guide, "Policy evaluation logic". */
#ifndef ANALYZERS_IAM_EVAL_H
#define ANALYZERS_IAM_EVAL_H

#include "analyzers/iam/policy.h"

enum iam_decision { IAM_UNKNOWN = 0, IAM_ALLOWED, IAM_IMPLICIT_DENY, IAM_EXPLICIT_DENY };

enum iam_layer_type {
	IAM_LAYER_IDENTITY,
	IAM_LAYER_BOUNDARY,
	IAM_LAYER_SESSION,
	IAM_LAYER_RESOURCE,
	IAM_LAYER_VPCE,
	IAM_LAYER_SCP,
	IAM_LAYER_RCP,
	IAM_LAYER_KMS_GRANT,
	IAM_LAYER_ACL,
	IAM_LAYER_RULE,
	IAM_LAYER_TYPES
};

/* What the interface calls them: "identity", "pb", "session", "resource", "vpce", "scp", "rcp", ... */
const char *iam_layer_name(enum iam_layer_type type);

struct iam_item {
	struct sv name; /* of the policy */
	const struct iam_policy *policy;
};

struct iam_layer {
	const struct iam_item *item; /* united: one that allows is enough */
	size_t n;                    /* 0: there is no such layer */
};

/* The policies that are attached to the organization's root, a unit or an account. */
struct iam_target {
	struct sv target;
	struct iam_layer layer; /* of an SCP, an empty one allows nothing */
};

/* One entry of kms ListGrants. */
struct iam_kms_grant {
	struct sv id, key; /* key: id or ARN; empty: the key that is asked about */
	struct iam_principal_pattern grantee, retiring;
	const struct sv *operation;
	size_t operations;
	const struct iam_entry *equals, *subset; /* encryption context: name and one value each */
	size_t equal, subsets;
	bool has_equals;
};

/* One entry of the grants of GetBucketAcl. */
struct iam_acl_grant {
	struct sv id;  /* canonical user; empty for a group */
	struct sv uri; /* group */
	struct sv permission;
};

struct iam_facts {
	bool principal_in_management_account, resource_in_management_account;
	bool block_public_access; /* RestrictPublicBuckets */
	bool bucket_owner_enforced;
	bool key_of_aws; /* the KMS key is managed by AWS */
	const struct iam_kms_grant *kms_grant;
	size_t kms_grants;
	const struct iam_acl_grant *acl;
	size_t acls;
};

enum iam_detail { IAM_DETAIL_NONE, IAM_DETAIL_DECIDING };

/* One of the requests that a composite case puts together. */
struct iam_part {
	struct iam_request request;
	struct iam_layer resource; /* at most one policy: that of the resource */
};

struct iam_case {
	const struct iam_part *part; /* at least one; all must be allowed */
	size_t parts;
	struct iam_layer identity, boundary, session, endpoint;
	const struct iam_target *scp, *rcp; /* root first */
	size_t scps, rcps;                  /* 0: there is no such layer */
	unsigned unknown_layers; /* bits 1u << enum iam_layer_type: these exist and could not be read */
	struct iam_facts facts;
	enum iam_detail detail;
};

enum iam_element {
	IAM_ELEMENT_STATEMENT, /* the whole statement matched */
	IAM_ELEMENT_NONE,      /* no Allow came near */
	IAM_ELEMENT_ACTION,
	IAM_ELEMENT_RESOURCE,
	IAM_ELEMENT_PRINCIPAL,
	IAM_ELEMENT_CONDITION
};

struct iam_reason {
	enum iam_layer_type type;
	enum iam_element element;
	struct sv target, policy; /* policy: its name; of a rule, a grant or an ACL entry what it is called */
	const struct iam_policy *document;
	const struct iam_statement *statement;
	const struct iam_condition *condition;
};

/* In the order in which they are reported. */
enum iam_block {
	IAM_BLOCK_SCP,
	IAM_BLOCK_RCP,
	IAM_BLOCK_VPCE,
	IAM_BLOCK_RESOURCE,
	IAM_BLOCK_IDENTITY,
	IAM_BLOCK_BOUNDARY,
	IAM_BLOCK_S3,
	IAM_BLOCKS
};

const char *iam_block_name(enum iam_block block);

struct iam_note {
	const char *code; /* "ambiguous:A3", "bad-value" */
	struct sv key;    /* what the code is about: "bad-value:KEY"; else empty */
};

#define IAM_REASONS 64
#define IAM_NEEDS   32
#define IAM_NOTES   16

struct iam_answer {
	enum iam_decision decision;
	unsigned could;      /* bits 1u << enum iam_decision: the outcomes still possible */
	unsigned blocked_by; /* bits 1u << enum iam_block */
	size_t part;         /* which part of a composite case decided */
	struct iam_reason reason[IAM_REASONS];
	size_t reasons;
	struct sv need[IAM_NEEDS]; /* keys that would decide, as the policy spells them */
	size_t needs;
	struct iam_note note[IAM_NOTES];
	size_t notes;
};

void iam_simulate(const struct iam_case *c, struct iam_answer *out);
const char *iam_decision_name(enum iam_decision decision); /* "ImplicitlyDenied" */
/* A denial that another reading of AWS's text would turn into an allowance: to be treated as "may be". */
bool iam_answer_is_ambiguous(const struct iam_answer *a);
enum iam_truth iam_answer_can(const struct iam_answer *a); /* for controls: yes, no or maybe */

#endif
