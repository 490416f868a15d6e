#include "collectors/settle.h"

/* Members name their group, and List* answers their user, without its path. Where exactly one entity of that account
 * and name is known, its real ARN is taken. */
static const char full_names[] =
	"DROP TABLE IF EXISTS temp.full_name;\n"
	"CREATE TEMP TABLE full_name (kind TEXT, short TEXT, arn TEXT, PRIMARY KEY (kind, short)) WITHOUT "
	"ROWID;\n"
	"INSERT INTO full_name\n"
	"SELECT kind,\n"
	"       CASE kind WHEN 'user' THEN 'arn:aws:iam::' || account || ':user/' || name\n"
	"                 ELSE replace(arn, path || name, '/' || name) END AS short,\n"
	"       min(arn)\n"
	"FROM   iam_principal\n"
	"WHERE  kind IN ('user', 'group')\n"
	"GROUP BY kind, short\n"
	"HAVING count(*) = 1;\n"
	"UPDATE OR REPLACE iam_group_member SET group_arn = f.arn\n"
	"FROM   full_name AS f\n"
	"WHERE  f.kind = 'group' AND f.short = group_arn AND f.arn <> group_arn;\n"
	"UPDATE OR REPLACE credential SET user_arn = f.arn\n"
	"FROM   full_name AS f\n"
	"WHERE  f.kind = 'user' AND f.short = user_arn AND f.arn <> user_arn;\n"
	"UPDATE OR REPLACE credential_source SET user_arn = f.arn\n"
	"FROM   full_name AS f\n"
	"WHERE  f.kind = 'user' AND f.short = user_arn AND f.arn <> user_arn;\n"
	"DROP TABLE temp.full_name;\n";

/* A page that says "more follows" is a gap unless a last page was read: of the same account for authorization
 * details, of the same folder for other answers. */
static const char incomplete_pages[] =
	"DELETE FROM gap WHERE code = 'incomplete-pages';\n"
	"INSERT INTO gap (source, origin, subject, account, code, place, reason, lost)\n"
	"SELECT a.source, o.origin, 'iam', a.account, 'incomplete-pages', NULL,\n"
	"       'The authorization details say that more pages follow, and no last page of the account was "
	"read.', 1\n"
	"FROM   iam_account AS a JOIN object AS o ON o.id = a.source\n"
	"WHERE  a.complete = 0\n"
	"ORDER BY a.account;\n"
	"INSERT INTO gap (source, origin, subject, account, code, place, reason, lost)\n"
	"SELECT o.id, o.origin, CASE WHEN o.kind LIKE 'organization%' OR o.kind LIKE 'handshake%' OR o.kind "
	"LIKE 'delegated%'\n"
	"                            THEN 'organizations' ELSE 'iam' END,\n"
	"       o.account, 'incomplete-pages', NULL,\n"
	"       'The answer says that more pages follow, and no last page was read from the same folder.', 1\n"
	"FROM   object AS o\n"
	"WHERE  o.shape = 'page' AND o.kind <> 'iam-authorization-details'\n"
	"AND    NOT EXISTS (SELECT 1 FROM object AS l WHERE l.kind = o.kind AND l.shape IS NULL\n"
	"                   AND rtrim(l.origin, replace(l.origin, '/', '')) = rtrim(o.origin, "
	"replace(o.origin, '/', '')))\n"
	"ORDER BY o.origin;\n";

/* Two objects that give different documents for the same thing: the last by origin counts (facts.h), and the other is
 * not passed over in silence. */
static const struct {
	const char *table, *subject, *what;
	const char *name;       /* of the thing, for the reader */
	unsigned key, document; /* second part of the key, and the document: places in the row, as in facts.c */
} documents[] = {
	{"iam_principal", "iam", "trust policies of", "json_extract(s.value, '$[0]')", 0, 11},
	{"iam_policy", "iam", "default versions of", "json_extract(s.value, '$[1]')", 1, 5},
	{"iam_grant", "iam", "documents of the inline policy of",
	 "json_extract(s.value, '$[0]') || ': ' || json_extract(s.value, '$[2]')", 2, 4},
	{"organization_policy", "organizations", "contents of", "json_extract(s.value, '$[0]')", 0, 4},
};

static bool conflicts(struct db *db, size_t i, struct err *e)
{
	struct str sql CLEANUP(str_free);
	str_init(&sql, 1u << 16);
	str_addf(
		&sql,
		"INSERT INTO gap (source, origin, subject, account, code, place, reason, lost)\n"
		"SELECT source, origin, '%s', account, 'conflicting-fact', NULL,\n"
		"       'The files that were read hold ' || n || ' different %s ' || name || '. The one in '\n"
		"       || 'this file counts, as the last by name of file. Collect one state of the account at '\n"
		"       || 'a time.', 0\n"
		"FROM   (SELECT max(o.origin) AS origin, o.id AS source, o.account AS account, %s AS name,\n"
		"               count(DISTINCT json_extract(s.value, '$[%u]')) AS n\n"
		"        FROM   fact_said AS s JOIN object AS o ON o.id = s.source\n"
		"        WHERE  s.name = '%s' AND json_extract(s.value, '$[%u]') IS NOT NULL\n"
		"        GROUP BY json_extract(s.value, '$[0]'), json_extract(s.value, '$[%u]'))\n"
		"WHERE  n > 1\n"
		"ORDER BY name",
		documents[i].subject, documents[i].what, documents[i].name, documents[i].document,
		documents[i].table, documents[i].document, documents[i].key);
	return str_finish(&sql, "statement", e) && db_exec(db, sql.at, e);
}

/* facts.c takes the first of equal files that are summed; the others are said. */
static const char same_content[] =
	"DELETE FROM gap WHERE code = 'same-content';\n"
	"INSERT INTO gap (source, origin, subject, account, code, place, reason, lost)\n"
	"SELECT id, origin, CASE kind WHEN 'cost' THEN 'billing' ELSE 'invoice' END, account, 'same-content', "
	"NULL,\n"
	"       'The file has the same content as ' || first || ', which counts; this one does not count "
	"again.', 0\n"
	"FROM   (SELECT *, first_value(origin) OVER (PARTITION BY kind, sha256 ORDER BY origin) AS first\n"
	"        FROM object WHERE kind IN ('cost', 'invoice'))\n"
	"WHERE  origin <> first\n"
	"ORDER BY origin;\n";

bool settle_facts(struct db *db, struct err *e)
{
	bool good = db_exec(db, full_names, e) && db_exec(db, incomplete_pages, e) &&
		    db_exec(db, same_content, e) &&
		    db_exec(db, "DELETE FROM gap WHERE code = 'conflicting-fact'", e);
	for (size_t i = 0; good && i < sizeof documents / sizeof documents[0]; i++)
		good = conflicts(db, i, e);
	return good || err_wrap(e, "settling facts");
}
