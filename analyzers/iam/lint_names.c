/* Actions, resources and principals of a policy. */
#include "analyzers/iam/globset.h"
#include "analyzers/iam/linting.h"
#include "analyzers/iam/near.h"

static bool has_wildcard(struct sv text)
{
	return sv_find_char(text, '*') >= 0 || sv_find_char(text, '?') >= 0;
}

/* ", expected \"s3:GetObject\"" or what else is known. */
static struct sv meant(struct lint *l, struct sv prefix, struct sv name, const char *otherwise)
{
	if (name.n == 0)
		return sv_of(otherwise);
	return arena_printf(l->arena, "\"" SV_FMT "%s" SV_FMT "\"", SV_ARG(prefix), prefix.n > 0 ? ":" : "",
			    SV_ARG(name));
}

/* ---- actions ---- */

/* Does the pattern match any action of the service? */
static bool matches_some(struct lint *l, struct sv text, uint32_t service)
{
	struct iam_action_pattern p;
	struct iamdb_range r = iamdb_service_actions(service);
	char name[256];
	iam_action_compile(l->arena, text, &p);
	for (uint32_t i = r.first; i < r.end; i++) {
		struct sv own = iamdb_name(i), prefix = iamdb_service(service);
		size_t n = 0;
		if (prefix.n + own.n + 1 > sizeof name)
			continue;
		for (size_t k = 0; k < prefix.n; k++)
			name[n++] = prefix.at[k];
		name[n++] = ':';
		for (size_t k = 0; k < own.n; k++)
			name[n++] = own.at[k] >= 'A' && own.at[k] <= 'Z' ? (char)(own.at[k] + 32) : own.at[k];
		if (iam_action_match(&p, (struct sv){name, n}))
			return true;
	}
	return false;
}

static void check_known(struct lint *l, struct sv text, struct sv prefix, struct sv name,
			const struct lint_place *at)
{
	uint32_t service = iamdb_service_find(prefix);
	if (has_wildcard(prefix))
		return;
	if (service == IAMDB_NONE) {
		/* A table without the rest of AWS can't tell. */
		if (iamdb_whole())
			lint_say(l, IAM_WARNING, "unknown-service", at,
				 "found service \"" SV_FMT "\", expected " SV_FMT, SV_ARG(prefix),
				 SV_ARG(meant(l, SV(""), near_service(prefix),
					      "a service of the action table")));
		return;
	}
	if (!has_wildcard(name)) {
		if (iamdb_find_in(service, name) == IAMDB_NONE)
			lint_say(l, IAM_WARNING, "unknown-action", at, "found \"" SV_FMT "\", expected " SV_FMT,
				 SV_ARG(text),
				 SV_ARG(meant(l, prefix, near_action(service, name),
					      "an action of the action table")));
	} else if (!matches_some(l, text, service)) {
		lint_say(l, IAM_WARNING, "matches-no-action", at,
			 "found \"" SV_FMT "\", expected a pattern that some action of " SV_FMT " matches",
			 SV_ARG(text), SV_ARG(prefix));
	}
}

static bool takes_part_in_trust(struct sv text)
{
	return sv_eq_nocase(sv_sub(text, 0, 4), SV("sts:")) || sv_eq(text, SV("*"));
}

void lint_actions(struct lint *l, const struct json_node *v, const struct lint_place *at)
{
	for (size_t i = 0; i < lint_count(v); i++) {
		struct lint_place here;
		struct sv text = json_string(lint_item(v, i, at, &here)), name = text, prefix;
		if (sv_eq(text, SV("*")))
			continue;
		bool split = sv_find_char(text, ':') > 0 && sv_split(&name, ':', &prefix);
		if (!split || name.n == 0 || sv_trim(text).n != text.n) {
			lint_say(l, IAM_ERROR, "bad-action", &here,
				 "found \"" SV_FMT "\", expected \"service:Action\" or \"*\"", SV_ARG(text));
			continue;
		}
		check_known(l, text, prefix, name, &here);
		if (l->type == IAM_TRUST && !takes_part_in_trust(text))
			lint_say(l, IAM_WARNING, "not-a-trust-action", &here,
				 "found \"" SV_FMT "\", expected an action of sts in a trust policy",
				 SV_ARG(text));
	}
}

