-- BL-12  Spend occurs only in contracted Regions and services
-- severity:    medium
-- audience:    customer-audit procurement
-- arrangement: all
-- subject:     account
-- needs:       billing
-- params:      min_amount=1.0
-- standards:   ISO27001:A.5.22 ISO27001:A.5.23 NIST80053:SA-9 NIST80053:SI-4 DORA:30(2)(b) CISv8:15.6
-- asks:        Is money spent only in Regions and on services that a contract names for the account?
-- remedy:      Find out who created what costs the money. Stop it, or amend the contract. Deny other Regions by a
--              service control policy (SCP).

-- bill_service: the names services bear on bills, and their IAM prefix (analyzers/controls/data/bill-service.tsv).
WITH
-- Engagements that operate an account; selling and billing alone does not bound what runs there.
operates AS (
  SELECT a.account, e.id AS engagement, e.regions_limited, e.services_limited OR e.actions_limited AS services_limited
  FROM   engagement AS e
  JOIN   engagement_account AS a ON a.engagement = e.id
  WHERE  e.contract_start < :period_end
  AND    e.contract_end > :period_start
  AND    (e.arrangement = 'managed_service'
          OR (e.arrangement = 'combination' AND (e.regions_limited OR e.services_limited OR e.actions_limited)))
),
bounded AS (
  SELECT account, min(regions_limited) AS regions_limited, min(services_limited) AS services_limited,
         group_concat(engagement, ', ') AS engagements
  FROM   (SELECT * FROM operates ORDER BY engagement)
  GROUP BY account
),
region AS (
  SELECT o.account, l.value AS region FROM operates AS o JOIN engagement_list AS l ON l.engagement = o.engagement AND l.kind = 'region'
  UNION
  SELECT b.account, c.value FROM bounded AS b JOIN customer_list AS c ON c.kind = 'baseline_region'
),
service AS (
  SELECT o.account, l.value AS pattern
  FROM   operates AS o JOIN engagement_list AS l ON l.engagement = o.engagement AND l.kind = 'service'
  UNION
  SELECT o.account, substr(l.value, 1, instr(l.value, ':') - 1)
  FROM   operates AS o JOIN engagement_list AS l ON l.engagement = o.engagement AND l.kind = 'action_allow' AND instr(l.value, ':') > 0
),
-- What use costs. Taxes, credits and discounts say nothing about where work runs.
spent AS (
  SELECT c.account, c.service, c.region, decimal_sum(c.billed) AS amount, min(c.currency) AS currency,
         count(DISTINCT c.currency) AS currencies, min(c.month) AS first_month, max(c.month) AS last_month
  FROM   cost AS c
  WHERE  c.month >= substr(:period_start, 1, 7) || '-01'
  AND    c.month || 'T00:00:00Z' < :period_end
  AND    c.category NOT IN ('Tax', 'Credit', 'Refund', 'Adjustment', 'EdpDiscount', 'BundledDiscount', 'PrivateRateDiscount',
                            'SppDiscount', 'SavingsPlanNegation', 'Fee')
  GROUP BY c.account, c.service, c.region
),
named AS (
  SELECT s.*, b.regions_limited, b.services_limited, b.engagements,
         decimal_cmp(s.amount, :min_amount) > 0 AS counts,
         (SELECT min(n.prefix) FROM bill_service AS n WHERE glob_match_nocase(n.name, s.service)) AS prefix,
         EXISTS (SELECT 1 FROM bill_service AS n WHERE glob_match_nocase(n.name, s.service) AND n.kind = 'by-product') AS by_product
  FROM   spent AS s
  JOIN   bounded AS b ON b.account = s.account
),
judged AS (
  SELECT *,
         CASE WHEN currencies > 1 THEN 'Money in ' || currencies || ' currencies' ELSE money(amount, currency) END
           || ' was spent on ' || service
           || CASE WHEN region IN ('', 'global', 'aws-global', 'any') THEN '' ELSE ' in ' || region END AS spending,
         regions_limited AND region NOT IN ('', 'global', 'aws-global', 'any')
           AND region NOT IN (SELECT r.region FROM region AS r WHERE r.account = named.account) AS other_region,
         services_limited AND prefix IS NULL AND NOT by_product AS unknown_service,
         services_limited AND prefix IS NOT NULL AND NOT by_product
           AND NOT EXISTS (SELECT 1 FROM service AS s WHERE s.account = named.account AND glob_match_nocase(s.pattern, named.prefix))
           AS other_service
  FROM   named
)
SELECT account, region, service AS resource,
       CASE WHEN other_region OR other_service THEN 'FAIL' ELSE 'NOT_ASSESSED' END AS verdict,
       CASE WHEN other_region AND other_service
              THEN spending || ', but no contract names that Region or that service for account ' || account || '.'
            WHEN other_region THEN spending || ', but no contract names that Region for account ' || account || '.'
            WHEN other_service THEN spending || ', but no contract names that service for account ' || account || '.'
            ELSE spending || '. The table of services does not know this name, so it was not compared with the contract of account '
              || account || '.' END AS reason,
       json_object('amount', amount, 'currency', currency, 'engagements', engagements,
                   'first_month', first_month, 'last_month', last_month) AS facts
FROM   judged
WHERE  counts AND (other_region OR other_service OR unknown_service)
UNION ALL
SELECT b.account, '', '', 'PASS',
       CASE WHEN count(j.account) = 0 THEN 'No spending was recorded in account ' || b.account || ' in the period.'
            ELSE 'No spending above ' || :min_amount || ' outside the contract was found in account ' || b.account || ' ('
              || counted(count(j.account), 'combination', 'combinations') || ' of Region and service checked).' END,
       json_object('engagements', b.engagements)
FROM   bounded AS b
LEFT JOIN judged AS j ON j.account = b.account
WHERE  NOT EXISTS (SELECT 1 FROM judged AS k WHERE k.account = b.account AND k.counts AND (k.other_region OR k.other_service OR k.unknown_service))
AND    b.account IN (SELECT account FROM population)
GROUP BY b.account
UNION ALL
SELECT p.account, '', '', 'NOT_APPLICABLE', 'No contract in force limits the Regions and services of account ' || p.account
  || '.', '{}'
FROM   population AS p
WHERE  p.account NOT IN (SELECT account FROM bounded)
ORDER BY 1, 2, 3
