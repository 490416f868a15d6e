/* Lists of actions as levels that narrow a question, and the questions themselves. */
#include "analyzers/asking.h"

#include "analyzers/iam/expand.h"
#include "base/glob.h"

/* ---- lists of actions ---- */

static void add_name(struct str *list, struct sv name)
{
	str_addz(list, list->n > 1 ? "," : "");
	str_add_json(list, name);
}

static void add_action(struct str *list, uint32_t action)
{
	CLEANUP(str_free) struct str name;
	str_init(&name, LIMIT_OUTSIDE_STRING);
	str_addf(&name, SV_FMT ":" SV_FMT, SV_ARG(iamdb_service(iamdb_service_of(action))),
		 SV_ARG(iamdb_name(action)));
	add_name(list, str_sv(&name));
}

bool asker_changes(uint32_t action)
{
	return (iamdb_levels(action) & ~(unsigned)(IAMDB_READ | IAMDB_LIST)) != 0;
}

static void add_reading(struct str *list, struct sv pattern)
{
	struct sv name = pattern, service;
	if (!sv_split(&name, ':', &service))
		return;
	for (uint32_t s = 0; s < iamdb_services(); s++) {
		if (!glob_match_nocase(service, iamdb_service(s)))
			continue;
		struct iamdb_range r = iamdb_service_actions(s);
		for (uint32_t i = r.first; i < r.end; i++)
			if (!asker_changes(i) && glob_match_nocase(name, iamdb_name(i)))
				add_action(list, i);
	}
}

/* Patterns from the store; those with a second column of 1 mean reading calls only. */
static bool list_patterns(struct db *db, const char *sql, struct sv engagement, struct str *list, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(db, sv_of(sql), &s, e))
		return false;
	if (db_parameters(s) > 0)
		db_bind_text(s, 1, engagement);
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return true;
		if (sv_eq(db_text(s, 1), SV("1")))
			add_reading(list, db_text(s, 0));
		else
			add_name(list, db_text(s, 0));
	}
}

static void list_iam(struct str *list)
{
	uint32_t iam = iamdb_service_find(SV("iam"));
	struct iamdb_range r = iam == IAMDB_NONE ? (struct iamdb_range){0, 0} : iamdb_service_actions(iam);
	for (uint32_t i = r.first; i < r.end; i++)
		if (asker_changes(i))
			add_action(list, i);
}

static void list_permissions(struct str *list)
{
	for (uint32_t i = 0; i < iamdb_actions(); i++)
		if ((iamdb_levels(i) & IAMDB_PERMISSIONS) != 0)
			add_action(list, i);
}

/* ---- levels ---- */

static struct iam_target make_allow(struct asker *k, struct sv actions, const char *condition, struct sv except)
{
	CLEANUP(str_free) struct str text;
	struct iam_item *item = arena_alloc(k->arena, sizeof *item);
	str_init(&text, LIMIT_TEXT);
	str_addf(&text,
		 "{\"Statement\":[{\"Effect\":\"Allow\",\"Resource\":\"*\",\"Action\":" SV_FMT
		 ",\"Condition\":%s}",
		 SV_ARG(actions), condition);
	const struct sv without[] = {k->tolerated, except};
	for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
		if (without[i].n > SV("[]").n)
			str_addf(&text, ",{\"Effect\":\"Deny\",\"Resource\":\"*\",\"Action\":" SV_FMT "}",
				 SV_ARG(without[i]));
	str_addz(&text, "]}");
	item->policy = shelf_put(k->shelf, str_sv(&text), IAM_IDENTITY)->policy;
	return (struct iam_target){.layer = {item, item->policy == NULL ? 0 : 1}};
}

struct iam_target asker_level(struct asker *k, struct sv actions, struct sv except)
{
	return make_allow(k, actions, "{\"Null\":{\"aws:RequestedRegion\":\"false\"}}", except);
}

static bool make_level(struct db *db, struct asker *k, const char *sql, struct sv engagement,
		       void (*more)(struct str *list), struct iam_target *out, struct err *e)
{
	CLEANUP(str_free) struct str list;
	str_init(&list, LIMIT_TEXT);
	str_addc(&list, '[');
	if (sql != NULL && !list_patterns(db, sql, engagement, &list, e))
		return false;
	if (more != NULL)
		more(&list);
	str_addc(&list, ']');
	*out = (struct iam_target){.layer = {NULL, 0}};
	if (list.n > SV("[]").n)
		*out = asker_level(k, str_sv(&list), SV("[]"));
	return true;
}

