-- To which engagement each IAM user and role belongs. 'creator' says who made a user, not whose it is.

-- Users that only the credential report names are identities as well.
DROP TABLE IF EXISTS temp.identity;
CREATE TEMP TABLE identity AS
SELECT arn AS arn, account AS account, kind AS kind, name AS name, path AS path, tags AS tags
FROM   iam_principal
WHERE  kind IN ('user', 'role')
UNION ALL
SELECT DISTINCT user_arn, account, 'user', user_name, '/', '{}'
FROM   credential
WHERE  user_name <> '<root_account>'
AND    user_arn NOT IN (SELECT arn FROM iam_principal);

INSERT OR IGNORE INTO identity_owner
SELECT i.arn, r.engagement, e.partner, 'role-pattern', r.pattern
FROM   identity AS i
JOIN   role_match AS r ON r.arn = i.arn -- analyzers/attribution.sql
JOIN   engagement AS e ON e.id = r.engagement
WHERE  i.kind = 'role'
ORDER BY i.arn, r.engagement, r.pattern;

INSERT OR IGNORE INTO identity_owner
SELECT i.arn, u.engagement, e.partner, 'user-pattern', u.pattern
FROM   identity AS i
JOIN   engagement_user AS u ON glob_match(u.pattern, i.arn)
JOIN   engagement AS e ON e.id = u.engagement
WHERE  i.kind = 'user'
ORDER BY i.arn, u.engagement, u.pattern;

-- A trust, a name or a tag says the partner; the engagement is each of its that covers the account, else each it has.
DROP TABLE IF EXISTS temp.partner_identity;
CREATE TEMP TABLE partner_identity AS
SELECT p.role_arn AS arn, p.account AS account, a.partner AS partner, 'trust' AS proof, min(p.principal) AS detail
FROM   access_path AS p
JOIN   partner_account AS a ON p.owner = 'partner' AND a.account = p.principal_account
GROUP BY p.role_arn, a.partner
UNION ALL
SELECT p.role_arn, p.account, p.partner, 'trust', min(p.principal)
FROM   access_path AS p
WHERE  p.owner = 'partner-idp'
GROUP BY p.role_arn, p.partner
UNION ALL
SELECT i.arn, i.account, t.id, 'tag', min(tag.key || '=' || tag.value)
FROM   identity AS i, json_each(i.tags) AS tag
JOIN   partner AS t ON lower(tag.value) IN (lower(t.id), lower(t.name))
WHERE  i.kind IN ('user', 'role')
GROUP BY i.arn, t.id
UNION ALL
SELECT i.arn, i.account, t.id, 'name', i.name
FROM   identity AS i
JOIN   partner AS t ON length(t.id) >= 4 AND glob_match_nocase('*' || t.id || '*', i.path || i.name)
WHERE  i.kind = 'user'
UNION ALL
SELECT i.arn, i.account, a.partner, 'creator', min(e.event_id)
FROM   event AS e
JOIN   attribution AS a ON a.principal = e.principal AND a.class = 'partner'
JOIN   identity AS i ON i.kind = 'user' AND i.account = e.account AND i.name = e.request ->> '$.userName'
WHERE  e.service = 'iam' AND e.action = 'CreateUser' AND e.error_code = ''
GROUP BY i.arn, a.partner;

INSERT OR IGNORE INTO identity_owner
SELECT p.arn, e.id, p.partner, p.proof, p.detail
FROM   partner_identity AS p
JOIN   engagement AS e ON e.partner = p.partner
LEFT JOIN engagement_account AS here ON here.engagement = e.id AND here.account = p.account
WHERE  NOT EXISTS (SELECT 1 FROM identity_owner AS o WHERE o.principal_arn = p.arn AND o.partner = p.partner
                   AND o.proof IN ('role-pattern', 'user-pattern'))
AND    (here.account IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM engagement AS s JOIN engagement_account AS a ON a.engagement = s.id
                       WHERE s.partner = p.partner AND a.account = p.account));
