/* Writes facts into the evidence store so that the order of collecting does not matter. What every object said
 * stands, as it said it, in the working table fact_said; the documented tables are computed from it. When two
 * objects speak of the same key, the one whose origin is greater by octets has the last word, and what it leaves
 * open is taken from the other. So an object that comes again with other content takes back what it said. */
#ifndef COLLECTORS_FACTS_H
#define COLLECTORS_FACTS_H

#include "base/db.h"

#define FACT_COLUMNS_MAX 24

/* A table of model/schema.sql: the first `keys` columns are its key. A table that has `source` names it last. */
struct fact_table {
	const char *name;
	unsigned keys, columns;
	const char *column[FACT_COLUMNS_MAX];
};

extern const struct fact_table FACT_IAM_ACCOUNT, FACT_IAM_PRINCIPAL, FACT_IAM_GROUP_MEMBER, FACT_IAM_POLICY,
	FACT_IAM_GRANT, FACT_CREDENTIAL, FACT_CREDENTIAL_SOURCE, FACT_IAM_SUMMARY, FACT_IDENTITY_PROVIDER,
	FACT_ORGANIZATION, FACT_ORGANIZATION_ACCOUNT, FACT_ORGANIZATION_NODE, FACT_ORGANIZATION_POLICY,
	FACT_ORGANIZATION_POLICY_TARGET, FACT_DELEGATED_ADMINISTRATOR, FACT_HANDSHAKE,
	FACT_ORGANIZATION_FEATURE, FACT_CONTACT, FACT_COST, FACT_INVOICE_LINE, FACT_DIGEST;

/* In the order of the enumeration above; ends with NULL. For tests. */
extern const struct fact_table *const fact_tables[];

struct facts; /* prepared statements of one store */

/* Creates the working table where it is missing. */
bool facts_open(struct db *db, struct facts **f, struct err *e) MUST_CHECK;
void facts_close(struct facts **f); /* for CLEANUP */

/* One row. `value`: one text a column (numbers as decimal text), at == NULL for NULL; `source` is not among them. */
bool facts_put(struct facts *f, const struct fact_table *t, int64_t source, const struct sv *value,
	       struct err *e) MUST_CHECK;
/* Takes back what an object said. */
bool facts_forget(struct facts *f, int64_t source, struct err *e) MUST_CHECK;
/* Computes the documented tables anew, if anything changed or `always`. */
bool facts_settle(struct facts *f, bool always, struct err *e) MUST_CHECK;

#endif
