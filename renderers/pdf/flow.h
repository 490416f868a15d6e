/* Boxes over pages. The owner builds a tree of boxes, the flow gives each its width, computes the heights and fills
 * pages: a heading stays with its text, a box marked `whole` is not cut if it is under half a page, a paragraph leaves
 * at least two lines on either side of a break, a table repeats its head, and nothing crosses an edge.
 *
 * Lengths are 1/100 pt. Boxes, texts and all results live in the arena of the pages. */
#ifndef RENDERERS_PDF_FLOW_H
#define RENDERERS_PDF_FLOW_H

#include "renderers/pdf/meta.h"
#include "renderers/pdf/page.h"

enum pdf_align { PDF_ALIGN_START, PDF_ALIGN_CENTER, PDF_ALIGN_END };

enum pdf_box_kind {
	PDF_BOX_STACK, /* children below each other */
	PDF_BOX_ROW,   /* children side by side, each as high as the highest; not cut */
	PDF_BOX_TEXT,
	PDF_BOX_TABLE,
	PDF_BOX_DRAW /* a drawing of its owner, whole */
};

struct pdf_flow;
struct pdf_box;
struct pdf_table;

struct pdf_box {
	enum pdf_box_kind kind;
	const char *role;      /* of the structure element; NULL: its children belong to the parent's */
	struct sv id;          /* target of links; empty: none */
	struct sv alt;         /* of a Figure */
	int32_t before, after; /* distance to neighbours; the larger of two counts */
	int32_t pad_top, pad_bottom, pad_start, pad_end;
	bool whole, with_next;
	bool new_page; /* unless it fits below what stands on the page, or more than two fifths are free */
	/* Ground, edge and stripe at the start side. */
	bool has_ground, has_edge, has_stripe;
	struct pdf_colour ground, edge, stripe;
	enum pdf_hatch stripe_hatch;
	int32_t radius;
	/* PDF_BOX_TEXT; also the label of a list item, set into the padding of a stack. */
	const struct pdf_para *para;
	enum pdf_align align;
	bool balance;
	const struct pdf_para *label; /* PDF_BOX_STACK: drawn beside the first line, as Lbl */
	int32_t label_room;           /* how far the label may reach left of the children */
	bool has_disc;                /* behind the label; its colour: */
	struct pdf_colour disc;
	struct sv number_of; /* PDF_BOX_TEXT: ends with the page number of this id */
	/* Outline entry: level 0 none. */
	unsigned outline;
	struct sv outline_title;
	/* PDF_BOX_ROW */
	int32_t gap;
	/* Of a child in a row: fixed width if > 0; percent of the row if > 0; else an equal part of the rest. */
	int32_t share, percent;
	bool grow; /* in a child of a row: takes what the child's height lacks, so that what follows lines up */
	struct pdf_table *table;
	/* PDF_BOX_DRAW: draws in the box given; must end with an open artifact or nothing. `lay`, if there is one,
	 * gives the height for a width. */
	int32_t (*lay)(void *context, int32_t width);
	void (*draw)(void *context, struct pdf_pages *b, int32_t x, int32_t y, int32_t w, struct pdf_tag *tag);
	void *context;
	int32_t height; /* PDF_BOX_DRAW: given; else found by layout */
	/* Private. */
	struct pdf_box *first, *last, *next;
	struct pdf_lines lines;
	int32_t width;
	struct pdf_tag *tag;
};

struct pdf_column {
	enum pdf_align align;
	bool solid;      /* never broken: figures, times, pills */
	int32_t percent; /* wished share of the width; 0: from the content */
	int32_t firm;    /* texts up to this width are not broken, unless the table can't be helped otherwise */
};

struct pdf_cell {
	const struct pdf_para *para;
	bool head; /* names its row */
	struct pdf_lines lines;
};

struct pdf_row {
	struct pdf_cell *cell; /* one a column */
	struct sv id;
	int32_t height;
	bool has_ground;
	struct pdf_colour ground;
};

struct pdf_table {
	struct pdf_column *column;
	int32_t *width; /* private */
	size_t n_columns;
	struct pdf_row head;
	struct pdf_row *row;
	size_t n_rows;
	const struct pdf_para *caption; /* NULL: none */
	struct pdf_lines caption_lines; /* private */
	struct pdf_colour head_ground, head_rule, rule;
	int32_t pad_x, pad_y;
};

struct pdf_late {
	size_t page;
	int32_t x, baseline; /* right edge, or left edge in a right-to-left document */
	struct sv id;
	const struct pdf_style *style;
	struct pdf_tag *tag;
};

struct pdf_flow {
	struct pdf_pages *pages;
	int32_t x, width, top, bottom; /* of the text on a page */
	int32_t y;                     /* where the next box may start */
	int32_t margin;                /* `after` of the box before */
	bool fresh;                    /* nothing stands on the page yet */
	struct pdf_late *late;
	size_t n_late, late_cap;
	struct pdf_outline_entry *outline;
	size_t n_outline, outline_cap;
	struct pdf_open *open; /* private: decorated boxes being filled */
	size_t n_open, open_cap;
};

void pdf_flow_init(struct pdf_flow *f, struct pdf_pages *b, int32_t x, int32_t width, int32_t top,
		   int32_t bottom);
struct pdf_box *pdf_box_new(struct pdf_flow *f, enum pdf_box_kind kind, const char *role);
void pdf_box_add(struct pdf_box *parent, struct pdf_box *child);

/* Lays out and places at the flow's end; pages are added as needed. */
void pdf_flow_place(struct pdf_flow *f, struct pdf_box *box, struct pdf_tag *parent);
void pdf_flow_new_page(struct pdf_flow *f);
/* Page numbers of contents lists, once everything is placed. */
void pdf_flow_finish(struct pdf_flow *f);

/* For the kit's own files. */
void pdf_box_layout(struct pdf_flow *f, struct pdf_box *box, int32_t width);
int32_t pdf_box_first_need(const struct pdf_flow *f,
			   const struct pdf_box *box); /* least part that may stand alone */
int32_t pdf_leading(const struct pdf_para *p);
void pdf_draw_lines(struct pdf_flow *f, const struct pdf_para *p, const struct pdf_lines *lines, size_t from,
		    size_t to, int32_t x, int32_t y, int32_t w, enum pdf_align align, struct pdf_tag *tag);

void pdf_table_layout(struct pdf_flow *f, struct pdf_table *t, int32_t width);
int32_t pdf_table_height(const struct pdf_table *t);
int32_t pdf_table_first_need(const struct pdf_table *t);
void pdf_table_place(struct pdf_flow *f, struct pdf_table *t, int32_t x, int32_t width, struct pdf_tag *tag);

#endif
