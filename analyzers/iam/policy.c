#include "analyzers/iam/policy.h"

#include <string.h>

struct reader {
	struct arena *arena;
	enum iam_policy_type type;
	bool expands;
	size_t patterns; /* read so far */
	struct iam_fault *fault;
};

/* Which document type a name of the interface stands for. */
static const char *const type_names[IAM_POLICY_TYPES] = {
	[IAM_IDENTITY] = "identity", [IAM_BOUNDARY] = "pb",    [IAM_SESSION] = "session",
	[IAM_RESOURCE] = "resource", [IAM_TRUST] = "resource", [IAM_SCP] = "scp",
	[IAM_RCP] = "rcp",           [IAM_VPCE] = "vpce",
};

const char *iam_policy_type_name(enum iam_policy_type type)
{
	return type_names[type];
}

/* ---- faults ---- */

/* The way down to a value: written out only when a fault has to name it. */
struct place {
	const struct place *up; /* NULL: the document */
	struct sv member;       /* at == NULL: an element of a list, `index` */
	size_t index;
};

static void add_place(struct str *s, const struct place *p)
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

static bool refuse(struct reader *r, const struct place *at, struct sv message)
{
	struct str s;
	str_init(&s, 3 * (size_t)LIMIT_IAM_DOCUMENT);
	add_place(&s, at);
	r->fault->path = arena_sv(r->arena, str_sv(&s));
	r->fault->message = message;
	str_free(&s);
	return false;
}

/* What a value looks like in a message: its text, or its kind. */
static struct sv seen(struct arena *a, const struct json_node *v)
{
	static const char *const kinds[] = {
		[JSON_ABSENT] = "nothing",   [JSON_NULL] = "null",       [JSON_BOOL] = "a boolean",
		[JSON_NUMBER] = "a number",  [JSON_STRING] = "a string", [JSON_ARRAY] = "a list",
		[JSON_OBJECT] = "an object",
	};
	if (json_type(v) == JSON_STRING)
		return arena_printf(a, "\"" SV_FMT "\"", SV_ARG(sv_sub(json_string(v), 0, 100)));
	return sv_of(kinds[json_type(v)]);
}

static bool expected(struct reader *r, const struct place *at, const struct json_node *v, const char *what)
{
	return refuse(r, at,
		      arena_printf(r->arena, "found " SV_FMT ", expected %s", SV_ARG(seen(r->arena, v)), what));
}

static bool count_patterns(struct reader *r, const struct place *at, size_t n)
{
	r->patterns += n;
	if (r->patterns > LIMIT_IAM_PATTERNS)
		return refuse(r, at,
			      arena_printf(r->arena, "found more than %d patterns, expected fewer",
					   LIMIT_IAM_PATTERNS));
	return true;
}

/* ---- lists: a scalar stands for a list of one ---- */

static size_t list_size(const struct json_node *v)
{
	return json_type(v) == JSON_ARRAY ? json_size(v) : 1;
}

static const struct json_node *list_at(const struct json_node *v, size_t i)
{
	return json_type(v) == JSON_ARRAY ? json_at(v, i) : v;
}

static struct place member(const struct place *up, struct sv name)
{
	return (struct place){up, name, 0};
}

static struct place element(const struct place *list, const struct json_node *v, size_t i)
{
	return json_type(v) == JSON_ARRAY ? (struct place){list, {NULL, 0}, i} : *list;
}

static bool all_strings(struct reader *r, const struct place *list, const struct json_node *v)
{
	for (size_t i = 0; i < list_size(v); i++) {
		struct place at = element(list, v, i);
		if (json_type(list_at(v, i)) != JSON_STRING)
			return expected(r, &at, list_at(v, i), "a string");
	}
	return count_patterns(r, list, list_size(v));
}

/* The one of two members that is there: "Action" or "NotAction"; *at is its place. False: both are. */
static bool either(struct reader *r, const struct place *statement, const struct json_node *node,
		   const char *const names[2], const struct json_node **v, bool *negated, struct place *at)
{
	const struct json_node *positive = json_get(node, names[0]), *negative = json_get(node, names[1]);
	if (positive != NULL && negative != NULL)
		return refuse(
			r, statement,
			arena_printf(r->arena, "found %s and %s, expected one of them", names[0], names[1]));
	*negated = negative != NULL;
	*v = positive != NULL ? positive : negative;
	*at = member(statement, sv_of(names[*negated]));
	return true;
}

/* ---- the elements ---- */

