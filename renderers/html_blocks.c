#include "renderers/html.h"

#include <string.h>

#include "renderers/theme.h"

#define KEY_MAX 20 /* characters of an identifier that is never broken, such as that of a result */

/* ---- inline ---- */

void html_identifier(struct str *out, struct sv text)
{
	bool key = text.n <= KEY_MAX && sv_find_char(text, '/') < 0 && sv_find_char(text, ':') < 0;
	if (key) {
		str_addz(out, "<code dir=\"ltr\" class=\"key\">");
		str_add_xml(out, text);
		str_addz(out, "</code>");
		return;
	}
	str_addz(out, text.n == 64 ? "<code dir=\"ltr\" class=\"hash\">" : "<code dir=\"ltr\">");
	for (size_t from = 0; from < text.n;) {
		size_t to = from;
		while (to < text.n && strchr("/:.-_@,", text.at[to]) == NULL)
			to++;
		while (to < text.n && strchr("/:.-_@,", text.at[to]) != NULL)
			to++;
		str_add_xml(out, sv_sub(text, from, to - from));
		if (to < text.n)
			str_addz(out, "<wbr>");
		from = to;
	}
	str_addz(out, "</code>");
}

void html_badge(struct html *h, const char *kind, struct sv code, struct sv word)
{
	struct theme_style s;
	if (!theme_style(h->theme, kind, code, &s))
		s = (struct theme_style){SV("none"), SV("dash"), SV("none")};
	str_addf(&h->out,
		 "<span class=\"badge b-" SV_FMT
		 "\"><svg class=\"sign\" aria-hidden=\"true\" focusable=\"false\"><use href=\"#s-" SV_FMT
		 "\"/></svg>",
		 SV_ARG(s.colour), SV_ARG(s.shape));
	str_add_xml(&h->out, word);
	str_addz(&h->out, "</span>");
}

static void attribute(struct html *h, const struct xml_node *n, const char *name)
{
	if (!xml_has(n, name))
		return;
	str_addf(&h->out, " %s=\"", name);
	str_add_xml(&h->out, xml_get(n, name));
	str_addc(&h->out, '"');
}

static void put_badge(struct html *h, const struct xml_node *n)
{
	static const struct {
		const char *kind, *list;
	} lists[] = {{"severity", "severities"}, {"verdict", "verdicts"}, {"tone", "tones"}};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (sv_eq(xml_get(n, "kind"), sv_of(lists[i].kind)))
			html_badge(h, lists[i].list, xml_get(n, "code"), xml_text(h->arena, n));
}

/* strong, small, bdi, time, a: the same in HTML. */
static void put_phrase(struct html *h, const struct xml_node *n)
{
	struct sv name = xml_name(n);
	str_addf(&h->out, "<" SV_FMT, SV_ARG(name));
	attribute(h, n, "href");
	attribute(h, n, "datetime");
	if (sv_starts(xml_get(n, "href"), SV("https:")))
		str_addz(&h->out, " rel=\"noreferrer noopener\"");
	str_addc(&h->out, '>');
	html_inline(h, n);
	str_addf(&h->out, "</" SV_FMT ">", SV_ARG(name));
}

void html_inline(struct html *h, const struct xml_node *parent)
{
	for (const struct xml_node *n = xml_first(parent); n != NULL; n = xml_next(n)) {
		if (xml_is_text(n))
			str_add_xml(&h->out, xml_content(n));
		else if (sv_eq(xml_name(n), SV("code")))
			html_identifier(&h->out, xml_text(h->arena, n));
		else if (sv_eq(xml_name(n), SV("badge")))
			put_badge(h, n);
		else if (sv_eq(xml_name(n), SV("br")))
			str_addz(&h->out, "<br>");
		else
			put_phrase(h, n);
	}
}

static void wrapped(struct html *h, const char *tag, const char *class, const struct xml_node *n)
{
	if (n == NULL)
		return;
	str_addf(&h->out, "<%s class=\"%s\">", tag, class);
	html_inline(h, n);
	str_addf(&h->out, "</%s>", tag);
}

/* ---- blocks ---- */

static bool put_paragraph(struct html *h, const struct xml_node *n, struct err *e)
{
	(void)e;
	str_addz(&h->out, "<p");
	attribute(h, n, "class");
	str_addc(&h->out, '>');
	html_inline(h, n);
	str_addz(&h->out, "</p>\n");
	return true;
}

