-- HO-03  Keys and service credentials of the outgoing partner are dead
-- severity:    critical
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     engagement
-- needs:       iam credential-report engagement.handover
-- standards:   ISO27001:A.5.17 ISO27001:A.5.18 SOC2:CC6.2 NIST80053:IA-5 NIST80053:AC-2(3) CISAWS3:1.12 CISAWS4:1.12
--              CISAWS5:1.11 CISAWS6:2.11 CISAWS7:2.11 PCI:8.2.5
-- asks:        Are all keys and other standing credentials of the outgoing partner inactive or deleted?
-- remedy:      Deactivate and delete each credential. Attach a policy that denies everything to its user for 36 hours,
--              in which tokens made from a key can live on.
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
         c.kind, c.name, c.active, c.last_used, c.said_at,
         CASE c.kind WHEN 'access-key' THEN 'Access key ' WHEN 'signing-certificate' THEN 'Signing certificate '
                     WHEN 'ssh-key' THEN 'SSH public key ' ELSE 'Service-specific credential ' END
           -- The credential report numbers keys and certificates only.
           || CASE WHEN c.name GLOB 'key-[12]' OR c.name GLOB 'cert-[12]' THEN substr(c.name, -1) ELSE c.name END
           || ' of IAM user ' || substr(arn_part(o.arn, 'resource'), 6) AS what
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
       CASE WHEN active = 1 AND :as_of < due
              THEN what || ' is still active; revocation is running and due by ' || moment(due) || '.'
            WHEN active = 1
              THEN what || ' is still active, though it had to be inactive by ' || moment(due)
                || CASE WHEN last_used >= cutoff THEN '; it was last used on ' || moment(last_used)
                || ', after the cut-off.' ELSE '.' END
            WHEN last_used >= cutoff
              THEN what || ' was last used on ' || moment(last_used) || ', after the cut-off (' || moment(cutoff) || ').'
            WHEN said_at < cutoff
              THEN what || ' was read on ' || moment(said_at) || ', before the cut-off (' || moment(cutoff)
                || '), so its state since then is not known.'
            WHEN active IS NULL THEN what || ' may be active: nothing that was read says whether it is.'
            WHEN last_used IS NULL THEN what || ' is inactive, and no use of it is known.'
            ELSE what || ' is inactive and was last used on ' || moment(last_used) || ', before the cut-off.' END AS reason,
       json_object('active', active, 'last_used', last_used, 'due', due) AS facts
FROM   held
UNION ALL
SELECT engagement, account, kind, arn, 'NOT_ASSESSED',
       'Whether IAM user ' || substr(arn_part(arn, 'resource'), 6) || ' has '
         || CASE kind WHEN 'ssh-key' THEN 'SSH public keys' ELSE 'service-specific credentials' END
         || ' is not known: the list of them was not read.', '{}'
FROM   unread
UNION ALL
SELECT h.engagement, a.account, '', '', 'PASS', 'No credential of an IAM user of '
  || (SELECT n.name FROM partner AS n WHERE n.id = h.partner) || ' was found in account '
         || a.account || '.', '{}'
FROM   handover AS h
JOIN   engagement_account AS a ON a.engagement = h.engagement
WHERE  :as_of > h.cutoff
AND    NOT EXISTS (SELECT 1 FROM held AS j WHERE j.engagement = a.engagement AND j.account = a.account)
AND    NOT EXISTS (SELECT 1 FROM unread AS j WHERE j.engagement = a.engagement AND j.account = a.account)
UNION ALL
SELECT engagement, '', '', '', 'NOT_APPLICABLE', 'The cut-off (' || moment(cutoff) || ') had not come when this was judged ('
  || moment(:as_of) || ').', '{}'
FROM   handover
WHERE  :as_of <= cutoff
ORDER BY 1, 2, 3, 4
