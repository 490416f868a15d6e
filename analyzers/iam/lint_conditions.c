/* Conditions of a policy. */
#include "analyzers/iam/linting.h"
#include "analyzers/iam/near.h"

static const char *const operators[] = {
#define OP(name, type, negated, comparison) #name,
#include "analyzers/iam/cond_ops.def"
#undef OP
};

static void check_operator(struct lint *l, const struct iam_condition *c, const struct lint_place *at)
{
	if (c->op != NULL) {
		if (c->op->type == IAM_OPERAND_NULL && (c->if_exists || c->set != IAM_SINGLE))
			lint_say(l, IAM_ERROR, "bad-operator", at, "found \"" SV_FMT "\", expected \"Null\"",
				 SV_ARG(c->written));
		return;
	}
	struct sv near = near_word(c->written, operators, sizeof operators / sizeof *operators);
	lint_say(l, IAM_ERROR, "bad-operator", at, "found \"" SV_FMT "\", expected " SV_FMT, SV_ARG(c->written),
		 SV_ARG(near.n > 0 ? arena_printf(l->arena, "\"" SV_FMT "\"", SV_ARG(near))
				   : SV("a condition operator such as StringEquals")));
}

/* What a key holds, and the operators that compare such values. */
static bool fits(enum iamdb_type key, enum iam_operand_type operand)
{
	switch (key) {
	case IAMDB_STRING:
	case IAMDB_STRINGS:
	case IAMDB_ARN:
	case IAMDB_ARNS:
		return operand == IAM_OPERAND_TEXT || operand == IAM_OPERAND_ARN ||
		       operand == IAM_OPERAND_BINARY;
	case IAMDB_BOOL:
	case IAMDB_BOOLS:
		return operand == IAM_OPERAND_BOOL || operand == IAM_OPERAND_TEXT;
	case IAMDB_NUMERIC:
		return operand == IAM_OPERAND_NUMBER;
	case IAMDB_DATE:
		return operand == IAM_OPERAND_DATE || operand == IAM_OPERAND_NUMBER;
	case IAMDB_IP:
		return operand == IAM_OPERAND_ADDRESS;
	}
	return true;
}

static bool is_plural(enum iamdb_type type)
{
	return type == IAMDB_STRINGS || type == IAMDB_ARNS || type == IAMDB_BOOLS;
}

/* A key of a service that the table knows should be in the table. */
static void say_unknown_key(struct lint *l, struct sv key, const struct lint_place *at)
{
	struct sv near = near_key(key), rest = key, prefix = key;
	bool ours = sv_find_char(key, ':') > 0 && sv_split(&rest, ':', &prefix) &&
		    (sv_eq_nocase(prefix, SV("aws")) || iamdb_service_find(prefix) != IAMDB_NONE);
	if (ours || (near.n > 0 && iamdb_whole()))
		lint_say(l, IAM_WARNING, "unknown-key", at,
			 "found condition key \"" SV_FMT "\", expected " SV_FMT, SV_ARG(key),
			 SV_ARG(near.n > 0 ? arena_printf(l->arena, "\"" SV_FMT "\"", SV_ARG(near))
					   : SV("a key of the action table")));
}

static void check_key(struct lint *l, const struct iam_condition *c, struct sv key, const struct lint_place *at)
{
	enum iamdb_type type;
	bool global;
	if (!iamdb_key(key, &type, &global)) {
		say_unknown_key(l, key, at);
		return;
	}
	if (c->op == NULL || c->op->type == IAM_OPERAND_NULL)
		return;
	if (!fits(type, c->op->type))
		lint_say(l, IAM_WARNING, "operator-of-other-type", at,
			 "found \"" SV_FMT "\" on \"" SV_FMT "\", expected an operator of the key's type",
			 SV_ARG(c->written), SV_ARG(key));
	if (is_plural(type) && c->set == IAM_SINGLE)
		lint_say(l, IAM_WARNING, "needs-set-operator", at,
			 "found \"" SV_FMT "\" on \"" SV_FMT
			 "\", expected ForAnyValue or ForAllValues: the key holds several "
			 "values",
			 SV_ARG(c->written), SV_ARG(key));
	else if (!is_plural(type) && c->set != IAM_SINGLE)
		lint_say(l, IAM_NOTE, "needless-set-operator", at,
			 "found \"" SV_FMT "\" on \"" SV_FMT "\", which holds one value", SV_ARG(c->written),
			 SV_ARG(key));
}

