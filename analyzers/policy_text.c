#include "analyzers/policy_text.h"

#include "base/glob.h"

size_t policy_statements(const struct json_node *policy)
{
	const struct json_node *s = json_get(policy, "Statement");
	return json_type(s) == JSON_OBJECT ? 1 : json_size(s);
}

const struct json_node *policy_statement(const struct json_node *policy, size_t i)
{
	const struct json_node *s = json_get(policy, "Statement");
	return json_type(s) == JSON_OBJECT ? s : json_at(s, i);
}

bool policy_allows(const struct json_node *statement)
{
	return sv_eq(json_string(json_get(statement, "Effect")), SV("Allow"));
}

size_t policy_texts(const struct json_node *v)
{
	return json_type(v) == JSON_ARRAY ? json_size(v) : json_type(v) == JSON_STRING;
}

struct sv policy_text(const struct json_node *v, size_t i)
{
	return json_string(json_type(v) == JSON_ARRAY ? json_at(v, i) : v);
}

static bool one_matches(const struct json_node *patterns, struct sv text)
{
	for (size_t i = 0; i < policy_texts(patterns); i++)
		if (glob_match_nocase(policy_text(patterns, i), text))
			return true;
	return false;
}

bool policy_names_action(const struct json_node *statement, struct sv action)
{
	const struct json_node *others = json_get(statement, "NotAction");
	if (others != NULL)
		return !one_matches(others, action);
	return one_matches(json_get(statement, "Action"), action);
}

/* Actions that nobody would name one by one without meaning all of IAM. */
static bool names_all_of_iam(const struct json_node *statement)
{
	return policy_names_action(statement, SV("iam:AttachRolePolicy")) &&
	       policy_names_action(statement, SV("iam:PutUserPolicy")) &&
	       policy_names_action(statement, SV("iam:CreateAccessKey")) &&
	       policy_names_action(statement, SV("iam:UpdateAssumeRolePolicy"));
}

static bool holds_star(const struct json_node *v)
{
	for (size_t i = 0; i < policy_texts(v); i++)
		if (sv_eq(policy_text(v, i), SV("*")))
			return true;
	return false;
}

bool policy_gives_all(const struct json_node *policy)
{
	for (size_t i = 0; i < policy_statements(policy); i++) {
		const struct json_node *s = policy_statement(policy, i);
		if (policy_allows(s) && json_size(json_get(s, "Condition")) == 0 && names_all_of_iam(s) &&
		    holds_star(json_get(s, "Resource")))
			return true;
	}
	return false;
}

bool policy_denies_all(const struct json_node *policy)
{
	for (size_t i = 0; i < policy_statements(policy); i++) {
		const struct json_node *s = policy_statement(policy, i);
		if (sv_eq(json_string(json_get(s, "Effect")), SV("Deny")) &&
		    json_size(json_get(s, "Condition")) == 0 && holds_star(json_get(s, "Action")) &&
		    holds_star(json_get(s, "Resource")))
			return true;
	}
	return false;
}
