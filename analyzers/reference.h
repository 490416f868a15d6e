/* Lists that rules look things up in: analyzers/controls/data/NAME.tsv becomes the temporary table NAME, '-' as '_'.
 * Lines that begin with '#' explain; the last of those at the head names the columns, tab-separated. */
#ifndef ANALYZERS_REFERENCE_H
#define ANALYZERS_REFERENCE_H

#include "base/db.h"

/* Every list built into the program. An earlier table of the same name is replaced. */
bool reference_load(struct db *db, struct err *e) MUST_CHECK;

/* One list from text; `name` is its path and stands in front of errors. */
bool reference_table(struct db *db, const char *name, struct sv text, struct err *e) MUST_CHECK;

#endif
