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
-- remedy:      Have a person of the customer explain and approve each use in a waiver, or treat it as an incident. Deny
--              the root users of member accounts by a service control policy (SCP).

WITH
-- Every record of a root user is kept whole. Left out: what AWS did by itself on the account's behalf.
used AS (
  SELECT e.account, e.time, e.service || ':' || e.action AS call, e.event_id, coalesce(e.address, '') AS address,
         e.error_code <> '' OR e.response ->> '$.ConsoleLogin' IS 'Failure' AS refused,
         (SELECT min(n.name) FROM partner_list AS l JOIN partner AS n ON n.id = l.partner
          WHERE l.kind = 'source_cidr' AND cidr_contains(l.value, e.address)) AS partner
  FROM   event AS e
  JOIN   principal AS p ON p.id = e.principal AND p.type = 'Root' AND p.invoked_by IS NULL
  WHERE  e.time >= :period_start
  AND    e.time < :period_end
),
-- One subject a day: what a ticket or a waiver explains.
day AS (
  SELECT account, substr(time, 1, 10) AS day,
         sum(NOT refused) AS done, sum(refused) AS refused, max(partner IS NOT NULL AND NOT refused) AS from_partner,
         min(partner) FILTER (WHERE NOT refused) AS partner,
         min(time) FILTER (WHERE NOT refused) AS first_done, max(time) FILTER (WHERE NOT refused) AS last_done,
         min(time) AS first_time, max(time) AS last_time,
         json_group_array(DISTINCT call) FILTER (WHERE NOT refused) AS calls,
         json_group_array(DISTINCT address) FILTER (WHERE NOT refused AND address <> '') AS sources,
         json_group_array(DISTINCT address) FILTER (WHERE refused AND address <> '') AS refused_sources,
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
              THEN 'The root user of account ' || account || ' made ' || counted(done, 'call', 'calls') || ' '
                || span(first_done, last_done)
                || CASE WHEN json_array_length(sources) BETWEEN 1 AND 3 THEN ', from ' || listed(sources)
                        WHEN json_array_length(sources) > 3 THEN ', from ' || json_array_length(sources) || ' addresses'
                        ELSE '' END
                || CASE WHEN json_array_length(calls) > 3 THEN ', among them ' ELSE ': ' END
                || listed((SELECT json_group_array(value) FROM (SELECT value FROM json_each(calls) ORDER BY key LIMIT 3))) || '.'
                || CASE WHEN from_partner = 0 THEN ''
                        WHEN json_array_length(sources) = 1 THEN ' ' || partner || ' names this address as its own.'
                        ELSE ' ' || partner || ' names at least one of these addresses as its own.' END
            ELSE 'Somebody tried to use the root user of account ' || account || ' and was refused: '
              || counted(refused, 'attempt', 'attempts') || ' ' || span(first_time, last_time)
              || CASE WHEN json_array_length(refused_sources) BETWEEN 1 AND 3 THEN ', from ' || listed(refused_sources)
                      WHEN json_array_length(refused_sources) > 3
                        THEN ', from ' || json_array_length(refused_sources) || ' addresses'
                      ELSE '' END || '.' END AS reason,
       json_object('calls', done, 'refused', refused, 'from_partner', from_partner, 'event_ids', json(event_ids)) AS facts
FROM   day
UNION ALL
SELECT p.account, '', 'arn:aws:iam::' || p.account || ':root', 'PASS', '', 'No use of the root user of account ' || p.account
  || ' was recorded in the period.', '{}'
FROM   population AS p
WHERE  p.account NOT IN (SELECT account FROM day)
ORDER BY 1, 2
