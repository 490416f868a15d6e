-- PS-01  Every outside principal belongs to a declared engagement
-- severity:    critical
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     account
-- needs:       iam
-- standards:   ISO27001:A.5.19 ISO27001:A.5.20 ISO27001:A.5.21 SOC2:CC9.2 SOC2:CC6.3 NIST80053:AC-20 NIST80053:SA-9
--              NIST80053:SR-3 CISAWS3:1.20 CISAWS4:1.20 CISAWS5:1.19 CISAWS6:2.19 CISAWS7:2.18 CISAWS7:2.21 CISv8:15.1
--              PCI:12.8.1 DORA:28(3) NIS2IR:11.2.2 FTR:IAM-005
-- asks:        Does everybody from outside who can open a role belong to a declared engagement?
-- remedy:      Find out who the principal is. Declare the engagement or the third party in the engagement file, or remove
--              the principal from the trust policy of the role.

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
  SELECT *, substr(arn_part(role_arn, 'resource'), 6) AS role,
         (SELECT n.name FROM partner AS n WHERE n.id = outside.partner) AS name,
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
              THEN 'Role ' || role || ' lets in ' || subcontractor || ', an approved subcontractor of ' || name || ' ('
                || engagements || ').'
            WHEN owner IN ('partner', 'partner-idp') AND engagements IS NOT NULL
              THEN 'Role ' || role || ' lets in ' || name || ', a partner with a declared engagement (' || engagements || ').'
            WHEN owner IN ('partner', 'partner-idp')
              THEN 'Role ' || role || ' lets in ' || name || ', a partner without any declared engagement.'
            WHEN verdict = 'PASS' AND owner = 'third-party'
              THEN 'Role ' || role || ' lets in ' || third_party || ', a third party that the contract trusts'
                || CASE expires WHEN '9999-12-31' THEN '.' ELSE ' until ' || moment(expires) || '.' END
            WHEN owner = 'third-party'
              THEN 'Role ' || role || ' still lets in ' || third_party || ', a third party whose trust ended on '
                || moment(expires) || '.'
            WHEN owner = 'aws-service' THEN 'Role ' || role || ' lets in an account that AWS itself runs for a service.'
            WHEN owner = 'unknown' AND manages THEN 'Role ' || role || ' lets in the management account that the contract names.'
            WHEN owner = 'anyone' AND pinned THEN 'Role ' || role || ' names anybody, but a condition lets in known accounts only.'
            WHEN owner = 'anyone' AND conditional
              THEN 'Anybody in AWS who meets a condition can open role ' || role
                || ', and the condition does not limit who that is.'
            WHEN owner = 'anyone' THEN 'Anybody in AWS can open role ' || role || ': no condition limits who.'
            WHEN owner = 'dead' THEN 'Role ' || role || ' names a principal that was deleted; this lets nobody in.'
            ELSE 'Role ' || role || ' lets in ' || principal || ', which belongs to nobody the contract names.' END AS reason,
       json_object('owner', owner, 'partner', partner, 'conditional', conditional) AS facts
FROM   judged
UNION ALL
SELECT a.account, '', '', 'PASS', '',
       'No role of account ' || a.account || ' lets in anybody from outside ('
         || counted((SELECT count(*) FROM iam_principal AS i WHERE i.account = a.account AND i.kind = 'role'),
                    'role was', 'roles were')
         || ' found there).', '{}'
FROM   iam_account AS a
WHERE  a.account IN (SELECT account FROM population)
AND    a.account NOT IN (SELECT account FROM judged)
UNION ALL
SELECT '', 'resource policies', '', 'NOT_ASSESSED', '',
       'Whom the policies of buckets, keys, functions and other resources let in was not tested: this version does not collect them.',
       '{}'
ORDER BY 1, 2, 3
