#include "analyzers/guard.h"

/* One level a row and policy, root first. A target of a policy that nobody described has no type. */
static const char path_sql[] =
	"WITH RECURSIVE up (id, kind, parent, depth) AS (\n"
	"  SELECT id, kind, parent, 0 FROM organization_node WHERE id = ?1\n"
	"  UNION ALL\n"
	"  SELECT n.id, n.kind, n.parent, u.depth + 1 FROM organization_node AS n JOIN up AS u ON n.id = u.parent\n"
	"  WHERE u.depth < 16\n"
	")\n"
	"SELECT u.id, u.kind, t.policy, coalesce(p.name, t.policy), p.type, p.content\n"
	"FROM   up AS u\n"
	"LEFT JOIN organization_policy_target AS t ON t.target = u.id\n"
	"LEFT JOIN organization_policy AS p ON p.id = t.policy\n"
	"ORDER BY u.depth DESC, t.policy";

#define ITEMS_MOST 64 /* of one kind on a path; what is more is not known */

struct reading_guard {
	struct arena *arena;
	struct shelf *shelf;
	struct iam_target level[2][17]; /* service and resource control policies */
	struct iam_item item[2][ITEMS_MOST];
	size_t levels[2], items[2];
	struct sv node;
	bool root;    /* the path begins at a root */
	bool open[2]; /* something was not read */
	bool settled; /* the present level has a service control policy */
	struct str key;
	unsigned marks;
};

enum { SCP, RCP };

static void put_level(struct reading_guard *g, struct sv node)
{
	if (g->node.n > 0 && !g->settled)
		g->open[SCP] = true;
	g->node = arena_sv(g->arena, node);
	g->settled = false;
	for (int kind = SCP; kind <= RCP; kind++) {
		g->level[kind][g->levels[kind]++] =
			(struct iam_target){.target = g->node, .layer = {&g->item[kind][g->items[kind]], 0}};
	}
	str_addc(&g->key, '/');
}

static void put_policy(struct reading_guard *g, struct db_stmt *s)
{
	struct sv id = db_text(s, 2), type = db_text(s, 4), content = db_text(s, 5);
	bool of_aws = shelf_of_aws(id).n > 0;
	int kind = sv_eq(type, SV("RESOURCE_CONTROL_POLICY")) ? RCP : SCP;
	if (content.at == NULL)
		content = shelf_of_aws(id);
	if (type.n > 0 && kind == SCP && !sv_eq(type, SV("SERVICE_CONTROL_POLICY")))
		return;
	const struct shelved *doc =
		content.n == 0 ? NULL : shelf_put(g->shelf, content, kind == SCP ? IAM_SCP : IAM_RCP);
	if ((type.n == 0 && !of_aws) || doc == NULL || doc->policy == NULL || g->items[kind] == ITEMS_MOST) {
		g->open[kind] = true;
		g->settled = g->settled || kind == SCP;
		return;
	}
	g->item[kind][g->items[kind]++] = (struct iam_item){arena_sv(g->arena, db_text(s, 3)), doc->policy};
	g->level[kind][g->levels[kind] - 1].layer.n++;
	g->settled = g->settled || kind == SCP;
	g->marks |= doc->marks;
	str_addf(&g->key, "%zu,", doc->number);
}

static bool read_path(struct reading_guard *g, struct db *db, struct sv account, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(db, SV(path_sql), &s, e))
		return false;
	db_bind_text(s, 1, account);
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			break;
		if (g->node.n == 0)
			g->root = sv_eq(db_text(s, 1), SV("root"));
		if (!sv_eq(g->node, db_text(s, 0)))
			put_level(g, db_text(s, 0));
		if (!db_is_null(s, 2))
			put_policy(g, s);
	}
	g->open[SCP] = g->open[SCP] || !g->root || !g->settled;
	return true;
}

/* The levels that hold something: of service control policies that is all of them. */
static const struct iam_target *keep(struct reading_guard *g, int kind, size_t *levels)
{
	struct iam_item *item = arena_array(g->arena, g->items[kind], sizeof *item);
	struct iam_target *level = arena_array(g->arena, g->levels[kind], sizeof *level);
	size_t n = 0, kept = 0;
	for (size_t i = 0; i < g->levels[kind]; i++) {
		const struct iam_target *from = &g->level[kind][i];
		if (from->layer.n == 0)
			continue;
		level[kept++] = (struct iam_target){from->target, {item + n, from->layer.n}};
		for (size_t k = 0; k < from->layer.n; k++)
			item[n++] = from->layer.item[k];
	}
	*levels = kept;
	return level;
}

static void settle(struct reading_guard *g, struct sv account, struct guard *out)
{
	*out = (struct guard){.key = arena_sv(g->arena, str_sv(&g->key)), .marks = g->marks};
	if (!g->open[SCP])
		out->scp = keep(g, SCP, &out->scps);
	if (!g->open[RCP])
		out->rcp = keep(g, RCP, &out->rcps);
	out->unknown = (g->open[SCP] ? 1u << IAM_LAYER_SCP : 0) | (g->open[RCP] ? 1u << IAM_LAYER_RCP : 0);
	if (out->unknown != 0)
		out->lack = arena_printf(g->arena,
					 "The %s control policies of account " SV_FMT " were not all read.",
					 g->open[SCP] ? "service" : "resource", SV_ARG(account));
}

static bool is_managing(struct db *db, struct sv account, bool *manages, bool *without, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(
		    db,
		    SV("SELECT management_account = ?1, feature_set IS 'CONSOLIDATED_BILLING' FROM organization"),
		    &s, e))
		return false;
	db_bind_text(s, 1, account);
	if (!db_step(s, &row, e))
		return false;
	*manages = row && db_int(s, 0) != 0;
	*without = row && db_int(s, 1) != 0;
	return true;
}

bool guard_read(struct db *db, struct shelf *shelf, struct arena *a, struct sv account, struct guard *out,
		struct err *e)
{
	struct reading_guard *g = arena_alloc(a, sizeof *g);
	bool without;
	g->arena = a;
	g->shelf = shelf;
	str_init(&g->key, LIMIT_OUTSIDE_STRING);
	bool manages, good = is_managing(db, account, &manages, &without, e) && read_path(g, db, account, e);
	if (good && (manages || without))
		*out = (struct guard){.manages = manages, .key = SV("-")};
	else if (good)
		settle(g, account, out);
	str_free(&g->key);
	return good;
}
