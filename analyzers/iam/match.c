#include "analyzers/iam/match.h"

#include <stdlib.h>
#include <string.h>

#include "analyzers/iam/context.h"

/* ---- actions ---- */

static bool has_wildcard(struct sv text)
{
	return sv_find_char(text, '*') >= 0 || sv_find_char(text, '?') >= 0;
}

static bool only_stars(struct sv text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.at[i] != '*')
			return false;
	return text.n > 0;
}

void iam_action_compile(struct arena *a, struct sv text, struct iam_action_pattern *p)
{
	struct sv trimmed = sv_trim(text);
	ptrdiff_t colon = sv_find_char(text, ':');
	*p = (struct iam_action_pattern){.text = text, .any = only_stars(text)};
	p->never = !p->any && (trimmed.n != text.n || colon <= 0 || (size_t)colon + 1 == text.n);
	/* Without IAM_GLOB_EXPANDS there are no variables, so this can't be refused. */
	if (!iam_glob_compile(a, text, IAM_GLOB_WILD | IAM_GLOB_LOWERCASE, &p->glob))
		p->never = true;
	if (!p->any && !p->never && !has_wildcard(sv_sub(text, 0, (size_t)colon)))
		p->service = sv_sub(p->glob.code, 0, (size_t)colon);
}

/* A number that equal texts share and other texts rarely do: made of both ends and the length. */
static uint64_t mark_of(struct sv text)
{
	uint64_t first = 0, last = 0;
	size_t n = text.n < sizeof first ? text.n : sizeof first;
	if (n > 0) {
		memcpy(&first, text.at, n);
		memcpy(&last, text.at + text.n - n, n);
	}
	return (first ^ text.n) * UINT64_C(0x9e3779b97f4a7c15) ^ last;
}

