/* Patterns of policies and what they match: text, ARNs, actions, principals.
 *
 * Everything is compiled once (policy.c) and then only read. Answers are three-valued: IAM_MAYBE stands for a
 * variable whose key is not known. Source: IAM User Guide, "IAM JSON policy elements: Action, Resource,
 * Principal" and "Variables and tags". */
#ifndef ANALYZERS_IAM_MATCH_H
#define ANALYZERS_IAM_MATCH_H

#include "base/arena.h"

struct iam_request; /* analyzers/iam/context.h */

/* Kleene's three values: "and" is the smaller one, "or" the greater one. */
enum iam_truth { IAM_NO, IAM_MAYBE, IAM_YES };

static inline enum iam_truth iam_and(enum iam_truth a, enum iam_truth b)
{
	return a < b ? a : b;
}

static inline enum iam_truth iam_or(enum iam_truth a, enum iam_truth b)
{
	return a > b ? a : b;
}

static inline enum iam_truth iam_not(enum iam_truth a)
{
	return (enum iam_truth)(IAM_YES - a);
}

/* A condition key. Names are compared without case, so they are kept in lower case. */
struct iam_key {
	struct sv name;    /* lower case */
	struct sv written; /* as the document spells it */
	uint32_t hash;     /* of name */
	uint16_t derived;  /* row of the derivable keys (context.c), 0: not one of them */
};

/* ${key} or ${key, 'fallback'} */
struct iam_variable {
	struct iam_key key;
	struct sv fallback; /* at == NULL: none */
};

/* A pattern as a string of octets: valid UTF-8 is literal, and three octets that no UTF-8 text holds are not:
 * IAM_STAR (any run), IAM_ONE (one character), IAM_VARIABLE followed by an octet, the variable's index. */
#define IAM_STAR     '\xff'
#define IAM_ONE      '\xfe'
#define IAM_VARIABLE '\xfd'

enum iam_glob_shape { IAM_GLOB_LITERAL, IAM_GLOB_ANY, IAM_GLOB_PREFIX, IAM_GLOB_GENERAL };

struct iam_glob {
	struct sv code;
	const struct iam_variable *variable;
	uint8_t variables;
	uint8_t shape; /* enum iam_glob_shape: literal text; one star; literal text and a star; anything else */
};

#define IAM_GLOB_WILD      1u /* '*' and '?' are wildcards */
#define IAM_GLOB_EXPANDS   2u /* ${...} is a variable (Version 2012-10-17) */
#define IAM_GLOB_LOWERCASE 4u /* the text is folded (ASCII) */

/* False: more than LIMIT_IAM_VARIABLES variables. `g` borrows `text` where nothing had to be rewritten. */
bool iam_glob_compile(struct arena *a, struct sv text, unsigned flags, struct iam_glob *g) MUST_CHECK;
/* `r` resolves variables; NULL: none has a value. */
enum iam_truth iam_glob_match(const struct iam_glob *g, struct sv text, const struct iam_request *r);
enum iam_truth iam_glob_match_nocase(const struct iam_glob *g, struct sv text,
				     const struct iam_request *r); /* ASCII */
/* A variable without value and without fallback: the pattern matches nothing. */
bool iam_glob_unresolved(const struct iam_glob *g, const struct iam_request *r);
/* The same over a set: in `set` every '*' stands for any run. Overlaps: some member matches. Covers: all do. */
enum iam_truth iam_glob_overlaps(const struct iam_glob *g, struct sv set, const struct iam_request *r);
enum iam_truth iam_glob_covers(const struct iam_glob *g, struct sv set, const struct iam_request *r);

/* "s3:Get*": lower case. A pattern that can match nothing (no colon, white space around it) has `never`. */
struct iam_action_pattern {
	struct sv text;       /* as the document spells it */
	struct iam_glob glob; /* of the whole, lower case */
	struct sv service;    /* lower case; empty when the part before the colon holds a wildcard */
	bool any, never;      /* any: "*" */
};

/* The list of one Action or NotAction, indexed so that one look settles most requests: the marks stand together,
 * and a text is only fetched when its mark is the right one. */
struct iam_action_set {
	bool everything;                          /* holds "*" */
	uint32_t exacts, wilds, anys;             /* anys: how many of `wild` name no one service */
	const uint64_t *exact_mark;               /* of the texts of `exact` */
	const uint64_t *wild_mark;                /* of the services of `wild` */
	const struct iam_action_pattern **exact;  /* plain names, sorted by mark */
	const struct iam_action_pattern **wild;   /* the others: those of any service first, then by mark */
	const struct iam_action_pattern *pattern; /* in the order of the document */
	size_t n;
};

void iam_action_compile(struct arena *a, struct sv text, struct iam_action_pattern *p);
void iam_action_index(struct arena *a, struct iam_action_set *s); /* pattern and n are set */
/* `action` is "service:name" in lower case, `service` its part before the colon. */
bool iam_action_match(const struct iam_action_pattern *p, struct sv action);
bool iam_action_set_match(const struct iam_action_set *s, struct sv action, struct sv service);

