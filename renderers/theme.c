#include "renderers/theme.h"

static const char *const kinds[] = {"verdicts", "severities", "tones"};

bool theme_load(const struct templates *folder, struct json **theme, struct err *e)
{
	struct sv text;
	if (!templates_read(folder, "theme.json", &text, e))
		return false;
	return json_parse(text, theme, e) || err_wrap(e, "theme.json");
}

static bool from(const struct json_node *list, struct sv code, struct theme_style *s)
{
	for (size_t i = 0; i < json_size(list); i++) {
		struct sv key;
		const struct json_node *v = json_member(list, i, &key);
		if (!sv_eq(key, code))
			continue;
		s->colour = json_string(json_get(v, "colour"));
		s->shape = json_string(json_get(v, "shape"));
		s->hatch = json_string(json_get(v, "hatch"));
		return true;
	}
	return false;
}

bool theme_style(const struct json *theme, const char *kind, struct sv code, struct theme_style *s)
{
	static const char *const hatches[] = {"none", "rising", "horizontal", "cross", "dots"};
	if (sv_starts(code, SV("series-")) && code.n == 8 && code.at[7] >= '1' && code.at[7] <= '5') {
		*s = (struct theme_style){code, SV("none"), sv_of(hatches[code.at[7] - '1'])};
		return true;
	}
	if (kind != NULL)
		return from(json_get(json_root(theme), kind), code, s);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (from(json_get(json_root(theme), kinds[i]), code, s))
			return true;
	return false;
}

int64_t theme_cap(const struct json *theme, const char *name, int64_t otherwise)
{
	int64_t value;
	const struct json_node *caps = json_get(json_root(theme), "caps");
	return json_int(json_get(caps, name), &value) && value > 0 ? value : otherwise;
}
