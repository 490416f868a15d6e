#include "base/embedded.h"

#include <string.h>

struct sv embedded_find(const struct embedded *table, const char *name)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return (struct sv){table->at, table->n};
	return (struct sv){NULL, 0};
}
