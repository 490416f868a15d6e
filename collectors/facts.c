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

struct facts {
	struct db *db;
	struct db_stmt *statement[TABLES];
};

struct facts *facts_new(struct db *db)
{
	struct facts *f = calloc(1, sizeof *f);
	if (f == NULL)
		abort();
	f->db = db;
	return f;
}

void facts_free(struct facts **f)
{
	if (*f == NULL)
		return;
	for (size_t i = 0; i < TABLES; i++)
		db_finalize(&(*f)->statement[i]);
	free(*f);
	*f = NULL;
}

static bool sourced(const struct fact_table *t)
{
	return strcmp(t->column[t->columns - 1], "source") == 0;
}

/* Rows of these tables belong to one object: their key has `source` in it, and nobody else speaks of them. */
static bool owned(const struct fact_table *t)
{
	return t == &FACT_COST || t == &FACT_INVOICE_LINE || t == &FACT_DIGEST;
}

static void add_list(struct str *sql, const struct fact_table *t, const char *format)
{
	for (unsigned i = 0; i < t->columns; i++) {
		str_addz(sql, i > 0 ? ", " : "");
		if (format == NULL)
			str_addf(sql, "?%u", i + 1);
		else
			str_addz(sql, t->column[i]);
	}
}

/* What an empty set of tags or an incomplete account says is weaker than what another source says. */
static void add_set(struct str *sql, const char *table, const char *column, bool by_origin)
{
	if (strcmp(column, "tags") == 0)
		str_addf(sql,
			 "tags = coalesce(CASE WHEN newer THEN coalesce(nullif(excluded.tags, '{}'), "
			 "nullif(%s.tags, '{}')) ELSE coalesce(nullif(%s.tags, '{}'), nullif(excluded.tags, "
			 "'{}')) END, '{}')",
			 table, table);
	else if (strcmp(column, "complete") == 0)
		str_addf(sql, "complete = max(excluded.complete, %s.complete)", table);
	else if (by_origin)
		str_addf(sql,
			 "%s = CASE WHEN newer THEN coalesce(excluded.%s, %s.%s) ELSE coalesce(%s.%s, "
			 "excluded.%s) END",
			 column, column, table, column, table, column, column);
	else
		str_addf(sql, "%s = max(coalesce(excluded.%s, %s.%s), coalesce(%s.%s, excluded.%s))", column,
			 column, table, column, table, column, column);
}

static void replace_newer(struct str *out, struct sv sql, const char *table)
{
	struct sv word = SV("newer");
	ptrdiff_t at;
	while ((at = sv_find(sql, word)) >= 0) {
		str_add(out, sv_sub(sql, 0, (size_t)at));
		str_addf(out,
			 "(SELECT origin FROM object WHERE id = excluded.source) >= "
			 "(SELECT origin FROM object WHERE id = %s.source)",
			 table);
		sql = sv_sub(sql, (size_t)at + word.n, sql.n);
	}
	str_add(out, sql);
}

static void add_conflict(struct str *sql, const struct fact_table *t)
{
	str_addz(sql, " ON CONFLICT (");
	for (unsigned i = 0; i < t->keys; i++)
		str_addf(sql, "%s%s", i > 0 ? ", " : "", t->column[i]);
	str_addz(sql, ") DO UPDATE SET ");
	for (unsigned i = t->keys; i < t->columns; i++) {
		str_addz(sql, i > t->keys ? ", " : "");
		add_set(sql, t->name, t->column[i], sourced(t));
	}
}

static bool prepare(struct facts *f, const struct fact_table *t, struct db_stmt **s, struct err *e)
{
	struct str sql CLEANUP(str_free);
	struct str text CLEANUP(str_free);
	str_init(&sql, 1u << 16);
	str_init(&text, 1u << 16);
	str_addf(&text, "INSERT %sINTO %s (",
		 owned(t)                ? "OR REPLACE "
		 : t->keys == t->columns ? "OR IGNORE "
					 : "",
		 t->name);
	add_list(&text, t, "name");
	str_addz(&text, ") VALUES (");
	add_list(&text, t, NULL);
	str_addz(&text, ")");
	if (!owned(t) && t->keys < t->columns)
		add_conflict(&text, t);
	replace_newer(&sql, str_sv(&text), t->name);
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

bool facts_put(struct facts *f, const struct fact_table *t, int64_t source, const struct sv *value,
	       struct err *e)
{
	struct db_stmt **s = &f->statement[slot_of(t)];
	if (*s == NULL && !prepare(f, t, s, e))
		return err_wrap(e, "table %s", t->name);
	unsigned n = sourced(t) ? t->columns - 1 : t->columns;
	for (unsigned i = 0; i < n; i++)
		db_bind_text(*s, (int)i + 1, value[i]);
	if (sourced(t))
		db_bind_int(*s, (int)n + 1, source);
	return db_run(*s, e) || err_wrap(e, "table %s", t->name);
}