/* ---- resources ---- */

static size_t fields_of(struct sv text)
{
	size_t n = 1;
	for (size_t i = 0; i < text.n; i++) {
		struct sv rest = sv_sub(text, i, text.n);
		ptrdiff_t close = sv_starts(rest, SV("${")) ? sv_find_char(rest, '}') : -1;
		i += close > 0 ? (size_t)close : 0;
		n += text.at[i] == ':';
	}
	return n;
}

static void check_short(struct lint *l, struct sv text, const struct lint_place *at)
{
	bool wild = has_wildcard(text);
	bool refused = l->type == IAM_RCP || (l->type == IAM_SCP && !sv_ends(text, SV("*")));
	bool nothing = (l->type == IAM_RESOURCE || l->type == IAM_VPCE) && !wild;
	if (refused)
		lint_say(l, IAM_ERROR, "invalid-resource", at,
			 "found \"" SV_FMT "\", expected an ARN of six fields: the statement matches nothing",
			 SV_ARG(text));
	else
		lint_say(l, nothing ? IAM_ERROR : IAM_WARNING, nothing ? "invalid-resource" : "short-arn", at,
			 "found \"" SV_FMT "\", expected an ARN of six fields: %s", SV_ARG(text),
			 nothing ? "it matches nothing" : "the missing ones count as \"*\"");
}

static void check_arn(struct lint *l, struct sv text, const struct lint_place *at)
{
	if (sv_eq(text, SV("*")))
		return;
	if (!l->expands && sv_find(text, SV("${")) >= 0)
		lint_say(l, IAM_WARNING, "literal-variable", at,
			 "found \"" SV_FMT
			 "\", expected Version \"2012-10-17\" for a variable: this is literal text",
			 SV_ARG(text));
	if (!sv_starts(text, SV("arn:")) && !sv_starts(text, SV("*")) && !sv_starts(text, SV("${")))
		lint_say(l, IAM_ERROR, "bad-arn", at, "found \"" SV_FMT "\", expected an ARN or \"*\"",
			 SV_ARG(text));
	else if (fields_of(text) < 6)
		check_short(l, text, at);
}

static bool holds_star(const struct json_node *v)
{
	for (size_t i = 0; i < lint_count(v); i++) {
		struct lint_place unused, none = {NULL, {NULL, 0}, 0};
		struct sv text = json_string(lint_item(v, i, &none, &unused));
		if (sv_eq(text, SV("*")))
			return true;
	}
	return false;
}

/* An action that knows no resource is granted by "*" alone. */
static void check_fit(struct lint *l, const struct json_node *statement, const struct lint_place *at)
{
	const struct json_node *actions = json_get(statement, "Action"),
			       *resources = json_get(statement, "Resource");
	if (actions == NULL || resources == NULL || holds_star(resources))
		return;
	for (size_t i = 0; i < lint_count(actions); i++) {
		struct lint_place unused, none = {NULL, {NULL, 0}, 0};
		struct sv text = json_string(lint_item(actions, i, &none, &unused));
		uint32_t id = iamdb_find(text);
		if (id != IAMDB_NONE && iamdb_wildcard_only(id))
			lint_say(l, IAM_WARNING, "needs-star", at,
				 "found no \"*\", expected it for " SV_FMT
				 ", which knows no resources: the statement "
				 "does not apply to it",
				 SV_ARG(text));
	}
}

void lint_resources(struct lint *l, const struct json_node *statement, const struct json_node *v,
		    const struct lint_place *at)
{
	for (size_t i = 0; i < lint_count(v); i++) {
		struct lint_place here;
		struct sv text = json_string(lint_item(v, i, at, &here));
		check_arn(l, text, &here);
	}
	check_fit(l, statement, at);
}

/* ---- principals ---- */

