/* A line of text as PDF operators, with its links, tinted grounds and boxes. */
#include <string.h>

#include "base/utf8.h"
#include "renderers/pdf/face.h"
#include "renderers/pdf/page.h"

static struct str *content(struct pdf_pages *b)
{
	return &b->page[b->current].content;
}

static int64_t thousandths(const struct pdf_font *font, int64_t units)
{
	int64_t scaled = units * 1000, half = font->face->upem / 2;
	return (scaled + (scaled < 0 ? -half : half)) / font->face->upem;
}

/* Notes that a glyph is drawn and what it says. False: it already says something else in this document. */
static bool use_glyph(struct pdf_font *font, uint16_t glyph, const uint32_t *text, uint32_t n)
{
	static const uint32_t silent = 0;
	if (!font->used[glyph]) {
		font->used[glyph] = 1;
		hb_position_t advance = hb_font_get_glyph_h_advance(font->shaper, glyph);
		font->width[glyph] = (int32_t)thousandths(font, advance);
		font->unicode[glyph] = (struct pdf_unicode){n > 0 ? text : &silent, n};
		return true;
	}
	const struct pdf_unicode *known = &font->unicode[glyph];
	return known->n == n && (n == 0 || memcmp(known->text, text, n * sizeof(*text)) == 0);
}

/* End of the cluster whose first glyph is number i. Clusters rise from left to right, or fall if right to left. */
static uint32_t cluster_end(const struct pdf_piece *piece, size_t i)
{
	size_t next = i;
	if (piece->item->level & 1)
		return i > 0 ? piece->glyph[i - 1].cluster : piece->to - piece->from;
	while (next < piece->n_glyphs && piece->glyph[next].cluster == piece->glyph[i].cluster)
		next++;
	return next < piece->n_glyphs ? piece->glyph[next].cluster : piece->to - piece->from;
}

/* Each cluster's text goes to its first glyph. True if the glyphs alone give the text back in its order. */
static bool use_glyphs(const struct pdf_para *p, const struct pdf_piece *piece)
{
	bool plain = !piece->item->replaced;
	for (size_t i = 0; i < piece->n_glyphs; i++) {
		uint32_t at = piece->glyph[i].cluster;
		bool first = i == 0 || piece->glyph[i - 1].cluster != at;
		uint32_t n = first ? cluster_end(piece, i) - at : 0;
		const uint32_t *text = p->text + piece->from + at;
		static const uint32_t replacement = 0xFFFD;
		if (piece->item->replaced) {
			text = &replacement;
			n = 1;
		}
		plain &= use_glyph(piece->item->font, piece->glyph[i].glyph, text, n);
	}
	return plain;
}

static void add_hex(struct str *s, uint16_t glyph)
{
	static const char hex[] = "0123456789ABCDEF";
	for (int shift = 12; shift >= 0; shift -= 4)
		str_addc(s, hex[(glyph >> shift) & 15]);
}

/* Glyphs by TJ. The pen of the reader, moved by the widths in W, is led back to ours before it is 2/1000 em off. */
static void show(struct str *s, const struct pdf_font *font, const struct pdf_style *style,
		 const struct pdf_piece *piece)
{
	int64_t pen = 0, reader = 0, raised = 0;
	int64_t tracking = style->size > 0 ? (int64_t)style->tracking * 1000 / style->size : 0;
	bool inside = false;
	str_addz(s, "[");
	for (size_t i = 0; i < piece->n_glyphs; i++) {
		const struct pdf_glyph *g = &piece->glyph[i];
		int64_t want = thousandths(font, pen + g->dx);
		int64_t spaced = i > 0 && tracking != 0 ? (int64_t)i * tracking : 0;
		if (g->dy != raised) {
			str_addz(s, inside ? ">] TJ " : "] TJ ");
			pdf_add_int(s, (int64_t)g->dy * style->size / font->face->upem);
			str_addz(s, " Ts [");
			inside = false;
			raised = g->dy;
		}
		int64_t off = want + spaced - reader;
		if (off > 1 || off < -1) {
			str_addz(s, inside ? ">" : "");
			pdf_add_int(s, -off);
			inside = false;
			reader += off;
		}
		if (!inside)
			str_addc(s, '<');
		inside = true;
		add_hex(s, g->glyph);
		reader += font->width[g->glyph];
		pen += g->advance;
	}
	str_addz(s, inside ? ">] TJ" : "] TJ");
	if (raised != 0)
		str_addz(s, " 0 Ts");
	str_addc(s, '\n');
}

static struct sv text_of(struct pdf_pages *b, const struct pdf_para *p, const struct pdf_piece *piece)
{
	struct str text;
	str_init(&text, LIMIT_TEXT);
	for (uint32_t i = piece->from; i < piece->to; i++)
		utf8_add(&text, p->text[i]);
	struct sv kept = arena_sv(b->arena, str_sv(&text));
	str_free(&text);
	return kept;
}

static struct sv properties(struct pdf_pages *b, struct sv actual, struct sv language)
{
	struct str s;
	str_init(&s, LIMIT_TEXT);
	if (actual.n > 0) {
		str_addz(&s, " /ActualText ");
		pdf_add_string(&s, actual);
	}
	if (language.n > 0) {
		str_addz(&s, " /Lang ");
		pdf_add_string(&s, language);
	}
	struct sv kept = arena_sv(b->arena, str_sv(&s));
	str_free(&s);
	return kept;
}

/* What glyphs don't say by themselves stands in an element of its own and at its mark: readers look at either. Of
 * right-to-left text only the element says it: readers of marks turn such text round themselves, and would do so twice.
 * Marks are never nested, for some readers then lose what follows. True: the mark is to be closed after the glyphs. */
