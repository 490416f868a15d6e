-- CC-05  Control of the management account matches the declared model
-- severity:    critical
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     customer
-- needs:       organizations iam
-- after:       CC-08
-- standards:   ISO27001:A.5.23 ISO27001:A.5.2 SOC2:CC9.2 NIST80053:SA-9 NIST80053:AC-5 CISAWS7:2.1.3 DORA:28(1)
--              DORA:28(7) DORA:30(2)(h) GDPR:28(3)(a)
-- asks:        Is the management account in the hands that the contract says?
-- remedy:      Take administrator rights in the management account from partners. If a partner owns it, move to an
--              organization the customer owns, with billing transfer, or agree in the contract on its return.

-- Parts that rest on controls which this version does not run say so; they never pass in silence.
WITH
declared AS (
  SELECT management_account AS account, management_account_owner AS owner, organization_id FROM customer
),
-- The organization of the contract comes first, if it was read.
described AS (
  SELECT o.id, o.management_account,
         row_number() OVER (ORDER BY o.id = d.organization_id DESC, o.management_account = d.account DESC, o.id) AS place
  FROM   organization AS o, declared AS d
),
part AS (
  SELECT '' AS engagement, d.account, 'organization' AS resource, '' AS principal,
         CASE WHEN o.id IS NULL THEN 'NOT_ASSESSED'
              WHEN o.management_account <> d.account THEN 'FAIL'
              WHEN d.organization_id IS NOT NULL AND o.id <> d.organization_id THEN 'FAIL'
              ELSE 'PASS' END AS verdict,
         CASE WHEN o.id IS NULL THEN 'No description of the organization (AWS Organizations) was read.'
              WHEN o.management_account <> d.account
                THEN 'Organization ' || o.id || ' is managed by account ' || o.management_account
                  || ', but the contract names account '
                  || d.account || '.'
              WHEN d.organization_id IS NOT NULL AND o.id <> d.organization_id
                THEN 'The evidence describes organization ' || o.id || ', but the contract names ' || d.organization_id || '.'
              ELSE 'Organization ' || o.id || ' is managed by account ' || d.account || ', as the contract says.' END AS reason
  FROM   declared AS d
  LEFT JOIN described AS o ON o.place = 1
  UNION ALL
  -- Files of somebody else's organization among the evidence: said, because one of the two is not the customer's.
  SELECT '', d.account, 'organization ' || o.id, '', 'WARN',
         'The evidence describes a second organization, ' || o.id || ', managed by account ' || o.management_account || '.'
  FROM   declared AS d
  JOIN   described AS o ON o.place > 1
  UNION ALL
  -- The customer owns it: no partner is administrator there.
  SELECT '', d.account, 'administrators', i.arn,
         CASE WHEN f.administrator THEN 'FAIL' WHEN f.unread > 0 THEN 'NOT_ASSESSED' ELSE 'PASS' END,
         CASE WHEN f.administrator
                THEN o.name || ' is administrator of management account ' || d.account || ' through ' || f.detail || '.'
              WHEN f.unread > 0
                THEN o.name || ' has an identity in management account ' || d.account || ', and '
                  || counted(f.unread, 'policy', 'policies') || ' attached to it '
                  || CASE f.unread WHEN 1 THEN 'was' ELSE 'were' END || ' not read.'
              ELSE o.name || ' has an identity in management account ' || d.account || ', without administrator rights.' END
  FROM   declared AS d
  JOIN   iam_principal AS i ON i.account = d.account
  JOIN   effective AS f ON f.principal_arn = i.arn
  JOIN   (SELECT w.principal_arn, min(n.name) AS name FROM identity_owner AS w JOIN partner AS n ON n.id = w.partner
          WHERE w.proof <> 'creator' GROUP BY w.principal_arn) AS o ON o.principal_arn = i.arn
  WHERE  d.owner = 'customer'
  UNION ALL
  SELECT '', d.account, 'administrators', '',
         CASE WHEN d.account IN (SELECT account FROM iam_account) THEN 'PASS' ELSE 'NOT_ASSESSED' END,
         CASE WHEN d.account IN (SELECT account FROM iam_account)
                THEN 'No role or user in management account ' || d.account || ' is a partner''s.'
              ELSE 'The IAM authorization details of management account ' || d.account || ' were not read.' END
  FROM   declared AS d
  WHERE  d.owner = 'customer'
  AND    NOT EXISTS (SELECT 1 FROM iam_principal AS i JOIN identity_owner AS o ON o.principal_arn = i.arn AND o.proof <> 'creator'
                     WHERE i.account = d.account)
  UNION ALL
  SELECT '', d.account, 'owner of record', '', 'NOT_ASSESSED',
         'Whether the customer is the owner of record of management account ' || d.account
           || ' was not tested: this version does not run CC-01.'
  FROM   declared AS d
  WHERE  d.owner = 'customer'
  UNION ALL
  -- Somebody else owns it: what makes up for that must hold. A part that fails decides; one that is open leaves it open.
  SELECT coalesce(g.engagement, ''), d.account, 'compensating controls', '',
         CASE WHEN w.failed > 0 THEN 'FAIL' ELSE 'NOT_ASSESSED' END,
         CASE WHEN w.failed > 0
                THEN 'CC-08 fails in ' || w.failed || ' of ' || counted(w.accounts, 'account', 'accounts')
                  || ', though it must make up for a management account (' || d.account || ') that the contract '
              ELSE 'CC-08 does not fail, but CC-09, CC-12 and CC-21, which this version does not run, must also make up for'
                  || ' a management account (' || d.account || ') that the contract ' END
           || CASE d.owner WHEN 'shared' THEN 'lets the customer share.' ELSE 'leaves to the ' || d.owner || '.' END
  FROM   declared AS d
  JOIN   (SELECT count(DISTINCT CASE WHEN verdict = 'FAIL' THEN account END) AS failed, count(DISTINCT account) AS accounts
          FROM   result WHERE control = 'CC-08') AS w
  LEFT JOIN (SELECT o.account, min(e.id) AS engagement
             FROM   partner_account AS o
             JOIN   engagement AS e ON e.partner = o.partner
             GROUP BY o.account) AS g ON g.account = d.account
  WHERE  d.owner <> 'customer'
)
SELECT engagement, account, resource, principal, verdict, reason FROM part
ORDER BY engagement, resource, principal
