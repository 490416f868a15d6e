/* The scanner itself, built by scan_scalar.c, scan_sse2.c and scan_avx2.c, which define before:
 *     SCAN_READ                        name of what is built
 *     plain_end(p)                     first octet from p that is a quote, a backslash, below 0x20 or above 0x7f
 *     closes_at(p, n)                  whether that octet is p[n], a quote; n < 64
 *     struct block, block_of(p, &b)    masks of the 64 octets at p
 *     prefix_xor(mask)                 each bit: the parity of the bits up to it
 *     same_octets(p, text)             mask of the 64 octets that are equal
 *
 * Functions take the place where they read and give the place behind what they read, or NULL after a fault. Every
 * loop ends at the NULs behind the text. */
#include <string.h>

#include "collectors/trail/scan_state.h"

static inline uint64_t eight(const char *p)
{
	uint64_t octets;
	memcpy(&octets, p, sizeof octets);
	return octets;
}

/* Comparing with a constant of eight octets or more in a few overlapping words. */
static inline __attribute__((always_inline)) bool starts(const char *p, const char *text, size_t n)
{
	uint64_t differ = 0;
	if (n < 8)
		return memcmp(p, text, n) == 0;
	for (size_t i = 0; i + 8 <= n; i += 8)
		differ |= eight(p + i) ^ eight(text + i);
	return (differ | (eight(p + (n - 8)) ^ eight(text + (n - 8)))) == 0;
}

#define STARTS(p, text) starts((p), (text), sizeof(text) - 1)

/* Both may be read up to 64 octets past the n. */
static inline bool same(const char *p, const char *text, size_t n)
{
	for (; n > 64; n -= 64, p += 64, text += 64)
		if (~same_octets(p, text) != 0)
			return false;
	return n == 0 || ~same_octets(p, text) << (64 - n) == 0;
}

static inline const char *digits_end(const char *p)
{
	while (*p >= '0' && *p <= '9')
		p++;
	return p;
}

