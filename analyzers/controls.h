/* Runs controls: files of one SELECT each that give one row per subject tested, behind a head (analyzers/header.h).
 *
 * Columns of a row: verdict and reason; any of engagement, account, region, resource, principal (what is missing is
 * ''), severity (else the control's), facts (a JSON object, else '{}'). Parameters a query may use: :as_of,
 * :period_start, :period_end, and those of its head. */
#ifndef ANALYZERS_CONTROLS_H
#define ANALYZERS_CONTROLS_H

#include "analyzers/header.h"
#include "base/db.h"

struct control_text {
	const char *name; /* path, for errors */
	struct sv text;
};

/* The controls of the program and `extra` ones, sorted by id. */
struct control {
	struct control_text file;
	struct control_header header;
};

struct control_list {
	struct control *control;
	size_t n;
};

/* Two controls of one id are an error that names both files. */
bool controls_read(const struct control_text *extra, size_t extras, struct arena *a, struct control_list *list,
		   struct err *e) MUST_CHECK;

/* SHA-256 over all control files, in order of their ids. */
void controls_hash(const struct control_list *list, char hex[65]);

/* Fills the tables control and result from contract, facts and reference lists, and settles them: what is not met
 * becomes NOT_ASSESSED, arrangements that do not fit NOT_APPLICABLE, waivers count, severities rise. */
bool controls_run(struct db *db, const struct control_list *list, struct err *e) MUST_CHECK;

#endif
