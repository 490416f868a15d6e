#include "analyzers/iam/policy.h"

#include "base/json.h"

static const char *const type_names[] = {
	[JSON_ABSENT] = "nothing",  [JSON_NULL] = "null",     [JSON_BOOL] = "true or false", [JSON_NUMBER] = "a number",
	[JSON_STRING] = "a string", [JSON_ARRAY] = "a list", [JSON_OBJECT] = "an object",
};

static const char *type_name(const struct json_node *v)
{
	return type_names[json_type(v)];
}

static bool is_scalar(const struct json_node *v)
{
	enum json_type t = json_type(v);
	return t == JSON_STRING || t == JSON_NUMBER || t == JSON_BOOL;
}

static struct sv scalar_text(struct arena *a, const struct json_node *v)
{
	if (json_type(v) == JSON_BOOL)
		return json_true(v) ? SV("true") : SV("false");
	return arena_sv(a, json_text(v));
}

/* One value or a list of values. Condition values may be numbers and booleans as well as strings. */
static bool list_parse(const struct json_node *v, struct arena *a, struct policy_list *list, struct err *e)
{
	*list = (struct policy_list){0};
	if (json_type(v) == JSON_ABSENT)
		return true;
	list->present = true;
	bool many = json_type(v) == JSON_ARRAY;
	size_t n = many ? json_size(v) : 1;
	list->item = arena_array(a, n ? n : 1, sizeof(*list->item));
	for (size_t i = 0; i < n; i++) {
		const struct json_node *item = many ? json_at(v, i) : v;
		if (!is_scalar(item))
			return err_set(e, "expected a string or a list of strings, got %s", type_name(item));
		list->item[list->n++] = scalar_text(a, item);
	}
	return true;
}

static bool key_list(const struct json_node *statement, const char *key, struct arena *a, struct policy_list *list,
		     struct err *e)
{
	return list_parse(json_get(statement, key), a, list, e) || err_wrap(e, "%s", key);
}

static void principal_add(struct policy_statement *s, struct sv type, struct sv value)
{
	s->principal[s->principals++] = (struct policy_principal){type, value};
}

static size_t principal_count(const struct json_node *block)
{
	size_t n = 1;
	for (size_t i = 0; i < json_size(block); i++) {
		struct sv key;
		size_t m = json_size(json_member(block, i, &key));
		n += m ? m : 1;
	}
	return n;
}

static bool principals_parse(const struct json_node *block, struct arena *a, struct policy_statement *s, struct err *e)
{
	if (json_type(block) == JSON_ABSENT)
		return true;
	s->principal = arena_array(a, principal_count(block), sizeof(*s->principal));
	if (json_type(block) == JSON_STRING) {
		if (!sv_eq(json_string(block), SV("*")))
			return err_set(e, "expected \"*\" or an object, got the string \"" SV_FMT "\"",
				       SV_ARG(json_string(block)));
		principal_add(s, SV("*"), SV("*"));
		return true;
	}
	if (json_type(block) != JSON_OBJECT)
		return err_set(e, "expected \"*\" or an object, got %s", type_name(block));
	for (size_t i = 0; i < json_size(block); i++) {
		struct sv type;
		struct policy_list values;
		const struct json_node *v = json_member(block, i, &type);
		type = arena_sv(a, type);
		if (!list_parse(v, a, &values, e))
			return err_wrap(e, SV_FMT, SV_ARG(type));
		for (size_t k = 0; k < values.n; k++)
			principal_add(s, type, values.item[k]);
	}
	return true;
}

static size_t condition_count(const struct json_node *block)
{
	size_t n = 0;
	for (size_t i = 0; i < json_size(block); i++) {
		struct sv key;
		n += json_size(json_member(block, i, &key));
	}
	return n;
}

static bool operator_parse(struct sv operator, const struct json_node *keys, struct arena *a,
			   struct policy_statement *s, struct err *e)
{
	if (json_type(keys) != JSON_OBJECT)
		return err_set(e, "expected an object of condition keys, got %s", type_name(keys));
	for (size_t i = 0; i < json_size(keys); i++) {
		struct policy_condition *c = &s->condition[s->conditions];
		const struct json_node *v = json_member(keys, i, &c->key);
		c->operator = operator;
		c->key = arena_sv(a, c->key);
		if (!list_parse(v, a, &c->values, e))
			return err_wrap(e, SV_FMT, SV_ARG(c->key));
		s->conditions++;
	}
	return true;
}

