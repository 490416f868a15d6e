#include "collectors/facts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define TABLE(symbol, table, n_keys, ...)                                                                      \
	const struct fact_table symbol = {.name = (table),                                                     \
					  .keys = (n_keys),                                                    \
					  .columns = sizeof((const char *[]){__VA_ARGS__}) /                   \
						     sizeof(const char *),                                     \
					  .column = {__VA_ARGS__}}

TABLE(FACT_IAM_ACCOUNT, "iam_account", 1, "account", "complete", "said_at", "source");
TABLE(FACT_IAM_PRINCIPAL, "iam_principal", 1, "arn", "account", "kind", "name", "path", "unique_id", "created",
      "last_used", "last_region", "boundary", "max_session", "trust", "description", "tags", "source");
TABLE(FACT_IAM_GROUP_MEMBER, "iam_group_member", 2, "group_arn", "user_arn");
TABLE(FACT_IAM_POLICY, "iam_policy", 2, "account", "arn", "name", "version", "aws_managed", "document",
      "versions", "source");
TABLE(FACT_IAM_GRANT, "iam_grant", 4, "principal_arn", "kind", "name", "policy_arn", "document");
TABLE(FACT_CREDENTIAL, "credential", 3, "user_arn", "kind", "name", "account", "user_name", "active", "created",
      "last_used", "last_region", "last_service", "said_at", "source");
TABLE(FACT_CREDENTIAL_SOURCE, "credential_source", 3, "account", "kind", "user_arn", "source");
TABLE(FACT_IAM_SUMMARY, "iam_summary", 2, "account", "key", "value", "source");
TABLE(FACT_IDENTITY_PROVIDER, "identity_provider", 1, "arn", "account", "type", "issuer", "source");
TABLE(FACT_ORGANIZATION, "organization", 1, "id", "management_account", "management_email", "feature_set",
      "source");
TABLE(FACT_ORGANIZATION_ACCOUNT, "organization_account", 1, "account", "name", "email", "status",
      "joined_method", "joined", "source");
TABLE(FACT_ORGANIZATION_NODE, "organization_node", 1, "id", "kind", "name", "parent", "source");
TABLE(FACT_ORGANIZATION_POLICY, "organization_policy", 1, "id", "name", "type", "aws_managed", "content",
      "source");
TABLE(FACT_ORGANIZATION_POLICY_TARGET, "organization_policy_target", 2, "policy", "target", "source");
TABLE(FACT_DELEGATED_ADMINISTRATOR, "delegated_administrator", 2, "account", "service", "since", "source");
TABLE(FACT_HANDSHAKE, "handshake", 1, "id", "action", "state", "requested", "expires", "parties", "source");
TABLE(FACT_ORGANIZATION_FEATURE, "organization_feature", 1, "feature", "source");
TABLE(FACT_CONTACT, "contact", 2, "account", "kind", "name", "company", "email", "phone", "source");
TABLE(FACT_COST, "cost", 10, "month", "payer", "account", "provider", "service", "region", "category",
      "currency", "invoice_id", "invoice_issuer", "billed", "effective", "list", "contracted", "lines",
      "source");
TABLE(FACT_INVOICE_LINE, "invoice_line", 1, "line", "invoice_id", "period", "account", "service", "description",
      "amount", "currency", "kind", "source");
TABLE(FACT_DIGEST, "digest", 3, "account", "region", "start_time", "end_time", "log_files", "missing",
      "source");

const struct fact_table *const fact_tables[] = {
	&FACT_IAM_ACCOUNT,
	&FACT_IAM_PRINCIPAL,
	&FACT_IAM_GROUP_MEMBER,
	&FACT_IAM_POLICY,
	&FACT_IAM_GRANT,
	&FACT_CREDENTIAL,
	&FACT_CREDENTIAL_SOURCE,
	&FACT_IAM_SUMMARY,
	&FACT_IDENTITY_PROVIDER,
	&FACT_ORGANIZATION,
	&FACT_ORGANIZATION_ACCOUNT,
	&FACT_ORGANIZATION_NODE,
	&FACT_ORGANIZATION_POLICY,
	&FACT_ORGANIZATION_POLICY_TARGET,
	&FACT_DELEGATED_ADMINISTRATOR,
	&FACT_HANDSHAKE,
	&FACT_ORGANIZATION_FEATURE,
	&FACT_CONTACT,
	&FACT_COST,
	&FACT_INVOICE_LINE,
	&FACT_DIGEST,
	NULL,
};