static bool read_actions(struct reader *r, const struct place *up, const struct json_node *node,
			 struct iam_statement *s)
{
	static const char *const names[] = {"Action", "NotAction"};
	const struct json_node *v;
	struct place at;
	if (!either(r, up, node, names, &v, &s->not_action, &at))
		return false;
	if (v == NULL)
		return expected(r, &at, v, "Action or NotAction");
	if (!all_strings(r, &at, v))
		return false;
	size_t n = list_size(v);
	struct iam_action_pattern *pattern = arena_array(r->arena, n, sizeof *pattern);
	for (size_t i = 0; i < n; i++)
		iam_action_compile(r->arena, arena_sv(r->arena, json_string(list_at(v, i))), &pattern[i]);
	s->action = (struct iam_action_set){.pattern = pattern, .n = n};
	iam_action_index(r->arena, &s->action);
	return true;
}

static bool too_many_variables(struct reader *r, const struct place *at)
{
	return refuse(
		r, at,
		arena_printf(r->arena, "found more than %d variables, expected fewer", LIMIT_IAM_VARIABLES));
}

static bool read_resources(struct reader *r, const struct place *up, const struct json_node *node,
			   struct iam_statement *s)
{
	static const enum iam_short_arn rules[IAM_POLICY_TYPES] = {
		[IAM_IDENTITY] = IAM_SHORT_FILLED, [IAM_BOUNDARY] = IAM_SHORT_FILLED,
		[IAM_SESSION] = IAM_SHORT_FILLED,  [IAM_RESOURCE] = IAM_SHORT_IF_WILD,
		[IAM_TRUST] = IAM_SHORT_IF_WILD,   [IAM_SCP] = IAM_SHORT_IF_STAR_END,
		[IAM_RCP] = IAM_SHORT_REFUSED,     [IAM_VPCE] = IAM_SHORT_IF_WILD,
	};
	static const char *const names[] = {"Resource", "NotResource"};
	const struct json_node *v;
	struct place at;
	if (!either(r, up, node, names, &v, &s->not_resource, &at))
		return false;
	s->has_resource = v != NULL;
	if (v == NULL)
		return true;
	if (!all_strings(r, &at, v))
		return false;
	size_t n = list_size(v), valid = 0;
	struct iam_arn_pattern *pattern = arena_array(r->arena, n, sizeof *pattern);
	unsigned flags = IAM_GLOB_WILD | (r->expands ? IAM_GLOB_EXPANDS : 0);
	for (size_t i = 0; i < n; i++) {
		struct place here = element(&at, v, i);
		struct sv text = arena_sv(r->arena, json_string(list_at(v, i)));
		if (!iam_arn_compile(r->arena, text, flags, rules[r->type], &pattern[i]))
			return too_many_variables(r, &here);
		s->has_invalid |= pattern[i].invalid;
		valid += !pattern[i].invalid;
		s->every_resource |= pattern[i].any && !s->not_resource;
	}
	/* AWS would refuse the document. What stands beside an invalid ARN counts, so that a list says what its elements
	 * say one by one; the complement of a list that can't be read is not known. */
	s->invalid = s->has_invalid && (s->not_resource || valid == 0);
	s->resource = pattern;
	s->resources = n;
	return true;
}

/* "*", or who is named under "AWS", "Service" and so on. A text alone is not what the grammar has; it can only mean
 * a principal of AWS. */
static bool principal_fits(struct reader *r, const struct place *at, const struct json_node *v)
{
	if (json_type(v) == JSON_STRING)
		return true;
	if (json_type(v) != JSON_OBJECT)
		return expected(r, at, v, "\"*\" or an object such as {\"AWS\":...}");
	if (json_size(v) > LIMIT_IAM_MEMBERS)
		return expected(r, at, v, "fewer members");
	return true;
}

