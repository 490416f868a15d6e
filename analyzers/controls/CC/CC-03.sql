-- CC-03  Every root use in the period is explained
-- severity:    high
-- audience:    customer-audit compliance
-- arrangement: all
-- subject:     account
-- needs:       trail
-- standards:   ISO27001:A.8.2 ISO27001:A.8.15 SOC2:CC7.2 NIST80053:AC-6(9) NIST80053:AU-6 CISAWS3:1.7 CISAWS4:1.7
--              CISAWS5:1.6 CISAWS6:2.6 CISAWS7:2.7 CISAWS3:4.3 CISAWS4:4.3 CISAWS5:4.3 CISAWS6:5.3 CISAWS7:5.3
--              PCI:10.2.1.2
-- asks:        Is every use of a root user in the period explained?
-- remedy:      Explain each use by a waiver that a person of the customer approved, or treat it as an incident; deny
--              root by a service control policy.

WITH
-- Every record of a root user is kept whole. Left out: what AWS did by itself on the account's behalf.
used AS (
  SELECT e.account, e.time, e.service || ':' || e.action AS call, e.event_id, coalesce(e.address, '') AS address,
         e.error_code <> '' OR e.response ->> '$.ConsoleLogin' IS 'Failure' AS refused,
         EXISTS (SELECT 1 FROM partner_list AS l
                 WHERE l.kind = 'source_cidr' AND cidr_contains(l.value, e.address)) AS from_partner
  FROM   event AS e
  JOIN   principal AS p ON p.id = e.principal AND p.type = 'Root' AND p.invoked_by IS NULL
  WHERE  e.time >= :period_start
  AND    e.time < :period_end
),
-- One subject a day: what a ticket or a waiver explains.
day AS (
  SELECT account, substr(time, 1, 10) AS day,
         sum(NOT refused) AS done, sum(refused) AS refused, max(from_partner AND NOT refused) AS from_partner,
         min(time) AS first_time, max(time) AS last_time,
         group_concat(DISTINCT call) AS calls, group_concat(DISTINCT address) AS addresses,
         json_group_array(event_id) AS event_ids
  FROM   (SELECT * FROM used ORDER BY time, event_id)
  GROUP BY account, substr(time, 1, 10)
)
SELECT account,
       day AS resource,
       'arn:aws:iam::' || account || ':root' AS principal,
       CASE WHEN done > 0 THEN 'FAIL' ELSE 'WARN' END AS verdict,
       CASE WHEN from_partner THEN 'critical' ELSE '' END AS severity,
       CASE WHEN done > 0
              THEN 'The root user made ' || done || ' calls that no waiver explains (' || calls || '), from ' || first_time || ' to '
                || last_time || ', from ' || addresses
                || CASE WHEN from_partner THEN ', which is a network of a partner.' ELSE '.' END
            ELSE 'Somebody tried to use the root user ' || refused || ' times and was refused, from ' || addresses || '.' END AS reason,
       json_object('calls', done, 'refused', refused, 'from_partner', from_partner, 'event_ids', json(event_ids)) AS facts
FROM   day
UNION ALL
SELECT p.account, '', 'arn:aws:iam::' || p.account || ':root', 'PASS', '', 'The root user was not used in the period.', '{}'
FROM   population AS p
WHERE  p.account NOT IN (SELECT account FROM day)
ORDER BY 1, 2