#define TABLES (sizeof fact_tables / sizeof fact_tables[0])

static const char working_table[] = "CREATE TABLE IF NOT EXISTS fact_said (\n"
				    "  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, name TEXT NOT NULL,\n"
				    "  value TEXT NOT NULL\n"
				    ") STRICT;\n"
				    "CREATE INDEX IF NOT EXISTS fact_said_source ON fact_said (source);\n"
				    "CREATE INDEX IF NOT EXISTS fact_said_name ON fact_said (name);\n";

struct facts {
	struct db *db;
	struct db_stmt *statement[TABLES]; /* of the tables whose rows belong to one object */
	struct db_stmt *say, *forget;
	struct str value;
	bool changed;
};

bool facts_open(struct db *db, struct facts **f, struct err *e)
{
	struct facts *opened CLEANUP(facts_close) = calloc(1, sizeof *opened);
	if (opened == NULL)
		out_of_memory();
	opened->db = db;
	str_init(&opened->value, LIMIT_TEXT);
	if (!db_exec(db, working_table, e) ||
	    !db_prepare(db, SV("INSERT INTO fact_said (source, name, value) VALUES (?1, ?2, ?3)"), &opened->say,
			e) ||
	    !db_prepare(db, SV("DELETE FROM fact_said WHERE source = ?1"), &opened->forget, e))
		return false;
	*f = opened;
	opened = NULL;
	return true;
}

void facts_close(struct facts **f)
{
	if (*f == NULL)
		return;
	for (size_t i = 0; i < TABLES; i++)
		db_finalize(&(*f)->statement[i]);
	db_finalize(&(*f)->say);
	db_finalize(&(*f)->forget);
	str_free(&(*f)->value);
	free(*f);
	*f = NULL;
}

static bool sourced(const struct fact_table *t)
{
	return strcmp(t->column[t->columns - 1], "source") == 0;
}

/* Rows of this table belong to one object: its key has `source` in it, and nobody else speaks of them. */
static bool owned(const struct fact_table *t)
{
	return t == &FACT_DIGEST;
}

/* Rows of these belong to one object as well, and are summed over objects: a file that is there twice, under two
 * names, must count once. */
static bool summed(const struct fact_table *t)
{
	return t == &FACT_COST || t == &FACT_INVOICE_LINE;
}

static void add_columns(struct str *sql, const struct fact_table *t)
{
	str_addf(sql, "INTO %s (", t->name);
	for (unsigned i = 0; i < t->columns; i++)
		str_addf(sql, "%s\"%s\"", i > 0 ? ", " : "", t->column[i]);
	str_addc(sql, ')');
}

static bool prepare_owned(struct facts *f, const struct fact_table *t, struct db_stmt **s, struct err *e)
{
	struct str sql CLEANUP(str_free);
	str_init(&sql, 1u << 16);
	str_addz(&sql, "INSERT OR REPLACE ");
	add_columns(&sql, t);
	str_addz(&sql, " VALUES (");
	for (unsigned i = 0; i < t->columns; i++)
		str_addf(&sql, "%s?%u", i > 0 ? ", " : "", i + 1);
	str_addc(&sql, ')');
	return str_finish(&sql, "statement", e) && db_prepare(f->db, str_sv(&sql), s, e);
}

static size_t slot_of(const struct fact_table *t)
{
	size_t i = 0;
	while (fact_tables[i] != t) {
		assert(fact_tables[i] != NULL);
		i++;
	}
	return i;
}

static bool put_owned(struct facts *f, const struct fact_table *t, int64_t source, const struct sv *value,
		      struct err *e)
{
	struct db_stmt **s = &f->statement[slot_of(t)];
	if (*s == NULL && !prepare_owned(f, t, s, e))
		return false;
	for (unsigned i = 0; i + 1 < t->columns; i++)
		db_bind_text(*s, (int)i + 1, value[i]);
	db_bind_int(*s, (int)t->columns, source);
	return db_run(*s, e);
}

