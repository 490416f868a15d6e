#include <stdarg.h>
#include <stdio.h>

#include "analyzers/iam/linting.h"
#include "analyzers/iam/near.h"
#include "analyzers/iam/boxspace.h"

/* ---- saying ---- */

static void add_place(struct str *s, const struct lint_place *p)
{
	if (p == NULL)
		return;
	add_place(s, p->up);
	str_addc(s, '/');
	if (p->member.at == NULL)
		str_addf(s, "%zu", p->index);
	for (size_t i = 0; i < p->member.n; i++) {
		char c = p->member.at[i]; /* escaped as RFC 6901 wants it */
		if (c == '~' || c == '/')
			str_addz(s, c == '~' ? "~0" : "~1");
		else
			str_addc(s, c);
	}
}

void lint_say(struct lint *l, enum iam_severity severity, const char *code, const struct lint_place *at,
	      const char *format, ...)
{
	struct iam_findings *f = l->out;
	char text[LIMIT_ERROR_TEXT];
	va_list arguments;
	struct str place, message;
	f->at = box_room(l->arena, f->at, f->n, &f->room, sizeof *f->at);
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	str_init(&place, 3 * (size_t)LIMIT_IAM_DOCUMENT);
	str_init(&message, sizeof text);
	add_place(&place, at);
	str_addz(&message, text);
	f->at[f->n++] = (struct iam_finding){severity, code, arena_sv(l->arena, str_sv(&place)),
					     arena_sv(l->arena, str_sv(&message))};
	f->errors += severity == IAM_ERROR;
	str_free(&place);
	str_free(&message);
}

struct sv lint_seen(struct lint *l, const struct json_node *v)
{
	static const char *const kinds[] = {
		[JSON_ABSENT] = "nothing",   [JSON_NULL] = "null",       [JSON_BOOL] = "a boolean",
		[JSON_NUMBER] = "a number",  [JSON_STRING] = "a string", [JSON_ARRAY] = "a list",
		[JSON_OBJECT] = "an object",
	};
	if (json_type(v) == JSON_STRING)
		return arena_printf(l->arena, "\"" SV_FMT "\"", SV_ARG(sv_sub(json_string(v), 0, 100)));
	if (json_type(v) == JSON_ARRAY && json_size(v) == 0)
		return SV("an empty list");
	return sv_of(kinds[json_type(v)]);
}

size_t lint_count(const struct json_node *v)
{
	return json_type(v) == JSON_ARRAY ? json_size(v) : 1;
}

const struct json_node *lint_item(const struct json_node *v, size_t i, const struct lint_place *up,
				  struct lint_place *at)
{
	if (json_type(v) != JSON_ARRAY) {
		*at = *up;
		return v;
	}
	*at = (struct lint_place){up, {NULL, 0}, i};
	return json_at(v, i);
}

bool lint_strings(struct lint *l, const struct json_node *v, const struct lint_place *at)
{
	size_t errors = l->out->errors;
	if (lint_count(v) == 0)
		lint_say(l, IAM_ERROR, "empty-list", at, "found an empty list, expected at least one value");
	for (size_t i = 0; i < lint_count(v); i++) {
		struct lint_place here;
		const struct json_node *one = lint_item(v, i, at, &here);
		if (json_type(one) != JSON_STRING)
			lint_say(l, IAM_ERROR, "bad-type", &here, "found " SV_FMT ", expected a string",
				 SV_ARG(lint_seen(l, one)));
	}
	return errors == l->out->errors;
}

/* ---- statements ---- */

static const char *const statement_members[] = {"Sid",       "Effect",       "Action",
						"NotAction", "Resource",     "NotResource",
						"Principal", "NotPrincipal", "Condition"};
static const char *const document_members[] = {"Version", "Id", "Statement"};

static void check_members(struct lint *l, const struct json_node *v, const struct lint_place *at,
			  const char *const *known, size_t n)
{
	for (size_t i = 0; i < json_size(v) && i < LIMIT_IAM_MEMBERS; i++) {
		struct sv name = {NULL, 0};
		bool good = false;
		json_member(v, i, &name);
		for (size_t k = 0; k < n && !good; k++)
			good = sv_eq(name, sv_of(known[k]));
		struct sv meant = good ? name : near_word(name, known, n);
		const struct lint_place here = {at, name, 0};
		if (!good)
			lint_say(l, IAM_WARNING, "unknown-member", &here,
				 "found member \"" SV_FMT "\", expected " SV_FMT, SV_ARG(name),
				 SV_ARG(meant.n > 0 ? arena_printf(l->arena, "\"" SV_FMT "\"", SV_ARG(meant))
						    : SV("a member of the policy grammar")));
	}
}

