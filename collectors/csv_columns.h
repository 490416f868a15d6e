/* The header row of a CSV file: which column is which, whatever the spelling. */
#ifndef COLLECTORS_CSV_COLUMNS_H
#define COLLECTORS_CSV_COLUMNS_H

#include "base/csv.h"

#define CSV_ABSENT SIZE_MAX

/* "lineItem/UnblendedCost", "line_item_unblended_cost" and "LineItemUnblendedCost" are the same name:
 * line_item_unblended_cost. */
struct sv csv_name(struct arena *a, struct sv header);
/* Column of the first of the names (separated by blanks, in normalised form, best first) that the row has. */
size_t csv_column(const struct csv *header, const char *names, struct arena *a);
/* Reads the first row of a text; false when there is none. The reader stands behind it. */
bool csv_header(struct csv *c, struct sv text);
/* Text of a cell; at == NULL when the column is absent or the cell is the bare word NULL. */
struct sv csv_text(const struct csv *row, size_t column);

#endif
