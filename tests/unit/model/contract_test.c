#include "tests/unit/unit.h"

#include "model/contract.h"
#include "model/store.h"

extern const struct unit_suite model_contract_suite;

static const char file[] =
	"schema_version: \"1.0\"\n"
	"customer:\n"
	"  name: C\n"
	"  organization_id: o-abcd123456\n"
	"  management_account: \"200000000000\"\n"
	"  management_account_owner: OWNER\n"
	"  email_domains: [c.example]\n"
	"  admin_principals: [\"arn:aws:iam::*:role/a\"]\n"
	"  log_archive: {account: \"200000000090\", buckets: [logs, logs]}\n"
	"  audit_account: \"200000000001\"\n"
	"  accounts:\n"
	"    - {id: \"200000000001\", name: one, ou: Prod}\n"
	"    - {id: \"200000000002\", name: two, data_class: restricted, joined: 2026-01-01}\n"
	"  trusted_third_parties: [{name: Auditor, accounts: [\"930000000001\"], purpose: audit}]\n"
	"  idp: [{type: saml, match: \"https://idp.*\", owner: customer}]\n"
	"partners:\n"
	"  - {id: p, name: P, kind: [managed_service], aws_accounts: [\"910000000001\"], source_cidrs: "
	"[192.0.2.0/24],\n"
	"     subcontractors: [{name: S, aws_accounts: [\"911000000001\"], approved_by: N, approved_on: "
	"2026-01-01}]}\n"
	"engagements:\n"
	"  - id: e\n"
	"    partner: p\n"
	"    arrangement: managed_service\n"
	"    status: exiting\n"
	"    criticality: critical\n"
	"    contract: {ref: R, start: \"2023-07-01T00:00:00+01:00\", end: \"2026-07-01T00:00:00+01:00\",\n"
	"      assistance_until: \"2026-07-15T12:00:00-02:00\",\n"
	"      knowledge_transfer: {start: \"2023-06-01T00:00:00Z\", end: \"2023-06-15T00:00:00Z\", mode: "
	"read_only}}\n"
	"    identities:\n"
	"      roles: [{pattern: \"arn:aws:iam::*:role/p/*\", human: true, mfa_required: true}]\n"
	"      users: [{pattern: \"arn:aws:iam::*:user/p\", expires: 2026-12-31, reason: R}]\n"
	"      automation_roles: [\"arn:aws:iam::*:role/bot\"]\n"
	"    scope: {accounts: [\"200000000001\"], ous: [Prod, ou-x], regions: [], actions_deny: [\"iam:*\"]}\n"
	"    handover: {role: outgoing, cutoff: \"2026-07-01T00:00:00+01:00\", watch_days: 14}\n"
	"    approvers: [{name: N, role: O, principal: \"arn:aws:iam::*:role/o\"}]\n"
	"  - id: f\n"
	"    partner: p\n"
	"    arrangement: reseller\n"
	"    status: active\n"
	"    contract: {ref: R, start: \"2026-01-01T00:00:00Z\", end: \"2027-01-01T00:00:00Z\"}\n"
	"    identities: {}\n"
	"    scope: {accounts: []}\n"
	"    approvers: [{name: N, role: O}]\n"
	"overlaps_allowed: [{engagements: [e, f], accounts: [\"200000000001\"], reason: R, approved_by: N, "
	"expires: "
	"2026-12-31}]\n"
	"waivers: [{id: w, control: PS-02, engagement: e, match: MATCH, reason: R, approved_by: N, "
	"approved_on: "
	"2026-01-01, expires: 2026-12-31}]\n"
	"approval: {version: \"7\", approved_by: N, approved_on: 2026-06-10}\n";

/* The file with OWNER and MATCH replaced. */
static struct sv with(const char *owner, const char *match, struct arena *a)
{
	struct sv text = sv_of(file);
	size_t o = (size_t)sv_find(text, SV("OWNER")), m = (size_t)sv_find(text, SV("MATCH"));
	return arena_printf(a, SV_FMT "%s" SV_FMT "%s" SV_FMT, SV_ARG(sv_sub(text, 0, o)), owner,
			    SV_ARG(sv_sub(text, o + 5, m - o - 5)), match, SV_ARG(sv_sub(text, m + 5, text.n)));
}

static const char organization[] =
	"INSERT INTO object (id, origin, sha256, size, kind) VALUES (1, 'o', '00', 0, 'organizations');"
	"INSERT INTO organization_node VALUES ('r-1', 'root', 'Root', NULL, 1), ('ou-x', 'ou', 'X', 'r-1', 1), "
	"('ou-y', 'ou', 'Y', 'ou-x', 1), ('200000000007', 'account', 'seven', 'ou-y', 1), "
	"('200000000008', 'account', 'eight', 'r-1', 1);";

static bool filled(const char *owner, const char *match, struct arena *a, struct db **db, struct err *e)
{
	struct engagement_file f;
	if (!store_open(":memory:", db, e) || !db_exec(*db, organization, e) ||
	    !engagement_parse(with(owner, match, a), "c.yaml", a, &f, e))
		return false;
	return contract_fill(*db, &f, e);
}

