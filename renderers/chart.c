#include "renderers/chart.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"

#define TEXT_SIZE  800
#define ROW        2000
#define BAR        1000
#define GAP        800
#define PLOT       13000
#define RING       5600
#define RING_HOLE  3500
#define LEGEND_ROW 1500
#define SHAPES_MAX 4096u
#define VALUE_MAX  INT64_C(1000000000000000)

/* ---- reading ---- */

static const char *const kinds[] = {
	[CHART_BARS] = "bars", [CHART_STACKED] = "stacked", [CHART_DONUT] = "donut", [CHART_GRID] = "grid"};

/* "12", "-3.5", "0.125": at most three decimals, in thousandths. */
static bool read_number(struct sv text, int64_t *value)
{
	struct sv whole = text, fraction = {0};
	ptrdiff_t dot = sv_find_char(text, '.');
	if (dot >= 0) {
		whole = sv_sub(text, 0, (size_t)dot);
		fraction = sv_sub(text, (size_t)dot + 1, text.n);
	}
	int64_t units = 0, part = 0;
	if (!sv_to_int64(whole, &units) || units > VALUE_MAX || units < 0 || fraction.n > 3 ||
	    (dot >= 0 && (!sv_is_digits(fraction, fraction.n) || fraction.n == 0)))
		return false;
	for (size_t i = 0; i < 3; i++)
		part = part * 10 + (i < fraction.n ? fraction.at[i] - '0' : 0);
	*value = units * 1000 + part;
	return true;
}

static bool bad_number(const struct xml_node *n, const char *attribute, struct sv seen, struct err *e)
{
	return err_set(e,
		       "chart: line %ld: %s: expected a number from 0 with at most three decimals, got "
		       "\"" SV_FMT "\"",
		       xml_line(n), attribute, SV_ARG(sv_sub(seen, 0, 80)));
}

static bool read_optional(const struct xml_node *n, const char *attribute, int64_t *value, struct err *e)
{
	*value = -1;
	if (!xml_has(n, attribute))
		return true;
	struct sv text = xml_get(n, attribute);
	return read_number(text, value) || bad_number(n, attribute, text, e);
}

static bool read_values(const struct xml_node *n, const struct chart *c, struct chart_point *p, struct err *e)
{
	struct sv rest = xml_get(n, "values"), part;
	for (size_t i = 0; i < c->n_series; i++)
		if (!sv_split(&rest, ' ', &part) || !read_number(part, &p->value[i]))
			return err_set(e, "chart: line %ld: values: expected %zu numbers, got \"" SV_FMT "\"",
				       xml_line(n), c->n_series, SV_ARG(sv_sub(xml_get(n, "values"), 0, 80)));
	return true;
}

static void read_cells(const struct xml_node *n, const struct chart *c, struct chart_point *p)
{
	struct sv styles = xml_get(n, "styles"), texts = xml_get(n, "texts");
	for (size_t i = 0; i < c->n_series; i++) {
		if (!sv_split(&styles, ' ', &p->cell_style[i]))
			p->cell_style[i] = SV("-");
		if (!sv_split(&texts, '|', &p->cell_text[i]))
			p->cell_text[i] = SV("");
	}
}

static bool read_point(const struct xml_node *n, const struct chart *c, struct chart_point *p, struct err *e)
{
	p->label = xml_get(n, "label");
	p->text = xml_get(n, "text");
	p->style = xml_has(n, "style") ? xml_get(n, "style") : SV("series-1");
	p->of = -1;
	switch (c->kind) {
	case CHART_STACKED:
		return read_values(n, c, p, e);
	case CHART_GRID:
		read_cells(n, c, p);
		return true;
	case CHART_BARS:
	case CHART_DONUT:
		break;
	}
	struct sv value = xml_get(n, "value");
	return (read_number(value, &p->value[0]) || bad_number(n, "value", value, e)) &&
	       read_optional(n, "of", &p->of, e);
}

static struct sv series_style(size_t i)
{
	static const char *const names[] = {"series-1", "series-2", "series-3", "series-4", "series-5"};
	return sv_of(names[i % (sizeof(names) / sizeof(names[0]))]);
}

