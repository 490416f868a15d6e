#include "renderers/html.h"

#include "renderers/theme.h"

#define STATIC_ROWS 200
#define PRINT_ROWS  2000

static const char *const looks[] = {
	[REGISTER_TEXT] = "text", [REGISTER_ID] = "id",          [REGISTER_NUMBER] = "number",
	[REGISTER_TIME] = "time", [REGISTER_SEVERITY] = "badge", [REGISTER_VERDICT] = "badge",
};

static const char *badge_list(enum register_look look)
{
	return look == REGISTER_SEVERITY ? "severities" : look == REGISTER_VERDICT ? "verdicts" : NULL;
}

/* ---- rows in the markup: read without script, and until the script has started ---- */

static void put_text(struct html *h, const struct register_column *c, const struct register_cell *cell)
{
	bool link = c->look == REGISTER_ID && table_get(h->ids, cell->raw) != NULL;
	if (link) {
		str_addz(&h->out, "<a href=\"#");
		str_add_xml(&h->out, cell->raw);
		str_addz(&h->out, "\">");
	}
	if (badge_list(c->look) != NULL && cell->raw.n > 0)
		html_badge(h, badge_list(c->look), cell->raw, cell->text);
	else if (c->look == REGISTER_ID && cell->text.n > 0)
		html_identifier(&h->out, cell->text);
	else {
		str_addz(&h->out, c->outside ? "<bdi>" : "");
		str_add_xml(&h->out, cell->text);
		str_addz(&h->out, c->outside ? "</bdi>" : "");
	}
	str_addz(&h->out, link ? "</a>" : "");
	if (cell->below.n > 0) {
		str_addz(&h->out, "<span class=\"below\">");
		html_identifier(&h->out, cell->below);
		str_addz(&h->out, "</span>");
	}
}

static bool put_static_row(struct html *h, const struct register_view *r, size_t row, struct err *e)
{
	struct register_cell cell;
	str_addz(&h->out, "<tr>");
	for (size_t i = 0; i < r->n_columns; i++) {
		if (!register_cell(r, row, i, h->in->strings, h->arena, &cell, e))
			return false;
		str_addf(&h->out, "<td class=\"c-%s\">", looks[r->column[i].look]);
		put_text(h, &r->column[i], &cell);
		str_addz(&h->out, "</td>");
	}
	str_addz(&h->out, "</tr>\n");
	return true;
}

/* ---- rows as data: the script draws them with textContent only ---- */

/* "text", or ["text","raw","below"] where the model's value differs or there is a second line. */
static void add_cell(struct str *out, const struct register_cell *cell)
{
	bool plain = sv_eq(cell->text, cell->raw) && cell->below.n == 0;
	if (plain) {
		str_add_json(out, cell->text);
		return;
	}
	str_addc(out, '[');
	str_add_json(out, cell->text);
	str_addc(out, ',');
	str_add_json(out, cell->raw);
	if (cell->below.n > 0) {
		str_addc(out, ',');
		str_add_json(out, cell->below);
	}
	str_addc(out, ']');
}

static void add_columns(struct html *h, const struct register_view *r)
{
	for (size_t i = 0; i < r->n_columns; i++) {
		const struct register_column *c = &r->column[i];
		str_addz(&h->data, i > 0 ? ",{\"head\":" : "{\"head\":");
		str_add_json(&h->data, c->head);
		str_addf(&h->data, ",\"look\":\"%s\"", looks[c->look]);
		if (badge_list(c->look) != NULL)
			str_addf(&h->data, ",\"marks\":\"%s\"", badge_list(c->look));
		str_addz(&h->data, c->filter ? ",\"filter\":true" : "");
		str_addz(&h->data, c->outside ? ",\"outside\":true" : "");
		str_addc(&h->data, '}');
	}
}

static bool add_data(struct html *h, const struct register_view *r, struct err *e)
{
	struct register_cell cell;
	struct sv more;
	int64_t cap = theme_cap(h->theme, "registerRows", PRINT_ROWS);
	if (r->pointer)
		cap = 0; /* paper names the file */
	size_t shown = r->n_rows > (size_t)cap ? (size_t)cap : r->n_rows;
	if (!register_more(r, h->in->model, r->n_rows - shown, h->in->strings, h->arena, &more, e))
		return false;
	str_addf(&h->data, "<script type=\"application/json\" id=\"data-" SV_FMT "\">{\"print\":%lld,\"more\":",
		 SV_ARG(r->id), (long long)cap);
	str_add_json(&h->data, more);
	str_addz(&h->data, ",\"columns\":[");
	add_columns(h, r);
	str_addz(&h->data, "],\"rows\":[");
	for (size_t row = 0; row < r->n_rows; row++) {
		str_addz(&h->data, row > 0 ? ",\n[" : "\n[");
		for (size_t i = 0; i < r->n_columns; i++) {
			if (!register_cell(r, row, i, h->in->strings, h->arena, &cell, e))
				return false;
			str_addz(&h->data, i > 0 ? "," : "");
			add_cell(&h->data, &cell);
		}
		str_addc(&h->data, ']');
	}
	str_addz(&h->data, "]}</script>\n");
	return true;
}

static void put_head(struct html *h, const struct register_view *r)
{
	str_addz(&h->out, "<thead><tr>");
	for (size_t i = 0; i < r->n_columns; i++) {
		const struct register_column *c = &r->column[i];
		str_addf(&h->out, "<th scope=\"col\" class=\"c-%s\"", looks[c->look]);
		if (c->width > 0)
			str_addf(&h->out, " width=\"%lld%%\"", (long long)c->width);
		str_addc(&h->out, '>');
		str_add_xml(&h->out, c->head);
		str_addz(&h->out, "</th>");
	}
	str_addz(&h->out, "</tr></thead>");
}

bool html_register(struct html *h, const struct xml_node *n, struct err *e)
{
	struct register_view r;
	struct sv more;
	if (!register_read(n, h->query, h->arena, &r, e))
		return false;
	if (r.n_rows == 0) {
		str_addz(&h->out, "<p class=\"muted\">");
		str_add_xml(&h->out, r.empty);
		str_addz(&h->out, "</p>\n");
		return true;
	}
	size_t cap = (size_t)theme_cap(h->theme, "staticRows", STATIC_ROWS),
	       shown = r.n_rows < cap ? r.n_rows : cap;
	if (!register_more(&r, h->in->model, r.n_rows - shown, h->in->strings, h->arena, &more, e))
		return false;
	str_addf(&h->out, "<div class=\"register\" id=\"" SV_FMT "\" data-total=\"%zu\">\n", SV_ARG(r.id),
		 r.n_rows);
	str_addz(&h->out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	str_add_xml(&h->out, xml_text(h->arena, r.caption));
	str_addz(&h->out, "\"><table><caption class=\"caption\">");
	html_inline(h, r.caption);
	str_addz(&h->out, "</caption>");
	put_head(h, &r);
	str_addz(&h->out, "<tbody>\n");
	for (size_t row = 0; row < shown; row++)
		if (!put_static_row(h, &r, row, e))
			return false;
	str_addz(&h->out, "</tbody></table></div>\n");
	if (shown < r.n_rows) {
		str_addz(&h->out, "<p class=\"muted more\">");
		str_add_xml(&h->out, more);
		str_addz(&h->out, "</p>\n");
	}
	str_addz(&h->out, "</div>\n");
	return add_data(h, &r, e);
}
