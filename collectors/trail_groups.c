/* The groups of the roll-up, and of the network, by their keys. */
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "collectors/trail_settle.h"

#define DAY  86400
#define HOUR 3600

/* Groups that were written in parts are put together. */
static const char join_groups[] =
	"INSERT INTO activity\n"
	"SELECT day, account, region, service, action, read_only, error_code, category, principal, "
	"sum(count),\n"
	"       min(first_time), max(last_time), substr(min(first_time || first_id), 21),\n"
	"       substr(max(last_time || last_id), 21)\n"
	"FROM   temp.trail_activity\n"
	"GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;\n"
	"INSERT INTO network\n"
	"SELECT hour, account, principal, address, sum(count)\n"
	"FROM   temp.trail_network\n"
	"GROUP BY 1, 2, 3, 4;\n";

static int compare_moments(const struct settle *s, const struct moment *a, const struct moment *b)
{
	char x[ID_TEXT], y[ID_TEXT];
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (!a->text_id && !b->text_id)
		return memcmp(a->id, b->id, ROLLUP_ID);
	return sv_cmp(settle_id(s, a->id, a->text_id, x), settle_id(s, b->id, b->text_id, y));
}

static bool put_activity(struct settle *s, const struct activity *a, struct err *e)
{
	const struct rollup_key *key = rollup_key_at(s->rollup, a->key);
	struct db_stmt *p = s->statement[s->spilled ? PART_ACTIVITY : ACTIVITY];
	char first[TIME_TEXT_MAX], last[TIME_TEXT_MAX], uuid[ID_TEXT], other[ID_TEXT];
	time_format(a->first.time, first);
	time_format(a->last.time, last);
	db_bind_view(p, 1, (struct sv){first, 10});
	for (int i = 0; i < ROLLUP_PRINCIPAL; i++)
		db_bind_view(p, 2 + i, settle_text(s, key->part[i]));
	db_bind_int(p, 9, (int64_t)key->part[ROLLUP_PRINCIPAL] + 1);
	db_bind_int(p, 10, a->count);
	db_bind_view(p, 11, sv_of(first));
	db_bind_view(p, 12, sv_of(last));
	db_bind_view(p, 13, settle_id(s, a->first.id, a->first.text_id, uuid));
	db_bind_view(p, 14, settle_id(s, a->last.id, a->last.text_id, other));
	return db_run(p, e);
}

static bool put_network(struct settle *s, const struct network *n, struct err *e)
{
	struct db_stmt *p = s->statement[s->spilled ? PART_NETWORK : NETWORK];
	char hour[TIME_TEXT_MAX];
	time_format(n->hour, hour);
	db_bind_view(p, 1, sv_of(hour));
	db_bind_view(p, 2, settle_text(s, n->account));
	db_bind_int(p, 3, (int64_t)n->principal + 1);
	db_bind_view(p, 4, settle_text(s, n->address));
	db_bind_int(p, 5, n->count);
	return db_run(p, e);
}

/* ---- order: rows that are written in the order of their keys go to the end of the index ---- */

struct numbered_text {
	struct sv text;
	uint32_t number;
};

static int by_octets(const void *a, const void *b)
{
	const struct numbered_text *x = a, *y = b;
	return sv_cmp(x->text, y->text);
}

