/* The scanner of trail records: strict against the reader over json-c, both modes and all levels against each other. */
#include <stdint.h>
#include <stdio.h>

#include "tests/trail_compare.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct scanner *reused; /* its memory must not change a result */
	if (reused == NULL)
		reused = scanner_new(cpu_best());
	char *copy = with_tail((struct sv){(const char *)data, size});
	struct sv text = {copy, size};
	const char *differs = compare_all(reused, text);
	if (differs == NULL)
		differs = compare_levels(text, SCANNER_STRICT);
	if (differs == NULL)
		differs = compare_levels(text, SCANNER_FAST);
	free(copy);
	if (differs != NULL) {
		fprintf(stderr, "%s\n", differs);
		abort();
	}
	return 0;
}
