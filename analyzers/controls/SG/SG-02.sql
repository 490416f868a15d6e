-- SG-02  No role is usable by two partners
-- severity:    high
-- audience:    customer-audit compliance
-- arrangement: managed_service combination
-- subject:     account
-- needs:       iam
-- standards:   ISO27001:A.5.16 ISO27001:A.5.3 SOC2:CC6.1 NIST80053:AC-5 NIST80053:IA-4 PCI:8.2.2 PCI:8.2.3
--              C5-2020:IDM-02
-- asks:        Can each role be used by one partner at most?
-- remedy:      Make one role for each partner and each engagement, and take the others out of the trust policy.
-- empty:       No role of this account can be used by a partner.

WITH
reach AS (
  SELECT role_arn, partner, principal AS how FROM access_path WHERE owner = 'partner-idp'
  UNION
  SELECT a.role_arn, p.partner, a.principal
  FROM   access_path AS a
  JOIN   partner_account AS p ON a.owner = 'partner' AND p.account = a.principal_account
  UNION
  SELECT principal_arn, partner, detail FROM identity_owner WHERE proof = 'role-pattern'
),
partners AS (
  SELECT role_arn, count(*) AS partners, json_group_array(name) AS partner_list
  FROM   (SELECT DISTINCT r.role_arn, r.partner, n.name FROM reach AS r JOIN partner AS n ON n.id = r.partner
          ORDER BY r.role_arn, r.partner)
  GROUP BY role_arn
),
engagements AS (
  SELECT role_arn, count(*) AS engagements, json_group_array(engagement) AS engagement_list
  FROM   (SELECT DISTINCT principal_arn AS role_arn, engagement FROM identity_owner
          WHERE  proof IN ('role-pattern', 'trust')
          ORDER BY principal_arn, engagement)
  GROUP BY role_arn
),
role AS (
  SELECT p.role_arn, arn_part(p.role_arn, 'account') AS account,
         substr(arn_part(p.role_arn, 'resource'), 6) AS role, p.partners, p.partner_list,
         coalesce(e.engagements, 0) AS engagements, e.engagement_list
  FROM   partners AS p
  LEFT JOIN engagements AS e ON e.role_arn = p.role_arn
)
SELECT account,
       role_arn AS resource,
       CASE WHEN partners > 1 THEN 'FAIL' WHEN engagements > 1 THEN 'WARN' ELSE 'PASS' END AS verdict,
       CASE WHEN partners > 1
              THEN listed(partner_list) || ' can ' || CASE partners WHEN 2 THEN 'both' ELSE 'all' END || ' use role ' || role || '.'
            WHEN engagements > 1
              THEN listed(partner_list) || ' can use role ' || role || ' under ' || engagements || ' engagements: '
                || listed(engagement_list) || '.'
            ELSE 'Only ' || listed(partner_list) || ' can use role ' || role || '.' END AS reason,
       json_object('partners', partners, 'engagements', engagements) AS facts
FROM   role
UNION ALL
SELECT '', 'Identity Center', 'NOT_ASSESSED',
       'Who is in the IAM Identity Center groups of the contract, and what they are assigned, was not tested: '
         || 'this version does not collect it.',
       '{}'
WHERE  EXISTS (SELECT 1 FROM engagement_list WHERE kind = 'identity_center_group')
ORDER BY 1, 2
