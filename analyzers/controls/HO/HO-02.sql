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
-- remedy:      Attach a policy that denies everything, take away password, keys, second factor and groups, then delete
--              the user.
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
  SELECT *, passwords + keys + factors + groups > 0 AS enabled FROM state WHERE :as_of > cutoff
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
              THEN 'What was read of the user is of ' || said_at || ', before the cut-off (' || cutoff || ').'
            WHEN enabled AND :as_of < due
              THEN 'Revocation is running, due ' || due || ': the user still has ' || passwords || ' password, ' || keys || ' active keys, '
                || factors || ' second factors and ' || groups || ' groups.'
            WHEN enabled
              THEN 'The user still has ' || passwords || ' password, ' || keys || ' active keys, ' || factors || ' second factors and '
                || groups || ' groups; it was due to lose them at ' || due || '.'
            WHEN :as_of > time_add(cutoff, :quarantine_days * 86400)
              THEN 'The user has no way in, but is still there more than ' || :quarantine_days || ' days after the cut-off.'
            ELSE 'The user has no way in any more; it may be deleted.' END AS reason,
       json_object('passwords', passwords, 'keys', keys, 'second_factors', factors, 'groups', groups, 'due', due,
                   'said_at', said_at) AS facts
FROM   judged
UNION ALL
SELECT h.engagement, a.account, '', '', 'PASS',
       'No user of the partner is left in this account, of ' || (SELECT count(*) FROM iam_principal AS i
                                                               WHERE i.account = a.account AND i.kind = 'user') || ' users.', '{}'
FROM   handover AS h
JOIN   engagement_account AS a ON a.engagement = h.engagement
WHERE  :as_of > h.cutoff
AND    NOT EXISTS (SELECT 1 FROM judged AS j WHERE j.engagement = a.engagement AND j.account = a.account)
UNION ALL
SELECT engagement, '', '', '', 'NOT_APPLICABLE', 'The cut-off (' || cutoff || ') had not come at ' || :as_of || '.', '{}'
FROM   handover
WHERE  :as_of <= cutoff
ORDER BY 1, 2, 3, 4
