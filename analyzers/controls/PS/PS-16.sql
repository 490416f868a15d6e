-- PS-16  Effective permissions do not exceed the contract
-- severity:    high
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     engagement
-- needs:       iam
-- standards:   ISO27001:A.5.15 ISO27001:A.5.18 ISO27001:A.8.2 SOC2:CC6.3 NIST80053:AC-6 NIST80053:AC-6(7) CISAWS3:1.16
--              CISAWS4:1.16 CISAWS5:1.15 CISAWS6:2.15 CISAWS7:2.14 FTR:CAA-007 PCI:7.2.5 GDPR:28(3)(a)
-- asks:        Can the partner's identities do no more than the contract gives?
-- remedy:      Replace the policies by one that grants what the contract names, and set a permissions boundary.
-- empty:       No identity of the partner was found.

-- iam_fits_witness: analyzers/iam_sql.h. A boundary or a service control policy that was not read may take an excess away,
-- so it leaves the answer open; but not where the partner itself runs the account that sets service control policies.
-- Session policies are in no export. They can narrow a session and are the partner's own choice.
WITH
identity AS (
  SELECT DISTINCT o.engagement, o.partner, o.principal_arn AS principal, arn_part(o.principal_arn, 'account') AS account
  FROM   identity_owner AS o
  WHERE  o.proof <> 'creator'
),
witness AS MATERIALIZED (
  SELECT *, iam_fits_witness(principal, engagement) AS w FROM identity
),
told AS (
  SELECT engagement, account, principal, w,
         coalesce(w ->> '$.kind', 'open') AS kind,
         coalesce(w ->> '$.granted', 0) AS granted,
         coalesce(w ->> '$.beyond', 0) AS beyond,
         (SELECT group_concat(value, ' ') FROM json_each(w, '$.lacks')) AS lacks,
         CASE WHEN w ->> '$.fits' = 'unknown' AND w ->> '$.open' = 'scp' AND w ->> '$.kind' <> 'open'
               AND EXISTS (SELECT 1 FROM customer AS c JOIN partner_account AS a ON a.account = c.management_account
                           WHERE a.partner = witness.partner) THEN 'no'
              ELSE w ->> '$.fits' END AS fits,
         w ->> '$.fits' = 'unknown' AS ungoverned,
         w ->> '$.denied' IS 1 AS denied,
         (engagement, account) IN (SELECT engagement, account FROM engagement_account) AS named,
         (w ->> '$.action')
           || CASE WHEN w ->> '$.region' <> '' THEN ' in ' || (w ->> '$.region') ELSE '' END
           || ' on ' || iif(w ->> '$.on' = '*', 'every resource', w ->> '$.on')
           || ', by statement ' || (w ->> '$.statement') || ' of policy ' || (w ->> '$.policy') AS example
  FROM   witness
)
SELECT engagement,
       account,
       principal,
       CASE fits WHEN 'yes' THEN 'PASS'
                 WHEN 'no' THEN iif(kind IN ('iam-write', 'data-access', 'privileged'), 'FAIL', 'WARN')
                 ELSE 'NOT_ASSESSED' END AS verdict,
       CASE WHEN fits = 'yes' AND granted = 0 THEN 'Its own policies give it nothing.'
            WHEN fits = 'yes' THEN 'Everything that its own policies give it is in the contract (actions granted: ' || granted || ').'
            WHEN kind = 'open' AND lacks IS NULL THEN 'The search for more than the contract gives ended without an answer.'
            WHEN kind IN ('open', 'none') THEN 'Whether it holds more than the contract gives is open. ' || lacks
            ELSE iif(named, '', 'The contract does not name this account. ')
                   || CASE kind WHEN 'iam-write' THEN 'It may change identities and their rights beyond the contract: '
                                WHEN 'data-access' THEN 'It may reach data beyond the contract: '
                                WHEN 'privileged' THEN 'It may do what is privileged beyond the contract: '
                                WHEN 'region' THEN 'It may act in Regions that the contract does not name: '
                                ELSE 'It may do more than the contract gives: ' END
                   || example || iif(denied, ', which the contract rules out.', '.')
                   || iif(kind = 'region', '', ' Actions beyond the contract: ' || beyond || ' of ' || granted || ' granted.')
                   || CASE WHEN fits = 'unknown' THEN ' Whether this takes effect is open. ' || lacks
                           WHEN ungoverned THEN ' What could limit it from above is in the partner''s own hands.'
                           ELSE '' END END AS reason,
       json_object('fits', w ->> '$.fits', 'kind', kind, 'granted', granted, 'beyond', beyond,
                   'services', json(coalesce(w -> '$.services', '{}')), 'action', w ->> '$.action',
                   'resource', w ->> '$.resource', 'policy', w ->> '$.policy', 'statement', w ->> '$.statement',
                   'not_visible', 'session policies') AS facts
FROM   told
ORDER BY engagement, account, principal
