/* The store of fixture.sql, and the model and documents made from it. */
#ifndef TESTS_UNIT_RENDERERS_FIXTURE_H
#define TESTS_UNIT_RENDERERS_FIXTURE_H

#include "model/report.h"
#include "renderers/renderers.h"

/* NULL after a failed CHECK. */
struct db *fixture_store(void);
struct xml *fixture_model(struct db *db);

/* Files of a render, in the order in which they were written. */
struct fixture_files {
	struct arena *arena;
	struct {
		const char *name;
		struct sv bytes;
	} file[16];
	size_t n;
};

/* Renders the formats ("html json csv") with the built-in templates. */
bool fixture_render(struct xml *model, const char *formats, struct fixture_files *files, struct err *e);
struct sv fixture_file(const struct fixture_files *files, const char *name); /* empty if it was not written */
size_t fixture_count(struct sv text, struct sv part);                        /* how often `part` occurs */

#endif
