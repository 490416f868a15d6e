/* Inline content: text and its stresses become the spans of a paragraph. */
#include <string.h>

#include "base/utf8.h"
#include "renderers/pdf_walk.h"

#define FEW           8
#define BADGE_SIZE    700
#define BADGE_LEADING 1300 /* two below each other do not touch */

struct gather {
	struct pdf_walk *w;
	const struct pdf_voice *voice;
	struct pdf_span *span;
	size_t n, cap;
	size_t left; /* characters that may still follow */
	bool space;  /* a white space waits for the next word */
	bool bare;   /* nothing stands on the line yet */
	bool cut;
};

struct manner {
	const struct pdf_style *style;
	enum pdf_span_kind kind;
	struct sv language, link;
};

void pdf_walk_fail(struct pdf_walk *w, const struct err *e)
{
	if (!w->failed)
		w->fault = *e;
	w->failed = true;
}

const struct pdf_voice *pdf_voice_in(struct pdf_walk *w, const char *role, const char *colour)
{
	return pdf_theme_voice(w->theme, role, sv_of(colour));
}

const struct pdf_voice *pdf_voice(struct pdf_walk *w, const char *role)
{
	return pdf_voice_in(w, role, "ink");
}

static struct pdf_span *add_span(struct gather *g)
{
	if (g->n == g->cap)
		g->span = pdf_grow(g->w->arena, g->span, g->n, &g->cap, sizeof(*g->span));
	return &g->span[g->n++];
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Runs of white space become one space; at the start of a line, none. The text ends where the ceiling is met. */
static struct sv fold(struct gather *g, struct sv text)
{
	struct str s;
	str_init(&s, LIMIT_XML_TEXT);
	while (text.n > 0 && g->left > 0) {
		uint32_t cp = 0;
		size_t n = is_space(text.at[0]) ? 1 : utf8_next(text, &cp);
		if (n == 0)
			break;
		if (is_space(text.at[0])) {
			g->space = !g->bare;
		} else {
			if (g->space)
				str_addc(&s, ' ');
			str_add(&s, sv_sub(text, 0, n));
			g->space = g->bare = false;
			g->left--;
		}
		text = sv_sub(text, n, text.n - n);
	}
	g->cut |= g->left == 0 && sv_trim(text).n > 0;
	struct sv kept = arena_sv(g->w->arena, str_sv(&s));
	str_free(&s);
	return kept;
}

static void add_text(struct gather *g, struct sv text, const struct manner *m)
{
	/* The space before a name or link belongs to the sentence, not to the name. */
	if (g->space && (m->kind != PDF_SPAN_PLAIN || m->link.n > 0)) {
		struct pdf_span *space = add_span(g);
		*space = (struct pdf_span){.text = SV(" "), .style = &g->voice->plain};
		g->space = false;
	}
	struct sv folded = fold(g, text);
	if (folded.n == 0)
		return;
	struct pdf_span *span = add_span(g);
	*span = (struct pdf_span){
		.kind = m->kind, .text = folded, .style = m->style, .language = m->language, .link = m->link};
	if (m->kind == PDF_SPAN_IDENTIFIER && m->style == &g->voice->code && g->voice->plain.size < 1500) {
		span->has_panel = sv_find_char(folded, ':') >= 0 || sv_find_char(folded, '/') >= 0;
		span->panel = pdf_theme_colour(g->w->theme, SV("panel"));
	}
}

static void add_break(struct gather *g)
{
	struct pdf_span *span = add_span(g);
	*span = (struct pdf_span){.text = SV("\n"), .style = &g->voice->plain};
	g->space = false;
	g->bare = true;
}

static void add_badge(struct gather *g, const struct xml_node *node)
{
	if (g->space) {
		struct pdf_span *space = add_span(g);
		*space = (struct pdf_span){.text = SV(" "), .style = &g->voice->plain};
	}
	struct sv word = pdf_inline_text(g->w, node);
	struct pdf_span *span = add_span(g);
	*span = pdf_badge_span(g->w, xml_get(node, "code"), word);
	g->space = g->bare = false;
}

static void gather(struct gather *g, const struct xml_node *element, struct manner m);

/* A link to what stands on the screen only is plain text on paper. */
static struct sv printed_link(const struct pdf_walk *w, struct sv href)
{
	struct sv id = sv_sub(href, 1, href.n);
	bool lost = sv_starts(href, SV("#")) && table_get(w->ids, id) == NULL &&
		    table_get(w->screen_ids, id) != NULL;
	return lost ? SV("") : href;
}

static struct manner changed(const struct gather *g, const struct xml_node *n, struct manner m)
{
	struct sv name = xml_name(n);
	if (sv_eq(name, SV("strong")))
		m.style = &g->voice->strong;
	else if (sv_eq(name, SV("small")))
		m.style = &g->voice->small;
	else if (sv_eq(name, SV("code"))) {
		m.style = &g->voice->code;
		m.kind = PDF_SPAN_IDENTIFIER;
	} else if (sv_eq(name, SV("bdi")))
		m.kind = PDF_SPAN_OUTSIDE;
	else if (sv_eq(name, SV("a")))
		m.link = printed_link(g->w, xml_get(n, "href"));
	if (xml_has(n, "lang"))
		m.language = xml_get(n, "lang");
	return m;
}

static void gather(struct gather *g, const struct xml_node *element, struct manner m)
{
	for (const struct xml_node *n = xml_first(element); n != NULL; n = xml_next(n)) {
		if (xml_is_text(n))
			add_text(g, xml_content(n), &m);
		else if (!xml_is_element(n))
			continue;
		else if (sv_eq(xml_name(n), SV("br")))
			add_break(g);
		else if (sv_eq(xml_name(n), SV("badge")))
			add_badge(g, n);
		else
			gather(g, n, changed(g, n, m));
	}
}

const struct pdf_para *pdf_inline_cut(struct pdf_walk *w, const struct xml_node *element,
				      const struct pdf_voice *voice, size_t max)
{
	struct pdf_span few[FEW]; /* a paragraph copies its spans: cells need none in the arena */
	struct gather g = {.w = w, .voice = voice, .span = few, .cap = FEW, .left = max, .bare = true};
	gather(&g, element, (struct manner){.style = &voice->plain});
	if (g.cut)
		*add_span(&g) = (struct pdf_span){.text = SV("\u2026"), .style = &voice->plain};
	if (g.n == 0)
		*add_span(&g) = (struct pdf_span){.style = &voice->plain};
	return pdf_para_new(w->shaper, g.span, g.n, w->rtl);
}

const struct pdf_para *pdf_inline(struct pdf_walk *w, const struct xml_node *element,
				  const struct pdf_voice *voice)
{
	return pdf_inline_cut(w, element, voice, PDF_TEXT_MAX);
}

struct sv pdf_inline_text(struct pdf_walk *w, const struct xml_node *element)
{
	struct gather g = {.w = w, .left = PDF_TEXT_MAX, .bare = true};
	return fold(&g, xml_text(w->arena, element));
}

const struct pdf_para *pdf_plain(struct pdf_walk *w, struct sv text, enum pdf_span_kind kind,
				 const struct pdf_style *style)
{
	struct pdf_span span = {.kind = kind, .text = text, .style = style};
	return pdf_para_new(w->shaper, &span, 1, w->rtl);
}

struct pdf_span pdf_badge_span(struct pdf_walk *w, struct sv code, struct sv word)
{
	bool added = false;
	struct sv key = arena_printf(w->arena, SV_FMT "/" SV_FMT, SV_ARG(code), SV_ARG(word));
	void **known = table_slot(w->badges, key, &added);
	if (!added)
		return *(const struct pdf_span *)*known;
	struct pdf_mark look = pdf_theme_mark(w->theme, code);
	struct pdf_style *style = arena_alloc(w->arena, sizeof(*style));
	*style = pdf_voice(w, "table-cell")->strong;
	style->size = BADGE_SIZE;
	style->leading = BADGE_LEADING;
	style->colour = look.colour;
	struct pdf_mark *mark = pdf_mark_new(w->shaper, &look, word, style, w->rtl);
	struct pdf_span *span = arena_alloc(w->arena, sizeof(*span));
	*span = (struct pdf_span){
		.kind = PDF_SPAN_BOX, .style = style, .box = mark, .box_width = mark->width, .text = word};
	*known = span;
	return *span;
}

const struct pdf_para *pdf_badge(struct pdf_walk *w, struct sv code, struct sv word)
{
	struct pdf_span span = pdf_badge_span(w, code, word);
	return pdf_para_new(w->shaper, &span, 1, w->rtl);
}
