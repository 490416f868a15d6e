/* Between the files of the HTML back end. */
#ifndef RENDERERS_HTML_H
#define RENDERERS_HTML_H

#include "base/json.h"
#include "base/table.h"
#include "renderers/register.h"
#include "renderers/renderers.h"

struct html {
	const struct render_input *in;
	struct arena *arena;
	struct json *theme;
	struct xml_query *query;
	struct table *ids; /* ids of the document, so that registers can link to cards */
	struct str out;    /* the body */
	struct str data;   /* data islands */
	int level;         /* of the last heading */
	int32_t chart_width;
	bool rtl;
};

bool html_block(struct html *h, const struct xml_node *n, struct err *e) MUST_CHECK;
bool html_blocks(struct html *h, const struct xml_node *parent,
		 struct err *e) MUST_CHECK; /* the element's children */
void html_inline(struct html *h, const struct xml_node *parent);
bool html_register(struct html *h, const struct xml_node *n, struct err *e) MUST_CHECK;
bool html_figure(struct html *h, const struct xml_node *n, struct err *e) MUST_CHECK;

/* `code` with break opportunities after / : . - _ @ and , unless it is a short key. */
void html_identifier(struct str *out, struct sv text);
void html_badge(struct html *h, const char *kind, struct sv code, struct sv word);

#endif