static void tables_hold_what_the_file_says(void)
{
	static const struct {
		const char *sql, *want;
	} rows[] = {
		{"SELECT path || ' ' || version || ' ' || approved_on FROM contract", "c.yaml 7 2026-06-10"},
		{"SELECT group_concat(account || ':' || listed, ' ') FROM (SELECT * FROM population ORDER BY "
		 "account)",
		 "200000000000:0 200000000001:1 200000000002:1 200000000090:0"},
		{"SELECT data_class || ' ' || joined FROM population WHERE account = '200000000002'",
		 "restricted 2026-01-01"},
		{"SELECT timezone || coalesce(currency, '-') FROM customer", "UTC-"},
		{"SELECT count(*) FROM customer_list WHERE kind = 'log_bucket'", "1"},
		{"SELECT group_concat(account || subcontractor, ' ') FROM (SELECT * FROM partner_account ORDER "
		 "BY account)",
		 "910000000001 911000000001S"},
		{"SELECT contract_start || ' ' || contract_end || ' ' || assistance_until FROM engagement "
		 "WHERE id = 'e'",
		 "2023-06-30T23:00:00Z 2026-06-30T23:00:00Z 2026-07-15T14:00:00Z"},
		{"SELECT regions_limited || services_limited || actions_limited FROM engagement WHERE id = 'e'",
		 "100"},
		{"SELECT regions_limited || services_limited || actions_limited FROM engagement WHERE id = 'f'",
		 "000"},
		{"SELECT cutoff || ' ' || revocation_sla_hours || ' ' || other_access_sla_days || ' ' || "
		 "lookback_days || ' ' || watch_days FROM engagement WHERE id = 'e'",
		 "2026-06-30T23:00:00Z 48 14 90 14"},
		{"SELECT count(*) FROM engagement WHERE id = 'f' AND handover_role IS NULL AND watch_days IS "
		 "NULL",
		 "1"},
		/* Below a unit named by id or by name, and by what customer.accounts says of a unit's name. */
		{"SELECT group_concat(account || '=' || via, ' ') FROM (SELECT * FROM engagement_account ORDER "
		 "BY account)",
		 "200000000001=account 200000000007=ou-x"},
		{"SELECT value FROM engagement_list WHERE kind = 'action_deny'", "iam:*"},
		{"SELECT human || mfa_required || coalesce(boundary, '-') FROM engagement_role", "11-"},
		{"SELECT group_concat(kind || value, ' ') FROM (SELECT * FROM overlap_allowed_item ORDER BY "
		 "kind, value)",
		 "account200000000001 engagemente engagementf"},
		{"SELECT match FROM waiver", "{\"account\":\"2*\"}"},
		{"SELECT principal FROM approver WHERE engagement = 'e'", "arn:aws:iam::*:role/o"},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	if (!CHECK_OK(filled("customer", "{account: \"2*\"}", a, &db, &e), &e))
		return;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CLEANUP(str_free) struct str text;
		str_init(&text, 4096);
		CHECK_OK(db_get_text(db, rows[i].sql, &text, &e), &e);
		CHECK_SV(str_sv(&text), sv_of(rows[i].want));
	}
}

static void an_account_of_the_reseller_is_not_in_the_population(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	int64_t n = -1;
	CHECK_OK(filled("reseller", "{}", a, &db, &e) &&
			 db_get_int(db, "SELECT count(*) FROM population WHERE account = '200000000000'", &n,
				    &e),
		 &e);
	CHECK_INT(n, 0);
}

static void filling_again_replaces_everything(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct engagement_file f;
	struct err e;
	int64_t n = 0;
	CHECK_OK(filled("customer", "{}", a, &db, &e) &&
			 db_exec(db, "INSERT INTO frame VALUES ('', '', '', '', '')", &e) &&
			 engagement_parse(with("customer", "{}", a), "c.yaml", a, &f, &e) &&
			 contract_fill(db, &f, &e) &&
			 db_get_int(
				 db,
				 "SELECT (SELECT count(*) FROM engagement) * 10 + (SELECT count(*) FROM frame)",
				 &n, &e),
		 &e);
	CHECK_INT(n, 20);
}

static void waivers_match_by_known_keys_only(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	CHECK_ERR(filled("customer", "{acount: \"2*\"}", a, &db, &e), &e,
		  "c.yaml: waiver w: match.acount: expected a pattern for account, region, resource or "
		  "principal");
}

static void a_file_with_faults_is_refused(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(db_close) struct db *db = NULL;
	struct err e;
	CHECK_ERR(filled("nobody", "{}", a, &db, &e), &e, "c.yaml:6: customer.management_account_owner");
}

const struct unit_suite model_contract_suite = {
	"model_contract", (const struct unit_case[]){
				  {"tables_hold_what_the_file_says", tables_hold_what_the_file_says},
				  {"an_account_of_the_reseller_is_not_in_the_population",
				   an_account_of_the_reseller_is_not_in_the_population},
				  {"filling_again_replaces_everything", filling_again_replaces_everything},
				  {"waivers_match_by_known_keys_only", waivers_match_by_known_keys_only},
				  {"a_file_with_faults_is_refused", a_file_with_faults_is_refused},
				  {NULL, NULL},
			  }};
