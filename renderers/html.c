#include "renderers/html.h"

#include "base/crypto.h"
#include "renderers/chart_svg.h"
#include "renderers/theme.h"

#define HTML_MAX    (1u << 30)
#define CHART_WIDTH 62000 /* 1/100 pt of the text column */

/* ---- style, script and their hashes ---- */

static void add_colours(struct str *css, const struct json_node *tokens)
{
	for (size_t i = 0; i < json_size(tokens); i++) {
		struct sv name;
		struct sv value = json_string(json_member(tokens, i, &name));
		str_addf(css, "--" SV_FMT ":" SV_FMT ";", SV_ARG(name), SV_ARG(value));
	}
}

/* Classes for each colour that has a soft ground: fills, grounds, badges, card edges. */
static void add_classes(struct str *css, const struct json_node *tokens)
{
	for (size_t i = 0; i < json_size(tokens); i++) {
		struct sv name;
		json_member(tokens, i, &name);
		if (!sv_ends(name, SV("-soft")) && !sv_starts(name, SV("series-")))
			continue;
		if (sv_ends(name, SV("-soft")))
			name = sv_sub(name, 0, name.n - 5);
		str_addf(css, ".f-" SV_FMT "{fill:var(--" SV_FMT ")}", SV_ARG(name), SV_ARG(name));
		str_addf(css, ".g-" SV_FMT "{fill:var(--" SV_FMT "-soft);stroke:var(--" SV_FMT ")}",
			 SV_ARG(name), SV_ARG(name), SV_ARG(name));
		str_addf(css, ".b-" SV_FMT "{color:var(--" SV_FMT ");background:var(--" SV_FMT "-soft)}",
			 SV_ARG(name), SV_ARG(name), SV_ARG(name));
		str_addf(css, ".e-" SV_FMT "{border-inline-start-color:var(--" SV_FMT ")}\n", SV_ARG(name),
			 SV_ARG(name));
	}
}

static bool style_sheet(struct html *h, struct str *css, struct err *e)
{
	struct sv text;
	const struct json_node *colours = json_get(json_root(h->theme), "colours"),
			       *light = json_get(colours, "light");
	if (!templates_read(h->in->folder, "html.css", &text, e))
		return false;
	str_addz(css, ":root{color-scheme:light dark;");
	add_colours(css, light);
	str_addz(css, "}\n@media screen and (prefers-color-scheme:dark){:root{");
	add_colours(css, json_get(colours, "dark"));
	str_addz(css, "}}\n");
	str_add(css, text);
	add_classes(css, light);
	return str_finish(css, "html.css", e);
}

static unsigned hex_digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* 'sha256-<base64>' of the bytes, as a content security policy wants it. */
static void add_hash(struct str *out, struct sv bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char hex[SHA256_HEX_MAX];
	unsigned char raw[33] = {0};
	sha256_hex(bytes, hex);
	for (size_t i = 0; i < 32; i++)
		raw[i] = (unsigned char)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
	str_addz(out, "'sha256-");
	for (size_t i = 0; i < 33; i += 3) {
		unsigned v = (unsigned)raw[i] << 16 | (unsigned)raw[i + 1] << 8 | raw[i + 2];
		str_addc(out, digits[v >> 18]);
		str_addc(out, digits[v >> 12 & 63]);
		str_addc(out, digits[v >> 6 & 63]);
		str_addc(out, i == 30 ? '=' : digits[v & 63]);
	}
	str_addc(out, '\'');
}

static void add_policy(struct str *page, struct sv css, struct sv script)
{
	str_addz(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
	add_hash(page, css);
	str_addz(page, "; script-src ");
	add_hash(page, script);
	str_addz(page, "; img-src data:; base-uri 'none'; form-action 'none'\">\n");
}

/* ---- frame ---- */

static void add_word(struct html *h, struct str *out, const char *key)
{
	str_add_xml(out, strings_word(h->in->strings, key));
}

/* Words that the script needs. */
static void add_words(struct html *h)
{
	static const char *const keys[] = {"html.search", "html.all",  "html.rows-of", "html.previous",
					   "html.next",   "html.page", "html.none",    "format.group"};
	str_addz(&h->data, "<script type=\"application/json\" id=\"words\">{");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		str_addz(&h->data, i > 0 ? "," : "");
		str_add_json(&h->data, sv_of(keys[i]));
		str_addc(&h->data, ':');
		str_add_json(&h->data, strings_word(h->in->strings, keys[i]));
	}
	static const char *const lists[] = {"severities", "verdicts"};
	for (size_t l = 0; l < 2; l++) {
		const struct json_node *list = json_get(json_root(h->theme), lists[l]);
		str_addf(&h->data, ",\"%s\":{", lists[l]);
		for (size_t i = 0; i < json_size(list); i++) {
			struct sv key;
			const struct json_node *style = json_member(list, i, &key);
			str_addz(&h->data, i > 0 ? "," : "");
			str_add_json(&h->data, key);
			str_addf(&h->data, ":[\"" SV_FMT "\",\"" SV_FMT "\"]",
				 SV_ARG(json_string(json_get(style, "colour"))),
				 SV_ARG(json_string(json_get(style, "shape"))));
		}
		str_addc(&h->data, '}');
	}
	str_addz(&h->data, "}</script>\n");
}

