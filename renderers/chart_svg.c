#include "renderers/chart_svg.h"

#include <inttypes.h>

/* Signs in a square of 10; they take the colour of their user. */
static const struct {
	const char *name, *path;
} signs[] = {
	{"check", "M.8 5.4 2.2 4l2 2L7.9 1.9l1.4 1.4-5.1 5.5z"},
	{"cross", "M2.2 1 5 3.8 7.8 1 9 2.2 6.2 5 9 7.8 7.8 9 5 6.2 2.2 9 1 7.8 3.8 5 1 2.2z"},
	{"triangle", "M5 .8 9.6 9H.4z"},
	{"diamond", "M5 .4 9.6 5 5 9.6.4 5z"},
	{"square", "M1.2 1.2h7.6v7.6H1.2z"},
	{"octagon", "M3 .4h4L9.6 3v4L7 9.6H3L.4 7V3z"},
	{"dot", "M5 1.4a3.6 3.6 0 1 0 .01 0z"},
	{"ring", "M5 .6a4.4 4.4 0 1 0 .01 0zM5 2.6a2.4 2.4 0 1 1-.01 0z"},
	{"dash", "M1 4h8v2H1z"},
	{"flag", "M1.6.8h1.3v8.6H1.6zM3.6 1h5.2L7.5 3.3l1.3 2.3H3.6z"},
};

static const struct {
	const char *name, *path;
} hatches[] = {
	{"rising", "M-1 1 1-1M0 6 6 0M5 7 7 5"}, {"falling", "M-1 5 1 7M0 0 6 6M5-1 7 1"},
	{"cross", "M0 6 6 0M0 0 6 6"},           {"horizontal", "M0 1.5H6M0 4.5H6"},
	{"vertical", "M1.5 0V6M4.5 0V6"},        {"dots", "M1.5 1.5h.01M4.5 4.5h.01"},
};

void chart_svg_defs(struct str *out)
{
	str_addz(
		out,
		"<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\" focusable=\"false\"><defs>");
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		str_addf(out,
			 "<symbol id=\"s-%s\" viewBox=\"0 0 10 10\"><path fill-rule=\"evenodd\" "
			 "d=\"%s\"/></symbol>",
			 signs[i].name, signs[i].path);
	for (size_t i = 0; i < sizeof hatches / sizeof *hatches; i++)
		str_addf(out,
			 "<pattern id=\"h-%s\" width=\"6\" height=\"6\" "
			 "patternUnits=\"userSpaceOnUse\"><path class=\"hatch%s\" d=\"%s\"/></pattern>",
			 hatches[i].name, sv_eq(sv_of(hatches[i].name), SV("dots")) ? " hatch-dots" : "",
			 hatches[i].path);
	str_addz(out, "</defs></svg>\n");
}

/* 1/100 pt as a decimal number. */
static void add_length(struct str *out, const char *before, int32_t v)
{
	uint32_t u = v < 0 ? 0u - (uint32_t)v : (uint32_t)v;
	str_addz(out, before);
	str_addf(out, "%s%" PRIu32, v < 0 ? "-" : "", u / 100);
	if (u % 100 != 0)
		str_addf(out, ".%02" PRIu32, u % 100);
}

static void add_attribute(struct str *out, const char *name, int32_t v)
{
	str_addf(out, " %s=\"", name);
	add_length(out, "", v);
	str_addc(out, '"');
}

static void add_box(struct str *out, const struct chart_shape *s)
{
	add_attribute(out, "x", s->x);
	add_attribute(out, "y", s->y);
	add_attribute(out, "width", s->w);
	add_attribute(out, "height", s->h);
	if (s->r > 0)
		add_attribute(out, "rx", s->r);
}

static void add_path(struct str *out, const struct chart_shape *s)
{
	str_addz(out, " d=\"");
	for (size_t i = 0; i < s->n_steps; i++) {
		const struct chart_step *p = &s->step[i];
		int points = p->op == 'Z' ? 0 : p->op == 'C' ? 3 : 1;
		str_addc(out, p->op);
		for (int k = 0; k < points; k++) {
			add_length(out, k > 0 ? " " : "", p->x[k]);
			add_length(out, " ", p->y[k]);
		}
	}
	str_addc(out, '"');
}

