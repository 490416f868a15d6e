/* The words of one language: templates/strings/<language>.xml.
 *
 *   <strings language="en" dir="ltr">
 *     <s key="waivers.until">Approved by {who}, ends {when}.</s>
 *     <s key="findings.count"><one>{n} finding</one><other>{n} findings</other></s>
 *   </strings>
 *
 * A text with forms takes the one that the language's plural rule (CLDR categories) gives for the part `n`. */
#ifndef RENDERERS_STRINGS_H
#define RENDERERS_STRINGS_H

#include "base/xml.h"
#include "renderers/templates.h"

struct strings;

struct strings_part {
	struct sv name, text;
	struct sv raw; /* decides the plural form, if the name is "n": digits */
};

bool strings_load(const struct templates *folder, const char *language, struct strings **s,
		  struct err *e) MUST_CHECK;
void strings_free(struct strings **s); /* for CLEANUP */
struct sv strings_language(const struct strings *s);
struct sv strings_dir(const struct strings *s); /* "ltr" or "rtl" */

/* The text with its parts still in braces. An unknown key is an error that names it. */
bool strings_get(const struct strings *s, struct sv key, struct sv n, struct sv *text,
		 struct err *e) MUST_CHECK;
/* The text with its parts filled in. A part that is not given is an error. */
bool strings_fill(const struct strings *s, struct sv key, const struct strings_part *parts, size_t n,
		  struct arena *a, struct sv *text, struct err *e) MUST_CHECK;
/* A text without parts and forms that is known to be in every language's file (a lint test sees to it). */
struct sv strings_word(const struct strings *s, const char *key);

/* Cuts "text {name}" off the front: *text, and *name (empty at the end). False when *rest was empty. */
bool strings_next(struct sv *rest, struct sv *text, struct sv *name);

#endif
