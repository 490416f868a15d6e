#include "collectors/trail/rollup.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "base/utf8.h"
#include "collectors/trail/content.h"
#include "collectors/trail/escape.h"
#include "collectors/trail/kept.h"

#define RECENT      1024u /* texts that are found without the table; a power of two */
#define RECENT_TEXT 104u  /* octets of such a text */
#define DAY         86400

/* A text as a record spelled it, and its number. */
struct recent {
	uint32_t number, size; /* size 0: empty */
	bool escaped, service;
	char text[RECENT_TEXT];
};

struct known_identity {
	uint64_t identity;
	uint32_t principal;
	bool root;
};

/* Service and action: whether their records are kept. */
struct operation {
	uint32_t service, action;
	bool used, kept, issues;
};

struct rollup {
	struct arena *arena; /* of all that is numbered */
	struct table *texts, *principals;
	struct rollup_key *key;
	size_t keys, key_cap;
	uint32_t *slot; /* number of a key + 1; 0: free; twice key_cap, a power of two */
	uint64_t seed;
	struct recent recent[RECENT];
	struct known_identity identity[SCANNER_IDENTITIES];
	struct operation operation[RECENT];
	char day[10];
	int64_t midnight; /* of `day` */

	struct arena *object; /* borrowed */
	struct rollup_row *row;
	size_t rows, row_cap;
	struct trail_row **kept;
	size_t kepts, kept_cap;
	struct trail_fault *fault;
	size_t faults, fault_cap;
};

static void *grown(void *at, size_t *cap, size_t least, size_t size)
{
	*cap = *cap == 0 ? least : 2 * *cap;
	void *more = reallocarray(at, *cap, size);
	if (more == NULL)
		out_of_memory();
	return more;
}

struct rollup *rollup_new(void)
{
	struct rollup *r = calloc(1, sizeof *r);
	if (r == NULL)
		out_of_memory();
	r->arena = arena_new();
	r->texts = table_new(r->arena);
	r->principals = table_new(r->arena);
	r->seed = (uint64_t)(uintptr_t)r;
	rollup_text(r, SV(""));
	return r;
}

void rollup_free(struct rollup **r)
{
	if (*r == NULL)
		return;
	arena_free(&(*r)->arena);
	free((*r)->key);
	free((*r)->slot);
	free((*r)->row);
	free((*r)->kept);
	free((*r)->fault);
	free(*r);
	*r = NULL;
}

/* ---- numbers ---- */

/* Values of the tables are the number and one, as pointers: NULL means new. */
static uint32_t numbered(struct table *t, struct sv text)
{
	bool added;
	void **slot = table_slot(t, text, &added);
	if (added)
		*slot = (void *)(uintptr_t)table_size(t);
	return (uint32_t)((uintptr_t)*slot - 1);
}

uint32_t rollup_text(struct rollup *r, struct sv text)
{
	return numbered(r->texts, text);
}

struct sv rollup_text_at(const struct rollup *r, uint32_t number)
{
	return table_key(r->texts, number);
}

size_t rollup_texts(const struct rollup *r)
{
	return table_size(r->texts);
}

uint32_t rollup_principal(struct rollup *r, struct sv canonical)
{
	return numbered(r->principals, canonical);
}

struct sv rollup_principal_at(const struct rollup *r, uint32_t number)
{
	return table_key(r->principals, number);
}

size_t rollup_principals(const struct rollup *r)
{
	return table_size(r->principals);
}

static size_t key_slot(const struct rollup *r, const struct rollup_key *key)
{
	uint64_t hash = r->seed;
	for (size_t i = 0; i < ROLLUP_PARTS; i++)
		hash = (hash ^ key->part[i]) * 0x9e3779b97f4a7c15u;
	size_t mask = 2 * r->key_cap - 1, i = (size_t)(hash ^ hash >> 29) & mask;
	while (r->slot[i] != 0 && memcmp(&r->key[r->slot[i] - 1], key, sizeof *key) != 0)
		i = (i + 1) & mask;
	return i;
}

static void grow_keys(struct rollup *r)
{
	r->key = grown(r->key, &r->key_cap, 1024, sizeof *r->key);
	free(r->slot);
	r->slot = calloc(2 * r->key_cap, sizeof *r->slot);
	if (r->slot == NULL)
		out_of_memory();
	for (size_t i = 0; i < r->keys; i++)
		r->slot[key_slot(r, &r->key[i])] = (uint32_t)i + 1;
}

uint32_t rollup_key_number(struct rollup *r, const struct rollup_key *key)
{
	if (r->keys == r->key_cap)
		grow_keys(r);
	size_t slot = key_slot(r, key);
	if (r->slot[slot] == 0) {
		r->key[r->keys++] = *key;
		r->slot[slot] = (uint32_t)r->keys;
	}
	return r->slot[slot] - 1;
}

const struct rollup_key *rollup_key_at(const struct rollup *r, uint32_t number)
{
	return &r->key[number];
}

size_t rollup_keys(const struct rollup *r)
{
	return r->keys;
}

/* ---- the texts of a record ---- */

