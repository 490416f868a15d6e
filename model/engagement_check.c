#include "model/engagement_check.h"

#include <string.h>

#include "base/cidr.h"
#include "base/table.h"
#include "base/time.h"

/* A value of the file: where it stands, and the keys that lead to it. */
struct spot {
	const struct yamldoc *value;
	const char *path;
};

typedef void visit_fn(void *context, struct faults *f, struct spot s);

/* Calls `visit` for each value that "engagements[].scope.regions[]" leads to. */
static void each(struct faults *f, struct spot at, const char *steps, visit_fn *visit, void *context)
{
	if (at.value == NULL)
		return;
	if (*steps == '\0') {
		visit(context, f, at);
		return;
	}
	if (steps[0] == '[') {
		for (size_t i = 0; at.value->kind == YAMLDOC_LIST && i < at.value->n; i++)
			each(f,
			     (struct spot){at.value->item[i], arena_printf(f->arena, "%s[%zu]", at.path, i).at},
			     steps + 2, visit, context);
		return;
	}
	steps += *steps == '.';
	size_t n = strcspn(steps, ".[");
	const char *key = arena_strz(f->arena, (struct sv){steps, n});
	const char *path = arena_printf(f->arena, "%s%s%s", at.path, *at.path ? "." : "", key).at;
	each(f, (struct spot){yamldoc_get(at.value, key), path}, steps + n, visit, context);
}

static void remember(void *context, struct faults *f, struct spot s)
{
	bool added;
	void **slot = table_slot(context, s.value->text, &added);
	if (added)
		*slot = (void *)(uintptr_t)s.value;
	else
		fault_add(f, s.value->line, s.path, "\"" SV_FMT "\" was used before, on line %zu",
			  SV_ARG(s.value->text), ((const struct yamldoc *)*slot)->line);
}

struct reference {
	const struct table *known;
	const char *what;
};

static void must_be_known(void *context, struct faults *f, struct spot s)
{
	const struct reference *r = context;
	if (table_get(r->known, s.value->text) == NULL)
		fault_add(f, s.value->line, s.path, "expected the id of %s of this file, got \"" SV_FMT "\"",
			  r->what, SV_ARG(s.value->text));
}

static void must_be_network(void *context, struct faults *f, struct spot s)
{
	struct cidr c;
	struct err e;
	(void)context;
	if (!cidr_parse(s.value->text, &c, &e))
		fault_add(f, s.value->line, s.path, "%s", e.text);
}

static void must_be_arn_glob(void *context, struct faults *f, struct spot s)
{
	(void)context;
	if (!sv_starts(s.value->text, SV("arn:")) && !sv_starts(s.value->text, SV("*")))
		fault_add(f, s.value->line, s.path,
			  "expected a pattern that begins with \"arn:\" or \"*\", got \"" SV_FMT "\"",
			  SV_ARG(s.value->text));
}

static void must_be_domain(void *context, struct faults *f, struct spot s)
{
	(void)context;
	struct sv v = s.value->text;
	if (v.n == 0 || sv_find_char(v, '@') >= 0 || sv_find_char(v, '.') <= 0 || sv_find_char(v, ' ') >= 0)
		fault_add(f, s.value->line, s.path, "expected a domain such as example.org, got \"" SV_FMT "\"",
			  SV_ARG(v));
}

static void must_be_clock(void *context, struct faults *f, struct spot s)
{
	(void)context;
	int64_t t;
	struct err e;
	struct sv whole = arena_printf(f->arena, "2000-01-01T" SV_FMT ":00Z", SV_ARG(s.value->text));
	if (s.value->text.n != 5 || (!time_parse(whole, &t, &e) && !sv_eq(s.value->text, SV("24:00"))))
		fault_add(f, s.value->line, s.path, "expected a time of day as HH:MM, got \"" SV_FMT "\"",
			  SV_ARG(s.value->text));
}

static void must_be_day(void *context, struct faults *f, struct spot s)
{
	static const char days[] = "Mon Tue Wed Thu Fri Sat Sun";
	(void)context;
	if (s.value->text.n != 3 || sv_find(SV(days), s.value->text) < 0)
		fault_add(f, s.value->line, s.path, "expected one of %s, got \"" SV_FMT "\"", days,
			  SV_ARG(s.value->text));
}

