#include "tests/unit/unit.h"

#include "analyzers/iam/case.h"

extern const struct unit_suite analyzers_iam_property_suite;

/* Laws that hold for every case, tried on cases from a seeded generator: statements are drawn from small pools, so
 * that they often meet the request. */

#define CASES 3000

/* ---- the generator ---- */

/* xorshift64*: the same cases in every run. */
static uint64_t draw(uint64_t *seed, uint64_t below)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return (*seed * UINT64_C(2685821657736338717) >> 33) % below;
}

#define PICK(seed, pool) (pool)[draw(seed, sizeof(pool) / sizeof *(pool))]

static const char *const principals[] = {
	"\"arn:aws:iam::111111111111:user/ann\"",
	"\"arn:aws:sts::111111111111:assumed-role/ops/s1\"",
	"\"arn:aws:sts::111111111111:federated-user/ann\"",
	"\"arn:aws:iam::111111111111:root\"",
	"\"arn:aws:iam::222222222222:user/eve\"",
	"\"lambda.amazonaws.com\"",
	"{\"type\":\"Anonymous\"}",
};
static const char *const action_pool[] = {"s3:GetObject", "s3:PutObject", "s3:Get*",    "s3:*",    "*",
					  "S3:GETOBJECT", "ec2:*",        "s?:*Object", "s3:List*"};
static const char *const resource_pool[] = {"*",
					    "arn:aws:s3:::b/*",
					    "arn:aws:s3:::b/k",
					    "arn:aws:s3:::c/*",
					    "arn:aws:s3:::b/${aws:username}",
					    "arn:aws:s3:::${aws:PrincipalTag/team, 'b'}/?",
					    "arn:aws:s3"};
static const char *const named_pool[] = {"111111111111",
					 "arn:aws:iam::111111111111:user/ann",
					 "arn:aws:iam::111111111111:role/ops",
					 "arn:aws:sts::111111111111:assumed-role/ops/s1",
					 "arn:aws:iam::222222222222:root",
					 "*"};
static const char *const condition_pool[] = {
	"\"StringEquals\":{\"aws:PrincipalTag/team\":[\"fin\",\"b\"]}",
	"\"StringNotLike\":{\"AWS:principaltag/team\":\"f*\"}",
	"\"Bool\":{\"aws:SecureTransport\":\"true\"}",
	"\"BoolIfExists\":{\"aws:MultiFactorAuthPresent\":\"false\"}",
	"\"ForAnyValue:StringLike\":{\"aws:TagKeys\":[\"a*\",\"b\"]}",
	"\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"a\",\"b\"]}",
	"\"NumericLessThan\":{\"s3:max-keys\":10}",
	"\"IpAddress\":{\"aws:SourceIp\":[\"192.0.2.0/24\",\"2001:db8::/32\"]}",
	"\"NotIpAddress\":{\"aws:SourceIp\":\"192.0.2.0/24\"}",
	"\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::*:user/*\"}",
	"\"Null\":{\"aws:TagKeys\":\"true\"}",
	"\"DateLessThan\":{\"aws:CurrentTime\":\"2026-06-01T00:00:00Z\"}",
};
/* impossible() names two of them by their place. */
static const char *const context_pool[] = {
	"\"aws:PrincipalTag/team\":\"fin\"",    "\"aws:SecureTransport\":\"true\"",
	"\"aws:TagKeys\":[\"a\",\"x\"]",        "\"s3:max-keys\":5",
	"\"aws:SourceIp\":\"192.0.2.9\"",       "\"aws:CurrentTime\":\"2026-01-01\"",
	"\"aws:MultiFactorAuthPresent\":false",
};

#define CONTEXT_ALL (sizeof context_pool / sizeof *context_pool)

struct statement {
	bool deny, not_action, not_resource, not_principal;
	const char *action[3], *resource[3], *named[2], *condition; /* condition: NULL if there is none */
	size_t actions, resources, names;
};

#define STATEMENTS 4

