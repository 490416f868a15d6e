-- PS-05  Actions stay within contracted accounts and OUs
-- severity:    high
-- audience:    customer-audit compliance
-- arrangement: all
-- subject:     engagement
-- needs:       trail
-- standards:   ISO27001:A.5.15 SOC2:CC6.3 NIST80053:AC-3 NIST80053:AC-6 PCI:7.2.5
-- asks:        Did the partner act only in accounts that its contract names?
-- remedy:      Remove the partner's role from the account. If the work is wanted, add the account to the contract and
--              the engagement file.

-- partner_call: analyzers/calls.sql.
WITH
-- A call across accounts is recorded in both, with one sharedEventID. It is judged where the resource is: the record in
-- the caller's own account does not count when the other account has one too.
caller_copy AS (
  SELECT t.engagement, mine.account, count(DISTINCT mine.event_id) AS n
  FROM   event AS mine
  JOIN   event AS other ON other.shared_event_id = mine.shared_event_id AND other.account <> mine.account
  JOIN   principal AS p ON p.id = mine.principal AND coalesce(p.issuer_account, p.account) = mine.account
  JOIN   attribution AS t ON t.principal = mine.principal AND t.class = 'partner'
  WHERE  mine.error_code = ''
  AND    mine.time >= :period_start
  AND    mine.time < :period_end
  GROUP BY t.engagement, mine.account
),
-- Whether the account was moved between organizational units, so that today's membership says nothing about that day.
moved AS (
  SELECT DISTINCT request ->> '$.accountId' AS account
  FROM   event
  WHERE  service = 'organizations' AND action = 'MoveAccount' AND error_code = '' AND time >= :period_start
),
called AS (
  SELECT engagement, account,
         sum(CASE WHEN error_code = '' AND NOT tolerated THEN count ELSE 0 END) AS done,
         sum(CASE WHEN error_code <> '' THEN count ELSE 0 END) AS denied,
         sum(count) AS calls,
         max(CASE WHEN error_code = '' AND NOT tolerated THEN last_time || ' ' || call END) AS last_call,
         max(CASE WHEN error_code = '' AND NOT tolerated THEN last_time || ' ' || last_id END) AS last_event
  FROM   partner_call
  GROUP BY engagement, account
),
place AS (
  SELECT e.id AS engagement, p.account FROM engagement AS e JOIN population AS p
  UNION
  SELECT engagement, account FROM engagement_account
  UNION
  SELECT engagement, account FROM called
),
judged AS (
  SELECT p.engagement, p.account, s.via,
         coalesce(c.calls, 0) AS calls,
         coalesce(c.denied, 0) AS denied,
         max(coalesce(c.done, 0) - coalesce(k.n, 0), 0) AS done,
         c.last_call, c.last_event,
         s.via IS NOT NULL AND s.via <> 'account' AND p.account IN (SELECT account FROM moved) AS unsure
  FROM   place AS p
  LEFT JOIN engagement_account AS s ON s.engagement = p.engagement AND s.account = p.account
  LEFT JOIN called AS c ON c.engagement = p.engagement AND c.account = p.account
  LEFT JOIN caller_copy AS k ON k.engagement = p.engagement AND k.account = p.account
)
SELECT j.engagement,
       j.account,
       CASE WHEN via IS NULL AND done > 0 THEN 'FAIL'
            WHEN unsure AND done > 0 THEN 'NOT_ASSESSED'
            WHEN via IS NULL AND denied > 0 THEN 'INFO'
            ELSE 'PASS' END AS verdict,
       CASE WHEN via IS NULL AND done > 0
              THEN n.name || ' made ' || counted(done, 'call', 'calls') || ' in account ' || j.account
                || ', which its contract does not name' || CASE done WHEN 1 THEN ': ' ELSE '; the last was ' END
                || substr(last_call, 22) || ' on ' || moment(substr(last_call, 1, 20)) || '.'
            WHEN unsure AND done > 0
              THEN 'Account ' || j.account || ' is in the contract of ' || n.name || ' by its organizational unit (' || via
                || ') and was moved in the period; whether it was in scope at each of ' || counted(done, 'call', 'calls')
                || ' is not known.'
            WHEN via IS NULL AND denied > 0
              THEN n.name || ' tried ' || counted(denied, 'call', 'calls') || ' in account ' || j.account
                || ', which its contract does not name, without success.'
            WHEN via IS NULL AND calls > 0
              THEN 'No call of ' || n.name || ' counts in account ' || j.account
                || ', which its contract does not name: those recorded ('
                || printf('%,d', calls) || ') are background calls or touched another account.'
            WHEN via IS NULL
              THEN 'No call of ' || n.name || ' was recorded in account ' || j.account || ', which its contract does not name.'
            WHEN via <> 'account'
              THEN 'Account ' || j.account || ' is in the contract of ' || n.name || ' by its organizational unit (' || via || '); '
                || counted(calls, 'call', 'calls') || CASE calls WHEN 1 THEN ' was' ELSE ' were' END || ' recorded there.'
            ELSE 'The contract of ' || n.name || ' names account ' || j.account || '; ' || counted(calls, 'call', 'calls')
              || CASE calls WHEN 1 THEN ' was' ELSE ' were' END || ' recorded there.' END AS reason,
       json_object('in_scope', via IS NOT NULL, 'via', via, 'calls', calls, 'succeeded', done, 'refused', denied,
                   'last_event', substr(last_event, 22)) AS facts
FROM   judged AS j
JOIN   engagement AS e ON e.id = j.engagement
JOIN   partner AS n ON n.id = e.partner
ORDER BY j.engagement, j.account
