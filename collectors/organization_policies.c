/* AWS Organizations: policies (SCP, RCP and others), their contents and what they are attached to. */
#include "base/arn.h"
#include "collectors/readers.h"

static const struct sv absent = {NULL, 0};

static bool summary_put(struct reading *r, const struct json_node *v, struct sv content, struct err *e)
{
	const struct json_node *aws = json_get(v, "AwsManaged");
	const struct sv row[] = {
		reading_member(r, v, "Id"),
		reading_member(r, v, "Name"),
		reading_member(r, v, "Type"),
		aws == NULL      ? absent
		: json_true(aws) ? SV("1")
				 : SV("0"),
		content,
	};
	if (row[0].n == 0)
		return reading_gap(r, "bad-record", absent, true, e, "A policy has no id and can't be used.");
	r->taken++;
	return reading_put(r, &FACT_ORGANIZATION_POLICY, row, e);
}

static bool target_put(struct reading *r, struct sv policy, struct sv target, struct err *e)
{
	const struct sv row[] = {policy, target};
	return reading_put(r, &FACT_ORGANIZATION_POLICY_TARGET, row, e);
}

static bool is_target(struct sv id)
{
	return sv_starts(id, SV("r-")) || sv_starts(id, SV("ou-")) || account_id_valid(id);
}

/* list-policies and list-policies-for-target give the same list; only the file name can tell the target. */
bool read_organization_policies(struct reading *r, struct err *e)
{
	const struct json_node *list = json_get(r->root, "Policies");
	struct sv target = origin_subject(r->origin);
	reading_truncated(r);
	for (size_t i = 0; i < json_size(list); i++) {
		const struct json_node *v = json_at(list, i);
		struct sv id = reading_member(r, v, "Id");
		if (!summary_put(r, v, absent, e))
			return false;
		if (id.n > 0 && is_target(target) && !target_put(r, id, target, e))
			return false;
	}
	return true;
}

bool read_organization_policy(struct reading *r, struct err *e)
{
	const struct json_node *policy = json_get(r->root, "Policy");
	bool bad = false;
	struct sv content = reading_document(r, json_get(policy, "Content"), &bad);
	if (bad && !reading_gap(r, "bad-document", absent, true, e,
				"The content of the policy is not a JSON document."))
		return false;
	return summary_put(r, json_get(policy, "PolicySummary"), content, e);
}

bool read_policy_targets(struct reading *r, struct err *e)
{
	const struct json_node *list = json_get(r->root, "Targets");
	struct sv policy = origin_subject(r->origin);
	reading_truncated(r);
	if (!sv_starts(policy, SV("p-")))
		return reading_gap(r, "no-subject", absent, true, e,
				   "The answer does not say of which policy these are the targets: expected "
				   "a file name that ends in --<policy id>.");
	for (size_t i = 0; i < json_size(list); i++) {
		struct sv target = reading_member(r, json_at(list, i), "TargetId");
		if (target.n == 0)
			continue;
		r->taken++;
		if (!target_put(r, policy, target, e))
			return false;
	}
	return true;
}