static bool conditions_parse(const struct json_node *block, struct arena *a, struct policy_statement *s, struct err *e)
{
	s->condition_json = SV("{}");
	if (json_type(block) == JSON_ABSENT || json_type(block) == JSON_NULL)
		return true;
	if (json_type(block) != JSON_OBJECT)
		return err_set(e, "expected an object, got %s", type_name(block));
	s->condition = arena_array(a, condition_count(block) + 1, sizeof(*s->condition));
	for (size_t i = 0; i < json_size(block); i++) {
		struct sv operator;
		const struct json_node *keys = json_member(block, i, &operator);
		operator = arena_sv(a, operator);
		if (!operator_parse(operator, keys, a, s, e))
			return err_wrap(e, SV_FMT, SV_ARG(operator));
	}
	struct str CLEANUP(str_free) text;
	str_init(&text, LIMIT_PACKED);
	json_write(block, false, &text);
	s->condition_json = arena_sv(a, str_sv(&text));
	return true;
}

static bool effect_parse(const struct json_node *v, bool *allow, struct err *e)
{
	struct sv effect = json_string(v);
	if (json_type(v) != JSON_STRING)
		return err_set(e, "Effect: expected Allow or Deny, got %s", type_name(v));
	if (!sv_eq(effect, SV("Allow")) && !sv_eq(effect, SV("Deny")))
		return err_set(e, "Effect: expected Allow or Deny, got \"" SV_FMT "\"", SV_ARG(effect));
	*allow = sv_eq(effect, SV("Allow"));
	return true;
}

static bool statement_parse(const struct json_node *v, struct arena *a, struct policy_statement *s, struct err *e)
{
	if (json_type(v) != JSON_OBJECT)
		return err_set(e, "expected an object, got %s", type_name(v));
	s->sid = arena_sv(a, json_text(json_get(v, "Sid")));
	const struct json_node *none = json_get(v, "NotPrincipal");
	s->not_principal = json_type(none) != JSON_ABSENT;
	if (!effect_parse(json_get(v, "Effect"), &s->allow, e))
		return false;
	if (!principals_parse(s->not_principal ? none : json_get(v, "Principal"), a, s, e))
		return err_wrap(e, "%s", s->not_principal ? "NotPrincipal" : "Principal");
	if (!conditions_parse(json_get(v, "Condition"), a, s, e))
		return err_wrap(e, "Condition");
	return key_list(v, "Action", a, &s->action, e) && key_list(v, "NotAction", a, &s->not_action, e) &&
	       key_list(v, "Resource", a, &s->resource, e) && key_list(v, "NotResource", a, &s->not_resource, e);
}

bool policy_parse(struct sv text, struct arena *a, struct policy *p, struct err *e)
{
	struct json CLEANUP(json_free) *doc = NULL;
	if (!json_parse(text, &doc, e))
		return err_wrap(e, "policy");
	const struct json_node *root = json_root(doc);
	if (json_type(root) != JSON_OBJECT)
		return err_set(e, "policy: expected an object, got %s", type_name(root));
	const struct json_node *list = json_get(root, "Statement");
	if (json_type(list) != JSON_ARRAY && json_type(list) != JSON_OBJECT)
		return err_set(e, "policy: Statement: expected an object or a list, got %s", type_name(list));
	bool many = json_type(list) == JSON_ARRAY;
	size_t n = many ? json_size(list) : 1;
	struct policy_statement *statement = arena_array(a, n + 1, sizeof(*statement));
	for (size_t i = 0; i < n; i++)
		if (!statement_parse(many ? json_at(list, i) : list, a, &statement[i], e))
			return err_wrap(e, "statement %zu", i + 1);
	*p = (struct policy){statement, n};
	return true;
}

static bool all_stars(struct sv v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.at[i] != '*')
			return false;
	return v.n > 0;
}

bool policy_has_star(const struct policy_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (all_stars(list->item[i]))
			return true;
	return false;
}

bool policy_has(const struct policy_list *list, struct sv pattern)
{
	for (size_t i = 0; i < list->n; i++)
		if (sv_eq_nocase(list->item[i], pattern))
			return true;
	return false;
}

bool policy_all_resources(const struct policy_statement *s)
{
	return policy_has_star(&s->resource) && !s->not_resource.present;
}
