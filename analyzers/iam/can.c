#include "analyzers/iam/can.h"

#include "analyzers/iam/case.h"

bool iam_request_make(struct arena *a, const struct iam_principal *who, struct sv action, struct sv resource,
		      struct sv owner, struct iam_request *out, struct err *e)
{
	struct iam_request q = {.mode = IAM_OPEN, .derive = true, .principal = *who};
	bool wildcard_only;
	if (!iam_request_set_action(a, action, &q))
		return err_set(e, "found \"" SV_FMT "\", expected service:Action",
			       SV_ARG(sv_sub(action, 0, 100)));
	iam_facts_of_table(q.action, &q.facts, &wildcard_only);
	struct sv arn = wildcard_only ? SV("*") : resource;
	if (arn.n > LIMIT_IAM_ARN || !iam_resource_parse(arn, &q.resource))
		return err_set(e, "found \"" SV_FMT "\", expected an ARN of six fields or \"*\"",
			       SV_ARG(sv_sub(arn, 0, 200)));
	q.resource.wildcard_only = wildcard_only;
	if (owner.n > 0) {
		q.resource.account = owner;
		q.resource.known_account = true;
	}
	q.service_linked = iam_principal_is_service_linked(who);
	*out = q;
	return true;
}

enum iam_truth iam_can(const struct iam_case *layers, const struct iam_request *r,
		       const struct iam_item *policy)
{
	struct iam_part part = {*r, {policy, policy == NULL ? 0 : 1}};
	struct iam_case c = *layers;
	struct iam_answer answer;
	part.request.behind_endpoint = layers->endpoint.n > 0;
	c.part = &part;
	c.parts = 1;
	c.detail = IAM_DETAIL_NONE;
	iam_simulate(&c, &answer);
	return iam_answer_can(&answer);
}

const char *iam_can_word(enum iam_truth can)
{
	static const char *const words[] = {[IAM_NO] = "no", [IAM_MAYBE] = "maybe", [IAM_YES] = "yes"};
	return words[can];
}