/* The row as a JSON list; the settled row is made of it. */
static bool say(struct facts *f, const struct fact_table *t, int64_t source, const struct sv *value,
		struct err *e)
{
	unsigned n = sourced(t) ? t->columns - 1 : t->columns;
	str_reset(&f->value);
	for (unsigned i = 0; i < n; i++) {
		str_addc(&f->value, i > 0 ? ',' : '[');
		if (value[i].at == NULL)
			str_addz(&f->value, "null");
		else
			str_add_json(&f->value, value[i]);
	}
	str_addc(&f->value, ']');
	if (!str_finish(&f->value, "row", e))
		return false;
	db_bind_int(f->say, 1, source);
	db_bind_textz(f->say, 2, t->name);
	db_bind_text(f->say, 3, str_sv(&f->value));
	f->changed = true;
	return db_run(f->say, e);
}

bool facts_put(struct facts *f, const struct fact_table *t, int64_t source, const struct sv *value,
	       struct err *e)
{
	bool good = owned(t) ? put_owned(f, t, source, value, e) : say(f, t, source, value, e);
	return good || err_wrap(e, "table %s", t->name);
}

bool facts_forget(struct facts *f, int64_t source, struct err *e)
{
	f->changed = true;
	db_bind_int(f->forget, 1, source);
	return db_run(f->forget, e);
}

/* What an empty set of tags or an incomplete account says is weaker than what another source says. */
static void add_set(struct str *sql, const char *table, const char *column)
{
	if (strcmp(column, "tags") == 0)
		str_addf(sql, "tags = coalesce(nullif(excluded.tags, '{}'), %s.tags)", table);
	else if (strcmp(column, "complete") == 0)
		str_addf(sql, "complete = max(excluded.complete, %s.complete)", table);
	else
		str_addf(sql, "\"%s\" = coalesce(excluded.\"%s\", %s.\"%s\")", column, column, table, column);
}

static void add_conflict(struct str *sql, const struct fact_table *t)
{
	str_addz(sql, " ON CONFLICT (");
	for (unsigned i = 0; i < t->keys; i++)
		str_addf(sql, "%s\"%s\"", i > 0 ? ", " : "", t->column[i]);
	str_addz(sql, t->keys == t->columns ? ") DO NOTHING" : ") DO UPDATE SET ");
	for (unsigned i = t->keys; i < t->columns; i++) {
		str_addz(sql, i > t->keys ? ", " : "");
		add_set(sql, t->name, t->column[i]);
	}
}

static const char first_of_equals[] = "AND    o.id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION "
				      "BY kind, sha256 ORDER BY origin) AS n\n"
				      "                                FROM object) WHERE n = 1)\n";

/* Rows come in the order of their origins, so that the later one has the last word wherever it says something. */
static bool settle_table(struct facts *f, const struct fact_table *t, struct err *e)
{
	struct str sql CLEANUP(str_free);
	str_init(&sql, 1u << 16);
	str_addf(&sql, "DELETE FROM %s;\nINSERT ", t->name);
	add_columns(&sql, t);
	str_addz(&sql, "\nSELECT ");
	unsigned n = sourced(t) ? t->columns - 1 : t->columns;
	for (unsigned i = 0; i < n; i++)
		str_addf(&sql, "%sjson_extract(s.value, '$[%u]')", i > 0 ? ", " : "", i);
	str_addf(&sql,
		 "%s\nFROM   fact_said AS s JOIN object AS o ON o.id = s.source\nWHERE  s.name = '%s'\n%s"
		 "ORDER BY o.origin, s.id",
		 sourced(t) ? ", s.source" : "", t->name, summed(t) ? first_of_equals : "");
	if (!summed(t))
		add_conflict(&sql, t);
	return (str_finish(&sql, "statement", e) && db_exec(f->db, sql.at, e)) ||
	       err_wrap(e, "settling table %s", t->name);
}

bool facts_settle(struct facts *f, bool always, struct err *e)
{
	for (size_t i = 0; fact_tables[i] != NULL && (f->changed || always); i++)
		if (!owned(fact_tables[i]) && !settle_table(f, fact_tables[i], e))
			return false;
	return true;
}
