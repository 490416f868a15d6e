/* The store of fixture.sql, and the model and documents made from it. */
#ifndef TESTS_UNIT_RENDERERS_FIXTURE_H
#define TESTS_UNIT_RENDERERS_FIXTURE_H

#include "model/report.h"

/* NULL after a failed CHECK. Tests run in the build folder; the source folder is found by SOURCE or beside it. */
struct db *fixture_store(void);
struct xml *fixture_model(struct db *db);

#endif
