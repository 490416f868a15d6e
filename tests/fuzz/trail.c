/* Any text as a log of any form: its records and faults, by the shape that is found in it. Positions must rise, and
 * every fault must have a reason. */
#include <stdint.h>

#include "collectors/trail/rollup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	CLEANUP(rollup_free) struct rollup *rollup = rollup_new();
	struct trail_sink sink = {rollup, rollup_record, rollup_fault};
	struct sv text = {(const char *)data, size};
	size_t rows, faults;
	struct err e;
	enum trail_shape shape = scan_shape(text, &e);
	if (trail_shape_name(shape) == NULL)
		return 0;
	rollup_begin(rollup, arena);
	if (!scan_text(text, shape, &sink, &e))
		__builtin_trap();
	const struct rollup_row *row = rollup_rows(rollup, &rows);
	const struct trail_fault *fault = rollup_faults(rollup, &faults);
	for (size_t i = 1; i < rows; i++)
		if (row[i].position <= row[i - 1].position)
			__builtin_trap();
	for (size_t i = 0; i < faults; i++)
		if (fault[i].reason.n == 0 || fault[i].place.n == 0)
			__builtin_trap();
	return 0;
}