static void add_contents(struct html *h, struct str *out, const struct xml_node *body)
{
	str_addz(out, "<nav class=\"contents\" aria-labelledby=\"contents-title\"><p id=\"contents-title\">");
	str_add_xml(out, xml_get(xml_child(body, "running"), "contents"));
	str_addz(out, "</p><ol>\n");
	for (const struct xml_node *p = xml_child(body, "section"); p != NULL;
	     p = xml_next_named(p, "section")) {
		if (sv_eq(xml_get(p, "media"), SV("paper")))
			continue;
		str_addf(out, "<li><a href=\"#" SV_FMT "\"><bdi>", SV_ARG(xml_get(p, "id")));
		str_add_xml(out, xml_text(h->arena, xml_child(p, "h1")));
		str_addz(out, "</bdi></a></li>\n");
	}
	str_addz(out, "</ol></nav>\n");
}

static void put_cover(struct html *h, const struct xml_node *cover)
{
	str_addz(&h->out, "<header class=\"cover\"><div class=\"frame\"><p class=\"kicker\">");
	html_inline(h, xml_child(cover, "kicker"));
	str_addz(&h->out, "</p><h1>");
	html_inline(h, xml_child(cover, "h1"));
	str_addz(&h->out, "</h1><p class=\"subtitle\">");
	html_inline(h, xml_child(cover, "subtitle"));
	str_addz(&h->out, "</p></div></header>\n");
	h->level = 1;
}

/* What else the cover says, folded so that the verdict stands at the top: facts and notes. */
static bool put_about(struct html *h, const struct xml_node *cover, struct err *e)
{
	str_addz(&h->out, "<details class=\"fold\"><summary>");
	add_word(h, &h->out, "html.about");
	str_addz(&h->out, "</summary>\n");
	for (const struct xml_node *c = xml_child(cover, "subtitle"); (c = xml_next(c)) != NULL;)
		if (xml_is_element(c) && !html_block(h, c, e))
			return false;
	str_addz(&h->out, "</details>\n");
	return true;
}

static void collect_ids(struct html *h, const struct xml_node *n)
{
	for (; n != NULL; n = xml_next(n)) {
		bool added;
		if (!xml_is_element(n) || sv_eq(xml_get(n, "media"), SV("paper")))
			continue;
		if (xml_has(n, "id"))
			*table_slot(h->ids, xml_get(n, "id"), &added) = h->ids;
		collect_ids(h, xml_first(n));
	}
}

static bool put_body(struct html *h, const struct xml_node *body, struct err *e)
{
	const struct xml_node *cover = xml_child(body, "cover");
	str_addz(&h->out, "<a class=\"skip\" href=\"#main\">");
	add_word(h, &h->out, "html.skip");
	str_addz(&h->out, "</a>\n");
	chart_svg_defs(&h->out);
	put_cover(h, cover);
	str_addz(&h->out, "<div class=\"frame layout\">\n");
	add_contents(h, &h->out, body);
	str_addz(&h->out, "<main id=\"main\" tabindex=\"-1\">\n");
	if (!put_about(h, cover, e))
		return false;
	for (const struct xml_node *p = xml_child(body, "section"); p != NULL; p = xml_next_named(p, "section"))
		if (!html_block(h, p, e))
			return false;
	str_addz(&h->out, "</main></div>\n<footer class=\"foot\"><div class=\"frame\"><p>");
	str_add_xml(&h->out, xml_get(xml_child(body, "running"), "foot"));
	str_addz(&h->out, "</p></div></footer>\n");
	return true;
}

static bool write_page(struct html *h, const struct xml_node *root, struct str *page, struct err *e)
{
	CLEANUP(str_free) struct str css;
	struct sv script;
	str_init(&css, 1u << 20);
	if (!style_sheet(h, &css, e) || !templates_read(h->in->folder, "html.js", &script, e))
		return false;
	str_addf(page,
		 "<!DOCTYPE html>\n<html lang=\"" SV_FMT "\" dir=\"" SV_FMT
		 "\">\n<head>\n<meta charset=\"utf-8\">\n",
		 SV_ARG(xml_get(root, "lang")), SV_ARG(xml_get(root, "dir")));
	add_policy(page, str_sv(&css), script);
	str_addz(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	str_add_xml(page, xml_text(h->arena, xml_child(xml_child(root, "head"), "title")));
	str_addz(page, "</title>\n<style>");
	str_add(page, str_sv(&css));
	str_addz(page, "</style>\n</head>\n<body>\n");
	str_add(page, str_sv(&h->out));
	str_add(page, str_sv(&h->data));
	str_addz(page, "<script>");
	str_add(page, script);
	str_addz(page, "</script>\n</body>\n</html>\n");
	return str_finish(&h->out, "report.html", e) && str_finish(&h->data, "report.html", e) &&
	       str_finish(page, "report.html", e);
}

bool html_report(const struct render_input *in, const struct render_sink *sink, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(json_free) struct json *theme = NULL;
	CLEANUP(xml_query_free) struct xml_query *query = register_query(in->model);
	CLEANUP(str_free) struct str page;
	str_init(&page, HTML_MAX);
	if (!theme_load(in->folder, &theme, e))
		return false;
	struct html h = {.in = in,
			 .arena = a,
			 .theme = theme,
			 .query = query,
			 .ids = table_new(a),
			 .chart_width = CHART_WIDTH,
			 .rtl = sv_eq(strings_dir(in->strings), SV("rtl"))};
	const struct xml_node *root = xml_root(in->document), *body = xml_child(root, "body");
	str_init(&h.out, HTML_MAX);
	str_init(&h.data, HTML_MAX);
	collect_ids(&h, body);
	add_words(&h);
	bool good = put_body(&h, body, e) && write_page(&h, root, &page, e);
	str_free(&h.out);
	str_free(&h.data);
	return good && sink->file(sink->context, "report.html", str_sv(&page), e);
}
