/* Any bytes as an object: recognised, read by its reader, settled. */
#include "tests/fuzz/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read((struct sv){(const char *)data, size}, NULL, false);
	return 0;
}
