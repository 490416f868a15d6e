/* Copies of one record. */
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "collectors/trail_settle.h"

static bool same_id(const struct rollup_row *a, const struct rollup_row *b)
{
	return memcmp(a->id, b->id, ROLLUP_ID) == 0 && a->recipient == b->recipient && a->text_id == b->text_id;
}

static bool has_id(const struct rollup_row *row)
{
	return !row->text_id || fact_number(row->id, 4) != 0;
}

static int compare_keys(const struct settle *s, uint32_t a, uint32_t b)
{
	const struct rollup_key *x = rollup_key_at(s->rollup, a), *y = rollup_key_at(s->rollup, b);
	int order = 0;
	for (size_t i = 0; i < ROLLUP_PRINCIPAL && order == 0; i++)
		order = sv_cmp(settle_text(s, x->part[i]), settle_text(s, y->part[i]));
	if (order == 0)
		order = sv_cmp(rollup_principal_at(s->rollup, x->part[ROLLUP_PRINCIPAL]),
			       rollup_principal_at(s->rollup, y->part[ROLLUP_PRINCIPAL]));
	return order;
}

static void add_text(struct str *out, struct sv text)
{
	str_addf(out, "%zu:", text.n);
	str_add(out, text);
}

/* What is kept of the record beside its key; text and JSON as they are stored, NULL told from empty. */
static bool add_kept(struct settle *s, const struct record *r, struct str *text, struct err *e)
{
	struct db_stmt *kept = s->statement[CONTENT];
	bool row;
	db_bind_int(kept, 1, trail_kept_id(r->source, r->row.position));
	if (!db_step(kept, &row, e))
		return false;
	for (int i = 0; row && i < db_columns(kept); i++) {
		str_addc(text, db_is_null(kept, i) ? '-' : '+');
		add_text(text, db_text(kept, i));
	}
	db_reset(kept);
	return row || err_set(e, "trail_kept: record %u of source %lld is missing: the store is damaged",
			      r->row.position, (long long)r->source);
}

/* Of all that the store has of the record. */
static bool content_hash(struct settle *s, const struct record *r, char hex[SHA256_HEX_MAX], struct err *e)
{
	struct str text CLEANUP(str_free);
	const struct rollup_key *key = rollup_key_at(s->rollup, r->row.key);
	str_init(&text, LIMIT_TEXT);
	str_addf(&text, "%lld:", (long long)r->row.time);
	for (size_t i = 0; i < ROLLUP_PRINCIPAL; i++)
		add_text(&text, settle_text(s, key->part[i]));
	add_text(&text, rollup_principal_at(s->rollup, key->part[ROLLUP_PRINCIPAL]));
	add_text(&text, settle_text(s, r->row.address));
	if (r->row.kept && !add_kept(s, r, &text, e))
		return false;
	sha256_hex(str_sv(&text), hex);
	return true;
}

struct copies {
	size_t counts; /* the record that counts */
	char content[SHA256_HEX_MAX];
	int64_t n, differing;
};

/* Of copies of which the same is kept: whether the rest is the same too, as far as that can be compared. */
static bool same_rest(const struct rollup_row *a, const struct rollup_row *b)
{
	return a->delivered != b->delivered || a->content == b->content;
}

/* Puts one more copy beside the others. Copies come in the order of object and place, so a later one wins by less only. */
static bool add_copy(struct settle *s, struct copies *c, size_t copy, size_t *same, struct err *e)
{
	struct record *best = &s->record[c->counts], *other = &s->record[copy];
	char content[SHA256_HEX_MAX];
	if (!content_hash(s, other, content, e))
		return false;
	c->n++;
	if (strcmp(content, c->content) == 0) {
		other->other = true;
		*same += same_rest(&best->row, &other->row);
		return true;
	}
	int order = best->row.time != other->row.time ? (best->row.time < other->row.time ? -1 : 1)
						      : compare_keys(s, best->row.key, other->row.key);
	if (order == 0)
		order = strcmp(c->content, content);
	if (order < 0) {
		other->other = true;
		return true;
	}
	best->other = true;
	c->counts = copy;
	memcpy(c->content, content, sizeof content);
	*same = 1;
	return true;
}

