#include <string.h>

#include "analyzers/iam/case.h"
#include "base/file.h"
#include "cli/batch.h"

/* One question being answered. */
struct question {
	struct batch_line *line;
	struct iam_case_reader reader;
	struct iam_request request; /* what variables and conditions see */
	enum iam_policy_type type;
	bool expands;
	const char *level; /* of a principal */
};

static bool fault(struct question *q, struct sv path, const char *expected)
{
	return iam_fault(&q->reader, "bad_shape", path, "expected %s", expected);
}

static bool text_of(struct question *q, const char *name, struct sv *text)
{
	const struct json_node *v = json_get(q->line->root, name);
	if (json_type(v) != JSON_STRING)
		return fault(q, arena_printf(q->line->arena, "/%s", name), "a string");
	*text = json_string(v);
	return true;
}

static bool too_many_variables(struct question *q)
{
	return fault(q, SV("/pattern"), "fewer variables");
}

/* ---- the kinds ---- */

static bool match_glob(struct question *q, enum iam_truth *truth)
{
	struct sv pattern, value;
	struct iam_glob g;
	if (!text_of(q, "pattern", &pattern) || !text_of(q, "value", &value))
		return false;
	if (!iam_glob_compile(q->line->arena, pattern, IAM_GLOB_WILD, &g))
		return too_many_variables(q);
	*truth = json_true(json_get(q->line->root, "caseless")) ? iam_glob_match_nocase(&g, value, NULL)
								: iam_glob_match(&g, value, NULL);
	return true;
}

static bool match_arn(struct question *q, enum iam_truth *truth)
{
	struct sv pattern, value;
	struct iam_arn_pattern p;
	struct iam_resource arn;
	if (!text_of(q, "pattern", &pattern) || !text_of(q, "value", &value))
		return false;
	if (!iam_arn_compile(q->line->arena, pattern, IAM_GLOB_WILD, IAM_SHORT_NO_MATCH, &p))
		return too_many_variables(q);
	*truth = IAM_NO;
	if (iam_resource_parse(value, &arn) && arn.head.n > 0) {
		arn.set = false;
		*truth = iam_arn_match(&p, &arn, false, NULL);
	}
	return true;
}

static bool match_action(struct question *q, enum iam_truth *truth)
{
	struct sv pattern, value;
	struct iam_action_pattern p;
	if (!text_of(q, "pattern", &pattern) || !text_of(q, "value", &value))
		return false;
	char *lower = arena_strz(q->line->arena, value);
	for (size_t i = 0; i < value.n; i++)
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] = (char)(lower[i] + ('a' - 'A'));
	iam_action_compile(q->line->arena, pattern, &p);
	*truth = iam_action_match(&p, (struct sv){lower, value.n}) ? IAM_YES : IAM_NO;
	return true;
}

static bool match_resource(struct question *q, enum iam_truth *truth)
{
	static const enum iam_short_arn rules[IAM_POLICY_TYPES] = {
		[IAM_IDENTITY] = IAM_SHORT_FILLED, [IAM_BOUNDARY] = IAM_SHORT_FILLED,
		[IAM_SESSION] = IAM_SHORT_FILLED,  [IAM_RESOURCE] = IAM_SHORT_IF_WILD,
		[IAM_TRUST] = IAM_SHORT_IF_WILD,   [IAM_SCP] = IAM_SHORT_IF_STAR_END,
		[IAM_RCP] = IAM_SHORT_REFUSED,     [IAM_VPCE] = IAM_SHORT_IF_WILD,
	};
	struct sv pattern, value;
	struct iam_arn_pattern p;
	unsigned flags = IAM_GLOB_WILD | (q->expands ? IAM_GLOB_EXPANDS : 0);
	if (!text_of(q, "pattern", &pattern) || !text_of(q, "value", &value))
		return false;
	if (!iam_arn_compile(q->line->arena, pattern, flags, rules[q->type], &p))
		return too_many_variables(q);
	if (!iam_resource_parse(value, &q->request.resource))
		return iam_fault(&q->reader, "bad_arn", SV("/value"), "expected an ARN of six fields or \"*\"");
	*truth = iam_arn_match(&p, &q->request.resource, false, &q->request);
	return true;
}

/* "*", {"AWS":"..."}, or the text that AWS would hold. */
static bool principal_pattern(struct question *q, struct iam_principal_pattern *p)
{
	const struct json_node *v = json_get(q->line->root, "pattern");
	struct sv type = SV("AWS"), text = json_string(v);
	if (json_type(v) == JSON_OBJECT && json_size(v) == 1)
		text = json_string(json_member(v, 0, &type));
	if (text.at == NULL)
		return fault(q, SV("/pattern"), "a string or an object such as {\"AWS\":\"...\"}");
	iam_principal_compile(type, text, p);
	return true;
}

static bool match_principal(struct question *q, enum iam_truth *truth)
{
	static const char *const levels[IAM_LEVELS] = {
		[IAM_LEVEL_NONE] = "none",
		[IAM_LEVEL_ACCOUNT] = "account",
		[IAM_LEVEL_ROLE] = "role-of-session",
		[IAM_LEVEL_USER] = "user-of-federated-session",
		[IAM_LEVEL_EVERYONE] = "direct",
		[IAM_LEVEL_EXACT] = "direct",
	};
	struct iam_principal_pattern p;
	if (!principal_pattern(q, &p))
		return false;
	if (!iam_read_principal(&q->reader, json_get(q->line->root, "value"), (struct sv){NULL, 0},
				SV("/value"), &q->request.principal))
		return false;
	enum iam_level level = iam_principal_match(&p, &q->request.principal);
	q->level = levels[level];
	*truth = level == IAM_LEVEL_NONE ? IAM_NO : IAM_YES;
	return true;
}

