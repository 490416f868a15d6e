#include "collectors/settle.h"

/* Members name their group, and List* answers their user, without its path. Where exactly one entity of that account
 * and name is known, its real ARN is taken. */
static const char full_names[] =
	"UPDATE OR REPLACE iam_group_member SET group_arn = (SELECT p.arn FROM iam_principal AS p\n"
	"  WHERE p.kind = 'group' AND group_arn = replace(p.arn, p.path || p.name, '/' || p.name))\n"
	"WHERE group_arn NOT IN (SELECT arn FROM iam_principal)\n"
	"AND (SELECT count(*) FROM iam_principal AS p\n"
	"     WHERE p.kind = 'group' AND group_arn = replace(p.arn, p.path || p.name, '/' || p.name)) = 1;\n"
	"UPDATE OR REPLACE credential SET user_arn = (SELECT p.arn FROM iam_principal AS p\n"
	"  WHERE p.kind = 'user' AND p.account = credential.account AND p.name = credential.user_name)\n"
	"WHERE user_name <> '<root_account>' AND user_arn NOT IN (SELECT arn FROM iam_principal)\n"
	"AND (SELECT count(*) FROM iam_principal AS p\n"
	"     WHERE p.kind = 'user' AND p.account = credential.account AND p.name = credential.user_name) = "
	"1;\n"
	"UPDATE OR REPLACE credential_source SET user_arn = (SELECT p.arn FROM iam_principal AS p\n"
	"  WHERE p.kind = 'user' AND user_arn = replace(p.arn, p.path || p.name, '/' || p.name))\n"
	"WHERE user_arn <> '' AND user_arn NOT IN (SELECT arn FROM iam_principal)\n"
	"AND (SELECT count(*) FROM iam_principal AS p\n"
	"     WHERE p.kind = 'user' AND user_arn = replace(p.arn, p.path || p.name, '/' || p.name)) = 1;\n";

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

bool settle_facts(struct db *db, struct err *e)
{
	return (db_exec(db, full_names, e) && db_exec(db, incomplete_pages, e)) ||
	       err_wrap(e, "settling facts");
}
