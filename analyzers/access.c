#include "analyzers/access.h"

#include "analyzers/policy_text.h"
#include "analyzers/script.h"
#include "base/arena.h"
#include "base/arn.h"
#include "base/limits.h"

/* One statement of one trust policy while its principals are written down. */
struct trust {
	struct db_stmt *insert;
	struct sv account, role_arn;
	size_t statement; /* from 1 */
	struct str external_ids, conditions;
	bool external_id_loose;
};

/* ---- the external id ---- */

/* Does this operator, over these values, pin the key to exactly the values? */
static bool pins(struct sv operator, const struct json_node * values)
{
	bool like = sv_eq_nocase(operator, SV("StringLike")) ||
		    sv_eq_nocase(operator, SV("ForAnyValue:StringLike"));
	if (!like && !sv_eq_nocase(operator, SV("StringEquals")) &&
	    !sv_eq_nocase(operator, SV("ForAnyValue:StringEquals")))
		return false;
	for (size_t i = 0; i < policy_texts(values) && like; i++)
		if (sv_find_char(policy_text(values, i), '*') >= 0 ||
		    sv_find_char(policy_text(values, i), '?') >= 0)
			return false;
	return policy_texts(values) > 0;
}

static void read_external_id(struct trust *t, struct sv operator, const struct json_node * values)
{
	if (!pins(operator, values)) {
		t->external_id_loose = true;
		return;
	}
	for (size_t i = 0; i < policy_texts(values); i++) {
		str_addz(&t->external_ids, t->external_ids.n > 1 ? "," : "");
		str_add_json(&t->external_ids, policy_text(values, i));
	}
}

static void read_conditions(struct trust *t, const struct json_node *block)
{
	struct sv operator, key;
	str_reset(&t->external_ids);
	str_reset(&t->conditions);
	t->external_id_loose = false;
	str_addc(&t->external_ids, '[');
	for (size_t i = 0; i < json_size(block); i++) {
		const struct json_node *keys = json_member(block, i, &operator);
		for (size_t k = 0; k < json_size(keys); k++) {
			const struct json_node *values = json_member(keys, k, &key);
			if (sv_eq_nocase(key, SV("sts:ExternalId")))
				read_external_id(t, operator, values);
		}
	}
	str_addc(&t->external_ids, ']');
	if (json_type(block) == JSON_OBJECT)
		json_write(block, true, &t->conditions);
	else
		str_addz(&t->conditions, "{}");
}

/* ---- the principals ---- */

/* The account of "123456789012" or of an ARN; empty for "*" and for unique ids of deleted identities. */
static struct sv account_of(struct sv principal)
{
	struct arn a;
	if (account_id_valid(principal))
		return principal;
	return arn_parse(principal, &a) && account_id_valid(a.account) ? a.account : (struct sv){NULL, 0};
}

static bool put_path(struct trust *t, struct sv type, struct sv principal, struct err *e)
{
	db_bind_text(t->insert, 1, t->account);
	db_bind_text(t->insert, 2, t->role_arn);
	db_bind_int(t->insert, 3, (int64_t)t->statement);
	db_bind_text(t->insert, 4, type);
	db_bind_text(t->insert, 5, principal);
	db_bind_text(t->insert, 6, sv_eq(type, SV("AWS")) ? account_of(principal) : (struct sv){NULL, 0});
	db_bind_text(t->insert, 7, str_sv(&t->external_ids));
	db_bind_int(t->insert, 8, t->external_id_loose);
	db_bind_text(t->insert, 9, str_sv(&t->conditions));
	return db_run(t->insert, e);
}

