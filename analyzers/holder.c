#include "analyzers/holder.h"

#include "base/table.h"

struct holders {
	struct table *by_arn;
};

/* What stands behind a holder, in an order that does not depend on who holds it. */
static const char held_sql[] =
	"WITH source (holder, source) AS (\n"
	"  SELECT arn, arn FROM iam_principal WHERE kind IN ('user', 'role')\n"
	"  UNION ALL\n"
	"  SELECT m.user_arn, m.group_arn FROM iam_group_member AS m\n"
	")\n"
	"SELECT i.arn, i.account, i.boundary, i.trust, s.source, g.kind, g.name, g.policy_arn, g.document,\n"
	"       s.source = i.arn OR EXISTS (SELECT 1 FROM iam_principal AS p WHERE p.arn = s.source)\n"
	"FROM   source AS s\n"
	"JOIN   iam_principal AS i ON i.arn = s.holder AND i.kind IN ('user', 'role')\n"
	"LEFT JOIN iam_grant AS g ON g.principal_arn = s.source\n"
	"ORDER BY i.arn, s.source <> i.arn, s.source, g.kind, g.name, g.policy_arn";

struct reading_holders {
	struct db *db;
	struct arena *arena;
	struct shelf *shelf;
	struct table *by_arn, *policies, *guards;
	struct holder *h; /* the present one */
	struct iam_item *item;
	size_t items, room;
	struct str key, lacks;
};

/* ---- policy documents ---- */

static void *kept(struct table *t, struct sv key, struct arena *a, struct sv text)
{
	bool added;
	void **slot = table_slot(t, key, &added);
	if (added) {
		struct sv *copy = arena_alloc(a, sizeof *copy);
		*copy = arena_sv(a, text);
		*slot = copy;
	}
	return *slot;
}

/* By account and ARN, and by ARN alone: the policies of AWS are the same everywhere. */
static bool read_policies(struct reading_holders *r, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	CLEANUP(str_free) struct str key;
	bool row;
	str_init(&key, LIMIT_OUTSIDE_STRING);
	if (!db_prepare(
		    r->db,
		    SV("SELECT account, arn, document FROM iam_policy WHERE document IS NOT NULL ORDER BY account, arn"),
		    &s, e))
		return false;
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return true;
		str_reset(&key);
		str_addf(&key, SV_FMT " " SV_FMT, SV_ARG(db_text(s, 0)), SV_ARG(db_text(s, 1)));
		kept(r->policies, str_sv(&key), r->arena, db_text(s, 2));
		kept(r->policies, db_text(s, 1), r->arena, db_text(s, 2));
	}
}

static struct sv document_of(struct reading_holders *r, struct sv arn)
{
	CLEANUP(str_free) struct str key;
	str_init(&key, LIMIT_OUTSIDE_STRING);
	str_addf(&key, SV_FMT " " SV_FMT, SV_ARG(r->h->account), SV_ARG(arn));
	const struct sv *text = table_get(r->policies, str_sv(&key));
	if (text == NULL)
		text = table_get(r->policies, arn);
	return text != NULL ? *text : shelf_of_aws(arn);
}

/* ---- one holder ---- */

static void add_lack(struct reading_holders *r, unsigned layers, struct sv sentence)
{
	r->h->unknown |= layers;
	str_addz(&r->lacks, r->lacks.n > 1 ? "," : "");
	str_add_json(&r->lacks, sentence);
}

static const struct iam_policy *take(struct reading_holders *r, struct sv name, struct sv text,
				     enum iam_policy_type type, enum iam_layer_type layer)
{
	const struct shelved *doc = text.n == 0 ? NULL : shelf_put(r->shelf, text, type);
	if (doc != NULL && doc->policy != NULL) {
		r->h->marks |= doc->marks;
		str_addf(&r->key, "%zu,", doc->number);
		return doc->policy;
	}
	const char *why = doc == NULL ? "was not read" : "is none that IAM would take";
	add_lack(r, 1u << layer,
		 arena_printf(r->arena, "The document of policy " SV_FMT " %s.", SV_ARG(name), why));
	return NULL;
}

static void add_item(struct reading_holders *r, struct sv name, const struct iam_policy *policy)
{
	if (r->items == r->room) {
		struct iam_item *more = arena_array(r->arena, 2 * r->room + 8, sizeof *more);
		for (size_t i = 0; i < r->items; i++)
			more[i] = r->item[i];
		r->item = more;
		r->room = 2 * r->room + 8;
	}
	r->item[r->items++] = (struct iam_item){arena_sv(r->arena, name), policy};
}

