/* The inside of contain.h: contain.c searches, witness.c builds and confirms the request that proves a "no". */
#ifndef ANALYZERS_IAM_CONTAINING_H
#define ANALYZERS_IAM_CONTAINING_H

#include "analyzers/iam/boxspace.h"
#include "analyzers/iam/contain.h"

/* Allowed if every layer has an Allow that matches. */
struct contain_way {
	struct box_list **layer;
	enum iam_layer_type *type; /* of each */
	size_t layers, room, type_room;
};

/* Allowed if one of the ways allows and no Deny matches. */
struct contain_side {
	struct contain_way *way;
	size_t ways;
	struct box_list deny;
};

struct contain_terms {
	box_term *at;
	size_t n, room;
};

/* The boxes that one depth of the search has still to miss. */
struct contain_level {
	const struct box **at;
	size_t room;
};

struct contain {
	struct arena *arena;
	bool (*leaf)(struct contain *c); /* the present conjunction misses all boxes: true ends the search */
	const struct iam_fit_options *options;
	const struct iam_side *side_a, *side_b;
	struct box_space *space;
	struct contain_side a, b;
	struct contain_terms *terms; /* the present conjunction, by variable */
	uint32_t *pushed;            /* its literals, in order */
	size_t pushes, push_room;
	struct contain_level *level; /* by depth */
	size_t levels, level_room, depth;
	const struct box *allow, *deny; /* what the search is about; deny: of B, or NULL */
	bool wild;
	uint64_t steps, most;
	bool over;  /* the budget is used up */
	bool doubt; /* a place where there may be a witness gave none that holds */
	enum iam_fit_reason doubt_reason;
	struct iam_fit *fit;
};

/* `outer`: what the side may allow at most; else what it allows at least. They differ where a resource policy's
 * grant meets a boundary or session policy (items 16 and 17). */
void contain_read_side(struct contain *c, const struct iam_side *side, bool outer, struct contain_side *out);
/* The box joins the present conjunction; false: nothing meets it. Taken back by contain_drop to the number of pushes
 * that there was before. */
bool contain_push_box(struct contain *c, const struct box *b);
void contain_drop(struct contain *c, size_t pushes);
/* Is there a part of the present conjunction that misses all boxes and that c->leaf takes? */
bool contain_miss_all(struct contain *c, const struct box *const *box, size_t n);

/* A request of the present conjunction, confirmed: true, and c->fit describes it. False: c->doubt says why. */
bool contain_witness(struct contain *c);

#endif
