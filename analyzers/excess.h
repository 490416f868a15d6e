/* What an identity may do beyond its contract, and what two identities may both do: questions of containment, asked
 * once for all identities that hold the same.
 *
 * Calls that are tolerated everywhere (analyzers/controls/data/tolerated-call.tsv) count for neither. */
#ifndef ANALYZERS_EXCESS_H
#define ANALYZERS_EXCESS_H

#include "analyzers/holder.h"

/* In the order in which they are looked for: the first that is found is told. */
enum excess_kind {
	EXCESS_NONE,
	EXCESS_IAM,        /* an action of IAM that changes something */
	EXCESS_DATA,       /* an action of data-action.tsv */
	EXCESS_PRIVILEGED, /* what the contract calls privileged, or an action that gives rights away */
	EXCESS_OTHER,      /* none of these */
	EXCESS_REGION,     /* contracted actions, in other Regions */
	EXCESS_KINDS
};

/* By what was read: layers that are unknown are for the caller to weigh. */
struct excess {
	bool unknown; /* the search ended without an answer */
	enum excess_kind kind;
	struct sv action, resource; /* the witness, when kind is not EXCESS_NONE; the resource as an example */
	struct sv region;           /* of EXCESS_REGION */
	const struct iam_statement *allow; /* of the identity */
	bool denied;                       /* the contract denies it by name */
	size_t granted, beyond;            /* actions of the table */
	struct sv services; /* of those beyond, the most frequent first: a JSON object of numbers */
};

enum overlap_kind { OVERLAP_NONE, OVERLAP_READ, OVERLAP_WRITE };

struct overlap {
	bool unknown;
	enum overlap_kind kind;
	struct sv action, resource;
	const struct iam_statement *allow; /* of the first identity */
};

struct asker;

/* Reads the contract and the lists from the store. Lives in the arena; the answers do too. */
bool asker_new(struct db *db, struct shelf *shelf, struct arena *a, struct asker **out,
	       struct err *e) MUST_CHECK;
void asker_free(struct asker **asker); /* for CLEANUP: what is not in the arena */

/* Do the identity's policies give it anything but reading? IAM_MAYBE: not everything that grants was read, or the
 * table of the build does not know all actions, or what was not read may take it away. */
enum iam_truth asker_writes(struct asker *asker, const struct holder *h);

/* NULL: there is no such engagement. */
const struct excess *excess_find(struct asker *asker, const struct holder *h, struct sv engagement);
/* `except`: action patterns that do not count, separated by blanks. */
const struct overlap *overlap_find(struct asker *asker, const struct holder *a, const struct holder *b,
				   struct sv except);

const char *excess_kind_name(enum excess_kind kind);
const char *overlap_kind_name(enum overlap_kind kind);

#endif