static void add_grant(struct reading_holders *r, struct db_stmt *s)
{
	struct sv name = db_text(s, 6), arn = db_text(s, 7);
	bool in_line = sv_eq(db_text(s, 5), SV("inline"));
	if (db_int(s, 9) == 0)
		add_lack(r, 1u << IAM_LAYER_IDENTITY,
			 arena_printf(r->arena, "The group " SV_FMT " was not read.", SV_ARG(db_text(s, 4))));
	if (db_is_null(s, 5))
		return;
	const struct iam_policy *p =
		take(r, in_line ? name : arn, in_line ? db_text(s, 8) : document_of(r, arn), IAM_IDENTITY,
		     IAM_LAYER_IDENTITY);
	if (p != NULL)
		add_item(r, name, p);
}

static void add_boundary(struct reading_holders *r, struct sv arn)
{
	str_addz(&r->key, "|");
	const struct iam_policy *p = take(r, arn, document_of(r, arn), IAM_BOUNDARY, IAM_LAYER_BOUNDARY);
	if (p == NULL)
		return;
	struct iam_item *item = arena_alloc(r->arena, sizeof *item);
	*item = (struct iam_item){arena_sv(r->arena, arn), p};
	r->h->side.boundary = (struct iam_layer){item, 1};
}

static bool begin(struct reading_holders *r, struct db_stmt *s, struct err *e)
{
	struct holder *h = r->h = arena_alloc(r->arena, sizeof *h);
	bool added;
	h->arn = arena_sv(r->arena, db_text(s, 0));
	h->account = arena_sv(r->arena, db_text(s, 1));
	if (!db_is_null(s, 3))
		h->trust = arena_sv(r->arena, db_text(s, 3));
	*table_slot(r->by_arn, h->arn, &added) = h;
	r->item = NULL;
	r->items = r->room = 0;
	str_reset(&r->key);
	str_reset(&r->lacks);
	str_addc(&r->lacks, '[');
	if (!iam_principal_parse(r->arena, h->arn, SV(""), &h->who, e))
		return false;
	if (!db_is_null(s, 2))
		add_boundary(r, db_text(s, 2));
	str_addc(&r->key, '|');
	return true;
}

static bool guard_of(struct reading_holders *r, const struct guard **out, struct err *e)
{
	bool added;
	void **slot = table_slot(r->guards, r->h->account, &added);
	struct guard *g = *slot;
	if (added) {
		*slot = g = arena_alloc(r->arena, sizeof *g);
		if (!guard_read(r->db, r->shelf, r->arena, r->h->account, g, e))
			return false;
	}
	*out = g;
	return true;
}

/* Service control policies reach no service-linked role. */
static bool finish(struct reading_holders *r, struct err *e)
{
	struct holder *h = r->h;
	const struct guard *g;
	if (h == NULL)
		return true;
	h->side.identity = (struct iam_layer){r->item, r->items};
	if (!guard_of(r, &g, e))
		return false;
	h->manages = g->manages;
	if (!iam_principal_is_service_linked(&h->who)) {
		h->side.scp = g->scp;
		h->side.scps = g->scps;
		h->side.rcp = g->rcp;
		h->side.rcps = g->rcps;
		h->marks |= g->marks;
		str_addf(&r->key, "|" SV_FMT, SV_ARG(g->key));
		if (g->unknown != 0)
			add_lack(r, g->unknown, g->lack);
	}
	str_addc(&r->lacks, ']');
	h->lacks = arena_sv(r->arena, str_sv(&r->lacks));
	str_addf(&r->key, "|%u", h->unknown);
	if ((h->marks & SHELF_SPEAKS_OF_CALLER) != 0)
		str_addf(&r->key, "|" SV_FMT, SV_ARG(h->arn));
	h->key = arena_sv(r->arena, str_sv(&r->key));
	return true;
}

static bool read_holders(struct reading_holders *r, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(r->db, SV(held_sql), &s, e))
		return false;
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return finish(r, e);
		if (r->h == NULL || !sv_eq(r->h->arn, db_text(s, 0)))
			if (!finish(r, e) || !begin(r, s, e))
				return false;
		add_grant(r, s);
	}
}

bool holders_read(struct db *db, struct shelf *shelf, struct arena *a, struct holders **out, struct err *e)
{
	struct reading_holders r = {.db = db, .arena = a, .shelf = shelf};
	r.by_arn = table_new(a);
	r.policies = table_new(a);
	r.guards = table_new(a);
	str_init(&r.key, LIMIT_TEXT);
	str_init(&r.lacks, LIMIT_TEXT);
	bool good = read_policies(&r, e) && read_holders(&r, e);
	str_free(&r.key);
	str_free(&r.lacks);
	if (!good)
		return false;
	*out = arena_alloc(a, sizeof **out);
	(*out)->by_arn = r.by_arn;
	return true;
}

const struct holder *holder_find(const struct holders *h, struct sv arn)
{
	return table_get(h->by_arn, arn);
}

struct sv holder_policy_of(const struct holder *h, const struct iam_statement *s)
{
	for (size_t i = 0; i < h->side.identity.n; i++) {
		const struct iam_policy *p = h->side.identity.item[i].policy;
		if (s >= p->statement && s < p->statement + p->n)
			return h->side.identity.item[i].name;
	}
	return (struct sv){"", 0};
}
