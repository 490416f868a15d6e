/* The table of output formats. Adding a format is a row in renderers.c and a file.
 *
 * Machine formats are written from the report model alone; documents for people from the resolved document
 * (docs/resolved-document.md), whose registers point back into the model. Same model, templates and language: same bytes. */
#ifndef RENDERERS_RENDERERS_H
#define RENDERERS_RENDERERS_H

#include "base/xml.h"
#include "renderers/strings.h"
#include "renderers/templates.h"

struct render_input {
	struct xml *model;
	struct xml *document;           /* NULL for formats that do not need it */
	const struct strings *strings;  /* of the document's language; NULL as well */
	const struct templates *folder; /* theme.json, html.css, html.js */
};

/* Where finished files go: called once a file, in a fixed order. */
struct render_sink {
	bool (*file)(void *context, const char *name, struct sv bytes, struct err *e);
	void *context;
};

struct render_format {
	const char *name;      /* as on the command line */
	const char *extension; /* with the dot */
	const char *media_type;
	bool document;       /* made from the resolved document */
	const char *reports; /* space-separated report kinds it is written for; NULL: all */
	bool (*write)(const struct render_input *in, const struct render_sink *sink, struct err *e);
};

extern const struct render_format render_formats[]; /* ends with a NULL name */
const struct render_format *render_format_find(struct sv name);

struct render_options {
	const char *folder; /* templates on disk; NULL: the built-in ones */
};

/* Writes every format of the list (ends with NULL). An unknown kind of report or language is an error before anything is
 * written; a resolved document that its schema refuses is one as well. */
bool render(struct xml *model, const struct render_format *const *formats, const struct render_options *o,
	    const struct render_sink *sink, struct err *e) MUST_CHECK;

/* The resolved document of the model's kind of report, validated. */
bool render_document(struct xml *model, const struct templates *folder, const struct strings *strings,
		     struct xml **document, struct err *e) MUST_CHECK;

/* The writers. */
bool json_report(const struct render_input *in, const struct render_sink *sink, struct err *e);
bool csv_report(const struct render_input *in, const struct render_sink *sink, struct err *e);
bool html_report(const struct render_input *in, const struct render_sink *sink, struct err *e);
bool pdf_report(const struct render_input *in, const struct render_sink *sink, struct err *e);

/* SHA-256, in hex, of what csv_report writes as that file. */
bool csv_digest(struct xml *model, struct sv file, struct arena *a, struct sv *hex, struct err *e) MUST_CHECK;

#endif
