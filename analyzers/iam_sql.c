#include "analyzers/iam_sql.h"

#include "analyzers/excess.h"
#include "analyzers/iam/answer.h"
#include "analyzers/iam/can.h"
#include "analyzers/iam/case.h"

struct iam_sql {
	struct db *db;
	struct arena *arena;
	struct shelf *shelf;
	struct holders *holders;
	struct asker *asker;
	bool tried; /* reading the store was tried; without holders it did not succeed */
	struct err why;
};

static bool is_ready(struct iam_sql *s, struct db_result *r)
{
	if (!s->tried) {
		s->tried = true;
		s->shelf = shelf_new(s->arena);
		if (!holders_read(s->db, s->shelf, s->arena, &s->holders, &s->why) ||
		    !asker_new(s->db, s->shelf, s->arena, &s->asker, &s->why))
			s->holders = NULL;
	}
	if (s->holders == NULL)
		db_result_error(r, s->why.text);
	return s->holders != NULL;
}

static const char *word_of(enum iam_truth t)
{
	static const char *const words[] = {[IAM_NO] = "no", [IAM_MAYBE] = "unknown", [IAM_YES] = "yes"};
	return words[t];
}

/* ---- JSON ---- */

static void begin(struct str *out, const char *name, const char *word)
{
	str_init(out, LIMIT_TEXT);
	str_addf(out, "{\"%s\":\"%s\"", name, word);
}

static void add_text(struct str *out, const char *name, struct sv text)
{
	str_addf(out, ",\"%s\":", name);
	str_add_json(out, text);
}

static void add_source(struct str *out, const struct holder *h, const struct iam_statement *statement)
{
	CLEANUP(str_free) struct str name;
	str_init(&name, LIMIT_OUTSIDE_STRING);
	if (statement != NULL)
		iam_statement_name(statement, &name);
	add_text(out, "policy", statement == NULL ? SV("") : holder_policy_of(h, statement));
	add_text(out, "statement", str_sv(&name));
}

/* open: the layers that were not read whole, as simulate calls them, separated by blanks. */
static void end(struct str *out, unsigned unknown, struct sv lacks, struct db_result *r)
{
	const char *between = "";
	str_addz(out, ",\"open\":\"");
	for (unsigned i = 0; i < IAM_LAYER_TYPES; i++)
		if ((unknown & 1u << i) != 0) {
			str_addf(out, "%s%s", between, iam_layer_name((enum iam_layer_type)i));
			between = " ";
		}
	str_addf(out, "\",\"lacks\":" SV_FMT "}", SV_ARG(lacks));
	db_result_text(r, str_sv(out));
}

static void answer_stranger(const char *name, struct sv arn, bool witness, struct db_result *r)
{
	CLEANUP(str_free) struct str out = {0};
	if (!witness) {
		db_result_text(r, SV("unknown"));
		return;
	}
	begin(&out, name, "unknown");
	add_text(&out, "principal", arn);
	end(&out, 1u << IAM_LAYER_IDENTITY, SV("[\"No user or role of this name was read.\"]"), r);
}

/* An example is made in an account of samples; the reader is shown the holder's own. */
static void add_resource(struct str *out, const struct holder *h, struct sv resource)
{
	CLEANUP(str_free) struct str text;
	ptrdiff_t at = sv_find(resource, SV(SHELF_SAMPLE_ACCOUNT));
	str_init(&text, LIMIT_OUTSIDE_STRING);
	if (at >= 0 && (h->marks & SHELF_SPEAKS_OF_SAMPLE) == 0) {
		str_add(&text, sv_sub(resource, 0, (size_t)at));
		str_add(&text, h->account);
		str_add(&text, sv_sub(resource, (size_t)at + SV(SHELF_SAMPLE_ACCOUNT).n, resource.n));
	} else {
		str_add(&text, resource);
	}
	add_text(out, "resource", str_sv(&text));
}

