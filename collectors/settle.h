/* What can only be said when all objects are read: full names of groups and users, pages that never came. */
#ifndef COLLECTORS_SETTLE_H
#define COLLECTORS_SETTLE_H

#include "base/db.h"

bool settle_facts(struct db *db, struct err *e) MUST_CHECK;

#endif
