/* The template folder: page templates, strings, theme, and the page's own style and script. Either the files built into the
 * program or a folder on disk with the same names. Nothing outside it can be read through it. */
#ifndef RENDERERS_TEMPLATES_H
#define RENDERERS_TEMPLATES_H

#include "base/arena.h"

struct templates {
	const char *folder; /* NULL: the built-in files */
	struct arena *arena;
};

/* name: "parts/finding.xhtml"; parts are letters, digits, '-', '_', '.', and start with none of the last. */
bool templates_read(const struct templates *t, const char *name, struct sv *text, struct err *e) MUST_CHECK;

#endif
