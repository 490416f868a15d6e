/* theme.json: colours of both schemes, how severities, verdicts and tones look, caps. */
#ifndef RENDERERS_THEME_H
#define RENDERERS_THEME_H

#include "base/json.h"
#include "renderers/templates.h"

struct theme_style {
	struct sv colour; /* a token of colours; its ground is the token with "-soft" */
	struct sv shape;  /* sign beside the word */
	struct sv hatch;
};

bool theme_load(const struct templates *folder, struct json **theme, struct err *e) MUST_CHECK;
/* kind: "verdicts", "severities", "tones", or NULL: whichever knows the code; "series-N" has a hatch and no shape. False: nobody
 * does. */
bool theme_style(const struct json *theme, const char *kind, struct sv code, struct theme_style *s);
int64_t theme_cap(const struct json *theme, const char *name, int64_t otherwise);

#endif
