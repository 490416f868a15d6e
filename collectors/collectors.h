/* From exported files to a filled evidence store: every file below a folder is read, recognised by its content, and
 * said as facts and gaps. Collecting again adds only what is new; the order of files can't matter. */
#ifndef COLLECTORS_COLLECTORS_H
#define COLLECTORS_COLLECTORS_H

#include "base/db.h"
#include "collectors/trail/cpu.h"

struct collect_summary {
	int64_t objects;  /* files seen by this run */
	int64_t added;    /* of these: not known before, or with other content than before */
	int64_t replaced; /* of these: took the place of a file of the same name, and of what that had said */
	int64_t facts;    /* records, rows and entities taken from the added files */
	int64_t lost;     /* gaps of the whole store after this run: something was not read */
	int64_t noted;    /* gaps of the whole store after this run: read, and worth knowing */
};

/* Reads all files below `folder` (or the one file that it is) into the store. A file that can't be read is a gap,
 * not an error; the errors are that there is nothing to read and that the store can't be written. Work is committed
 * every few hundred files: a run that was stopped is finished by the next one. */
bool collect_folder(struct db *db, const char *folder, struct collect_summary *out, struct err *e) MUST_CHECK;
/* The same with the readers' variants for `level` instead of cpu_best(). The store is the same. */
bool collect_folder_on(struct db *db, const char *folder, enum cpu level, struct collect_summary *out,
		       struct err *e) MUST_CHECK;

#endif