static void rank_texts(struct settle *s)
{
	size_t n = rollup_texts(s->rollup);
	struct numbered_text *text = settle_room(n, sizeof *text);
	for (uint32_t i = 0; i < n; i++)
		text[i] = (struct numbered_text){settle_text(s, i), i};
	qsort(text, n, sizeof *text, by_octets);
	s->rank = settle_room(n, sizeof *s->rank);
	for (uint32_t i = 0; i < n; i++)
		s->rank[text[i].number] = i;
	free(text);
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_activities(const void *a, const void *b, void *context)
{
	const struct settle *s = context;
	const struct activity *x = a, *y = b;
	const struct rollup_key *k = rollup_key_at(s->rollup, x->key), *l = rollup_key_at(s->rollup, y->key);
	int order = compare_numbers(x->day, y->day);
	for (size_t i = 0; order == 0 && i < ROLLUP_PRINCIPAL; i++)
		order = compare_numbers(s->rank[k->part[i]], s->rank[l->part[i]]);
	return order != 0 ? order : compare_numbers(k->part[ROLLUP_PRINCIPAL], l->part[ROLLUP_PRINCIPAL]);
}

static int compare_networks(const void *a, const void *b, void *context)
{
	const struct settle *s = context;
	const struct network *x = a, *y = b;
	int order = compare_numbers(x->hour, y->hour);
	if (order == 0)
		order = compare_numbers(s->rank[x->account], s->rank[y->account]);
	if (order == 0)
		order = compare_numbers(x->principal, y->principal);
	return order != 0 ? order : compare_numbers(s->rank[x->address], s->rank[y->address]);
}

/* Writes the groups held, and holds none. */
static bool groups_write(struct settle *s, struct err *e)
{
	if (s->rank == NULL)
		rank_texts(s);
	qsort_r(s->activity, s->activities, sizeof *s->activity, compare_activities, s);
	qsort_r(s->network, s->networks, sizeof *s->network, compare_networks, s);
	for (size_t i = 0; i < s->activities; i++)
		if (!put_activity(s, &s->activity[i], e))
			return false;
	for (size_t i = 0; i < s->networks; i++)
		if (!put_network(s, &s->network[i], e))
			return false;
	s->activities = 0;
	s->networks = 0;
	memset(s->by_activity.slot, 0, s->by_activity.slots * sizeof *s->by_activity.slot);
	memset(s->by_network.slot, 0, s->by_network.slots * sizeof *s->by_network.slot);
	return true;
}

static int64_t floor_to(int64_t time, int64_t step)
{
	return time - ((time % step) + step) % step;
}

static struct activity *activity_of(struct settle *s, const struct rollup_row *row)
{
	int64_t day = floor_to(row->time, DAY);
	struct index *x = &s->by_activity;
	size_t at = settle_mixed(settle_mixed(s->seed, (uint64_t)day), row->key) & (x->slots - 1);
	while (x->slot[at] != 0 &&
	       (s->activity[x->slot[at] - 1].key != row->key || s->activity[x->slot[at] - 1].day != day))
		at = (at + 1) & (x->slots - 1);
	if (x->slot[at] == 0) {
		s->activity[s->activities] = (struct activity){.day = day, .key = row->key};
		x->slot[at] = (uint32_t)++s->activities;
	}
	return &s->activity[x->slot[at] - 1];
}

static struct network *network_of(struct settle *s, const struct network *n)
{
	struct index *x = &s->by_network;
	uint64_t hash = settle_mixed(settle_mixed(s->seed, (uint64_t)n->hour),
				     (uint64_t)n->account << 32 | n->principal);
	size_t at = settle_mixed(hash, n->address) & (x->slots - 1);
	for (; x->slot[at] != 0; at = (at + 1) & (x->slots - 1)) {
		const struct network *o = &s->network[x->slot[at] - 1];
		if (o->hour == n->hour && o->account == n->account && o->principal == n->principal &&
		    o->address == n->address)
			break;
	}
	if (x->slot[at] == 0) {
		s->network[s->networks] = *n;
		x->slot[at] = (uint32_t)++s->networks;
	}
	return &s->network[x->slot[at] - 1];
}

static bool spill(struct settle *s, struct err *e)
{
	s->spilled = true;
	return groups_write(s, e);
}

bool groups_count(struct settle *s, const struct rollup_row *row, struct err *e)
{
	if ((s->activities == s->most || s->networks == s->most) && !spill(s, e))
		return false;
	const struct rollup_key *key = rollup_key_at(s->rollup, row->key);
	struct activity *a = activity_of(s, row);
	struct moment now = {.time = row->time, .text_id = row->text_id};
	memcpy(now.id, row->id, ROLLUP_ID);
	if (a->count == 0 || compare_moments(s, &now, &a->first) < 0)
		a->first = now;
	if (a->count == 0 || compare_moments(s, &now, &a->last) > 0)
		a->last = now;
	a->count++;
	struct network n = {.hour = floor_to(row->time, HOUR),
			    .account = key->part[ROLLUP_ACCOUNT],
			    .principal = key->part[ROLLUP_PRINCIPAL],
			    .address = row->address};
	network_of(s, &n)->count++;
	return true;
}

bool groups_end(struct settle *s, struct err *e)
{
	return groups_write(s, e) && (!s->spilled || db_exec(s->db, join_groups, e));
}