static bool read_principals(struct reader *r, const struct place *up, const struct json_node *node,
			    struct iam_statement *s)
{
	static const char *const names[] = {"Principal", "NotPrincipal"};
	const struct json_node *v;
	struct place at;
	struct sv type = {NULL, 0};
	if (!either(r, up, node, names, &v, &s->not_principal, &at))
		return false;
	s->has_principal = v != NULL;
	if (v == NULL)
		return true;
	if (!principal_fits(r, &at, v))
		return false;
	bool alone = json_type(v) == JSON_STRING;
	size_t n = alone;
	for (size_t i = 0; i < json_size(v); i++) {
		const struct json_node *list = json_member(v, i, &type);
		struct place here = member(&at, type);
		if (!all_strings(r, &here, list))
			return false;
		n += list_size(list);
	}
	struct iam_principal_pattern *pattern = arena_array(r->arena, n, sizeof *pattern);
	s->principal = pattern;
	if (alone) {
		struct sv text = arena_sv(r->arena, json_string(v));
		bool star = sv_eq(text, SV("*"));
		iam_principal_compile(star ? SV("*") : SV("AWS"), text, &pattern[s->principals++]);
	}
	for (size_t i = 0; i < json_size(v); i++) {
		const struct json_node *list = json_member(v, i, &type);
		struct sv kept = arena_sv(r->arena, type);
		for (size_t k = 0; k < list_size(list); k++)
			iam_principal_compile(kept, arena_sv(r->arena, json_string(list_at(list, k))),
					      &pattern[s->principals++]);
	}
	return true;
}

/* ---- conditions ---- */

/* The text of a condition value; false for null, lists and objects. */
static bool value_text(struct arena *a, const struct json_node *v, struct sv *text)
{
	switch (json_type(v)) {
	case JSON_STRING:
	case JSON_NUMBER:
		*text = arena_sv(a, json_text(v));
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
	return false;
}

static bool read_values(struct reader *r, const struct place *list, const struct json_node *v,
			struct iam_condition *c)
{
	c->n = list_size(v);
	if (!count_patterns(r, list, c->n))
		return false;
	struct iam_operand *operand = arena_array(r->arena, c->n, sizeof *operand);
	for (size_t i = 0; i < c->n; i++) {
		struct place at = element(list, v, i);
		struct sv text;
		if (!value_text(r->arena, list_at(v, i), &text))
			return expected(r, &at, list_at(v, i), "a string, number or boolean");
		if (!iam_operand_compile(r->arena, c, text, r->expands, &operand[i]))
			return too_many_variables(r, &at);
	}
	c->operand = operand;
	return true;
}

/* The keys of one operator. */
static bool read_keys(struct reader *r, const struct place *up, struct sv operator,
		      const struct json_node * keys, struct iam_condition *condition)
{
	struct iam_condition pattern = {0};
	iam_condition_operator(arena_sv(r->arena, operator), &pattern);
	for (size_t i = 0; i < json_size(keys); i++) {
		struct sv name = {NULL, 0};
		const struct json_node *values = json_member(keys, i, &name);
		struct place at = member(up, name);
		condition[i] = pattern;
		iam_key_init(r->arena, arena_sv(r->arena, name), &condition[i].key);
		if (!read_values(r, &at, values, &condition[i]))
			return false;
	}
	return true;
}

static bool walkable(struct reader *r, const struct place *at, const struct json_node *v)
{
	if (json_type(v) != JSON_OBJECT)
		return expected(r, at, v, "an object");
	if (json_size(v) > LIMIT_IAM_MEMBERS)
		return refuse(r, at,
			      arena_printf(r->arena, "found %zu members, expected at most %d", json_size(v),
					   LIMIT_IAM_MEMBERS));
	return true;
}

static bool read_conditions(struct reader *r, const struct place *up, const struct json_node *node,
			    struct iam_statement *s)
{
	const struct json_node *all = json_get(node, "Condition");
	struct place at = member(up, SV("Condition"));
	struct sv name = {NULL, 0};
	size_t n = 0;
	if (all == NULL)
		return true;
	if (!walkable(r, &at, all))
		return false;
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json_node *keys = json_member(all, i, &name);
		struct place here = member(&at, name);
		if (!walkable(r, &here, keys))
			return false;
		n += json_size(keys);
	}
	struct iam_condition *condition = arena_array(r->arena, n, sizeof *condition);
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json_node *keys = json_member(all, i, &name);
		struct place here = member(&at, name);
		if (!read_keys(r, &here, name, keys, condition + s->conditions))
			return false;
		s->conditions += json_size(keys);
	}
	s->condition = condition;
	return true;
}

/* ---- statements and the document ---- */

static bool read_effect(struct reader *r, const struct place *up, const struct json_node *node,
			struct iam_statement *s)
{
	const struct json_node *v = json_get(node, "Effect");
	struct place at = member(up, SV("Effect"));
	bool allow = sv_eq(json_string(v), SV("Allow"));
	if (!allow && !sv_eq(json_string(v), SV("Deny")))
		return expected(r, &at, v, "\"Allow\" or \"Deny\"");
	s->effect = allow ? IAM_ALLOW : IAM_DENY;
	return true;
}

