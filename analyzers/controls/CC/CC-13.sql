-- CC-13  Partners cannot alter or erase the audit log
-- severity:    critical
-- audience:    customer-audit compliance
-- arrangement: all
-- subject:     customer
-- needs:       iam
-- standards:   ISO27001:A.8.15 ISO27001:A.5.33 SOC2:CC6.1 NIST80053:AU-9 NIST80053:AU-9(4) NIST80053:AU-11 PCI:10.3.2
--              PCI:10.3.4 PCI:10.5.1 C5-2020:OPS-14 CCM4:LOG-09
-- asks:        Is there no partner who could change or delete the audit log, or stop it?
-- remedy:      Keep the log in an account of its own with compliance-mode Object Lock, and deny these actions by a service
--              control policy.

-- iam_can_witness: analyzers/iam_sql.h. In the bucket's own account the identity's policies are enough; from another
-- account the bucket's policy has to agree, and that is not collected. A trail is only touched from its own account.
-- log_tamper_action: in the order in which an example is chosen.
WITH
keeper AS (
  SELECT log_archive_account AS account FROM customer
),
target AS (
  SELECT 'bucket' AS target, 'arn:aws:s3:::' || l.value AS resource, k.account AS owner
  FROM   keeper AS k JOIN customer_list AS l ON l.kind = 'log_bucket'
  UNION
  SELECT 'object', 'arn:aws:s3:::' || l.value || '/*', k.account
  FROM   keeper AS k JOIN customer_list AS l ON l.kind = 'log_bucket'
  UNION
  SELECT 'key', iif(l.value GLOB 'arn:*', l.value, 'arn:aws:kms:*:' || k.account || ':key/' || l.value),
         coalesce(arn_part(l.value, 'account'), k.account)
  FROM   keeper AS k JOIN customer_list AS l ON l.kind = 'log_kms_key'
  UNION
  SELECT 'trail', 'arn:aws:cloudtrail:*:' || account || ':trail/*', account
  FROM   (SELECT account FROM keeper UNION SELECT management_account FROM customer)
),
identity AS (
  SELECT DISTINCT o.engagement, o.partner, o.principal_arn AS principal, arn_part(o.principal_arn, 'account') AS account
  FROM   identity_owner AS o
  WHERE  o.proof <> 'creator'
),
asked AS MATERIALIZED (
  SELECT i.engagement, i.partner, i.principal, i.account, t.owner, t.target, a.action, a.rowid AS rank, t.resource,
         iam_can_witness(i.principal, a.action, t.resource, t.owner) AS w
  FROM   identity AS i
  JOIN   target AS t ON t.target <> 'trail' OR t.owner = i.account
  JOIN   log_tamper_action AS a ON a.target = t.target
),
-- can: as the engine says; "unknown" becomes a "yes" where only service control policies could forbid it that the partner
-- sets itself, and "conditional" where only what a request brings decides.
told AS (
  SELECT *,
         CASE WHEN w ->> '$.can' <> 'unknown' THEN w ->> '$.can'
              WHEN account <> owner AND w ->> '$.open' IN ('', 'scp') THEN 'elsewhere'
              WHEN account <> owner THEN 'unknown'
              WHEN w ->> '$.open' = 'scp' AND json_array_length(w, '$.needs') = 0
               AND EXISTS (SELECT 1 FROM customer AS c JOIN partner_account AS p ON p.account = c.management_account
                           WHERE p.partner = asked.partner) THEN 'yes'
              WHEN w ->> '$.open' = '' AND json_array_length(w, '$.needs') > 0 THEN 'conditional'
              ELSE 'unknown' END AS can,
         action || ' on ' || resource
           || CASE WHEN coalesce(w ->> '$.policy', '') = '' THEN ''
                   ELSE ', by statement ' || (w ->> '$.statement') || ' of policy ' || (w ->> '$.policy') END AS example
  FROM   asked
),
ranked AS (
  SELECT *,
         row_number() OVER (PARTITION BY engagement, principal
                            ORDER BY CASE can WHEN 'yes' THEN 1 WHEN 'conditional' THEN 2 WHEN 'no' THEN 4 ELSE 3 END,
                                     rank, resource) AS place,
         count(*) FILTER (WHERE can <> 'no') OVER (PARTITION BY engagement, principal) AS held,
         count(*) OVER (PARTITION BY engagement, principal) AS tested,
         json_group_array(action || ' ' || resource) FILTER (WHERE can <> 'no')
           OVER (PARTITION BY engagement, principal) AS pairs
  FROM   (SELECT * FROM told ORDER BY engagement, principal, resource, action)
)
SELECT engagement,
       account,
       '' AS resource,
       principal,
       CASE can WHEN 'yes' THEN 'FAIL' WHEN 'conditional' THEN 'WARN' WHEN 'no' THEN 'PASS' ELSE 'NOT_ASSESSED' END AS verdict,
       CASE can WHEN 'no' THEN 'What it holds lets it neither alter nor erase the audit log, nor stop it.'
                WHEN 'yes' THEN 'It can alter or erase the audit log: ' || example || ' (' || held || ' of ' || tested
                  || ' such rights).'
                WHEN 'conditional' THEN 'It can alter or erase the audit log under a condition on '
                  || (SELECT group_concat(value, ', ') FROM json_each(w, '$.needs')) || ': ' || example || ' (' || held || ' of '
                  || tested || ' such rights).'
                WHEN 'elsewhere' THEN 'Its own policies allow ' || example || '. The resource is of account ' || owner
                  || ', and its policy, which would have to agree, is not collected by this version.'
                ELSE 'Whether it can alter or erase the audit log is open (' || example || ').'
                  || coalesce(' ' || (SELECT group_concat(value, ' ') FROM json_each(w, '$.lacks')), '') END AS reason,
       json_object('can', can, 'action', action, 'resource', resource, 'policy', w ->> '$.policy',
                   'statement', w ->> '$.statement', 'needs', json(coalesce(w -> '$.needs', '[]')), 'pairs', json(pairs)) AS facts
FROM   ranked
WHERE  place = 1
UNION ALL
SELECT '', k.account, 'identities', '', 'PASS', 'No identity of a partner is in the account that keeps the log.', '{}'
FROM   keeper AS k
WHERE  k.account NOT IN (SELECT account FROM identity)
UNION ALL
SELECT '', k.account, 'bucket and key policies', '', 'NOT_ASSESSED',
       iif(EXISTS (SELECT 1 FROM customer_list WHERE kind = 'log_bucket'),
           'Policies of the log buckets and their keys are not collected by this version, so whom they let in was not tested.',
           'The contract names no log bucket, so only the trail and the keys were tested.'), '{}'
FROM   keeper AS k
UNION ALL
SELECT '', k.account, 'Object Lock', '', 'NOT_ASSESSED',
       'Whether Object Lock keeps the log '
         || coalesce('for ' || (SELECT document ->> '$.customer.log_archive.retention_months' FROM contract)
                     || ' months, as the contract says', 'from being erased')
         || ', is not collected by this version.', '{}'
FROM   keeper AS k
ORDER BY 1, 2, 3, 4