struct document {
	struct statement statement[STATEMENTS];
	size_t n;
};

enum { IDENTITY, RESOURCE, BOUNDARY, SESSION, ENDPOINT, SCP, RCP, LAYERS };

struct sample {
	const char *principal;
	const char *owner;
	unsigned context; /* bits over context_pool */
	unsigned layers;  /* bits: which are there */
	struct document layer[LAYERS];
};

static struct statement draw_statement(uint64_t *seed, bool deny)
{
	struct statement s = {.deny = deny};
	s.not_action = draw(seed, 10) == 0;
	s.not_resource = draw(seed, 10) == 0;
	s.not_principal = draw(seed, 12) == 0;
	s.actions = 1 + draw(seed, 3);
	s.resources = 1 + draw(seed, 3);
	s.names = 1 + draw(seed, 2);
	for (size_t i = 0; i < s.actions; i++)
		s.action[i] = PICK(seed, action_pool);
	for (size_t i = 0; i < s.resources; i++)
		s.resource[i] = PICK(seed, resource_pool);
	for (size_t i = 0; i < s.names; i++)
		s.named[i] = PICK(seed, named_pool);
	if (draw(seed, 3) == 0)
		s.condition = PICK(seed, condition_pool);
	return s;
}

static struct sample draw_sample(uint64_t *seed)
{
	struct sample s = {.principal = PICK(seed, principals)};
	s.owner = draw(seed, 4) == 0 ? "222222222222" : "111111111111";
	s.context = (unsigned)draw(seed, 1u << CONTEXT_ALL);
	s.layers = (1u << IDENTITY) | (unsigned)draw(seed, 1u << LAYERS);
	for (size_t i = 0; i < LAYERS; i++) {
		s.layer[i].n = 1 + draw(seed, STATEMENTS - 1);
		for (size_t k = 0; k < s.layer[i].n; k++)
			s.layer[i].statement[k] = draw_statement(seed, i == RCP || draw(seed, 4) == 0);
	}
	return s;
}

/* ---- as JSON ---- */

static void add_list(struct str *out, const char *const *text, size_t n)
{
	str_addc(out, '[');
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s\"%s\"", i > 0 ? "," : "", text[i]);
	str_addc(out, ']');
}

static void add_statement(struct str *out, const struct statement *s, int layer)
{
	str_addf(out, "{\"Effect\":\"%s\",\"%sAction\":", s->deny ? "Deny" : "Allow",
		 s->not_action ? "Not" : "");
	add_list(out, s->action, s->actions);
	str_addf(out, ",\"%sResource\":", s->not_resource ? "Not" : "");
	add_list(out, s->resource, s->resources);
	if (layer == RESOURCE || layer == ENDPOINT) {
		str_addf(out, ",\"%sPrincipal\":{\"AWS\":", s->not_principal ? "Not" : "");
		add_list(out, s->named, s->names);
		str_addc(out, '}');
	}
	if (layer == RCP)
		str_addz(out, ",\"Principal\":\"*\"");
	if (s->condition != NULL)
		str_addf(out, ",\"Condition\":{%s}", s->condition);
	str_addc(out, '}');
}

static void add_document(struct str *out, const struct document *d, int layer)
{
	str_addz(out, "{\"Version\":\"2012-10-17\",\"Statement\":[");
	for (size_t i = 0; i < d->n; i++) {
		str_addz(out, i > 0 ? "," : "");
		add_statement(out, &d->statement[i], layer);
	}
	str_addz(out, "]}");
}

