/* The door of libyaml: a YAML document as a tree that knows its lines. The engagement file is read with it.
 *
 * libyaml itself rather than a mapping library above it, because every fault of a file is to be listed at
 * once, with its line (docs/adr). Refused with a fault: aliases, tags, several documents, a key twice. */
#ifndef MODEL_YAMLDOC_H
#define MODEL_YAMLDOC_H

#include "base/arena.h"

enum yamldoc_kind { YAMLDOC_SCALAR, YAMLDOC_LIST, YAMLDOC_MAP };

struct yamldoc {
	enum yamldoc_kind kind;
	size_t line;    /* 1-based, where the value starts */
	struct sv text; /* scalar as written, quotes and escapes resolved */
	bool plain;     /* scalar without quotes: may stand for null, a number or a boolean */
	size_t n;       /* items of a list or members of a map */
	struct yamldoc **item;
	struct sv *key; /* of a map, one per item */
	size_t *key_line;
};

/* Faults of one file. Texts live in the arena. */
struct faults {
	struct arena *arena;
	const char *name; /* file name in front of each line */
	struct fault {
		size_t line;
		struct sv text; /* "name:line: path: what" */
	} * fault;
	size_t n, cap;
};

/* path may be "". At most LIMIT_ERRORS are kept. */
void fault_add(struct faults *f, size_t line, const char *path, const char *format, ...) PRINTF_LIKE(4, 5);
void faults_sort(struct faults *f); /* by line, then text */

/* NULL when the text is no YAML at all (the fault says where). Lives in the faults' arena. */
struct yamldoc *yamldoc_read(struct sv text, struct faults *f);
struct yamldoc *yamldoc_get(const struct yamldoc *map, const char *key); /* NULL: absent, or no map */

#endif
