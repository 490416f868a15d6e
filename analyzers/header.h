/* The head of a control file: what it asks, of whom, and what it needs to answer. Shape:
 *
 *     -- HO-20  No activity by the outgoing partner after the cut-off
 *     -- severity:    critical
 *     -- subject:     engagement
 *     --              a line that begins with blanks continues the one before
 *     (an empty line, or SQL, ends the head)
 *
 * Keys: severity, audience, arrangement, subject, asks, remedy; and, if there is something to say, needs, after,
 * standards, params, empty. Each once. */
#ifndef ANALYZERS_HEADER_H
#define ANALYZERS_HEADER_H

#include "base/arena.h"

struct control_header {
	struct sv id, title;
	struct sv severity;    /* critical, high, medium, low */
	struct sv audience;    /* customer-audit, compliance, procurement; separated by blanks */
	struct sv arrangement; /* "all", or reseller, managed_service, combination */
	struct sv subject;     /* what must have a row at least: account, engagement, customer */
	struct sv needs;       /* names of analyzers/controls/data/need.tsv */
	struct sv after;       /* ids of controls whose results the query reads */
	struct sv standards;
	struct sv asks, remedy;
	struct sv params; /* name=value, whole numbers or words; separated by blanks */
	struct sv empty;  /* the sentence for an engagement, account or customer without anything to test */
	size_t lines;     /* of the head */
};

/* Errors are "name:line: what". Texts live in the arena. */
bool header_parse(const char *name, struct sv text, struct arena *a, struct control_header *h,
		  struct err *e) MUST_CHECK;

#endif
