/* One object being read: what readers need, and how they say what they found. */
#ifndef COLLECTORS_READING_H
#define COLLECTORS_READING_H

#include "base/arena.h"
#include "base/json.h"
#include "collectors/facts.h"
#include "collectors/trail/scan.h"
#include "model/evidence.h"

struct trail_store;

struct reading {
	struct evidence *ev;
	struct facts *facts;
	struct trail_store *trail;
	struct arena *arena; /* of this object */
	int64_t source;      /* object.id */
	struct sv origin;
	struct sv text;                  /* inflated; lives as long as the reading */
	bool inflated;                   /* by us: its checksum agreed, and SCANNER_TAIL NULs stand behind it */
	const struct json_node *root;    /* the answer without its wrapper; NULL for texts that are no JSON */
	const struct json_node *whole;   /* with the wrapper */
	const struct json_node *answers; /* a list, when the object holds several; NULL otherwise */
	const char *subject;             /* for gaps */

	/* What recognising found out (recognise.h). */
	enum trail_shape trail_shape;
	const char *code; /* of the gap, when no reader takes the object */
	struct sv why;    /* a whole sentence */
	bool lost;

	/* What the reader found out, for the table `object`. */
	const char *shape;
	struct sv account, said_at;
	int64_t taken; /* facts */
};

/* A row; see facts_put. Counts nothing. */
bool reading_put(struct reading *r, const struct fact_table *t, const struct sv *value,
		 struct err *e) MUST_CHECK;

/* A gap of this object. `place` may be empty. The reason is a whole sentence. */
bool reading_gap(struct reading *r, const char *code, struct sv place, bool lost, struct err *e,
		 const char *reason, ...) PRINTF_LIKE(6, 7) MUST_CHECK;

/* The account a file without account ids speaks of: the nearest part of the origin that is exactly 12 digits,
 * looked for in the file name, then in the folders upwards. Empty if there is none. */
struct sv origin_account(struct sv origin);
/* What stands behind the last "--" of the file name, without its ending: list-parents--ou-ab12-34567890.json. Empty
 * if there is none. */
struct sv origin_subject(struct sv origin);
struct sv origin_name(struct sv origin); /* last part */

/* Text of a JSON value, cleaned, in the arena; at == NULL when absent, null or of another type. */
struct sv reading_text(struct reading *r, const struct json_node *v);
struct sv reading_member(struct reading *r, const struct json_node *object, const char *key);
struct sv reading_int(struct reading *r,
		      const struct json_node *v); /* decimal text; NULL when no whole number */
/* A time in any form that AWS tools print, as RFC 3339 in UTC; at == NULL when it is none. */
struct sv reading_time(struct reading *r, const struct json_node *v);
struct sv reading_time_text(struct reading *r, struct sv text);
/* A policy document given as object, as JSON text, or as URL-encoded JSON text, as compact JSON. *bad is set when
 * there is a text that is none of these. at == NULL when absent or bad. */
struct sv reading_document(struct reading *r, const struct json_node *v, bool *bad);
struct sv reading_json(struct reading *r, const struct json_node *v); /* compact JSON; at == NULL when absent */
struct sv reading_format(struct reading *r, int64_t number);

/* True when the answer says that more pages follow. Also sets r->shape to 'page'. */
bool reading_truncated(struct reading *r);

#endif
