-- HO-03  Keys and service credentials of the outgoing partner are dead
-- severity:    critical
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     engagement
-- needs:       iam credential-report engagement.handover
-- standards:   ISO27001:A.5.17 ISO27001:A.5.18 SOC2:CC6.2 NIST80053:IA-5 NIST80053:AC-2(3) CISAWS3:1.12 CISAWS4:1.12
--              CISAWS5:1.11 CISAWS6:2.11 CISAWS7:2.11 PCI:8.2.5
-- asks:        Are all keys and other standing credentials of the outgoing partner dead?
-- remedy:      Delete each credential; attach a policy that denies everything for the 36 hours in which tokens made
--              from a key live on.
-- empty:       The contract names no account, and no credential of the partner was found.

WITH
handover AS (
  SELECT id AS engagement, partner, cutoff,
         time_add(cutoff, revocation_sla_hours * 3600) AS due_privileged,
         time_add(cutoff, other_access_sla_days * 86400) AS due_other
  FROM   engagement
  WHERE  handover_role = 'outgoing'
),
-- Users of the partner by the contract's pattern, a tag or a name; who merely created a user does not hold it.
owned AS (
  SELECT DISTINCT h.*, o.principal_arn AS arn, arn_part(o.principal_arn, 'account') AS account,
         coalesce((SELECT f.reads_only FROM effective AS f WHERE f.principal_arn = o.principal_arn), 0) AS reads_only
  FROM   handover AS h
  JOIN   identity_owner AS o ON o.engagement = h.engagement AND o.proof IN ('user-pattern', 'tag', 'name')
  WHERE  arn_part(o.principal_arn, 'resource') GLOB 'user/*'
),
held AS (
  SELECT o.*, CASE WHEN o.reads_only THEN o.due_other ELSE o.due_privileged END AS due,
         c.kind, c.name, c.active, c.last_used, c.said_at
  FROM   owned AS o
  JOIN   credential AS c ON c.user_arn = o.arn
  WHERE  :as_of > o.cutoff
  AND    c.kind IN ('access-key', 'signing-certificate', 'ssh-key', 'service-specific')
),
-- The credential report knows nothing of these two kinds; they need lists of their own.
unread AS (
  SELECT o.engagement, o.account, o.arn, k.column1 AS kind
  FROM   owned AS o
  JOIN   (VALUES ('ssh-key'), ('service-specific')) AS k
  WHERE  :as_of > o.cutoff
  AND    o.arn IN (SELECT arn FROM iam_principal)
  AND    NOT EXISTS (SELECT 1 FROM credential_source AS s
                     WHERE s.account = o.account AND s.kind = k.column1 AND s.user_arn IN ('', o.arn))
)
SELECT engagement,
       account,
       kind || '/' || name AS resource,
       arn AS principal,
       CASE WHEN active = 1 AND :as_of < due THEN 'WARN'
            WHEN active = 1 THEN 'FAIL'
            WHEN last_used >= cutoff THEN 'FAIL'
            WHEN said_at < cutoff THEN 'NOT_ASSESSED'
            WHEN active IS NULL THEN 'NOT_ASSESSED'
            ELSE 'PASS' END AS verdict,
       CASE WHEN active = 1 AND :as_of < due THEN 'Revocation is running, due ' || due || ': the credential is active.'
            WHEN active = 1 THEN 'The credential is active; it was due to be dead at ' || due
              || CASE WHEN last_used >= cutoff THEN ', and it was used at ' || last_used || '.' ELSE '.' END
            WHEN last_used >= cutoff THEN 'The credential was used at ' || last_used || ', after the cut-off (' || cutoff || ').'
            WHEN said_at < cutoff THEN 'What was read of the credential is of ' || said_at || ', before the cut-off (' || cutoff || ').'
            WHEN active IS NULL THEN 'No source says whether the credential is active.'
            WHEN last_used IS NULL THEN 'The credential is inactive; no use of it is known.'
            ELSE 'The credential is inactive and was last used at ' || last_used || ', before the cut-off.' END AS reason,
       json_object('active', active, 'last_used', last_used, 'due', due) AS facts
FROM   held
UNION ALL
SELECT engagement, account, kind, arn, 'NOT_ASSESSED',
       'The list of credentials of this kind was not read for the user.', '{}'
FROM   unread
UNION ALL
SELECT h.engagement, a.account, '', '', 'PASS', 'No credential of the partner is left in this account.', '{}'
FROM   handover AS h
JOIN   engagement_account AS a ON a.engagement = h.engagement
WHERE  :as_of > h.cutoff
AND    NOT EXISTS (SELECT 1 FROM held AS j WHERE j.engagement = a.engagement AND j.account = a.account)
AND    NOT EXISTS (SELECT 1 FROM unread AS j WHERE j.engagement = a.engagement AND j.account = a.account)
UNION ALL
SELECT engagement, '', '', '', 'NOT_APPLICABLE', 'The cut-off (' || cutoff || ') had not come at ' || :as_of || '.', '{}'
FROM   handover
WHERE  :as_of <= cutoff
ORDER BY 1, 2, 3, 4
