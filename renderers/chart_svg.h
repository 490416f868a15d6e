/* Prints the shapes of a chart as inline SVG: classes for colours, no style attribute, patterns and signs by reference to
 * chart_svg_defs, which stands in the page once. */
#ifndef RENDERERS_CHART_SVG_H
#define RENDERERS_CHART_SVG_H

#include "renderers/chart.h"
#include "renderers/theme.h"

void chart_svg_defs(struct str *out);
void chart_svg(const struct chart *c, const struct chart_shapes *shapes, const struct json *theme,
	       struct str *out);

#endif