#define IAM_ARN_FIELDS 6

/* How many fields of an ARN pattern may be missing, by the kind of policy that holds it. */
enum iam_short_arn {
	IAM_SHORT_FILLED, /* missing fields are "*": identity, boundary and session policies */
	IAM_SHORT_IF_WILD, /* the same if the text holds a wildcard, else it matches nothing: resource, endpoint */
	IAM_SHORT_IF_STAR_END, /* not valid unless it ends in "*": SCP */
	IAM_SHORT_REFUSED,     /* not valid: RCP */
	IAM_SHORT_NO_MATCH     /* matches nothing: values of Arn conditions, where "*" is no ARN either */
};

struct iam_arn_pattern {
	bool any;     /* "*" */
	bool never;   /* matches nothing */
	bool invalid; /* short where this kind of policy does not allow it: the statement matches nothing */
	uint8_t variables; /* in all fields */
	struct sv head;    /* the first five fields with their colons when all are literal, else empty */
	struct iam_glob field[IAM_ARN_FIELDS];
	struct sv text;
};

/* The resource of a request, or an ARN of its context, taken apart. */
struct iam_resource {
	struct sv text;
	struct sv field[IAM_ARN_FIELDS];
	struct sv head;     /* the first five fields with their colons */
	bool set;           /* holds '*': the request asks about some resource of this set */
	bool wildcard_only; /* the action knows no resources: only "*" matches */
	bool known_account; /* `account` is the owner for certain */
	struct sv account;  /* owner; empty if nobody said */
};

bool iam_arn_compile(struct arena *a, struct sv text, unsigned flags, enum iam_short_arn rule,
		     struct iam_arn_pattern *p) MUST_CHECK; /* false as iam_glob_compile */
/* Fields, head, set and the account that the ARN names. False: not an ARN. "*" is the set of all ARNs. */
bool iam_resource_parse(struct sv text, struct iam_resource *out);
/* `covers`: of a set all members must match (Deny), else one is enough (Allow). */
enum iam_truth iam_arn_match(const struct iam_arn_pattern *p, const struct iam_resource *resource, bool covers,
			     const struct iam_request *r);

/* Who asks. */
enum iam_principal_kind {
	IAM_ANONYMOUS,
	IAM_ROOT,
	IAM_USER,
	IAM_ROLE, /* stands for any session of the role */
	IAM_ROLE_SESSION,
	IAM_FEDERATED_USER,
	IAM_SERVICE,
	IAM_FEDERATED, /* of an identity provider, before it has a session */
	IAM_CANONICAL_USER
};

struct iam_principal {
	enum iam_principal_kind kind;
	struct sv text;    /* ARN, service or provider name; empty for anonymous */
	struct sv account; /* empty for those who have none */
	struct sv name;    /* of user, role or federated user, without path */
	struct sv session;
	struct sv arn;     /* aws:PrincipalArn: for a session its role's; empty for those who have none */
	bool path_unknown; /* `arn` lacks the path that the role may have */
};

/* `role_arn` (empty if not given) is the role of a session, or the user behind a federated user. */
bool iam_principal_parse(struct arena *a, struct sv text, struct sv role_arn, struct iam_principal *out,
			 struct err *e) MUST_CHECK;

/* By the path of its role, never by the name alone. */
bool iam_principal_is_service_linked(const struct iam_principal *p);

/* How a Principal element names somebody. Everyone and exact are both "direct". */
enum iam_level {
	IAM_LEVEL_NONE,
	IAM_LEVEL_ACCOUNT,
	IAM_LEVEL_ROLE, /* the role of the session that asks */
	IAM_LEVEL_USER, /* the user behind the federated user who asks */
	IAM_LEVEL_EVERYONE,
	IAM_LEVEL_EXACT,
	IAM_LEVELS
};

enum iam_named {
	IAM_NAMED_NOBODY, /* deleted principals (AROA..., AIDA...), wildcards inside, groups */
	IAM_NAMED_EVERYONE,
	IAM_NAMED_ACCOUNT,
	IAM_NAMED_USER,
	IAM_NAMED_ROLE,
	IAM_NAMED_SESSION,
	IAM_NAMED_FEDERATED_USER,
	IAM_NAMED_SERVICE,
	IAM_NAMED_FEDERATED,
	IAM_NAMED_CANONICAL_USER
};

struct iam_principal_pattern {
	enum iam_named kind;
	struct sv type; /* "AWS", "Service", ...; "*" for the bare star */
	struct sv text; /* as the document spells it */
	struct sv account, name, session;
};

void iam_principal_compile(struct sv type, struct sv text, struct iam_principal_pattern *p);
enum iam_level iam_principal_match(const struct iam_principal_pattern *p, const struct iam_principal *who);

#endif
