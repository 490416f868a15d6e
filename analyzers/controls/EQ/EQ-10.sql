-- EQ-10  Unattributed activity is small and shown
-- severity:    high
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     customer
-- needs:       trail
-- params:      max_pct=1
-- standards:   ISO27001:A.8.15 ISO27001:A.5.28 SOC2:CC7.2 NIST80053:AU-3 NIST80053:AU-10 NIST80053:AC-2(12)
--              C5-2020:OPS-15 NIS2IR:3.2.3
-- asks:        Is the part of the activity small that could be attributed to nobody?
-- remedy:      Find out whose the principals are and add their roles, users or accounts to the engagement file. Collect
--              the trail from 36 hours before the period, so that older sessions resolve.
-- empty:       No call by an outside or possibly privileged principal was recorded in the period.

-- Counted are principals from outside and those that may be privileged: not AWS services, and not identities of the
-- customer whose policies were read and make them no administrator.
WITH
made AS (
  SELECT principal, sum(count) AS count
  FROM   activity NOT INDEXED
  WHERE  last_time >= :period_start
  AND    first_time < :period_end
  GROUP BY principal
),
counted AS (
  SELECT t.class, t.proof, t.confidence, t.detail, a.count, coalesce(p.issuer_arn, p.arn, t.detail) AS who
  FROM   made AS a
  JOIN   principal AS p ON p.id = a.principal
  JOIN   (SELECT principal, min(class) AS class, min(proof) AS proof, min(confidence) AS confidence, min(detail) AS detail
          FROM   attribution
          GROUP BY principal) AS t ON t.principal = a.principal
  WHERE  t.class <> 'aws-service'
  AND    NOT (t.class = 'customer'
              AND coalesce(p.issuer_arn, p.arn) IN (SELECT principal_arn FROM effective WHERE administrator = 0 AND unread = 0))
),
summed AS (
  SELECT sum(count) AS calls,
         coalesce(sum(CASE WHEN class = 'unattributed' THEN count END), 0) AS unknown,
         coalesce(sum(CASE WHEN confidence = 'identity' THEN count END), 0) AS by_identity,
         coalesce(sum(CASE WHEN confidence = 'session' THEN count END), 0) AS by_session
  FROM   counted
),
unknown AS (
  SELECT who, sum(count) AS calls, min(detail) AS detail
  FROM   counted
  WHERE  class = 'unattributed'
  GROUP BY who
)
SELECT '' AS principal,
       CASE WHEN unknown * 100 > :max_pct * calls THEN 'FAIL' ELSE 'PASS' END AS verdict,
       CASE WHEN unknown = 0
              THEN each_of(calls, 'call', 'calls')
                || ' by outside or possibly privileged principals could be attributed to somebody.'
            ELSE 'Nobody could be named for ' || printf('%,d', unknown) || ' of ' || counted(calls, 'call', 'calls') || ' ('
              || (unknown * 100 / calls) || '.' || substr('0' || (unknown * 10000 / calls % 100), -2)
              || ' %) by outside or possibly privileged principals; the limit is ' || :max_pct || ' %.' END AS reason,
       json_object('calls', calls, 'unattributed', unknown, 'by_identity', by_identity, 'by_session', by_session) AS facts
FROM   summed
WHERE  calls > 0
UNION ALL
SELECT who, 'INFO', replace(who, 'account ', 'Account ') || ' made ' || counted(calls, 'call', 'calls')
  || ' and belongs to nobody the contract names'
         || CASE detail WHEN who THEN '.' ELSE '; its trace leads to ' || detail || '.' END,
       json_object('calls', calls)
FROM   unknown
ORDER BY 1
