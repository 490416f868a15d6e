-- PS-03  Actions stay within contracted services and actions
-- severity:    high
-- audience:    customer-audit compliance
-- arrangement: all
-- subject:     engagement
-- needs:       trail
-- standards:   ISO27001:A.5.15 ISO27001:A.8.3 ISO27001:A.5.22 SOC2:CC6.3 NIST80053:AC-6 NIST80053:AC-3
--              NIST80053:SA-9(2) PCI:7.2.5 GDPR:28(3)(a) GDPR:29 CISv8:6.8
-- asks:        Did the partner call only services and actions that its contract names?
-- remedy:      Cut the policies of the partner's roles down to the services and actions of the contract. If the work is
--              wanted, amend the contract and the engagement file.
-- empty:       The contract names no account, and the partner was seen in none.

-- partner_call and partner_place: analyzers/calls.sql.
WITH
-- Services and actions_allow widen each other; a deny beats both; neither list: not restricted.
rule AS MATERIALIZED (
  SELECT c.engagement, c.source, c.call,
         CASE WHEN EXISTS (SELECT 1 FROM engagement_list AS l
                           WHERE l.engagement = c.engagement AND l.kind = 'action_deny'
                           AND glob_match_nocase(l.value, c.call)) THEN 0
              WHEN e.services_limited = 0 AND e.actions_limited = 0 THEN 1
              ELSE EXISTS (SELECT 1 FROM engagement_list AS l
                           WHERE l.engagement = c.engagement
                           AND ((l.kind = 'service' AND (glob_match_nocase(l.value, c.service) OR glob_match_nocase(l.value, c.source)))
                                OR (l.kind = 'action_allow' AND glob_match_nocase(l.value, c.call)))) END AS allowed
  FROM   (SELECT DISTINCT engagement, service, source, call FROM partner_call NOT INDEXED) AS c
  JOIN   engagement AS e ON e.id = c.engagement
),
-- CROSS JOIN: each call looks its rule up; the other way round, each rule would look through all calls of its engagement.
judged AS NOT MATERIALIZED (
  SELECT c.engagement, c.account, c.service, c.call, c.reads, c.tolerated, c.error_code, c.count, c.last_time, c.last_id, r.allowed
  FROM   partner_call AS c NOT INDEXED
  CROSS JOIN rule AS r ON r.engagement = c.engagement AND r.source = c.source AND r.call = c.call
),
ranked AS (
  SELECT engagement, account, service, call, sum(count) AS n,
         row_number() OVER (PARTITION BY engagement, account, service ORDER BY sum(count) DESC, call) AS place
  FROM   judged
  WHERE  NOT allowed AND NOT tolerated AND error_code = ''
  GROUP BY engagement, account, service, call
),
-- What is told at most, found once and not again for every row.
breach AS MATERIALIZED (
  SELECT * FROM ranked WHERE place <= 4
),
-- One subject a service that was called; an account without any call is one subject too.
called AS MATERIALIZED (
  SELECT engagement, account, service,
         sum(count) AS calls,
         sum(CASE WHEN NOT allowed AND NOT tolerated AND error_code = '' AND reads THEN count END) AS reads,
         sum(CASE WHEN NOT allowed AND NOT tolerated AND error_code = '' AND NOT reads THEN count END) AS writes,
         sum(CASE WHEN NOT allowed AND NOT tolerated AND error_code <> '' THEN count END) AS denied,
         sum(CASE WHEN NOT allowed AND tolerated THEN count END) AS tolerated,
         max(CASE WHEN NOT allowed AND NOT tolerated AND error_code = '' THEN last_time || ' ' || last_id END) AS last_breach
  FROM   judged
  GROUP BY engagement, account, service
),
summed AS (
  SELECT p.engagement, p.account, coalesce(c.service, '') AS service, coalesce(c.calls, 0) AS calls, coalesce(c.reads, 0) AS reads,
         coalesce(c.writes, 0) AS writes, coalesce(c.denied, 0) AS denied, coalesce(c.tolerated, 0) AS tolerated, c.last_breach
  FROM   partner_place AS p
  LEFT JOIN called AS c ON c.engagement = p.engagement AND c.account = p.account
)
SELECT s.engagement,
       s.account,
       s.service AS resource,
       CASE WHEN reads + writes > 0 THEN 'FAIL' WHEN denied > 0 THEN 'INFO' ELSE 'PASS' END AS verdict,
       CASE WHEN reads + writes > 0
              THEN n.name || ' made '
                || CASE WHEN reads = 0 THEN counted(writes, 'writing call', 'writing calls')
                        WHEN writes = 0 THEN counted(reads, 'reading call', 'reading calls')
                        ELSE counted(reads + writes, 'call', 'calls') || printf(' (%,d writing, %,d reading)', writes, reads) END
                || ' in account ' || s.account || ' that its contract does not cover: '
                || (SELECT listed(json_group_array(b.call || CASE b.n WHEN 1 THEN '' ELSE printf(' (%,d times)', b.n) END))
                    FROM   (SELECT * FROM breach AS b
                            WHERE  b.engagement = s.engagement AND b.account = s.account AND b.service = s.service AND b.place <= 3
                            ORDER BY b.place) AS b)
                || CASE WHEN reads + writes = 1 THEN ', on '
                        WHEN EXISTS (SELECT 1 FROM breach AS b WHERE b.engagement = s.engagement AND b.account = s.account
                                     AND b.service = s.service AND b.place = 4) THEN ', among others; the last on '
                        ELSE '; the last on ' END
                || moment(substr(last_breach, 1, 20)) || '.'
            WHEN denied > 0
              THEN n.name || ' tried ' || counted(denied, 'call', 'calls') || ' to ' || s.service || ' in account ' || s.account
                || ' that its contract does not cover, without success.'
            WHEN calls = 0 THEN 'No call of ' || n.name || ' was recorded in account ' || s.account || ' in the period.'
            ELSE n.name || ' made ' || counted(calls, 'call', 'calls') || ' to ' || s.service || ' in account ' || s.account
              || CASE WHEN e.services_limited = 0 AND e.actions_limited = 0 THEN '; its contract limits neither services nor actions.'
                      WHEN tolerated > 0
                        THEN ', none outside its contract: ' || counted(tolerated, 'is a background call', 'are background calls')
                          || ', which ' || CASE tolerated WHEN 1 THEN 'is' ELSE 'are' END || ' tolerated.'
                      ELSE ', within its contract.' END END AS reason,
       json_object('calls', calls, 'outside_writing', writes, 'outside_reading', reads, 'outside_refused', denied,
                   'tolerated', tolerated, 'last_event', substr(last_breach, 22)) AS facts
FROM   summed AS s
JOIN   engagement AS e ON e.id = s.engagement
JOIN   partner AS n ON n.id = e.partner
ORDER BY s.engagement, s.account, s.service
