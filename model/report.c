#include "model/report.h"

#include "base/crypto.h"
#include "base/embedded.h"
#include "base/table.h"
#include "base/utf8.h"
#include "model/report_rows.h"
#include "model/store.h"

struct build {
	struct db *db;
	struct arena *arena;
	const struct report_options *options;
	struct xml_node *report;
	struct table *parents[4]; /* by enum parent */
};

enum parent { PARTNER, ENGAGEMENT, ACTIVITY, CONTROL };

/* ---- frame ---- */

/* One row each: what the report speaks of. */
static const struct single {
	const char *element, *sql;
} singles[] = {
	{"frame", "SELECT period_start AS \"period-start\", period_end AS \"period-end\", as_of AS "
		  "\"as-of\", version, rules, (SELECT max(said_at) FROM object) AS \"data-until\" FROM frame"},
	{"contract",
	 "SELECT path, sha256, version, approved_by AS \"approved-by\", approved_on AS \"approved-on\" "
	 "FROM contract"},
	{"customer",
	 "SELECT name, organization_id AS organization, management_account AS \"management-account\","
	 " management_account_owner AS \"management-account-owner\","
	 " log_archive_account AS \"log-archive-account\", audit_account AS \"audit-account\","
	 " security_account AS \"security-account\", timezone, currency FROM customer"},
	{"quality", "SELECT * FROM report_quality"},
};

static bool add_singles(struct build *b, struct err *e)
{
	for (size_t i = 0; i < sizeof singles / sizeof *singles; i++)
		if (!report_rows_one(b->db, xml_add(b->report, singles[i].element), singles[i].element,
				     singles[i].sql, e))
			return false;
	return true;
}

static void add_preparation(struct build *b)
{
	const struct report_options *o = b->options;
	struct xml_node *n = xml_add(b->report, "preparation");
	const struct {
		const char *name;
		struct sv value;
	} words[] = {{"classification", o->classification},
		     {"prepared-by", o->prepared_by},
		     {"reviewed-by", o->reviewed_by},
		     {"approved-by", o->approved_by}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].value.n > 0)
			xml_set(n, words[i].name, utf8_clean(b->arena, words[i].value));
}

/* The report's id follows from what it says: the evidence, the contract, the rules and the frame. */
static bool identify(struct build *b, struct err *e)
{
	char evidence[SHA256_HEX_MAX], id[SHA256_HEX_MAX];
	CLEANUP(str_free) struct str s;
	str_init(&s, 4096);
	if (!store_content_hash(b->db, evidence, e) ||
	    !db_get_text(
		    b->db,
		    "SELECT c.sha256 || ' ' || f.rules || ' ' || f.version || ' ' || f.period_start || ' ' || "
		    "f.period_end || ' ' || f.as_of FROM contract AS c, frame AS f",
		    &s, e))
		return false;
	str_addf(&s, " %s %s %s", b->options->kind, b->options->language, evidence);
	sha256_hex(str_sv(&s), id);
	xml_set_int(b->report, "schema", 1);
	xml_setz(b->report, "kind", b->options->kind);
	xml_setz(b->report, "language", b->options->language);
	xml_set(b->report, "id", arena_printf(b->arena, "BW-%.12s", id));
	xml_set_int(b->report, "revision", b->options->revision);
	xml_setz(b->report, "evidence", evidence);
	return true;
}

/* ---- lists ---- */

