#include "renderers/pdf/shape.h"

#include <fribidi.h>
#include <linebreak.h>
#include <string.h>

#include "base/table.h"
#include "base/utf8.h"
#include "renderers/pdf/shaper.h"

#define KEY_MAX   20     /* characters of an identifier that is never broken */
#define CACHE_MAX 60000u /* shaped strings; past it the cache starts afresh */

enum { LRI = 0x2066, RLI = 0x2067, FSI = 0x2068, PDI = 0x2069 };

struct shaped {
	const struct pdf_glyph *glyph;
	size_t n;
};

void pdf_shaper_new(struct arena *a, struct pdf_doc *d, struct sv language, struct pdf_shaper **s)
{
	struct pdf_shaper *made = arena_alloc(a, sizeof(*made));
	made->arena = a;
	made->doc = d;
	made->language = language.n > 0 ? arena_sv(a, language) : SV("en");
	made->cache = table_new(a);
	made->buffer = hb_buffer_create();
	str_init(&made->key, LIMIT_TEXT);
	init_linebreak();
	*s = made;
}

void pdf_shaper_free(struct pdf_shaper **s)
{
	if (*s == NULL)
		return;
	for (size_t i = 0; i < (*s)->n_fonts; i++)
		hb_font_destroy((*s)->font[i]->shaper);
	hb_buffer_destroy((*s)->buffer);
	str_free(&(*s)->key);
	*s = NULL;
}

struct arena *pdf_shaper_arena(struct pdf_shaper *s)
{
	return s->arena;
}

size_t pdf_shaper_fonts(const struct pdf_shaper *s)
{
	return s->n_fonts;
}

struct pdf_font *pdf_shaper_font(const struct pdf_shaper *s, size_t i)
{
	return s->font[i];
}

bool pdf_is_isolate(uint32_t cp)
{
	return cp >= LRI && cp <= PDI;
}

struct pdf_font *pdf_font_of(struct pdf_shaper *s, const struct pdf_face *face)
{
	for (size_t i = 0; i < s->n_fonts; i++)
		if (s->font[i]->face == face)
			return s->font[i];
	struct pdf_font *made = arena_alloc(s->arena, sizeof(*made));
	made->face = face;
	made->shaper = hb_font_create(face->face);
	made->number = (unsigned)s->n_fonts + 1;
	if (s->n_fonts == s->fonts_cap)
		s->font = pdf_grow(s->arena, s->font, s->n_fonts, &s->fonts_cap, sizeof(struct pdf_font *));
	s->font[s->n_fonts++] = made;
	return made;
}

void *pdf_scratch(struct pdf_shaper *s, size_t which, size_t n, size_t size)
{
	if (n > s->scratch[which].size / size) {
		s->scratch[which].at = arena_array(s->arena, 2 * n, size);
		s->scratch[which].size = 2 * n * size;
	}
	memset(s->scratch[which].at, 0, n * size);
	return s->scratch[which].at;
}

/* ---- characters ---- */

static size_t count_characters(const struct pdf_span *span, size_t n)
{
	size_t total = 0;
	for (size_t i = 0; i < n; i++)
		total += span[i].text.n + 3;
	return total;
}

static void put(struct pdf_para *p, uint32_t cp, size_t span)
{
	p->text[p->n] = cp;
	p->span_of[p->n++] = (uint16_t)span;
}

static void put_span(struct pdf_para *p, size_t i)
{
	const struct pdf_span *span = &p->span[i];
	if (span->kind == PDF_SPAN_BOX) {
		put(p, BOX, i);
		return;
	}
	bool isolate = span->kind != PDF_SPAN_PLAIN;
	if (isolate)
		put(p, span->kind == PDF_SPAN_IDENTIFIER ? LRI : FSI, i);
	for (struct sv rest = span->text; rest.n > 0;) {
		uint32_t cp = 0;
		size_t n = utf8_next(rest, &cp);
		if (n == 0)
			break;
		put(p, cp, i);
		rest = sv_sub(rest, n, rest.n - n);
	}
	if (isolate)
		put(p, PDI, i);
}

/* ---- direction ---- */

static bool needs_levels(const struct pdf_para *p)
{
	if (p->rtl)
		return true;
	for (uint32_t i = 0; i < p->n; i++)
		if (p->text[i] >= 0x0590 && !(p->text[i] >= 0x0900 && p->text[i] < 0x200F) &&
		    !pdf_is_isolate(p->text[i]) && p->text[i] != BOX)
			return true;
	return false;
}

