/* Blocks of the resolved document as boxes: headings and sections, paragraphs, lists, facts, figures, rules. */
#include <string.h>

#include "renderers/pdf_walk.h"

#define LABEL_ROOM  2200
#define PART_GAP    3600 /* above a part that starts in the middle of a page */
#define TERM_LEAST  7000 /* width of the names of facts */
#define TERM_MOST   11700
#define TERM_NARROW 8000 /* at most, in a column */
#define FACTS_APART 2000 /* between two facts side by side */

struct pdf_box *pdf_stack(struct pdf_walk *w, const char *role)
{
	return pdf_box_new(w->flow, PDF_BOX_STACK, role);
}

struct pdf_box *pdf_text(struct pdf_walk *w, const char *role, const struct xml_node *element,
			 const struct pdf_voice *voice)
{
	struct pdf_box *box = pdf_box_new(w->flow, PDF_BOX_TEXT, role);
	box->para = pdf_inline(w, element, voice);
	box->id = xml_get(element, "id");
	box->balance = true;
	return box;
}

bool pdf_on_paper(const struct xml_node *n)
{
	return !sv_eq(xml_get(n, "media"), SV("screen"));
}

const char *pdf_heading_role(const struct pdf_walk *w)
{
	static const char *const roles[] = {"H1", "H2", "H3", "H4", "H5", "H6"};
	return roles[w->level < 6 ? w->level : 5];
}

/* ---- headings and sections ---- */

struct heading_look {
	const char *name, *role;
	int32_t before, after;
};

static const struct heading_look headings[] = {
	{"h1", "h1", 0, 1200},
	{"h2", "h2", 2000, 700},
	{"h3", "h3", 1400, 500},
};

static const struct heading_look *heading_of(const struct xml_node *n)
{
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		if (sv_eq(xml_name(n), sv_of(headings[i].name)))
			return &headings[i];
	return NULL;
}

static struct pdf_box *heading(struct pdf_walk *w, const struct xml_node *n, const struct heading_look *look)
{
	struct pdf_box *box = pdf_text(w, pdf_heading_role(w), n, pdf_voice(w, look->role));
	w->level++;
	box->before = look->before;
	box->after = look->after;
	box->with_next = true;
	box->outline = w->level <= 2 ? w->level : 0;
	box->outline_title = pdf_inline_text(w, n);
	return box;
}

struct pdf_box *pdf_section(struct pdf_walk *w, const struct xml_node *n)
{
	unsigned level = w->level;
	struct pdf_box *box = pdf_stack(w, "Sect");
	box->id = xml_get(n, "id");
	box->new_page = sv_eq(xml_get(n, "class"), SV("part"));
	bool opening = sv_eq(xml_get(n, "class"), SV("opening"));
	pdf_blocks(w, n, box);
	if (box->first != NULL) /* margins of a section's first box collapse with its own */
		box->before = box->new_page || opening ? PART_GAP : box->first->before;
	w->level = level;
	return box;
}

/* ---- paragraphs and lists ---- */

static struct pdf_box *paragraph(struct pdf_walk *w, const struct xml_node *n)
{
	struct sv kind = xml_get(n, "class");
	const struct pdf_voice *voice = sv_eq(kind, SV("lead"))    ? pdf_voice_in(w, "lead", "muted")
					: sv_eq(kind, SV("muted")) ? pdf_voice_in(w, "body", "muted")
					: sv_eq(kind, SV("small")) ? pdf_voice_in(w, "small", "muted")
								   : pdf_voice(w, "body");
	struct pdf_box *box = pdf_text(w, "P", n, voice);
	box->after = sv_eq(kind, SV("lead")) ? 1200 : PDF_GAP_BLOCK;
	return box;
}

static bool is_block(const struct xml_node *n)
{
	static const char *const names[] = {"p",        "ul",      "ol",      "dl",      "table",
					    "register", "article", "aside",   "quality", "tiles",
					    "columns",  "figure",  "details", "pre",     "signoff"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sv_eq(xml_name(n), sv_of(names[i])))
			return true;
	return false;
}

static bool holds_blocks(const struct xml_node *element)
{
	for (const struct xml_node *n = xml_first(element); n != NULL; n = xml_next(n))
		if (xml_is_element(n))
			return is_block(n);
	return false;
}

