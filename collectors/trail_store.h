/* The trail's way into the evidence store. Every record that was read stands, as its file has it, in the working
 * table trail_record; the documented tables (activity, network, event, record_seen, session) are computed from it,
 * so that neither the order of files nor of collections can matter, and a changed file takes back what it said. */
#ifndef COLLECTORS_TRAIL_STORE_H
#define COLLECTORS_TRAIL_STORE_H

#include "collectors/reading.h"
#include "collectors/trail/digest.h"
#include "collectors/trail/row.h"

struct trail_store; /* prepared statements and known principals of one run */

/* Creates the working tables where they are missing. */
bool trail_store_open(struct db *db, struct trail_store **t, struct err *e) MUST_CHECK;
void trail_store_close(struct trail_store **t); /* for CLEANUP */

/* Takes back what an object said before; for an object that comes again with other content. */
bool trail_store_forget(struct trail_store *t, int64_t source, struct err *e) MUST_CHECK;
bool trail_store_rows(struct trail_store *t, struct reading *r, const struct trail_rows *rows,
		      struct err *e) MUST_CHECK;
bool trail_store_digest(struct trail_store *t, struct reading *r, const struct digest *d,
			struct err *e) MUST_CHECK;
/* Computes the documented tables anew, and the gaps that follow from them, if anything changed or `always`. */
bool trail_store_settle(struct trail_store *t, bool always, struct err *e) MUST_CHECK;

#endif
