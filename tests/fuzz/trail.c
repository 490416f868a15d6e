/* Any text as a log of any form: its records and faults, by the shape that is found in it. Positions must rise, and
 * every fault must have a reason. */
#include <stdint.h>

#include "collectors/trail/row.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	struct sv text = {(const char *)data, size};
	struct trail_rows rows;
	struct err e;
	enum trail_shape shape = scan_shape(text, &e);
	if (trail_shape_name(shape) == NULL)
		return 0;
	if (!rows_read(text, shape, arena, &rows, &e))
		__builtin_trap();
	for (size_t i = 1; i < rows.n; i++)
		if (rows.row[i]->position <= rows.row[i - 1]->position)
			__builtin_trap();
	for (size_t i = 0; i < rows.faults; i++)
		if (rows.fault[i].reason.n == 0 || rows.fault[i].place.n == 0)
			__builtin_trap();
	return 0;
}
