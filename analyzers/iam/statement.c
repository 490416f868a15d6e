/* Matching of one statement, element by element: the second half of policy.h. */
#include "analyzers/iam/policy.h"

bool iam_statement_action(const struct iam_statement *s, struct sv action, struct sv service)
{
	return iam_action_set_match(&s->action, action, service) != s->not_action;
}

/* Of a set of resources an Allow needs one and a Deny all; what NotResource lists is the other side of that. */
enum iam_truth iam_statement_resource(const struct iam_statement *s, const struct iam_request *r)
{
	bool covers = (s->effect == IAM_DENY) != s->not_resource;
	enum iam_truth any = IAM_NO;
	if (s->invalid)
		return IAM_NO;
	if (!s->has_resource || s->every_resource)
		return IAM_YES;
	for (size_t i = 0; i < s->resources && any != IAM_YES; i++)
		any = iam_or(any, iam_arn_match(&s->resource[i], &r->resource, covers, r));
	return s->not_resource ? iam_not(any) : any;
}

static enum iam_level best_level(const struct iam_statement *s, const struct iam_principal *who)
{
	enum iam_level best = IAM_LEVEL_NONE;
	for (size_t i = 0; i < s->principals; i++) {
		enum iam_level level = iam_principal_match(&s->principal[i], who);
		best = level > best ? level : best;
	}
	return best;
}

/* A statement of a resource policy without Principal names nobody; an endpoint policy or RCP without one means
 * everyone. */
static enum iam_level level_of_missing(const struct iam_policy *p)
{
	bool somebody = p->type == IAM_RESOURCE || p->type == IAM_TRUST;
	return somebody ? IAM_LEVEL_NONE : IAM_LEVEL_EVERYONE;
}

/* Deny: the caller itself has to be listed to escape; its role, user or account alone do not help. */
static enum iam_level level_of_not(const struct iam_statement *s, enum iam_level listed, bool bounded)
{
	bool denies = bounded || listed < IAM_LEVEL_EVERYONE;
	bool allows = listed == IAM_LEVEL_NONE;
	return (s->effect == IAM_DENY ? denies : allows) ? IAM_LEVEL_EVERYONE : IAM_LEVEL_NONE;
}

enum iam_level iam_statement_principal(const struct iam_policy *p, const struct iam_statement *s,
				       const struct iam_principal *who, bool bounded)
{
	if (!s->has_principal)
		return level_of_missing(p);
	enum iam_level listed = best_level(s, who);
	return s->not_principal ? level_of_not(s, listed, bounded) : listed;
}