/* What the statement says of resources, as it is written: "*", an ARN and how many more, or "all but" an ARN. */
static void add_extent(struct str *out, const struct iam_statement *s)
{
	CLEANUP(str_free) struct str text;
	str_init(&text, LIMIT_OUTSIDE_STRING);
	if (s == NULL || !s->has_resource || s->resources == 0)
		str_addz(&text, "*");
	else
		str_addf(&text, "%s" SV_FMT, s->not_resource ? "all but " : "", SV_ARG(s->resource[0].text));
	if (s != NULL && s->resources > 1)
		str_addf(&text, " and %zu more", s->resources - 1);
	add_text(out, "on", str_sv(&text));
}

/* ---- iam_can ---- */

struct question {
	struct iam_sql *s;
	const struct holder *h;
	struct iam_request request;
	struct arena *scratch;
	struct iam_answer answer;
};

static const struct iam_policy *delegation(struct question *q)
{
	return shelf_put(q->s->shelf,
			 arena_printf(q->scratch,
				      "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" SV_FMT
				      "\"},\"Action\":\"*\",\"Resource\":\"*\"}}",
				      SV_ARG(q->h->account)),
			 IAM_RESOURCE)
		->policy;
}

/* `policy`: of the resource; NULL: it is not known. */
static enum iam_truth decide(struct question *q, struct sv owner, const struct iam_policy *policy)
{
	bool own = sv_eq(owner, q->h->account);
	struct iam_item item = {SV("resource"), policy};
	struct iam_part part = {q->request, {&item, policy == NULL ? 0 : 1}};
	struct iam_case c = {.part = &part,
			     .parts = 1,
			     .identity = q->h->side.identity,
			     .boundary = q->h->side.boundary,
			     .scp = q->h->side.scp,
			     .scps = q->h->side.scps,
			     .rcp = own ? q->h->side.rcp : NULL,
			     .rcps = own ? q->h->side.rcps : 0,
			     .unknown_layers = q->h->unknown,
			     .detail = IAM_DETAIL_DECIDING};
	part.request.resource.account = owner;
	part.request.resource.known_account = true;
	c.facts.principal_in_management_account = q->h->manages;
	c.facts.resource_in_management_account = own && q->h->manages;
	if (policy == NULL)
		c.unknown_layers |= 1u << IAM_LAYER_RESOURCE;
	if (!own)
		c.unknown_layers |= 1u << IAM_LAYER_RCP;
	iam_simulate(&c, &q->answer);
	return iam_answer_can(&q->answer);
}

static const struct iam_policy *trust_of(struct question *q, struct sv *owner)
{
	const struct holder *role = holder_find(q->s->holders, q->request.resource.text);
	if (!sv_eq(q->request.service, SV("sts")) || role == NULL || role->trust.at == NULL)
		return NULL;
	*owner = role->account;
	return shelf_put(q->s->shelf, role->trust, IAM_TRUST)->policy;
}

/* No account in the ARN and none given: the resource may be anybody's. */
static enum iam_truth can(struct question *q, struct sv owner)
{
	const struct iam_policy *trust = trust_of(q, &owner);
	if (owner.n == 0)
		owner = q->request.resource.wildcard_only || sv_eq(q->request.resource.text, SV("*"))
				? q->h->account
				: q->request.resource.account;
	if (trust != NULL)
		return decide(q, owner, trust);
	if (sv_eq(owner, q->h->account))
		return decide(q, owner, sv_eq(q->request.service, SV("sts")) ? NULL : delegation(q));
	enum iam_truth elsewhere = decide(q, owner.n > 0 ? owner : SV("000000000000"), NULL);
	if (owner.n > 0)
		return elsewhere;
	return elsewhere == decide(q, q->h->account, delegation(q)) ? elsewhere : IAM_MAYBE;
}

static void add_needs(struct str *out, const struct iam_answer *a)
{
	str_addz(out, ",\"needs\":[");
	for (size_t i = 0; i < a->needs; i++) {
		str_addz(out, i > 0 ? "," : "");
		str_add_json(out, a->need[i]);
	}
	str_addc(out, ']');
}

