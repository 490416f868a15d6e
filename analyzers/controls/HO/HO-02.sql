-- HO-02  IAM users of the outgoing partner are gone
-- severity:    critical
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     engagement
-- needs:       iam credential-report engagement.handover
-- params:      quarantine_days=30
-- standards:   ISO27001:A.5.16 ISO27001:A.5.18 ISO27001:A.6.5 SOC2:CC6.2 NIST80053:AC-2 NIST80053:PS-4 PCI:8.2.5
--              CISv8:6.2 C5-2026:IAM-04
-- asks:        Are the IAM users of the outgoing partner gone, or at least without any way in?
-- remedy:      Attach a policy that denies everything to the user, remove its password, access keys, MFA devices and
--              groups, then delete it.
-- empty:       The contract names no account, and no user of the partner was found.

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
state AS (
  SELECT o.*, CASE WHEN o.reads_only THEN o.due_other ELSE o.due_privileged END AS due,
         (SELECT count(*) FROM credential AS c WHERE c.user_arn = o.arn AND c.kind = 'password' AND c.active = 1) AS passwords,
         (SELECT count(*) FROM credential AS c WHERE c.user_arn = o.arn AND c.kind = 'access-key' AND c.active = 1) AS keys,
         (SELECT count(*) FROM credential AS c WHERE c.user_arn = o.arn AND c.kind = 'mfa' AND c.active = 1) AS factors,
         (SELECT count(*) FROM iam_group_member AS m WHERE m.user_arn = o.arn) AS groups,
         (SELECT max(c.said_at) FROM credential AS c WHERE c.user_arn = o.arn) AS said_at
  FROM   owned AS o
),
judged AS (
  SELECT s.*, n.name, substr(arn_part(s.arn, 'resource'), 6) AS user,
         passwords + keys + factors + groups > 0 AS enabled,
         listed(json_array(CASE WHEN passwords > 0 THEN 'a password' END,
                           CASE WHEN keys > 0 THEN counted(keys, 'active access key', 'active access keys') END,
                           CASE WHEN factors > 0 THEN counted(factors, 'MFA device', 'MFA devices') END,
                           CASE WHEN groups > 0 THEN counted(groups, 'group', 'groups') END)) AS kept
  FROM   state AS s
  JOIN   partner AS n ON n.id = s.partner
  WHERE  :as_of > cutoff
)
SELECT engagement,
       account,
       '' AS resource,
       arn AS principal,
       CASE WHEN said_at < cutoff THEN 'NOT_ASSESSED'
            WHEN enabled AND :as_of < due THEN 'WARN'
            WHEN enabled THEN 'FAIL'
            WHEN :as_of > time_add(cutoff, :quarantine_days * 86400) THEN 'WARN'
            ELSE 'PASS' END AS verdict,
       CASE WHEN said_at < cutoff
              THEN 'IAM user ' || user || ' of ' || name || ' was read on ' || moment(said_at) || ', before the cut-off ('
                || moment(cutoff)
                || '), so its state since then is not known.'
            WHEN enabled AND :as_of < due
              THEN 'IAM user ' || user || ' of ' || name || ' still has ' || kept || '; revocation is running and due by '
                || moment(due) || '.'
            WHEN enabled
              THEN 'IAM user ' || user || ' of ' || name || ' still has ' || kept || ', which had to be removed by '
                || moment(due) || '.'
            WHEN :as_of > time_add(cutoff, :quarantine_days * 86400)
              THEN 'IAM user ' || user || ' of ' || name || ' has no way in, but still exists more than ' || :quarantine_days
                || ' days after the cut-off.'
            ELSE 'IAM user ' || user || ' of ' || name || ' has no way in any more and can be deleted.' END AS reason,
       json_object('passwords', passwords, 'keys', keys, 'second_factors', factors, 'groups', groups, 'due', due,
                   'said_at', said_at) AS facts
FROM   judged
UNION ALL
SELECT h.engagement, a.account, '', '', 'PASS',
       'No IAM user of ' || (SELECT n.name FROM partner AS n WHERE n.id = h.partner) || ' is left in account ' || a.account || ' ('
         || counted((SELECT count(*) FROM iam_principal AS i WHERE i.account = a.account AND i.kind = 'user'),
                    'user was', 'users were')
         || ' found there).', '{}'
FROM   handover AS h
JOIN   engagement_account AS a ON a.engagement = h.engagement
WHERE  :as_of > h.cutoff
AND    NOT EXISTS (SELECT 1 FROM judged AS j WHERE j.engagement = a.engagement AND j.account = a.account)
UNION ALL
SELECT engagement, '', '', '', 'NOT_APPLICABLE', 'The cut-off (' || moment(cutoff) || ') had not come when this was judged ('
  || moment(:as_of) || ').', '{}'
FROM   handover
WHERE  :as_of <= cutoff
ORDER BY 1, 2, 3, 4
