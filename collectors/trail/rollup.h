/* What the evidence store counts of the records of one object: a row of fixed size each, in which every text and
 * every key of the roll-up is a number. Numbers are dense, begin at 0 and stay what they are as long as the rollup
 * lives, so that the texts of a whole archive are kept once. Works behind every reader of records: it is a sink. */
#ifndef COLLECTORS_TRAIL_ROLLUP_H
#define COLLECTORS_TRAIL_ROLLUP_H

#include "base/table.h"
#include "collectors/trail/row.h"
#include "collectors/trail/scanner.h"

#define ROLLUP_ID 16

/* eventID: its 16 octets when it is a UUID in lower case, else the number of its text in the first four. */
struct rollup_row {
	unsigned char id[ROLLUP_ID];
	int64_t time;                     /* seconds */
	uint32_t key, address, recipient; /* numbers of a key and of texts */
	uint32_t position;                /* number of the record in its object, from 1 */
	bool text_id;                     /* the id is the number of a text */
	bool kept;                        /* the object's kept rows have this record, by position */
	/* All the record says (content.h): as octets when `delivered`, else by meaning. */
	uint32_t content;
	bool delivered;
};

/* The key of the roll-up without its day. */
enum rollup_part {
	ROLLUP_ACCOUNT,
	ROLLUP_REGION,
	ROLLUP_SERVICE,
	ROLLUP_ACTION,
	ROLLUP_READ_ONLY,
	ROLLUP_ERROR_CODE,
	ROLLUP_CATEGORY,
	ROLLUP_PRINCIPAL, /* number of a principal; the others of texts */
	ROLLUP_PARTS
};

struct rollup_key {
	uint32_t part[ROLLUP_PARTS];
};

struct rollup;

struct rollup *rollup_new(void);
void rollup_free(struct rollup **r); /* for CLEANUP */

/* Records come from one scanner, whose numbers of identities are believed, and from readers that give none. Before
 * another scanner is used, this is to be called. */
void rollup_other_scanner(struct rollup *r);

/* Begins an object: what the kept rows need is put into the arena. Drops the rows of the object before. */
void rollup_begin(struct rollup *r, struct arena *a);
/* Both halves of a sink. */
bool rollup_record(void *rollup, const struct trail_record *record, struct err *e);
void rollup_fault(void *rollup, const char *code, struct sv place, struct sv reason, bool lost);

/* Of the present object, in the order of its text; valid until the next rollup_begin. */
const struct rollup_row *rollup_rows(const struct rollup *r, size_t *n);
struct trail_row *const *rollup_kept(const struct rollup *r, size_t *n); /* whole events, and sessions opened */
const struct trail_fault *rollup_faults(const struct rollup *r, size_t *n);

/* Everything numbered so far. */
uint32_t rollup_text(struct rollup *r, struct sv text); /* its number; 0 is the empty text */
struct sv rollup_text_at(const struct rollup *r, uint32_t number);
size_t rollup_texts(const struct rollup *r);
uint32_t rollup_key_number(struct rollup *r, const struct rollup_key *key);
const struct rollup_key *rollup_key_at(const struct rollup *r, uint32_t number);
size_t rollup_keys(const struct rollup *r);
uint32_t rollup_principal(struct rollup *r, struct sv canonical); /* by PRINCIPAL_KEY */
struct sv rollup_principal_at(const struct rollup *r, uint32_t number);
size_t rollup_principals(const struct rollup *r);

#endif