/* What decided; where the answer is open, the first statement of the identity that speaks for it. */
static const struct iam_statement *deciding_statement(const struct question *q)
{
	const struct iam_answer *a = &q->answer;
	for (size_t i = 0; i < a->reasons; i++)
		if (a->reason[i].type == IAM_LAYER_IDENTITY && a->reason[i].statement != NULL)
			return a->reason[i].statement;
	for (size_t i = 0; i < q->h->side.identity.n; i++) {
		const struct iam_policy *p = q->h->side.identity.item[i].policy;
		for (size_t k = 0; k < p->n; k++)
			if (p->statement[k].effect == IAM_ALLOW &&
			    iam_statement_action(&p->statement[k], q->request.action, q->request.service) &&
			    iam_statement_resource(&p->statement[k], &q->request) != IAM_NO)
				return &p->statement[k];
	}
	return NULL;
}

static void answer_can(struct iam_sql *s, struct db_value **v, int n, bool witness, struct db_result *r)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new();
	CLEANUP(str_free) struct str out = {0};
	struct sv arn = db_value_text(v[0]), owner = n > 3 ? db_value_text(v[3]) : SV("");
	struct err e;
	if (!is_ready(s, r))
		return;
	struct question q = {.s = s, .h = holder_find(s->holders, arn), .scratch = scratch};
	if (q.h == NULL) {
		answer_stranger("can", arn, witness, r);
		return;
	}
	if (!iam_request_make(scratch, &q.h->who, db_value_text(v[1]), db_value_text(v[2]), SV(""), &q.request,
			      &e)) {
		db_result_error(r, e.text);
		return;
	}
	enum iam_truth truth = can(&q, owner);
	if (!witness) {
		db_result_text(r, sv_of(word_of(truth)));
		return;
	}
	begin(&out, "can", word_of(truth));
	add_text(&out, "action", db_value_text(v[1]));
	add_text(&out, "resource", db_value_text(v[2]));
	add_source(&out, q.h, deciding_statement(&q));
	add_needs(&out, &q.answer);
	end(&out, q.h->unknown, q.h->lacks, r);
}

static void sql_can(void *context, struct db_value **v, int n, struct db_result *r)
{
	answer_can(context, v, n, false, r);
}

static void sql_can_witness(void *context, struct db_value **v, int n, struct db_result *r)
{
	answer_can(context, v, n, true, r);
}

/* ---- iam_fits ---- */

/* What narrows and was not read may take an excess away; what grants and was not read may hold one. */
static enum iam_truth fits(const struct holder *h, const struct excess *x)
{
	bool grants_open = (h->unknown & 1u << IAM_LAYER_IDENTITY) != 0;
	if (x->unknown)
		return IAM_MAYBE;
	if (x->kind == EXCESS_NONE)
		return grants_open ? IAM_MAYBE : IAM_YES;
	return h->unknown != 0 ? IAM_MAYBE : IAM_NO;
}

static void write_excess(const struct holder *h, const struct excess *x, struct db_result *r)
{
	CLEANUP(str_free) struct str out = {0};
	begin(&out, "fits", word_of(fits(h, x)));
	str_addf(&out, ",\"kind\":\"%s\",\"granted\":%zu,\"beyond\":%zu,\"services\":" SV_FMT,
		 x->unknown ? "open" : excess_kind_name(x->kind), x->granted, x->beyond, SV_ARG(x->services));
	if (x->kind != EXCESS_NONE) {
		add_text(&out, "action", x->action);
		add_extent(&out, x->allow);
		add_resource(&out, h, x->resource);
		add_text(&out, "region", x->region);
		add_source(&out, h, x->allow);
		str_addf(&out, ",\"denied\":%d", x->denied);
	}
	end(&out, h->unknown, h->lacks, r);
}

static void answer_fits(struct iam_sql *s, struct db_value **v, bool witness, struct db_result *r)
{
	struct sv arn = db_value_text(v[0]);
	if (!is_ready(s, r))
		return;
	const struct holder *h = holder_find(s->holders, arn);
	if (h == NULL) {
		answer_stranger("fits", arn, witness, r);
		return;
	}
	const struct excess *x = excess_find(s->asker, h, db_value_text(v[1]));
	if (x == NULL)
		db_result_error(r, "iam_fits: the contract has no engagement of this name");
	else if (witness)
		write_excess(h, x, r);
	else
		db_result_text(r, sv_of(word_of(fits(h, x))));
}

static void sql_fits(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)n;
	answer_fits(context, v, false, r);
}

