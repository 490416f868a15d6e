#include "analyzers/asking.h"
#include "analyzers/iam/iamdb.h"

#define SERVICES_TOLD 5

const char *excess_kind_name(enum excess_kind kind)
{
	static const char *const names[EXCESS_KINDS] = {
		[EXCESS_NONE] = "none",        [EXCESS_IAM] = "iam-write",
		[EXCESS_DATA] = "data-access", [EXCESS_PRIVILEGED] = "privileged",
		[EXCESS_OTHER] = "other",      [EXCESS_REGION] = "region",
	};
	return names[kind];
}

/* One question about one identity and one engagement, while it is answered. */
struct measuring {
	struct asker *k;
	const struct holder *h;
	const struct measure *m;
	const struct iam_side *scope; /* empty where the contract does not name the account */
	const struct iam_entry *given;
	size_t givens;
	struct arena *scratch;
};

/* Only what all levels let through. */
static enum iam_fit_answer ask(struct measuring *q, const struct iam_target *level, size_t levels,
			       const struct iam_side *scope, struct iam_fit *fit)
{
	asker_contains(q->k, &q->h->side, level, levels, scope, q->given, q->givens, q->scratch, fit);
	return fit->answer;
}

/* What was found, by the example that tells most. */
static void tell(struct measuring *q, const struct iam_target *level, const struct iam_side *scope,
		 const struct iam_fit *found, enum excess_kind kind, struct excess *out)
{
	const struct iam_target better[] = {*level, q->k->abroad, q->k->telling};
	struct iam_fit told;
	const struct iam_fit *fit = found;
	for (size_t n = 3; n > 1 && fit == found; n--)
		if (ask(q, better, n, scope, &told) == IAM_FIT_EXCEEDS)
			fit = &told;
	struct arena *a = q->k->arena;
	out->kind = kind;
	out->action = arena_sv(a, fit->witness.action);
	out->resource = arena_sv(a, fit->witness.resource);
	out->allow = fit->allow;
	out->denied = fit->deny != NULL;
	for (size_t i = 0; i < fit->witness.n && kind == EXCESS_REGION; i++)
		if (sv_eq(fit->witness.context[i].key.name, SV("aws:requestedregion")) &&
		    fit->witness.context[i].value.n > 0)
			out->region = arena_sv(a, fit->witness.context[i].value.text[0]);
}

/* The plain question first: most that fit need no other. What exceeds is asked again by kind, the gravest first. */
static void judge(struct measuring *q, struct excess *out)
{
	const struct {
		const struct iam_target *level;
		enum excess_kind kind;
	} kinds[] = {
		{&q->k->iam, EXCESS_IAM}, {&q->k->data, EXCESS_DATA}, {&q->m->privileged, EXCESS_PRIVILEGED}};
	struct iam_fit fit, graver;
	enum iam_fit_answer answer = ask(q, &q->k->any, 1, q->scope, &fit);
	out->unknown = answer == IAM_FIT_UNKNOWN;
	if (answer == IAM_FIT_EXCEEDS) {
		for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
			if (kinds[i].level->layer.n > 0 &&
			    ask(q, kinds[i].level, 1, q->scope, &graver) == IAM_FIT_EXCEEDS) {
				tell(q, kinds[i].level, q->scope, &graver, kinds[i].kind, out);
				return;
			}
		tell(q, &q->k->any, q->scope, &fit, EXCESS_OTHER, out);
	} else if (answer == IAM_FIT_CONTAINED && q->m->by_region && q->scope == &q->m->work) {
		answer = ask(q, &q->k->any, 1, &q->m->regional, &fit);
		out->unknown = answer == IAM_FIT_UNKNOWN;
		if (answer == IAM_FIT_EXCEEDS)
			tell(q, &q->k->any, &q->m->regional, &fit, EXCESS_REGION, out);
	}
}

/* ---- figures ---- */

static void tell_services(struct asker *k, const size_t *count, struct excess *out)
{
	CLEANUP(str_free) struct str text;
	uint32_t told[SERVICES_TOLD] = {0};
	str_init(&text, LIMIT_OUTSIDE_STRING);
	str_addc(&text, '{');
	for (size_t n = 0; n < SERVICES_TOLD; n++) {
		uint32_t best = IAMDB_NONE;
		for (uint32_t s = 0; s < iamdb_services(); s++) {
			bool is_told = false;
			for (size_t i = 0; i < n; i++)
				is_told = is_told || told[i] == s;
			if (!is_told && count[s] > (best == IAMDB_NONE ? 0 : count[best]))
				best = s;
		}
		if (best == IAMDB_NONE)
			break;
		told[n] = best;
		str_addz(&text, n > 0 ? "," : "");
		str_add_json(&text, iamdb_service(best));
		str_addf(&text, ":%zu", count[best]);
	}
	str_addc(&text, '}');
	out->services = arena_sv(k->arena, str_sv(&text));
}

static void count(struct measuring *q, struct excess *out)
{
	const uint64_t *granted = asker_granted(q->k, q->h);
	size_t *of_service = arena_array(q->scratch, iamdb_services(), sizeof *of_service);
	bool inside = q->scope == &q->m->work;
	for (uint32_t i = 0; i < iamdb_actions(); i++) {
		if (granted[i / 64] == 0) {
			i |= 63;
			continue;
		}
		if (!bit_of(granted, i) || bit_of(q->k->ignored, i))
			continue;
		out->granted++;
		if (inside && bit_of(q->m->allowed, i))
			continue;
		out->beyond++;
		of_service[iamdb_service_of(i)]++;
	}
	tell_services(q->k, of_service, out);
}

const struct excess *excess_find(struct asker *asker, const struct holder *h, struct sv engagement)
{
	static const struct iam_side nothing;
	CLEANUP(str_free) struct str key = {0};
	bool added;
	const struct measure *m = table_get(asker->measures, engagement);
	if (m == NULL)
		return NULL;
	bool inside = table_get(m->accounts, h->account) != NULL;
	str_init(&key, LIMIT_TEXT);
	str_addf(&key, SV_FMT " %d ", SV_ARG(engagement), inside);
	str_add(&key, h->key);
	void **slot = table_slot(asker->excesses, str_sv(&key), &added);
	if (!added)
		return *slot;
	CLEANUP(arena_free) struct arena *scratch = arena_new();
	struct excess *out = arena_alloc(asker->arena, sizeof *out);
	struct measuring q = {
		.k = asker, .h = h, .m = m, .scope = inside ? &m->work : &nothing, .scratch = scratch};
	*slot = out;
	q.given = asker_given(asker, h, SV(""), scratch, &q.givens);
	judge(&q, out);
	count(&q, out);
	return out;
}
