-- PS-20  No tampering with audit or detective controls
-- severity:    critical
-- audience:    customer-audit compliance
-- arrangement: all
-- subject:     engagement
-- needs:       trail
-- standards:   ISO27001:A.8.15 ISO27001:A.8.16 SOC2:CC7.2 SOC2:CC7.1 NIST80053:AU-9 NIST80053:AU-12 NIST80053:SI-4
--              CISAWS3:4.5 CISAWS4:4.5 CISAWS5:4.5 CISAWS6:5.5 CISAWS7:5.5 CISAWS3:4.9 CISAWS4:4.9 CISAWS5:4.9
--              CISAWS6:5.9 CISAWS7:5.9 PCI:10.3.2 PCI:10.7.2 NIS2IR:3.2.5 CCM4:IAM-12
-- asks:        Did the partner stop, weaken or delete what records and detects?
-- remedy:      Restore what was changed and treat it as an incident. Deny such calls to the partner by a service control
--              policy (SCP).
-- empty:       The contract names no account, and the partner was seen in none.

-- tamper_call: analyzers/controls/data/tamper-call.tsv. partner_place, call_name: analyzers/calls.sql. Calls through
-- CloudFormation or a chained role count: the principal is the partner's all the same.
WITH
tampering AS (
  SELECT t.engagement, e.account, e.region, c.judged, e.service || ':' || e.action AS call, e.error_code, e.time, e.event_id,
         coalesce(p.issuer_arn, p.arn, '') AS principal, e.action, e.request,
         coalesce(i.call, e.service || ':' || e.action) AS iam_action
  FROM   attribution AS t
  JOIN   principal AS p ON p.id = t.principal
  JOIN   event AS e ON e.principal = t.principal AND e.time >= :period_start AND e.time < :period_end
  JOIN   tamper_call AS c ON c.service = e.service AND c.event = e.action
  LEFT JOIN call_name AS i ON i.source = e.service AND i.event = e.action
  WHERE  t.class = 'partner'
),
-- Does the request name a log bucket of the contract, or a resource the customer lists as serving audit?
aimed AS (
  SELECT *,
         judged = 'always'
           OR EXISTS (SELECT 1 FROM json_tree(tampering.request) AS r
                      JOIN customer_list AS l ON l.kind IN ('log_bucket', 'audit_resource') AND glob_match(l.value, r.atom)
                      WHERE r.type = 'text') AS serves_audit
  FROM   tampering
),
-- Keeping logs for longer is no harm. retention: the terms as they were set, each with the one before, if that was
-- recorded (analyzers/calls.sql).
classed AS (
  SELECT a.*,
         CASE WHEN NOT a.serves_audit THEN 'other'
              WHEN a.error_code <> '' THEN 'tried'
              WHEN a.action = 'PutRetentionPolicy' AND r.days_before IS NULL THEN 'unsure'
              WHEN a.action = 'PutRetentionPolicy' AND r.days >= r.days_before THEN 'other'
              ELSE 'done' END AS class
  FROM   aimed AS a
  LEFT JOIN retention AS r ON r.event_id = a.event_id AND r.account = a.account
),
summed AS (
  SELECT engagement, account, region, call, principal, min(iam_action) AS iam_action,
         sum(class = 'done') AS done, sum(class = 'tried') AS tried, sum(class = 'unsure') AS unsure, count(*) AS n,
         min(time) FILTER (WHERE class = 'done') AS first_done, max(time) FILTER (WHERE class = 'done') AS last_done,
         max(time) AS last_time, json_group_array(event_id) AS event_ids,
         (SELECT n.name FROM engagement AS e JOIN partner AS n ON n.id = e.partner WHERE e.id = classed.engagement) AS name
  FROM   (SELECT * FROM classed ORDER BY time, event_id) AS classed
  GROUP BY engagement, account, region, call, principal
)
SELECT engagement, account, region, call AS resource, principal,
       CASE WHEN done > 0 THEN 'FAIL' WHEN unsure > 0 THEN 'NOT_ASSESSED' WHEN tried > 0 THEN 'WARN' ELSE 'INFO' END AS verdict,
       CASE WHEN done > 0
              THEN name || ' acted against audit or detection: ' || iam_action || ' in account ' || account || ' (' || region
                || '), '
                || CASE done WHEN 1 THEN '' ELSE printf('%,d times ', done) END || span(first_done, last_done) || '.'
            WHEN unsure > 0
              THEN name || ' set how long an audit log is kept in account ' || account || ' (' || region || ') on '
                || moment(last_time)
                || '; whether that became shorter is not known, as the term before was not recorded.'
            WHEN tried > 0
              THEN name || ' tried to act against audit or detection, without success: ' || iam_action || ' in account '
                || account || ' (' || region
                || '), ' || counted(tried, 'attempt', 'attempts')
                || CASE tried WHEN 1 THEN ' on ' ELSE ', the last on ' END || moment(last_time) || '.'
            ELSE name || ' made ' || counted(n, 'call', 'calls') || ' to ' || iam_action || ' in account ' || account || ' ('
              || region
              || '), which weakened nothing that the contract names as serving audit or detection.' END AS reason,
       json_object('succeeded', done, 'refused', tried, 'calls', n, 'event_ids', json(event_ids)) AS facts
FROM   summed
UNION ALL
SELECT p.engagement, p.account, '', '', '', 'PASS',
       'No call of ' || (SELECT n.name FROM engagement AS e JOIN partner AS n ON n.id = e.partner WHERE e.id = p.engagement)
         || ' that could stop, weaken or delete audit or detection was recorded in account ' || p.account || '.',
       '{}'
FROM   partner_place AS p
WHERE  NOT EXISTS (SELECT 1 FROM summed AS s WHERE s.engagement = p.engagement AND s.account = p.account)
ORDER BY 1, 2, 3, 4, 5