static void read_series(const struct xml_node *node, struct arena *a, struct chart *c)
{
	c->series = arena_array(a, CHART_SERIES_MAX, sizeof(*c->series));
	for (const struct xml_node *n = xml_child(node, "series"); n != NULL && c->n_series < CHART_SERIES_MAX;
	     n = xml_next_named(n, "series")) {
		struct chart_series *s = &c->series[c->n_series];
		s->label = xml_get(n, "label");
		s->style = xml_has(n, "style") ? xml_get(n, "style") : series_style(c->n_series);
		c->n_series++;
	}
}

bool chart_read(const struct xml_node *node, struct arena *a, struct chart *c, struct err *e)
{
	struct chart read = {.alt = xml_get(node, "alt"),
			     .empty = xml_get(node, "empty"),
			     .centre = xml_get(node, "centre"),
			     .centre_text = xml_get(node, "centre-text"),
			     .limit_text = xml_get(node, "limit-text")};
	size_t kind = 0, n_kinds = sizeof(kinds) / sizeof(kinds[0]);
	while (kind < n_kinds && !sv_eq(xml_get(node, "kind"), sv_of(kinds[kind])))
		kind++;
	if (kind == n_kinds)
		return err_set(
			e, "chart: line %ld: kind: expected bars, stacked, donut or grid, got \"" SV_FMT "\"",
			xml_line(node), SV_ARG(sv_sub(xml_get(node, "kind"), 0, 80)));
	read.kind = (enum chart_kind)kind;
	if (!read_optional(node, "limit", &read.limit, e))
		return false;
	read_series(node, a, &read);
	size_t total = 0, ceiling = read.kind == CHART_DONUT ? CHART_DONUT_MAX : CHART_POINTS_MAX;
	for (const struct xml_node *n = xml_child(node, "point"); n != NULL; n = xml_next_named(n, "point"))
		total++;
	if (total > ceiling)
		return err_set(e, "chart: line %ld: expected at most %zu points, got %zu", xml_line(node),
			       ceiling, total);
	read.point = arena_array(a, total + 1, sizeof(*read.point));
	for (const struct xml_node *n = xml_child(node, "point"); n != NULL; n = xml_next_named(n, "point"))
		if (!read_point(n, &read, &read.point[read.n_points++], e))
			return false;
	*c = read;
	return true;
}

/* ---- shapes ---- */

struct drawing {
	struct chart_shapes *out;
	struct arena *arena;
	size_t cap;
};

static struct chart_shape *add(struct drawing *d, enum chart_shape_kind kind, struct sv style)
{
	static struct chart_shape spill; /* past the ceiling shapes are dropped: no chart comes near it */
	if (d->out->n == d->cap) {
		if (d->cap >= SHAPES_MAX) {
			spill = (struct chart_shape){0};
			return &spill;
		}
		size_t cap = d->cap == 0 ? 64 : d->cap * 2;
		struct chart_shape *larger = arena_array(d->arena, cap, sizeof(*larger));
		if (d->out->n > 0)
			memcpy(larger, d->out->shape, d->out->n * sizeof(*larger));
		d->out->shape = larger;
		d->cap = cap;
	}
	struct chart_shape *s = &d->out->shape[d->out->n++];
	s->kind = kind;
	s->style = style;
	return s;
}

static struct chart_shape *add_rect(struct drawing *d, struct sv style, int32_t x, int32_t y, int32_t w,
				    int32_t h)
{
	struct chart_shape *s = add(d, CHART_RECT, style);
	s->x = x;
	s->y = y;
	s->w = w;
	s->h = h;
	return s;
}

static void add_line(struct drawing *d, struct sv style, int32_t x, int32_t y, int32_t x2, int32_t y2)
{
	struct chart_shape *s = add(d, CHART_LINE, style);
	s->x = x;
	s->y = y;
	s->x2 = x2;
	s->y2 = y2;
}

