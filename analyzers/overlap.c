/* What two identities may both do. The second one's layers become levels above the first one's, so that the engine
 * looks for one request that all of them allow. What tells callers, networks and sessions apart is no part of what is
 * shared: such keys of the second identity get names of their own, so that each meets its conditions by itself. */
#include "analyzers/asking.h"
#include "analyzers/iam/iamdb.h"

#define OTHER "other:"

const char *overlap_kind_name(enum overlap_kind kind)
{
	static const char *const names[] = {
		[OVERLAP_NONE] = "no", [OVERLAP_READ] = "read", [OVERLAP_WRITE] = "write"};
	return names[kind];
}

/* Keys that speak of the place or the resource: they hold for both or for neither. */
static bool is_shared(struct sv key)
{
	if (sv_find(key, SV("tag/")) >= 0)
		return sv_find(key, SV("requesttag/")) < 0 && sv_find(key, SV("principaltag/")) < 0;
	return sv_eq(key, SV("aws:requestedregion")) || sv_starts(key, SV("aws:resource"));
}

static struct iam_policy *renamed(struct arena *a, const struct iam_policy *p)
{
	struct iam_policy *copy = arena_alloc(a, sizeof *copy);
	struct iam_statement *statement = arena_array(a, p->n, sizeof *statement);
	*copy = *p;
	copy->statement = statement;
	for (size_t i = 0; i < p->n; i++) {
		statement[i] = p->statement[i];
		struct iam_condition *c = arena_array(a, statement[i].conditions, sizeof *c);
		for (size_t j = 0; j < statement[i].conditions; j++) {
			c[j] = statement[i].condition[j];
			if (!is_shared(c[j].key.name))
				iam_key_init(a, arena_printf(a, OTHER SV_FMT, SV_ARG(c[j].key.written)),
					     &c[j].key);
		}
		statement[i].condition = c;
	}
	return copy;
}

static struct iam_target renamed_layer(struct arena *a, const struct iam_layer *layer)
{
	struct iam_item *item = arena_array(a, layer->n, sizeof *item);
	for (size_t i = 0; i < layer->n; i++)
		item[i] = (struct iam_item){layer->item[i].name, renamed(a, layer->item[i].policy)};
	return (struct iam_target){.layer = {item, layer->n}};
}

/* ---- one question ---- */

struct meeting {
	struct asker *k;
	const struct holder *a, *b;
	struct iam_target *level; /* the first is left for the actions asked about */
	size_t levels;
	const struct iam_entry *given;
	size_t givens;
	struct arena *scratch;
	struct sv except; /* a JSON array */
};

static void add_levels(struct meeting *m)
{
	const struct iam_side *s = &m->b->side;
	m->level = arena_array(m->scratch, 3 + s->scps, sizeof *m->level);
	m->levels = 1;
	m->level[m->levels++] = renamed_layer(m->scratch, &s->identity);
	if (s->boundary.n > 0)
		m->level[m->levels++] = renamed_layer(m->scratch, &s->boundary);
	for (size_t i = 0; i < s->scps; i++)
		m->level[m->levels++] = renamed_layer(m->scratch, &s->scp[i].layer);
}

static void add_given(struct meeting *m)
{
	size_t n, others;
	const struct iam_entry *own = asker_given(m->k, m->a, SV(""), m->scratch, &n);
	const struct iam_entry *other = asker_given(m->k, m->b, SV(OTHER), m->scratch, &others);
	struct iam_entry *all = arena_array(m->scratch, n + others, sizeof *all);
	for (size_t i = 0; i < n; i++)
		all[m->givens++] = own[i];
	for (size_t i = 0; i < others; i++)
		all[m->givens++] = other[i];
	m->given = all;
}