static inline const char *blank(const char *p)
{
	while (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')
		p++;
	return p;
}

/* The closing quote of the body that begins at p. */
static inline const char *string_end(struct scanner *s, const char *p, bool *escaped)
{
	for (;;) {
		p = plain_end(p);
		if (*p == '"')
			return p;
		p = scan_string_step(s, p, escaped);
		if (p == NULL)
			return NULL;
	}
}

#include "collectors/trail/scan_skip.h"

/* ---- values ---- */

static inline __attribute__((always_inline)) void put(struct scanner *s, int field, const char *from,
						      const char *to, bool escaped)
{
	if (field != NOTHING)
		s->record.field[field] = (struct trail_text){from, (uint32_t)(to - from), escaped};
}

static inline __attribute__((always_inline)) const char *take_string(struct scanner *s, const char *p,
								     int field)
{
	bool escaped = false;
	const char *end = string_end(s, p + 1, &escaped);
	if (end == NULL)
		return NULL;
	put(s, field, p + 1, end, escaped);
	return end + 1;
}

/* What begins another kind of value has the wrong type; anything else is no JSON. */
static const char *wrong_type(struct scanner *s, const char *p)
{
	bool value = *p != '\0' && strchr("{[\"-0123456789tfn", *p) != NULL;
	return scan_fault(s, p, value ? SCANNER_TYPE : SCANNER_GRAMMAR);
}

/* Numbers are kept as written where that can be only one way. */
static const char *take_number(struct scanner *s, const char *p, int field)
{
	const char *end = scan_number(s, p);
	if (end == NULL)
		return NULL;
	if (*p == '-' || end - p > 18 || digits_end(p) != end)
		return scan_fault(s, p, SCANNER_TYPE);
	put(s, field, p, end, false);
	return end;
}

static const char *take_other(struct scanner *s, const char *p, int field)
{
	if (*p == '{' || *p == '[')
		return wrong_type(s, p);
	if (*p == '-' || (*p >= '0' && *p <= '9'))
		return take_number(s, p, field);
	const char *end = literal(s, p);
	if (end != NULL && *p != 'n')
		put(s, field, p, end, false);
	return end;
}

/* A text, number or boolean; null is nothing. */
static inline const char *take_text(struct scanner *s, const char *p, int field)
{
	return *p == '"' ? take_string(s, p, field) : take_other(s, p, field);
}

/* The last good time with other minutes and seconds. */
static inline bool time_known(const struct scanner *s, const char *p)
{
	uint64_t differ = (eight(p) ^ eight(s->time)) | (eight(p + 6) ^ eight(s->time + 6));
	return differ == 0 && p[14] >= '0' && p[14] <= '5' && p[15] >= '0' && p[15] <= '9' && p[16] == ':' &&
	       p[17] >= '0' && p[17] <= '5' && p[18] >= '0' && p[18] <= '9' && p[19] == 'Z' && p[20] == '"';
}

static const char *take_time(struct scanner *s, const char *p)
{
	if (*p != '"')
		return wrong_type(s, p);
	if (!time_known(s, p + 1)) {
		bool escaped = false;
		const char *end = string_end(s, p + 1, &escaped);
		if (end == NULL)
			return NULL;
		if (end != p + 1 + TIME_OCTETS || !scan_time_good(p + 1))
			return scan_fault(s, p, SCANNER_TIME);
		memcpy(s->time, p + 1, TIME_OCTETS);
	}
	put(s, TRAIL_TIME, p + 1, p + 1 + TIME_OCTETS, false);
	return p + 2 + TIME_OCTETS;
}

/* "1." and digits, without escapes. */
static const char *take_version(struct scanner *s, const char *p)
{
	if (*p != '"')
		return wrong_type(s, p);
	const char *end = pass_string(s, p);
	if (end == NULL)
		return NULL;
	if (!STARTS(p, "\"1.") || p[3] == '"' || digits_end(p + 3) != end - 1)
		return scan_fault(s, p, SCANNER_VERSION);
	return end;
}

static const char *take_passed(struct scanner *s, const char *p, struct sv *text)
{
	const char *end = STARTS(p, "null") ? p + 4 : pass_value(s, p, RECORD_DEPTH);
	if (end != NULL)
		*text = (struct sv){p, (size_t)(end - p)};
	return end;
}

/* ---- objects ---- */

static const char *take_object(struct scanner *s, const char *p, enum scan_object object);
static const char *take_identity(struct scanner *s, const char *p);

static const char *take_value(struct scanner *s, const char *p, const struct scan_key *key)
{
	switch (key->kind) {
	case KIND_FORMAT:
		return take_version(s, p);
	case KIND_TIME:
		return take_time(s, p);
	case KIND_STRING:
		return *p == '"' ? take_string(s, p, key->field) : wrong_type(s, p);
	case KIND_REPEATED:
	case KIND_TEXT:
	case KIND_ID:
	case KIND_FLAG:
		return take_text(s, p, key->field);
	case KIND_SKIP:
		break;
	case KIND_REQUEST:
		return take_passed(s, p, &s->record.request);
	case KIND_RESPONSE:
		return take_passed(s, p, &s->record.response);
	case KIND_MEMO:
		return take_identity(s, p);
	case KIND_OBJECT:
		return take_object(s, p, (enum scan_object)key->field);
	}
	return pass_value(s, p, scan_objects[key->object].depth);
}

/* At a key: its index and the place of its value. */
static const char *take_key(struct scanner *s, const char *p, enum scan_object object, unsigned char *guess,
			    unsigned *index)
{
	if (*p != '"')
		return scan_fault(s, p, SCANNER_GRAMMAR);
	const struct scan_key *key = &scan_keys[*guess];
	if (key->object == object && p[key->size + 1] == '"' && memcmp(p + 1, key->name, key->size) == 0) {
		*index = *guess;
		p += key->size + 2;
	} else {
		bool escaped = false;
		const char *end = string_end(s, p + 1, &escaped);
		if (end == NULL)
			return NULL;
		*index = scan_key_find(object, (struct sv){p + 1, (size_t)(end - p - 1)}, escaped);
		if (*index < SCAN_KEYS)
			*guess = (unsigned char)*index;
		p = end + 1;
	}
	p = blank(p);
	return *p == ':' ? blank(p + 1) : scan_fault(s, p, SCANNER_GRAMMAR);
}

/* One member, from its key on. *seen: bits of the keys that the object had. */
static const char *take_member(struct scanner *s, const char *p, enum scan_object object, unsigned *last,
			       uint64_t *seen)
{
	const char *from = p;
	unsigned index = SCAN_KEYS;
	unsigned char *guess = *last < SCAN_KEYS ? &s->after[*last] : &s->first[object];
	p = take_key(s, p, object, guess, &index);
	if (p == NULL)
		return NULL;
	if (index == SCAN_KEYS)
		return pass_value(s, p, scan_objects[object].depth);
	if (*seen >> index & 1)
		return scan_fault(s, from, SCANNER_DUPLICATE);
	*seen |= (uint64_t)1 << index;
	*last = index;
	return take_value(s, p, &scan_keys[index]);
}

/* The members of an object from behind a value on, up to and with the closing brace. */
static const char *take_members(struct scanner *s, const char *p, enum scan_object object, unsigned last,
				uint64_t seen)
{
	for (;;) {
		p = blank(p);
		if (*p == '}')
			return p + 1;
		if (*p != ',')
			return scan_fault(s, p, SCANNER_GRAMMAR);
		p = take_member(s, blank(p + 1), object, &last, &seen);
		if (p == NULL)
			return NULL;
	}
}

/* All members; p is behind the opening brace. */
static const char *take_all_members(struct scanner *s, const char *p, enum scan_object object)
{
	unsigned last = SCAN_KEYS;
	uint64_t seen = 0;
	p = blank(p);
	if (*p == '}')
		return p + 1;
	p = take_member(s, p, object, &last, &seen);
	return p == NULL ? NULL : take_members(s, p, object, last, seen);
}

/* ---- userIdentity ---- */

/* The place in the memo is chosen by octets that tell identities apart: behind the type and the start of the
 * principal's id; for services, by their name. */
static inline struct scan_memo *memo_of(struct scanner *s, const char *p)
{
	const char *at = p + (p[10] == 's' ? 48 : 24);
	uint64_t hash = (eight(at) ^ eight(at + 16)) * 0x9e3779b97f4a7c15u;
	hash = (hash ^ hash >> 29 ^ eight(at + 8) ^ eight(at + 24)) * 0xbf58476d1ce4e5b9u;
	return &s->memo[hash >> 58];
}

static void memo_learn(struct scanner *s, struct scan_memo *m, const char *from, const char *to)
{
	m->size = (uint32_t)(to - from);
	m->number = ++s->memos * SCANNER_IDENTITIES + (uint64_t)(m - s->memo);
	memcpy(m->text, from, m->size);
	memcpy(m->field, &s->record.field[TRAIL_WHO_TYPE], sizeof m->field);
	for (size_t i = 0; i < MEMO_FIELDS; i++)
		if (m->field[i].at != NULL)
			m->field[i].at = m->text + (m->field[i].at - from);
}

static const char *take_identity(struct scanner *s, const char *p)
{
	s->identified = true;
	struct scan_memo *m = memo_of(s, p);
	if (m->number != 0 && same(p, m->text, m->size)) {
		memcpy(&s->record.field[TRAIL_WHO_TYPE], m->field, sizeof m->field);
		s->record.identity = m->number;
		return p + m->size;
	}
	scan_clear(&s->record.field[TRAIL_WHO_TYPE], sizeof m->field);
	const char *end = take_object(s, p, OBJECT_IDENTITY);
	if (end != NULL && *p == '{' && (size_t)(end - p) <= MEMO_TEXT) {
		memo_learn(s, m, p, end);
		s->record.identity = m->number;
	}
	return end;
}

/* ---- objects in the order in which CloudTrail writes them ---- */

static inline __attribute__((always_inline)) bool repeated(struct scanner *s, const char **p,
							   const struct scan_repeat *r, int field)
{
	if (~same_octets(*p, r->text) << (SCAN_REPEAT - r->size) != 0)
		return false;
	put(s, field, *p + r->value, *p + r->value + r->value_size, false);
	*p += r->size;
	return true;
}

static inline void learn(struct scan_repeat *r, const char *p, size_t value, const char *end)
{
	size_t size = (size_t)(end + 1 - p);
	if (size > SCAN_REPEAT)
		return;
	memcpy(r->text, p, SCAN_REPEAT);
	r->size = (uint32_t)size;
	r->value = (uint32_t)value;
	r->value_size = (uint32_t)(size - value - 1);
}

static inline const char *take_repeated(struct scanner *s, const char *p, size_t value, struct scan_repeat *r,
					int field)
{
	bool escaped = false;
	const char *from = p + value + 1, *end = string_end(s, from, &escaped);
	if (end == NULL)
		return NULL;
	put(s, field, from, end, escaped);
	if (!escaped)
		learn(r, p, value + 1, end);
	return end + 1;
}

static inline const char *take_id(struct scanner *s, const char *p, int field)
{
	if (*p != '"' || !closes_at(p + 1, ID_OCTETS))
		return take_text(s, p, field);
	put(s, field, p + 1, p + 1 + ID_OCTETS, false);
	return p + 2 + ID_OCTETS;
}

static inline const char *take_flag(struct scanner *s, const char *p, int field)
{
	size_t n = STARTS(p, "true") ? 4 : STARTS(p, "false") ? 5 : 0;
	if (n == 0)
		return take_text(s, p, field);
	put(s, field, p, p + n, false);
	return p + n;
}

#define MEMBER(name) "\"" #name "\":"

/* A step looks for its key and leaves p as it is when another one stands there. In records the comma before it belongs
 * to the key: their first member is read before. */
#define HERE(name, more)                                                                                       \
	(object == OBJECT_RECORD ? STARTS(p, "," MEMBER(name) more)                                            \
				 : *p == open && STARTS(p + 1, MEMBER(name) more))
#define STEP(bit, name, take)                                                                                  \
	if (HERE(name, "")) {                                                                                  \
		p = blank(p + sizeof MEMBER(name));                                                            \
		seen |= (uint64_t)1 << (bit);                                                                  \
		p = (take);                                                                                    \
		if (p == NULL)                                                                                 \
			return NULL;                                                                           \
		open = ',';                                                                                    \
	}
#define STEP_FORMAT(bit, name, field)
#define STEP_MEMO(bit, name, field)     STEP(bit, name, take_identity(s, p))
#define STEP_TIME(bit, name, field)     STEP(bit, name, take_time(s, p))
#define STEP_TEXT(bit, name, field)     STEP(bit, name, take_text(s, p, field))
#define STEP_ID(bit, name, field)       STEP(bit, name, take_id(s, p, field))
#define STEP_FLAG(bit, name, field)     STEP(bit, name, take_flag(s, p, field))
#define STEP_SKIP(bit, name, field)     STEP(bit, name, pass_value(s, p, scan_objects[object].depth))
#define STEP_REQUEST(bit, name, field)  STEP(bit, name, take_passed(s, p, &s->record.request))
#define STEP_RESPONSE(bit, name, field) STEP(bit, name, take_passed(s, p, &s->record.response))
#define STEP_OBJECT(bit, name, field)   STEP(bit, name, take_object(s, p, (enum scan_object)(field)))
#define STEP_STRING(bit, name, field)   STEP_REPEATED(bit, name, field)
/* The whole member as it was last, before anything is looked at. */
#define STEP_REPEATED(bit, name, field)                                                                        \
	if (repeated(s, &p, &s->repeat[bit], field)) {                                                         \
		seen |= (uint64_t)1 << (bit);                                                                  \
	} else if (HERE(name, "\"")) {                                                                         \
		seen |= (uint64_t)1 << (bit);                                                                  \
		p = take_repeated(s, p, sizeof MEMBER(name), &s->repeat[bit], field);                          \
		if (p == NULL)                                                                                 \
			return NULL;                                                                           \
	}

/* What stands elsewhere than expected is left to take_members. The compiler keeps the steps of `object` alone. */
static inline __attribute__((always_inline)) const char *in_order(struct scanner *s, const char *p,
								  enum scan_object object, uint64_t seen)
{
	char open = '{';
#define KEY(of, name, kind, field)                                                                             \
	if (OBJECT_##of == object) {                                                                           \
		STEP_##kind(KEY_##of##_##name, name, field)                                                    \
	}
#include "collectors/trail/keys.def"
#undef KEY
	if (*p == '}')
		return p + 1;
	if (seen == 0)
		return take_all_members(s, p + 1, object);
	return take_members(s, p, object, 63u - (unsigned)__builtin_clzll(seen), seen);
}

/* An object of keys.def, or null. These nest four deep at most: so do the calls. */
static const char *take_object(struct scanner *s, const char *p, enum scan_object object)
{
	if (*p != '{')
		return STARTS(p, "null") ? p + 4 : wrong_type(s, p);
	switch (object) {
	case OBJECT_IDENTITY:
		return in_order(s, p, OBJECT_IDENTITY, 0);
	case OBJECT_SESSION:
		return in_order(s, p, OBJECT_SESSION, 0);
	case OBJECT_ISSUER:
		return in_order(s, p, OBJECT_ISSUER, 0);
	case OBJECT_ATTRIBUTES:
		return in_order(s, p, OBJECT_ATTRIBUTES, 0);
	case OBJECT_WEB:
		return in_order(s, p, OBJECT_WEB, 0);
	case OBJECT_RECORD:
	case OBJECT_BEHALF:
	case SCAN_OBJECTS:
		break;
	}
	return take_all_members(s, p + 1, object);
}

/* ---- records ---- */

static const char *take_first_version(struct scanner *s, const char *p)
{
	struct scan_repeat *r = &s->repeat[KEY_RECORD_eventVersion];
	if (repeated(s, &p, r, NOTHING))
		return p;
	size_t value = sizeof "{\"eventVersion\":" - 1;
	const char *end = take_version(s, blank(p + value));
	if (end != NULL)
		learn(r, p, value + 1, end - 1);
	return end;
}

/* The fields that come from the record itself; take_identity sees to the others. Without a loop, which would become a
 * string instruction that takes longer than half of the scan. */
static inline void clear_fields(struct scanner *s)
{
	struct trail_record *r = &s->record;
#define KEY(of, name, kind, to)                                                                                \
	if (OBJECT_##of == OBJECT_RECORD && (to) != NOTHING)                                                   \
		r->field[(to) == NOTHING ? 0 : (to)] = (struct trail_text){NULL, 0, false};
#include "collectors/trail/keys.def"
#undef KEY
	r->request = r->response = (struct sv){NULL, 0};
	r->identity = 0;
	r->position++;
	s->identified = false;
}

static const char *take_record(struct scanner *s, const char *p)
{
	const char *from = p;
	struct trail_record *r = &s->record;
	if (*p != '{')
		return wrong_type(s, p);
	clear_fields(s);
	r->delivered = STARTS(p, "{\"eventVersion\":\"");
	if (STARTS(p, "{\"eventVersion\":")) {
		p = take_first_version(s, p);
		p = p == NULL ? NULL : in_order(s, p, OBJECT_RECORD, (uint64_t)1 << KEY_RECORD_eventVersion);
	} else {
		p = take_all_members(s, p + 1, OBJECT_RECORD);
	}
	if (p == NULL || !scan_record_good(s, from))
		return NULL;
	if (!s->identified)
		scan_clear(&r->field[TRAIL_WHO_TYPE], sizeof s->memo->field);
	r->raw = (struct sv){from, (size_t)(p - from)};
	return s->sink->record(s->sink->context, r, s->e) ? p : NULL;
}

/* ---- the document ---- */

static const char *take_records(struct scanner *s, const char *p)
{
	if (*p != '[')
		return scan_fault(s, p, SCANNER_NO_RECORDS);
	p = blank(p + 1);
	if (*p == ']')
		return p + 1;
	for (;;) {
		p = take_record(s, p);
		if (p == NULL)
			return NULL;
		p = blank(p);
		if (*p == ']')
			return p + 1;
		if (*p != ',')
			return scan_fault(s, p, SCANNER_GRAMMAR);
		p = blank(p + 1);
	}
}

static const char *take_document_member(struct scanner *s, const char *p, bool *found)
{
	const char *from = p;
	bool escaped = false;
	if (*p != '"')
		return scan_fault(s, p, SCANNER_GRAMMAR);
	const char *end = string_end(s, p + 1, &escaped);
	if (end == NULL)
		return NULL;
	struct sv name = {p + 1, (size_t)(end - p - 1)}, records = SV("Records");
	p = blank(end + 1);
	if (*p != ':')
		return scan_fault(s, p, SCANNER_GRAMMAR);
	p = blank(p + 1);
	if (escaped ? !escape_means(name, records) : !sv_eq(name, records)) {
		s->alone = false;
		return pass_value(s, p, 1);
	}
	if (*found)
		return scan_fault(s, from, SCANNER_DUPLICATE);
	*found = true;
	return take_records(s, p);
}

static const char *take_document(struct scanner *s, const char *p, bool *found)
{
	if (*p != '{')
		return scan_fault(s, p, SCANNER_NO_RECORDS);
	p = blank(p + 1);
	if (*p == '}')
		return p + 1;
	for (;;) {
		p = take_document_member(s, p, found);
		if (p == NULL)
			return NULL;
		p = blank(p);
		if (*p == '}')
			return p + 1;
		if (*p != ',')
			return scan_fault(s, p, SCANNER_GRAMMAR);
		p = blank(p + 1);
	}
}

bool SCAN_READ(struct scanner *s)
{
	bool found = false;
	const char *p = take_document(s, blank(s->begin), &found);
	if (p == NULL)
		return false;
	p = blank(p);
	if (p != s->end)
		return scan_fault(s, p, SCANNER_GRAMMAR) != NULL;
	return found || scan_fault(s, s->begin, SCANNER_NO_RECORDS) != NULL;
}
