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
-- remedy:      Move to an organization the customer owns, with billing transfer, or contract for the return of the
--              management account.

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
         CASE WHEN o.id IS NULL THEN 'No description of the organization was read.'
              WHEN o.management_account <> d.account
                THEN 'The organization ' || o.id || ' is managed by account ' || o.management_account || '; the contract says '
                  || d.account || '.'
              WHEN d.organization_id IS NOT NULL AND o.id <> d.organization_id
                THEN 'The organization that was read is ' || o.id || '; the contract says ' || d.organization_id || '.'
              ELSE 'The organization ' || o.id || ' is managed by the account the contract names.' END AS reason
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
                THEN 'Partner ' || o.partner || ' holds administrator rights in the management account, by ' || f.detail || '.'
              WHEN f.unread > 0
                THEN 'Partner ' || o.partner || ' has an identity here, and ' || f.unread || ' of its policies were not read.'
              ELSE 'Partner ' || o.partner || ' has an identity here, without administrator rights.' END
  FROM   declared AS d
  JOIN   iam_principal AS i ON i.account = d.account
  JOIN   effective AS f ON f.principal_arn = i.arn
  JOIN   (SELECT principal_arn, min(partner) AS partner FROM identity_owner WHERE proof <> 'creator' GROUP BY principal_arn) AS o
         ON o.principal_arn = i.arn
  WHERE  d.owner = 'customer'
  UNION ALL
  SELECT '', d.account, 'administrators', '',
         CASE WHEN d.account IN (SELECT account FROM iam_account) THEN 'PASS' ELSE 'NOT_ASSESSED' END,
         CASE WHEN d.account IN (SELECT account FROM iam_account) THEN 'No identity of a partner is in the management account.'
              ELSE 'The IAM authorization details of the management account were not read.' END
  FROM   declared AS d
  WHERE  d.owner = 'customer'
  AND    NOT EXISTS (SELECT 1 FROM iam_principal AS i JOIN identity_owner AS o ON o.principal_arn = i.arn AND o.proof <> 'creator'
                     WHERE i.account = d.account)
  UNION ALL
  SELECT '', d.account, 'owner of record', '', 'NOT_ASSESSED',
         'Whether the customer is the owner of record is for CC-01 to say, which this version does not run.'
  FROM   declared AS d
  WHERE  d.owner = 'customer'
  UNION ALL
  -- Somebody else owns it: what makes up for that must hold. A part that fails decides; one that is open leaves it open.
  SELECT coalesce(g.engagement, ''), d.account, 'compensating controls', '',
         CASE WHEN w.failed > 0 THEN 'FAIL' ELSE 'NOT_ASSESSED' END,
         'The contract leaves the management account to ' || d.owner || ' hands, so CC-08, CC-09, CC-12 and CC-21 must pass. '
           || CASE WHEN w.failed > 0 THEN 'CC-08 fails in ' || w.failed || ' of ' || w.accounts || ' accounts.'
                   ELSE 'This version runs CC-08 only, which does not fail.' END
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
