/* The contract in force as tables: section 7 of model/contract.sql, filled from an engagement file. Times are UTC, and
 * what the file may leave out has its default. */
#ifndef MODEL_CONTRACT_H
#define MODEL_CONTRACT_H

#include "base/db.h"
#include "model/engagement.h"

/* Drops and makes every table of model/contract.sql, then fills those of the contract. The store is one of store_open.
 * Runs in the caller's transaction. A file with faults is an error, and so is a waiver that matches by a key that no
 * result has: it would cover more than its author meant. */
bool contract_fill(struct db *db, const struct engagement_file *f, struct err *e) MUST_CHECK;

#endif
