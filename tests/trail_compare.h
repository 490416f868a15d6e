/* Readers of records against each other, for unit tests and fuzz targets: what a reader gave, as one text. */
#ifndef TESTS_TRAIL_COMPARE_H
#define TESTS_TRAIL_COMPARE_H

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "collectors/trail/escape.h"
#include "collectors/trail/scan.h"
#include "collectors/trail/scanner.h"

#define COMPARE_MAX (256u << 20)

struct transcript {
	struct str text; /* position, place of the record and every field */
	const char *begin;
	size_t records, lost, remarks;
	bool borrowed; /* the records lie in the text, at begin */
};

static void transcript_field(struct transcript *t, const struct trail_record *r, size_t i)
{
	struct arena *a CLEANUP(arena_free) = arena_new();
	struct sv text = {r->field[i].at, r->field[i].size};
	if (text.at == NULL)
		return;
	if (r->field[i].escaped)
		text = escape_decode(a, text);
	str_addf(&t->text, "%s=%zu:", record_field_path((enum trail_field)i), text.n);
	str_add(&t->text, text);
	str_addc(&t->text, '\n');
}

static bool transcript_record(void *context, const struct trail_record *r, struct err *e)
{
	struct transcript *t = context;
	(void)e;
	t->records++;
	str_addf(&t->text, "record %zu at %zu, %zu long\n", r->position, (size_t)(r->raw.at - t->begin),
		 r->raw.n);
	for (size_t i = 0; i < TRAIL_FIELDS; i++)
		transcript_field(t, r, i);
	return true;
}

static void transcript_fault(void *context, const char *code, struct sv place, struct sv reason, bool lost)
{
	struct transcript *t = context;
	(void)code, (void)place, (void)reason;
	t->lost += lost;
	t->remarks += !lost;
}

static void transcript_init(struct transcript *t, const char *begin)
{
	*t = (struct transcript){.begin = begin};
	str_init(&t->text, COMPARE_MAX);
}

/* A copy with the tail that scanners need. */
static inline char *with_tail(struct sv text)
{
	char *copy = malloc(text.n + SCANNER_TAIL);
	if (copy == NULL)
		abort();
	if (text.n > 0)
		memcpy(copy, text.at, text.n);
	memset(copy + text.n, 0, SCANNER_TAIL);
	return copy;
}

static inline bool transcript_scan(struct transcript *t, struct scanner *s, struct sv text,
				   enum scanner_mode mode)
{
	struct trail_sink sink = {t, transcript_record, transcript_fault};
	struct err e;
	transcript_init(t, text.at);
	bool good = scanner_read(s, text, mode, &sink, &e);
	if (!good)
		str_addf(&t->text, "fault %d at %zu: %s\n", (int)scanner_fault(s), scanner_offset(s), e.text);
	return good;
}

/* Every level of this machine gives the same. A description of what differs, or NULL. */
static inline const char *compare_levels(struct sv text, enum scanner_mode mode)
{
	const char *differs = NULL;
	struct transcript first;
	struct scanner *scalar = scanner_new(CPU_SCALAR);
	transcript_scan(&first, scalar, text, mode);
	for (enum cpu level = CPU_SSE2; level <= cpu_best(); level++) {
		struct transcript other;
		struct scanner *s = scanner_new(level);
		transcript_scan(&other, s, text, mode);
		if (!sv_eq(str_sv(&first.text), str_sv(&other.text)))
			differs = cpu_name(level);
		scanner_free(&s);
		str_free(&other.text);
	}
	scanner_free(&scalar);
	str_free(&first.text);
	return differs;
}

static bool is_grammar(enum scanner_fault fault)
{
	return fault == SCANNER_TRUNCATED || fault == SCANNER_GRAMMAR || fault == SCANNER_CONTROL ||
	       fault == SCANNER_UTF8 || fault == SCANNER_ESCAPE || fault == SCANNER_DEPTH;
}

/* What the reader over json-c says of a text that the strict scanner took. */
static inline const char *compare_reference(struct sv text, const struct transcript *strict)
{
	struct transcript reference;
	struct trail_sink sink = {&reference, transcript_record, transcript_fault};
	struct err e;
	const char *differs = NULL;
	transcript_init(&reference, text.at);
	if (scan_shape(text, &e) == SHAPE_DIGEST)
		differs = NULL; /* a digest may have Records; the caller looks at scanner_alone */
	else if (!scan_text(text, SHAPE_RECORDS, &sink, &e) || reference.lost > 0)
		differs = "the reference lost a record";
	else if (!sv_eq(str_sv(&reference.text), str_sv(&strict->text)))
		differs = "the reference gave other records";
	str_free(&reference.text);
	return differs;
}

/* The text by the scanner in both modes and by the reference. */
static inline const char *compare_all(struct scanner *s, struct sv text)
{
	struct transcript strict, fast;
	struct err e;
	size_t end;
	bool is_json = json_check(text, false, &end, &e);
	bool good = transcript_scan(&strict, s, text, SCANNER_STRICT);
	enum scanner_fault fault = scanner_fault(s);
	bool fast_good = transcript_scan(&fast, s, text, SCANNER_FAST);
	const char *differs = NULL;
	if (good && !is_json)
		differs = "the strict scanner takes what is no JSON";
	else if (!good && is_json && is_grammar(fault))
		differs = "the strict scanner refuses good JSON";
	else if (good)
		differs = compare_reference(text, &strict);
	if (differs == NULL && is_json && !sv_eq(str_sv(&strict.text), str_sv(&fast.text)))
		differs = "both modes differ on good JSON";
	if (differs == NULL && good && !fast_good)
		differs = "the fast mode refuses what the strict one takes";
	str_free(&strict.text);
	str_free(&fast.text);
	return differs;
}

#endif
