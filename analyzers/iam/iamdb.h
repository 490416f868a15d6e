/* The action table: what AWS's service authorization reference says about services, actions, resource types and
 * condition keys. Read-only data built into the program: the whole table when the build had the package named in
 * analyzers/iam/data/iam-data.lock, else a selection (iamdb_small.inc); iamdb_version says which.
 *
 * Actions are numbered 0 .. iamdb_actions() - 1 by service prefix, then by lower-cased name, both in order of octets:
 * the actions of one service, and those of it that share a beginning, stand together. Names of services, actions and
 * keys are compared without regard to ASCII case, as AWS does. Views last as long as the program. */
#ifndef ANALYZERS_IAM_IAMDB_H
#define ANALYZERS_IAM_IAMDB_H

#include "base/arena.h"

#define IAMDB_NONE UINT32_MAX

/* Access levels, as bits: an action may have two. */
enum iamdb_level {
	IAMDB_READ = 1,
	IAMDB_LIST = 2,
	IAMDB_WRITE = 4,
	IAMDB_TAGGING = 8,
	IAMDB_PERMISSIONS = 16,
};

/* The plural ones hold a list of values in a request. */
enum iamdb_type {
	IAMDB_STRING,
	IAMDB_STRINGS,
	IAMDB_ARN,
	IAMDB_ARNS,
	IAMDB_BOOL,
	IAMDB_BOOLS,
	IAMDB_NUMERIC,
	IAMDB_DATE,
	IAMDB_IP,
};

struct iamdb_range {
	uint32_t first, end; /* [first, end) */
};

struct sv iamdb_version(void); /* "0.21.202609261" */
bool iamdb_whole(void);        /* false: the selection of a build without the package */

uint32_t iamdb_actions(void);
uint32_t iamdb_services(void);
struct sv iamdb_service(uint32_t service);     /* its prefix */
uint32_t iamdb_service_find(struct sv prefix); /* IAMDB_NONE if the table has no such service */
struct iamdb_range iamdb_service_actions(uint32_t service);
bool iamdb_service_rcp(uint32_t service); /* do resource control policies apply to it? */

uint32_t iamdb_find(struct sv action); /* "s3:GetObject"; IAMDB_NONE if unknown */
uint32_t iamdb_find_in(uint32_t service, struct sv name);
/* The actions of a service whose names begin with `start`. */
struct iamdb_range iamdb_starting(uint32_t service, struct sv start);
struct sv iamdb_name(uint32_t action); /* "GetObject" */
uint32_t iamdb_service_of(uint32_t action);
unsigned iamdb_levels(uint32_t action);    /* bits of enum iamdb_level */
bool iamdb_wildcard_only(uint32_t action); /* no resource types: its resource is "*" */

/* The resource types of an action, by index. */
size_t iamdb_resource_count(uint32_t action);
struct sv iamdb_resource_name(uint32_t action, size_t i); /* "object" */
struct sv iamdb_resource_arn(uint32_t action,
			     size_t i); /* "arn:${Partition}:s3:::${BucketName}/${ObjectName}" */

/* A condition key by its name in a policy. Keys with a variable part stand as "aws:RequestTag/<any>". Global keys are
 * known in every build; *global tells them apart. */
bool iamdb_key(struct sv key, enum iamdb_type *type, bool *global);
/* May a request for this action carry the (not global) key? */
bool iamdb_action_has_key(uint32_t action, struct sv key);

/* All keys, the global ones first; false past the last. */
bool iamdb_key_at(size_t i, struct sv *name);

#endif
