/* The special rules of STS, KMS, S3 and IAM. Source: the service's own authorization pages, cited at each rule. */
#ifndef ANALYZERS_IAM_SERVICE_H
#define ANALYZERS_IAM_SERVICE_H

#include "analyzers/iam/eval.h"

/* How the two sides of a request join. */
enum iam_join {
	IAM_JOIN_EITHER, /* same account: identity or resource policy grants */
	IAM_JOIN_VIA_RESOURCE, /* the resource's policy must grant, or delegate to the identity side (KMS keys, trust) */
	IAM_JOIN_BOTH          /* both sides grant, in one account too (session tags, source identity) */
};

enum iam_join iam_service_join(const struct iam_request *r);

/* An answer that no policy changes: IAM_ALLOWED or IAM_IMPLICIT_DENY with the rule's name; else IAM_UNKNOWN. */
enum iam_decision iam_service_fixed(const struct iam_request *r, const char **rule);

/* The best grant for the request, and its entry (NULL: none). */
enum iam_level iam_kms_grants(const struct iam_facts *f, const struct iam_request *r,
			      const struct iam_kms_grant **grant);
enum iam_level iam_s3_acl(const struct iam_facts *f, const struct iam_request *r,
			  const struct iam_acl_grant **grant);
/* The bucket policy is public: some Allow of it is not tied to fixed values. */
bool iam_s3_is_public(const struct iam_policy *p);

#endif
