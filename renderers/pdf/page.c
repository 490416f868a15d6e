#include "renderers/pdf/page.h"

#include <string.h>

#include "base/table.h"
#include "renderers/pdf/face.h"

#define CONTENT_MAX    (32u << 20)
#define COORDINATE_MAX 1440000 /* 14,400 pt, the largest page of PDF 1.4 */

void pdf_pages_init(struct pdf_pages *b, struct arena *a, struct pdf_doc *d, struct pdf_shaper *s,
		    int32_t width, int32_t height, bool rtl)
{
	*b = (struct pdf_pages){.arena = a,
				.doc = d,
				.shaper = s,
				.tags = pdf_tags_new(a, d),
				.width = width,
				.height = height,
				.rtl = rtl,
				.anchors = table_new(a)};
}

void pdf_pages_free(struct pdf_pages *b)
{
	for (size_t i = 0; i < b->n; i++)
		str_free(&b->page[i].content);
	b->n = 0;
}

static struct str *content(struct pdf_pages *b)
{
	return &b->page[b->current].content;
}

void pdf_page_add(struct pdf_pages *b)
{
	pdf_mark_end(b);
	if (b->n == b->cap)
		b->page = pdf_grow(b->arena, b->page, b->n, &b->cap, sizeof(*b->page));
	struct pdf_page *page = &b->page[b->n];
	*page = (struct pdf_page){0};
	str_init(&page->content, CONTENT_MAX);
	page->object = pdf_doc_object(b->doc);
	b->current = b->n++;
	b->fill_known = false;
	/* From here on one unit is 1/100 pt and y grows downwards. */
	str_addz(&page->content, "0.01 0 0 -0.01 0 ");
	pdf_add_hundredths(&page->content, b->height);
	str_addz(&page->content, " cm\n");
}

void pdf_page_select(struct pdf_pages *b, size_t page)
{
	if (page == b->current)
		return;
	pdf_mark_end(b);
	b->current = page;
	b->fill_known = false;
}

int32_t pdf_mirror(const struct pdf_pages *b, int32_t x, int32_t w)
{
	return b->rtl ? b->width - x - w : x;
}

/* ---- what a mark means ---- */

void pdf_mark_end(struct pdf_pages *b)
{
	if (b->open != NULL || b->artifact)
		str_addz(content(b), "EMC\n");
	b->open = NULL;
	b->artifact = false;
}

void pdf_mark_artifact(struct pdf_pages *b)
{
	if (b->artifact)
		return;
	pdf_mark_end(b);
	str_addz(content(b), "/Artifact BMC\n");
	b->artifact = true;
}

void pdf_mark_tag(struct pdf_pages *b, struct pdf_tag *tag)
{
	if (tag == NULL)
		pdf_mark_artifact(b);
	else if (b->open != tag)
		pdf_mark_tag_with(b, tag, SV(""));
}

void pdf_mark_tag_with(struct pdf_pages *b, struct pdf_tag *tag, struct sv properties)
{
	pdf_mark_end(b);
	struct pdf_page *page = &b->page[b->current];
	if (page->n_owners == page->cap)
		page->owner =
			pdf_grow(b->arena, page->owner, page->n_owners, &page->cap, sizeof(struct pdf_tag *));
	page->owner[page->n_owners] = tag;
	pdf_tag_mark(b->tags, tag, page->object, (uint32_t)page->n_owners);
	str_addf(content(b), "/%s << /MCID %zu", tag->role, page->n_owners++);
	str_add(content(b), properties);
	str_addz(content(b), " >> BDC\n");
	b->open = tag;
}

/* ---- shapes ---- */

static void add_place(struct str *s, int32_t v)
{
	pdf_add_int(s, v > COORDINATE_MAX ? COORDINATE_MAX : v < -COORDINATE_MAX ? -COORDINATE_MAX : v);
	str_addc(s, ' ');
}

static void add_point(struct str *s, int32_t x, int32_t y)
{
	add_place(s, x);
	add_place(s, y);
}

static void add_colour(struct str *s, struct pdf_colour c, const char *operator)
{
	const uint8_t part[3] = {c.r, c.g, c.b};
	for (size_t i = 0; i < 3; i++) {
		int32_t v = (part[i] * 1000 + 127) / 255;
		if (v == 0 || v == 1000)
			str_addz(s, v == 0 ? "0 " : "1 ");
		else
			str_addf(s, ".%03d ", v);
	}
	str_addz(s, operator);
}

void pdf_set_fill(struct pdf_pages *b, struct pdf_colour c)
{
	if (b->fill_known && memcmp(&b->fill, &c, sizeof(c)) == 0)
		return;
	add_colour(content(b), c, "rg\n");
	b->fill = c;
	b->fill_known = true;
}

void pdf_set_stroke(struct pdf_pages *b, struct pdf_colour c, int32_t line)
{
	add_colour(content(b), c, "RG ");
	add_place(content(b), line);
	str_addz(content(b), "w\n");
}

