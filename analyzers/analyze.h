/* Facts and a contract become results: fills the tables of model/contract.sql anew.
 *
 * Nothing outside the store and the arguments is asked: no clock, no file. The same store, engagement file, options and
 * program give the same bytes in every table. */
#ifndef ANALYZERS_ANALYZE_H
#define ANALYZERS_ANALYZE_H

#include "analyzers/controls.h"
#include "model/engagement.h"

struct analyze_options {
	/* RFC 3339 or YYYY-MM-DD; NULL: from the evidence. The period is the first to the last day of the trail, as_of
	 * the newest moment any source speaks of. A date as period_end means through that day. */
	const char *period_start, *period_end, *as_of;
	const struct control_text *extra; /* controls of the customer, beside those of the program */
	size_t extras;
	const char *version; /* of the program */
};

enum verdict {
	VERDICT_NOT_ASSESSED,
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_WARN,
	VERDICT_INFO,
	VERDICT_NOT_APPLICABLE,
	VERDICT_WAIVED,
	VERDICT_COUNT
};

extern const char *const verdict_names[VERDICT_COUNT];

struct analyze_summary {
	int64_t controls, results;
	int64_t count[VERDICT_COUNT]; /* results of each verdict */
};

/* One transaction: all of it, or the store is as it was. Temporary tables of the connection are lost. */
bool analyze(struct db *db, const struct engagement_file *f, const struct analyze_options *o,
	     struct analyze_summary *out, struct err *e) MUST_CHECK;

#endif
