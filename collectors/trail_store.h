/* The trail's way into the evidence store (docs/adr/0014). What an object says stands, compact, in one row of the
 * working table trail_facts, and its kept records in trail_kept; the documented tables (principal, activity, network,
 * event, record_seen, session) are computed from all of them. So neither the order of files nor of collections can
 * matter, and a changed file takes back what it said by losing its row. */
#ifndef COLLECTORS_TRAIL_STORE_H
#define COLLECTORS_TRAIL_STORE_H

#include "collectors/reading.h"
#include "collectors/trail/digest.h"
#include "collectors/trail/rollup.h"

struct trail_store; /* prepared statements and the numbers of texts and keys, of one run */

/* Creates the working tables where they are missing. */
bool trail_store_open(struct db *db, struct trail_store **t, struct err *e) MUST_CHECK;
void trail_store_close(struct trail_store **t);              /* for CLEANUP */
void trail_store_use(struct trail_store *t, enum cpu level); /* instead of cpu_best() */

/* Takes back what an object said before; for an object that comes again with other content. */
bool trail_store_forget(struct trail_store *t, int64_t source, struct err *e) MUST_CHECK;
/* Reads the text of the object as r->trail_shape says and keeps what it says. */
bool trail_store_read(struct trail_store *t, struct reading *r, struct err *e) MUST_CHECK;
/* True if the text is what CloudTrail delivers and nothing else, read without a remark: then r->trail_shape says so and
 * trail_store_read only stores what was found. Otherwise scan_shape is to be asked. May move r->text. */
bool trail_store_scan(struct trail_store *t, struct reading *r);
bool trail_store_digest(struct trail_store *t, struct reading *r, const struct digest *d,
			struct err *e) MUST_CHECK;
/* Computes the documented tables anew, and the gaps that follow from them, if anything changed or `always`. */
bool trail_store_settle(struct trail_store *t, bool always, struct err *e) MUST_CHECK;

/* Records and groups that settling holds in memory at a time, instead of the usual number. Changes no result. */
void trail_store_limit(struct trail_store *t, size_t most);

/* Computes the tables that records make from trail_facts and trail_kept (trail_settle.c). The rollup knows all
 * numbers in them. `most`: rows and groups held in memory at a time, 0 for the usual ceiling. */
bool trail_settle(struct db *db, struct rollup *r, size_t most, struct err *e) MUST_CHECK;

/* A row of trail_facts.records, in octets, whatever the machine's byte order (trail_settle.c). */
#define TRAIL_FACT 44
void trail_fact_write(const struct rollup_row *row, unsigned char at[TRAIL_FACT]);
void trail_fact_read(const unsigned char at[TRAIL_FACT], struct rollup_row *row);
/* Of a record in trail_kept: its source, and in the lower 29 bits its position. */
int64_t trail_kept_id(int64_t source, uint32_t position);

#endif
