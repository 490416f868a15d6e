#include "renderers/pdf_theme.h"

#include <string.h>

#include "base/decimal.h"
#include "base/table.h"

#define SIZE_MAX_PT   (200 * 100)
#define CODE_PERCENT  91 /* identifiers are set smaller: their letters are wider and higher */
#define SMALL_PERCENT 86

struct pdf_theme {
	struct arena *arena;
	struct pdf_fonts *fonts;
	const struct json_node *root, *light;
	struct pdf_paper paper;
	struct table *stacks; /* "font/style" to struct pdf_stack */
	struct table *voices; /* "role/colour" to struct pdf_voice */
};

/* ---- figures ---- */

/* Points of the theme, at most two decimals, in 1/100 pt. */
static bool read_points(const struct json_node *v, const char *what, int32_t *hundredths, struct err *e)
{
	struct decimal d;
	if (json_type(v) != JSON_NUMBER || !decimal_parse(json_text(v), &d, e) ||
	    decimal_cmp(d, (struct decimal){0, 0}) < 0 || decimal_cmp(d, (struct decimal){14400, 0}) > 0)
		return err_set(e, "theme.json: %s: expected a number of points from 0 to 14400", what);
	d = decimal_round(d, 2);
	*hundredths = (int32_t)(d.scale == 2 ? d.units : d.scale == 1 ? d.units * 10 : d.units * 100);
	return true;
}

static bool read_paper(struct pdf_theme *t, struct err *e)
{
	const struct json_node *page = json_get(t->root, "page"), *margins = json_get(page, "margins");
	struct pdf_paper *p = &t->paper;
	bool letter = sv_eq(json_string(json_get(page, "size")), SV("Letter"));
	p->width = letter ? 61200 : 59528;
	p->height = letter ? 79200 : 84189;
	if (!read_points(json_get(margins, "top"), "page.margins.top", &p->top, e) ||
	    !read_points(json_get(margins, "bottom"), "page.margins.bottom", &p->bottom, e) ||
	    !read_points(json_get(margins, "start"), "page.margins.start", &p->start, e) ||
	    !read_points(json_get(margins, "end"), "page.margins.end", &p->end, e))
		return false;
	if (p->top < 4000 || p->bottom < 4000 || p->top + p->bottom > p->height / 2 ||
	    p->start + p->end > p->width / 2)
		return err_set(e, "theme.json: page.margins: expected at least 40 points above and below for "
				  "head and foot, and half of the paper for the text");
	return true;
}

/* ---- fonts ---- */

static bool is_bold(struct sv style)
{
	return sv_find(style, SV("Bold")) >= 0 || sv_find(style, SV("Black")) >= 0;
}

static void push(struct pdf_stack *stack, const struct pdf_face *face)
{
	if (face != NULL && stack->n < PDF_STACK_MAX)
		stack->face[stack->n++] = face;
}

/* "Noto Sans CJK" stands for its four regional faces. */
static bool add_family(struct pdf_theme *t, struct pdf_stack *stack, struct sv family, const char *style,
		       struct err *e)
{
	static const char *const regions[] = {" JP", " KR", " SC", " TC"};
	bool cjk = sv_ends(family, SV(" CJK"));
	for (size_t i = 0; i < (cjk ? sizeof(regions) / sizeof(regions[0]) : 1); i++) {
		const struct pdf_face *face = NULL;
		struct sv name = arena_printf(t->arena, SV_FMT "%s", SV_ARG(family), cjk ? regions[i] : "");
		if (!pdf_fonts_find(t->fonts, name.at, style, stack->n == 0, &face, e))
			return false;
		push(stack, face);
	}
	return true;
}

static bool find_stack(struct pdf_theme *t, struct sv font, struct sv style, const struct pdf_stack **found,
		       struct err *e)
{
	bool added = false;
	struct sv key = arena_printf(t->arena, SV_FMT "/" SV_FMT, SV_ARG(font), SV_ARG(style));
	void **slot = table_slot(t->stacks, key, &added);
	if (added) {
		const struct json_node *families =
			json_get(json_get(t->root, "fonts"), arena_strz(t->arena, font));
		struct pdf_stack *stack = arena_alloc(t->arena, sizeof(*stack));
		*slot = stack;
		for (size_t i = 0; i < json_size(families); i++) {
			const char *wanted = i == 0           ? arena_strz(t->arena, style)
					     : is_bold(style) ? "Bold"
							      : "Regular";
			if (!add_family(t, stack, json_string(json_at(families, i)), wanted, e))
				return false;
		}
		if (stack->n == 0)
			return err_set(e, "theme.json: fonts." SV_FMT ": expected a list of font families",
				       SV_ARG(font));
	}
	*found = *slot;
	return true;
}

