/* The report model: an XML document in the namespace urn:bailiwick:report:1 (schema: model/report.rng) with everything a
 * report says, as raw values: RFC 3339 times, integers, codes. It is a published interface. Lists are sorted, worst first;
 * every score carries `assessed` and `applicable`. Text from outside is valid, visible UTF-8 (utf8_clean). */
#ifndef MODEL_REPORT_H
#define MODEL_REPORT_H

#include "base/db.h"
#include "base/xml.h"

#define REPORT_NS "urn:bailiwick:report:1"

struct report_options {
	const char *kind;     /* "customer-audit", "compliance", "procurement": an audience of the controls */
	const char *language; /* of the documents made from it, "en" */
	int64_t revision;     /* from 1 */
	/* Words of the customer; empty: a line to be filled in by hand. */
	struct sv classification, prepared_by, reviewed_by, approved_by;
};

/* Reads a store whose analysis has run (model/contract.sql). Nothing in the store is changed. */
bool report_build(struct db *db, const struct report_options *o, struct xml **model, struct err *e) MUST_CHECK;
/* Against model/report.rng. */
bool report_validate(struct xml *model, struct err *e) MUST_CHECK;

#endif
