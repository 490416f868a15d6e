/* Any text as a digest file. */
#include <stdint.h>

#include "collectors/trail/digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena *arena = arena_new();
	struct digest d;
	struct err e;
	if (digest_read((struct sv){(const char *)data, size}, arena, &d, &e) && d.account.n == 0)
		__builtin_trap();
	return 0;
}
