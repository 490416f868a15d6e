/* CloudTrail digest files: which log files were delivered in an hour. Layout: the AWS CloudTrail user guide,
 * "CloudTrail digest file structure". Signatures are not checked here. */
#ifndef COLLECTORS_TRAIL_DIGEST_H
#define COLLECTORS_TRAIL_DIGEST_H

#include "base/arena.h"

struct digest {
	struct sv account, region; /* region: from the digest's own object name, '' when it does not say */
	char start_time[21], end_time[21]; /* RFC 3339, UTC */
	struct sv *log_file;               /* object names, as listed */
	size_t log_files;
};

bool digest_read(struct sv text, struct arena *a, struct digest *d, struct err *e) MUST_CHECK;

#endif