void pdf_content(struct pdf_walk *w, const struct xml_node *element, const char *role,
		 const struct pdf_voice *voice, struct pdf_box *into)
{
	if (holds_blocks(element))
		pdf_blocks(w, element, into);
	else
		pdf_box_add(into, pdf_text(w, role, element, voice));
}

static struct pdf_box *item(struct pdf_walk *w, const struct xml_node *n, size_t number)
{
	struct pdf_box *box = pdf_stack(w, "LI");
	box->id = xml_get(n, "id");
	box->pad_start = box->label_room = LABEL_ROOM;
	box->after = PDF_GAP_LINE;
	if (number > 0) {
		const struct pdf_voice *voice = pdf_voice_in(w, "body", "brand-ink");
		struct pdf_style *style = arena_alloc(w->arena, sizeof(*style));
		*style = voice->strong;
		style->size = style->size * 84 / 100;
		box->has_disc = true;
		box->disc = pdf_theme_colour(w->theme, SV("brand"));
		box->label = pdf_plain(w, arena_printf(w->arena, "%zu", number), PDF_SPAN_PLAIN, style);
	} else {
		box->pad_start = box->label_room = LABEL_ROOM * 6 / 10;
		box->label =
			pdf_plain(w, SV("\u2022"), PDF_SPAN_PLAIN, &pdf_voice_in(w, "body", "accent")->strong);
	}
	pdf_content(w, n, "P", pdf_voice(w, "body"), box);
	if (box->first != box->last) /* the parts of an item stand closer than items do */
		box->after = PDF_GAP_BLOCK;
	for (struct pdf_box *part = box->first; part != NULL; part = part->next)
		part->after = part->next == NULL ? 0 : 200;
	box->whole = true;
	return box;
}

static struct pdf_box *list(struct pdf_walk *w, const struct xml_node *n)
{
	bool numbered = sv_eq(xml_name(n), SV("ol"));
	size_t number = 0;
	struct pdf_box *box = pdf_stack(w, "L");
	box->after = PDF_GAP_BLOCK;
	for (const struct xml_node *li = xml_child(n, "li"); li != NULL; li = xml_next_named(li, "li"))
		pdf_box_add(box, item(w, li, numbered ? ++number : 0));
	return box;
}

/* ---- facts ---- */

static void draw_rule(void *context, struct pdf_pages *b, int32_t x, int32_t y, int32_t width,
		      struct pdf_tag *tag)
{
	const struct pdf_walk *w = context;
	(void)tag;
	pdf_mark_artifact(b);
	pdf_draw_rect(b, x, y, width, 50, pdf_theme_colour(w->theme, SV("rule")));
}

struct pdf_box *pdf_rule(struct pdf_walk *w)
{
	struct pdf_box *box = pdf_box_new(w->flow, PDF_BOX_DRAW, NULL);
	box->draw = draw_rule;
	box->context = w;
	box->height = 50;
	return box;
}

/* One name and its value, side by side above a rule. */
static struct pdf_box *fact(struct pdf_walk *w, const struct xml_node *dt, const struct xml_node *dd,
			    int32_t room)
{
	const struct pdf_voice *voice = pdf_voice(w, w->in_card ? "table-cell" : "body");
	struct pdf_box *box = pdf_stack(w, "LI"), *row = pdf_box_new(w->flow, PDF_BOX_ROW, NULL);
	struct pdf_box *name = pdf_text(w, "Lbl", dt, pdf_voice_in(w, "label", "muted"));
	struct pdf_box *value = pdf_stack(w, "LBody");
	name->share = room;
	/* Both first lines stand on one baseline. */
	int32_t drop = pdf_style_baseline(&voice->plain) - pdf_style_baseline(&pdf_voice(w, "label")->plain);
	name->pad_top = drop > 0 ? drop : 0;
	value->pad_top = drop < 0 ? -drop : 0;
	pdf_content(w, dd, "P", voice, value);
	if (value->last != NULL)
		value->last->after = 0;
	row->gap = PDF_GAP_CARD;
	row->pad_top = row->pad_bottom = w->in_card ? 180 : 420;
	pdf_box_add(row, name);
	pdf_box_add(row, value);
	pdf_box_add(box, row);
	box->whole = true;
	return box;
}