static int by_number(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_text(const void *x, const void *y)
{
	const struct iam_action_pattern *const *a = x, *const *b = y;
	int order = by_number(mark_of((*a)->glob.code), mark_of((*b)->glob.code));
	return order != 0 ? order : sv_cmp((*a)->glob.code, (*b)->glob.code);
}

/* Patterns without a service come first. */
static int by_service(const void *x, const void *y)
{
	const struct iam_action_pattern *const *a = x, *const *b = y;
	int order = ((*a)->service.n > 0) - ((*b)->service.n > 0);
	if (order == 0)
		order = by_number(mark_of((*a)->service), mark_of((*b)->service));
	return order != 0 ? order : sv_cmp((*a)->glob.code, (*b)->glob.code);
}

static void sort(const struct iam_action_pattern **list, size_t n, int (*order)(const void *, const void *))
{
	if (n > 1)
		qsort(list, n, sizeof *list, order);
}

void iam_action_index(struct arena *a, struct iam_action_set *s)
{
	s->exact = arena_array(a, s->n, sizeof *s->exact);
	s->wild = arena_array(a, s->n, sizeof *s->wild);
	for (size_t i = 0; i < s->n; i++) {
		const struct iam_action_pattern *p = &s->pattern[i];
		s->everything |= p->any;
		if (p->never || p->any)
			continue;
		if (p->glob.shape == IAM_GLOB_LITERAL) {
			s->exact[s->exacts++] = p;
		} else {
			s->wild[s->wilds++] = p;
			s->anys += p->service.n == 0;
		}
	}
	sort(s->exact, s->exacts, by_text);
	sort(s->wild, s->wilds, by_service);
	uint64_t *exact = arena_array(a, s->exacts, sizeof *exact),
		 *wild = arena_array(a, s->wilds, sizeof *wild);
	for (size_t i = 0; i < s->exacts; i++)
		exact[i] = mark_of(s->exact[i]->glob.code);
	for (size_t i = 0; i < s->wilds; i++)
		wild[i] = mark_of(s->wild[i]->service);
	s->exact_mark = exact;
	s->wild_mark = wild;
}

bool iam_action_match(const struct iam_action_pattern *p, struct sv action)
{
	return p->any || (!p->never && iam_glob_match(&p->glob, action, NULL) == IAM_YES);
}

/* First of the sorted marks [low, high) that is not below `mark`. */
static size_t lower_bound(const uint64_t *marks, size_t low, size_t high, uint64_t mark)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (marks[middle] < mark)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool iam_action_set_match(const struct iam_action_set *s, struct sv action, struct sv service)
{
	if (s->everything)
		return true;
	uint64_t mark = mark_of(action);
	for (size_t i = lower_bound(s->exact_mark, 0, s->exacts, mark);
	     i < s->exacts && s->exact_mark[i] == mark; i++)
		if (sv_eq(s->exact[i]->glob.code, action))
			return true;
	for (size_t i = 0; i < s->anys; i++)
		if (iam_glob_match(&s->wild[i]->glob, action, NULL) == IAM_YES)
			return true;
	mark = mark_of(service);
	for (size_t i = lower_bound(s->wild_mark, s->anys, s->wilds, mark);
	     i < s->wilds && s->wild_mark[i] == mark; i++)
		if (iam_glob_match(&s->wild[i]->glob, action, NULL) == IAM_YES)
			return true;
	return false;
}

/* ---- ARNs ---- */

/* End of the field that starts at `from`; the colons inside ${...} separate nothing. */
static size_t field_end(struct sv text, size_t from, bool expands)
{
	for (size_t i = from; i < text.n; i++) {
		if (text.at[i] == ':')
			return i;
		if (expands && text.at[i] == '$' && i + 1 < text.n && text.at[i + 1] == '{') {
			ptrdiff_t close = sv_find_char(sv_sub(text, i, text.n), '}');
			i += close > 0 ? (size_t)close : 0;
		}
	}
	return text.n;
}

static size_t split(struct sv text, bool expands, struct sv field[IAM_ARN_FIELDS])
{
	size_t n = 0, from = 0;
	while (n < IAM_ARN_FIELDS - 1) {
		size_t end = field_end(text, from, expands);
		field[n++] = sv_sub(text, from, end - from);
		if (end == text.n)
			return n;
		from = end + 1;
	}
	field[n++] = sv_sub(text, from, text.n);
	return n;
}

static void judge_short(enum iam_short_arn rule, struct iam_arn_pattern *p)
{
	switch (rule) {
	case IAM_SHORT_FILLED:
		break;
	case IAM_SHORT_IF_WILD:
		p->never = !has_wildcard(p->text);
		break;
	case IAM_SHORT_IF_STAR_END:
		p->never = p->invalid = !sv_ends(p->text, SV("*"));
		break;
	case IAM_SHORT_REFUSED:
		p->never = p->invalid = true;
		break;
	case IAM_SHORT_NO_MATCH:
		p->never = true;
		break;
	}
}

static void find_head(struct iam_arn_pattern *p)
{
	size_t n = 0;
	for (size_t i = 0; i < IAM_ARN_FIELDS - 1; i++) {
		if (p->field[i].shape != IAM_GLOB_LITERAL || p->field[i].code.at != p->text.at + n)
			return;
		n += p->field[i].code.n + 1;
	}
	p->head = sv_sub(p->text, 0, n);
}

/* "You can't use a variable to replace parts of the ARN before the fifth colon" of a Resource: there it is text.
 * Conditions have no such rule. */
static unsigned field_flags(unsigned flags, enum iam_short_arn rule, size_t field)
{
	bool expands = rule == IAM_SHORT_NO_MATCH || field == IAM_ARN_FIELDS - 1;
	return expands ? flags : flags & ~IAM_GLOB_EXPANDS;
}

bool iam_arn_compile(struct arena *a, struct sv text, unsigned flags, enum iam_short_arn rule,
		     struct iam_arn_pattern *p)
{
	struct sv field[IAM_ARN_FIELDS];
	struct iam_arn_pattern found = {.text = text};
	found.any = rule != IAM_SHORT_NO_MATCH && only_stars(text);
	size_t n = split(text, (flags & IAM_GLOB_EXPANDS) != 0, field), variables = 0;
	if (n < IAM_ARN_FIELDS && !found.any)
		judge_short(rule, &found);
	for (size_t i = 0; i < IAM_ARN_FIELDS; i++) {
		struct sv part = i < n ? field[i] : SV("*");
		if (!iam_glob_compile(a, part, i < n ? field_flags(flags, rule, i) : IAM_GLOB_WILD,
				      &found.field[i]))
			return false;
		variables += found.field[i].variables;
	}
	if (variables > LIMIT_IAM_VARIABLES)
		return false;
	found.variables = (uint8_t)variables;
	find_head(&found);
	*p = found;
	return true;
}

bool iam_resource_parse(struct sv text, struct iam_resource *out)
{
	struct iam_resource found = {.text = text, .set = sv_find_char(text, '*') >= 0};
	bool every = sv_eq(text, SV("*"));
	size_t n = split(text, false, found.field);
	if (!every && (n < IAM_ARN_FIELDS || !sv_eq(found.field[0], SV("arn"))))
		return false;
	for (size_t i = n; i < IAM_ARN_FIELDS; i++)
		found.field[i] = SV("*");
	if (!every)
		found.head = sv_sub(text, 0, (size_t)(found.field[IAM_ARN_FIELDS - 1].at - text.at));
	if (sv_is_digits(found.field[4], 12)) {
		found.account = found.field[4];
		found.known_account = true;
	}
	*out = found;
	return true;
}

static enum iam_truth fields_match(const struct iam_arn_pattern *p, const struct iam_resource *resource,
				   const struct iam_request *r)
{
	if (p->head.n > 0)
		return sv_eq(p->head, resource->head) ? iam_glob_match(&p->field[5], resource->field[5], r)
						      : IAM_NO;
	enum iam_truth all = IAM_YES;
	for (size_t i = 0; i < IAM_ARN_FIELDS && all != IAM_NO; i++)
		all = iam_and(all, iam_glob_match(&p->field[i], resource->field[i], r));
	return all;
}

static enum iam_truth fields_match_set(const struct iam_arn_pattern *p, const struct iam_resource *resource,
				       bool covers, const struct iam_request *r)
{
	enum iam_truth all = IAM_YES;
	for (size_t i = 0; i < IAM_ARN_FIELDS && all != IAM_NO; i++)
		all = iam_and(all, covers ? iam_glob_covers(&p->field[i], resource->field[i], r)
					  : iam_glob_overlaps(&p->field[i], resource->field[i], r));
	return all;
}

enum iam_truth iam_arn_match(const struct iam_arn_pattern *p, const struct iam_resource *resource, bool covers,
			     const struct iam_request *r)
{
	if (p->any)
		return IAM_YES;
	if (p->never || resource->wildcard_only)
		return IAM_NO;
	return resource->set ? fields_match_set(p, resource, covers, r) : fields_match(p, resource, r);
}

/* ---- principals ---- */

/* The last part of a path: "ops" of "team/ops". */
static struct sv base_name(struct sv path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.at[i - 1] == '/')
			return sv_sub(path, i, path.n);
	return path;
}