static struct chart_shape *add_text(struct drawing *d, struct sv style, struct sv text, int32_t x, int32_t y,
				    enum chart_anchor anchor)
{
	struct chart_shape *s = add(d, CHART_TEXT, style);
	s->text = text;
	s->x = x;
	s->y = y;
	s->anchor = anchor;
	s->size = TEXT_SIZE;
	return s;
}

/* Advances of printable ASCII in 1/100 em, averaged over common sans-serif faces. */
static const uint8_t advances[95] = {
	28, 30, 42, 64, 62, 84, 68, 26, 36, 36, 46, 64, 28, 44, 28, 38, 62, 50, 60, 62, 64, 60, 62, 56,
	62, 62, 30, 30, 64, 64, 64, 52, 92, 68, 66, 72, 72, 60, 58, 74, 74, 28, 56, 66, 56, 88, 74, 76,
	64, 76, 65, 64, 64, 73, 68, 98, 67, 67, 63, 36, 38, 36, 48, 48, 34, 57, 61, 57, 61, 58, 36, 61,
	60, 26, 26, 56, 26, 88, 60, 60, 61, 61, 38, 53, 36, 60, 56, 80, 55, 56, 55, 42, 32, 42, 64};

int32_t chart_text_room(struct sv text, int32_t size, bool strong)
{
	int64_t width = 0;
	while (text.n > 0) {
		uint32_t cp = 0;
		size_t n = utf8_next(text, &cp);
		if (n == 0)
			break;
		width += cp >= ' ' && cp <= '~' ? advances[cp - ' '] : cp >= 0x2E80 ? 100 : 66;
		text = sv_sub(text, n, text.n - n);
	}
	return (int32_t)(width * size / 100 * (strong ? 121 : 115) / 100);
}

static int32_t widest(int32_t a, struct sv text)
{
	int32_t b = chart_text_room(text, TEXT_SIZE, false);
	return a > b ? a : b;
}

/* The text, cut at a character and ended by an ellipsis if it needs more than the room. */
static struct sv fitted(struct drawing *d, struct sv text, int32_t room)
{
	if (chart_text_room(text, TEXT_SIZE, false) <= room)
		return text;
	size_t kept = 0;
	for (size_t at = 0; at < text.n;) {
		uint32_t cp = 0;
		size_t n = utf8_next(sv_sub(text, at, text.n), &cp);
		if (n == 0 || chart_text_room(sv_sub(text, 0, at + n), TEXT_SIZE, false) > room - TEXT_SIZE)
			break;
		kept = at += n;
	}
	return arena_printf(d->arena, SV_FMT "\u2026", SV_ARG(sv_sub(text, 0, kept)));
}

static int32_t scaled(int64_t value, int64_t of, int32_t length)
{
	return of <= 0 ? 0 : (int32_t)(value >= of ? length : (int64_t)((__int128)value * length / of));
}

