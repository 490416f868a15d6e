/* Any bytes as a gzip object. What is accepted must be of the size that the trailer claims, with its tail; every level
 * says the same. */
#include <stdint.h>
#include <stdlib.h>

#include "collectors/trail/gunzip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool inflate_at(enum cpu level, struct sv packed, struct str *result)
{
	struct gunzip *g CLEANUP(gunzip_free) = gunzip_new(1u << 20, 1u << 24);
	struct sv text;
	struct err e;
	gunzip_use(g, level);
	if (!gunzip_object(g, packed, &text, &e)) {
		str_addf(result, "%s: %s", gunzip_code(g), e.text);
		return false;
	}
	const unsigned char *end = (const unsigned char *)packed.at + packed.n - 4;
	if (text.n != ((size_t)end[0] | (size_t)end[1] << 8 | (size_t)end[2] << 16 | (size_t)end[3] << 24))
		abort();
	for (size_t i = 0; i < GUNZIP_TAIL; i++)
		if (text.at[text.n + i] != '\0')
			abort();
	str_add(result, text);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str plain CLEANUP(str_free), best CLEANUP(str_free);
	struct sv packed = {(const char *)data, size};
	str_init(&plain, 1u << 25);
	str_init(&best, 1u << 25);
	bool good = inflate_at(CPU_SCALAR, packed, &plain);
	if (inflate_at(cpu_best(), packed, &best) != good || !sv_eq(str_sv(&plain), str_sv(&best)))
		abort();
	return 0;
}
