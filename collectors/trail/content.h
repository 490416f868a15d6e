/* What a record says, in 32 bits, so that copies of one record can be compared without keeping them. Made to tell
 * accidents apart, not to withstand somebody who wants two records to look the same. */
#ifndef COLLECTORS_TRAIL_CONTENT_H
#define COLLECTORS_TRAIL_CONTENT_H

#include "base/str.h"

/* Of the octets as they stand. */
uint32_t content_octets(struct sv text);
/* Of what a checked JSON text means: neither white space, nor the order of members, nor how a string is escaped matters. */
uint32_t content_meaning(struct sv text);

#endif
