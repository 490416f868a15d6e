/* How collectors hand over what they read and what they could not: objects and gaps. Facts go through
 * collectors/facts.h. Everything happens inside one transaction of the caller. */
#ifndef MODEL_EVIDENCE_H
#define MODEL_EVIDENCE_H

#include "base/db.h"

struct gap {
	int64_t source;      /* object.id, 0 when there is none */
	struct sv origin;    /* object origin or what is missing */
	const char *subject; /* columns of the table `gap` in model/schema.sql */
	struct sv account;   /* empty: not known */
	const char *code;
	struct sv place;  /* empty: the whole object */
	struct sv reason; /* a whole sentence */
	bool lost;
};

struct object {
	struct sv origin;
	const char *sha256; /* hex */
	int64_t size;
	const char *kind;
	const char *shape; /* NULL if the kind has only one */
	struct sv account; /* empty: of none */
	struct sv said_at; /* empty: not known */
	int64_t facts;
};

struct evidence; /* a store being filled */

bool evidence_open(struct db *db, struct evidence **ev, struct err *e) MUST_CHECK;
void evidence_close(struct evidence **ev); /* for CLEANUP */

/* Adds the object (same origin with another hash: replaces it and everything it said) and gives its id. */
bool evidence_object_add(struct evidence *ev, const struct object *o, int64_t *id, struct err *e) MUST_CHECK;
/* Sets what is only known after reading: kind, shape, account, said_at, facts. */
bool evidence_object_update(struct evidence *ev, int64_t id, const struct object *o, struct err *e) MUST_CHECK;
bool evidence_gap(struct evidence *ev, const struct gap *g, struct err *e) MUST_CHECK;

#endif
