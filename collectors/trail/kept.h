/* Which records are kept whole: kept-events.tsv, built into the program. */
#ifndef COLLECTORS_TRAIL_KEPT_H
#define COLLECTORS_TRAIL_KEPT_H

#include "base/str.h"

/* `service` as in the table `activity`. Every record of a root user is kept, whatever its name. */
bool kept_event(struct sv service, struct sv action, struct sv identity_type);

#endif
