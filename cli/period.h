/* --period: "2026", "2026-Q2", "2026-06", "2026-06-15", or two of RFC 3339 times or days with a slash between. */
#ifndef CLI_PERIOD_H
#define CLI_PERIOD_H

#include "base/arena.h"

/* Both ends as analyze_options takes them: a day as the end means through that day. Texts live in the arena. */
bool period_parse(const char *text, struct arena *a, const char **start, const char **end,
		  struct err *e) MUST_CHECK;

/* A day, or an RFC 3339 time. */
bool moment_parse(struct sv v, int64_t *t) MUST_CHECK;

#endif