struct arn_kind {
	const char *service, *prefix;
	enum iam_named named;
	enum iam_principal_kind kind;
};

static const struct arn_kind arn_kinds[] = {
	{"iam", "user/", IAM_NAMED_USER, IAM_USER},
	{"iam", "role/", IAM_NAMED_ROLE, IAM_ROLE},
	{"sts", "assumed-role/", IAM_NAMED_SESSION, IAM_ROLE_SESSION},
	{"sts", "federated-user/", IAM_NAMED_FEDERATED_USER, IAM_FEDERATED_USER},
	{"iam", "root", IAM_NAMED_ACCOUNT, IAM_ROOT},
	{"iam", "saml-provider/", IAM_NAMED_FEDERATED, IAM_FEDERATED},
	{"iam", "oidc-provider/", IAM_NAMED_FEDERATED, IAM_FEDERATED},
};

static const struct arn_kind *arn_kind(const struct iam_resource *arn)
{
	for (size_t i = 0; i < sizeof arn_kinds / sizeof *arn_kinds; i++) {
		const struct arn_kind *k = &arn_kinds[i];
		struct sv prefix = sv_of(k->prefix), rest = arn->field[5];
		bool fits = sv_ends(prefix, SV("/")) ? sv_starts(rest, prefix) && rest.n > prefix.n
						     : sv_eq(rest, prefix);
		if (fits && sv_eq(arn->field[2], sv_of(k->service)))
			return k;
	}
	return NULL;
}

