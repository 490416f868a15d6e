/* The request that proves a "no": built from the present conjunction, then put to simulate. */
#include <string.h>

#include "analyzers/iam/containing.h"
#include "base/utf8.h"

#define OWN_ACCOUNT   SV("123456789012")
#define OTHER_ACCOUNT SV("999988887777")

static bool doubt(struct contain *c, enum iam_fit_reason reason)
{
	c->doubt = true;
	c->doubt_reason = reason;
	return false;
}

/* ---- values of keys ---- */

struct build {
	struct contain *c;
	struct iam_entry *entry; /* the context */
	size_t n, room;
	const struct iam_principal *principal;
	bool unlikely;
};

static struct iam_entry *find_entry(const struct build *b, const struct iam_key *key)
{
	for (size_t i = 0; i < b->n; i++)
		if (iam_key_eq(&b->entry[i].key, key))
			return &b->entry[i];
	return NULL;
}

static void add_entry(struct build *b, const struct iam_key *key, const struct sv *text, size_t n, bool many)
{
	b->entry = box_room(b->c->arena, b->entry, b->n, &b->room, sizeof *b->entry);
	b->entry[b->n++] = (struct iam_entry){*key, {text, n, many}};
}

static bool add_values(struct build *b)
{
	struct contain *c = b->c;
	for (size_t i = 0; i < c->options->givens; i++) {
		const struct iam_entry *e = &c->options->given[i];
		add_entry(b, &e->key, e->value.text, e->value.n, e->value.many);
	}
	for (uint32_t v = BOX_FIRST_KEY; v < box_variables(c->space); v++) {
		struct box_value value;
		if (c->terms[v].n == 0 || find_entry(b, box_key(c->space, v)) != NULL)
			continue;
		if (!box_value(c->space, v, c->terms[v].at, c->terms[v].n, &value))
			return false;
		if (!value.absent)
			add_entry(b, box_key(c->space, v), value.text, value.n, value.many);
	}
	return true;
}

/* What stands for a policy variable that no condition speaks of. */
static struct sv plain_value(const struct build *b, const struct iam_key *key)
{
	if (sv_eq(key->name, SV("aws:principalaccount")) || sv_eq(key->name, SV("aws:resourceaccount")) ||
	    sv_eq(key->name, SV("aws:sourceaccount")))
		return OWN_ACCOUNT;
	if (b->principal != NULL && sv_eq(key->name, SV("aws:username")) && b->principal->kind == IAM_USER)
		return b->principal->name;
	return SV("x");
}

/* The text with the variables' values in place of their tokens; keys that have none yet get one. */
static struct sv resolved(struct build *b, struct sv text)
{
	const struct glob_tokens *t = box_tokens(b->c->space);
	struct str out;
	uint32_t cp;
	if (t->n == 0)
		return text;
	str_init(&out, LIMIT_OUTSIDE_STRING);
	for (size_t i = 0, n; i < text.n; i += n) {
		n = utf8_next(sv_sub(text, i, text.n), &cp);
		n = n == 0 ? 1 : n;
		if (cp < GLOB_TOKEN_TEXT || cp - GLOB_TOKEN_TEXT >= t->n) {
			str_add(&out, sv_sub(text, i, n));
			continue;
		}
		const struct iam_key *key = &t->variable[cp - GLOB_TOKEN_TEXT]->key;
		struct iam_entry *e = find_entry(b, key);
		if (e == NULL) {
			struct sv *value = arena_alloc(b->c->arena, sizeof *value);
			*value = plain_value(b, key);
			add_entry(b, key, value, 1, false);
			e = &b->entry[b->n - 1];
		}
		if (e->value.n > 0)
			str_add(&out, e->value.text[0]);
	}
	struct sv kept = arena_sv(b->c->arena, str_sv(&out));
	str_free(&out);
	return kept;
}

static void resolve_entries(struct build *b)
{
	for (size_t i = 0; i < b->n; i++) {
		size_t n = b->entry[i].value.n;
		struct sv *text = arena_array(b->c->arena, n, sizeof *text);
		for (size_t k = 0; k < n; k++)
			text[k] = resolved(b, b->entry[i].value.text[k]);
		b->entry[i].value.text = text;
	}
}

/* ---- resources that look like some ---- */