/* Two times or dates of one object: the second must come after the first. */
struct order {
	const char *first, *second;
};

static bool moment(const struct yamldoc *v, int64_t *t)
{
	struct err e;
	return v != NULL && (time_parse(v->text, t, &e) || time_parse_date(v->text, t, &e));
}

static void must_be_ordered(void *context, struct faults *f, struct spot s)
{
	const struct order *o = context;
	const struct yamldoc *second = yamldoc_get(s.value, o->second);
	int64_t a, b;
	if (moment(yamldoc_get(s.value, o->first), &a) && moment(second, &b) && b <= a)
		fault_add(f, second->line, arena_printf(f->arena, "%s.%s", s.path, o->second).at,
			  "expected a moment after \"%s\", got \"" SV_FMT "\"", o->first, SV_ARG(second->text));
}

static void must_come_together(void *context, struct faults *f, struct spot s)
{
	const struct order *o = context;
	if ((yamldoc_get(s.value, o->first) == NULL) != (yamldoc_get(s.value, o->second) == NULL))
		fault_add(f, s.value->line, s.path, "expected both \"%s\" and \"%s\"", o->first, o->second);
}

static const struct check {
	const char *path;
	visit_fn *visit;
} checks[] = {
	{"partners[].source_cidrs[]", must_be_network},
	{"engagements[].conditions.source_cidrs[]", must_be_network},
	{"customer.email_domains[]", must_be_domain},
	{"partners[].email_domains[]", must_be_domain},
	{"customer.admin_principals[]", must_be_arn_glob},
	{"customer.break_glass[]", must_be_arn_glob},
	{"customer.guardrail_roles[]", must_be_arn_glob},
	{"engagements[].identities.roles[].pattern", must_be_arn_glob},
	{"engagements[].identities.roles[].boundary", must_be_arn_glob},
	{"engagements[].identities.users[].pattern", must_be_arn_glob},
	{"engagements[].identities.automation_roles[]", must_be_arn_glob},
	{"engagements[].scope.resource_arns[]", must_be_arn_glob},
	{"engagements[].conditions.working_hours[].from", must_be_clock},
	{"engagements[].conditions.working_hours[].to", must_be_clock},
	{"engagements[].conditions.working_hours[].days[]", must_be_day},
};

static const struct order_check {
	const char *path;
	struct order order;
} order_checks[] = {
	{"customer.accounts[]", {"joined", "left"}},
	{"engagements[].contract", {"start", "end"}},
	{"engagements[].contract", {"end", "assistance_until"}},
	{"engagements[].contract.knowledge_transfer", {"start", "end"}},
	{"engagements[].conditions.change_windows[]", {"start", "end"}},
	{"waivers[]", {"approved_on", "expires"}},
};

static void check_references(struct spot root, struct faults *f)
{
	struct table *partners = table_new(f->arena), *engagements = table_new(f->arena);
	struct table *accounts = table_new(f->arena), *waivers = table_new(f->arena);
	struct reference partner = {partners, "a partner"}, engagement = {engagements, "an engagement"};
	each(f, root, "partners[].id", remember, partners);
	each(f, root, "engagements[].id", remember, engagements);
	each(f, root, "customer.accounts[].id", remember, accounts);
	each(f, root, "waivers[].id", remember, waivers);
	each(f, root, "engagements[].partner", must_be_known, &partner);
	each(f, root, "engagements[].handover.counterpart", must_be_known, &engagement);
	each(f, root, "overlaps_allowed[].engagements[]", must_be_known, &engagement);
	each(f, root, "waivers[].engagement", must_be_known, &engagement);
}

void engagement_check(const struct yamldoc *root, struct faults *f)
{
	struct spot top = {root, ""};
	struct order transfer = {"start", "end"};
	check_references(top, f);
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		each(f, top, checks[i].path, checks[i].visit, NULL);
	for (size_t i = 0; i < sizeof order_checks / sizeof *order_checks; i++)
		each(f, top, order_checks[i].path, must_be_ordered, (void *)(uintptr_t)&order_checks[i].order);
	each(f, top, "engagements[].contract.knowledge_transfer", must_come_together, &transfer);
}