/* ---- text roles ---- */

static const struct json_node *role_of(const struct pdf_theme *t, const char *role)
{
	const struct json_node *roles = json_get(t->root, "roles"), *node = json_get(roles, role);
	return node != NULL ? node : json_get(roles, "body");
}

static bool read_style(struct pdf_theme *t, const char *role, struct pdf_style *style, struct err *e)
{
	const struct json_node *node = role_of(t, role);
	struct sv weight = json_string(json_get(node, "style"));
	bool good = find_stack(t, json_string(json_get(node, "font")), weight.n > 0 ? weight : SV("Regular"),
			       &style->stack, e) &&
		    read_points(json_get(node, "size"), "size", &style->size, e) &&
		    read_points(json_get(node, "leading"), "leading", &style->leading, e);
	if (!good)
		return err_wrap(e, "role %s", role);
	if (style->size < 100 || style->size > SIZE_MAX_PT || style->leading < style->size)
		return err_set(e,
			       "theme.json: role %s: expected a size of 1 to 200 points and a leading not "
			       "below it",
			       role);
	style->tabular = true;
	return true;
}

static bool make_voice(struct pdf_theme *t, const char *role, struct pdf_voice *v, struct err *e)
{
	struct pdf_style strong = {0}, code = {0}, plain = {0};
	if (!read_style(t, role, &plain, e) || !read_style(t, "strong", &strong, e) ||
	    !read_style(t, "code", &code, e))
		return false;
	v->plain = v->strong = v->code = v->small = plain;
	v->strong.stack =
		is_bold(json_string(json_get(role_of(t, role), "style"))) ? plain.stack : strong.stack;
	v->code.stack = code.stack;
	v->code.size = plain.size * CODE_PERCENT / 100;
	v->code.tabular = false;
	v->small.size = plain.size * SMALL_PERCENT / 100;
	return true;
}

static void colour_voice(const struct pdf_theme *t, struct pdf_voice *v, struct sv token)
{
	v->plain.colour = v->strong.colour = v->code.colour = v->small.colour = pdf_theme_colour(t, token);
	if (sv_eq(token, SV("ink")))
		v->small.colour = pdf_theme_colour(t, SV("muted"));
}

const struct pdf_voice *pdf_theme_voice(struct pdf_theme *t, const char *role, struct sv colour)
{
	bool added = false;
	struct sv key = arena_printf(t->arena, "%s/" SV_FMT, role, SV_ARG(colour));
	void **slot = table_slot(t->voices, key, &added);
	if (added) {
		struct pdf_voice *v = arena_alloc(t->arena, sizeof(*v));
		struct err unread;
		*slot = v;
		if (!make_voice(t, role, v, &unread))
			*v = *pdf_theme_voice(t, "body", SV("ink"));
		colour_voice(t, v, colour);
		return v;
	}
	return *slot;
}

/* ---- colours and looks ---- */

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

static bool read_colour(struct sv text, struct pdf_colour *c)
{
	uint8_t part[3];
	if (text.n != 7 || text.at[0] != '#')
		return false;
	for (size_t i = 0; i < 3; i++) {
		int high = hex_digit(text.at[1 + 2 * i]), low = hex_digit(text.at[2 + 2 * i]);
		if (high < 0 || low < 0)
			return false;
		part[i] = (uint8_t)(high * 16 + low);
	}
	*c = (struct pdf_colour){part[0], part[1], part[2]};
	return true;
}

struct pdf_colour pdf_theme_colour(const struct pdf_theme *t, struct sv token)
{
	struct pdf_colour c = {0x0B, 0x12, 0x20};
	if (!read_colour(json_string(json_get(t->light, arena_strz(t->arena, token))), &c))
		(void)read_colour(json_string(json_get(t->light, "ink")), &c);
	return c;
}

static bool check_colours(const struct pdf_theme *t, struct err *e)
{
	struct sv key, value;
	struct pdf_colour c;
	const struct json_node *v;
	for (size_t i = 0; (v = json_member(t->light, i, &key)) != NULL; i++) {
		value = json_string(v);
		if (!read_colour(value, &c))
			return err_set(e,
				       "theme.json: colours.light." SV_FMT
				       ": expected \"#RRGGBB\", got \"" SV_FMT "\"",
				       SV_ARG(key), SV_ARG(sv_sub(value, 0, 80)));
	}
	return true;
}

