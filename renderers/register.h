/* Registers: long tables whose rows stay in the model. This gives the rows and the final text of every cell, the same to
 * all back ends. Meaning of the element: docs/resolved-document.md, section 5. */
#ifndef RENDERERS_REGISTER_H
#define RENDERERS_REGISTER_H

#include "renderers/strings.h"

enum register_look {
	REGISTER_TEXT,
	REGISTER_ID, /* an identifier */
	REGISTER_NUMBER,
	REGISTER_TIME,
	REGISTER_SEVERITY, /* a badge */
	REGISTER_VERDICT
};

struct register_type; /* private */

struct register_column {
	struct sv head;
	const char *field, *below; /* below NULL: none */
	enum register_look look;
	bool outside; /* text from outside: to be isolated */
	bool filter;
	bool screen;   /* not on paper */
	bool stack;    /* on paper it stands below the column before it */
	int64_t width; /* wished percent; 0: none */
	const struct register_type *type;
	struct sv words; /* prefix of keys */
};

struct register_view {
	struct sv id, file, more, empty;
	const struct xml_node *caption;
	bool pointer; /* on paper a sentence says where the rows are */
	struct register_column *column;
	size_t n_columns;
	struct xml_node **row;
	size_t n_rows;
};

struct register_cell {
	struct sv text;  /* final words */
	struct sv raw;   /* the model's value: the code of a badge, the key to sort by */
	struct sv below; /* second line, an identifier; empty: none */
};

/* query: over the model, with the prefix r (register_query). Everything lives in the arena and in both documents. */
bool register_read(const struct xml_node *node, struct xml_query *query, struct arena *a,
		   struct register_view *r, struct err *e) MUST_CHECK;
struct xml_query *register_query(struct xml *model); /* freed by xml_query_free */
bool register_cell(const struct register_view *r, size_t row, size_t column, const struct strings *s,
		   struct arena *a, struct register_cell *cell, struct err *e) MUST_CHECK;
/* bw:more with its parts filled in, for n rows left out; the file is named with the hash of its bytes. */
bool register_more(const struct register_view *r, struct xml *model, size_t n, const struct strings *s,
		   struct arena *a, struct sv *text, struct err *e) MUST_CHECK;

#endif