static void add_sample(struct str *out, const struct sample *s, const char *mode)
{
	static const char *const before[LAYERS] = {
		[IDENTITY] = "\"identityPolicies\":[",
		[RESOURCE] = "\"resourcePolicy\":",
		[BOUNDARY] = "\"permissionBoundaries\":[",
		[SESSION] = "\"sessionPolicies\":[",
		[ENDPOINT] = "\"vpcEndpointPolicies\":[",
		[SCP] = "\"scps\":[{\"target\":\"r\",\"policies\":[",
		[RCP] = "\"rcps\":[{\"target\":\"r\",\"policies\":[",
	};
	static const char *const after[LAYERS] = {
		[IDENTITY] = "]", [RESOURCE] = "", [BOUNDARY] = "]", [SESSION] = "]",
		[ENDPOINT] = "]", [SCP] = "]}]",   [RCP] = "]}]",
	};
	str_addf(
		out,
		"{\"mode\":\"%s\",\"request\":{\"principal\":%s,\"action\":\"s3:GetObject\",\"resource\":{\"arn\":\"arn:aws:s3:::b/k\",\"accountId\":\"%s\"},\"context\":{",
		mode, s->principal, s->owner);
	bool first = true;
	for (size_t i = 0; i < CONTEXT_ALL; i++)
		if ((s->context & 1u << i) != 0) {
			str_addf(out, "%s%s", first ? "" : ",", context_pool[i]);
			first = false;
		}
	str_addz(out, "}}");
	for (int i = 0; i < LAYERS; i++)
		if ((s->layers & 1u << i) != 0) {
			str_addf(out, ",%s", before[i]);
			add_document(out, &s->layer[i], i);
			str_addz(out, after[i]);
		}
	str_addc(out, '}');
}

static unsigned outcomes(const struct sample *s, const char *mode)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(json_free) struct json *doc = NULL;
	struct iam_line_fault fault = {NULL, {NULL, 0}, {NULL, 0}};
	struct iam_case_reader r = {arena, iam_facts_of_table, &fault, false};
	struct iam_answer answer = {.could = 0};
	struct iam_case c;
	struct str text;
	struct err e;
	str_init(&text, 1u << 20);
	add_sample(&text, s, mode);
	if (CHECK_OK(json_parse(str_sv(&text), &doc, &e), &e)) {
		bool read = iam_case_read(&r, json_root(doc), &c);
		CHECK_SV(fault.message, SV(""));
		if (read)
			iam_simulate(&c, &answer);
	}
	str_free(&text);
	return answer.could;
}

#define ALLOWED (1u << IAM_ALLOWED)

/* ---- the laws ---- */

static void adding_a_deny_never_grants(void)
{
	uint64_t seed = 1;
	for (size_t i = 0; i < CASES; i++) {
		struct sample s = draw_sample(&seed);
		unsigned before = outcomes(&s, "strict");
		size_t layer = draw(&seed, LAYERS);
		struct document *d = &s.layer[layer];
		if ((s.layers & 1u << layer) == 0)
			continue;
		d->statement[d->n] = draw_statement(&seed, true);
		d->n++;
		if ((before & ALLOWED) == 0)
			CHECK_INT(outcomes(&s, "strict") & ALLOWED, 0);
	}
}

static void adding_an_allow_to_identity_never_takes_away(void)
{
	uint64_t seed = 2;
	for (size_t i = 0; i < CASES; i++) {
		struct sample s = draw_sample(&seed);
		unsigned before = outcomes(&s, "strict");
		struct document *d = &s.layer[IDENTITY];
		d->statement[d->n] = draw_statement(&seed, false);
		d->n++;
		if (before == ALLOWED)
			CHECK_INT(outcomes(&s, "strict"), ALLOWED);
	}
}

static void adding_a_guard_never_grants(void)
{
	static const int guards[] = {BOUNDARY, ENDPOINT, SCP, RCP};
	uint64_t seed = 3;
	for (size_t i = 0; i < CASES; i++) {
		struct sample s = draw_sample(&seed), more = s;
		more.layers |= 1u << PICK(&seed, guards);
		if ((outcomes(&s, "strict") & ALLOWED) == 0)
			CHECK_INT(outcomes(&more, "strict") & ALLOWED, 0);
	}
}