static void add_class(struct str *out, const struct chart_shape *s, const struct json *theme)
{
	struct theme_style style;
	str_addz(out, " class=\"");
	if (theme_style(theme, NULL, s->style, &style))
		str_addf(out, "%s-" SV_FMT, s->soft ? "g" : "f", SV_ARG(style.colour));
	else
		str_addf(out, "p-" SV_FMT, SV_ARG(s->style));
	str_addc(out, '"');
}

/* A filled shape, and once more with its hatch. */
static void add_filled(struct str *out, const struct chart_shape *s, const struct json *theme)
{
	const char *tag = s->kind == CHART_RECT ? "rect" : "path";
	struct theme_style style;
	str_addf(out, "<%s", tag);
	add_class(out, s, theme);
	(s->kind == CHART_RECT ? add_box : add_path)(out, s);
	str_addz(out, "/>");
	if (s->soft || !theme_style(theme, NULL, s->style, &style) || sv_eq(style.hatch, SV("none")))
		return;
	str_addf(out, "<%s fill=\"url(#h-" SV_FMT ")\"", tag, SV_ARG(style.hatch));
	(s->kind == CHART_RECT ? add_box : add_path)(out, s);
	str_addz(out, "/>");
}

static void add_line(struct str *out, const struct chart_shape *s, const struct json *theme)
{
	str_addz(out, "<line");
	add_class(out, s, theme);
	add_attribute(out, "x1", s->x);
	add_attribute(out, "y1", s->y);
	add_attribute(out, "x2", s->x2);
	add_attribute(out, "y2", s->y2);
	str_addz(out, "/>");
}

static void add_text(struct str *out, const struct chart_shape *s, const struct json *theme)
{
	static const char *const anchors[] = {
		[CHART_START] = "start", [CHART_MIDDLE] = "middle", [CHART_END] = "end"};
	str_addz(out, "<text direction=\"ltr\"");
	add_class(out, s, theme);
	add_attribute(out, "x", s->x);
	add_attribute(out, "y", s->y);
	add_attribute(out, "font-size", s->size);
	str_addf(out, " text-anchor=\"%s\"%s>", anchors[s->anchor], s->strong ? " font-weight=\"650\"" : "");
	str_add_xml(out, s->text);
	str_addz(out, "</text>");
}

static void add_sign(struct str *out, const struct chart_shape *s, const struct json *theme)
{
	struct theme_style style;
	if (!theme_style(theme, NULL, s->style, &style) || sv_eq(style.shape, SV("none")))
		return;
	str_addf(out, "<use href=\"#s-" SV_FMT "\" class=\"f-" SV_FMT "\"", SV_ARG(style.shape),
		 SV_ARG(style.colour));
	add_attribute(out, "x", s->x);
	add_attribute(out, "y", s->y);
	add_attribute(out, "width", s->w);
	add_attribute(out, "height", s->w);
	str_addz(out, "/>");
}

void chart_svg(const struct chart *c, const struct chart_shapes *shapes, const struct json *theme,
	       struct str *out)
{
	static void (*const printers[])(struct str * out, const struct chart_shape *s,
					const struct json *theme) = {
		[CHART_RECT] = add_filled, [CHART_PATH] = add_filled, [CHART_LINE] = add_line,
		[CHART_TEXT] = add_text,   [CHART_SIGN] = add_sign,
	};
	str_addz(out, "<svg class=\"chart\" role=\"img\" viewBox=\"0 0");
	add_length(out, " ", shapes->width);
	add_length(out, " ", shapes->height);
	str_addz(out, "\" aria-label=\"");
	str_add_xml(out, c->alt);
	str_addz(out, "\">");
	for (size_t i = 0; i < shapes->n; i++)
		printers[shapes->shape[i].kind](out, &shapes->shape[i], theme);
	str_addz(out, "</svg>");
}
