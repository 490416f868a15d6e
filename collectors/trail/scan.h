/* Finds the CloudTrail records of one object's text, in every shape of docs/evidence.md, and gives them to a sink
 * in the order of the text. Slow and correct: over base/json.h. */
#ifndef COLLECTORS_TRAIL_SCAN_H
#define COLLECTORS_TRAIL_SCAN_H

#include "collectors/trail/record.h"

enum trail_shape {
	SHAPE_NONE,         /* JSON, and nothing of a trail */
	SHAPE_NOT_JSON,     /* not JSON, plain or line by line */
	SHAPE_EMPTY,        /* an empty list: nothing says of what */
	SHAPE_FOREIGN,      /* looks like a log and is a delivery notice of S3, SNS or SQS */
	SHAPE_DIGEST,       /* a digest file (digest.h) */
	SHAPE_RECORDS,      /* {"Records":[...]}, as CloudTrail delivers it */
	SHAPE_ARRAY,        /* [...] */
	SHAPE_OBJECT,       /* one bare record */
	SHAPE_EVENTS,       /* {"Events":[...]}: records, or LookupEvents results */
	SHAPE_EVENTBRIDGE,  /* `detail` of an EventBridge envelope */
	SHAPE_LOOKUP,       /* one LookupEvents result */
	SHAPE_LOOKUP_LINES, /* one LookupEvents result a line */
	SHAPE_LINES,        /* one record, envelope or log a line */
};

const char *trail_shape_name(enum trail_shape shape); /* 'records', 'array', ...; NULL for no trail */

/* What the text is; for SHAPE_NOT_JSON the error says line, column and why. Never calls a sink. */
enum trail_shape scan_shape(struct sv text, struct err *e);

/* Reads the records of a text whose shape is one of a trail. Records of bad form are faults, not errors; the
 * only errors are the sink's own. */
bool scan_text(struct sv text, enum trail_shape shape, const struct trail_sink *k, struct err *e) MUST_CHECK;

#endif
