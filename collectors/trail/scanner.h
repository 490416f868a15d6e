/* Reads the records of {"Records":[...]} at nearly the speed of inflating them. For the shape in which CloudTrail
 * delivers, and strict about it: what scan.h would read with a remark (a key twice, a fraction of a second, a
 * record that is none) is a fault here, with its offset, and the caller asks scan.h what it is. */
#ifndef COLLECTORS_TRAIL_SCANNER_H
#define COLLECTORS_TRAIL_SCANNER_H

#include "collectors/trail/cpu.h"
#include "collectors/trail/record.h"

#define SCANNER_TAIL       128 /* NUL octets that must stand behind the text */
#define SCANNER_IDENTITIES 64  /* places of the memo of userIdentity */

enum scanner_mode {
	SCANNER_STRICT, /* the whole grammar */
	/* In values that no field comes from only quotes, escapes, UTF-8, control characters and depth: for text
	 * whose checksum agreed. On every valid document both modes give the same. */
	SCANNER_FAST,
};

enum scanner_fault {
	SCANNER_GOOD,
	SCANNER_TRUNCATED,
	SCANNER_GRAMMAR,
	SCANNER_CONTROL,
	SCANNER_UTF8,
	SCANNER_ESCAPE,
	SCANNER_DEPTH,
	SCANNER_DUPLICATE,
	SCANNER_NO_RECORDS,
	SCANNER_TYPE,
	SCANNER_TIME,
	SCANNER_VERSION,
	SCANNER_MISSING,
	SCANNER_FOREIGN,
	SCANNER_FAULTS
};

struct scanner; /* memory of what mostly comes next; reused from text to text; not for two threads at a time */

struct scanner *scanner_new(enum cpu level);
void scanner_free(struct scanner **s); /* for CLEANUP */

/* Gives each record to the sink, in the order of the text; fields may still have escapes. After a fault the
 * records given before it are to be dropped by the caller. The error names the offset. */
bool scanner_read(struct scanner *s, struct sv text, enum scanner_mode mode, const struct trail_sink *k,
		  struct err *e) MUST_CHECK;

/* Of the last text. */
enum scanner_fault scanner_fault(const struct scanner *s); /* SCANNER_GOOD also when the sink refused */
size_t scanner_offset(const struct scanner *s);            /* of the fault */
bool scanner_alone(const struct scanner *s);               /* the text had no member but Records */

#endif
