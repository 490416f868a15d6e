/* Which face draws which character, and in which script. */
#include <string.h>

#include "renderers/pdf/shaper.h"

static bool has_glyph(struct pdf_shaper *s, const struct pdf_face *face, uint32_t cp)
{
	hb_codepoint_t glyph = 0;
	return hb_font_get_nominal_glyph(pdf_font_of(s, face)->shaper, cp, &glyph) && glyph != 0;
}

static hb_script_t script_of(uint32_t cp)
{
	return hb_unicode_script(hb_unicode_funcs_get_default(), cp);
}

/* Which regional drawing of Han characters a paragraph wants: kana and hangul decide, else the language. */
static const char *han_language(const struct pdf_shaper *s, const struct pdf_para *p,
				const struct pdf_span *span)
{
	for (uint32_t i = 0; i < p->n; i++) {
		hb_script_t script = script_of(p->text[i]);
		if (&p->span[p->span_of[i]] != span)
			continue;
		if (script == HB_SCRIPT_HIRAGANA || script == HB_SCRIPT_KATAKANA)
			return "ja";
		if (script == HB_SCRIPT_HANGUL)
			return "ko";
	}
	struct sv language = span->language.n > 0 ? span->language : s->language;
	if (sv_starts(language, SV("ja")))
		return "ja";
	if (sv_starts(language, SV("ko")))
		return "ko";
	if (sv_starts(language, SV("zh-Hant")) || sv_starts(language, SV("zh-TW")) ||
	    sv_starts(language, SV("zh-HK")))
		return "zh-Hant";
	return "zh-Hans";
}

/* Asked for each Han character of a text: the last answer is kept. */
static const char *han_of(struct pdf_shaper *s, const struct pdf_para *p, const struct pdf_span *span)
{
	if (s->han_span != span) {
		s->han_span = span;
		s->han = han_language(s, p, span);
	}
	return s->han;
}

static const struct pdf_face *face_for(struct pdf_shaper *s, const struct pdf_para *p, uint32_t i)
{
	const struct pdf_span *span = &p->span[p->span_of[i]];
	const struct pdf_stack *stack = span->style->stack;
	const char *han = NULL;
	for (size_t k = 0; k < stack->n; k++) {
		const struct pdf_face *face = stack->face[k];
		if (face->cjk != NULL) {
			han = han != NULL ? han : han_of(s, p, span);
			if (strcmp(face->cjk, han) != 0)
				continue;
		}
		if (has_glyph(s, face, p->text[i]))
			return face;
	}
	return NULL;
}

const struct pdf_face *pdf_replacement_face(struct pdf_shaper *s, const struct pdf_stack *stack, uint32_t *sign)
{
	static const uint32_t signs[] = {0xFFFD, 0x25A1, '?'};
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		for (size_t k = 0; k < stack->n; k++)
			if (has_glyph(s, stack->face[k], signs[i])) {
				*sign = signs[i];
				return stack->face[k];
			}
	*sign = ' ';
	return stack->face[0];
}

/* Characters that are never seen: joiners, direction marks, variation selectors (UAX #44,
 * Default_Ignorable_Code_Point). They need no font of their own. */
static bool is_ignorable(uint32_t cp)
{
	static const uint32_t ranges[][2] = {
		{0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160}, {0x17B4, 0x17B5},
		{0x180B, 0x180F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},
		{0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0xE0000, 0xE0FFF}};
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]) && cp >= ranges[i][0]; i++)
		if (cp <= ranges[i][1])
			return true;
	return false;
}

static void note_missing(struct pdf_shaper *s, uint32_t cp)
{
	size_t i = 0;
	while (i < s->n_missing && s->missing[i] < cp)
		i++;
	if ((i < s->n_missing && s->missing[i] == cp) || s->n_missing == MISSING_MAX)
		return;
	memmove(s->missing + i + 1, s->missing + i, (s->n_missing - i) * sizeof(s->missing[0]));
	s->missing[i] = cp;
	s->n_missing++;
}

bool pdf_script_follows(hb_script_t script)
{
	return script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED || script == HB_SCRIPT_UNKNOWN;
}

/* A mark stays with its letter. */
static void keep_mark(struct pdf_shaper *s, const struct pdf_para *p, struct choice *c, uint32_t i)
{
	if (i > 0 && script_of(p->text[i]) == HB_SCRIPT_INHERITED && c[i - 1].face != NULL &&
	    has_glyph(s, c[i - 1].face, p->text[i]))
		c[i].face = c[i - 1].face;
}

/* Signs and spaces between two characters of one other font stay in it. */
static void keep_sign(struct pdf_shaper *s, const struct pdf_para *p, struct choice *c, uint32_t i)
{
	uint32_t next = c[i].next;
	if (i == 0 || !pdf_script_follows(c[i].script) || c[i - 1].face == NULL ||
	    p->span_of[i - 1] != p->span_of[i])
		return;
	if (next < p->n && p->span_of[next] == p->span_of[i] && c[i - 1].face == c[next].face &&
	    has_glyph(s, c[i - 1].face, p->text[i]))
		c[i].face = c[i - 1].face;
}

/* What stands before the first letter takes that letter's script. */
static void settle_start(const struct pdf_para *p, struct choice *c)
{
	hb_script_t first = HB_SCRIPT_LATIN;
	for (uint32_t i = p->n; i-- > 0;) {
		if (!pdf_script_follows(c[i].script))
			first = c[i].script;
		else
			c[i].script = first;
	}
}

static void settle(struct pdf_shaper *s, const struct pdf_para *p, struct choice *c)
{
	hb_script_t last = HB_SCRIPT_COMMON;
	for (uint32_t i = p->n, next = p->n; i-- > 0;) {
		c[i].next = next;
		if (!pdf_script_follows(c[i].script))
			next = i;
	}
	for (uint32_t i = 0; i < p->n; i++) {
		if (pdf_is_isolate(p->text[i]))
			continue;
		keep_mark(s, p, c, i);
		keep_sign(s, p, c, i);
		if (pdf_script_follows(c[i].script))
			c[i].script = last;
		else
			last = c[i].script;
	}
	settle_start(p, c);
}

struct choice *pdf_choose(struct pdf_shaper *s, const struct pdf_para *p)
{
	struct choice *c = pdf_scratch(s, 0, (size_t)p->n + 1, sizeof(*c));
	for (uint32_t i = 0; i < p->n; i++) {
		c[i].script = script_of(p->text[i]);
		if (pdf_is_isolate(p->text[i]) || p->text[i] == BOX)
			continue;
		c[i].face = face_for(s, p, i);
		if (c[i].face == NULL && is_ignorable(p->text[i]))
			c[i].face = i > 0 && c[i - 1].face != NULL
					    ? c[i - 1].face
					    : p->span[p->span_of[i]].style->stack->face[0];
		if (c[i].face == NULL && p->text[i] != '\n') /* ends a line, is not drawn */
			note_missing(s, p->text[i]);
	}
	settle(s, p, c);
	return c;
}