/* As wide as the widest name, within bounds. */
static int32_t term_room(struct pdf_walk *w, const struct xml_node *dl)
{
	int32_t room = TERM_LEAST;
	for (const struct xml_node *dt = xml_child(dl, "dt"); dt != NULL; dt = xml_next_named(dt, "dt")) {
		int32_t wanted = pdf_para_natural(pdf_inline(w, dt, pdf_voice(w, "label"))) + 100;
		room = wanted > room ? wanted : room;
	}
	int32_t most = w->in_column ? TERM_NARROW : TERM_MOST;
	return room < most ? room : most;
}

/* Whether the value stands on one line beside its name in half the width. */
static bool is_short(struct pdf_walk *w, const struct xml_node *dd, int32_t room)
{
	if (dd == NULL || holds_blocks(dd))
		return false;
	const struct pdf_voice *voice = pdf_voice(w, w->in_card ? "table-cell" : "body");
	int32_t half = (w->flow->width - (w->in_card ? 3080 : 0) - FACTS_APART) / 2;
	return pdf_para_natural(pdf_inline(w, dd, voice)) <= half - room - PDF_GAP_CARD;
}

/* Short values two by two, in reading order; a long one has the whole width. */
static struct pdf_box *facts_in_pairs(struct pdf_walk *w, const struct xml_node *dl)
{
	struct pdf_box *box = pdf_stack(w, "L");
	int32_t room = term_room(w, dl);
	box->after = w->in_card ? PDF_GAP_BLOCK : PDF_GAP_PART;
	const struct xml_node *dt = xml_child(dl, "dt");
	while (dt != NULL && xml_next_named(dt, "dd") != NULL) {
		const struct xml_node *dd = xml_next_named(dt, "dd"), *next = xml_next_named(dt, "dt");
		const struct xml_node *value = next == NULL ? NULL : xml_next_named(next, "dd");
		struct pdf_box *entry = fact(w, dt, dd, room);
		if (is_short(w, dd, room) && is_short(w, value, room)) {
			struct pdf_box *row = pdf_box_new(w->flow, PDF_BOX_ROW, NULL);
			row->gap = FACTS_APART;
			pdf_box_add(entry, pdf_rule(w));
			pdf_box_add(row, entry);
			entry = fact(w, next, value, room);
			pdf_box_add(entry, pdf_rule(w));
			pdf_box_add(row, entry);
			entry = row;
			next = xml_next_named(next, "dt");
		} else if (next != NULL || !w->in_card) {
			pdf_box_add(entry, pdf_rule(w));
		}
		entry->with_next = box->first == NULL;
		pdf_box_add(box, entry);
		dt = next;
	}
	return box;
}

struct pdf_box *pdf_facts(struct pdf_walk *w, const struct xml_node *dl)
{
	if (sv_eq(xml_get(dl, "class"), SV("facts")) && !w->in_cover && !w->in_column)
		return facts_in_pairs(w, dl);
	struct pdf_box *box = pdf_stack(w, "L");
	int32_t room = term_room(w, dl);
	box->after = w->in_card ? PDF_GAP_BLOCK : PDF_GAP_PART;
	for (const struct xml_node *dt = xml_child(dl, "dt"); dt != NULL; dt = xml_next_named(dt, "dt")) {
		const struct xml_node *dd = xml_next_named(dt, "dd");
		if (dd == NULL)
			break;
		struct pdf_box *entry = fact(w, dt, dd, room);
		const struct xml_node *next = xml_next_named(dt, "dt");
		bool last = next == NULL;
		/* No fact stands alone at the top or bottom of a page. */
		entry->with_next = box->first == NULL || (!last && xml_next_named(next, "dt") == NULL);
		if (!last || !w->in_card) /* a card's edge closes the list */
			pdf_box_add(entry, pdf_rule(w));
		pdf_box_add(box, entry);
	}
	return box;
}

/* ---- others ---- */

