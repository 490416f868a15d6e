/* One record that is kept whole, cleaned and in canonical form: the hand-over to the evidence store. */
#ifndef COLLECTORS_TRAIL_ROW_H
#define COLLECTORS_TRAIL_ROW_H

#include "base/arena.h"
#include "base/crypto.h"
#include "collectors/trail/scan.h"

/* Columns of the table `principal`; at == NULL: missing. */
enum principal_column {
	PRINCIPAL_KEY,
	PRINCIPAL_TYPE,
	PRINCIPAL_ARN,
	PRINCIPAL_ID,
	PRINCIPAL_ACCOUNT,
	PRINCIPAL_ACCESS_KEY,
	PRINCIPAL_USER_NAME,
	PRINCIPAL_INVOKED_BY,
	PRINCIPAL_ISSUER_TYPE,
	PRINCIPAL_ISSUER_ARN,
	PRINCIPAL_ISSUER_ACCOUNT,
	PRINCIPAL_SESSION_NAME,
	PRINCIPAL_SESSION_ISSUED,
	PRINCIPAL_MFA,
	PRINCIPAL_SOURCE_IDENTITY,
	PRINCIPAL_IDP,
	PRINCIPAL_ON_BEHALF_OF,
	PRINCIPAL_COLUMNS
};

/* Everything lives in the arena of the reading. */
struct trail_row {
	size_t position;
	char time[21]; /* RFC 3339, UTC */
	struct sv
		recipient; /* recipientAccountId, '' when absent: with event_id what makes a record the same */
	struct sv event_id, account, region, service, action, read_only, error_code, category, address;
	uint32_t principal;               /* number in the rollup (rollup.h) */
	char text_sha256[SHA256_HEX_MAX]; /* of the record's text */
	/* Of kept records only; else at == NULL. */
	bool kept;
	struct sv error_message, user_agent, shared_event_id, request, response;
	/* Of records that issued credentials only; else at == NULL. */
	struct sv issued_key, role_arn, session_name, external_id_sha256, source_identity, expires,
		caller_account;
};

/* One fault of an object, for the table `gap`. */
struct trail_fault {
	const char *code;
	struct sv place, reason;
	bool lost;
};

/* The row of a record without escapes, in the arena; whole when it is to be `kept`. The only error: a member that is
 * kept is no JSON, which a reader that passed over it may not have seen. */
bool row_of(const struct trail_record *r, struct arena *a, bool kept, struct trail_row **row,
	    struct err *e) MUST_CHECK;

/* Fills principal[] of a row (principal.c). */
void principal_read(const struct trail_record *r, struct arena *a, struct sv principal[PRINCIPAL_COLUMNS]);
/* The other way: the columns of a PRINCIPAL_KEY, in the arena. */
void principal_parse(struct sv key, struct arena *a, struct sv principal[PRINCIPAL_COLUMNS]);
bool session_issues(struct sv service, struct sv action); /* a call that hands out credentials */
/* Fills the session columns when the record issued credentials (session.c). */
void session_read(const struct trail_record *r, struct sv request, struct sv response, struct arena *a,
		  struct trail_row *row);

#endif
