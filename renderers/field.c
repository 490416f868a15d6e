#include "renderers/field.h"

struct sv field_value(const struct xml_node *row, const char *name, struct arena *a)
{
	if (xml_has(row, name))
		return xml_get(row, name);
	const struct xml_node *child = xml_child(row, name);
	if (child == NULL)
		return SV("");
	const struct xml_node *text = xml_first(child);
	return text == NULL || xml_is_text(text) ? xml_text(a, child) : SV("");
}
