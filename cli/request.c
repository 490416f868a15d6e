#include "cli/request.h"

#include <string.h>

#include "base/file.h"
#include "base/json.h"

static void add_key(struct str *line, const char *key)
{
	if (line->n > 0 && line->at[line->n - 1] != '{' && line->at[line->n - 1] != '[')
		str_addc(line, ',');
	str_addf(line, "\"%s\":", key);
}

static void add_text(struct str *line, const char *key, const char *text)
{
	if (text == NULL)
		return;
	add_key(line, key);
	str_add_json(line, sv_of(text));
}

/* ---- policies ---- */

/* {"name":"FILE","policy":...}: a file that is no JSON is refused here, where its name is known. */
static bool add_policy(struct str *line, const char *path)
{
	CLEANUP(str_free) struct str text = {0};
	CLEANUP(json_free) struct json *doc = NULL;
	struct err e;
	bool good = file_read(path, LIMIT_IAM_LINE, &text, &e);
	if (good && !json_parse(str_sv(&text), &doc, &e))
		good = err_wrap(&e, "%s", path);
	if (good && json_duplicate(doc).at != NULL)
		good = err_set(&e, "%s: found member \"" SV_FMT "\" twice in one object, expected it once",
			       path, SV_ARG(json_duplicate(doc)));
	if (!good) {
		complain("%s", e.text);
		return false;
	}
	if (line->at[line->n - 1] != '[' && line->at[line->n - 1] != ':')
		str_addc(line, ',');
	str_addz(line, "{\"name\":");
	str_add_json(line, sv_of(path));
	str_addz(line, ",\"policy\":");
	json_write(json_root(doc), false, line);
	str_addc(line, '}');
	return true;
}

static bool add_policies(struct str *line, const char *key, const struct arguments *a, enum option_id id)
{
	if (a->n[id] == 0)
		return true;
	add_key(line, key);
	if (id == OPTION_RESOURCE_POLICY)
		return add_policy(line, a->value[id][0]);
	str_addc(line, '[');
	for (size_t i = 0; i < a->n[id]; i++)
		if (!add_policy(line, a->value[id][i]))
			return false;
	str_addc(line, ']');
	return true;
}

/* ---- pairs: KEY=VALUE and TARGET=FILE ---- */

static struct sv left_of(const char *pair)
{
	const char *equals = strchr(pair, '=');
	return (struct sv){pair, equals == NULL ? 0 : (size_t)(equals - pair)};
}

static const char *right_of(const char *pair)
{
	return pair + left_of(pair).n + 1;
}

static bool all_pairs(const struct arguments *a, enum option_id id)
{
	for (size_t i = 0; i < a->n[id]; i++)
		if (left_of(a->value[id][i]).n == 0) {
			complain("expected --%s %s, got %s", option_rows[id].name, option_rows[id].value,
				 a->value[id][i]);
			return false;
		}
	return true;
}

static bool said_before(const struct arguments *a, enum option_id id, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (sv_eq(left_of(a->value[id][k]), left_of(a->value[id][i])))
			return true;
	return false;
}

static size_t times_said(const struct arguments *a, enum option_id id, size_t i)
{
	size_t n = 0;
	for (size_t k = 0; k < a->n[id]; k++)
		n += sv_eq(left_of(a->value[id][k]), left_of(a->value[id][i]));
	return n;
}

/* One target with all its policies, in the order in which the targets were first named. */
static bool add_targets(struct str *line, const char *key, const struct arguments *a, enum option_id id)
{
	if (a->n[id] == 0)
		return true;
	add_key(line, key);
	str_addc(line, '[');
	for (size_t i = 0; i < a->n[id]; i++) {
		if (said_before(a, id, i))
			continue;
		str_addz(line, i == 0 ? "{\"target\":" : ",{\"target\":");
		str_add_json(line, left_of(a->value[id][i]));
		str_addz(line, ",\"policies\":[");
		for (size_t k = i; k < a->n[id]; k++)
			if (sv_eq(left_of(a->value[id][k]), left_of(a->value[id][i])) &&
			    !add_policy(line, right_of(a->value[id][k])))
				return false;
		str_addz(line, "]}");
	}
	str_addc(line, ']');
	return true;
}

