/* SQL scripts built into the program, e.g. "analyzers/attribution.sql". */
#ifndef ANALYZERS_SCRIPT_H
#define ANALYZERS_SCRIPT_H

#include "base/db.h"

bool script_run(struct db *db, const char *name, struct err *e) MUST_CHECK;

#endif
