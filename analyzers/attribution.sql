-- Whose each acting identity is. The order of proof, the first that holds counts for a partner:
--   role-pattern   the role behind the session is one the contract names
--   user-pattern   the IAM user, or the user behind the session, is one the contract names
--   session-join   the access key was issued to an account of the partner, or of its approved subcontractor
--   role-chain     the access key was issued to a session that is itself the partner's
--   account        the identity lives in an account of the partner
--   trust          nobody but the partner may open the role, and the record of its opening was not read
-- Two engagements that fit are two rows. What fits nobody stays 'unattributed' and is measured (EQ-10).

-- The role behind a session, with the path that an assumed-role ARN leaves out: names are unique in an account. An ARN
-- that has its path is taken as it is: the name may have gone to another role since.
DROP TABLE IF EXISTS temp.role_name;
CREATE TEMP TABLE role_name (account TEXT NOT NULL, name TEXT NOT NULL, arn TEXT NOT NULL, PRIMARY KEY (account, name)) WITHOUT ROWID;
INSERT OR IGNORE INTO role_name
SELECT account, name, arn FROM iam_principal WHERE kind = 'role' ORDER BY arn;

DROP TABLE IF EXISTS temp.acting;
CREATE TEMP TABLE acting AS
SELECT p.id AS principal,
       p.account,
       p.access_key_id,
       p.invoked_by,
       p.type,
       CASE WHEN p.type = 'IAMUser' THEN p.arn WHEN p.issuer_type = 'IAMUser' THEN p.issuer_arn END AS user_arn,
       CASE WHEN p.issuer_arn GLOB 'arn:*:role/*/*' THEN p.issuer_arn
            WHEN p.issuer_arn GLOB 'arn:*:role/*' THEN
         coalesce((SELECT i.arn FROM role_name AS i
                   WHERE i.account = p.issuer_account
                   AND i.name = replace(p.issuer_arn, rtrim(p.issuer_arn, replace(p.issuer_arn, '/', '')), '')),
                  p.issuer_arn) END AS role_arn,
       coalesce(p.issuer_account, p.account) AS home
FROM   principal AS p;
CREATE INDEX temp.acting_key ON acting (access_key_id);
CREATE INDEX temp.acting_principal ON acting (principal);

-- Where each principal acted: one look at the roll-up, for everything that asks no more than this.
DROP TABLE IF EXISTS temp.seen;
CREATE TEMP TABLE seen (principal INTEGER NOT NULL, account TEXT NOT NULL, PRIMARY KEY (principal, account)) WITHOUT ROWID;
INSERT INTO seen
SELECT DISTINCT principal, account FROM activity NOT INDEXED;

-- Which roles the contract's patterns name. Each pattern meets each role once, however many sessions the role had.
DROP TABLE IF EXISTS temp.role_match;
CREATE TEMP TABLE role_match (
  arn TEXT NOT NULL, engagement TEXT NOT NULL, pattern TEXT NOT NULL,
  PRIMARY KEY (arn, engagement, pattern)
) WITHOUT ROWID;
INSERT INTO role_match
SELECT a.arn, r.engagement, r.pattern
FROM   (SELECT role_arn AS arn FROM acting WHERE role_arn IS NOT NULL
        UNION
        SELECT arn FROM iam_principal WHERE kind = 'role') AS a
JOIN   (SELECT engagement, pattern FROM engagement_role
        UNION
        SELECT engagement, value FROM engagement_list WHERE kind = 'automation_role') AS r ON glob_match(r.pattern, a.arn);

-- Proofs of engagements, by what the contract names.
DROP TABLE IF EXISTS temp.proven;
CREATE TEMP TABLE proven (
  principal INTEGER NOT NULL, engagement TEXT NOT NULL, partner TEXT NOT NULL,
  proof TEXT NOT NULL, confidence TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (principal, engagement)
);

INSERT OR IGNORE INTO proven
SELECT a.principal, r.engagement, e.partner, 'role-pattern', 'identity', r.pattern
FROM   acting AS a
JOIN   role_match AS r ON r.arn = a.role_arn
JOIN   engagement AS e ON e.id = r.engagement
ORDER BY a.principal, r.engagement, r.pattern;

INSERT OR IGNORE INTO proven
SELECT a.principal, u.engagement, e.partner, 'user-pattern', 'identity', u.pattern
FROM   acting AS a
JOIN   engagement_user AS u ON glob_match(u.pattern, a.user_arn)
JOIN   engagement AS e ON e.id = u.engagement
ORDER BY a.principal, u.engagement, u.pattern;

-- Where each session came from: the caller's own account, or for a chain the account at its beginning. A session that
-- a service opened belongs to the role's account.
DROP TABLE IF EXISTS temp.opened;
CREATE TEMP TABLE opened AS
SELECT s.access_key_id,
       s.event_id,
       s.caller,
       c.access_key_id AS caller_key,
       coalesce(s.caller_account, c.home) AS caller_account
