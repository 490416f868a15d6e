/* Batches of the policy engine's commands: NDJSON in, one answer a line out, in the same order. A line that is
 * refused is answered by its fault, named on stderr by number and path, and the batch goes on. */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include "analyzers/iam/case.h"
#include "cli/command.h"

enum batch_verdict { BATCH_UNKNOWN, BATCH_POSITIVE, BATCH_NEGATIVE };

struct batch_line {
	struct arena *arena; /* of this line alone */
	const struct json_node *root;
	bool measure; /* as in struct iam_case_reader */
	struct sv id; /* JSON text, "null" if the line has none */
	struct iam_line_fault fault;
};

/* Writes one JSON object to `out`, without a newline; false: line->fault says why not. */
typedef bool batch_fn(const void *context, struct batch_line *line, struct str *out,
		      enum batch_verdict *verdict);

/* Runs --batch (the operand or standard input) with --fail-on in mind. */
enum status batch_run(const struct arguments *a, batch_fn *answer, const void *context);
/* The same for one line of text; a fault is told on stderr. */
enum status batch_one(const struct arguments *a, struct sv text, batch_fn *answer, const void *context);
bool batch_wants(const struct arguments *a, enum batch_verdict verdict); /* --fail-on names it */

#endif