/* list NULL: below the partner, engagement or activity that the column `parent` names. `fills`: the rows become parents. */
static const struct part {
	const char *list, *element;
	enum parent parent;
	int fills; /* enum parent, -1 none */
	const char *sql;
} parts[] = {
	{"summary", "dimension", 0, -1, "SELECT * FROM report_dimensions"},
	{"summary", "severity", 0, -1, "SELECT * FROM report_severities"},
	{"summary", "verdict", 0, -1, "SELECT * FROM report_verdicts"},
	{"partners", "partner", 0, PARTNER, "SELECT * FROM report_partners"},
	{NULL, "account", PARTNER, -1,
	 "SELECT partner AS parent, account AS id, subcontractor FROM partner_account ORDER BY partner, "
	 "account, subcontractor"},
	{NULL, "item", PARTNER, -1,
	 "SELECT partner AS parent, kind, value AS \".value\" FROM partner_list ORDER BY partner, kind, value"},
	{NULL, "worst", PARTNER, -1, "SELECT * FROM report_worst_of_partner"},
	{NULL, "engagement", PARTNER, ENGAGEMENT, "SELECT * FROM report_engagements"},
	{NULL, "account", ENGAGEMENT, -1,
	 "SELECT n.engagement AS parent, n.account AS id, p.name, n.via FROM engagement_account AS n "
	 "LEFT JOIN population AS p ON p.account = n.account ORDER BY n.engagement, n.account"},
	{NULL, "item", ENGAGEMENT, -1,
	 "SELECT engagement AS parent, kind, value AS \".value\" FROM engagement_list ORDER BY engagement, "
	 "kind, value"},
	{NULL, "role", ENGAGEMENT, -1,
	 "SELECT engagement AS parent, human, mfa_required AS \"mfa-required\", external_id_sha256 IS NOT "
	 "NULL AS \"external-id-agreed\", max_session AS \"max-session\", pattern AS \".pattern\", boundary "
	 "AS \".boundary\" FROM engagement_role ORDER BY engagement, pattern"},
	{NULL, "user", ENGAGEMENT, -1,
	 "SELECT engagement AS parent, expires, pattern AS \".pattern\", reason AS \".reason\" FROM "
	 "engagement_user ORDER BY engagement, pattern"},
	{NULL, "approver", ENGAGEMENT, -1,
	 "SELECT engagement AS parent, name, role, email FROM approver ORDER BY engagement, name, role"},
	{NULL, "activity", ENGAGEMENT, ACTIVITY, "SELECT * FROM report_activities"},
	{NULL, "service", ACTIVITY, -1, "SELECT * FROM report_activity_services"},
	{NULL, "region", ACTIVITY, -1, "SELECT * FROM report_activity_regions"},
	{NULL, "account", ACTIVITY, -1, "SELECT * FROM report_activity_accounts"},
	{NULL, "day", ACTIVITY, -1, "SELECT * FROM report_activity_days"},
	{NULL, "outside", ACTIVITY, -1, "SELECT * FROM report_activity_out"},
	{"attributions", "attribution", 0, -1, "SELECT * FROM report_attributions"},
	{"access", "path", 0, -1, "SELECT * FROM report_paths"},
	{"controls", "control", 0, CONTROL, "SELECT * FROM report_controls"},
	{NULL, "worst", CONTROL, -1, "SELECT * FROM report_worst_of_control"},
	{"results", NULL, 0, -1, "SELECT * FROM report_results"},
	{"waivers", "waiver", 0, -1, "SELECT * FROM report_waivers"},
	{"gaps", "gap", 0, -1, "SELECT * FROM report_gaps"},
	{"sources", "source", 0, -1, "SELECT * FROM report_kinds"},
	{"objects", "object", 0, -1, "SELECT * FROM report_objects"},
};

static bool add_part(struct build *b, const struct part *p, struct err *e)
{
	struct report_rows rows = {.element = p->element, .sql = p->sql};
	if (p->fills >= 0)
		rows.made = b->parents[p->fills];
	if (p->list == NULL)
		rows.parents = b->parents[p->parent];
	else if ((rows.parent = xml_child(b->report, p->list)) == NULL)
		rows.parent = xml_add(b->report, p->list);
	return report_rows_add(b->db, b->arena, &rows, e) ||
	       err_wrap(e, "report: %s", p->list ? p->list : p->element);
}

static bool add_accounts(struct build *b, struct err *e)
{
	struct table *accounts = table_new(b->arena);
	struct report_rows population = {.parent = xml_add(b->report, "accounts"),
					 .made = accounts,
					 .element = "account",
					 .sql = "SELECT * FROM report_accounts"};
	struct report_rows reach = {
		.parents = accounts, .element = "reach", .sql = "SELECT * FROM report_reach"};
	return report_rows_add(b->db, b->arena, &population, e) && report_rows_add(b->db, b->arena, &reach, e);
}

static bool add_all(struct build *b, struct err *e)
{
	if (!add_singles(b, e) || !identify(b, e))
		return false;
	add_preparation(b);
	if (!add_accounts(b, e))
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (!add_part(b, &parts[i], e))
			return false;
	return true;
}

/* ---- the temporary tables ---- */

static bool prepare(struct db *db, const char *kind, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	if (!db_exec(db, "CREATE TEMP TABLE report_option AS SELECT '' AS kind", e) ||
	    !db_prepare(db, SV("UPDATE report_option SET kind = ?1"), &s, e))
		return false;
	db_bind_textz(s, 1, kind);
	return db_run(s, e) && db_exec(db, embedded_find(model_files, "model/report.sql").at, e);
}

static bool drop(struct db *db, struct err *e)
{
	CLEANUP(str_free) struct str s;
	str_init(&s, 1u << 16);
	return db_get_text(db,
			   "SELECT coalesce(group_concat('DROP ' || type || ' temp.' || name, ';'), '') FROM "
			   "(SELECT type, name FROM sqlite_temp_schema WHERE type IN ('table', 'view') AND "
			   "name LIKE 'report%' ORDER BY type = 'table', name)",
			   &s, e) &&
	       db_exec(db, s.at, e);
}

bool report_build(struct db *db, const struct report_options *o, struct xml **model, struct err *e)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(xml_free) struct xml *made = xml_new("report", REPORT_NS, NULL);
	struct build b = {.db = db, .arena = a, .options = o, .report = xml_root(made)};
	for (size_t i = 0; i < sizeof b.parents / sizeof *b.parents; i++)
		b.parents[i] = table_new(a);
	struct err after;
	bool good = drop(db, e) && prepare(db, o->kind, e) && add_all(&b, e);
	if (!drop(db, good ? e : &after) || !good)
		return false;
	*model = made;
	made = NULL;
	return true;
}

bool report_validate(struct xml *model, struct err *e)
{
	struct sv schema = embedded_find(model_files, "model/report.rng");
	return xml_validate(model, schema, "model/report.rng", e);
}