static void find_levels(struct pdf_shaper *s, struct pdf_para *p)
{
	if (p->n == 0 || !needs_levels(p))
		return;
	FriBidiCharType *types = pdf_scratch(s, 0, p->n, sizeof(*types));
	FriBidiBracketType *brackets = pdf_scratch(s, 1, p->n, sizeof(*brackets));
	FriBidiLevel *levels = pdf_scratch(s, 2, p->n, sizeof(*levels));
	FriBidiParType base = p->rtl ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
	fribidi_get_bidi_types(p->text, (FriBidiStrIndex)p->n, types);
	fribidi_get_bracket_types(p->text, (FriBidiStrIndex)p->n, types, brackets);
	if (fribidi_get_par_embedding_levels_ex(types, brackets, (FriBidiStrIndex)p->n, &base, levels) == 0)
		return;
	for (uint32_t i = 0; i < p->n; i++)
		p->level[i] = (uint8_t)levels[i];
}

/* ---- breaks ---- */

static bool identifier_break(uint32_t cp)
{
	return cp == '/' || cp == ':' || cp == '.' || cp == '-' || cp == '_' || cp == '@' || cp == ' ';
}

/* The id of a control, result or account: short, and read as one sign. */
static bool is_key(struct sv text)
{
	return text.n <= KEY_MAX && sv_find_char(text, '/') < 0 && sv_find_char(text, ':') < 0 &&
	       sv_find_char(text, ' ') < 0;
}

static bool is_space(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200A && cp != 0x2007);
}

/* libunibreak 1.1 knows Unicode 6.2, which has no isolates: it sees the text without them. */
static void find_breaks(struct pdf_shaper *s, struct pdf_para *p)
{
	utf32_t *bare = pdf_scratch(s, 0, (size_t)p->n + 1, sizeof(*bare));
	uint32_t *place = pdf_scratch(s, 1, (size_t)p->n + 1, sizeof(*place));
	char *found = pdf_scratch(s, 2, (size_t)p->n + 1, 1);
	size_t n = 0;
	for (uint32_t i = 0; i < p->n; i++)
		if (!pdf_is_isolate(p->text[i])) {
			place[n] = i;
			bare[n++] = p->text[i] == BOX ? 'x' : p->text[i];
		}
	set_linebreaks_utf32(bare, n, s->language.at, found);
	for (size_t i = 0; i + 1 < n; i++) {
		uint32_t at = place[i];
		const struct pdf_span *span = &p->span[p->span_of[at]];
		bool inside = span->kind == PDF_SPAN_IDENTIFIER && p->span_of[place[i + 1]] == p->span_of[at];
		if (found[i] == LINEBREAK_MUSTBREAK)
			p->breaks[at] = PDF_BREAK_MUST;
		else if (inside && is_key(span->text))
			p->breaks[at] = PDF_BREAK_NO;
		else if (inside)
			p->breaks[at] = identifier_break(p->text[at]) && !is_space(p->text[place[i + 1]]) &&
							!(p->text[at] == ':' && p->text[place[i + 1]] == ':')
						? PDF_BREAK_MAY
						: PDF_BREAK_NO;
		else
			p->breaks[at] = found[i] == LINEBREAK_ALLOWBREAK ? PDF_BREAK_MAY : PDF_BREAK_NO;
	}
}

/* ---- shaping ---- */

static bool joins_letters(hb_script_t script)
{
	return !(script == HB_SCRIPT_LATIN || script == HB_SCRIPT_GREEK || script == HB_SCRIPT_CYRILLIC ||
		 pdf_script_follows(script));
}