static const char *const shapes[] = {
	[PDF_SHAPE_NONE] = "none",         [PDF_SHAPE_CHECK] = "check",     [PDF_SHAPE_CROSS] = "cross",
	[PDF_SHAPE_TRIANGLE] = "triangle", [PDF_SHAPE_DIAMOND] = "diamond", [PDF_SHAPE_SQUARE] = "square",
	[PDF_SHAPE_OCTAGON] = "octagon",   [PDF_SHAPE_DOT] = "dot",         [PDF_SHAPE_RING] = "ring",
	[PDF_SHAPE_DASH] = "dash",         [PDF_SHAPE_FLAG] = "flag"};

static const char *const hatches[] = {
	[PDF_HATCH_NONE] = "none",   [PDF_HATCH_RISING] = "rising",         [PDF_HATCH_FALLING] = "falling",
	[PDF_HATCH_CROSS] = "cross", [PDF_HATCH_HORIZONTAL] = "horizontal", [PDF_HATCH_VERTICAL] = "vertical",
	[PDF_HATCH_DOTS] = "dots"};

static size_t index_of(struct sv word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (sv_eq(word, sv_of(words[i])))
			return i;
	return 0;
}

/* The series' hatches, in their order (renderers/chart.h). */
static bool series_mark(const struct pdf_theme *t, struct sv code, struct pdf_mark *m)
{
	static const enum pdf_hatch hatch[] = {PDF_HATCH_NONE, PDF_HATCH_RISING, PDF_HATCH_HORIZONTAL,
					       PDF_HATCH_CROSS, PDF_HATCH_DOTS};
	int64_t number = 0;
	if (!sv_starts(code, SV("series-")) || !sv_to_int64(sv_sub(code, 7, code.n), &number) || number < 1 ||
	    number > 5)
		return false;
	*m = (struct pdf_mark){.colour = pdf_theme_colour(t, code),
			       .ground = pdf_theme_colour(t, SV("paper")),
			       .hatch = hatch[number - 1]};
	return true;
}

struct pdf_mark pdf_theme_mark(const struct pdf_theme *t, struct sv code)
{
	static const char *const tables[] = {"verdicts", "severities", "tones"};
	struct pdf_mark m;
	if (series_mark(t, code, &m))
		return m;
	const char *name = arena_strz(t->arena, code);
	const struct json_node *look = NULL;
	for (size_t i = 0; i < 3 && look == NULL; i++)
		look = json_get(json_get(t->root, tables[i]), name);
	if (look == NULL)
		look = json_get(json_get(t->root, "tones"), "none");
	struct sv colour = json_string(json_get(look, "colour"));
	size_t shape =
		index_of(json_string(json_get(look, "shape")), shapes, sizeof(shapes) / sizeof(shapes[0]));
	size_t hatch =
		index_of(json_string(json_get(look, "hatch")), hatches, sizeof(hatches) / sizeof(hatches[0]));
	return (struct pdf_mark){
		.colour = pdf_theme_colour(t, colour),
		.ground = pdf_theme_colour(t, arena_printf(t->arena, SV_FMT "-soft", SV_ARG(colour))),
		.shape = (enum pdf_shape)shape,
		.hatch = (enum pdf_hatch)hatch};
}

/* ---- all ---- */

const struct pdf_paper *pdf_theme_paper(const struct pdf_theme *t)
{
	return &t->paper;
}

struct sv pdf_theme_brand(const struct pdf_theme *t)
{
	return json_string(json_get(json_get(t->root, "brand"), "name"));
}

int64_t pdf_theme_cap(const struct pdf_theme *t, const char *name, int64_t otherwise)
{
	int64_t cap = 0;
	return json_int(json_get(json_get(t->root, "caps"), name), &cap) && cap > 0 && cap < otherwise
		       ? cap
		       : otherwise;
}

bool pdf_theme_read(struct arena *a, struct pdf_fonts *fonts, const struct json_node *root,
		    struct pdf_theme **t, struct err *e)
{
	struct pdf_theme *made = arena_alloc(a, sizeof(*made));
	made->arena = a;
	made->fonts = fonts;
	made->root = root;
	made->light = json_get(json_get(root, "colours"), "light");
	made->stacks = table_new(a);
	made->voices = table_new(a);
	struct pdf_voice unused;
	if (!read_paper(made, e) || !check_colours(made, e))
		return false;
	const struct json_node *roles = json_get(root, "roles");
	struct sv role;
	if (json_get(roles, "body") == NULL)
		return err_set(e, "theme.json: roles: expected the role \"body\"");
	for (size_t i = 0; json_member(roles, i, &role) != NULL; i++)
		if (!make_voice(made, arena_strz(a, role), &unused, e))
			return false;
	*t = made;
	return true;
}
