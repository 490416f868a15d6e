/* Who may come in, and how far: fills access_path, effective and identity_owner of model/contract.sql from the IAM facts. */
#ifndef ANALYZERS_ACCESS_H
#define ANALYZERS_ACCESS_H

#include "base/db.h"

/* Needs the contract's tables and the reference lists. A document that is no JSON is passed over: the collector left
 * a gap. */
bool access_fill(struct db *db, struct err *e) MUST_CHECK;

#endif