static bool put_seen(struct settle *s, const struct copies *c, struct err *e)
{
	const struct record *r = &s->record[c->counts];
	char uuid[ID_TEXT];
	struct sv id = settle_id(s, r->row.id, r->row.text_id, uuid);
	struct db_stmt *seen = s->statement[SEEN], *conflict = s->statement[CONFLICT];
	db_bind_text(seen, 1, settle_text(s, r->row.recipient));
	db_bind_text(seen, 2, id);
	db_bind_textz(seen, 3, c->content);
	db_bind_int(seen, 4, r->source);
	db_bind_int(seen, 5, c->n);
	db_bind_int(seen, 6, c->differing);
	if (!db_run(seen, e) || c->differing == 0)
		return c->differing == 0;
	db_bind_int(conflict, 1, r->source);
	db_bind_int(conflict, 2, r->row.position);
	db_bind_text(conflict, 3, settle_text(s, rollup_key_at(s->rollup, r->row.key)->part[ROLLUP_ACCOUNT]));
	db_bind_text(conflict, 4, id);
	db_bind_int(conflict, 5, c->n);
	db_bind_int(conflict, 6, c->differing);
	return db_run(conflict, e);
}

static int by_first(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->copy < y->copy ? -1 : x->copy > y->copy;
}

/* The copies of one record, pairs from..to. */
static bool settle_copies(struct settle *s, size_t from, size_t to, struct err *e)
{
	struct copies c = {.counts = s->pair[from].first, .n = 1};
	size_t same = 1;
	if (!content_hash(s, &s->record[c.counts], c.content, e))
		return false;
	for (size_t i = from; i < to; i++)
		if (!add_copy(s, &c, s->pair[i].copy, &same, e))
			return false;
	c.differing = c.n - (int64_t)same;
	return put_seen(s, &c, e);
}

static bool put_uncounted(struct settle *s, const struct record *r, struct err *e)
{
	db_bind_int(s->statement[UNCOUNTED], 1, trail_kept_id(r->source, r->row.position));
	return db_run(s->statement[UNCOUNTED], e);
}

static bool settle_pairs(struct settle *s, struct err *e)
{
	if (s->pairs > 1)
		qsort(s->pair, s->pairs, sizeof *s->pair, by_first);
	for (size_t from = 0, to; from < s->pairs; from = to) {
		for (to = from; to < s->pairs && s->pair[to].first == s->pair[from].first; to++)
			;
		if (!settle_copies(s, from, to, e))
			return false;
	}
	for (size_t i = 0; s->pairs > 0 && i < s->records; i++)
		if (s->record[i].other && s->record[i].row.kept && !put_uncounted(s, &s->record[i], e))
			return false;
	return true;
}

/* Finds out which of the records held are copies of one. */
static void pair_copies(struct settle *s)
{
	s->pairs = 0;
	memset(s->ids.slot, 0, s->ids.slots * sizeof *s->ids.slot);
	for (size_t i = 0; i < s->records; i++) {
		if (!has_id(&s->record[i].row))
			continue;
		size_t at = settle_hash_id(s, &s->record[i].row) & (s->ids.slots - 1);
		while (s->ids.slot[at] != 0 && !same_id(&s->record[s->ids.slot[at] - 1].row, &s->record[i].row))
			at = (at + 1) & (s->ids.slots - 1);
		if (s->ids.slot[at] == 0) {
			s->ids.slot[at] = (uint32_t)i + 1;
			continue;
		}
		if (s->pairs == s->pair_cap)
			s->pair = settle_grown(s->pair, &s->pair_cap, sizeof *s->pair);
		s->pair[s->pairs++] = (struct pair){s->ids.slot[at] - 1, i};
	}
}

bool copies_settle(struct settle *s, struct err *e)
{
	free(s->ids.slot);
	index_init(&s->ids, s->records);
	pair_copies(s);
	return settle_pairs(s, e);
}