static bool has_blocks(const struct xml_node *n)
{
	static const char *const blocks[] = {"p",     "ul",      "ol",     "dl",  "table",
					     "aside", "article", "figure", "pre", "details"};
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
		if (xml_child(n, blocks[i]) != NULL)
			return true;
	return false;
}

static bool put_flow(struct html *h, const struct xml_node *n, struct err *e)
{
	if (has_blocks(n))
		return html_blocks(h, n, e);
	html_inline(h, n);
	return true;
}

/* ul, ol, dl and their items. */
static bool put_list(struct html *h, const struct xml_node *n, struct err *e)
{
	struct sv name = xml_name(n);
	str_addf(&h->out, "<" SV_FMT, SV_ARG(name));
	attribute(h, n, "class");
	str_addz(&h->out, ">\n");
	bool pair = sv_eq(name, SV("dl"));
	for (const struct xml_node *c = xml_first(n); c != NULL; c = xml_next(c)) {
		if (!xml_is_element(c))
			continue;
		struct sv item = xml_name(c);
		str_addz(&h->out, pair && sv_eq(item, SV("dt")) ? "<div>" : "");
		str_addf(&h->out, "<" SV_FMT, SV_ARG(item));
		attribute(h, c, "id");
		str_addc(&h->out, '>');
		if (!put_flow(h, c, e))
			return false;
		str_addf(&h->out, "</" SV_FMT ">%s", SV_ARG(item),
			 pair && sv_eq(item, SV("dt")) ? ""
			 : pair                        ? "</div>\n"
						       : "\n");
	}
	str_addf(&h->out, "</" SV_FMT ">\n", SV_ARG(name));
	return true;
}

static void put_row(struct html *h, const struct xml_node *row, const struct xml_node *head)
{
	const struct xml_node *th = xml_child(head, "th");
	str_addz(&h->out, "<tr");
	attribute(h, row, "id");
	if (xml_has(row, "tone"))
		str_addf(&h->out, " class=\"tone-" SV_FMT "\"", SV_ARG(xml_get(row, "tone")));
	str_addc(&h->out, '>');
	for (const struct xml_node *c = xml_first(row); c != NULL; c = xml_next(c)) {
		if (!xml_is_element(c))
			continue;
		bool is_head = sv_eq(xml_name(c), SV("th"));
		str_addf(&h->out, "<%s%s", is_head ? "th" : "td",
			 row == head ? " scope=\"col\""
			 : is_head   ? " scope=\"row\""
				     : "");
		if (th != NULL && xml_has(th, "class"))
			str_addf(&h->out, " class=\"c-" SV_FMT "\"", SV_ARG(xml_get(th, "class")));
		str_addc(&h->out, '>');
		html_inline(h, c);
		str_addz(&h->out, is_head ? "</th>" : "</td>");
		th = th != NULL ? xml_next_named(th, "th") : NULL;
	}
	str_addz(&h->out, "</tr>\n");
}

static bool put_table(struct html *h, const struct xml_node *n, struct err *e)
{
	(void)e;
	const struct xml_node *head = xml_child(xml_child(n, "thead"), "tr"),
			      *caption = xml_child(n, "caption");
	str_addz(&h->out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\"");
	if (caption != NULL) {
		str_addz(&h->out, " aria-label=\"");
		str_add_xml(&h->out, xml_text(h->arena, caption));
		str_addc(&h->out, '"');
	}
	str_addz(&h->out, "><table");
	attribute(h, n, "id");
	str_addc(&h->out, '>');
	wrapped(h, "caption", "caption", caption);
	str_addz(&h->out, "<thead>");
	put_row(h, head, head);
	str_addz(&h->out, "</thead><tbody>\n");
	for (const struct xml_node *r = xml_child(xml_child(n, "tbody"), "tr"); r != NULL;
	     r = xml_next_named(r, "tr"))
		put_row(h, r, head);
	str_addz(&h->out, "</tbody></table></div>\n");
	return true;
}

