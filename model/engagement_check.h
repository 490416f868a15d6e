/* What an engagement file must keep beyond the shape that its schema can say: references that lead somewhere,
 * ids that are unique, intervals that run forward, networks, patterns and clock times that can be read. */
#ifndef MODEL_ENGAGEMENT_CHECK_H
#define MODEL_ENGAGEMENT_CHECK_H

#include "model/yamldoc.h"

/* Values that fail the schema were reported before; they are passed over here. */
void engagement_check(const struct yamldoc *root, struct faults *f);

#endif
