/* Holds a YAML tree against a JSON Schema and writes it as canonical JSON: the schema, not the text, decides what
 * a plain word is. Knows the keywords that model/engagement.schema.json uses: $ref into $defs, type, const, enum,
 * required, additionalProperties false, properties, items, minItems, minimum, pattern. */
#ifndef MODEL_ENGAGEMENT_SCHEMA_H
#define MODEL_ENGAGEMENT_SCHEMA_H

#include "base/json.h"
#include "model/yamldoc.h"

/* Every deviation becomes a fault; `out` gets the JSON text, whole only when there was none. */
void engagement_schema_apply(const struct json_node *schema, const struct yamldoc *root, struct faults *f,
			     struct str *out);

#endif
