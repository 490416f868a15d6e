/* CSV by RFC 4180: quoted cells, doubled quotes, CRLF or LF, optional byte order mark, header row.
 * Whether a cell was quoted is kept, because FOCUS writes the bare word NULL for "no value". */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"

struct csv_cell {
	struct sv text;
	bool quoted;
};

struct csv {
	struct sv rest; /* what is not read yet */
	size_t line;    /* line of the row last returned, 1-based */
	size_t next_line;
	struct csv_cell *cell;
	size_t n; /* cells of the row last returned */
	size_t cap;
	struct str unquoted; /* private */
};

void csv_open(struct csv *c, struct sv text);
void csv_close(struct csv *c);
/* Next row; *end true and no row when there is none. Cells live until the next call. An unclosed quote
 * is an error that names the line where it opened. Blank lines are skipped. */
bool csv_next(struct csv *c, bool *end, struct err *e) MUST_CHECK;

#endif
