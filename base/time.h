/* Time: seconds since 1970-01-01T00:00:00Z inside, RFC 3339 in UTC outside ("2026-07-01T00:00:00Z",
 * 20 characters, so text order is time order). No clock is read here and no locale is asked. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/str.h"

#define TIME_TEXT_MAX 21
#define TIME_MIN      INT64_MIN
#define TIME_MAX      INT64_MAX

struct interval {
	int64_t start, end; /* half-open: start <= t < end */
};

/* RFC 3339 with offset or Z; a fraction of a second is accepted and dropped; "60" seconds and dates that
 * do not exist are refused. */
bool time_parse(struct sv text, int64_t *t, struct err *e) MUST_CHECK;
/* The looser forms AWS tools print: RFC 3339, "2022-08-07 12:55:43+00:00", "2024-09-18 23:00:00" (UTC),
 * "2019-05-02T13:35:06.000Z", "...+0000", and epoch seconds with or without a fraction or exponent. */
bool time_parse_aws(struct sv text, int64_t *t, struct err *e) MUST_CHECK;
bool time_parse_date(struct sv text, int64_t *midnight, struct err *e) MUST_CHECK; /* YYYY-MM-DD, a real date */
/* A time outside the years 0000 to 9999 becomes the first or the last second of them: texts stay in order. */
void time_format(int64_t t, char text[TIME_TEXT_MAX]);
bool interval_has(struct interval i, int64_t t);

#endif
