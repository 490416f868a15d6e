#include "collectors/trail/scanner.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "collectors/trail/scan_state.h"

#define IN_RECORD(row)     row
#define KEY_ROW(name, kind, field) {{#name, sizeof #name - 1}, kind, field}

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
	[SCANNER_TIME] = "expected eventTime as YYYY-MM-DDThh:mm:ssZ",
	[SCANNER_VERSION] = "expected eventVersion 1.x",
	[SCANNER_MISSING] = "expected a record with eventTime, eventSource, eventName and awsRegion",
	[SCANNER_FOREIGN] = "a delivery notice, no record of CloudTrail",
};

struct scanner *scanner_new(enum cpu level)
{
	struct scanner *s = calloc(1, sizeof *s);
	if (s == NULL)
		out_of_memory();
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

const char *scan_string_slow(struct scanner *s, const char *at, bool *escaped)
{
	for (;;) {
		unsigned char c = (unsigned char)*at;
		const char *bad;
		uint32_t cp;
		if (c == '"')
			return at;
		if (c < 0x20)
			return scan_fault(s, at, SCANNER_CONTROL);
		size_t n = 1;
		if (c == '\\') {
			const char *end = escape_end(at, &bad);
			if (end == NULL)
				return scan_fault(s, bad, SCANNER_ESCAPE);
			*escaped = true;
			n = (size_t)(end - at);
		} else if (c >= 0x80) {
			n = utf8_next((struct sv){at, (size_t)(s->end - at)}, &cp);
			if (n == 0)
				return scan_fault(s, at, SCANNER_UTF8);
		}
		at += n;
	}
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

#define KEY_OF_RECORD(name, kind, field) KEY_ROW(name, kind, field),
