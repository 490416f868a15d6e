/* A field of a row of the model: the attribute of that name or, if there is none, the text of the child element. */
#ifndef RENDERERS_FIELD_H
#define RENDERERS_FIELD_H

#include "base/xml.h"

struct sv field_value(const struct xml_node *row, const char *name, struct arena *a); /* empty if absent */

#endif