static void order_changes_nothing(void)
{
	uint64_t seed = 4;
	for (size_t i = 0; i < CASES; i++) {
		struct sample s = draw_sample(&seed), other = s;
		for (size_t k = 0; k < LAYERS; k++) {
			struct document *d = &other.layer[k];
			for (size_t m = 0; m < d->n; m++) {
				size_t with = draw(&seed, d->n);
				struct statement kept = d->statement[m];
				d->statement[m] = d->statement[with];
				d->statement[with] = kept;
				const char *action = d->statement[m].action[0];
				size_t last = d->statement[m].actions - 1;
				d->statement[m].action[0] = d->statement[m].action[last];
				d->statement[m].action[last] = action;
			}
		}
		CHECK_INT(outcomes(&s, "strict"), outcomes(&other, "strict"));
	}
}

/* A statement with two actions (or resources) says what two statements with one each say. */
static void splitting_statements_changes_nothing(void)
{
	uint64_t seed = 5;
	for (size_t i = 0; i < CASES; i++) {
		struct sample s = draw_sample(&seed), other = s;
		for (size_t k = 0; k < LAYERS; k++) {
			struct document *d = &other.layer[k];
			struct statement *one = &d->statement[0], *two = &d->statement[d->n];
			bool by_action = one->actions > 1 && !one->not_action;
			bool by_resource = one->resources > 1 && !one->not_resource;
			if (!by_action && !by_resource)
				continue;
			d->n++;
			*two = *one;
			if (by_action) {
				two->action[0] = one->action[--one->actions];
				two->actions = 1;
			} else {
				two->resource[0] = one->resource[--one->resources];
				two->resources = 1;
			}
		}
		CHECK_INT(outcomes(&s, "strict"), outcomes(&other, "strict"));
	}
}

/* Keys that this request can't carry: the engine counts on that (context.c). */
static unsigned impossible(const struct sample *s)
{
	bool endpoint = (s->layers & 1u << ENDPOINT) != 0;
	bool long_lived = s->principal[0] == '{' || sv_starts(sv_of(s->principal), SV("\"lambda"));
	return (endpoint ? 1u << 4 : 0) | (long_lived ? 1u << 6 : 0);
}

/* Whatever the unknown keys turn out to be, the answer was among those that open mode left. */
static void open_mode_is_sound(void)
{
	uint64_t seed = 6;
	for (size_t i = 0; i < CASES; i++) {
		struct sample s = draw_sample(&seed), filled = s;
		unsigned open = outcomes(&s, "open");
		filled.context |= (unsigned)draw(&seed, 1u << CONTEXT_ALL) & ~impossible(&s);
		unsigned strict = outcomes(&filled, "strict");
		CHECK_INT(strict & ~open, 0);
	}
}

static void nothing_is_granted_by_chance_alone(void)
{
	uint64_t seed = 7;
	size_t allowed = 0, denied = 0, refused = 0;
	for (size_t i = 0; i < CASES; i++) {
		struct sample s = draw_sample(&seed);
		unsigned could = outcomes(&s, "strict");
		allowed += could == ALLOWED;
		denied += could == 1u << IAM_IMPLICIT_DENY;
		refused += could == 1u << IAM_EXPLICIT_DENY;
	}
	CHECK(allowed > CASES / 50 && denied > CASES / 10 &&
	      refused > CASES / 10); /* else the laws test little */
}

static const struct unit_case cases[] = {
	{"adding_a_deny_never_grants", adding_a_deny_never_grants},
	{"adding_an_allow_to_identity_never_takes_away", adding_an_allow_to_identity_never_takes_away},
	{"adding_a_guard_never_grants", adding_a_guard_never_grants},
	{"order_changes_nothing", order_changes_nothing},
	{"splitting_statements_changes_nothing", splitting_statements_changes_nothing},
	{"open_mode_is_sound", open_mode_is_sound},
	{"nothing_is_granted_by_chance_alone", nothing_is_granted_by_chance_alone},
	{NULL, NULL},
};

const struct unit_suite analyzers_iam_property_suite = {"analyzers_iam_property", cases};
