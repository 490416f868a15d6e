-- PS-04  Actions stay within contracted Regions
-- severity:    high
-- audience:    customer-audit compliance
-- arrangement: all
-- subject:     engagement
-- needs:       trail
-- standards:   ISO27001:A.5.23 ISO27001:A.5.31 NIST80053:AC-3 NIST80053:SA-9 DORA:30(2)(b) GDPR:44 C5-2020:PI-02
--              SECNUM:19.2
-- asks:        Did the partner act only in Regions that its contract names?
-- remedy:      Deny other Regions to the partner (aws:RequestedRegion), or correct the list in the contract.
-- empty:       The contract names no account, and the partner was seen in none.

-- partner_call and partner_place: analyzers/calls.sql. global_service: calls that have no Region of their own.
WITH
rule AS MATERIALIZED (
  SELECT c.engagement, c.region, c.source, c.event,
         e.regions_limited = 0
           OR EXISTS (SELECT 1 FROM global_service AS g
                      WHERE g.service = c.source AND glob_match(g.event, c.event) AND g.region IN ('*', c.region))
           OR EXISTS (SELECT 1 FROM engagement_list AS l
                      WHERE l.engagement = c.engagement AND l.kind = 'region' AND l.value = c.region) AS allowed
  FROM   (SELECT DISTINCT engagement, region, source, event FROM partner_call NOT INDEXED) AS c
  JOIN   engagement AS e ON e.id = c.engagement
),
-- CROSS JOIN: each call looks its rule up; the other way round, each rule would look through all calls of its engagement.
judged AS (
  SELECT c.engagement, c.account, c.region, c.call, c.reads, c.error_code, c.count, c.last_time, c.last_id,
         r.allowed OR c.tolerated AS allowed
  FROM   partner_call AS c NOT INDEXED
  CROSS JOIN rule AS r ON r.engagement = c.engagement AND r.region = c.region AND r.source = c.source AND r.event = c.event
),
-- One subject a Region in which something was called; an account without any call is one subject too.
called AS MATERIALIZED (
  SELECT engagement, account, region,
         sum(count) AS calls,
         sum(CASE WHEN NOT allowed AND error_code = '' AND reads THEN count END) AS reads,
         sum(CASE WHEN NOT allowed AND error_code = '' AND NOT reads THEN count END) AS writes,
         sum(CASE WHEN NOT allowed AND error_code <> '' THEN count END) AS denied,
         max(CASE WHEN NOT allowed AND error_code = '' THEN last_time || ' ' || call END) AS last_breach,
         max(CASE WHEN NOT allowed AND error_code = '' THEN last_time || ' ' || last_id END) AS last_event
  FROM   judged
  GROUP BY engagement, account, region
),
summed AS (
  SELECT p.engagement, p.account, coalesce(c.region, '') AS region, coalesce(c.calls, 0) AS calls, coalesce(c.reads, 0) AS reads,
         coalesce(c.writes, 0) AS writes, coalesce(c.denied, 0) AS denied, c.last_breach, c.last_event
  FROM   partner_place AS p
  LEFT JOIN called AS c ON c.engagement = p.engagement AND c.account = p.account
)
SELECT s.engagement,
       s.account,
       s.region,
       CASE WHEN reads + writes > 0 THEN 'FAIL' WHEN denied > 0 THEN 'INFO' ELSE 'PASS' END AS verdict,
       CASE WHEN reads + writes > 0
              THEN 'The contract does not name this Region, and ' || (reads + writes) || ' calls succeeded there (' || writes
                || ' writing, ' || reads || ' reading), the last at ' || last_breach || '.'
            WHEN denied > 0
              THEN 'The contract does not name this Region; ' || denied || ' calls were tried there and refused.'
            WHEN calls = 0 THEN 'No call of the partner was recorded in this account in the period.'
            WHEN e.regions_limited = 0
              THEN 'All ' || calls || ' calls conform: the contract names no Regions, so none is outside it.'
            ELSE 'All ' || calls || ' calls are in a contracted Region or have no Region of their own.' END AS reason,
       json_object('calls', calls, 'outside_writing', writes, 'outside_reading', reads, 'outside_refused', denied,
                   'last_event', substr(last_event, 22)) AS facts
FROM   summed AS s
JOIN   engagement AS e ON e.id = s.engagement
ORDER BY s.engagement, s.account, s.region