static bool put_finding(struct html *h, const struct xml_node *n, struct err *e)
{
	struct theme_style s;
	const struct xml_node *head = xml_child(n, "head");
	if (!theme_style(h->theme, "severities", xml_get(n, "severity"), &s))
		return err_set(e, "theme.json: severities: \"" SV_FMT "\" is missing",
			       SV_ARG(xml_get(n, "severity")));
	str_addf(&h->out, "<article class=\"finding e-" SV_FMT "\"", SV_ARG(s.colour));
	attribute(h, n, "id");
	str_addz(&h->out, "><div class=\"finding-head\">");
	for (const struct xml_node *b = xml_child(head, "badge"); b != NULL; b = xml_next_named(b, "badge"))
		put_badge(h, b);
	str_addz(&h->out, "<span class=\"finding-id\">");
	html_identifier(&h->out, xml_text(h->arena, xml_child(head, "code")));
	str_addz(&h->out, "</span>");
	wrapped(h, "span", "finding-state", xml_child(head, "state"));
	str_addf(&h->out, "</div><h%d class=\"finding-name\">", h->level + 1);
	html_inline(h, xml_child(head, "name"));
	str_addf(&h->out, "</h%d>\n", h->level + 1);
	if (!html_blocks(h, n, e))
		return false;
	str_addz(&h->out, "</article>\n");
	return true;
}

static bool put_note(struct html *h, const struct xml_node *n, struct err *e)
{
	str_addf(&h->out, "<div class=\"note tone-" SV_FMT "\" role=\"note\">", SV_ARG(xml_get(n, "tone")));
	wrapped(h, "p", "note-name", xml_child(n, "name"));
	if (!html_blocks(h, n, e))
		return false;
	str_addz(&h->out, "</div>\n");
	return true;
}

static void put_measured(struct html *h, const struct xml_node *n, const char *class)
{
	str_addf(&h->out, "<div class=\"%s tone-" SV_FMT "\">", class, SV_ARG(xml_get(n, "tone")));
	wrapped(h, "p", "m-name", xml_child(n, "name"));
	str_addz(&h->out, "<div class=\"m-row\">");
	wrapped(h, "p", "m-figure", xml_child(n, "figure"));
	wrapped(h, "p", "m-state", xml_child(n, "state"));
	str_addz(&h->out, "</div>");
	wrapped(h, "p", "m-base", xml_child(n, "base"));
	str_addz(&h->out, "</div>\n");
}

static bool put_quality(struct html *h, const struct xml_node *n, struct err *e)
{
	str_addf(&h->out, "<div class=\"quality tone-" SV_FMT "\" role=\"note\">", SV_ARG(xml_get(n, "tone")));
	wrapped(h, "p", "note-name", xml_child(n, "name"));
	str_addz(&h->out, "<div class=\"measures\">");
	for (const struct xml_node *m = xml_child(n, "measure"); m != NULL; m = xml_next_named(m, "measure"))
		put_measured(h, m, "measure");
	str_addz(&h->out, "</div>\n");
	if (!html_blocks(h, n, e))
		return false;
	str_addz(&h->out, "</div>\n");
	return true;
}

static bool put_tiles(struct html *h, const struct xml_node *n, struct err *e)
{
	(void)e;
	str_addz(&h->out, "<div class=\"tiles\">");
	for (const struct xml_node *t = xml_child(n, "tile"); t != NULL; t = xml_next_named(t, "tile"))
		put_measured(h, t, "tile");
	str_addz(&h->out, "</div>\n");
	return true;
}

static bool put_columns(struct html *h, const struct xml_node *n, struct err *e)
{
	int32_t width = h->chart_width;
	int64_t columns = 0, share;
	for (const struct xml_node *c = xml_child(n, "column"); c != NULL; c = xml_next_named(c, "column"))
		columns++;
	str_addz(&h->out, "<div class=\"columns\">");
	for (const struct xml_node *c = xml_child(n, "column"); c != NULL; c = xml_next_named(c, "column")) {
		if (!sv_to_int64(xml_get(c, "share"), &share))
			share = 100 / columns;
		h->chart_width = (int32_t)((int64_t)(width - 1800) * share / 100);
		str_addf(&h->out, "<div class=\"column share-%d\">", (int)share / 5 * 5);
		if (!html_blocks(h, c, e))
			return false;
		str_addz(&h->out, "</div>");
	}
	h->chart_width = width;
	str_addz(&h->out, "</div>\n");
	return true;
}

static bool put_details(struct html *h, const struct xml_node *n, struct err *e)
{
	str_addz(&h->out, "<details");
	attribute(h, n, "id");
	str_addz(&h->out, "><summary>");
	html_inline(h, xml_child(n, "summary"));
	str_addz(&h->out, "</summary>\n");
	if (!html_blocks(h, n, e))
		return false;
	str_addz(&h->out, "</details>\n");
	return true;
}

static bool put_pre(struct html *h, const struct xml_node *n, struct err *e)
{
	(void)e;
	str_addz(&h->out, "<pre tabindex=\"0\" dir=\"ltr\"><code>");
	str_add_xml(&h->out, xml_text(h->arena, n));
	str_addz(&h->out, "</code></pre>\n");
	return true;
}

