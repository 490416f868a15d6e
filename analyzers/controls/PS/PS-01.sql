-- PS-01  Every outside principal belongs to a declared engagement
-- severity:    critical
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     account
-- needs:       iam
-- standards:   ISO27001:A.5.19 ISO27001:A.5.20 ISO27001:A.5.21 SOC2:CC9.2 SOC2:CC6.3 NIST80053:AC-20 NIST80053:SA-9
--              NIST80053:SR-3 CISAWS3:1.20 CISAWS4:1.20 CISAWS5:1.19 CISAWS6:2.19 CISAWS7:2.18 CISAWS7:2.21 CISv8:15.1
--              PCI:12.8.1 DORA:28(3) NIS2IR:11.2.2 FTR:IAM-005
-- asks:        Does everybody from outside who is let in belong to a declared engagement?
-- remedy:      Add the engagement or the third party to the file, or remove the trust.

-- access_path: who may open which role. Resource policies are a subject of their own, at the end.
WITH
-- A condition that pins the caller's organization to the customer's, or its account to accounts the contract knows.
pinned AS (
  SELECT DISTINCT a.role_arn, a.statement
  FROM   access_path AS a, json_each(a.conditions) AS operator, json_each(operator.value) AS key
  WHERE  a.owner = 'anyone'
  AND    lower(operator.key) IN ('stringequals', 'foranyvalue:stringequals', 'stringlike')
  AND    lower(key.key) IN ('aws:principalorgid', 'aws:principalaccount')
  AND    NOT EXISTS (SELECT 1
                     FROM   json_each(iif(key.type = 'array', key.value, json_array(key.value))) AS v
                     WHERE  v.value NOT IN (SELECT organization_id FROM customer WHERE organization_id IS NOT NULL
                                            UNION SELECT account FROM population
                                            UNION SELECT account FROM partner_account))
),
outside AS (
  SELECT a.account, a.role_arn, a.principal, a.owner, a.partner,
         min((a.role_arn, a.statement) IN (SELECT role_arn, statement FROM pinned)) AS pinned,
         min(a.conditions <> '{}') AS conditional,
         (SELECT group_concat(id, ', ') FROM (SELECT e.id FROM engagement AS e WHERE e.partner = a.partner ORDER BY e.id)) AS engagements,
         (SELECT min(s.subcontractor) FROM partner_account AS s
          WHERE s.account = a.principal_account AND s.subcontractor <> '') AS subcontractor,
         (SELECT min(t.name) FROM third_party AS t WHERE t.account = a.principal_account) AS third_party,
         (SELECT max(coalesce(t.expires, '9999-12-31')) FROM third_party AS t WHERE t.account = a.principal_account) AS expires,
         a.principal_account = (SELECT management_account FROM customer) AS manages
  FROM   access_path AS a
  WHERE  a.principal_type <> 'Service'
  AND    a.owner NOT IN ('self', 'customer', 'customer-idp')
  GROUP BY a.account, a.role_arn, a.principal
),
judged AS (
  SELECT *,
         CASE WHEN owner IN ('partner', 'partner-idp') AND engagements IS NOT NULL THEN 'PASS'
              WHEN owner = 'third-party' AND expires >= substr(:as_of, 1, 10) THEN 'PASS'
              WHEN owner = 'aws-service' THEN 'PASS'
              WHEN owner = 'unknown' AND manages THEN 'PASS'
              WHEN owner = 'anyone' AND pinned THEN 'PASS'
              WHEN owner = 'dead' THEN 'INFO'
              ELSE 'FAIL' END AS verdict
  FROM   outside
)
SELECT account,
       role_arn AS resource,
       principal,
       verdict,
       CASE WHEN owner = 'anyone' AND conditional THEN 'high' ELSE '' END AS severity,
       CASE WHEN owner IN ('partner', 'partner-idp') AND engagements IS NOT NULL AND subcontractor IS NOT NULL
              THEN 'The principal belongs to ' || subcontractor || ', an approved subcontractor of ' || partner || ' (' || engagements || ').'
            WHEN owner IN ('partner', 'partner-idp') AND engagements IS NOT NULL
              THEN 'The principal belongs to partner ' || partner || ' (' || engagements || ').'
            WHEN owner IN ('partner', 'partner-idp')
              THEN 'The principal belongs to partner ' || partner || ', with which there is no engagement.'
            WHEN verdict = 'PASS' AND owner = 'third-party' THEN 'The principal belongs to ' || third_party || ', which the contract trusts.'
            WHEN owner = 'third-party' THEN 'The principal belongs to ' || third_party || ', which was trusted until ' || expires || '.'
            WHEN owner = 'aws-service' THEN 'The principal is an account that AWS itself runs for a service.'
            WHEN owner = 'unknown' AND manages THEN 'The principal is the management account the contract names.'
            WHEN owner = 'anyone' AND pinned THEN 'Anybody is named, but a condition lets in known accounts only.'
            WHEN owner = 'anyone' AND conditional
              THEN 'Anybody in AWS may open this role who meets a condition that does not pin the caller.'
            WHEN owner = 'anyone' THEN 'Anybody in AWS may open this role: no condition limits who.'
            WHEN owner = 'dead' THEN 'The principal was deleted; its trace in the trust lets nobody in.'
            ELSE 'Nobody the contract names owns this principal.' END AS reason,
       json_object('owner', owner, 'partner', partner, 'conditional', conditional) AS facts
FROM   judged
UNION ALL
SELECT a.account, '', '', 'PASS', '',
       'None of the ' || (SELECT count(*) FROM iam_principal AS i WHERE i.account = a.account AND i.kind = 'role')
         || ' roles of this account lets in anybody from outside.', '{}'
FROM   iam_account AS a
WHERE  a.account IN (SELECT account FROM population)
AND    a.account NOT IN (SELECT account FROM judged)
UNION ALL
SELECT '', 'resource policies', '', 'NOT_ASSESSED', '',
       'Policies of buckets, keys, functions and other resources are not collected by this version, so whom they let in was not tested.',
       '{}'
ORDER BY 1, 2, 3