FROM   session AS s
JOIN   acting AS c ON c.principal = s.caller
WHERE  c.type IS NOT 'AWSService'
AND    c.invoked_by IS NULL;
CREATE INDEX temp.opened_key ON opened (access_key_id);

DROP TABLE IF EXISTS temp.chain;
CREATE TEMP TABLE chain AS
WITH RECURSIVE step (access_key_id, event_id, caller, caller_key, caller_account, depth) AS (
  SELECT access_key_id, event_id, caller, caller_key, caller_account, 1 FROM opened
  UNION
  SELECT s.access_key_id, s.event_id, o.caller, o.caller_key, o.caller_account, s.depth + 1
  FROM   step AS s
  JOIN   opened AS o ON o.access_key_id = s.caller_key
  WHERE  s.depth < 8
)
SELECT * FROM step;

-- The partner at any step of a chain owns the session; the nearest step counts.
DROP TABLE IF EXISTS temp.joined;
CREATE TEMP TABLE joined AS
SELECT access_key_id, partner, engagement, min(depth) AS depth, event_id
FROM   (SELECT c.access_key_id, a.partner, '' AS engagement, c.depth, c.event_id
        FROM   chain AS c
        JOIN   partner_account AS a ON a.account = c.caller_account
        UNION ALL
        SELECT c.access_key_id, p.partner, p.engagement, c.depth, c.event_id
        FROM   chain AS c
        JOIN   proven AS p ON p.principal = c.caller)
GROUP BY access_key_id, partner, engagement;
CREATE INDEX temp.joined_key ON joined (access_key_id);

-- A join, an account or a trust names the partner only. Its engagement: one that covers an account where the principal
-- acted and was in force then, else one that covers it, else one in force, else any; all of the best.
DROP TABLE IF EXISTS temp.partner_proof;
CREATE TEMP TABLE partner_proof AS
SELECT a.principal AS principal, j.partner AS partner, j.engagement AS engagement,
       CASE WHEN j.depth = 1 AND j.engagement = '' THEN 'session-join' ELSE 'role-chain' END AS proof,
       'session' AS confidence,
       j.event_id AS detail,
       CASE WHEN j.engagement <> '' THEN 1 ELSE 2 END AS place
FROM   acting AS a
JOIN   joined AS j ON j.access_key_id = a.access_key_id
UNION ALL
SELECT a.principal, o.partner, '', 'account', 'identity', o.account, 3
FROM   acting AS a
JOIN   partner_account AS o ON o.account = a.home
UNION ALL
SELECT a.principal, t.partner, '', 'trust', 'identity', a.role_arn, 4
FROM   acting AS a
JOIN   (SELECT role_arn, min(partner) AS partner
        FROM   access_path
        WHERE  owner NOT IN ('aws-service', 'dead')
        GROUP BY role_arn
        HAVING min(owner IN ('partner', 'partner-idp')) = 1 AND min(partner) = max(partner)) AS t ON t.role_arn = a.role_arn
WHERE  a.access_key_id IS NULL OR a.access_key_id NOT IN (SELECT access_key_id FROM opened);

CREATE INDEX temp.partner_proof_principal ON partner_proof (principal, partner);

-- Of one partner the best proof; not at all when the contract's own patterns name an engagement of it.
DELETE FROM partner_proof
WHERE  EXISTS (SELECT 1 FROM proven AS p WHERE p.principal = partner_proof.principal AND p.partner = partner_proof.partner);
DELETE FROM partner_proof
WHERE  place > (SELECT min(place) FROM partner_proof AS b
                WHERE b.principal = partner_proof.principal AND b.partner = partner_proof.partner);

DROP TABLE IF EXISTS temp.candidate;
CREATE TEMP TABLE candidate AS
SELECT c.principal, e.id AS engagement, e.partner, c.proof, c.confidence, c.detail,
       2 * EXISTS (SELECT 1 FROM seen AS a JOIN engagement_account AS h ON h.account = a.account
                   WHERE a.principal = c.principal AND h.engagement = e.id)
         + EXISTS (SELECT 1 FROM activity AS a
                   WHERE a.principal = c.principal AND a.last_time >= e.contract_start AND a.first_time < e.contract_end) AS fit
FROM   partner_proof AS c
JOIN   engagement AS e ON e.partner = c.partner AND c.engagement IN ('', e.id);

CREATE INDEX temp.candidate_principal ON candidate (principal, partner);

INSERT OR IGNORE INTO proven
SELECT principal, engagement, partner, proof, confidence, detail
FROM   candidate AS c
WHERE  fit = (SELECT max(fit) FROM candidate AS b WHERE b.principal = c.principal AND b.partner = c.partner)
ORDER BY principal, engagement, proof, detail;