static bool never_matches(struct lint *l, const struct iam_condition *c, struct sv text)
{
	struct iam_operand operand;
	if (c->op == NULL || !iam_operand_compile(l->arena, c, text, l->expands, &operand))
		return false;
	if (c->op->type == IAM_OPERAND_BOOL && sv_find(text, SV("${")) < 0)
		return !sv_eq_nocase(text, SV("true")) && !sv_eq_nocase(text, SV("false"));
	return operand.bad || (c->op->type == IAM_OPERAND_ARN && operand.arn->never);
}

static void check_value(struct lint *l, const struct iam_condition *c, const struct json_node *v,
			const struct lint_place *at)
{
	static const char *const wanted[] = {
		[IAM_OPERAND_TEXT] = "a string", [IAM_OPERAND_NUMBER] = "a number",
		[IAM_OPERAND_DATE] = "a date",   [IAM_OPERAND_BOOL] = "true or false",
		[IAM_OPERAND_BINARY] = "base64", [IAM_OPERAND_ADDRESS] = "an address or a range of addresses",
		[IAM_OPERAND_ARN] = "an ARN",    [IAM_OPERAND_NULL] = "true or false",
	};
	enum json_type type = json_type(v);
	if (type != JSON_STRING && type != JSON_NUMBER && type != JSON_BOOL) {
		lint_say(l, IAM_ERROR, "bad-type", at, "found " SV_FMT ", expected a string, number or boolean",
			 SV_ARG(lint_seen(l, v)));
		return;
	}
	struct sv text = type == JSON_BOOL ? (json_true(v) ? SV("true") : SV("false")) : json_text(v);
	if (never_matches(l, c, text))
		lint_say(l, IAM_WARNING, "bad-value", at, "found \"" SV_FMT "\", expected %s: it never matches",
			 SV_ARG(text), wanted[c->op->type]);
	if (!l->expands && sv_find(text, SV("${")) >= 0)
		lint_say(l, IAM_WARNING, "literal-variable", at,
			 "found \"" SV_FMT
			 "\", expected Version \"2012-10-17\" for a variable: this is literal text",
			 SV_ARG(text));
}

static void check_values(struct lint *l, const struct iam_condition *c, const struct json_node *v,
			 const struct lint_place *at)
{
	if (lint_count(v) == 0)
		lint_say(l, IAM_WARNING, "empty-list", at, "found an empty list, expected at least one value");
	for (size_t i = 0; i < lint_count(v); i++) {
		struct lint_place here;
		const struct json_node *one = lint_item(v, i, at, &here);
		check_value(l, c, one, &here);
	}
}

/* ForAllValues holds when the key is missing: an Allow that rests on it is open. */
static void check_missing(struct lint *l, const struct iam_condition *c, bool allows, bool has_null,
			  const struct lint_place *at)
{
	if (allows && !has_null && c->set == IAM_FOR_ALL_VALUES)
		lint_say(l, IAM_WARNING, "holds-without-key", at,
			 "found \"" SV_FMT
			 "\" in an Allow, expected a Null condition beside it: it holds when the key is "
			 "missing",
			 SV_ARG(c->written));
}

void lint_conditions(struct lint *l, const struct json_node *statement, const struct lint_place *up)
{
	const struct json_node *all = json_get(statement, "Condition");
	const struct lint_place at = {up, SV("Condition"), 0};
	bool allows = sv_eq(json_string(json_get(statement, "Effect")), SV("Allow"));
	if (all == NULL)
		return;
	if (json_type(all) != JSON_OBJECT) {
		lint_say(l, IAM_ERROR, "bad-type", &at, "found " SV_FMT ", expected an object",
			 SV_ARG(lint_seen(l, all)));
		return;
	}
	for (size_t i = 0; i < json_size(all) && i < LIMIT_IAM_MEMBERS; i++) {
		struct sv operator= {NULL, 0}, key = {NULL, 0};
		const struct json_node *keys = json_member(all, i, &operator);
		const struct lint_place here = {&at, operator, 0 };
		struct iam_condition c = {0};
		iam_condition_operator(operator, & c);
		check_operator(l, &c, &here);
		if (json_type(keys) != JSON_OBJECT)
			lint_say(l, IAM_ERROR, "bad-type", &here,
				 "found " SV_FMT ", expected an object of keys", SV_ARG(lint_seen(l, keys)));
		for (size_t k = 0; k < json_size(keys) && k < LIMIT_IAM_MEMBERS; k++) {
			const struct json_node *values = json_member(keys, k, &key);
			const struct lint_place one = {&here, key, 0};
			if (json_type(keys) != JSON_OBJECT)
				break;
			check_key(l, &c, key, &one);
			check_values(l, &c, values, &one);
			check_missing(l, &c, allows, json_get(all, "Null") != NULL, &one);
		}
	}
}