void pdf_path_move(struct pdf_pages *b, int32_t x, int32_t y)
{
	add_point(content(b), x, y);
	str_addz(content(b), "m\n");
}

void pdf_path_line(struct pdf_pages *b, int32_t x, int32_t y)
{
	add_point(content(b), x, y);
	str_addz(content(b), "l\n");
}

void pdf_path_curve(struct pdf_pages *b, const int32_t x[3], const int32_t y[3])
{
	for (size_t i = 0; i < 3; i++)
		add_point(content(b), x[i], y[i]);
	str_addz(content(b), "c\n");
}

void pdf_path_close(struct pdf_pages *b)
{
	str_addz(content(b), "h\n");
}

void pdf_path_paint(struct pdf_pages *b, bool fill, bool stroke)
{
	str_addz(content(b), fill && stroke ? "B\n" : fill ? "f\n" : stroke ? "S\n" : "n\n");
}

void pdf_clip_begin(struct pdf_pages *b)
{
	str_addz(content(b), "q\n");
	b->fill_known = false;
}

void pdf_clip_path(struct pdf_pages *b)
{
	str_addz(content(b), "W n\n");
}

void pdf_clip_end(struct pdf_pages *b)
{
	str_addz(content(b), "Q\n");
	b->fill_known = false;
}

void pdf_path_rect(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h)
{
	add_point(content(b), x, y);
	add_point(content(b), w, h);
	str_addz(content(b), "re\n");
}

static void corner(struct pdf_pages *b, int32_t x1, int32_t y1, int32_t x2, int32_t y2, int32_t x3, int32_t y3)
{
	pdf_path_curve(b, (const int32_t[3]){x1, x2, x3}, (const int32_t[3]){y1, y2, y3});
}

void pdf_path_round(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h, int32_t radius)
{
	int32_t r = radius * 2 > w ? w / 2 : radius * 2 > h ? h / 2 : radius;
	if (r * 2 > h)
		r = h / 2;
	if (r <= 0) {
		pdf_path_rect(b, x, y, w, h);
		return;
	}
	int32_t k = r - r * 5523 / 10000; /* a quarter circle as a cubic curve */
	int32_t x2 = x + w, y2 = y + h;
	pdf_path_move(b, x + r, y);
	pdf_path_line(b, x2 - r, y);
	corner(b, x2 - k, y, x2, y + k, x2, y + r);
	pdf_path_line(b, x2, y2 - r);
	corner(b, x2, y2 - k, x2 - k, y2, x2 - r, y2);
	pdf_path_line(b, x + r, y2);
	corner(b, x + k, y2, x, y2 - k, x, y2 - r);
	pdf_path_line(b, x, y + r);
	corner(b, x, y + k, x + k, y, x + r, y);
	pdf_path_close(b);
}

void pdf_draw_rect(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h, struct pdf_colour fill)
{
	pdf_set_fill(b, fill);
	pdf_path_rect(b, x, y, w, h);
	pdf_path_paint(b, true, false);
}

void pdf_draw_round(struct pdf_pages *b, int32_t x, int32_t y, int32_t w, int32_t h, int32_t radius,
		    const struct pdf_colour *fill, const struct pdf_colour *stroke, int32_t line)
{
	if (fill != NULL)
		pdf_set_fill(b, *fill);
	if (stroke != NULL)
		pdf_set_stroke(b, *stroke, line);
	pdf_path_round(b, x, y, w, h, radius);
	pdf_path_paint(b, fill != NULL, stroke != NULL);
}

void pdf_draw_line(struct pdf_pages *b, int32_t x, int32_t y, int32_t x2, int32_t y2, int32_t line,
		   struct pdf_colour colour)
{
	pdf_set_stroke(b, colour, line);
	pdf_path_move(b, x, y);
	pdf_path_line(b, x2, y2);
	pdf_path_paint(b, false, true);
}

/* ---- anchors ---- */

void pdf_anchor_set(struct pdf_pages *b, struct sv id, int32_t y)
{
	bool added = false;
	if (id.n == 0)
		return;
	void **slot = table_slot(b->anchors, id, &added);
	if (!added)
		return;
	struct pdf_anchor *anchor = arena_alloc(b->arena, sizeof(*anchor));
	*anchor = (struct pdf_anchor){(uint32_t)b->current, y};
	*slot = anchor;
}

const struct pdf_anchor *pdf_anchor_get(const struct pdf_pages *b, struct sv id)
{
	return table_get(b->anchors, id);
}

int32_t pdf_style_baseline(const struct pdf_style *style)
{
	const struct pdf_face *face = style->stack->face[0];
	int32_t ascent = (int32_t)((int64_t)face->ascent * style->size / face->upem);
	int32_t descent = (int32_t)((int64_t)-face->descent * style->size / face->upem);
	return (style->leading - ascent - descent) / 2 + ascent;
}
