#include "collectors/trail/scanner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "collectors/trail/scan_state.h"

static const char *const reasons[SCANNER_FAULTS] = {
	[SCANNER_GOOD] = "no fault",
	[SCANNER_TRUNCATED] = "the text ends inside the document",
	[SCANNER_GRAMMAR] = "not JSON",
	[SCANNER_CONTROL] = "a control character that JSON does not allow there",
	[SCANNER_UTF8] = "not UTF-8",
	[SCANNER_ESCAPE] = "an escape that JSON does not have",
	[SCANNER_DEPTH] = "nested deeper than 128 levels",
	[SCANNER_DUPLICATE] = "a key that stands twice in one object",
	[SCANNER_NO_RECORDS] = "expected one member \"Records\" with a list of records",
	[SCANNER_TYPE] = "a member of a kind that it can't have",
	[SCANNER_TIME] = "expected eventTime as YYYY-MM-DDThh:mm:ssZ, from 2006 to 2099",
	[SCANNER_VERSION] = "expected eventVersion 1.x",
	[SCANNER_MISSING] = "expected a record with eventTime, eventSource, eventName and awsRegion",
	[SCANNER_FOREIGN] = "a delivery notice, no record of CloudTrail",
};

/* What a member looks like with nothing in it: as good as any other value to begin with. */
static void repeat_init(struct scan_repeat *r, const struct scan_key *key)
{
	char text[SCAN_REPEAT + 1];
	int n = snprintf(text, sizeof text, ",\"%s\":\"\"", key->name);
	memcpy(r->text, text, (size_t)n);
	r->size = (uint32_t)n;
	r->value = r->size - 1;
}

struct scanner *scanner_new(enum cpu level)
{
	struct scanner *s = calloc(1, sizeof *s);
	if (s == NULL)
		out_of_memory();
	for (unsigned i = 0; i < SCAN_KEYS; i++)
		repeat_init(&s->repeat[i], &scan_keys[i]);
	s->read = scan_read_scalar;
#ifdef __x86_64__
	if (level >= CPU_SSE2)
		s->read = scan_read_sse2;
	if (level >= CPU_AVX2)
		s->read = scan_read_avx2;
#else
	(void)level;
#endif
	return s;
}

void scanner_free(struct scanner **s)
{
	free(*s);
	*s = NULL;
}

bool scanner_read(struct scanner *s, struct sv text, enum scanner_mode mode, const struct trail_sink *k,
		  struct err *e)
{
	s->begin = text.at;
	s->end = text.at + text.n;
	s->mode = mode;
	s->fault = SCANNER_GOOD;
	s->sink = k;
	s->e = e;
	s->alone = true;
	s->record.position = 0;
	if (text.n > LIMIT_TEXT)
		return err_set(e, "the text has %zu bytes, the ceiling is %u", text.n, LIMIT_TEXT);
	if (s->read(s))
		return true;
	if (s->fault == SCANNER_GOOD)
		return false;
	return err_set(e, "offset %zu: %s", scanner_offset(s), reasons[s->fault]);
}

enum scanner_fault scanner_fault(const struct scanner *s)
{
	return s->fault;
}

size_t scanner_offset(const struct scanner *s)
{
	return s->fault == SCANNER_GOOD ? 0 : (size_t)(s->at - s->begin);
}

bool scanner_alone(const struct scanner *s)
{
	return s->alone;
}

const char *scan_fault(struct scanner *s, const char *at, enum scanner_fault fault)
{
	s->at = at < s->end ? at : s->end;
	s->fault = at < s->end ? fault : SCANNER_TRUNCATED;
	return NULL;
}

/* ---- strings ---- */

const char *scan_string_step(struct scanner *s, const char *at, bool *escaped)
{
	const char *bad, *end;
	uint32_t cp;
	if (*at == '\\') {
		*escaped = true;
		end = escape_end(at, &bad);
		return end != NULL ? end : scan_fault(s, bad, SCANNER_ESCAPE);
	}
	if ((unsigned char)*at < 0x20)
		return scan_fault(s, at, SCANNER_CONTROL);
	size_t n = utf8_next((struct sv){at, (size_t)(s->end - at)}, &cp);
	return n > 0 ? at + n : scan_fault(s, at, SCANNER_UTF8);
}

bool scan_passed_good(struct scanner *s, struct sv passed, bool escapes, bool octets)
{
	const char *bad;
	if (octets && !octets_valid(passed, &bad))
		return scan_fault(s, bad, SCANNER_UTF8) != NULL;
	if (escapes && !escapes_valid(passed, &bad))
		return scan_fault(s, bad, SCANNER_ESCAPE) != NULL;
	return true;
}

