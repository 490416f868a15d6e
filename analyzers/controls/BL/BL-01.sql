-- BL-01  Billed accounts are exactly the customer's accounts
-- severity:    high
-- audience:    customer-audit compliance procurement
-- arrangement: reseller combination
-- subject:     customer
-- needs:       billing
-- standards:   ISO27001:A.5.9 SOC2:CC2.1 NIST80053:CM-8 NIST80053:SA-9 DORA:28(3) CSF2:GV.SC-04
-- asks:        Is every billed account the customer's, and is every active account on the bill?
-- remedy:      Dispute lines of accounts that are not the customer's. Add missing accounts to the engagement file, with
--              the day on which they joined or left. Ask the reseller where accounts are billed that are not on the bill.
-- empty:       No month of the period is on the bills that were read.

WITH
month AS (
  SELECT DISTINCT month, substr(month, 1, 7) AS name
  FROM   cost
  WHERE  month >= substr(:period_start, 1, 7) || '-01'
  AND    month || 'T00:00:00Z' < :period_end
),
billed AS (
  SELECT c.month, c.account, decimal_sum(c.billed) AS amount, min(c.currency) AS currency, sum(c.lines) AS lines,
         max(c.account = c.payer) AS pays,
         count(DISTINCT c.currency) AS currencies
  FROM   cost AS c
  JOIN   month AS m ON m.month = c.month
  WHERE  c.account <> ''
  AND    c.provider IN ('', 'AWS', 'Amazon Web Services')
  GROUP BY c.month, c.account
),
-- Summed before the months are joined, in one look at the roll-up.
active AS (
  SELECT m.month, a.account, a.calls
  FROM   (SELECT substr(day, 1, 7) AS name, account, sum(count) AS calls
          FROM   activity NOT INDEXED
          WHERE  error_code = ''
          GROUP BY substr(day, 1, 7), account) AS a
  JOIN   month AS m ON m.name = a.name
),
-- The customer's accounts by month, as far as they belonged to it.
member AS (
  SELECT m.month, m.name, p.account,
         coalesce(substr(p.joined, 1, 7) > m.name, 0) AS not_yet,
         coalesce(substr(p."left", 1, 7) < m.name, 0) AS no_longer
  FROM   month AS m
  JOIN   population AS p
),
pair AS (
  SELECT month, account FROM billed
  UNION
  SELECT month, account FROM member WHERE NOT not_yet AND NOT no_longer
),
judged AS (
  SELECT p.month, p.account, b.amount, b.currency, b.currencies, b.lines,
         b.account IS NOT NULL AND decimal_cmp(b.amount, '0') <> 0 AS costs,
         p.account IN (SELECT account FROM population) AS ours,
         m.not_yet OR m.no_longer AS outside,
         coalesce(b.pays, 0) OR p.account IN (SELECT payer_account FROM engagement WHERE payer_account IS NOT NULL) AS pays,
         coalesce(a.calls, 0) AS calls,
         substr(moment(p.month), 3) AS name,
         CASE WHEN b.currencies > 1
                THEN 'amounts in ' || b.currencies || ' currencies' ELSE money(b.amount, b.currency) END AS charge
  FROM   pair AS p
  LEFT JOIN billed AS b ON b.month = p.month AND b.account = p.account
  LEFT JOIN member AS m ON m.month = p.month AND m.account = p.account
  LEFT JOIN active AS a ON a.month = p.month AND a.account = p.account
)
SELECT account,
       substr(month, 1, 7) AS resource,
       CASE WHEN NOT ours AND pays THEN 'INFO'
            WHEN NOT ours AND costs THEN 'FAIL'
            WHEN NOT ours THEN 'INFO'
            WHEN outside AND costs THEN 'FAIL'
            WHEN lines IS NULL AND calls > 0 THEN 'WARN'
            ELSE 'PASS' END AS verdict,
       CASE WHEN NOT ours AND pays
              THEN 'Account ' || account || ' is the payer''s own. The bill charges ' || charge || ' for it in ' || name
                || '; tax and support usually stand there.'
            WHEN NOT ours AND costs
              THEN 'The bill charges ' || charge || ' in ' || name || ' for account ' || account
                || ', which is not one of the customer''s.'
            WHEN NOT ours
              THEN 'Account ' || account || ' is on the bill for ' || name || ' without cost; it is not one of the customer''s.'
            WHEN outside AND costs
              THEN 'The bill charges ' || charge || ' in ' || name || ' for account ' || account
                || ', which did not belong to the customer then.'
            WHEN lines IS NULL AND calls > 0
              THEN 'Account ' || account || ' is not on the bill for ' || name || ', though '
                || counted(calls, 'successful call', 'successful calls')
                || CASE calls WHEN 1 THEN ' was' ELSE ' were' END || ' recorded in it.'
            WHEN lines IS NULL
              THEN 'Account ' || account || ' is not on the bill for ' || name || ', and no successful call was recorded in it.'
            WHEN outside
              THEN 'Account ' || account || ' is on the bill for ' || name
                || ' without cost; it did not belong to the customer then.'
            ELSE 'Account ' || account || ' is the customer''s, and the bill charges ' || charge || ' for it in ' || name
              || '.' END AS reason,
       json_object('amount', amount, 'currency', currency, 'currencies', currencies, 'lines', lines, 'calls', calls) AS facts
FROM   judged
ORDER BY account, month
