/* Inside eval.c and explain.c: one look at a statement, and what a pass over a layer collects. */
#ifndef ANALYZERS_IAM_PASS_H
#define ANALYZERS_IAM_PASS_H

#include "analyzers/iam/service.h"

/* Where AWS's text leaves two readings (docs/iam-engine.md): these were met on the way. */
#define IAM_POINT_A1 1u /* a Deny applies because a variable of its NotResource has no value */
#define IAM_POINT_A3 2u /* a Deny applies because NotPrincipal lists the role and not the session */
#define IAM_POINT_A4 4u /* a Deny does not apply although NotPrincipal lists no account */
#define IAM_POINT_A6 8u /* a grant to everyone is limited by a session policy */

struct iam_pass {
	const struct iam_case *c;
	const struct iam_part *part;
	const struct iam_request *r;
	struct iam_answer *out;
};

struct iam_tally {
	enum iam_truth allow;
	enum iam_truth level[IAM_LEVELS]; /* resource policies: by how the principal is named */
	enum iam_truth deny;              /* of any reading */
	enum iam_truth sure_deny;         /* leaving out what rests on one reading alone */
	unsigned points;
};

/* One statement as a whole. `level` (of a statement that names principals) is set when it is not IAM_NO. */
enum iam_truth iam_pass_statement(const struct iam_pass *p, const struct iam_policy *policy,
				  const struct iam_statement *s, enum iam_level *level, unsigned *points);
bool iam_pass_bounded(const struct iam_pass *p);
bool iam_pass_names_principals(const struct iam_policy *policy);

/* Which layers count for this principal and this resource. */
bool iam_pass_scps_apply(const struct iam_pass *p);
bool iam_pass_rcps_apply(const struct iam_pass *p);

void iam_pass_note(const struct iam_pass *p, const char *code, struct sv key);

/* What the layers said, for explain.c. */
struct iam_findings {
	struct iam_tally identity, boundary, session, resource, endpoint, scp, rcp;
	bool bounded, in_session, behind_endpoint;
	bool same_account;
	enum iam_join rule;
	bool public_block; /* S3: the bucket policy is public and this caller is kept out */
	enum iam_truth core;
};

void iam_explain(const struct iam_pass *p, const struct iam_findings *f);

#endif
