#include "model/engagement_schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/time.h"

struct apply {
	const struct json_node *schema;
	struct faults *faults;
	struct str *out;
};

static bool is_id(struct sv v)
{
	if (v.n == 0 || v.n > 64 || v.at[0] == '-' || v.at[0] == '_')
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", v.at[i]) == NULL || v.at[i] == '\0')
			return false;
	return true;
}

static bool is_account(struct sv v)
{
	return sv_is_digits(v, 12);
}

static bool is_date(struct sv v)
{
	int64_t t;
	struct err e;
	return time_parse_date(v, &t, &e);
}

static bool is_time(struct sv v)
{
	int64_t t;
	struct err e;
	return time_parse(v, &t, &e);
}

static bool all_of(struct sv v, const char *set)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.at[i] == '\0' || strchr(set, v.at[i]) == NULL)
			return false;
	return true;
}

static bool is_sha256(struct sv v)
{
	return v.n == 64 && all_of(v, "0123456789abcdef");
}

static bool is_currency(struct sv v)
{
	return v.n == 3 && all_of(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static bool is_organization(struct sv v)
{
	return sv_starts(v, SV("o-")) && v.n >= 12 && v.n <= 34 &&
	       all_of(sv_sub(v, 2, v.n), "abcdefghijklmnopqrstuvwxyz0123456789");
}

static bool is_control(struct sv v)
{
	static const char *const groups[] = {"CC-", "PS-", "SG-", "BL-", "HO-", "HI-", "EQ-"};
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (sv_starts(v, sv_of(groups[i])))
			return sv_is_digits(sv_sub(v, 3, v.n), 2);
	return false;
}

/* Each pattern of the schema, what it means in words, and the test that also knows what a pattern can't say. */
static const struct form {
	const char *pattern, *expected;
	bool (*good)(struct sv v);
} forms[] = {
	{"^[0-9]{12}$", "an account id of 12 digits", is_account},
	{"^[a-z0-9][a-z0-9_-]{0,63}$", "an id of a-z, 0-9, - and _", is_id},
	{"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "a date as YYYY-MM-DD", is_date},
	{"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(Z|[+-][0-9:]{5})$", "an RFC 3339 time with offset", is_time},
	{"^[0-9a-f]{64}$", "a SHA-256 of 64 lower-case hexadecimal digits", is_sha256},
	{"^[A-Z]{3}$", "a currency of three capital letters", is_currency},
	{"^o-[a-z0-9]{10,32}$", "an organization id such as o-abcd123456", is_organization},
	{"^(CC|PS|SG|BL|HO|HI|EQ)-[0-9]{2}$", "a control id such as CC-05", is_control},
};

static void apply(struct apply *a, const struct json_node *s, const struct yamldoc *v, const char *path);

static const struct json_node *resolved(struct apply *a, const struct json_node *s)
{
	struct sv ref = json_string(json_get(s, "$ref"));
	struct sv prefix = SV("#/$defs/");
	if (!sv_starts(ref, prefix))
		return s;
	const char *name = arena_strz(a->faults->arena, sv_sub(ref, prefix.n, ref.n));
	return json_get(json_get(a->schema, "$defs"), name);
}

static bool allows(const struct json_node *s, const char *type)
{
	const struct json_node *t = json_get(s, "type");
	if (json_type(t) == JSON_STRING)
		return sv_eq(json_string(t), sv_of(type));
	for (size_t i = 0; i < json_size(t); i++)
		if (sv_eq(json_string(json_at(t, i)), sv_of(type)))
			return true;
	return t == NULL && strcmp(type, "string") == 0; /* const and enum: texts */
}

static void expected(struct apply *a, const struct yamldoc *v, const char *path, const char *what)
{
	if (v->kind == YAMLDOC_SCALAR)
		fault_add(a->faults, v->line, path, "expected %s, got \"" SV_FMT "\"", what,
			  SV_ARG(sv_sub(v->text, 0, 100)));
	else
		fault_add(a->faults, v->line, path, "expected %s, got a %s", what,
			  v->kind == YAMLDOC_LIST ? "list" : "set of keys");
}

/* "active, exiting or ended" */
static const char *words(struct arena *a, const struct json_node *list)
{
	struct sv text = json_string(json_at(list, 0));
	size_t n = json_size(list);
	for (size_t i = 1; i < n; i++)
		text = arena_printf(a, SV_FMT "%s" SV_FMT, SV_ARG(text), i + 1 == n ? " or " : ", ",
				    SV_ARG(json_string(json_at(list, i))));
	return arena_strz(a, text);
}

static bool check_choice(struct apply *a, const struct json_node *s, const struct yamldoc *v, const char *path)
{
	const struct json_node *constant = json_get(s, "const"), *list = json_get(s, "enum");
	if (constant != NULL && !sv_eq(json_string(constant), v->text)) {
		expected(a, v, path,
			 arena_printf(a->faults->arena, "\"" SV_FMT "\"", SV_ARG(json_string(constant))).at);
		return false;
	}
	for (size_t i = 0; i < json_size(list); i++)
		if (sv_eq(json_string(json_at(list, i)), v->text))
			return true;
	if (list != NULL)
		expected(a, v, path, words(a->faults->arena, list));
	return list == NULL;
}

static void check_pattern(struct apply *a, const struct json_node *s, const struct yamldoc *v, const char *path)
{
	struct sv pattern = json_string(json_get(s, "pattern"));
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (sv_eq(pattern, sv_of(forms[i].pattern)) && !forms[i].good(v->text))
			expected(a, v, path, forms[i].expected);
}

static bool is_null(const struct yamldoc *v)
{
	return v->plain && (v->text.n == 0 || sv_eq(v->text, SV("null")) || sv_eq(v->text, SV("~")));
}

static void apply_number(struct apply *a, const struct json_node *s, const struct yamldoc *v, const char *path)
{
	bool whole = allows(s, "integer");
	struct decimal d, least;
	struct err e;
	const struct json_node *minimum = json_get(s, "minimum");
	if (!v->plain || !decimal_parse(v->text, &d, &e) || (whole && d.scale != 0)) {
		expected(a, v, path, whole ? "a whole number" : "a number");
		return;
	}
	if (minimum != NULL && decimal_parse(json_text(minimum), &least, &e) && decimal_cmp(d, least) < 0)
		expected(a, v, path,
			 arena_printf(a->faults->arena, "at least " SV_FMT, SV_ARG(json_text(minimum))).at);
	char text[DECIMAL_TEXT_MAX];
	decimal_format(d, text);
	str_addz(a->out, text);
}

static void apply_boolean(struct apply *a, const struct yamldoc *v, const char *path)
{
	if (!v->plain || (!sv_eq(v->text, SV("true")) && !sv_eq(v->text, SV("false"))))
		expected(a, v, path, "true or false");
	else
		str_add(a->out, v->text);
}

static void apply_string(struct apply *a, const struct json_node *s, const struct yamldoc *v, const char *path)
{
	if (is_null(v)) {
		if (!allows(s, "null"))
			expected(a, v, path, "a text");
		str_addz(a->out, "null");
		return;
	}
	if (check_choice(a, s, v, path))
		check_pattern(a, s, v, path);
	str_add_json(a->out, v->text);
}

static void apply_list(struct apply *a, const struct json_node *s, const struct yamldoc *v, const char *path)
{
	int64_t least = 0;
	if (json_int(json_get(s, "minItems"), &least) && (int64_t)v->n < least)
		fault_add(a->faults, v->line, path, "expected at least %lld item%s, got %zu", (long long)least,
			  least == 1 ? "" : "s", v->n);
	str_addc(a->out, '[');
	for (size_t i = 0; i < v->n; i++) {
		if (i > 0)
			str_addc(a->out, ',');
		apply(a, json_get(s, "items"), v->item[i],
		      arena_printf(a->faults->arena, "%s[%zu]", path, i).at);
	}
	str_addc(a->out, ']');
}

/* Letters that differ, counted by position after a common start: enough to catch a slip of the finger. */
static bool near(struct sv a, struct sv b)
{
	size_t head = 0, tail = 0, least = a.n < b.n ? a.n : b.n, most = a.n < b.n ? b.n : a.n;
	while (head < least && a.at[head] == b.at[head])
		head++;
	while (tail < least - head && a.at[a.n - 1 - tail] == b.at[b.n - 1 - tail])
		tail++;
	return most - head - tail <= 2 && head + tail > 0;
}

static void unknown_key(struct apply *a, const struct json_node *properties, struct sv key, size_t line,
			const char *path)
{
	struct sv name;
	for (size_t i = 0; i < json_size(properties); i++) {
		json_member(properties, i, &name);
		if (near(name, key)) {
			fault_add(a->faults, line, path,
				  "unknown key \"" SV_FMT "\", did you mean \"" SV_FMT "\"?", SV_ARG(key),
				  SV_ARG(name));
			return;
		}
	}
	fault_add(a->faults, line, path, "unknown key \"" SV_FMT "\"", SV_ARG(key));
}

static void check_required(struct apply *a, const struct json_node *s, const struct yamldoc *v,
			   const char *path)
{
	const struct json_node *required = json_get(s, "required");
	for (size_t i = 0; i < json_size(required); i++) {
		struct sv key = json_string(json_at(required, i));
		if (yamldoc_get(v, arena_strz(a->faults->arena, key)) == NULL)
			fault_add(a->faults, v->line, path, "expected the key \"" SV_FMT "\", which is missing",
				  SV_ARG(key));
	}
}

static void apply_map(struct apply *a, const struct json_node *s, const struct yamldoc *v, const char *path)
{
	const struct json_node *properties = json_get(s, "properties");
	static const char any[] = "{\"type\":\"string\"}";
	CLEANUP(json_free) struct json *free_form = NULL;
	struct err e;
	bool first = true, closed = json_get(s, "additionalProperties") != NULL;
	if (!json_parse(SV(any), &free_form, &e))
		return;
	check_required(a, s, v, path);
	str_addc(a->out, '{');
	for (size_t i = 0; i < v->n; i++) {
		const char *key = arena_strz(a->faults->arena, v->key[i]);
		const struct json_node *of_key = json_get(properties, key);
		if (of_key == NULL && closed) {
			unknown_key(a, properties, v->key[i], v->key_line[i], path);
			continue;
		}
		str_addz(a->out, first ? "" : ",");
		first = false;
		str_add_json(a->out, v->key[i]);
		str_addc(a->out, ':');
		apply(a, of_key != NULL ? of_key : json_root(free_form), v->item[i],
		      arena_printf(a->faults->arena, "%s%s%s", path, *path ? "." : "", key).at);
	}
	str_addc(a->out, '}');
}

static void apply(struct apply *a, const struct json_node *s, const struct yamldoc *v, const char *path)
{
	s = resolved(a, s);
	if (allows(s, "object"))
		v->kind == YAMLDOC_MAP ? apply_map(a, s, v, path) : expected(a, v, path, "a set of keys");
	else if (allows(s, "array"))
		v->kind == YAMLDOC_LIST ? apply_list(a, s, v, path) : expected(a, v, path, "a list");
	else if (v->kind != YAMLDOC_SCALAR)
		expected(a, v, path, "a single value");
	else if (allows(s, "integer") || allows(s, "number"))
		apply_number(a, s, v, path);
	else if (allows(s, "boolean"))
		apply_boolean(a, v, path);
	else
		apply_string(a, s, v, path);
}

void engagement_schema_apply(const struct json_node *schema, const struct yamldoc *root, struct faults *f,
			     struct str *out)
{
	struct apply a = {schema, f, out};
	apply(&a, schema, root, "");
}