/* Account, name and session that an ARN of this kind spells. */
static void name_parts(const struct iam_resource *arn, const struct arn_kind *k, struct sv *account,
		       struct sv *name, struct sv *session)
{
	struct sv rest = sv_sub(arn->field[5], strlen(k->prefix), arn->field[5].n);
	*account = arn->field[4];
	*name = base_name(rest);
	if (k->named != IAM_NAMED_SESSION)
		return;
	ptrdiff_t slash = sv_find_char(rest, '/');
	*name = sv_sub(rest, 0, slash < 0 ? rest.n : (size_t)slash);
	*session = sv_sub(rest, slash < 0 ? rest.n : (size_t)slash + 1, rest.n);
}

void iam_principal_compile(struct sv type, struct sv text, struct iam_principal_pattern *p)
{
	static const struct {
		const char *type;
		enum iam_named kind;
	} types[] = {
		{"Service", IAM_NAMED_SERVICE},
		{"Federated", IAM_NAMED_FEDERATED},
		{"CanonicalUser", IAM_NAMED_CANONICAL_USER},
	};
	struct iam_resource arn;
	*p = (struct iam_principal_pattern){.type = type, .text = text};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (sv_eq(type, sv_of(types[i].type)))
			p->kind = types[i].kind;
	if (p->kind != IAM_NAMED_NOBODY)
		return;
	if (sv_eq(text, SV("*"))) {
		p->kind = IAM_NAMED_EVERYONE;
	} else if (sv_is_digits(text, 12)) {
		p->kind = IAM_NAMED_ACCOUNT;
		p->account = text;
	} else if (!has_wildcard(text) && iam_resource_parse(text, &arn)) {
		const struct arn_kind *k = arn_kind(&arn);
		if (k != NULL && k->named != IAM_NAMED_FEDERATED) {
			p->kind = k->named;
			name_parts(&arn, k, &p->account, &p->name, &p->session);
		}
	}
}

static enum iam_level exact_if(bool b)
{
	return b ? IAM_LEVEL_EXACT : IAM_LEVEL_NONE;
}

static enum iam_level match_role(const struct iam_principal_pattern *p, const struct iam_principal *who)
{
	bool role = who->kind == IAM_ROLE || who->kind == IAM_ROLE_SESSION;
	bool same = sv_eq(p->account, who->account) && sv_eq(p->name, who->name);
	return role && same ? IAM_LEVEL_ROLE : IAM_LEVEL_NONE;
}

static enum iam_level match_user(const struct iam_principal_pattern *p, const struct iam_principal *who)
{
	if (who->kind == IAM_USER)
		return exact_if(sv_eq(p->text, who->text));
	/* A federated user is named after nobody in particular; the user behind it may be given (arn). */
	if (who->kind != IAM_FEDERATED_USER)
		return IAM_LEVEL_NONE;
	bool same = who->arn.n > 0 ? sv_eq(p->text, who->arn)
				   : sv_eq(p->account, who->account) && sv_eq(p->name, who->name);
	return same ? IAM_LEVEL_USER : IAM_LEVEL_NONE;
}

static enum iam_level match_account(const struct iam_principal_pattern *p, const struct iam_principal *who)
{
	if (who->account.n == 0 || !sv_eq(p->account, who->account))
		return IAM_LEVEL_NONE;
	return IAM_LEVEL_ACCOUNT;
}

enum iam_level iam_principal_match(const struct iam_principal_pattern *p, const struct iam_principal *who)
{
	switch (p->kind) {
	case IAM_NAMED_NOBODY:
		return IAM_LEVEL_NONE;
	case IAM_NAMED_EVERYONE:
		return IAM_LEVEL_EVERYONE;
	case IAM_NAMED_ACCOUNT:
		return match_account(p, who);
	case IAM_NAMED_USER:
		return match_user(p, who);
	case IAM_NAMED_ROLE:
		return match_role(p, who);
	case IAM_NAMED_SESSION:
		return exact_if(who->kind == IAM_ROLE_SESSION && sv_eq(p->text, who->text));
	case IAM_NAMED_FEDERATED_USER:
		return exact_if(who->kind == IAM_FEDERATED_USER && sv_eq(p->text, who->text));
	case IAM_NAMED_SERVICE:
		return exact_if(who->kind == IAM_SERVICE && sv_eq(p->text, who->text));
	case IAM_NAMED_FEDERATED:
		return exact_if(who->kind == IAM_FEDERATED && sv_eq(p->text, who->text));
	case IAM_NAMED_CANONICAL_USER:
		return exact_if(who->kind == IAM_CANONICAL_USER && sv_eq(p->text, who->text));
	}
	return IAM_LEVEL_NONE;
}

