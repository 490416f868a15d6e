-- PS-02  Partner acts only while its contract is in force
-- severity:    critical
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     engagement
-- needs:       trail
-- standards:   ISO27001:A.5.18 ISO27001:A.5.20 SOC2:CC6.3 NIST80053:PS-7 NIST80053:AC-2(3) PCI:8.2.7 DORA:30(2)(h)
--              CISv8:6.2 CISv8:15.7
-- asks:        Did the partner act in the customer's accounts only while its contract, or an agreed extra window, was
--              in force?
-- remedy:      Revoke the access, or extend the contract and put the extension into the engagement file. Have the
--              partner explain each act.
-- empty:       The contract names no account, and the partner was seen in none.

-- partner_place: analyzers/calls.sql.
WITH
acts AS NOT MATERIALIZED (
  SELECT t.engagement, a.account, a.service || ':' || a.action AS call, a.read_only, a.error_code, a.count,
         a.first_time, a.last_time, a.first_id, a.last_id,
         e.contract_start, e.contract_end, e.assistance_until, e.transfer_start, e.transfer_end, e.transfer_mode
  FROM   attribution AS t
  JOIN   engagement AS e ON e.id = t.engagement
  JOIN   activity AS a ON a.principal = t.principal
  WHERE  t.class = 'partner'
  AND    a.last_time >= :period_start
  AND    a.first_time < :period_end
),
counted AS (
  SELECT engagement, account, sum(count) AS calls FROM acts GROUP BY engagement, account
),
beyond AS MATERIALIZED (
  SELECT * FROM acts WHERE first_time < contract_start OR last_time >= contract_end
),
-- A row of the roll-up is one day or less, so its first and its last moment are judged each; windows are half-open.
-- What lies in the contract as a whole needs no more looking at.
moments AS (
  SELECT *, first_time AS at, first_id AS event_id FROM beyond
  UNION
  SELECT *, last_time, last_id FROM beyond
),
judged AS (
  SELECT *,
         CASE WHEN at >= contract_start AND at < contract_end THEN 'contract'
              WHEN at >= contract_end AND at < assistance_until THEN 'exit assistance'
              WHEN at >= transfer_start AND at < transfer_end AND (transfer_mode IS NOT 'read_only' OR read_only = 'true')
                THEN 'knowledge transfer'
              ELSE 'outside' END AS window
  FROM   moments
),
summed AS (
  SELECT s.engagement, s.account,
         coalesce(max(c.calls), 0) AS calls,
         count(CASE WHEN j.window = 'outside' AND j.error_code = '' THEN 1 END) AS outside,
         count(CASE WHEN j.window = 'outside' AND j.error_code <> '' THEN 1 END) AS denied,
         count(CASE WHEN j.window IN ('exit assistance', 'knowledge transfer') THEN 1 END) AS extra,
         min(CASE WHEN j.window = 'outside' AND j.error_code = '' THEN j.at || ' ' || j.call END) AS first_outside,
         max(CASE WHEN j.window = 'outside' AND j.error_code = '' THEN j.at || ' ' || j.call END) AS last_outside,
         group_concat(DISTINCT CASE WHEN j.window IN ('exit assistance', 'knowledge transfer') THEN j.window END) AS windows,
         json_group_array(DISTINCT j.event_id) FILTER (WHERE j.window = 'outside') AS event_ids
  FROM   partner_place AS s
  LEFT JOIN counted AS c ON c.engagement = s.engagement AND c.account = s.account
  LEFT JOIN judged AS j ON j.engagement = s.engagement AND j.account = s.account
  GROUP BY s.engagement, s.account
)
SELECT s.engagement,
       s.account,
       CASE WHEN outside > 0 THEN 'FAIL' WHEN denied > 0 THEN 'WARN' ELSE 'PASS' END AS verdict,
       CASE WHEN outside > 0
              THEN n.name || ' acted in account ' || s.account
                || CASE WHEN first_outside >= e.contract_end THEN ' after its contract ended (' || moment(e.contract_end) || '): '
                        WHEN last_outside < e.contract_start
                          THEN ' before its contract began (' || moment(e.contract_start) || '): '
                        ELSE ' outside the term of its contract (' || moment(e.contract_start) || ' to '
                          || moment(e.contract_end) || '): ' END
                || CASE WHEN first_outside = last_outside THEN ''
                        ELSE 'first ' || coalesce(fc.call, substr(first_outside, 22)) || ' on '
                          || moment(substr(first_outside, 1, 20)) || ', last ' END
                || coalesce(lc.call, substr(last_outside, 22)) || ' on ' || moment(substr(last_outside, 1, 20)) || '.'
            WHEN denied > 0
              THEN n.name || ' tried to act in account ' || s.account || ' outside the term of its contract, without success.'
            WHEN extra > 0
              THEN each_of(calls, 'call', 'calls') || ' of ' || n.name || ' in account ' || s.account
                || ' lies within its contract or an agreed window (' || replace(windows, ',', ' and ') || ').'
            WHEN calls > 0
              THEN each_of(calls, 'call', 'calls') || ' of ' || n.name || ' in account ' || s.account
                || ' lies within its contract ('
                || moment(e.contract_start) || ' to ' || moment(e.contract_end) || ').'
            ELSE 'No call of ' || n.name || ' was recorded in account ' || s.account || ' in the period.' END AS reason,
       json_object('calls', calls, 'first_outside', first_outside, 'last_outside', last_outside,
                   'event_ids', json(event_ids)) AS facts
FROM   summed AS s
JOIN   engagement AS e ON e.id = s.engagement
JOIN   partner AS n ON n.id = e.partner
-- The calls as IAM spells them (analyzers/calls.sql).
LEFT JOIN call_name AS fc ON fc.source || ':' || fc.event = substr(first_outside, 22)
LEFT JOIN call_name AS lc ON lc.source || ':' || lc.event = substr(last_outside, 22)
ORDER BY s.engagement, s.account
