/* Policies and context values of a case: the second half of case.h. */
#include "analyzers/iam/case.h"

#include <stdarg.h>
#include <stdio.h>

bool iam_fault(struct iam_case_reader *r, const char *code, struct sv path, const char *format, ...)
{
	struct str text;
	va_list arguments;
	char line[LIMIT_ERROR_TEXT];
	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	str_init(&text, sizeof line);
	str_addz(&text, line);
	*r->fault = (struct iam_line_fault){code, path, arena_sv(r->arena, str_sv(&text))};
	str_free(&text);
	return false;
}

static struct sv child(struct iam_case_reader *r, struct sv path, size_t i)
{
	return arena_printf(r->arena, SV_FMT "/%zu", SV_ARG(path), i);
}

/* ---- policies ---- */

static bool fits(struct iam_case_reader *r, const struct json_node *v, struct sv path)
{
	struct str text;
	str_init(&text, LIMIT_IAM_DOCUMENT);
	json_write(v, false, &text);
	bool full = text.full;
	str_free(&text);
	return !full || iam_fault(r, "bad_policy", path,
				  "found a document of more than %u bytes, expected less", LIMIT_IAM_DOCUMENT);
}

static bool read_policy(struct iam_case_reader *r, const struct json_node *v, struct sv path,
			enum iam_policy_type type, const struct iam_policy **out)
{
	struct iam_fault fault;
	if (json_type(v) != JSON_OBJECT)
		return iam_fault(r, "bad_policy", path, "expected a policy document");
	if (r->measure && !fits(r, v, path))
		return false;
	if (iam_policy_read(r->arena, v, type, out, &fault))
		return true;
	struct sv whole = arena_printf(r->arena, SV_FMT SV_FMT, SV_ARG(path), SV_ARG(fault.path));
	*r->fault = (struct iam_line_fault){"bad_policy", whole, fault.message};
	return false;
}

static bool check_item(struct iam_case_reader *r, const struct json_node *v, struct sv path)
{
	struct sv name = {NULL, 0};
	for (size_t i = 0; i < json_size(v) && i < LIMIT_IAM_MEMBERS; i++) {
		json_member(v, i, &name);
		if (!sv_eq(name, SV("name")) && !sv_eq(name, SV("policy")) && !sv_starts(name, SV("x-")))
			return iam_fault(r, "bad_shape",
					 arena_printf(r->arena, SV_FMT "/" SV_FMT, SV_ARG(path), SV_ARG(name)),
					 "found \"" SV_FMT "\", expected \"name\" and \"policy\"",
					 SV_ARG(name));
	}
	if (json_type(json_get(v, "name")) != JSON_STRING && json_get(v, "name") != NULL)
		return iam_fault(r, "bad_shape", arena_printf(r->arena, SV_FMT "/name", SV_ARG(path)),
				 "expected a string");
	return true;
}

static bool read_item(struct iam_case_reader *r, const struct json_node *v, struct sv path,
		      enum iam_policy_type type, struct iam_item *item)
{
	const struct json_node *policy = json_get(v, "policy");
	if (policy == NULL)
		return read_policy(r, v, path, type, &item->policy);
	if (!check_item(r, v, path))
		return false;
	if (json_get(v, "name") != NULL)
		item->name = arena_sv(r->arena, json_string(json_get(v, "name")));
	return read_policy(r, policy, arena_printf(r->arena, SV_FMT "/policy", SV_ARG(path)), type,
			   &item->policy);
}

bool iam_read_item(struct iam_case_reader *r, const struct json_node *v, struct sv path,
		   enum iam_policy_type type, struct iam_layer *out)
{
	struct iam_item *item = arena_alloc(r->arena, sizeof *item);
	item->name = SV("0");
	if (!read_item(r, v, path, type, item))
		return false;
	*out = (struct iam_layer){item, 1};
	return true;
}

bool iam_read_layer(struct iam_case_reader *r, const struct json_node *list, struct sv path,
		    enum iam_policy_type type, struct iam_layer *out)
{
	if (json_type(list) != JSON_ARRAY)
		return iam_fault(r, "bad_shape", path, "expected a list of policies");
	size_t n = json_size(list);
	struct iam_item *item = arena_array(r->arena, n, sizeof *item);
	for (size_t i = 0; i < n; i++) {
		item[i].name = arena_printf(r->arena, "%zu", i);
		if (!read_item(r, json_at(list, i), child(r, path, i), type, &item[i]))
			return false;
	}
	*out = (struct iam_layer){item, n};
	return true;
}

static bool read_target(struct iam_case_reader *r, const struct json_node *v, struct sv path,
			enum iam_policy_type type, struct iam_target *out)
{
	struct sv name = {NULL, 0};
	if (json_type(v) != JSON_OBJECT)
		return iam_fault(r, "bad_shape", path, "expected an object with \"target\" and \"policies\"");
	for (size_t i = 0; i < json_size(v) && i < LIMIT_IAM_MEMBERS; i++) {
		json_member(v, i, &name);
		if (!sv_eq(name, SV("target")) && !sv_eq(name, SV("policies")) && !sv_starts(name, SV("x-")))
			return iam_fault(r, "bad_shape",
					 arena_printf(r->arena, SV_FMT "/" SV_FMT, SV_ARG(path), SV_ARG(name)),
					 "found \"" SV_FMT "\", expected \"target\" and \"policies\"",
					 SV_ARG(name));
	}
	if (json_get(v, "policies") == NULL)
		return iam_fault(r, "bad_shape", path, "found no \"policies\", expected a list of policies");
	out->target = arena_sv(r->arena, json_string(json_get(v, "target")));
	return iam_read_layer(r, json_get(v, "policies"),
			      arena_printf(r->arena, SV_FMT "/policies", SV_ARG(path)), type, &out->layer);
}

