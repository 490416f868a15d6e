/* Files built into the program (schemas, controls, templates, strings), so that it runs from anywhere.
 * build-aux/embed writes one table a folder, e.g. `model_files`, `controls_files`, `templates_files`,
 * `trail_files`, sorted by name, ending with a NULL name. Names are paths from the project's root. */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include "base/str.h"

struct embedded {
	const char *name;
	const char *at;
	size_t n;
};

extern const struct embedded model_files[], controls_files[], templates_files[], trail_files[], iam_files[];

struct sv embedded_find(const struct embedded *table, const char *name); /* at == NULL: no such file */

#endif