static struct pdf_box *figure(struct pdf_walk *w, const struct xml_node *n)
{
	struct pdf_box *box = pdf_stack(w, NULL);
	const struct xml_node *caption = xml_child(n, "figcaption"), *chart = xml_child(n, "chart");
	box->id = xml_get(n, "id");
	box->whole = true;
	box->before = box->after = PDF_GAP_PART;
	if (caption != NULL) {
		struct pdf_box *title = pdf_text(w, "Caption", caption, pdf_voice(w, "h3"));
		title->with_next = true;
		title->after = 900;
		pdf_box_add(box, title);
	}
	if (chart != NULL) {
		pdf_box_add(box, pdf_chart(w, chart));
		pdf_numbers_note(w, chart, caption == NULL ? SV("") : pdf_inline_text(w, caption));
	}
	for (const struct xml_node *p = xml_child(n, "p"); p != NULL; p = xml_next_named(p, "p"))
		pdf_box_add(box, paragraph(w, p));
	return box;
}

static struct pdf_box *details(struct pdf_walk *w, const struct xml_node *n)
{
	struct pdf_box *box = pdf_stack(w, "Sect");
	const struct xml_node *summary = xml_child(n, "summary");
	box->id = xml_get(n, "id");
	box->whole = true;
	box->before = 1400;
	box->after = PDF_GAP_BLOCK;
	if (summary != NULL) {
		struct pdf_box *title = pdf_text(w, "P", summary, pdf_voice(w, "strong"));
		title->with_next = true;
		title->after = PDF_GAP_LINE;
		pdf_box_add(box, title);
	}
	bool in_card = w->in_card;
	w->in_card = true;
	pdf_blocks(w, n, box);
	w->in_card = in_card;
	return box;
}

/* A rule as its owner wrote it: lines and spaces are kept. */
static struct pdf_box *preformatted(struct pdf_walk *w, const struct xml_node *n)
{
	struct pdf_box *box = pdf_stack(w, NULL), *text = pdf_box_new(w->flow, PDF_BOX_TEXT, "Code");
	struct pdf_style *style = arena_alloc(w->arena, sizeof(*style));
	*style = pdf_voice(w, "small")->code;
	struct sv all = xml_text(w->arena, n);
	while (all.n > 0 && (all.at[all.n - 1] == '\n' || all.at[all.n - 1] == ' '))
		all.n--;
	while (all.n > 0 && all.at[0] == '\n')
		all = sv_sub(all, 1, all.n);
	struct pdf_span span = {.kind = PDF_SPAN_OUTSIDE, .text = sv_sub(all, 0, PDF_TEXT_MAX), .style = style};
	text->para = pdf_para_new(w->shaper, &span, 1, false); /* left to right in every language */
	text->align = w->rtl ? PDF_ALIGN_END : PDF_ALIGN_START;
	box->has_ground = true;
	box->ground = pdf_theme_colour(w->theme, SV("panel"));
	box->radius = PDF_CORNER;
	box->pad_top = box->pad_bottom = 700;
	box->pad_start = box->pad_end = 900;
	box->after = PDF_GAP_BLOCK;
	pdf_box_add(box, text);
	return box;
}

struct maker {
	const char *name;
	struct pdf_box *(*make)(struct pdf_walk *w, const struct xml_node *n);
};

static struct pdf_box *block(struct pdf_walk *w, const struct xml_node *n)
{
	static const struct maker makers[] = {
		{"section", pdf_section},
		{"p", paragraph},
		{"ul", list},
		{"ol", list},
		{"dl", pdf_facts},
		{"table", pdf_data_table},
		{"register", pdf_register},
		{"article", pdf_finding},
		{"aside", pdf_note},
		{"quality", pdf_quality},
		{"tiles", pdf_tiles},
		{"columns", pdf_columns},
		{"figure", figure},
		{"chart", pdf_chart},
		{"details", details},
		{"pre", preformatted},
		{"signoff", pdf_signoff},
		{"numbers", pdf_numbers},
	};
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (sv_eq(xml_name(n), sv_of(makers[i].name)))
			return makers[i].make(w, n);
	const struct heading_look *look = heading_of(n);
	return look != NULL ? heading(w, n, look) : NULL;
}

void pdf_blocks(struct pdf_walk *w, const struct xml_node *element, struct pdf_box *into)
{
	for (const struct xml_node *n = xml_first(element); n != NULL && !w->failed; n = xml_next(n)) {
		struct pdf_box *box = xml_is_element(n) && pdf_on_paper(n) ? block(w, n) : NULL;
		if (box != NULL)
			pdf_box_add(into, box);
	}
}
