/* Errors as values: one line of text, inline, never allocated.
 *
 * The function that finds a fault says what was seen and what was expected (err_set). Each caller that
 * knows where it happened puts the place in front (err_wrap):
 *     "trail/a.json.gz: record 3: eventTime: expected an RFC 3339 time, got \"yesterday\"".
 * A function that takes `struct err *e` returns true when done; on false `e` says why and its outputs
 * are untouched. Texts hold no "error:", no "failed to", no newline. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#include "base/limits.h"

#define MUST_CHECK        __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define CLEANUP(f)        __attribute__((cleanup(f)))

struct err {
	char text[LIMIT_ERROR_TEXT];
};

/* Writes the text (cut at a UTF-8 boundary if too long; control characters become spaces).
 * Always returns false, so that `return err_set(...)` reads well. */
bool err_set(struct err *e, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts "format: " before the present text. Always returns false. */
bool err_wrap(struct err *e, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
