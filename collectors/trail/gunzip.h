/* gzip objects as CloudTrail and billing exports deliver them: exactly one member that ends at the last byte.
 * Anything else is an error, because what follows the first member was never covered by a digest. This is the
 * door of libdeflate. */
#ifndef COLLECTORS_TRAIL_GUNZIP_H
#define COLLECTORS_TRAIL_GUNZIP_H

#include "collectors/trail/cpu.h"

#define GUNZIP_TAIL 128 /* NUL octets behind every text: readers may look that far past its end */

struct gunzip; /* an inflater, reused from object to object; not for two threads at a time */

struct gunzip *gunzip_new(size_t max_packed, size_t max_text); /* ceilings in bytes */
void gunzip_free(struct gunzip **g);                           /* for CLEANUP */
bool gunzip_is(struct sv bytes);                               /* the bytes begin like gzip */

void gunzip_use(struct gunzip *g, enum cpu level); /* instead of cpu_best() */

/* The text lives until the next call and is followed by GUNZIP_TAIL NULs. The error says which rule was broken; its code
 * for the gap (`truncated`, `not-gzip`, `too-large`) comes from gunzip_code. */
bool gunzip_object(struct gunzip *g, struct sv packed, struct sv *text, struct err *e) MUST_CHECK;
/* The same without the checksum: only for bytes whose own hash was just found right. */
bool gunzip_vouched(struct gunzip *g, struct sv packed, struct sv *text, struct err *e) MUST_CHECK;
const char *gunzip_code(const struct gunzip *g); /* of the last error */

#endif
