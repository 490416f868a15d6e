/* base/csv.h: every row ends, cells lie inside what can be read, and lines only grow. */
#include <stdlib.h>

#include "base/csv.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct csv c;
	struct err e;
	bool end = false;
	size_t line = 0, bytes = 0;
	csv_open(&c, (struct sv){(const char *)data, size});
	while (csv_next(&c, &end, &e) && !end) {
		if (c.n == 0 || c.line <= line)
			abort();
		line = c.line;
		for (size_t i = 0; i < c.n; i++)
			for (size_t j = 0; j < c.cell[i].text.n; j++)
				bytes += (unsigned char)c.cell[i].text.at[j] != 0;
	}
	if (bytes > size)
		abort();
	csv_close(&c);
	return 0;
}