static void sql_fits_witness(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)n;
	answer_fits(context, v, true, r);
}

/* ---- iam_overlap ---- */

/* Nothing in common, as far as was read, is certain unless something that grants was not read. */
static const char *overlap_word(const struct holder *a, const struct holder *b, const struct overlap *o)
{
	unsigned unknown = a->unknown | b->unknown;
	if (o->kind == OVERLAP_NONE)
		unknown &= 1u << IAM_LAYER_IDENTITY;
	return o->unknown || unknown != 0 ? "unknown" : overlap_kind_name(o->kind);
}

static void write_overlap(const struct holder *a, const struct holder *b, const struct overlap *o,
			  struct db_result *r)
{
	CLEANUP(str_free) struct str out = {0};
	begin(&out, "overlap", overlap_word(a, b, o));
	str_addf(&out, ",\"kind\":\"%s\"", overlap_kind_name(o->kind));
	if (o->kind != OVERLAP_NONE) {
		add_text(&out, "action", o->action);
		add_extent(&out, o->allow);
		add_resource(&out, a, o->resource);
		add_source(&out, a, o->allow);
	}
	end(&out, a->unknown | b->unknown, a->unknown != 0 ? a->lacks : b->lacks, r);
}

static void answer_overlap(struct iam_sql *s, struct db_value **v, bool witness, struct db_result *r)
{
	if (!is_ready(s, r))
		return;
	const struct holder *a = holder_find(s->holders, db_value_text(v[0]));
	const struct holder *b = holder_find(s->holders, db_value_text(v[1]));
	if (a == NULL || b == NULL) {
		answer_stranger("overlap", db_value_text(v[a == NULL ? 0 : 1]), witness, r);
		return;
	}
	const struct overlap *o = overlap_find(s->asker, a, b, db_value_text(v[2]));
	if (witness)
		write_overlap(a, b, o, r);
	else
		db_result_text(r, sv_of(overlap_word(a, b, o)));
}

static void sql_overlap(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)n;
	answer_overlap(context, v, false, r);
}

static void sql_overlap_witness(void *context, struct db_value **v, int n, struct db_result *r)
{
	(void)n;
	answer_overlap(context, v, true, r);
}

/* ---- iam_writes ---- */

static void sql_writes(void *context, struct db_value **v, int n, struct db_result *r)
{
	struct iam_sql *s = context;
	(void)n;
	if (!is_ready(s, r))
		return;
	const struct holder *h = holder_find(s->holders, db_value_text(v[0]));
	db_result_text(r, sv_of(word_of(h == NULL ? IAM_MAYBE : asker_writes(s->asker, h))));
}

/* ---- life ---- */

static const struct {
	const char *name;
	int n;
	void (*f)(void *context, struct db_value **v, int n, struct db_result *r);
} functions[] = {
	{"iam_can", 3, sql_can},
	{"iam_can", 4, sql_can},
	{"iam_can_witness", 3, sql_can_witness},
	{"iam_can_witness", 4, sql_can_witness},
	{"iam_fits", 2, sql_fits},
	{"iam_fits_witness", 2, sql_fits_witness},
	{"iam_overlap", 3, sql_overlap},
	{"iam_overlap_witness", 3, sql_overlap_witness},
	{"iam_writes", 1, sql_writes},
};

bool iam_sql_open(struct db *db, struct iam_sql **out, struct err *e)
{
	struct arena *a = arena_new();
	struct iam_sql *s = arena_alloc(a, sizeof *s);
	bool good = true;
	s->db = db;
	s->arena = a;
	for (size_t i = 0; i < sizeof functions / sizeof functions[0] && good; i++)
		good = db_function(db, functions[i].name, functions[i].n, functions[i].f, s, e);
	if (!good) {
		iam_sql_close(&s);
		return false;
	}
	*out = s;
	return true;
}

void iam_sql_close(struct iam_sql **s)
{
	struct err ignored;
	if (*s == NULL)
		return;
	for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
		(void)!db_function((*s)->db, functions[i].name, functions[i].n, NULL, NULL, &ignored);
	asker_free(&(*s)->asker);
	struct arena *a = (*s)->arena;
	*s = NULL;
	arena_free(&a);
}
