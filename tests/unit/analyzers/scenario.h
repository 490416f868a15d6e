/* Small worlds for tests of analyzers: a store in memory, facts as SQL, a contract as YAML, and what must come out.
 *
 * Facts are written with the words of tests/scenarios/controls/words.sql (calls, events, who, ...). */
#ifndef TESTS_UNIT_ANALYZERS_SCENARIO_H
#define TESTS_UNIT_ANALYZERS_SCENARIO_H

#include "analyzers/analyze.h"
#include "base/arena.h"

/* An empty store with the words; closed by the caller. */
bool scenario_open(struct db **db, struct err *e) MUST_CHECK;
/* A text of the folder tests/scenarios/controls. */
bool scenario_text(const char *name, struct arena *a, struct sv *text, struct err *e) MUST_CHECK;
/* Reads the contract and analyzes with the frame of the scenarios. */
bool scenario_analyze(struct db *db, struct sv contract, const struct analyze_options *o,
		      struct analyze_summary *sum, struct err *e) MUST_CHECK;
/* First column of every row, each on a line of its own. */
struct sv scenario_rows(struct db *db, const char *sql, struct arena *a);

#define SCENARIO_OPTIONS                                                                                       \
	{                                                                                                      \
		.period_start = "2026-06-01", .period_end = "2026-07-31", .as_of = "2026-08-01T00:00:00Z",     \
		.version = "1.2.3"                                                                             \
	}

#endif