/* Do both do one of the actions, on one resource? */
static bool meets(struct meeting *m, struct sv actions, enum overlap_kind kind, struct overlap *out)
{
	static const struct iam_side nothing;
	CLEANUP(arena_free) struct arena *scratch = arena_new();
	struct iam_fit fit;
	m->level[0] = asker_level(m->k, actions, m->except);
	asker_contains(m->k, &m->a->side, m->level, m->levels, &nothing, m->given, m->givens, scratch, &fit);
	out->unknown = out->unknown || fit.answer == IAM_FIT_UNKNOWN;
	if (fit.answer != IAM_FIT_EXCEEDS)
		return false;
	*out = (struct overlap){.kind = kind,
				.action = arena_sv(m->k->arena, fit.witness.action),
				.resource = arena_sv(m->k->arena, fit.witness.resource),
				.allow = fit.allow};
	return true;
}

/* The actions that both hold, of one kind; `telling`: those that are known at sight. */
static size_t list_common(const struct meeting *m, bool write, bool telling, struct str *list)
{
	const uint64_t *a = asker_granted(m->k, m->a), *b = asker_granted(m->k, m->b);
	size_t n = 0;
	str_reset(list);
	str_addc(list, '[');
	for (uint32_t i = 0; i < iamdb_actions(); i++) {
		if ((a[i / 64] & b[i / 64]) == 0) {
			i |= 63;
			continue;
		}
		if (!bit_of(a, i) || !bit_of(b, i) || bit_of(m->k->ignored, i) || asker_changes(i) != write ||
		    (telling && !bit_of(m->k->known_at_sight, i)))
			continue;
		str_addf(list, "%s\"" SV_FMT ":" SV_FMT "\"", n > 0 ? "," : "",
			 SV_ARG(iamdb_service(iamdb_service_of(i))), SV_ARG(iamdb_name(i)));
		n++;
	}
	str_addc(list, ']');
	return n;
}

/* A small question finds most overlaps, and tells them best. */
static bool meets_by(struct meeting *m, bool write, struct overlap *out)
{
	CLEANUP(str_free) struct str list;
	enum overlap_kind kind = write ? OVERLAP_WRITE : OVERLAP_READ;
	str_init(&list, LIMIT_TEXT);
	for (int telling = 1; telling >= 0; telling--)
		if (list_common(m, write, telling != 0, &list) > 0 && meets(m, str_sv(&list), kind, out))
			return true;
	return false;
}

static void find(struct meeting *m, struct overlap *out)
{
	add_levels(m);
	add_given(m);
	if (meets_by(m, true, out) || meets_by(m, false, out))
		return;
	/* The table of a small build knows only some actions: what else both hold may be anything. */
	if (!iamdb_whole() && meets(m, SV("\"*\""), OVERLAP_WRITE, out))
		out->unknown = true;
}

/* "s3:* ec2:*" as a JSON array. */
static struct sv as_array(struct arena *a, struct sv words)
{
	CLEANUP(str_free) struct str list;
	struct sv word;
	str_init(&list, LIMIT_OUTSIDE_STRING);
	str_addc(&list, '[');
	while (sv_split(&words, ' ', &word)) {
		str_addz(&list, list.n > 1 ? "," : "");
		str_add_json(&list, word);
	}
	str_addc(&list, ']');
	return arena_sv(a, str_sv(&list));
}

const struct overlap *overlap_find(struct asker *asker, const struct holder *a, const struct holder *b,
				   struct sv except)
{
	CLEANUP(str_free) struct str key;
	bool added;
	str_init(&key, LIMIT_TEXT);
	str_addf(&key, SV_FMT "\n" SV_FMT "\n" SV_FMT, SV_ARG(except), SV_ARG(a->key), SV_ARG(b->key));
	void **slot = table_slot(asker->overlaps, str_sv(&key), &added);
	if (!added)
		return *slot;
	CLEANUP(arena_free) struct arena *scratch = arena_new();
	struct overlap *out = arena_alloc(asker->arena, sizeof *out);
	struct meeting m = {
		.k = asker, .a = a, .b = b, .scratch = scratch, .except = as_array(scratch, except)};
	*slot = out;
	find(&m, out);
	return out;
}
