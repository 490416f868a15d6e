/* Strings: `struct sv` is borrowed, `struct str` is grown and owned.
 *
 * Invariants of str: `at` is never NULL after str_init and always NUL-terminated; `n` excludes the NUL;
 * `n` never exceeds `max`. Appending past `max` sets `full` and drops the rest (what is kept ends at a
 * character's end): the sink is sticky and is asked once, by str_finish. Out of memory below the ceiling ends the program. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct sv {
	const char *at; /* not NUL-terminated in general; may be NULL only when n == 0 */
	size_t n;
};

struct str {
	char *at;
	size_t n, cap, max;
	bool full;
};

#define SV(literal) ((struct sv){(literal), sizeof(literal) - 1})
#define SV_FMT      "%.*s"
#define SV_ARG(v)   (int)(v).n, (v).at ? (v).at : ""

struct sv sv_of(const char *text); /* NULL gives the empty view */
bool sv_eq(struct sv a, struct sv b);
bool sv_eq_nocase(struct sv a, struct sv b); /* ASCII only */
int sv_cmp(struct sv a, struct sv b);        /* by octets; never by locale */
bool sv_starts(struct sv v, struct sv prefix);
bool sv_ends(struct sv v, struct sv suffix);
struct sv sv_trim(struct sv v);                       /* ASCII white space at both ends */
struct sv sv_sub(struct sv v, size_t from, size_t n); /* clamped to v */
ptrdiff_t sv_find(struct sv v, struct sv needle);     /* offset of the first hit, -1 if none */
ptrdiff_t sv_find_char(struct sv v, char c);
/* Cuts the part before `c` off the front of *v (and the `c`); false when *v was empty. */
bool sv_split(struct sv *v, char c, struct sv *part);
bool sv_is_digits(struct sv v, size_t n);      /* exactly n ASCII digits */
bool sv_to_int64(struct sv v, int64_t *value); /* decimal with optional '-', whole text, no overflow */

void str_init(struct str *s, size_t max);
void str_free(struct str *s);
void str_reset(struct str *s); /* empties, keeps the memory, clears `full` */
void str_add(struct str *s, struct sv v);
void str_addz(struct str *s, const char *text);
void str_addc(struct str *s, char c);
void str_addf(struct str *s, const char *format, ...) PRINTF_LIKE(2, 3);
struct sv str_sv(const struct str *s);
/* True if everything fitted; else an error naming `what` and the ceiling. */
bool str_finish(const struct str *s, const char *what, struct err *e) MUST_CHECK;

/* Prints one line and ends the program: the only answer to memory running out below the ceilings. */
void out_of_memory(void) __attribute__((noreturn));

/* Escapes of the output languages. Input must be valid UTF-8. */
void str_add_json(struct str *s, struct sv v); /* with the quotes; '<' as \u003c; U+2028/9 escaped */
void str_add_xml(struct str *s, struct sv v);  /* text and double-quoted attribute values; TAB and LF stay */
void str_add_csv(struct str *s, struct sv v,
		 bool text); /* RFC 4180 cell; text: formula starts get an apostrophe */

#endif