/* The ARN that stands for the role or user behind a session, given or built without path. */
static void find_arn(struct arena *a, const struct iam_resource *arn, struct sv role_arn,
		     struct iam_principal *p)
{
	p->arn = p->text;
	if (p->kind == IAM_ROLE_SESSION && role_arn.n == 0) {
		p->arn = arena_printf(a, "arn:" SV_FMT ":iam::" SV_FMT ":role/" SV_FMT, SV_ARG(arn->field[1]),
				      SV_ARG(p->account), SV_ARG(p->name));
		p->path_unknown = true;
	} else if (p->kind == IAM_ROLE_SESSION) {
		p->arn = role_arn;
	} else if (p->kind == IAM_FEDERATED_USER) {
		p->arn = role_arn;
	} else if (p->kind == IAM_FEDERATED) {
		p->arn = (struct sv){NULL, 0};
	}
}

static bool check_role_arn(struct sv role_arn, const struct iam_principal *p, struct err *e)
{
	struct iam_resource arn;
	if (role_arn.n == 0)
		return true;
	const struct arn_kind *k = iam_resource_parse(role_arn, &arn) ? arn_kind(&arn) : NULL;
	enum iam_principal_kind want = p->kind == IAM_FEDERATED_USER ? IAM_USER : IAM_ROLE;
	if (k == NULL || k->kind != want)
		return err_set(e, "found \"" SV_FMT "\", expected the ARN of the %s behind the session",
			       SV_ARG(role_arn), want == IAM_USER ? "user" : "role");
	struct sv account, name, session;
	name_parts(&arn, k, &account, &name, &session);
	if (want == IAM_ROLE && (!sv_eq(account, p->account) || !sv_eq(name, p->name)))
		return err_set(e,
			       "found \"" SV_FMT "\", expected a role named \"" SV_FMT "\" of account " SV_FMT,
			       SV_ARG(role_arn), SV_ARG(p->name), SV_ARG(p->account));
	return true;
}

static bool looks_like_service(struct sv text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if (c <= ' ' || c == ':' || c == '/' || c == '*' || c == '?')
			return false;
	}
	return sv_find_char(text, '.') > 0;
}

bool iam_principal_parse(struct arena *a, struct sv text, struct sv role_arn, struct iam_principal *out,
			 struct err *e)
{
	struct iam_principal found = {.text = text};
	struct iam_resource arn;
	const struct arn_kind *k = NULL;
	if (sv_is_digits(text, 12))
		text = found.text = arena_printf(a, "arn:aws:iam::" SV_FMT ":root", SV_ARG(text));
	if (looks_like_service(text)) {
		found.kind = IAM_SERVICE;
		*out = found;
		return true;
	}
	if (iam_resource_parse(text, &arn))
		k = arn_kind(&arn);
	if (k == NULL || !sv_is_digits(arn.field[4], 12))
		return err_set(e,
			       "found \"" SV_FMT
			       "\", expected the ARN of a user, role, role session, federated user, "
			       "identity provider or account root, or a service such as \"ec2.amazonaws.com\"",
			       SV_ARG(sv_sub(text, 0, 200)));
	found.kind = k->kind;
	name_parts(&arn, k, &found.account, &found.name, &found.session);
	if (found.kind == IAM_FEDERATED)
		found.account = (struct sv){NULL, 0};
	if (found.kind == IAM_ROLE_SESSION && (found.name.n == 0 || found.session.n == 0))
		return err_set(e, "found \"" SV_FMT "\", expected assumed-role/ROLE/SESSION", SV_ARG(text));
	if (!check_role_arn(role_arn, &found, e))
		return false;
	find_arn(a, &arn, role_arn, &found);
	*out = found;
	return true;
}

bool iam_principal_is_service_linked(const struct iam_principal *p)
{
	return sv_find(p->arn, SV(":role/aws-service-role/")) >= 0;
}