/* ---- keys ---- */

#define KEY(object, name, kind, field) {#name, sizeof #name - 1, OBJECT_##object, KIND_##kind, field},
const struct scan_key scan_keys[SCAN_KEYS] = {
#include "collectors/trail/keys.def"
};
#undef KEY

const struct scan_keys_of scan_objects[SCAN_OBJECTS] = {
	[OBJECT_RECORD] = {KEY_RECORD_eventVersion, KEY_RECORD_sessionCredentialFromConsole, RECORD_DEPTH},
	[OBJECT_IDENTITY] = {KEY_IDENTITY_type, KEY_IDENTITY_onBehalfOf, RECORD_DEPTH + 1},
	[OBJECT_SESSION] = {KEY_SESSION_sessionIssuer, KEY_SESSION_sourceIdentity, RECORD_DEPTH + 2},
	[OBJECT_ISSUER] = {KEY_ISSUER_type, KEY_ISSUER_userName, RECORD_DEPTH + 3},
	[OBJECT_ATTRIBUTES] = {KEY_ATTRIBUTES_creationDate, KEY_ATTRIBUTES_mfaAuthenticated, RECORD_DEPTH + 3},
	[OBJECT_WEB] = {KEY_WEB_federatedProvider, KEY_WEB_attributes, RECORD_DEPTH + 3},
	[OBJECT_BEHALF] = {KEY_BEHALF_userId, KEY_BEHALF_identityStoreArn, RECORD_DEPTH + 2},
};

void scan_clear(void *at, size_t size)
{
	memset(at, 0, size);
}

unsigned scan_key_find(enum scan_object object, struct sv name, bool escaped)
{
	for (unsigned i = scan_objects[object].first; i <= scan_objects[object].last; i++) {
		struct sv known = {scan_keys[i].name, scan_keys[i].size};
		if (escaped ? escape_means(name, known) : sv_eq(name, known))
			return i;
	}
	return SCAN_KEYS;
}

/* ---- values ---- */

static unsigned two(const char *at)
{
	return (unsigned)(at[0] - '0') * 10 + (unsigned)(at[1] - '0');
}

static bool date_good(unsigned year, unsigned month, unsigned day)
{
	static const unsigned char days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	if (year < TRAIL_YEAR_FIRST || year >= TRAIL_YEAR_END || month < 1 || month > 12)
		return false;
	return day >= 1 && day <= days[month] + (month == 2 && leap ? 1u : 0u);
}

bool scan_time_good(const char *at)
{
	static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
	for (size_t i = 0; i < TIME_OCTETS; i++)
		if (form[i] == 'd' ? at[i] < '0' || at[i] > '9' : at[i] != form[i])
			return false;
	if (two(at + 11) > 23 || two(at + 14) > 59 || two(at + 17) > 59)
		return false;
	return date_good(two(at) * 100 + two(at + 2), two(at + 5), two(at + 8));
}

static const char *digits(const char *at)
{
	while (*at >= '0' && *at <= '9')
		at++;
	return at;
}

const char *scan_number(struct scanner *s, const char *at)
{
	const char *from = at + (*at == '-');
	at = *from == '0' ? from + 1 : digits(from);
	if (at == from)
		return scan_fault(s, at, SCANNER_GRAMMAR);
	if (*at == '.') {
		from = at + 1;
		at = digits(from);
		if (at == from)
			return scan_fault(s, at, SCANNER_GRAMMAR);
	}
	if (*at == 'e' || *at == 'E') {
		from = at + 1 + (at[1] == '+' || at[1] == '-');
		at = digits(from);
		if (at == from)
			return scan_fault(s, at, SCANNER_GRAMMAR);
	}
	return at;
}

static bool has_text(const struct scanner *s, enum trail_field f)
{
	return s->record.field[f].at != NULL;
}

/* The notices of S3, SNS and SQS have a list of Records too. */
static bool is_foreign(const struct trail_text *source)
{
	struct sv text = {source->at, source->size};
	if (!source->escaped)
		return sv_starts(text, SV("aws:"));
	struct arena *a CLEANUP(arena_free) = arena_new();
	return sv_starts(escape_decode(a, text), SV("aws:"));
}

bool scan_record_good(struct scanner *s, const char *at)
{
	if (!has_text(s, TRAIL_TIME) || !has_text(s, TRAIL_SOURCE) || !has_text(s, TRAIL_NAME) ||
	    !has_text(s, TRAIL_REGION))
		return scan_fault(s, at, SCANNER_MISSING) != NULL;
	if (is_foreign(&s->record.field[TRAIL_SOURCE]))
		return scan_fault(s, at, SCANNER_FOREIGN) != NULL;
	return true;
}
