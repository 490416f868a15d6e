/* Any text as a credential report: first as the CSV, then as the JSON answer with the CSV in it. */
#include "collectors/readers.h"
#include "tests/fuzz/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	fuzz_read(text, read_credential_report, false);
	fuzz_read(text, read_credential_report_answer, true);
	return 0;
}