bool iam_read_targets(struct iam_case_reader *r, const struct json_node *list, struct sv path,
		      enum iam_policy_type type, const struct iam_target **out, size_t *n)
{
	if (json_type(list) != JSON_ARRAY)
		return iam_fault(r, "bad_shape", path, "expected a list of targets, root first");
	struct iam_target *target = arena_array(r->arena, json_size(list), sizeof *target);
	for (size_t i = 0; i < json_size(list); i++)
		if (!read_target(r, json_at(list, i), child(r, path, i), type, &target[i]))
			return false;
	*out = target;
	*n = json_size(list);
	return true;
}

/* ---- principals ---- */

static const struct {
	const char *type;
	enum iam_principal_kind kind;
} principal_types[] = {
	{"Anonymous", IAM_ANONYMOUS},
	{"Service", IAM_SERVICE},
	{"Federated", IAM_FEDERATED},
	{"CanonicalUser", IAM_CANONICAL_USER},
};

static bool typed_principal(struct iam_case_reader *r, const struct json_node *v, struct sv path,
			    struct iam_principal *out)
{
	struct sv type = json_string(json_get(v, "type"));
	struct sv name = arena_sv(r->arena, json_string(json_get(v, "name")));
	for (size_t i = 0; i < sizeof principal_types / sizeof *principal_types; i++) {
		if (!sv_eq(type, sv_of(principal_types[i].type)))
			continue;
		bool anonymous = principal_types[i].kind == IAM_ANONYMOUS;
		if (json_size(v) != (anonymous ? 1u : 2u) || anonymous != (name.n == 0))
			break;
		*out = (struct iam_principal){.kind = principal_types[i].kind, .text = name};
		return true;
	}
	return iam_fault(
		r, "bad_shape", path,
		"expected {\"type\":\"Anonymous\"}, or \"Service\", \"Federated\" or \"CanonicalUser\" with "
		"a \"name\"");
}

bool iam_read_principal(struct iam_case_reader *r, const struct json_node *v, struct sv role_arn,
			struct sv path, struct iam_principal *out)
{
	struct err e;
	if (json_type(v) == JSON_OBJECT)
		return typed_principal(r, v, path, out);
	if (json_type(v) != JSON_STRING)
		return iam_fault(r, "bad_shape", path,
				 "expected an ARN, a service name or an object with \"type\"");
	if (iam_principal_parse(r->arena, arena_sv(r->arena, json_string(v)), role_arn, out, &e))
		return true;
	return iam_fault(r, "bad_arn", path, "%s", e.text);
}

/* ---- context ---- */

static bool value_text(struct iam_case_reader *r, const struct json_node *v, struct sv path, struct sv *text)
{
	switch (json_type(v)) {
	case JSON_STRING:
	case JSON_NUMBER:
		*text = arena_sv(r->arena, json_text(v));
		return true;
	case JSON_BOOL:
		*text = json_true(v) ? SV("true") : SV("false");
		return true;
	case JSON_ABSENT:
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return iam_fault(r, "bad_shape", path, "expected a string, number or boolean");
}

static bool read_value(struct iam_case_reader *r, const struct json_node *v, struct sv path,
		       struct iam_value *out)
{
	bool many = json_type(v) == JSON_ARRAY;
	size_t n = many ? json_size(v) : 1;
	struct sv *text = arena_array(r->arena, n, sizeof *text);
	for (size_t i = 0; i < n; i++)
		if (!value_text(r, many ? json_at(v, i) : v, many ? child(r, path, i) : path, &text[i]))
			return false;
	*out = (struct iam_value){text, n, many};
	return true;
}

static struct sv key_path(struct iam_case_reader *r, struct sv path, struct sv key)
{
	struct str s;
	str_init(&s, path.n + 2 * key.n + 2);
	str_add(&s, path);
	str_addc(&s, '/');
	for (size_t i = 0; i < key.n; i++) {
		if (key.at[i] == '~' || key.at[i] == '/')
			str_addz(&s, key.at[i] == '~' ? "~0" : "~1");
		else
			str_addc(&s, key.at[i]);
	}
	struct sv whole = arena_sv(r->arena, str_sv(&s));
	str_free(&s);
	return whole;
}

bool iam_read_context(struct iam_case_reader *r, const struct json_node *object, struct sv path,
		      const struct iam_entry **out, size_t *n)
{
	size_t size = json_size(object);
	if (json_type(object) != JSON_OBJECT)
		return iam_fault(r, "bad_shape", path, "expected an object of keys and values");
	if (size > LIMIT_IAM_MEMBERS)
		return iam_fault(r, "bad_shape", path, "found %zu members, expected at most %d", size,
				 LIMIT_IAM_MEMBERS);
	struct iam_entry *entry = arena_array(r->arena, size, sizeof *entry);
	for (size_t i = 0; i < size; i++) {
		struct sv name = {NULL, 0};
		const struct json_node *v = json_member(object, i, &name);
		struct sv at = key_path(r, path, name);
		iam_key_init(r->arena, arena_sv(r->arena, name), &entry[i].key);
		for (size_t k = 0; k < i; k++)
			if (iam_key_eq(&entry[k].key, &entry[i].key))
				return iam_fault(r, "bad_shape", at, "found the key twice, expected it once");
		if (!read_value(r, v, at, &entry[i].value))
			return false;
	}
	*out = entry;
	*n = size;
	return true;
}
