#include "renderers/renderers.h"

#include <stdio.h>
#include <string.h>

#define JSON_MAX (1u << 30)

/* Every list of the model is an array, also when it is empty or has one member. wrapped: the items are the children of one
 * child; else they are all children of that name. parent: tells apart elements of one name. */
static const struct array {
	const char *parent, *element, *child, *member;
	bool wrapped;
} arrays[] = {
	{NULL, "report", "accounts", "accounts", true},
	{NULL, "report", "partners", "partners", true},
	{NULL, "report", "attributions", "attributions", true},
	{NULL, "report", "access", "access", true},
	{NULL, "report", "controls", "controls", true},
	{NULL, "report", "results", "results", true},
	{NULL, "report", "waivers", "waivers", true},
	{NULL, "report", "gaps", "gaps", true},
	{NULL, "report", "sources", "sources", true},
	{NULL, "report", "objects", "objects", true},
	{"accounts", "account", "reach", "reach", false},
	{"partners", "partner", "worst", "worst", false},
	{NULL, "control", "worst", "worst", false},
	{NULL, "summary", "dimension", "dimensions", false},
	{NULL, "summary", "severity", "severities", false},
	{NULL, "summary", "verdict", "verdicts", false},
	{NULL, "partner", "account", "accounts", false},
	{NULL, "partner", "item", "items", false},
	{NULL, "partner", "engagement", "engagements", false},
	{NULL, "engagement", "account", "accounts", false},
	{NULL, "engagement", "item", "items", false},
	{NULL, "engagement", "role", "roles", false},
	{NULL, "engagement", "user", "users", false},
	{NULL, "engagement", "approver", "approvers", false},
	{NULL, "activity", "service", "services", false},
	{NULL, "activity", "region", "regions", false},
	{NULL, "activity", "account", "accounts", false},
	{NULL, "activity", "day", "calendar", false},
	{NULL, "activity", "outside", "outside", false},
	{NULL, "finding", "fact", "facts", false},
	{NULL, "not-assessed", "fact", "facts", false},
	{NULL, "waived", "fact", "facts", false},
	{NULL, "other", "fact", "facts", false},
};

static const char numbers[] = " accounts accounts-in-scope accounts-reached accounts-with-credentials "
			      "accounts-with-iam accounts-with-trail applicable assessed controls "
			      "controls-applicable controls-assessed controls-failed days digest-hours "
			      "digests errors facts failed findings gaps gaps-lost hours informed "
			      "max-session missing-logs n not-assessed objects out partners passed "
			      "paths principals reads records records-out results revision roles "
			      "schema session-max-seconds size statement tested unattributed used "
			      "waived warned writes ";

static const char flags[] =
	" account-out actions-limited administrator contracted credentials external-id-agreed human iam "
	"iam-complete listed lost mfa-required region-out regions-limited service-out services-limited "
	"time-out ";

static bool is_word(const char *list, struct sv word)
{
	char text[64];
	snprintf(text, sizeof text, " " SV_FMT " ", SV_ARG(word));
	return strstr(list, text) != NULL;
}

/* "period-start" becomes "periodStart". */
static void add_name(struct str *s, struct sv name)
{
	if (sv_eq(name, SV("schema")))
		name = SV("schemaVersion");
	str_addc(s, '"');
	for (size_t i = 0; i < name.n; i++) {
		bool up = name.at[i] == '-' && i + 1 < name.n && name.at[i + 1] >= 'a' && name.at[i + 1] <= 'z';
		i += up;
		str_addc(s, (char)(name.at[i] - (up ? 'a' - 'A' : 0)));
	}
	str_addz(s, "\":");
}

static void add_value(struct str *s, struct sv name, struct sv value)
{
	if (is_word(numbers, name))
		str_add(s, value);
	else if (is_word(flags, name))
		str_addz(s, sv_eq(value, SV("1")) ? "true" : "false");
	else
		str_add_json(s, value);
}

static void next(struct str *s, bool *first)
{
	if (!*first)
		str_addc(s, ',');
	*first = false;
}

static const struct array *array_of(const struct xml_node *n, size_t *from)
{
	const struct xml_node *parent = xml_parent(n);
	for (; *from < sizeof arrays / sizeof *arrays; (*from)++) {
		const struct array *a = &arrays[*from];
		if (sv_eq(xml_name(n), sv_of(a->element)) &&
		    (a->parent == NULL || (parent != NULL && sv_eq(xml_name(parent), sv_of(a->parent)))))
			return &arrays[(*from)++];
	}
	return NULL;
}

static bool in_array(const struct xml_node *n, const struct xml_node *child)
{
	size_t from = 0;
	for (const struct array *a; (a = array_of(n, &from)) != NULL;)
		if (sv_eq(xml_name(child), sv_of(a->child)))
			return true;
	return false;
}

static void add_object(struct str *s, const struct xml_node *n, struct arena *a);

static void add_array(struct str *s, const struct xml_node *n, const struct array *list, struct arena *a)
{
	const struct xml_node *item = xml_child(n, list->child);
	bool first = true;
	str_addc(s, '[');
	if (list->wrapped)
		item = item != NULL ? xml_first(item) : NULL;
	for (; item != NULL; item = list->wrapped ? xml_next(item) : xml_next_named(item, list->child)) {
		if (!xml_is_element(item))
			continue;
		next(s, &first);
		str_addz(s, list->wrapped ? "\n" : "");
		add_object(s, item, a);
	}
	str_addc(s, ']');
}

/* A child that holds text alone is a member; a text beside attributes is the member "value". */
static void add_child(struct str *s, const struct xml_node *child, struct arena *a)
{
	struct sv name, ns, value;
	bool leaf = !xml_attribute(child, 0, &name, &ns, &value) &&
		    (xml_first(child) == NULL || xml_is_text(xml_first(child)));
	size_t none = 0;
	add_name(s, xml_name(child));
	if (leaf && array_of(child, &none) == NULL && !sv_eq(xml_name(child), SV("preparation")))
		str_add_json(s, xml_text(a, child));
	else
		add_object(s, child, a);
}

static void add_object(struct str *s, const struct xml_node *n, struct arena *a)
{
	bool first = true;
	struct sv name, ns, value;
	str_addc(s, '{');
	for (size_t i = 0; xml_attribute(n, i, &name, &ns, &value); i++) {
		next(s, &first);
		add_name(s, name);
		add_value(s, name, value);
	}
	for (const struct xml_node *c = xml_first(n); c != NULL; c = xml_next(c)) {
		if (in_array(n, c))
			continue;
		if (xml_is_text(c) && sv_trim(xml_content(c)).n == 0)
			continue;
		next(s, &first);
		if (xml_is_text(c)) {
			str_addz(s, "\"value\":");
			str_add_json(s, xml_content(c));
		} else {
			add_child(s, c, a);
		}
	}
	size_t from = 0;
	for (const struct array *list; (list = array_of(n, &from)) != NULL;) {
		next(s, &first);
		add_name(s, sv_of(list->member));
		add_array(s, n, list, a);
	}
	str_addc(s, '}');
}

bool json_report(const struct render_input *in, const struct render_sink *sink, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str s;
	str_init(&s, JSON_MAX);
	add_object(&s, xml_root(in->model), a);
	str_addc(&s, '\n');
	return str_finish(&s, "report.json", e) && sink->file(sink->context, "report.json", str_sv(&s), e);
}