static const uint64_t *expanded(struct asker *k, const struct iam_side *side)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new();
	struct iam_expand_options o = {.mode = IAM_OPEN};
	struct iam_expansion x;
	uint64_t *bits = arena_array(k->arena, iamdb_actions() / 64 + 1, sizeof *bits);
	iam_expand(side, &o, &k->work, scratch, &x);
	for (size_t i = 0; i < x.n; i++)
		bits[x.entry[i].action / 64] |= UINT64_C(1) << (x.entry[i].action % 64);
	return bits;
}

const uint64_t *asker_granted(struct asker *k, const struct holder *h)
{
	bool added;
	void **slot = table_slot(k->granted, h->key, &added);
	if (added) {
		const uint64_t **kept = arena_alloc(k->arena, sizeof *kept);
		*slot = kept;
		*kept = expanded(k, &h->side);
	}
	return *(const uint64_t **)*slot;
}

/* For tables that do not know all actions: is what the identity may do among what is known to read? */
static bool reads_for_certain(struct asker *k, const struct holder *h, const uint64_t *granted)
{
	static const struct iam_side nothing;
	CLEANUP(arena_free) struct arena *scratch = arena_new();
	CLEANUP(str_free) struct str list;
	struct iam_fit fit;
	str_init(&list, LIMIT_TEXT);
	str_addc(&list, '[');
	for (uint32_t i = 0; i < iamdb_actions(); i++)
		if (bit_of(granted, i) && !asker_changes(i))
			add_action(&list, i);
	str_addc(&list, ']');
	struct iam_target level = asker_level(k, SV("\"*\""), str_sv(&list));
	asker_contains(k, &h->side, &level, 1, &nothing, NULL, 0, scratch, &fit);
	return fit.answer == IAM_FIT_CONTAINED;
}

enum iam_truth asker_writes(struct asker *asker, const struct holder *h)
{
	const uint64_t *granted = asker_granted(asker, h);
	bool grants_open = (h->unknown & 1u << IAM_LAYER_IDENTITY) != 0;
	for (uint32_t i = 0; i < iamdb_actions(); i++)
		if (bit_of(granted, i) && asker_changes(i) && !bit_of(asker->ignored, i))
			return h->unknown == 0 ? IAM_YES : IAM_MAYBE;
	return !grants_open && (iamdb_whole() || reads_for_certain(asker, h, granted)) ? IAM_NO : IAM_MAYBE;
}

/* ---- questions ---- */

void asker_contains(struct asker *k, const struct iam_side *a, const struct iam_target *level, size_t levels,
		    const struct iam_side *b, const struct iam_entry *given, size_t givens,
		    struct arena *scratch, struct iam_fit *fit)
{
	struct iam_side side = *a;
	struct iam_target *all = arena_array(scratch, a->scps + levels, sizeof *all);
	struct iam_fit_options o = {.only_table = iamdb_whole(), .given = given, .givens = givens};
	for (size_t i = 0; i < levels; i++)
		all[i] = level[i];
	for (size_t i = 0; i < a->scps; i++)
		all[levels + i] = a->scp[i];
	side.scp = all;
	side.scps = levels + a->scps;
	iam_contains(&side, b, &o, &k->work, scratch, fit);
}

const struct iam_entry *asker_given(struct asker *k, const struct holder *h, struct sv prefix, struct arena *a,
				    size_t *n)
{
	const struct {
		const char *name;
		struct sv value;
	} known[] = {
		{"aws:PrincipalArn", h->who.arn},
		{"aws:PrincipalAccount", h->account},
		{"aws:ResourceAccount", h->account},
		{"aws:PrincipalOrgID", k->organization},
		{"aws:ResourceOrgID", k->organization},
		{"aws:username", h->who.kind == IAM_USER ? h->who.name : SV("")},
	};
	size_t count = sizeof known / sizeof known[0];
	struct iam_entry *entry = arena_array(a, count, sizeof *entry);
	*n = 0;
	if ((h->marks & SHELF_SPEAKS_OF_CALLER) == 0)
		return entry;
	for (size_t i = 0; i < count; i++) {
		if (known[i].value.n == 0)
			continue;
		struct sv *text = arena_alloc(a, sizeof *text);
		*text = known[i].value;
		iam_key_init(a, arena_printf(a, SV_FMT "%s", SV_ARG(prefix), known[i].name), &entry[*n].key);
		entry[(*n)++].value = (struct iam_value){text, 1, false};
	}
	return entry;
}

/* ---- the contract ---- */

static bool read_accounts(struct db *db, struct asker *k, struct sv id, struct measure *m, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row, added;
	m->accounts = table_new(k->arena);
	if (!db_prepare(db, SV("SELECT account FROM engagement_account WHERE engagement = ?1 ORDER BY account"),
			&s, e))
		return false;
	db_bind_text(s, 1, id);
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return true;
		*table_slot(m->accounts, db_text(s, 0), &added) = m;
	}
}