/* "*" alone, or {"AWS": ..., "Service": ...}. Allow with NotPrincipal lets in everybody but those named. */
static bool put_principals(struct trust *t, const struct json_node *statement, struct err *e)
{
	const struct json_node *p = json_get(statement, "Principal");
	struct sv type;
	if (json_get(statement, "NotPrincipal") != NULL)
		return put_path(t, SV("*"), SV("NotPrincipal"), e);
	if (json_type(p) == JSON_STRING)
		return put_path(t, SV("*"), json_string(p), e);
	for (size_t i = 0; i < json_size(p); i++) {
		const struct json_node *named = json_member(p, i, &type);
		for (size_t k = 0; k < policy_texts(named); k++)
			if (!put_path(t, type, policy_text(named, k), e))
				return false;
	}
	return true;
}

/* Statements that only tag a session or set its source identity open no door. */
static bool opens(const struct json_node *statement)
{
	static const char *const door[] = {"sts:AssumeRole", "sts:AssumeRoleWithSAML",
					   "sts:AssumeRoleWithWebIdentity"};
	for (size_t i = 0; i < sizeof door / sizeof door[0]; i++)
		if (policy_names_action(statement, sv_of(door[i])))
			return policy_allows(statement);
	return false;
}

static bool put_trust(struct trust *t, struct sv text, struct err *e)
{
	CLEANUP(json_free) struct json *doc = NULL;
	struct err bad;
	if (!json_parse(text, &doc, &bad))
		return true;
	for (size_t i = 0; i < policy_statements(json_root(doc)); i++) {
		const struct json_node *s = policy_statement(json_root(doc), i);
		t->statement = i + 1;
		if (!opens(s))
			continue;
		read_conditions(t, json_get(s, "Condition"));
		if (!put_principals(t, s, e))
			return false;
	}
	return true;
}

static bool put_trusts(struct db *db, struct trust *t, struct err *e)
{
	CLEANUP(db_finalize) struct db_stmt *s = NULL;
	bool row;
	if (!db_prepare(db,
			SV("SELECT account, arn, trust FROM iam_principal "
			   "WHERE kind = 'role' AND trust IS NOT NULL ORDER BY arn"),
			&s, e))
		return false;
	for (;;) {
		if (!db_step(s, &row, e))
			return false;
		if (!row)
			return true;
		t->account = db_text(s, 0);
		t->role_arn = db_text(s, 1);
		if (!put_trust(t, db_text(s, 2), e))
			return err_wrap(e, "trust of " SV_FMT, SV_ARG(db_text(s, 1)));
	}
}

static bool fill_paths(struct db *db, struct err *e)
{
	static const char insert[] =
		"INSERT OR IGNORE INTO access_path (account, role_arn, statement, principal_type, principal, "
		"principal_account, external_ids, external_id_loose, conditions, owner, partner) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'unknown', '')";
	struct trust t = {0};
	if (!db_prepare(db, SV(insert), &t.insert, e))
		return false;
	str_init(&t.external_ids, LIMIT_TEXT);
	str_init(&t.conditions, LIMIT_TEXT);
	bool good = put_trusts(db, &t, e);
	str_free(&t.external_ids);
	str_free(&t.conditions);
	db_finalize(&t.insert);
	return good;
}

/* ---- what they may do ---- */

/* What policy_text.h finds by reading, asked from SQL: NULL when there is no document. */
struct question {
	bool (*holds)(const struct json_node *policy);
};

static const struct question gives_all = {policy_gives_all}, denies_all = {policy_denies_all};

static void sql_question(void *context, struct db_value **v, int n, struct db_result *r)
{
	CLEANUP(json_free) struct json *doc = NULL;
	const struct question *q = context;
	struct err bad;
	(void)n;
	if (db_value_null(v[0]) || !json_parse(db_value_text(v[0]), &doc, &bad))
		db_result_null(r);
	else
		db_result_int(r, q->holds(json_root(doc)));
}

bool access_fill(struct db *db, struct err *e)
{
	return db_function(db, "gives_all", 1, sql_question, (void *)(uintptr_t)&gives_all, e) &&
	       db_function(db, "denies_all", 1, sql_question, (void *)(uintptr_t)&denies_all, e) &&
	       fill_paths(db, e) && script_run(db, "analyzers/access.sql", e);
}