static bool open_mark(struct pdf_pages *b, const struct pdf_para *p, const struct pdf_piece *piece, bool plain,
		      struct pdf_tag *tag)
{
	const struct pdf_span *span = &p->span[piece->item->span];
	bool rtl = piece->item->level & 1;
	pdf_mark_tag(b, tag);
	if ((plain && !rtl && span->language.n == 0) || (tag == NULL && (plain || rtl)))
		return false;
	struct sv actual = plain && !rtl ? SV("") : text_of(b, p, piece);
	struct sv more = properties(b, rtl ? SV("") : actual, span->language);
	if (tag == NULL) {
		str_addz(content(b), "/Span <<");
		str_add(content(b), more);
		str_addz(content(b), " >> BDC\n");
		return true;
	}
	struct pdf_tag *own = pdf_tag_new(b->tags, tag, "Span");
	own->actual = actual;
	own->language = span->language;
	pdf_mark_tag_with(b, own, more);
	return false;
}

static void draw_piece(struct pdf_pages *b, const struct pdf_para *p, const struct pdf_piece *piece, int32_t x,
		       int32_t baseline, struct pdf_tag *tag)
{
	const struct pdf_span *span = &p->span[piece->item->span];
	struct pdf_font *font = piece->item->font;
	struct str *s = content(b);
	pdf_font_use(b->shaper, font);
	bool wrapped = open_mark(b, p, piece, use_glyphs(p, piece), tag);
	pdf_set_fill(b, span->style->colour);
	str_addf(s, "BT /F%u ", font->number);
	pdf_add_int(s, span->style->size);
	str_addz(s, " Tf 1 0 0 -1 ");
	pdf_add_int(s, x);
	str_addc(s, ' ');
	pdf_add_int(s, baseline);
	str_addz(s, " Tm ");
	show(s, font, span->style, piece);
	str_addz(s, wrapped ? "ET EMC\n" : "ET\n");
}

/* ---- links ---- */

static void add_link(struct pdf_pages *b, const struct pdf_para *p, const struct pdf_piece *piece, int32_t x,
		     int32_t baseline, int32_t width)
{
	const struct pdf_span *span = &p->span[piece->item->span];
	if (b->n_links == b->links_cap)
		b->link = pdf_grow(b->arena, b->link, b->n_links, &b->links_cap, sizeof(*b->link));
	struct pdf_page *page = &b->page[b->current];
	uint32_t object = pdf_doc_object(b->doc);
	int32_t size = span->style->size;
	b->link[b->n_links++] = (struct pdf_link){.page = (uint32_t)b->current,
						  .x = x,
						  .y = baseline - size,
						  .w = width,
						  .h = size * 13 / 10,
						  .target = span->link,
						  .text = span->text,
						  .tag = b->link_tag,
						  .object = object};
	if (page->n_links == page->links_cap)
		page->link =
			pdf_grow(b->arena, page->link, page->n_links, &page->links_cap, sizeof(*page->link));
	page->link[page->n_links++] = object;
	pdf_tag_link(b->tags, b->link_tag, page->object, object);
}

static struct pdf_tag *tag_of(struct pdf_pages *b, const struct pdf_para *p, const struct pdf_piece *piece,
			      struct pdf_tag *tag)
{
	const struct pdf_span *span = &p->span[piece->item->span];
	if (tag == NULL || span->link.n == 0)
		return tag;
	if (b->link_para != p || b->link_span != piece->item->span) {
		b->link_para = p;
		b->link_span = piece->item->span;
		b->link_tag = pdf_tag_new(b->tags, tag, "Link");
	}
	return b->link_tag;
}

/* ---- the line ---- */

/* Tinted grounds behind identifiers, one box for neighbouring pieces of a span. */
static void draw_grounds(struct pdf_pages *b, const struct pdf_para *p, const struct pdf_piece *piece, size_t n,
			 int32_t x, int32_t baseline)
{
	for (size_t i = 0; i < n;) {
		const struct pdf_span *span = &p->span[piece[i].item->span];
		uint32_t number = piece[i].item->span;
		int32_t width = 0;
		for (; i < n && piece[i].item->span == number; i++)
			width += piece[i].width;
		if (span->has_panel && width > 0) {
			int32_t size = span->style->size;
			pdf_mark_artifact(b);
			pdf_draw_round(b, x - 140, baseline - size * 102 / 100, width + 280, size * 138 / 100,
				       150, &span->panel, NULL, 0);
		}
		x += width;
	}
}

void pdf_draw_text(struct pdf_pages *b, const struct pdf_para *p, const struct pdf_line *line, int32_t x,
		   int32_t baseline, struct pdf_tag *tag)
{
	struct pdf_piece *piece = NULL;
	int32_t hang = 0;
	size_t n = pdf_line_pieces(b->shaper, p, line, &piece, &hang);
	int32_t at = x - hang;
	draw_grounds(b, p, piece, n, at, baseline);
	for (size_t i = 0; i < n; at += piece[i].width, i++) {
		const struct pdf_span *span = &p->span[piece[i].item->span];
		if (span->kind == PDF_SPAN_BOX) {
			pdf_mark_draw(b, span->box, at, baseline, tag);
			continue;
		}
		if (piece[i].item->font == NULL)
			continue;
		struct pdf_tag *owner = tag_of(b, p, &piece[i], tag);
		draw_piece(b, p, &piece[i], at, baseline, owner);
		if (owner != tag) {
			pdf_mark_artifact(b);
			if (!span->bare_link)
				pdf_draw_line(b, at, baseline + 140, at + piece[i].width, baseline + 140, 50,
					      b->accent);
			add_link(b, p, &piece[i], at, baseline, piece[i].width);
		}
	}
}