static bool plain_sid(struct sv sid)
{
	for (size_t i = 0; i < sid.n; i++) {
		char c = sid.at[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
			return false;
	}
	return true;
}

static void check_sid(struct lint *l, const struct json_node *statement, const struct lint_place *up,
		      struct table *seen)
{
	const struct json_node *sid = json_get(statement, "Sid");
	const struct lint_place at = {up, SV("Sid"), 0};
	bool strict = l->type != IAM_RESOURCE && l->type != IAM_TRUST && l->type != IAM_VPCE, added;
	if (sid == NULL)
		return;
	if (json_type(sid) != JSON_STRING) {
		lint_say(l, IAM_ERROR, "bad-type", &at, "found " SV_FMT ", expected a string",
			 SV_ARG(lint_seen(l, sid)));
		return;
	}
	if (strict && !plain_sid(json_string(sid)))
		lint_say(l, IAM_ERROR, "bad-sid", &at, "found " SV_FMT ", expected letters and digits only",
			 SV_ARG(lint_seen(l, sid)));
	table_slot(seen, json_string(sid), &added);
	if (!added && json_string(sid).n > 0)
		lint_say(l, IAM_ERROR, "duplicate-sid", &at, "found " SV_FMT " once more, expected it once",
			 SV_ARG(lint_seen(l, sid)));
}

static void check_effect(struct lint *l, const struct json_node *statement, const struct lint_place *up)
{
	const struct json_node *v = json_get(statement, "Effect");
	const struct lint_place at = {up, SV("Effect"), 0};
	bool deny = sv_eq(json_string(v), SV("Deny"));
	if (!deny && !sv_eq(json_string(v), SV("Allow")))
		lint_say(l, IAM_ERROR, "bad-effect", &at, "found " SV_FMT ", expected \"Allow\" or \"Deny\"",
			 SV_ARG(lint_seen(l, v)));
	else if (l->type == IAM_RCP && !deny)
		lint_say(l, IAM_ERROR, "bad-effect", &at,
			 "found \"Allow\", expected \"Deny\" in a resource control policy");
}

/* The one of the two that is there; NULL when both or none are. */
static const struct json_node *either(struct lint *l, const struct json_node *statement, const char *name,
				      const char *other, bool needed, const struct lint_place *up,
				      struct lint_place *at)
{
	const struct json_node *positive = json_get(statement, name), *negative = json_get(statement, other);
	*at = (struct lint_place){up, sv_of(positive != NULL ? name : other), 0};
	if (positive != NULL && negative != NULL) {
		lint_say(l, IAM_ERROR, "both-elements", at, "found %s and %s, expected one of them", name,
			 other);
		return NULL;
	}
	if (positive == NULL && negative == NULL && needed)
		lint_say(l, IAM_ERROR, "missing-element", up, "found neither %s nor %s, expected one of them",
			 name, other);
	return positive != NULL ? positive : negative;
}

static void check_statement(struct lint *l, const struct json_node *s, const struct lint_place *at,
			    struct table *sids)
{
	struct lint_place here;
	if (json_type(s) != JSON_OBJECT) {
		lint_say(l, IAM_ERROR, "bad-type", at, "found " SV_FMT ", expected an object",
			 SV_ARG(lint_seen(l, s)));
		return;
	}
	check_members(l, s, at, statement_members, sizeof statement_members / sizeof *statement_members);
	check_sid(l, s, at, sids);
	check_effect(l, s, at);
	const struct json_node *v = either(l, s, "Action", "NotAction", true, at, &here);
	if (v != NULL && lint_strings(l, v, &here))
		lint_actions(l, v, &here);
	bool needed = l->type != IAM_TRUST && l->type != IAM_RESOURCE;
	v = either(l, s, "Resource", "NotResource", needed, at, &here);
	if (v != NULL && l->type == IAM_TRUST)
		lint_say(l, IAM_ERROR, "unexpected-element", &here,
			 "found a resource, expected none in a role's trust policy");
	else if (v != NULL && lint_strings(l, v, &here))
		lint_resources(l, s, v, &here);
	lint_principal(l, s, at);
	lint_conditions(l, s, at);
}

/* ---- the document ---- */

static void check_version(struct lint *l, const struct json_node *document)
{
	const struct json_node *v = json_get(document, "Version");
	const struct lint_place at = {NULL, SV("Version"), 0};
	l->expands = sv_eq(json_string(v), SV("2012-10-17"));
	if (v == NULL)
		lint_say(l, IAM_WARNING, "missing-version", NULL,
			 "found no Version, expected \"2012-10-17\": without it ${...} is literal text");
	else if (!l->expands && !sv_eq(json_string(v), SV("2008-10-17")))
		lint_say(l, IAM_ERROR, "bad-version", &at,
			 "found " SV_FMT ", expected \"2012-10-17\" or \"2008-10-17\"",
			 SV_ARG(lint_seen(l, v)));
}

static void check_statements(struct lint *l, const struct json_node *list)
{
	const struct lint_place at = {NULL, SV("Statement"), 0};
	struct table *sids = table_new(l->arena);
	if (list == NULL || (json_type(list) != JSON_ARRAY && json_type(list) != JSON_OBJECT)) {
		lint_say(l, IAM_ERROR, list == NULL ? "missing-element" : "bad-type", &at,
			 "found " SV_FMT ", expected an object or a list of objects",
			 SV_ARG(lint_seen(l, list)));
		return;
	}
	if (lint_count(list) == 0)
		lint_say(l, IAM_ERROR, "empty-list", &at,
			 "found an empty list, expected at least one statement");
	for (size_t i = 0; i < lint_count(list) && i < LIMIT_IAM_STATEMENTS; i++) {
		struct lint_place here;
		const struct json_node *s = lint_item(list, i, &at, &here);
		check_statement(l, s, &here, sids);
	}
}

/* What the compiler of policies refuses and nothing above has named: ceilings. */
static void check_compiles(struct lint *l, const struct json_node *document)
{
	const struct iam_policy *p;
	struct iam_fault fault;
	if (iam_policy_read(l->arena, document, l->type, &p, &fault)) {
		lint_effect(l, p);
		return;
	}
	if (l->out->errors > 0)
		return;
	lint_say(l, IAM_ERROR, "refused", NULL, SV_FMT, SV_ARG(fault.message));
	l->out->at[l->out->n - 1].at = fault.path;
}

void iam_lint(struct arena *a, const struct json_node *document, enum iam_policy_type type,
	      struct iam_findings *out)
{
	struct lint l = {.arena = a, .type = type, .out = out};
	*out = (struct iam_findings){.n = 0};
	if (json_type(document) != JSON_OBJECT) {
		lint_say(&l, IAM_ERROR, "bad-type", NULL, "found " SV_FMT ", expected an object",
			 SV_ARG(lint_seen(&l, document)));
		return;
	}
	check_members(&l, document, NULL, document_members, sizeof document_members / sizeof *document_members);
	check_version(&l, document);
	check_statements(&l, json_get(document, "Statement"));
	check_compiles(&l, document);
}

/* ---- the answer ---- */

const char *iam_severity_name(enum iam_severity severity)
{
	static const char *const names[] = {
		[IAM_ERROR] = "error", [IAM_WARNING] = "warning", [IAM_NOTE] = "note"};
	return names[severity];
}

void iam_lint_write(const struct iam_findings *f, struct sv id, struct str *out)
{
	str_addf(out, "{\"id\":" SV_FMT ",\"accepted\":%s,\"findings\":[", SV_ARG(id),
		 f->errors == 0 ? "true" : "false");
	for (size_t i = 0; i < f->n; i++) {
		str_addf(out, "%s{\"severity\":\"%s\",\"code\":\"%s\",\"at\":", i > 0 ? "," : "",
			 iam_severity_name(f->at[i].severity), f->at[i].code);
		str_add_json(out, f->at[i].at);
		str_addz(out, ",\"message\":");
		str_add_json(out, f->at[i].message);
		str_addc(out, '}');
	}
	str_addz(out, "]}");
}
