/* Any bytes as a gzip object. What is accepted must be of the size that the trailer claims, and end with a NUL. */
#include <stdint.h>

#include "collectors/trail/gunzip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(gunzip_free) struct gunzip *g = gunzip_new(1u << 20, 1u << 24);
	struct sv text;
	struct err e;
	if (!gunzip_object(g, (struct sv){(const char *)data, size}, &text, &e))
		return 0;
	size_t claimed = (size_t)data[size - 4] | (size_t)data[size - 3] << 8 | (size_t)data[size - 2] << 16 |
			 (size_t)data[size - 1] << 24;
	if (text.n != claimed || text.at[text.n] != '\0')
		__builtin_trap();
	return 0;
}