static int32_t at_most(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

/* ---- bars ---- */

static int64_t longest(const struct chart *c)
{
	int64_t top = c->limit > 0 ? c->limit : 0;
	for (size_t i = 0; i < c->n_points; i++) {
		top = c->point[i].value[0] > top ? c->point[i].value[0] : top;
		top = c->point[i].of > top ? c->point[i].of : top;
	}
	return top;
}

static void lay_bars(const struct chart *c, struct drawing *d)
{
	int32_t label = 0, value = 0, width = d->out->width;
	for (size_t i = 0; i < c->n_points; i++) {
		label = widest(label, c->point[i].label);
		value = widest(value, c->point[i].text);
	}
	label = at_most(label, width * 2 / 5);
	value = at_most(value, width * 2 / 5);
	int32_t x = label + GAP, room = width - label - value - 2 * GAP, top = c->limit >= 0 ? LEGEND_ROW : 0;
	int64_t most = longest(c);
	for (size_t i = 0; i < c->n_points; i++) {
		const struct chart_point *p = &c->point[i];
		int32_t y = top + (int32_t)i * ROW, middle = y + ROW / 2;
		add_text(d, SV("label"), fitted(d, p->label, label), 0, middle + 290, CHART_START);
		add_rect(d, SV("track"), x, middle - BAR / 2, scaled(p->of >= 0 ? p->of : most, most, room),
			 BAR)
			->r = 200;
		int32_t length = scaled(p->value[0], most, room);
		if (length > 0)
			add_rect(d, p->style, x, middle - BAR / 2, length, BAR)->r = at_most(200, length / 2);
		add_text(d, SV("value"), fitted(d, p->text, value), width, middle + 290, CHART_END)->strong =
			true;
	}
	d->out->height = top + (int32_t)c->n_points * ROW;
	if (c->limit >= 0) {
		int32_t at = x + scaled(c->limit, most, room);
		add_line(d, SV("limit"), at, top - 200, at, d->out->height);
		bool left = at > width / 2;
		add_text(d, SV("tick"), c->limit_text, left ? at + 200 : at - 200, top - 500,
			 left ? CHART_END : CHART_START);
	}
}

/* ---- stacked columns ---- */

static int64_t total_of(const struct chart *c, const struct chart_point *p)
{
	int64_t total = 0;
	for (size_t i = 0; i < c->n_series; i++)
		total += p->value[i];
	return total;
}

/* The least of 1, 2, 5 times a power of ten that needs no more than five steps to the top. */
static int64_t tick_step(int64_t top)
{
	static const int64_t parts[] = {1, 2, 5};
	for (int64_t power = 1000; power < VALUE_MAX; power *= 10)
		for (size_t i = 0; i < 3; i++)
			if (top <= parts[i] * power * 5)
				return parts[i] * power;
	return VALUE_MAX;
}

static void add_ticks(struct drawing *d, int64_t step, int64_t top, int32_t left, int32_t base)
{
	for (int64_t v = 0; v <= top; v += step) {
		int32_t y = base - scaled(v, top, PLOT);
		add_line(d, v == 0 ? SV("axis") : SV("gridline"), left, y, d->out->width, y);
		struct sv text = arena_printf(d->arena, "%lld", (long long)(v / 1000));
		add_text(d, SV("tick"), text, left - 500, y + 280, CHART_END);
	}
}

static void add_legend(const struct chart *c, struct drawing *d, int32_t left, int32_t y)
{
	int32_t x = left;
	for (size_t i = 0; i < c->n_series; i++) {
		int32_t room = chart_text_room(c->series[i].label, TEXT_SIZE, false) + 2900;
		if (x > left && x + room > d->out->width) {
			x = left;
			y += LEGEND_ROW;
		}
		add_rect(d, c->series[i].style, x, y + 250, 1000, 1000)->r = 150;
		add_text(d, SV("label"), c->series[i].label, x + 1400, y + 1030, CHART_START);
		x += room;
	}
	d->out->height = y + LEGEND_ROW;
}

static void lay_stacked(const struct chart *c, struct drawing *d)
{
	int64_t most = 1000;
	for (size_t i = 0; i < c->n_points; i++)
		most = total_of(c, &c->point[i]) > most ? total_of(c, &c->point[i]) : most;
	int64_t step = tick_step(most), top = (most + step - 1) / step * step;
	int32_t left = 600 + chart_text_room(arena_printf(d->arena, "%lld", (long long)(top / 1000)), TEXT_SIZE,
					     false);
	int32_t base = PLOT + 1400, slot = (d->out->width - left) / (int32_t)c->n_points;
	int32_t bar = at_most(slot * 6 / 10, 3400);
	add_ticks(d, step, top, left, base);
	for (size_t i = 0; i < c->n_points; i++) {
		int32_t x = left + (int32_t)i * slot + (slot - bar) / 2, y = base;
		for (size_t k = c->n_series; k-- > 0;) {
			int32_t h = scaled(c->point[i].value[k], top, PLOT);
			if (h > 0)
				add_rect(d, c->series[k].style, x, y - h, bar, h > 60 ? h - 40 : h);
			y -= h;
		}
		struct chart_shape *total =
			add_text(d, SV("value"), c->point[i].text, x + bar / 2, y - 400, CHART_MIDDLE);
		total->strong = true;
		add_text(d, SV("tick"), c->point[i].label, x + bar / 2, base + 1200, CHART_MIDDLE);
	}
	add_legend(c, d, left, base + 1900);
}

/* ---- donut ---- */

static void place_on(struct chart_step *s, size_t i, double radius, double turn)
{
	/* A turn of 0 is at twelve o'clock; turns go clockwise. */
	s->x[i] = (int32_t)lround(RING + radius * sin(turn));
	s->y[i] = (int32_t)lround(RING - radius * cos(turn));
}

/* One arc in pieces of at most a quarter, each a cubic curve whose handles are tangents. */
static size_t add_arc(struct chart_step *s, double radius, double from, double to)
{
	size_t n = (size_t)ceil(fabs(to - from) / (M_PI / 2) - 1e-9);
	n = n == 0 ? 1 : n;
	double part = (to - from) / (double)n, handle = 4.0 / 3.0 * tan(part / 4) * radius;
	for (size_t i = 0; i < n; i++) {
		double a = from + part * (double)i, b = a + part;
		s[i].op = 'C';
		s[i].x[0] = (int32_t)lround(RING + radius * sin(a) + handle * cos(a));
		s[i].y[0] = (int32_t)lround(RING - radius * cos(a) + handle * sin(a));
		s[i].x[1] = (int32_t)lround(RING + radius * sin(b) - handle * cos(b));
		s[i].y[1] = (int32_t)lround(RING - radius * cos(b) - handle * sin(b));
		place_on(&s[i], 2, radius, b);
	}
	return n;
}

static void add_segment(struct drawing *d, struct sv style, double from, double to)
{
	struct chart_step *s = arena_array(d->arena, 16, sizeof(*s));
	size_t n = 0;
	s[n].op = 'M';
	place_on(&s[n++], 0, RING, from);
	n += add_arc(s + n, RING, from, to);
	s[n].op = 'L';
	place_on(&s[n++], 0, RING_HOLE, to);
	n += add_arc(s + n, RING_HOLE, to, from);
	s[n++].op = 'Z';
	struct chart_shape *shape = add(d, CHART_PATH, style);
	shape->step = s;
	shape->n_steps = n;
	shape->w = shape->h = 2 * RING; /* the path's room, for the hatch */
}

static void lay_donut(const struct chart *c, struct drawing *d)
{
	int64_t total = 0, done = 0;
	int32_t label = 0;
	for (size_t i = 0; i < c->n_points; i++) {
		total += c->point[i].value[0];
		label = widest(label, c->point[i].label);
	}
	for (size_t i = 0; i < c->n_points && total > 0; i++) {
		int64_t value = c->point[i].value[0];
		double gap = value < total ? 0.012 : 0;
		double from = 2 * M_PI * (double)done / (double)total + gap;
		double to = 2 * M_PI * (double)(done + value) / (double)total - gap;
		if (to > from)
			add_segment(d, c->point[i].style, from, to);
		done += value;
	}
	struct chart_shape *centre = add_text(d, SV("centre"), c->centre, RING, RING + 500, CHART_MIDDLE);
	centre->size = 2000;
	centre->strong = true;
	add_text(d, SV("centre-text"), c->centre_text, RING, RING + 1700, CHART_MIDDLE);
	int32_t x = 2 * RING + 1400, y = RING - (int32_t)c->n_points * 900 + 500;
	int32_t end = at_most(x + 1400 + label + 2400, d->out->width);
	for (size_t i = 0; i < c->n_points; i++, y += 1800) {
		add_rect(d, c->point[i].style, x, y - 100, 1000, 1000)->r = 150;
		add_text(d, SV("label"), c->point[i].label, x + 1400, y + 680, CHART_START);
		add_text(d, SV("value"), c->point[i].text, end, y + 680, CHART_END)->strong = true;
	}
	d->out->height = 2 * RING;
}

/* ---- grid ---- */

static void lay_cell(struct drawing *d, struct sv style, struct sv text, int32_t x, int32_t y, int32_t w)
{
	int32_t h = ROW - 300;
	if (sv_eq(style, SV("-")) || style.n == 0) {
		add_rect(d, SV("track"), x, y, w, h)->r = 200;
		return;
	}
	struct chart_shape *ground = add_rect(d, style, x, y, w, h);
	ground->r = 200;
	ground->soft = true;
	int32_t room = text.n > 0 ? chart_text_room(text, TEXT_SIZE, true) + 400 : 0, sign = 800;
	int32_t left = x + (w - sign - room) / 2;
	struct chart_shape *s = add(d, CHART_SIGN, style);
	s->x = left;
	s->y = y + (h - sign) / 2;
	s->w = s->h = sign;
	if (text.n > 0)
		add_text(d, SV("cell"), text, left + sign + 400, y + h / 2 + 290, CHART_START)->strong = true;
}

static void lay_grid(const struct chart *c, struct drawing *d)
{
	int32_t label = 0, width = d->out->width;
	for (size_t i = 0; i < c->n_points; i++)
		label = widest(label, c->point[i].label);
	label = at_most(label + GAP, width * 2 / 5);
	/* The gap of 300 after the last column hangs over the edge. */
	int32_t slot = c->n_series == 0 ? 0 : (width - label + 300) / (int32_t)c->n_series,
		top = LEGEND_ROW + 300;
	for (size_t k = 0; k < c->n_series; k++)
		add_text(d, SV("tick"), c->series[k].label, label + (int32_t)k * slot + (slot - 300) / 2, 1000,
			 CHART_MIDDLE);
	for (size_t i = 0; i < c->n_points; i++) {
		int32_t y = top + (int32_t)i * ROW;
		add_text(d, SV("label"), fitted(d, c->point[i].label, label), 0, y + (ROW - 300) / 2 + 290,
			 CHART_START);
		for (size_t k = 0; k < c->n_series; k++)
			lay_cell(d, c->point[i].cell_style[k], c->point[i].cell_text[k],
				 label + (int32_t)k * slot, y, slot - 300);
	}
	d->out->height = top + (int32_t)c->n_points * ROW;
}

/* ---- all ---- */

static void mirror_path(struct chart_shape *s, struct arena *a, int32_t width)
{
	struct chart_step *copy = arena_array(a, s->n_steps, sizeof(*copy));
	memcpy(copy, s->step, s->n_steps * sizeof(*copy));
	for (size_t i = 0; i < s->n_steps; i++)
		for (size_t k = 0; k < 3; k++)
			copy[i].x[k] = width - copy[i].x[k];
	s->step = copy;
	s->x = width - s->x - s->w;
}

static void mirror(struct chart_shapes *out, struct arena *a)
{
	for (size_t i = 0; i < out->n; i++) {
		struct chart_shape *s = &out->shape[i];
		switch (s->kind) {
		case CHART_RECT:
		case CHART_SIGN:
			s->x = out->width - s->x - s->w;
			break;
		case CHART_LINE:
			s->x = out->width - s->x;
			s->x2 = out->width - s->x2;
			break;
		case CHART_PATH:
			mirror_path(s, a, out->width);
			break;
		case CHART_TEXT:
			s->x = out->width - s->x;
			s->anchor = s->anchor == CHART_START ? CHART_END
				    : s->anchor == CHART_END ? CHART_START
							     : CHART_MIDDLE;
			break;
		}
	}
}

void chart_layout(const struct chart *c, int32_t width, bool rtl, struct arena *a, struct chart_shapes *shapes)
{
	*shapes = (struct chart_shapes){.width = width};
	struct drawing d = {.out = shapes, .arena = a};
	if (c->n_points == 0) {
		add_rect(&d, SV("track"), 0, 0, width, 3000)->r = 300;
		add_text(&d, SV("empty"), c->empty, width / 2, 1780, CHART_MIDDLE);
		shapes->height = 3000;
		return;
	}
	switch (c->kind) {
	case CHART_BARS:
		lay_bars(c, &d);
		break;
	case CHART_STACKED:
		lay_stacked(c, &d);
		break;
	case CHART_DONUT:
		lay_donut(c, &d);
		break;
	case CHART_GRID:
		lay_grid(c, &d);
		break;
	}
	if (rtl)
		mirror(shapes, a);
}