static bool match_condition(struct question *q, enum iam_truth *truth)
{
	const struct json_node *values = json_get(q->line->root, "values");
	struct str document;
	struct sv operator, key;
	const struct iam_policy *p;
	struct err e;
	if (!text_of(q, "operator", &operator) || !text_of(q, "key", &key))
		return false;
	if (values == NULL)
		return fault(q, SV("/values"), "a list of values");
	str_init(&document, (size_t)2 * LIMIT_IAM_DOCUMENT);
	str_addf(&document,
		 "{\"Version\":\"%s\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Condition\":{",
		 q->expands ? "2012-10-17" : "2008-10-17");
	str_add_json(&document, operator);
	str_addz(&document, ":{");
	str_add_json(&document, key);
	str_addc(&document, ':');
	json_write(values, false, &document);
	str_addz(&document, "}}}}");
	bool good = iam_policy_compile(q->line->arena, str_sv(&document), IAM_IDENTITY, &p, &e);
	str_free(&document);
	if (!good)
		return iam_fault(&q->reader, "bad_shape", SV("/values"), "%s", e.text);
	*truth = iam_condition_test(&p->statement[0].condition[0], &q->request, NULL);
	return true;
}

static const struct {
	const char *name;
	bool (*match)(struct question *q, enum iam_truth *truth);
} kinds[] = {
	{"glob", match_glob},           {"arn", match_arn},
	{"action", match_action},       {"resource", match_resource},
	{"principal", match_principal}, {"condition", match_condition},
};

/* ---- one line ---- */

static const struct {
	const char *name;
	enum iam_policy_type type;
} types[] = {
	{"identity", IAM_IDENTITY}, {"boundary", IAM_BOUNDARY}, {"session", IAM_SESSION},
	{"resource", IAM_RESOURCE}, {"trust", IAM_TRUST},       {"scp", IAM_SCP},
	{"rcp", IAM_RCP},           {"vpce", IAM_VPCE},
};

static bool is_member(struct sv name)
{
	static const char *const names[] = {"id",         "kind",    "pattern",    "value",    "caseless",
					    "policyType", "version", "context",    "operator", "key",
					    "values",     "mode",    "absentKeys", NULL};
	for (const char *const *n = names; *n != NULL; n++)
		if (sv_eq(name, sv_of(*n)))
			return true;
	return sv_starts(name, SV("x-"));
}

static bool read_settings(struct question *q)
{
	const struct json_node *root = q->line->root, *context = json_get(root, "context");
	struct sv type = json_string(json_get(root, "policyType")),
		  version = json_string(json_get(root, "version"));
	struct sv name = {NULL, 0};
	bool found = type.at == NULL;
	if (json_type(root) != JSON_OBJECT || json_size(root) > LIMIT_IAM_MEMBERS)
		return fault(q, SV(""), "an object");
	for (size_t i = 0; i < json_size(root); i++) {
		json_member(root, i, &name);
		if (!is_member(name))
			return iam_fault(&q->reader, "bad_shape",
					 arena_printf(q->line->arena, "/" SV_FMT, SV_ARG(name)),
					 "found unknown member \"" SV_FMT "\"", SV_ARG(name));
	}
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (sv_eq(type, sv_of(types[i].name))) {
			q->type = types[i].type;
			found = true;
		}
	if (!found)
		return fault(q, SV("/policyType"),
			     "identity, boundary, session, resource, trust, scp, rcp or vpce");
	q->expands = version.at == NULL || sv_eq(version, SV("2012-10-17"));
	q->request.mode = sv_eq(json_string(json_get(root, "mode")), SV("open")) ? IAM_OPEN : IAM_STRICT;
	return context == NULL ||
	       iam_read_context(&q->reader, context, SV("/context"), &q->request.context, &q->request.n);
}

static bool match_line(const void *context, struct batch_line *line, struct str *out,
		       enum batch_verdict *verdict)
{
	static const char *const words[] = {
		[IAM_NO] = "false", [IAM_MAYBE] = "\"unknown\"", [IAM_YES] = "true"};
	static const enum batch_verdict verdicts[] = {
		[IAM_NO] = BATCH_NEGATIVE, [IAM_MAYBE] = BATCH_UNKNOWN, [IAM_YES] = BATCH_POSITIVE};
	(void)context;
	struct question q = {.line = line, .reader = {line->arena, NULL, &line->fault, line->measure}};
	struct sv kind;
	enum iam_truth truth = IAM_NO;
	if (!read_settings(&q) || !text_of(&q, "kind", &kind))
		return false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!sv_eq(kind, sv_of(kinds[i].name)))
			continue;
		if (!kinds[i].match(&q, &truth))
			return false;
		*verdict = verdicts[truth];
		str_addf(out, "{\"id\":" SV_FMT ",\"match\":%s", SV_ARG(line->id), words[truth]);
		if (q.level != NULL)
			str_addf(out, ",\"level\":\"%s\"", q.level);
		str_addc(out, '}');
		return true;
	}
	return fault(&q, SV("/kind"), "glob, arn, action, resource, principal or condition");
}

enum status run_match(const struct arguments *a, struct arena *arena)
{
	(void)arena;
	CLEANUP(str_free) struct str line = {0};
	struct err e;
	if (a->n[OPTION_BATCH] > 0)
		return batch_run(a, match_line, NULL);
	if (a->operands == 0) {
		complain("match: expected a FILE or --batch");
		return STATUS_USAGE;
	}
	if (!file_read(a->operand[0], LIMIT_IAM_LINE, &line, &e)) {
		complain("%s", e.text);
		return STATUS_FAILURE;
	}
	return batch_one(a, str_sv(&line), match_line, NULL);
}
