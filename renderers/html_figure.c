#include "renderers/chart_svg.h"
#include "renderers/format.h"
#include "renderers/html.h"

static void cell(struct html *h, const char *tag, const char *class, struct sv text)
{
	str_addf(&h->out, "<%s class=\"%s\">", tag, class);
	str_add_xml(&h->out, text);
	str_addf(&h->out, "</%s>", *tag == 't' && tag[1] == 'd' ? "td" : "th");
}

/* Values are in thousandths; what a table shows are the words beside the bar, or the number. */
static bool number_text(struct html *h, int64_t thousandths, struct sv *text, struct err *e)
{
	struct sv raw = arena_printf(h->arena, "%lld", (long long)(thousandths / 1000));
	return format_value(h->in->strings, SV("count"), raw, h->arena, text, e);
}

static bool point_row(struct html *h, const struct chart *c, const struct chart_point *p, struct err *e)
{
	str_addz(&h->out, "<tr>");
	cell(h, "th scope=\"row\"", "c-text", p->label);
	for (size_t i = 0; i < c->n_series; i++) {
		struct sv text = p->cell_text[i];
		if (c->kind != CHART_GRID && !number_text(h, p->value[i], &text, e))
			return false;
		cell(h, "td", "c-number", text);
	}
	if (c->n_series == 0)
		cell(h, "td", "c-number", p->text);
	str_addz(&h->out, "</tr>\n");
	return true;
}

/* The numbers behind the picture, for readers who can't see it or want to copy them. */
static bool data_table(struct html *h, const struct chart *c, struct err *e)
{
	str_addz(&h->out, "<details class=\"data\"><summary>");
	str_add_xml(&h->out, strings_word(h->in->strings, "html.chart-data"));
	str_addz(&h->out, "</summary><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	str_add_xml(&h->out, strings_word(h->in->strings, "html.chart-data"));
	str_addz(&h->out, "\"><table><thead><tr>");
	cell(h, "th scope=\"col\"", "c-text", strings_word(h->in->strings, "html.chart-label"));
	for (size_t i = 0; i < c->n_series; i++)
		cell(h, "th scope=\"col\"", "c-number", c->series[i].label);
	if (c->n_series == 0)
		cell(h, "th scope=\"col\"", "c-number", strings_word(h->in->strings, "html.chart-value"));
	str_addz(&h->out, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < c->n_points; i++)
		if (!point_row(h, c, &c->point[i], e))
			return false;
	str_addz(&h->out, "</tbody></table></div></details>\n");
	return true;
}

bool html_figure(struct html *h, const struct xml_node *n, struct err *e)
{
	struct chart c;
	struct chart_shapes shapes;
	if (!chart_read(xml_child(n, "chart"), h->arena, &c, e))
		return false;
	chart_layout(&c, h->chart_width, h->rtl, h->arena, &shapes);
	str_addf(&h->out, "<figure class=\"%s\"", h->chart_width > 45000 ? "wide" : "narrow");
	if (xml_has(n, "id"))
		str_addf(&h->out, " id=\"" SV_FMT "\"", SV_ARG(xml_get(n, "id")));
	str_addz(&h->out, "><figcaption>");
	html_inline(h, xml_child(n, "figcaption"));
	str_addz(&h->out, "</figcaption>\n<div class=\"scroll-chart\">");
	chart_svg(&c, &shapes, h->theme, &h->out);
	str_addz(&h->out, "</div>\n");
	for (const struct xml_node *p = xml_child(n, "p"); p != NULL; p = xml_next_named(p, "p")) {
		str_addz(&h->out, "<p class=\"small\">");
		html_inline(h, p);
		str_addz(&h->out, "</p>\n");
	}
	if (c.n_points > 0 && !data_table(h, &c, e))
		return false;
	str_addz(&h->out, "</figure>\n");
	return true;
}
