/* The evidence store: one folder per customer with evidence.sqlite in it. Schema: model/schema.sql (facts,
 * gaps). */
#ifndef MODEL_STORE_H
#define MODEL_STORE_H

#include "base/db.h"

/* Opens or creates FOLDER/evidence.sqlite (":memory:" as folder: no file), migrates it forward to the
 * present shape, and makes the SQL functions of base/sqlfn.h available. A newer shape is an error. */
bool store_open(const char *folder, struct db **db, struct err *e) MUST_CHECK;

/* SHA-256 over all facts and gaps in a fixed order, independent of row ids and of the order of collection. */
bool store_content_hash(struct db *db, char hex[65], struct err *e) MUST_CHECK;

#endif
