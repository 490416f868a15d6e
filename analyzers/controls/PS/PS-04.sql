-- PS-04  Actions stay within contracted Regions
-- severity:    high
-- audience:    customer-audit compliance
-- arrangement: all
-- subject:     engagement
-- needs:       trail
-- standards:   ISO27001:A.5.23 ISO27001:A.5.31 NIST80053:AC-3 NIST80053:SA-9 DORA:30(2)(b) GDPR:44 C5-2020:PI-02
--              SECNUM:19.2
-- asks:        Did the partner act only in Regions that its contract names?
-- remedy:      Deny other Regions to the partner's roles (condition aws:RequestedRegion). If the work is wanted, add the
--              Region to the contract and the engagement file.
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
              THEN n.name || ' made '
                || CASE WHEN reads = 0 THEN counted(writes, 'writing call', 'writing calls')
                        WHEN writes = 0 THEN counted(reads, 'reading call', 'reading calls')
                        ELSE counted(reads + writes, 'call', 'calls') || printf(' (%,d writing, %,d reading)', writes, reads) END
                || ' in account ' || s.account || ' in ' || s.region || ', a Region its contract does not name'
                || CASE reads + writes WHEN 1 THEN ': ' ELSE '; the last was ' END
                || substr(last_breach, 22) || ' on ' || moment(substr(last_breach, 1, 20)) || '.'
            WHEN denied > 0
              THEN n.name || ' tried ' || counted(denied, 'call', 'calls') || ' in account ' || s.account || ' in ' || s.region
                || ', a Region its contract does not name, without success.'
            WHEN calls = 0 THEN 'No call of ' || n.name || ' was recorded in account ' || s.account || ' in the period.'
            WHEN e.regions_limited = 0
              THEN n.name || ' made ' || counted(calls, 'call', 'calls') || ' in account ' || s.account || ' in ' || s.region
                || '; its contract does not limit the Regions.'
            ELSE each_of(calls, 'call', 'calls') || ' of ' || n.name || ' in account ' || s.account || ' in ' || s.region
              || ' is in a contracted Region, has no Region of its own or is a tolerated background call.' END AS reason,
       json_object('calls', calls, 'outside_writing', writes, 'outside_reading', reads, 'outside_refused', denied,
                   'last_event', substr(last_event, 22)) AS facts
FROM   summed AS s
JOIN   engagement AS e ON e.id = s.engagement
JOIN   partner AS n ON n.id = e.partner
ORDER BY s.engagement, s.account, s.region
