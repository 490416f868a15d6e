/* One CloudTrail record as a reader gives it, and where it goes. */
#ifndef COLLECTORS_TRAIL_RECORD_H
#define COLLECTORS_TRAIL_RECORD_H

#include "base/json.h"

/* Fields that every reader of records delivers; names and places in record.c. */
enum trail_field {
	TRAIL_TIME,
	TRAIL_SOURCE,
	TRAIL_NAME,
	TRAIL_REGION,
	TRAIL_RECIPIENT,
	TRAIL_ADDRESS,
	TRAIL_USER_AGENT,
	TRAIL_ERROR_CODE,
	TRAIL_ERROR_MESSAGE,
	TRAIL_READ_ONLY,
	TRAIL_ID,
	TRAIL_SHARED_ID,
	TRAIL_TYPE,
	TRAIL_WHO_TYPE,
	TRAIL_WHO_ARN,
	TRAIL_WHO_ID,
	TRAIL_WHO_ACCOUNT,
	TRAIL_WHO_KEY,
	TRAIL_WHO_NAME,
	TRAIL_WHO_INVOKED_BY,
	TRAIL_ISSUER_TYPE,
	TRAIL_ISSUER_ARN,
	TRAIL_ISSUER_ACCOUNT,
	TRAIL_SESSION_CREATED,
	TRAIL_MFA,
	TRAIL_SOURCE_IDENTITY,
	TRAIL_IDP,
	TRAIL_WEB_IDP,
	TRAIL_ON_BEHALF_OF,
	TRAIL_FIELDS
};

/* The years of events: AWS's first service, and a century that no record can be from. A time outside is damage, or an
 * attempt to move the ends of a report. */
#define TRAIL_YEAR_FIRST 2006u
#define TRAIL_YEAR_END   2100u

/* Stands for errorCode where a record has an errorMessage only. */
#define TRAIL_REFUSED "Failure"

/* Body of a text, borrowed. at == NULL: absent, null, or of a type that the field can't have. */
struct trail_text {
	const char *at;
	uint32_t size;
	bool escaped; /* the text still has JSON escapes (escape.h takes them away) */
};

struct trail_record {
	struct trail_text field[TRAIL_FIELDS];
	struct sv raw;               /* the record's own text */
	struct sv request, response; /* texts of both members; at == NULL: not said by this reader, or absent */
	size_t position;             /* number of the record in its object, from 1 */
	/* The scanner found it to begin as CloudTrail writes records: there, equal content is equal text. */
	bool delivered;
	/* Equal numbers: equal userIdentity, as one scanner saw it, and the place in its memo is the number
	 * modulo SCANNER_IDENTITIES (scanner.h). 0: not known to be equal to any other. */
	uint64_t identity;
};

/* Borrowed for the call; the sink copies what it keeps. */
struct trail_sink {
	void *context;
	bool (*record)(void *context, const struct trail_record *r, struct err *e);
	/* Something inside the object that is no record, or is worth knowing. `lost`: it was not read. */
	void (*fault)(void *context, const char *code, struct sv place, struct sv reason, bool lost);
};

/* What a JSON value is, by the definition in docs/evidence.md. */
enum record_kind { RECORD_NONE, RECORD_WHOLE, RECORD_FRAGMENT, RECORD_NOTICE };

enum record_kind record_kind(const struct json_node *v);
/* False, with the reason, when a required field has the wrong type or eventTime is no moment. */
bool record_read(const struct json_node *v, struct trail_record *r, struct err *e) MUST_CHECK;
struct sv record_text(const struct trail_record *r, enum trail_field f); /* at == NULL: absent */
const char *record_field_path(enum trail_field f);                       /* dotted, for documents and tests */

#endif