static bool put_signoff(struct html *h, const struct xml_node *n, struct err *e)
{
	(void)e;
	str_addz(&h->out, "<div class=\"signoff\">");
	for (const struct xml_node *b = xml_child(n, "box"); b != NULL; b = xml_next_named(b, "box")) {
		str_addz(&h->out, "<div class=\"box\">");
		wrapped(h, "p", "box-name", xml_child(b, "name"));
		for (const struct xml_node *l = xml_child(b, "line"); l != NULL; l = xml_next_named(l, "line"))
			wrapped(h, "p", "box-line", l);
		str_addz(&h->out, "</div>");
	}
	str_addz(&h->out, "</div>\n");
	return true;
}

/* The report's title is h1, so a part's heading is h2. */
static bool put_heading(struct html *h, const struct xml_node *n, struct err *e)
{
	(void)e;
	h->level = xml_name(n).at[1] - '0' + 1;
	str_addf(&h->out, "<h%d", h->level);
	const struct xml_node *section = xml_parent(n);
	if (xml_has(section, "id"))
		str_addf(&h->out, " id=\"h-" SV_FMT "\"", SV_ARG(xml_get(section, "id")));
	str_addc(&h->out, '>');
	html_inline(h, n);
	str_addf(&h->out, "</h%d>\n", h->level);
	return true;
}

/* What stands beside the contents list on paper is folded here, above the verdict. */
static bool put_opening(struct html *h, const struct xml_node *n, struct err *e)
{
	const struct xml_node *heading = xml_child(n, "h1");
	str_addf(&h->out, "<details class=\"fold\" id=\"" SV_FMT "\"><summary>", SV_ARG(xml_get(n, "id")));
	html_inline(h, heading);
	str_addz(&h->out, "</summary>\n");
	h->level = 1;
	for (const struct xml_node *c = heading; (c = xml_next(c)) != NULL;)
		if (xml_is_element(c) && !html_block(h, c, e))
			return false;
	str_addz(&h->out, "</details>\n");
	return true;
}

static bool put_section(struct html *h, const struct xml_node *n, struct err *e)
{
	if (sv_eq(xml_get(n, "class"), SV("opening")))
		return put_opening(h, n, e);
	str_addz(&h->out, "<section");
	attribute(h, n, "class");
	attribute(h, n, "id");
	if (xml_has(n, "id"))
		str_addf(&h->out, " aria-labelledby=\"h-" SV_FMT "\"", SV_ARG(xml_get(n, "id")));
	str_addz(&h->out, ">\n");
	if (!html_blocks(h, n, e))
		return false;
	str_addz(&h->out, "</section>\n");
	return true;
}

/* Read by the element that holds them. */
static bool put_nothing(struct html *h, const struct xml_node *n, struct err *e)
{
	(void)h, (void)n, (void)e;
	return true;
}

static const struct element {
	const char *name;
	bool (*put)(struct html *h, const struct xml_node *n, struct err *e);
} elements[] = {
	{"section", put_section}, {"h1", put_heading},
	{"h2", put_heading},      {"h3", put_heading},
	{"p", put_paragraph},     {"ul", put_list},
	{"ol", put_list},         {"dl", put_list},
	{"table", put_table},     {"register", html_register},
	{"article", put_finding}, {"aside", put_note},
	{"quality", put_quality}, {"tiles", put_tiles},
	{"columns", put_columns}, {"figure", html_figure},
	{"details", put_details}, {"pre", put_pre},
	{"signoff", put_signoff}, {"head", put_nothing},
	{"name", put_nothing},    {"measure", put_nothing},
	{"summary", put_nothing}, {"state", put_nothing},
	{"numbers", put_nothing},
};

bool html_block(struct html *h, const struct xml_node *n, struct err *e)
{
	if (sv_eq(xml_get(n, "media"), SV("paper")))
		return true;
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (sv_eq(xml_name(n), sv_of(elements[i].name)))
			return elements[i].put(h, n, e);
	return err_set(e, "html: the element " SV_FMT " is not in the vocabulary", SV_ARG(xml_name(n)));
}

bool html_blocks(struct html *h, const struct xml_node *parent, struct err *e)
{
	for (const struct xml_node *n = xml_first(parent); n != NULL; n = xml_next(n))
		if (xml_is_element(n) && !html_block(h, n, e))
			return false;
	return true;
}
