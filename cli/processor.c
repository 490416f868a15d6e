#include "cli/processor.h"

#include <stdlib.h>

bool processor_wanted(enum cpu *level, struct err *e)
{
	const char *name = getenv("BAILIWICK_CPU");
	*level = cpu_best();
	return name == NULL || cpu_named(sv_of(name), level, e) || err_wrap(e, "BAILIWICK_CPU");
}