INSERT INTO attribution
SELECT principal, 'partner', engagement, partner, proof, confidence, detail FROM proven;

-- A partner of the file that has no engagement is nobody's contract: its acts stay unattributed, with its name.
INSERT OR IGNORE INTO attribution
SELECT principal, 'unattributed', '', '', proof, 'none', 'partner ' || partner || ' has no engagement'
FROM   partner_proof
WHERE  principal NOT IN (SELECT principal FROM proven)
ORDER BY principal, partner;

-- Everybody else. Services first: their accounts and roles are not of the customer's making.
INSERT OR IGNORE INTO attribution
SELECT a.principal, 'aws-service', '', '', 'service', 'identity',
       coalesce(a.invoked_by, a.role_arn, a.account, 'event of a service')
FROM   acting AS a
WHERE  a.principal NOT IN (SELECT principal FROM attribution)
AND    (a.type = 'AWSService'
        OR (a.role_arn IS NULL AND a.user_arn IS NULL AND a.type IS NOT 'Root' AND a.invoked_by GLOB '*.amazonaws.com')
        OR a.role_arn GLOB 'arn:*:role/aws-service-role/*'
        OR a.home IN (SELECT account FROM aws_service_account)
        OR (a.type IS NULL AND NOT EXISTS (SELECT 1 FROM activity AS t WHERE t.principal = a.principal
            AND t.category NOT IN ('AwsServiceEvent', 'AwsCloudTrailInsight', 'AwsVpceEvent'))));

-- Sessions that come from outside, of third parties or of nobody known. The account at the beginning of the chain counts.
DROP TABLE IF EXISTS temp.foreign_session;
CREATE TEMP TABLE foreign_session AS
SELECT access_key_id, caller_account, event_id, max(depth) AS depth
FROM   chain
WHERE  caller_account IS NOT NULL
AND    caller_account NOT IN (SELECT account FROM population)
GROUP BY access_key_id;

INSERT OR IGNORE INTO attribution
SELECT a.principal,
       CASE WHEN s.caller_account IN (SELECT account FROM third_party) THEN 'third-party' ELSE 'unattributed' END,
       '', '', 'session-join', 'session', 'account ' || s.caller_account || ', event ' || s.event_id
FROM   acting AS a
JOIN   foreign_session AS s ON s.access_key_id = a.access_key_id
WHERE  a.principal NOT IN (SELECT principal FROM attribution);

INSERT OR IGNORE INTO attribution
SELECT a.principal, 'third-party', '', '', 'account', 'identity', a.home
FROM   acting AS a
WHERE  a.principal NOT IN (SELECT principal FROM attribution)
AND    a.home IN (SELECT account FROM third_party);

-- A role that the customer and somebody else may open, without the record of its opening, is not the customer's by default.
INSERT OR IGNORE INTO attribution
SELECT a.principal, 'unattributed', '', '', 'none', 'none',
       'the role may be opened from outside and the record of its opening was not read'
FROM   acting AS a
WHERE  a.principal NOT IN (SELECT principal FROM attribution)
AND    a.home IN (SELECT account FROM population)
AND    (a.access_key_id IS NULL OR a.access_key_id NOT IN (SELECT access_key_id FROM session))
AND    a.role_arn IN (SELECT role_arn FROM access_path WHERE owner IN ('partner', 'partner-idp', 'unknown', 'anyone', 'third-party'));

INSERT OR IGNORE INTO attribution
SELECT a.principal, 'customer', '', '', 'account', 'identity', a.home
FROM   acting AS a
WHERE  a.principal NOT IN (SELECT principal FROM attribution)
AND    a.home IN (SELECT account FROM population);

-- Who signs in through the customer's own identity provider has no account; the roles it opens say whose it is. One of
-- them must trust that provider, and none another one; a role that is gone by now says nothing.
INSERT OR IGNORE INTO attribution
SELECT a.principal, 'customer', '', '', 'session-join', 'session', min(s.event_id)
FROM   acting AS a
JOIN   session AS s ON s.caller = a.principal
LEFT JOIN access_path AS p ON p.role_arn = s.role_arn AND p.principal_type = 'Federated'
WHERE  a.home IS NULL
AND    a.principal NOT IN (SELECT principal FROM attribution)
GROUP BY a.principal
HAVING count(CASE WHEN p.owner = 'customer-idp' THEN 1 END) > 0
AND    count(CASE WHEN p.owner <> 'customer-idp' THEN 1 END) = 0
AND    count(CASE WHEN s.account NOT IN (SELECT account FROM population) THEN 1 END) = 0;

INSERT OR IGNORE INTO attribution
SELECT a.principal, 'unattributed', '', '', 'none', 'none', coalesce('account ' || a.home, 'the record names no account')
FROM   acting AS a
WHERE  a.principal NOT IN (SELECT principal FROM attribution);
