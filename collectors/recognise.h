/* What an object is, by its content and never by its name: the table of kinds of evidence. */
#ifndef COLLECTORS_RECOGNISE_H
#define COLLECTORS_RECOGNISE_H

#include "collectors/reading.h"

struct evidence_kind {
	const char *name;    /* column `kind` of the table `object` */
	const char *subject; /* column `subject` of the table `gap` */
	bool (*read)(struct reading *r, struct err *e);
};

/* The kind of the object whose bytes, unpacked, are r->text; sets r->text (as UTF-8 without byte order mark), root,
 * whole, trail_shape, shape, subject, and the gap's code, why and lost when no reader takes the object. There always
 * is a kind: 'damaged', 'foreign' and 'unrecognised' read by saying that gap. *doc owns what root points to. */
const struct evidence_kind *recognise(struct reading *r, struct json **doc);

/* The kind of an object that could not be unpacked or read at all, for the same reason. `code`: of the gap. */
const struct evidence_kind *recognise_damage(struct reading *r, const char *code, struct sv why);

/* The kind of API answer that the text is, or that all answers in it are; NULL when it is none that is read. Sets
 * root and whole; *doc stays NULL when the text is no JSON, neither one document nor several. (answers.c) */
const struct evidence_kind *answer_find(struct reading *r, struct json **doc);
/* Reads the object: every answer of it, when it holds several. For any kind. (answers.c) */
bool answer_read(struct reading *r, const struct evidence_kind *kind, struct err *e) MUST_CHECK;

/* What a table of formats says of bytes that are no text: an archive, a picture, a database. False when the bytes
 * are of none of them. Sets the gap's columns. (format.c) */
bool format_known(struct reading *r);
/* UTF-16, as the Windows PowerShell redirects it, as UTF-8; other text as it is, without its mark. (format.c) */
struct sv format_utf8(struct arena *a, struct sv text);

#endif