static void add_class(struct glob_builder *g, uint32_t one, uint32_t more)
{
	glob_add(g, one);
	glob_add(g, more);
}

/* A placeholder of a template; `plain`: with values as they are usually seen. */
static void add_placeholder(struct glob_builder *g, struct sv name, bool field, bool plain)
{
	if (plain && sv_eq(name, SV("Partition")))
		glob_add_text(g, SV("aws"));
	else if (plain && sv_eq(name, SV("Region")))
		glob_add_text(g, SV("us-east-1"));
	else if (plain && sv_eq(name, SV("Account")) && field)
		glob_add_text(g, OWN_ACCOUNT);
	else if (sv_eq(name, SV("Account")) && field)
		for (int i = 0; i < 12; i++)
			glob_add(g, GLOB_DIGIT);
	else if (field)
		add_class(g, GLOB_ONE_FIELD, GLOB_STAR_FIELD);
	else if (plain && sv_find(name, SV("Object")) < 0 && sv_find(name, SV("Path")) < 0)
		add_class(g, GLOB_ONE_PART, GLOB_STAR_PART);
	else
		add_class(g, GLOB_ONE, GLOB_STAR);
}

static const struct globpat *template_pattern(struct arena *a, struct sv arn, bool plain)
{
	struct glob_builder g = {.arena = a};
	size_t colons = 0;
	for (size_t i = 0; i < arn.n; i++) {
		struct sv rest = sv_sub(arn, i, arn.n);
		ptrdiff_t close = sv_starts(rest, SV("${")) ? sv_find_char(rest, '}') : -1;
		if (close > 0) {
			add_placeholder(&g, sv_sub(rest, 2, (size_t)close - 2), colons < 5, plain);
			i += (size_t)close;
			continue;
		}
		colons += arn.at[i] == ':';
		if (arn.at[i] == '*')
			add_class(&g, colons < 5 ? GLOB_ONE_FIELD : GLOB_ONE,
				  colons < 5 ? GLOB_STAR_FIELD : GLOB_STAR);
		else
			glob_add(&g, (unsigned char)arn.at[i]);
	}
	return glob_finish(&g);
}

/* ---- putting it to simulate ---- */

static struct iam_side with_delegation(const struct iam_side *side, const struct iam_layer *delegation,
				       const struct iam_layer *everything, bool resource_kind)
{
	struct iam_side s = *side;
	if (resource_kind)
		s.identity = *everything;
	else if (s.resource.n == 0)
		s.resource = *delegation;
	return s;
}

static enum iam_decision decide(const struct iam_side *side, const struct iam_request *r)
{
	struct iam_part part = {.request = *r, .resource = side->resource};
	struct iam_case one = {.part = &part,
			       .parts = 1,
			       .identity = side->identity,
			       .boundary = side->boundary,
			       .session = side->session,
			       .endpoint = side->endpoint,
			       .scp = side->scp,
			       .rcp = side->rcp,
			       .scps = side->scps,
			       .rcps = side->rcps,
			       .detail = IAM_DETAIL_NONE};
	struct iam_answer answer;
	iam_simulate(&one, &answer);
	return answer.decision;
}

static struct iam_layer one_policy(struct arena *a, struct sv json, enum iam_policy_type type)
{
	struct iam_item *item = arena_alloc(a, sizeof *item);
	struct err ignored;
	bool good = iam_policy_compile(a, json, type, &item->policy, &ignored);
	return (struct iam_layer){item, good ? 1 : 0};
}

static struct sv lowered(struct arena *a, struct sv text)
{
	char *copy = arena_strz(a, text);
	for (size_t i = 0; i < text.n; i++)
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] + ('a' - 'A'));
	return (struct sv){copy, text.n};
}

/* The account that owns the resource: the caller's own, or for resource policies alone a stranger's. */
static struct sv owner_of(const struct build *b, const struct iam_resource *resource)
{
	if (b->c->options->resource_kind)
		return resource->account.n > 0 && !sv_eq(resource->account, b->principal->account)
			       ? resource->account
			       : OTHER_ACCOUNT;
	if (b->principal != NULL && b->principal->account.n > 0)
		return b->principal->account;
	return resource->account.n > 0 ? resource->account : OWN_ACCOUNT;
}

