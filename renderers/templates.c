#include "renderers/templates.h"

#include "base/embedded.h"
#include "base/file.h"

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_' || c == '.';
}

static bool is_inside(const char *name)
{
	struct sv rest = sv_of(name), part;
	if (rest.n == 0 || sv_ends(rest, SV("/")))
		return false;
	while (sv_split(&rest, '/', &part)) {
		if (part.n == 0 || part.at[0] == '.')
			return false;
		for (size_t i = 0; i < part.n; i++)
			if (!is_name_char(part.at[i]))
				return false;
	}
	return true;
}

bool templates_read(const struct templates *t, const char *name, struct sv *text, struct err *e)
{
	if (!is_inside(name))
		return err_set(e, "\"%.200s\": expected the name of a file in the template folder", name);
	if (t->folder == NULL) {
		struct sv found =
			embedded_find(templates_files, arena_printf(t->arena, "templates/%s", name).at);
		if (found.at == NULL)
			return err_set(e, "%s: no such template is built in", name);
		*text = found;
		return true;
	}
	CLEANUP(str_free) struct str s = {0};
	if (!file_read(arena_printf(t->arena, "%s/%s", t->folder, name).at, LIMIT_XML_TEXT, &s, e))
		return false;
	*text = arena_sv(t->arena, str_sv(&s));
	return true;
}