static bool read_statement(struct reader *r, const struct place *up, const struct json_node *node,
			   struct iam_statement *s)
{
	const struct json_node *sid = json_get(node, "Sid");
	struct place at = member(up, SV("Sid"));
	if (json_type(node) != JSON_OBJECT)
		return expected(r, up, node, "an object");
	if (sid != NULL && json_type(sid) != JSON_STRING)
		return expected(r, &at, sid, "a string");
	s->sid = arena_sv(r->arena, json_string(sid));
	return read_effect(r, up, node, s) && read_actions(r, up, node, s) && read_resources(r, up, node, s) &&
	       read_principals(r, up, node, s) && read_conditions(r, up, node, s);
}

static bool read_version(struct reader *r, const struct json_node *document, struct iam_policy *p)
{
	const struct json_node *v = json_get(document, "Version");
	struct place at = member(NULL, SV("Version"));
	if (v != NULL && !sv_eq(json_string(v), SV("2012-10-17")) && !sv_eq(json_string(v), SV("2008-10-17")))
		return expected(r, &at, v, "\"2012-10-17\" or \"2008-10-17\"");
	p->version = arena_sv(r->arena, json_string(v));
	p->id = arena_sv(r->arena, json_string(json_get(document, "Id")));
	p->expands = r->expands = sv_eq(p->version, SV("2012-10-17"));
	return true;
}

/* Levels of nesting, counted down to `most`. */
static bool deeper_than(const struct json_node *v, size_t most)
{
	struct sv name = {NULL, 0};
	if (json_type(v) != JSON_ARRAY && json_type(v) != JSON_OBJECT)
		return false;
	if (most == 0)
		return true;
	if (json_type(v) == JSON_OBJECT && json_size(v) > LIMIT_IAM_MEMBERS)
		return false; /* refused where it means something, ignored elsewhere */
	for (size_t i = 0; i < json_size(v); i++)
		if (deeper_than(json_type(v) == JSON_ARRAY ? json_at(v, i) : json_member(v, i, &name),
				most - 1))
			return true;
	return false;
}

bool iam_policy_read(struct arena *a, const struct json_node *document, enum iam_policy_type type,
		     const struct iam_policy **out, struct iam_fault *fault)
{
	struct reader r = {.arena = a, .type = type, .fault = fault};
	struct iam_policy *p = arena_alloc(a, sizeof *p);
	const struct json_node *list = json_get(document, "Statement");
	struct place up = member(NULL, SV("Statement"));
	p->type = type;
	p->single = json_type(list) != JSON_ARRAY;
	if (!walkable(&r, NULL, document) || !read_version(&r, document, p))
		return false;
	if (deeper_than(document, LIMIT_IAM_DEPTH))
		return refuse(&r, NULL,
			      arena_printf(a, "found more than %d levels, expected fewer", LIMIT_IAM_DEPTH));
	if (list == NULL)
		return expected(&r, &up, list, "an object or a list of objects");
	size_t n = list_size(list);
	if (n > LIMIT_IAM_STATEMENTS)
		return refuse(
			&r, &up,
			arena_printf(a, "found %zu statements, expected at most %d", n, LIMIT_IAM_STATEMENTS));
	struct iam_statement *s = arena_array(a, n, sizeof *s);
	for (size_t i = 0; i < n; i++) {
		struct place at = element(&up, list, i);
		s[i].index = (uint32_t)i;
		if (!read_statement(&r, &at, list_at(list, i), &s[i]))
			return false;
	}
	p->statement = s;
	p->n = n;
	*out = p;
	return true;
}

bool iam_policy_compile(struct arena *a, struct sv json, enum iam_policy_type type,
			const struct iam_policy **out, struct err *e)
{
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_fault fault;
	if (json.n > LIMIT_IAM_DOCUMENT)
		return err_set(e, "found %zu bytes, expected at most %u", json.n, LIMIT_IAM_DOCUMENT);
	if (!json_parse(json, &doc, e))
		return false;
	struct sv twice = json_duplicate(doc);
	if (twice.at != NULL)
		return err_set(e, SV_FMT ": found member \"" SV_FMT "\" twice in one object, expected it once",
			       SV_ARG(json_duplicate_path(doc)), SV_ARG(twice));
	if (iam_policy_read(a, json_root(doc), type, out, &fault))
		return true;
	return err_set(e, SV_FMT ": " SV_FMT, SV_ARG(fault.path), SV_ARG(fault.message));
}
