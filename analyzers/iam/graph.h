/* Who can become whom: role assumption, passing of roles, and the published privilege-escalation paths (paths.def).
 *
 * An edge is proved by requests, each put to simulate in open mode: all allowed and every prerequisite known make it a
 * "yes", one that is surely denied makes it none, anything between a "maybe" that names what it assumes. */
#ifndef ANALYZERS_IAM_GRAPH_H
#define ANALYZERS_IAM_GRAPH_H

#include "analyzers/iam/contain.h"

/* What of a principal decides predicates; nothing is known unless it was collected. */
struct iam_node {
	struct sv arn;               /* of a user or a role */
	struct iam_side side;        /* its identity policies, boundary, and its account's SCPs */
	struct iam_layer trust;      /* of a role; n == 0: not collected */
	enum iam_truth keys_free;    /* a user: fewer than two access keys */
	enum iam_truth has_password; /* a user */
	enum iam_truth has_profile;  /* a role: an instance profile holds it */
	const struct sv *runs;       /* services something of which runs as the role */
	size_t n_runs;
	bool runs_known; /* `runs` is all */
};

#define IAM_EDGE_STEPS 6

struct iam_edge_step {
	struct sv action, resource;
	enum iam_decision decision;
	struct sv policy; /* that opens the step */
	const struct iam_statement *statement;
};

struct iam_edge {
	size_t from, to;        /* numbers of nodes; equal for a path that raises the principal itself */
	const char *path;       /* id of paths.def */
	const char *kind;       /* "self", "principal", "pass-role", "existing" */
	enum iam_truth verdict; /* IAM_YES or IAM_MAYBE */
	bool mfa;
	struct iam_edge_step step[IAM_EDGE_STEPS];
	size_t steps;
	const char *assumes[4];
	size_t assumptions;
};

struct iam_graph {
	const struct iam_node *node;
	size_t nodes;
	bool *admin; /* may do everything, or a path raises it to that for certain */
	struct iam_edge *edge;
	size_t edges;
};

void iam_graph_build(const struct iam_node *node, size_t n, struct globs_work *work, struct arena *arena,
		     struct iam_graph *out);
/* The edges of a shortest chain, "yes" before "maybe"; 0 if there is none. `chain` has room for as many as nodes. */
size_t iam_graph_chain(const struct iam_graph *g, size_t from, size_t to, struct arena *arena,
		       const struct iam_edge **chain);
/* {"from":...,"to":...,"kind":...,"path":...,"verdict":...,"mfa":...,"needs":[...],"assumes":[...]} */
void iam_edge_write(const struct iam_graph *g, const struct iam_edge *e, struct str *out);

#endif