static void check_aws(struct lint *l, struct sv text, const struct lint_place *at)
{
	struct iam_principal_pattern p;
	iam_principal_compile(SV("AWS"), text, &p);
	if (p.kind != IAM_NAMED_NOBODY)
		return;
	if (sv_starts(text, SV("AROA")) || sv_starts(text, SV("AIDA")))
		lint_say(l, IAM_NOTE, "deleted-principal", at,
			 "found \"" SV_FMT
			 "\", the id that AWS leaves when a principal was deleted: it names nobody",
			 SV_ARG(text));
	else if (has_wildcard(text))
		lint_say(l, IAM_ERROR, "wildcard-principal", at,
			 "found \"" SV_FMT "\", expected \"*\" alone or an ARN without wildcards",
			 SV_ARG(text));
	else
		lint_say(
			l, IAM_ERROR, "bad-principal", at,
			"found \"" SV_FMT
			"\", expected \"*\", an account id of 12 digits, or the ARN of a user, role or session",
			SV_ARG(text));
}

static void check_principals(struct lint *l, const struct json_node *v, const struct lint_place *at)
{
	static const char *const types[] = {"AWS", "Service", "Federated", "CanonicalUser"};
	for (size_t i = 0; i < json_size(v) && i < LIMIT_IAM_MEMBERS; i++) {
		struct sv type = {NULL, 0};
		const struct json_node *list = json_member(v, i, &type);
		const struct lint_place here = {at, type, 0};
		bool known = false;
		for (size_t k = 0; k < sizeof types / sizeof *types; k++)
			known |= sv_eq(type, sv_of(types[k]));
		if (!known)
			lint_say(l, IAM_ERROR, "bad-principal", &here,
				 "found \"" SV_FMT "\", expected AWS, Service, Federated or CanonicalUser",
				 SV_ARG(type));
		if (!lint_strings(l, list, &here) || !sv_eq(type, SV("AWS")))
			continue;
		for (size_t k = 0; k < lint_count(list); k++) {
			struct lint_place one;
			struct sv text = json_string(lint_item(list, k, &here, &one));
			check_aws(l, text, &one);
		}
	}
}

static void check_negated(struct lint *l, const struct json_node *statement, const struct lint_place *at)
{
	if (sv_eq(json_string(json_get(statement, "Effect")), SV("Allow")))
		lint_say(l, IAM_WARNING, "not-principal-allow", at,
			 "found NotPrincipal with Allow: it grants everyone else, anonymous callers included");
	else
		lint_say(l, IAM_WARNING, "not-principal-deny", at,
			 "found NotPrincipal with Deny, expected a condition on aws:PrincipalArn: the "
			 "session, its role and its account must all be listed");
}

static bool takes_principal(enum iam_policy_type type)
{
	return type == IAM_RESOURCE || type == IAM_TRUST || type == IAM_RCP || type == IAM_VPCE;
}

void lint_principal(struct lint *l, const struct json_node *statement, const struct lint_place *up)
{
	const struct json_node *positive = json_get(statement, "Principal"),
			       *negative = json_get(statement, "NotPrincipal");
	const struct json_node *v = positive != NULL ? positive : negative;
	const struct lint_place at = {up, positive != NULL ? SV("Principal") : SV("NotPrincipal"), 0};
	bool takes = takes_principal(l->type);
	if (v == NULL && takes)
		lint_say(l, IAM_ERROR, "missing-element", up,
			 "found neither Principal nor NotPrincipal, expected one of them");
	if (v == NULL)
		return;
	if (!takes) {
		lint_say(l, IAM_ERROR, "unexpected-element", &at,
			 "found a principal, expected none in this kind of policy");
		return;
	}
	bool everyone = sv_eq(json_string(v), SV("*"));
	if (l->type == IAM_RCP && (!everyone || positive == NULL))
		lint_say(l, IAM_ERROR, "bad-principal", &at,
			 "found " SV_FMT ", expected \"*\" in a resource control policy",
			 SV_ARG(lint_seen(l, v)));
	else if (json_type(v) != JSON_OBJECT && !everyone)
		lint_say(l, IAM_ERROR, "bad-principal", &at,
			 "found " SV_FMT ", expected \"*\" or an object such as {\"AWS\":...}",
			 SV_ARG(lint_seen(l, v)));
	check_principals(l, v, &at);
	if (positive == NULL)
		check_negated(l, statement, &at);
}