static uint64_t eight(const char *at)
{
	uint64_t octets;
	memcpy(&octets, at, sizeof octets);
	return octets;
}

static struct recent *recent_of(struct rollup *r, const struct trail_text *t, bool service)
{
	uint64_t hash = r->seed ^ t->size ^ (uint64_t)service << 40;
	if (t->size >= 8) {
		hash = (hash ^ eight(t->at)) * 0x9e3779b97f4a7c15u;
		hash ^= eight(t->at + t->size - 8);
		hash = (hash ^ hash >> 32 ^ eight(t->at + t->size / 2 - 4)) * 0xbf58476d1ce4e5b9u;
	} else {
		for (size_t i = 0; i < t->size; i++)
			hash = (hash ^ (unsigned char)t->at[i]) * 0x9e3779b97f4a7c15u;
	}
	return &r->recent[hash >> 54];
}

static struct sv cleaned(struct rollup *r, const struct trail_text *t)
{
	struct sv text = {t->at, t->size};
	if (t->escaped)
		text = escape_decode(r->object, text);
	return utf8_clean(r->object, text);
}

/* The number of a field's text, 0 when it is absent. */
static uint32_t text_number(struct rollup *r, const struct trail_text *t, bool service)
{
	if (t->at == NULL || t->size == 0)
		return 0;
	struct recent *known = recent_of(r, t, service);
	if (known->size == t->size && known->escaped == t->escaped && known->service == service &&
	    memcmp(known->text, t->at, t->size) == 0)
		return known->number;
	struct sv text = cleaned(r, t), suffix = SV(".amazonaws.com");
	if (service && sv_ends(text, suffix))
		text.n -= suffix.n;
	uint32_t number = rollup_text(r, text);
	if (t->size <= RECENT_TEXT) {
		known->number = number;
		known->size = t->size;
		known->escaped = t->escaped;
		known->service = service;
		memcpy(known->text, t->at, t->size);
	}
	return number;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* False when it is no UUID in lower case. */
static bool uuid_octets(const struct trail_text *t, unsigned char id[ROLLUP_ID])
{
	static const unsigned char place[ROLLUP_ID] = {0,  2,  4,  6,  9,  11, 14, 16,
						       19, 21, 24, 26, 28, 30, 32, 34};
	int wrong = 0;
	if (t->size != 36 || t->at[8] != '-' || t->at[13] != '-' || t->at[18] != '-' || t->at[23] != '-')
		return false;
	for (size_t i = 0; i < ROLLUP_ID; i++) {
		int high = hex_digit(t->at[place[i]]), low = hex_digit(t->at[place[i] + 1]);
		wrong |= high | low;
		id[i] = (unsigned char)((unsigned)high << 4 | (unsigned)low);
	}
	return wrong >= 0;
}

static void put_id(struct rollup *r, const struct trail_text *t, struct rollup_row *row)
{
	row->text_id = !uuid_octets(t, row->id);
	if (!row->text_id)
		return;
	uint32_t number = text_number(r, t, false);
	memset(row->id, 0, sizeof row->id);
	for (size_t i = 0; i < 4; i++)
		row->id[i] = (unsigned char)(number >> 8 * i);
}

/* Most times are canonical and of the day of the record before. */
static int64_t moment_of(struct rollup *r, const struct trail_text *t)
{
	int64_t moment = 0;
	struct err e;
	struct sv text = {t->at, t->size};
	const char *at = t->at;
	bool plain = t->size == 20 && at[19] == 'Z';
	if (plain && memcmp(at, r->day, sizeof r->day) == 0)
		return r->midnight + ((at[11] - '0') * 10 + at[12] - '0') * 3600 +
		       ((at[14] - '0') * 10 + at[15] - '0') * 60 + (at[17] - '0') * 10 + at[18] - '0';
	if (time_parse(text, &moment, &e) && plain) {
		memcpy(r->day, at, sizeof r->day);
		r->midnight = moment - ((moment % DAY) + DAY) % DAY;
	}
	return moment;
}

/* ---- records ---- */

/* The record with its texts decoded. */
static struct trail_record decoded(struct rollup *r, const struct trail_record *record)
{
	struct trail_record d = *record;
	for (size_t i = 0; i < TRAIL_FIELDS; i++) {
		if (!d.field[i].escaped)
			continue;
		struct sv text = escape_decode(r->object, (struct sv){d.field[i].at, d.field[i].size});
		d.field[i] = (struct trail_text){text.at, (uint32_t)text.n, false};
	}
	return d;
}

static struct known_identity identified(struct rollup *r, const struct trail_record *record)
{
	struct known_identity *known = &r->identity[record->identity % SCANNER_IDENTITIES];
	if (record->identity != 0 && known->identity == record->identity)
		return *known;
	struct sv principal[PRINCIPAL_COLUMNS];
	struct trail_record d = decoded(r, record);
	principal_read(&d, r->object, principal);
	struct known_identity fresh = {
		.identity = record->identity,
		.principal = rollup_principal(r, principal[PRINCIPAL_KEY]),
		.root = sv_eq(record_text(&d, TRAIL_WHO_TYPE), SV("Root")),
	};
	if (record->identity != 0)
		*known = fresh;
	return fresh;
}

static const struct operation *operation_of(struct rollup *r, uint32_t service, uint32_t action)
{
	struct operation *o = &r->operation[(service * 31 + action) % RECENT];
	if (!o->used || o->service != service || o->action != action) {
		struct sv of = rollup_text_at(r, service), name = rollup_text_at(r, action);
		*o = (struct operation){service, action, true, kept_event(of, name, SV("")),
					session_issues(of, name)};
	}
	return o;
}

static bool keep(struct rollup *r, const struct trail_record *record, struct rollup_row *row, bool whole,
		 struct err *e)
{
	struct trail_record d = decoded(r, record);
	struct trail_row *kept;
	if (!row_of(&d, r->object, whole, &kept, e))
		return false;
	if (!whole && kept->issued_key.at == NULL)
		return true;
	if (r->kepts == r->kept_cap)
		r->kept = grown(r->kept, &r->kept_cap, 64, sizeof(struct trail_row *));
	kept->principal = rollup_key_at(r, row->key)->part[ROLLUP_PRINCIPAL];
	r->kept[r->kepts++] = kept;
	row->kept = true;
	return true;
}

void rollup_other_scanner(struct rollup *r)
{
	memset(r->identity, 0, sizeof r->identity);
}

void rollup_begin(struct rollup *r, struct arena *a)
{
	r->object = a;
	r->rows = 0;
	r->kepts = 0;
	r->faults = 0;
}

void rollup_fault(void *rollup, const char *code, struct sv place, struct sv reason, bool lost)
{
	struct rollup *r = rollup;
	if (r->faults == r->fault_cap)
		r->fault = grown(r->fault, &r->fault_cap, 16, sizeof *r->fault);
	r->fault[r->faults++] = (struct trail_fault){code, arena_sv(r->object, place),
						     arena_sv(r->object, utf8_clean(r->object, reason)), lost};
}

/* A refused console sign-in has an errorMessage and no errorCode; for every control it is no success. */
static const struct trail_text *outcome(const struct trail_text *field)
{
	static const struct trail_text refused = {TRAIL_REFUSED, sizeof TRAIL_REFUSED - 1, false};
	bool told = field[TRAIL_ERROR_CODE].at != NULL && field[TRAIL_ERROR_CODE].size > 0;
	bool message = field[TRAIL_ERROR_MESSAGE].at != NULL && field[TRAIL_ERROR_MESSAGE].size > 0;
	return !told && message ? &refused : &field[TRAIL_ERROR_CODE];
}

bool rollup_record(void *rollup, const struct trail_record *record, struct err *e)
{
	struct rollup *r = rollup;
	const struct trail_text *f = record->field;
	if (r->rows == r->row_cap)
		r->row = grown(r->row, &r->row_cap, 1024, sizeof *r->row);
	struct rollup_row *row = &r->row[r->rows];
	struct known_identity who = identified(r, record);
	row->time = moment_of(r, &f[TRAIL_TIME]);
	row->recipient = text_number(r, &f[TRAIL_RECIPIENT], false);
	row->address = text_number(r, &f[TRAIL_ADDRESS], false);
	row->position = (uint32_t)record->position;
	row->kept = false;
	row->delivered = record->delivered;
	row->content = (record->delivered ? content_octets : content_meaning)(record->raw);
	put_id(r, &f[TRAIL_ID], row);
	struct rollup_key key = {{
		[ROLLUP_ACCOUNT] =
			row->recipient != 0 ? row->recipient : text_number(r, &f[TRAIL_WHO_ACCOUNT], false),
		[ROLLUP_REGION] = text_number(r, &f[TRAIL_REGION], false),
		[ROLLUP_SERVICE] = text_number(r, &f[TRAIL_SOURCE], true),
		[ROLLUP_ACTION] = text_number(r, &f[TRAIL_NAME], false),
		[ROLLUP_READ_ONLY] = text_number(r, &f[TRAIL_READ_ONLY], false),
		[ROLLUP_ERROR_CODE] = text_number(r, outcome(f), false),
		[ROLLUP_CATEGORY] = text_number(r, &f[TRAIL_TYPE], false),
		[ROLLUP_PRINCIPAL] = who.principal,
	}};
	row->key = rollup_key_number(r, &key);
	const struct operation *o = operation_of(r, key.part[ROLLUP_SERVICE], key.part[ROLLUP_ACTION]);
	r->rows++;
	return !(o->kept || o->issues || who.root) || keep(r, record, row, o->kept || who.root, e);
}

const struct rollup_row *rollup_rows(const struct rollup *r, size_t *n)
{
	*n = r->rows;
	return r->row;
}

struct trail_row *const *rollup_kept(const struct rollup *r, size_t *n)
{
	*n = r->kepts;
	return r->kept;
}

const struct trail_fault *rollup_faults(const struct rollup *r, size_t *n)
{
	*n = r->faults;
	return r->fault;
}