static bool read_scope(struct asker *k, struct sv text, struct iam_side *side, struct measure *m, struct err *e)
{
	if (text.n == 0)
		return true;
	struct iam_item *item = arena_alloc(k->arena, sizeof *item);
	const struct shelved *doc = shelf_put(k->shelf, text, IAM_IDENTITY);
	if (doc->policy == NULL)
		return err_set(e, "the scope is no policy: " SV_FMT, SV_ARG(sv_sub(text, 0, 200)));
	*item = (struct iam_item){SV("contract"), doc->policy};
	side->identity = (struct iam_layer){item, 1};
	m->marks |= doc->marks;
	return true;
}

static bool read_measure(struct db *db, struct asker *k, struct db_stmt *s, struct err *e)
{
	static const char privileged[] = "SELECT value, '0' FROM engagement_list\n"
					 "WHERE engagement = ?1 AND kind = 'privileged_action' ORDER BY value";
	struct measure *m = arena_alloc(k->arena, sizeof *m);
	struct sv id = arena_sv(k->arena, db_text(s, 0));
	bool added;
	*table_slot(k->measures, id, &added) = m;
	m->by_region = db_int(s, 3) != 0;
	if (!read_scope(k, db_text(s, 1), &m->work, m, e) ||
	    !read_scope(k, db_text(s, 2), &m->regional, m, e) || !read_accounts(db, k, id, m, e) ||
	    !make_level(db, k, privileged, id, list_permissions, &m->privileged, e))
		return err_wrap(e, "engagement " SV_FMT, SV_ARG(id));
	m->allowed = expanded(k, &m->work);
	return true;
}

static bool read_measures(struct db *db, struct asker *k, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(
		    db,
		    SV("SELECT p.engagement, p.document, p.regional, e.regions_limited\n"
		       "FROM scope_policy AS p JOIN engagement AS e ON e.id = p.engagement ORDER BY p.engagement"),
		    &s, e))
		return false;
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return true;
		if (!read_measure(db, k, s, e))
			return false;
	}
}

/* ---- life ---- */

static bool read_lists(struct db *db, struct asker *k, struct err *e)
{
	CLEANUP(str_free) struct str list, id;
	str_init(&list, LIMIT_TEXT);
	str_init(&id, LIMIT_OUTSIDE_STRING);
	str_addc(&list, '[');
	if (!list_patterns(db, "SELECT pattern, read FROM tolerated_call ORDER BY pattern", SV(""), &list, e) ||
	    !db_get_text(db, "SELECT coalesce((SELECT id FROM organization), '')", &id, e))
		return false;
	str_addc(&list, ']');
	k->organization = arena_sv(k->arena, str_sv(&id));
	k->tolerated = SV("[]");
	struct iam_side counted = {.identity = asker_level(k, str_sv(&list), SV("[]")).layer};
	k->ignored = expanded(k, &counted);
	k->tolerated = arena_sv(k->arena, str_sv(&list));
	k->any = asker_level(k, SV("\"*\""), SV("[]"));
	return true;
}

static bool read_kinds(struct db *db, struct asker *k, struct err *e)
{
	static const char data[] = "SELECT pattern, '0' FROM data_action ORDER BY pattern";
	static const char telling[] = "SELECT action, '0' FROM telling_action ORDER BY action";
	if (!make_level(db, k, NULL, SV(""), list_iam, &k->iam, e) ||
	    !make_level(db, k, data, SV(""), NULL, &k->data, e) ||
	    !make_level(db, k, telling, SV(""), NULL, &k->telling, e))
		return false;
	k->abroad = make_allow(
		k, SV("\"*\""),
		"{\"StringEquals\":{\"aws:RequestedRegion\":[\"us-east-1\",\"us-west-2\",\"eu-west-1\","
		"\"eu-central-1\",\"ap-southeast-1\",\"ap-northeast-1\"]}}",
		SV("[]"));
	struct iam_side told = {.identity = k->telling.layer};
	k->known_at_sight = expanded(k, &told);
	return true;
}

bool asker_new(struct db *db, struct shelf *shelf, struct arena *a, struct asker **out, struct err *e)
{
	struct asker *k = arena_alloc(a, sizeof *k);
	k->arena = a;
	k->shelf = shelf;
	k->measures = table_new(a);
	k->granted = table_new(a);
	k->excesses = table_new(a);
	k->overlaps = table_new(a);
	if (!read_lists(db, k, e) || !read_kinds(db, k, e) || !read_measures(db, k, e)) {
		globs_work_free(&k->work);
		return false;
	}
	*out = k;
	return true;
}

void asker_free(struct asker **asker)
{
	if (*asker != NULL)
		globs_work_free(&(*asker)->work);
	*asker = NULL;
}