static void add_context(struct str *line, const struct arguments *a)
{
	add_key(line, "context");
	str_addc(line, '{');
	bool first_key = true;
	for (size_t i = 0; i < a->n[OPTION_CONTEXT]; i++) {
		if (said_before(a, OPTION_CONTEXT, i))
			continue;
		bool many = times_said(a, OPTION_CONTEXT, i) > 1, first = true;
		str_addz(line, first_key ? "" : ",");
		first_key = false;
		str_add_json(line, left_of(a->value[OPTION_CONTEXT][i]));
		str_addz(line, many ? ":[" : ":");
		for (size_t k = i; k < a->n[OPTION_CONTEXT]; k++) {
			if (!sv_eq(left_of(a->value[OPTION_CONTEXT][k]), left_of(a->value[OPTION_CONTEXT][i])))
				continue;
			str_addz(line, first ? "" : ",");
			first = false;
			str_add_json(line, sv_of(right_of(a->value[OPTION_CONTEXT][k])));
		}
		str_addz(line, many ? "]" : "");
	}
	str_addc(line, '}');
}

static void add_request(struct str *line, const struct arguments *a)
{
	add_key(line, "request");
	str_addc(line, '{');
	add_text(line, "principal", argument(a, OPTION_PRINCIPAL));
	add_text(line, "action", argument(a, OPTION_ACTION));
	if (a->n[OPTION_RESOURCE] + a->n[OPTION_ACCOUNT] > 0) {
		add_key(line, "resource");
		str_addc(line, '{');
		add_text(line, "arn", argument(a, OPTION_RESOURCE));
		add_text(line, "accountId", argument(a, OPTION_ACCOUNT));
		str_addc(line, '}');
	}
	add_context(line, a);
	str_addc(line, '}');
}

static bool add_layers(struct str *line, const struct arguments *a)
{
	return add_policies(line, "identityPolicies", a, OPTION_IDENTITY) &&
	       add_policies(line, "permissionBoundaries", a, OPTION_BOUNDARY) &&
	       add_policies(line, "sessionPolicies", a, OPTION_SESSION) &&
	       add_policies(line, "resourcePolicy", a, OPTION_RESOURCE_POLICY) &&
	       add_policies(line, "vpcEndpointPolicies", a, OPTION_ENDPOINT) &&
	       add_targets(line, "scps", a, OPTION_SCP) && add_targets(line, "rcps", a, OPTION_RCP);
}

bool layers_line(const struct arguments *a, struct str *line, enum status *s)
{
	*s = STATUS_USAGE;
	if (!all_pairs(a, OPTION_CONTEXT) || !all_pairs(a, OPTION_SCP) || !all_pairs(a, OPTION_RCP))
		return false;
	*s = STATUS_FAILURE;
	str_addc(line, '{');
	add_text(line, "mode", argument(a, OPTION_MODE));
	add_text(line, "principal", argument(a, OPTION_PRINCIPAL));
	add_text(line, "accountId", argument(a, OPTION_ACCOUNT));
	add_context(line, a);
	bool good = add_layers(line, a);
	str_addc(line, '}');
	return good;
}

bool request_line(const struct arguments *a, struct str *line, enum status *s)
{
	*s = STATUS_USAGE;
	if (a->n[OPTION_PRINCIPAL] == 0 || a->n[OPTION_ACTION] == 0) {
		complain("expected --principal and --action, or a FILE, or --batch");
		return false;
	}
	if (!all_pairs(a, OPTION_CONTEXT) || !all_pairs(a, OPTION_SCP) || !all_pairs(a, OPTION_RCP))
		return false;
	*s = STATUS_FAILURE;
	str_addc(line, '{');
	add_text(line, "mode", argument(a, OPTION_MODE));
	add_request(line, a);
	bool good = add_layers(line, a);
	str_addc(line, '}');
	return good;
}