static bool confirm(struct build *b, struct sv action, struct sv resource)
{
	struct arena *a = b->c->arena;
	struct iam_request r = {.mode = IAM_STRICT, .context = b->entry, .n = b->n};
	struct sv rest = r.action = lowered(a, action);
	struct err ignored;
	if (!sv_split(&rest, ':', &r.service) || !iam_resource_parse(resource, &r.resource))
		return false;
	struct sv owner = owner_of(b, &r.resource);
	r.resource.account = owner;
	r.resource.known_account = true;
	r.resource.wildcard_only = b->c->wild;
	uint32_t service = iamdb_service_find(r.service);
	r.facts.known = iamdb_find(r.action) != IAMDB_NONE ? IAM_YES : iamdb_whole() ? IAM_NO : IAM_MAYBE;
	r.facts.rcp_service = service == IAMDB_NONE ? IAM_MAYBE : iamdb_service_rcp(service) ? IAM_YES : IAM_NO;
	if (b->principal != NULL)
		r.principal = *b->principal;
	else if (!iam_principal_parse(a, arena_printf(a, "arn:aws:iam::" SV_FMT ":user/x", SV_ARG(owner)),
				      SV(""), &r.principal, &ignored))
		return false;
	struct iam_layer everything =
		one_policy(a, SV("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}"),
			   IAM_IDENTITY);
	/* Keys and roles need their own policy's word; this one leaves the word to the caller's account. */
	struct iam_layer delegation =
		one_policy(a,
			   arena_printf(a,
					"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" SV_FMT
					"\"},\"Action\":\"*\",\"Resource\":\"*\"}}",
					SV_ARG(owner)),
			   IAM_RESOURCE);
	struct iam_side sides[2] = {
		with_delegation(b->c->side_a, &delegation, &everything, b->c->options->resource_kind),
		with_delegation(b->c->side_b, &delegation, &everything, b->c->options->resource_kind),
	};
	enum iam_decision first = decide(&sides[0], &r), second = decide(&sides[1], &r);
	return first == IAM_ALLOWED && (second == IAM_IMPLICIT_DENY || second == IAM_EXPLICIT_DENY);
}

/* Confirmed: written into the answer. */
static bool propose(struct build *b, struct sv action, struct sv resource, bool unlikely)
{
	struct iam_fit *fit = b->c->fit;
	const struct contain *c = b->c;
	struct sv text = resolved(b, resource);
	if (!confirm(b, action, text))
		return false;
	fit->witness = (struct iam_witness){b->principal, action, text, b->entry, b->n};
	fit->unlikely_resource = unlikely;
	fit->allow = c->allow->statement;
	fit->deny = c->deny == NULL ? NULL : c->deny->statement;
	return true;
}

static struct sv full_name(const struct build *b, uint32_t action)
{
	return arena_printf(b->c->arena, SV_FMT ":" SV_FMT, SV_ARG(iamdb_service(iamdb_service_of(action))),
			    SV_ARG(iamdb_name(action)));
}

/* KMS keys and roles have rules of their own: a witness elsewhere is plainer. */
static bool is_plain_service(uint32_t action)
{
	struct sv prefix = iamdb_service(iamdb_service_of(action));
	return !sv_eq(prefix, SV("kms")) && !sv_eq(prefix, SV("sts"));
}

#define PROPOSALS_MOST 8  /* requests that simulate refused before the place is given up */
#define TEMPLATES_MOST 96 /* resource types that are tried */

struct tries {
	const char *seen[TEMPLATES_MOST]; /* templates without a resource here */
	size_t seens, proposals;
};

static bool was_seen(struct tries *t, struct sv arn)
{
	for (size_t i = 0; i < t->seens; i++)
		if (t->seen[i] == arn.at)
			return true;
	if (t->seens < TEMPLATES_MOST)
		t->seen[t->seens++] = arn.at;
	return t->seens == TEMPLATES_MOST;
}