static size_t features_of(const struct pdf_span *span, hb_script_t script, hb_feature_t f[4])
{
	static const hb_tag_t joining[] = {HB_TAG('c', 'a', 'l', 't'), HB_TAG('l', 'i', 'g', 'a'),
					   HB_TAG('c', 'l', 'i', 'g')};
	size_t n = 0;
	if (span->kind != PDF_SPAN_PLAIN && !joins_letters(script))
		for (size_t i = 0; i < 3; i++)
			f[n++] = (hb_feature_t){joining[i], 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
	if (span->style->tabular)
		f[n++] = (hb_feature_t){HB_TAG('t', 'n', 'u', 'm'), 1, HB_FEATURE_GLOBAL_START,
					HB_FEATURE_GLOBAL_END};
	return n;
}

static hb_codepoint_t sign_glyph(const struct pdf_item *item)
{
	hb_codepoint_t glyph = 0;
	if (!hb_font_get_nominal_glyph(item->font->shaper, '?', &glyph))
		(void)hb_font_get_nominal_glyph(item->font->shaper, ' ', &glyph);
	return glyph;
}

static const struct pdf_glyph *take_glyphs(struct pdf_shaper *s, const struct pdf_item *item,
					   uint32_t n_characters, size_t *n)
{
	unsigned count = 0;
	const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(s->buffer, &count);
	const hb_glyph_position_t *pos = hb_buffer_get_glyph_positions(s->buffer, &count);
	struct pdf_glyph *g = arena_array(s->arena, (size_t)count + 1, sizeof(*g));
	for (unsigned i = 0; i < count; i++) {
		uint32_t cluster = info[i].cluster < n_characters ? info[i].cluster : 0;
		hb_codepoint_t glyph = info[i].codepoint != 0 ? info[i].codepoint : sign_glyph(item);
		g[i] = (struct pdf_glyph){cluster, pos[i].x_advance, pos[i].x_offset, pos[i].y_offset,
					  (uint16_t)glyph};
	}
	*n = count;
	return g;
}

static const struct pdf_glyph *run_shaper(struct pdf_shaper *s, const struct pdf_para *p,
					  const struct pdf_item *item, uint32_t from, uint32_t to, size_t *n)
{
	const struct pdf_span *span = &p->span[item->span];
	struct sv language = span->language.n > 0 ? span->language : s->language;
	hb_feature_t features[4];
	size_t n_features = features_of(span, item->script, features);
	hb_buffer_clear_contents(s->buffer);
	if (item->replaced)
		for (uint32_t i = from; i < to; i++)
			hb_buffer_add(s->buffer, item->replaced, i - from);
	else
		hb_buffer_add_codepoints(s->buffer, p->text + from, (int)(to - from), 0, (int)(to - from));
	hb_buffer_set_content_type(s->buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
	hb_buffer_set_direction(s->buffer, item->level & 1 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
	hb_buffer_set_script(s->buffer, item->script);
	hb_buffer_set_language(s->buffer, hb_language_from_string(language.at, (int)language.n));
	hb_buffer_set_cluster_level(s->buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_GRAPHEMES);
	hb_shape(item->font->shaper, s->buffer, features, (unsigned)n_features);
	return take_glyphs(s, item, to - from, n);
}

/* Cached by font, script, direction, features, language and text. */
static const struct pdf_glyph *shape(struct pdf_shaper *s, const struct pdf_para *p,
				     const struct pdf_item *item, uint32_t from, uint32_t to, size_t *n)
{
	const struct pdf_span *span = &p->span[item->span];
	struct {
		uint32_t font, script, replaced;
		uint8_t rtl, kind, tabular, spare;
	} head = {item->font->number,
		  item->script,
		  item->replaced,
		  item->level & 1,
		  span->kind != PDF_SPAN_PLAIN,
		  span->style->tabular,
		  0};
	str_reset(&s->key);
	str_add(&s->key, (struct sv){(const char *)&head, sizeof(head)});
	str_add(&s->key, (struct sv){(const char *)(p->text + from), (to - from) * sizeof(uint32_t)});
	str_add(&s->key, span->language);
	if (table_size(s->cache) >= CACHE_MAX)
		s->cache = table_new(s->arena);
	bool added = false;
	void **slot = table_slot(s->cache, str_sv(&s->key), &added);
	if (added) {
		struct shaped *made = arena_alloc(s->arena, sizeof(*made));
		*slot = made;
		made->glyph = run_shaper(s, p, item, from, to, &made->n);
	}
	const struct shaped *known = *slot;
	*n = known->n;
	return known->glyph;
}

static int32_t scale(const struct pdf_font *font, const struct pdf_style *style, int64_t units)
{
	return (int32_t)((units * style->size + font->face->upem / 2) / font->face->upem);
}

int32_t pdf_glyphs_width(const struct pdf_font *font, const struct pdf_style *style, const struct pdf_glyph *g,
			 size_t n, uint32_t clusters)
{
	int64_t units = 0;
	for (size_t i = 0; i < n; i++)
		units += g[i].advance;
	return scale(font, style, units) + style->tracking * (int32_t)clusters;
}

static void measure(struct pdf_para *p, const struct pdf_item *item)
{
	const struct pdf_span *span = &p->span[item->span];
	if (item->font == NULL) {
		p->advance[item->start] = span->kind == PDF_SPAN_BOX ? span->box_width : 0;
		return;
	}
	for (size_t i = 0; i < item->n_glyphs; i++)
		p->advance[item->start + item->glyph[i].cluster] +=
			scale(item->font, span->style, item->glyph[i].advance);
	for (uint32_t i = item->start; i < item->end; i++)
		if (p->advance[i] > 0)
			p->advance[i] += span->style->tracking;
}

static bool same_item(const struct pdf_para *p, const struct choice *c, uint32_t a, uint32_t b)
{
	return p->span_of[a] == p->span_of[b] && p->level[a] == p->level[b] && c[a].face == c[b].face &&
	       c[a].script == c[b].script && p->text[a] != BOX && p->text[b] != BOX &&
	       !pdf_is_isolate(p->text[a]) && !pdf_is_isolate(p->text[b]) && p->breaks[a] != PDF_BREAK_MUST;
}

static bool is_line_end(uint32_t cp)
{
	return cp == '\n' || cp == '\r' || cp == 0x2028 || cp == 0x2029 || cp == 0x85;
}

static void make_items(struct pdf_shaper *s, struct pdf_para *p)
{
	const struct choice *c = pdf_choose(s, p);
	size_t cap = 0;
	for (uint32_t start = 0, end = 0; start < p->n; start = end) {
		for (end = start + 1; end < p->n && same_item(p, c, start, end) && !is_line_end(p->text[end]);)
			end++;
		struct pdf_item item = {.start = start,
					.end = end,
					.span = p->span_of[start],
					.script = c[start].script,
					.level = p->level[start]};
		if (p->text[start] != BOX && !pdf_is_isolate(p->text[start]) && !is_line_end(p->text[start])) {
			const struct pdf_face *face = c[start].face;
			if (face == NULL)
				face = pdf_replacement_face(s, p->span[item.span].style->stack, &item.replaced);
			item.font = pdf_font_of(s, face);
			item.glyph = shape(s, p, &item, start, end, &item.n_glyphs);
		}
		if (p->n_items == cap)
			p->item = pdf_grow(s->arena, p->item, p->n_items, &cap, sizeof(*p->item));
		p->item[p->n_items++] = item;
		measure(p, &item);
	}
}

const struct pdf_para *pdf_para_new(struct pdf_shaper *s, const struct pdf_span *span, size_t n, bool rtl)
{
	struct pdf_para *p = arena_alloc(s->arena, sizeof(*p));
	size_t room = count_characters(span, n) + 1;
	struct pdf_span *copy = arena_array(s->arena, n + 1, sizeof(*copy));
	if (n > 0)
		memcpy(copy, span, n * sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		copy[i].text = arena_sv(s->arena, span[i].text);
	p->span = copy;
	p->n_spans = n < UINT16_MAX ? n : UINT16_MAX;
	p->rtl = rtl;
	p->text = arena_array(s->arena, room, sizeof(*p->text));
	p->span_of = arena_array(s->arena, room, sizeof(*p->span_of));
	for (size_t i = 0; i < p->n_spans; i++)
		put_span(p, i);
	p->breaks = arena_alloc(s->arena, (size_t)p->n + 1);
	p->level = arena_alloc(s->arena, (size_t)p->n + 1);
	p->advance = arena_array(s->arena, (size_t)p->n + 1, sizeof(*p->advance));
	memset(p->level, rtl ? 1 : 0, p->n);
	find_levels(s, p);
	find_breaks(s, p);
	make_items(s, p);
	return p;
}

const struct pdf_glyph *pdf_item_cut(struct pdf_shaper *s, const struct pdf_para *p,
				     const struct pdf_item *item, uint32_t from, uint32_t to, size_t *n)
{
	if (from == item->start && to == item->end) {
		*n = item->n_glyphs;
		return item->glyph;
	}
	return shape(s, p, item, from, to, n);
}

struct sv pdf_shaper_missing(struct pdf_shaper *s)
{
	struct str list;
	str_init(&list, 4096);
	for (size_t i = 0; i < s->n_missing; i++)
		str_addf(&list, "%sU+%04X", i > 0 ? ", " : "", s->missing[i]);
	struct sv kept = arena_sv(s->arena, str_sv(&list));
	str_free(&list);
	return kept;
}

void pdf_font_use(struct pdf_shaper *s, struct pdf_font *font)
{
	if (font->object != 0)
		return;
	size_t n = font->face->n_glyphs;
	font->object = pdf_doc_object(s->doc);
	font->used = arena_alloc(s->arena, n);
	font->width = arena_array(s->arena, n, sizeof(*font->width));
	font->unicode = arena_array(s->arena, n, sizeof(*font->unicode));
}

bool pdf_shaper_embed(struct pdf_shaper *s, struct err *e)
{
	for (size_t i = 0; i < s->n_fonts; i++)
		if (s->font[i]->object != 0 && !pdf_font_embed(s->doc, s->font[i], s->arena, e))
			return false;
	return true;
}
