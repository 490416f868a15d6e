/* The walk of the resolved document (docs/resolved-document.md) that builds the page kit's boxes. Shared by the files
 * pdf*.c of this folder only. The first fault is kept in `fault`; from then on texts come out empty and nothing else
 * goes wrong, so builders need no checks. */
#ifndef RENDERERS_PDF_WALK_H
#define RENDERERS_PDF_WALK_H

#include "base/table.h"
#include "base/xml.h"
#include "renderers/pdf/flow.h"
#include "renderers/pdf_theme.h"
#include "renderers/register.h"

/* A chart that was placed, and the words above it. */
struct pdf_charted {
	const struct xml_node *chart;
	struct sv title, section;
};

struct pdf_walk {
	struct arena *arena;
	struct pdf_theme *theme;
	struct pdf_shaper *shaper;
	struct pdf_pages *pages;
	struct pdf_flow *flow;
	struct xml *model;             /* NULL: there is none */
	struct xml_query *query;       /* over the model; NULL as well */
	const struct strings *strings; /* of the registers */
	struct table *badges;          /* by code and word: registers have thousands */
	struct table *ids;             /* of what is printed: registers link to what is there */
	struct table *screen_ids;      /* of what the page has and paper has not */
	struct pdf_charted *charted;   /* the charts so far, for the annex with their numbers */
	size_t n_charted, charted_cap;
	unsigned level;          /* of the heading above: what follows is one deeper */
	bool in_card, in_column; /* facts are set smaller there, or narrower */
	bool in_cover;           /* facts stand below each other there */
	bool rtl, failed;
	struct err fault;
};

/* Distances, 1/100 pt. */
enum {
	PDF_GAP_LINE = 400,  /* between items of a list */
	PDF_GAP_BLOCK = 800, /* after a paragraph */
	PDF_GAP_CARD = 1200, /* between cards, tiles, columns */
	PDF_GAP_PART = 1600, /* around figures and tables */
	PDF_CORNER = 450,
	PDF_TEXT_MAX = 60000 /* characters of one paragraph */
};

void pdf_walk_fail(struct pdf_walk *w, const struct err *e);

/* pdf_inline.c: the inline content of an element as one paragraph; white space is folded. */
const struct pdf_para *pdf_inline(struct pdf_walk *w, const struct xml_node *element,
				  const struct pdf_voice *voice);
const struct pdf_para *pdf_inline_cut(struct pdf_walk *w, const struct xml_node *element,
				      const struct pdf_voice *voice, size_t max);
struct sv pdf_inline_text(struct pdf_walk *w, const struct xml_node *element); /* folded, without looks */
const struct pdf_para *pdf_plain(struct pdf_walk *w, struct sv text, enum pdf_span_kind kind,
				 const struct pdf_style *style);
const struct pdf_para *pdf_badge(struct pdf_walk *w, struct sv code, struct sv word);
struct pdf_span pdf_badge_span(struct pdf_walk *w, struct sv code, struct sv word);
const struct pdf_voice *pdf_voice(struct pdf_walk *w, const char *role);
const struct pdf_voice *pdf_voice_in(struct pdf_walk *w, const char *role, const char *colour);

/* pdf_blocks.c */
struct pdf_box *pdf_stack(struct pdf_walk *w, const char *role);
struct pdf_box *pdf_text(struct pdf_walk *w, const char *role, const struct xml_node *element,
			 const struct pdf_voice *voice);
void pdf_blocks(struct pdf_walk *w, const struct xml_node *element, struct pdf_box *into);
/* Inline content, or blocks if the element's first element is one. */
void pdf_content(struct pdf_walk *w, const struct xml_node *element, const char *role,
		 const struct pdf_voice *voice, struct pdf_box *into);
struct pdf_box *pdf_section(struct pdf_walk *w, const struct xml_node *section);
struct pdf_box *pdf_facts(struct pdf_walk *w, const struct xml_node *dl);
struct pdf_box *pdf_rule(struct pdf_walk *w);
/* Whether the element is printed at all: some are for the page on a screen only. */
bool pdf_on_paper(const struct xml_node *n);
const char *pdf_heading_role(const struct pdf_walk *w); /* one below the heading above */

/* pdf_cards.c */
struct pdf_box *pdf_finding(struct pdf_walk *w, const struct xml_node *article);
struct pdf_box *pdf_note(struct pdf_walk *w, const struct xml_node *aside);
struct pdf_box *pdf_quality(struct pdf_walk *w, const struct xml_node *quality);
struct pdf_box *pdf_tiles(struct pdf_walk *w, const struct xml_node *tiles);
struct pdf_box *pdf_columns(struct pdf_walk *w, const struct xml_node *columns);
struct pdf_box *pdf_signoff(struct pdf_walk *w, const struct xml_node *signoff);

/* pdf_tables.c */
struct pdf_box *pdf_data_table(struct pdf_walk *w, const struct xml_node *table);
struct pdf_box *pdf_register(struct pdf_walk *w, const struct xml_node *element);
struct pdf_table *pdf_table_new(struct pdf_walk *w, size_t columns, size_t rows);
struct pdf_row *pdf_table_add(struct pdf_walk *w, struct pdf_table *t);

/* pdf_numbers.c: the numbers of all charts so far. */
void pdf_numbers_note(struct pdf_walk *w, const struct xml_node *chart, struct sv title);
struct pdf_box *pdf_numbers(struct pdf_walk *w, const struct xml_node *element);

/* chart_pdf.c */
struct pdf_box *pdf_chart(struct pdf_walk *w, const struct xml_node *chart);

/* pdf_cover.c: the first page, and the list of contents after it. */
void pdf_cover_place(struct pdf_walk *w, const struct xml_node *cover);
struct pdf_box *pdf_contents(struct pdf_walk *w, const struct xml_node *body, struct sv title);

#endif
