-- HO-20  No activity by the outgoing partner after the cut-off
-- severity:    critical
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     engagement
-- needs:       trail-coverage engagement.handover
-- standards:   ISO27001:A.5.18 ISO27001:A.8.16 SOC2:CC6.3 SOC2:CC7.2 NIST80053:AC-2(12) NIST80053:PS-4 NIST80053:AU-6
--              PCI:8.2.5 PCI:8.2.7 CISv8:15.7 DORA:28(8) C5-2026:IAM-04
-- asks:        Did the outgoing partner come back in after the cut-off?
-- remedy:      Remove the trust, user or key that was used, treat it as an incident, and have the partner explain each
--              call.
-- empty:       The contract names no account, and the partner was seen in none.

WITH
handover AS (
  SELECT id AS engagement, cutoff, assistance_until, watch_days,
         min(time_add(cutoff, watch_days * 86400), :as_of) AS watched_until
  FROM   engagement
  WHERE  handover_role = 'outgoing'
),
-- Accounts that the contract names, and others of the customer where the partner was ever seen (analyzers/calls.sql).
subject AS (
  SELECT h.engagement, p.account
  FROM   handover AS h
  JOIN   partner_place AS p ON p.engagement = h.engagement
),
-- Everything the trail holds from the cut-off on, also behind the watch: what was found is never left out.
-- A row of the roll-up may begin before the cut-off; its last call then is the one that counts for certain.
late AS (
  SELECT h.engagement, a.account, a.service || ':' || a.action AS call, a.error_code, a.last_time, a.last_id,
         CASE WHEN a.first_time >= h.cutoff THEN a.count ELSE 1 END AS n,
         max(a.first_time, h.cutoff) AS first_time,
         CASE WHEN a.first_time >= h.cutoff THEN a.first_id ELSE a.last_id END AS event_id,
         CASE WHEN a.error_code <> '' THEN 'd'
              WHEN a.last_time < h.assistance_until THEN 'e'
              WHEN p.invoked_by IS NOT NULL OR t.proof = 'role-pattern' AND EXISTS (
                     SELECT 1 FROM engagement_list AS l
                     WHERE l.engagement = h.engagement AND l.kind = 'automation_role' AND l.value = t.detail) THEN 'c'
              WHEN p.session_issued < h.cutoff THEN 'b'
              ELSE 'a' END AS class
  FROM   handover AS h
  JOIN   attribution AS t ON t.engagement = h.engagement AND t.class = 'partner'
  JOIN   principal AS p ON p.id = t.principal
  JOIN   activity AS a ON a.principal = t.principal AND a.last_time >= h.cutoff
),
counted AS (
  SELECT s.engagement, s.account,
         coalesce(sum(CASE WHEN l.class = 'a' THEN l.n END), 0) AS fresh,
         coalesce(sum(CASE WHEN l.class = 'b' THEN l.n END), 0) AS tail,
         coalesce(sum(CASE WHEN l.class = 'c' THEN l.n END), 0) AS automatic,
         coalesce(sum(CASE WHEN l.class = 'd' THEN l.n END), 0) AS denied,
         coalesce(sum(CASE WHEN l.class = 'e' THEN l.n END), 0) AS assisted,
         min(CASE WHEN l.class IN ('a', 'b') THEN l.last_time || ' ' || l.call END) AS first_act,
         max(CASE WHEN l.class IN ('a', 'b') THEN l.last_time || ' ' || l.call END) AS last_act,
         json_group_array(DISTINCT l.event_id) FILTER (WHERE l.class IS NOT NULL) AS event_ids
  FROM   subject AS s
  LEFT JOIN late AS l ON l.engagement = s.engagement AND l.account = s.account
  GROUP BY s.engagement, s.account
)
SELECT c.engagement,
       c.account,
       CASE WHEN :as_of <= h.cutoff THEN 'NOT_APPLICABLE'
            WHEN fresh > 0 OR tail > 0 THEN 'FAIL'
            WHEN automatic > 0 THEN 'WARN'
            WHEN denied > 0 OR assisted > 0 THEN 'INFO'
            ELSE 'PASS' END AS verdict,
       CASE WHEN fresh = 0 AND tail > 0 THEN 'high' ELSE '' END AS severity,
       CASE WHEN :as_of <= h.cutoff
              THEN 'The cut-off (' || moment(h.cutoff) || ') had not come when this was judged (' || moment(:as_of) || ').'
            WHEN fresh > 0
              THEN n.name || ' made ' || counted(fresh + tail, 'call', 'calls') || ' in account ' || c.account
                || ' after the cut-off ('
                || moment(h.cutoff) || '), ' || CASE tail WHEN 0 THEN '' ELSE printf('%,d', fresh) || ' of them ' END
                || 'through access opened after it: '
                || CASE WHEN first_act = last_act THEN '' ELSE 'first ' || coalesce(fc.call, substr(first_act, 22)) || ' on '
                || moment(substr(first_act, 1, 20)) || ', last ' END
                || coalesce(lc.call, substr(last_act, 22)) || ' on ' || moment(substr(last_act, 1, 20)) || '.'
            WHEN tail > 0
              THEN n.name || ' made ' || counted(tail, 'call', 'calls') || ' in account ' || c.account || ' after the cut-off ('
                || moment(h.cutoff) || ') in a session opened before it, the last on ' || moment(substr(last_act, 1, 20)) || ' ('
                || coalesce(lc.call, substr(last_act, 22)) || ').'
            WHEN automatic > 0
              THEN 'Automation of ' || n.name || ' made ' || counted(automatic, 'call', 'calls') || ' in account ' || c.account
                || ' after the cut-off (' || moment(h.cutoff) || ').'
            WHEN assisted > 0
              THEN n.name || ' made ' || counted(assisted, 'call', 'calls') || ' in account ' || c.account
                || ' after the cut-off, within the agreed assistance, which ends on ' || moment(h.assistance_until) || '.'
            WHEN denied > 0
              THEN n.name || ' tried ' || counted(denied, 'call', 'calls') || ' in account ' || c.account || ' after the cut-off ('
                || moment(h.cutoff) || '), without success.'
            ELSE 'No call of ' || n.name || ' was recorded in account ' || c.account || ' after the cut-off ('
              || moment(h.cutoff) || '), on '
              || (time_diff(h.watched_until, h.cutoff) / 86400) || ' of ' || counted(h.watch_days, 'day', 'days')
              || ' of the watch. A refused attempt to open a role leaves no record here.' END AS reason,
       json_object('opened_after', fresh, 'opened_before', tail, 'automation', automatic, 'denied', denied,
                   'in_assistance', assisted, 'cutoff', h.cutoff, 'watched_until', h.watched_until,
                   'event_ids', json(event_ids)) AS facts
FROM   counted AS c
JOIN   handover AS h ON h.engagement = c.engagement
JOIN   engagement AS e ON e.id = c.engagement
JOIN   partner AS n ON n.id = e.partner
-- The calls as IAM spells them (analyzers/calls.sql).
LEFT JOIN call_name AS fc ON fc.source || ':' || fc.event = substr(first_act, 22)
LEFT JOIN call_name AS lc ON lc.source || ':' || lc.event = substr(last_act, 22)
ORDER BY c.engagement, c.account
