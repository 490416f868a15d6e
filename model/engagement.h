/* The engagement file: the contract in machine form (YAML; JSON is a subset). Shape: model/engagement.schema.json.
 *
 * Reading gives canonical JSON, or every fault of the file at once, each as
 *     engagement.yaml:41: engagements[1].contract.end: expected an RFC 3339 time with offset, got "2026-13-01" */
#ifndef MODEL_ENGAGEMENT_H
#define MODEL_ENGAGEMENT_H

#include "base/arena.h"

struct engagement_file {
	const char *name;   /* base name of the path */
	char sha256[65];    /* of the bytes */
	struct sv document; /* canonical JSON; empty when there is a fault */
	struct sv *fault;   /* whole lines, in file order */
	size_t faults;      /* 0: the file is good */
};

/* false only when the file can't be read at all. Everything lives in the arena. */
bool engagement_read(const char *path, struct arena *a, struct engagement_file *f, struct err *e) MUST_CHECK;

/* The same from text; `name` stands in front of the faults. */
bool engagement_parse(struct sv text, const char *name, struct arena *a, struct engagement_file *f,
		      struct err *e) MUST_CHECK;

#endif
