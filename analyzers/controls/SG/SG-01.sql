-- SG-01  Partner scopes do not overlap unless agreed
-- severity:    high
-- audience:    customer-audit compliance procurement
-- arrangement: managed_service combination
-- subject:     customer
-- needs:       iam
-- standards:   ISO27001:A.5.3 ISO27001:A.5.15 SOC2:CC6.1 NIST80053:AC-5 NIST80053:AC-6 CCM4:IAM-04 NIS2IR:11.2.2
-- asks:        Do no two partners hold rights over the same things, unless that was agreed?
-- remedy:      Divide the work by account, tag or permissions boundary, or have the overlap agreed with an end.

-- iam_overlap_witness: analyzers/iam_sql.h; scope_action: analyzers/scope.sql. In force: inside the contract or one of its
-- extra windows, whatever the status says.
WITH
active AS (
  SELECT id, partner, regions_limited
  FROM   engagement
  WHERE  ((:as_of >= contract_start AND :as_of < contract_end)
          OR (:as_of >= contract_end AND :as_of < assistance_until)
          OR (:as_of >= transfer_start AND :as_of < transfer_end))
  AND    arrangement IN ('managed_service', 'combination')
),
pair AS (
  SELECT a.id AS one, b.id AS other, a.id || ' and ' || b.id AS name,
         a.regions_limited AS one_limited, b.regions_limited AS other_limited
  FROM   active AS a
  JOIN   active AS b ON a.id < b.id AND a.partner <> b.partner
),
identity AS (
  SELECT DISTINCT o.engagement, arn_part(o.principal_arn, 'account') AS account, o.principal_arn AS principal
  FROM   identity_owner AS o
  WHERE  o.proof <> 'creator'
),
reach AS (
  SELECT engagement, account FROM engagement_account
  UNION
  SELECT engagement, account FROM identity
),
shared AS (
  SELECT p.*, a.account,
         (p.one, a.account) IN (SELECT engagement, account FROM engagement_account)
           AND (p.other, a.account) IN (SELECT engagement, account FROM engagement_account) AS both_named
  FROM   pair AS p
  JOIN   reach AS a ON a.engagement = p.one
  JOIN   reach AS b ON b.engagement = p.other AND b.account = a.account
),
agreement AS (
  SELECT s.name, s.account, o.id, o.expires, o.reason, o.expires >= substr(:as_of, 1, 10) AS in_force,
         NOT EXISTS (SELECT 1 FROM overlap_allowed_item AS i WHERE i.overlap = o.id AND i.kind = 'service') AS whole
  FROM   shared AS s
  JOIN   overlap_allowed AS o
         ON  EXISTS (SELECT 1 FROM overlap_allowed_item AS i WHERE i.overlap = o.id AND i.kind = 'engagement' AND i.value = s.one)
         AND EXISTS (SELECT 1 FROM overlap_allowed_item AS i WHERE i.overlap = o.id AND i.kind = 'engagement' AND i.value = s.other)
  WHERE  NOT EXISTS (SELECT 1 FROM overlap_allowed_item AS i WHERE i.overlap = o.id AND i.kind = 'account')
  OR     EXISTS (SELECT 1 FROM overlap_allowed_item AS i WHERE i.overlap = o.id AND i.kind = 'account' AND i.value = s.account)
),
-- Patterns of actions that an agreement for some services takes out.
agreed_service AS (
  SELECT name, account, group_concat(pattern, ' ') AS without
  FROM   (SELECT DISTINCT a.name, a.account, coalesce(x.prefix, i.value) || ':*' AS pattern
          FROM   agreement AS a
          JOIN   overlap_allowed_item AS i ON i.overlap = a.id AND i.kind = 'service'
          LEFT JOIN service_prefix AS x ON x.service = i.value
          WHERE  a.in_force
          ORDER BY 1, 2, 3)
  GROUP BY name, account
),
place AS (
  SELECT s.*,
         (SELECT max(a.expires) FROM agreement AS a
          WHERE a.name = s.name AND a.account = s.account AND a.in_force AND a.whole) AS agreed_until,
         (SELECT max(a.expires) FROM agreement AS a
          WHERE a.name = s.name AND a.account = s.account AND NOT a.in_force) AS expired,
         coalesce((SELECT a.without FROM agreed_service AS a WHERE a.name = s.name AND a.account = s.account), '') AS without
  FROM   shared AS s
),
compared AS MATERIALIZED (
  SELECT p.name, p.account, a.principal AS mine, b.principal AS theirs,
         iam_overlap_witness(a.principal, b.principal, p.without) AS w
  FROM   place AS p
  JOIN   identity AS a ON a.engagement = p.one AND a.account = p.account
  JOIN   identity AS b ON b.engagement = p.other AND b.account = p.account
  WHERE  p.agreed_until IS NULL
),
worst AS (
  SELECT *, w ->> '$.overlap' AS overlap,
         row_number() OVER (PARTITION BY name, account
                            ORDER BY CASE w ->> '$.overlap' WHEN 'write' THEN 1 WHEN 'unknown' THEN 2 WHEN 'read' THEN 3 ELSE 4 END,
                                     mine <> theirs, mine, theirs) AS place,
         count(*) FILTER (WHERE w ->> '$.overlap' IN ('write', 'read')) OVER (PARTITION BY name, account) AS meeting,
         CASE WHEN mine = theirs THEN 'both through ' || mine
              ELSE 'one through ' || mine || ', the other through ' || theirs END AS way,
         (w ->> '$.action') || ' on ' || iif(w ->> '$.on' = '*', 'every resource', w ->> '$.on') || ', by statement '
           || (w ->> '$.statement') || ' of policy ' || (w ->> '$.policy') AS example,
         (SELECT group_concat(value, ' ') FROM json_each(w, '$.lacks')) AS lacks
  FROM   compared
),
-- What the contract gives to both, whoever holds it today: account, Region, action and tag.
tag AS (
  SELECT e.value ->> '$.id' AS engagement, t.value ->> '$.key' AS key, v.value AS value
  FROM   contract AS c, json_each(c.document, '$.engagements') AS e, json_each(e.value, '$.scope.resource_tags') AS t,
         json_each(t.value, '$.values') AS v
),
declared AS (
  SELECT s.name, s.account
  FROM   shared AS s
  WHERE  s.both_named
  AND    (NOT s.one_limited OR NOT s.other_limited
          OR EXISTS (SELECT 1 FROM engagement_list AS a JOIN engagement_list AS b ON b.value = a.value
                     WHERE a.engagement = s.one AND a.kind = 'region' AND b.engagement = s.other AND b.kind = 'region'))
  AND    EXISTS (SELECT 1 FROM scope_action AS a JOIN scope_action AS b
                 WHERE a.engagement = s.one AND b.engagement = s.other
                 AND (glob_match_nocase(a.service, b.service) OR glob_match_nocase(b.service, a.service))
                 AND (glob_match_nocase(a.name, b.name) OR glob_match_nocase(b.name, a.name))
                 AND instr(' ' || coalesce((SELECT x.without FROM agreed_service AS x
                                            WHERE x.name = s.name AND x.account = s.account), '') || ' ',
                           ' ' || a.service || ':* ') = 0)
  AND    NOT EXISTS (SELECT 1 FROM tag AS a
                     WHERE a.engagement = s.one
                     AND a.key IN (SELECT b.key FROM tag AS b WHERE b.engagement = s.other)
                     AND NOT EXISTS (SELECT 1 FROM tag AS c JOIN tag AS d ON d.key = c.key AND d.value = c.value
                                     WHERE c.engagement = s.one AND d.engagement = s.other AND c.key = a.key))
)
SELECT p.account,
       p.name AS resource,
       CASE WHEN p.agreed_until IS NOT NULL THEN 'PASS'
            WHEN w.overlap = 'write' THEN 'FAIL'
            WHEN w.overlap = 'unknown' THEN 'NOT_ASSESSED'
            WHEN w.overlap = 'read' OR d.name IS NOT NULL THEN 'WARN'
            ELSE 'PASS' END AS verdict,
       CASE WHEN p.agreed_until IS NOT NULL
              THEN 'Both partners may work in this account: that was agreed until ' || p.agreed_until || '.'
            WHEN w.overlap = 'write' THEN 'Both partners can change the same things: ' || w.example || ', ' || w.way || '.'
            WHEN w.overlap = 'read' THEN 'Both partners can read the same things: ' || w.example || ', ' || w.way || '.'
            WHEN w.overlap = 'unknown'
              THEN 'Whether both partners can do the same things is open'
                || coalesce(' (' || w.example || ', ' || w.way || ')', '') || '. ' || coalesce(w.lacks, '')
            WHEN d.name IS NOT NULL
              THEN 'The contract gives both partners the same services and Regions in this account; what they hold today does not meet.'
            WHEN w.name IS NULL THEN 'At most one of the partners has an identity in this account.'
            ELSE 'Nothing that the partners hold in this account meets.' END
         || iif(p.agreed_until IS NULL AND p.expired IS NOT NULL AND (w.overlap IN ('write', 'read') OR d.name IS NOT NULL),
                ' The agreement about it expired on ' || p.expired || '.', '') AS reason,
       json_object('overlap', w.overlap, 'action', w.w ->> '$.action', 'resource', w.w ->> '$.resource', 'one', w.mine,
                   'other', w.theirs, 'pairs_of_identities', w.meeting, 'declared', d.name IS NOT NULL,
                   'agreed_until', p.agreed_until) AS facts
FROM   place AS p
LEFT JOIN worst AS w ON w.name = p.name AND w.account = p.account AND w.place = 1
LEFT JOIN declared AS d ON d.name = p.name AND d.account = p.account
UNION ALL
SELECT '', p.name, 'PASS', 'The two partners have no account in common.', '{}'
FROM   pair AS p
WHERE  p.name NOT IN (SELECT name FROM shared)
UNION ALL
SELECT '', '', 'NOT_APPLICABLE', 'No two partners have an engagement in force at this moment.', '{}'
WHERE  NOT EXISTS (SELECT 1 FROM pair)
ORDER BY 1, 2