/* A resource of one of the action's types. */
static bool try_action(struct build *b, uint32_t action, bool plain, struct tries *t)
{
	const struct contain_terms *terms = &b->c->terms[BOX_RESOURCE];
	struct str text;
	bool found = false;
	str_init(&text, LIMIT_OUTSIDE_STRING);
	for (size_t i = 0; i < iamdb_resource_count(action) && !found; i++) {
		struct sv arn = iamdb_resource_arn(action, i);
		if (was_seen(t, arn))
			continue;
		str_reset(&text);
		if (!box_resource(b->c->space, terms->at, terms->n, template_pattern(b->c->arena, arn, plain),
				  &text))
			continue;
		t->proposals++;
		found = propose(b, full_name(b, action), arena_sv(b->c->arena, str_sv(&text)), false);
	}
	str_free(&text);
	return found;
}

/* The actions of the table in order, with a resource of a type that they know. */
static bool try_table(struct build *b, const uint64_t *bits, bool plain)
{
	for (int odd = 0; odd < 2; odd++) {
		struct tries t = {.seens = 0};
		for (uint32_t i = 0; i < iamdb_actions() && t.proposals < PROPOSALS_MOST; i++) {
			if (bits[i / 64] == 0) {
				i |= 63;
				continue;
			}
			if (box_bit(bits, i) && is_plain_service(i) == (odd == 0) &&
			    try_action(b, i, plain, &t))
				return true;
		}
	}
	return false;
}

static bool first_action(const uint64_t *bits, uint32_t *action)
{
	for (*action = 0; *action < iamdb_actions(); (*action)++)
		if (box_bit(bits, *action))
			return true;
	return false;
}

/* Whatever resource there is, for whatever action there is. */
static bool try_any(struct build *b, const uint64_t *bits)
{
	const struct contain_terms *resources = &b->c->terms[BOX_RESOURCE], *actions = &b->c->terms[BOX_ACTION];
	struct str resource, name;
	uint32_t action;
	str_init(&resource, LIMIT_OUTSIDE_STRING);
	str_init(&name, LIMIT_OUTSIDE_STRING);
	bool found = box_resource(b->c->space, resources->at, resources->n, NULL, &resource);
	if (found && first_action(bits, &action))
		str_add(&name, full_name(b, action));
	else if (found)
		found = box_action_name(b->c->space, actions->at, actions->n, &name);
	found = found && propose(b, arena_sv(b->c->arena, str_sv(&name)),
				 arena_sv(b->c->arena, str_sv(&resource)), true);
	str_free(&resource);
	str_free(&name);
	return found;
}

static bool try_wild(struct build *b, const uint64_t *bits)
{
	size_t tried = 0;
	for (uint32_t i = 0; i < iamdb_actions() && tried < PROPOSALS_MOST; i++)
		if (box_bit(bits, i)) {
			tried++;
			if (propose(b, full_name(b, i), SV("*"), false))
				return true;
		}
	return false;
}

static enum iam_fit_reason reason_of(const struct contain *c)
{
	bool lists = false;
	if (c->space->work->over)
		return IAM_FIT_BUDGET;
	for (uint32_t v = BOX_FIRST_KEY; v < box_variables(c->space); v++)
		for (size_t i = 0; i < c->terms[v].n; i++) {
			const struct iam_condition *condition =
				box_literal(c->space, c->terms[v].at[i] / 2)->condition;
			lists |= condition->set != IAM_SINGLE;
			if (condition->op == NULL)
				return IAM_FIT_VARIABLE;
		}
	if (box_tokens(c->space)->n > 0)
		return IAM_FIT_VARIABLE;
	return lists ? IAM_FIT_SET_OPERATOR : IAM_FIT_WITNESS_REJECTED;
}

bool contain_witness(struct contain *c)
{
	const struct contain_terms *actions = &c->terms[BOX_ACTION], *who = &c->terms[BOX_PRINCIPAL];
	struct build b = {.c = c};
	uint64_t *bits = arena_array(c->arena, box_action_words(), sizeof *bits);
	if (!add_values(&b))
		return doubt(c, IAM_FIT_BUDGET);
	if (c->space->options.principals && !box_principal(c->space, who->at, who->n, &b.principal))
		return doubt(c, IAM_FIT_WITNESS_REJECTED);
	resolve_entries(&b);
	box_actions(c->space, actions->at, actions->n, bits);
	if (c->wild ? try_wild(&b, bits)
		    : try_table(&b, bits, true) || try_table(&b, bits, false) || try_any(&b, bits))
		return true;
	return doubt(c, reason_of(c));
}
