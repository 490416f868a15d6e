/* Any text as a table: cost rows (CUR, CUR 2.0, FOCUS), then invoice lines. */
#include "collectors/readers.h"
#include "tests/fuzz/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	fuzz_read(text, read_cost, false);
	fuzz_read(text, read_invoice, false);
	return 0;
}
