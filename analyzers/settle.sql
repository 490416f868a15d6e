-- From what the queries said to results that can be relied on. In this order: arrangements that do not fit, subjects
-- without a row, evidence that is lacking, severities, waivers, roll-up.

DROP TABLE IF EXISTS temp.control_need;
CREATE TEMP TABLE control_need AS
SELECT c.id AS control, n.need, n.verdict
FROM   control AS c
JOIN   need AS n ON instr(' ' || c.needs || ' ', ' ' || n.need || ' ') > 0;

DROP TABLE IF EXISTS temp.fitting;
CREATE TEMP TABLE fitting AS
SELECT c.id AS control, e.id AS engagement
FROM   control AS c
JOIN   engagement AS e ON c.arrangement = 'all' OR instr(' ' || c.arrangement || ' ', ' ' || e.arrangement || ' ') > 0;

-- 1. An engagement of another arrangement is not judged; nor is anything, when no engagement of the file fits.

DELETE FROM result
WHERE  (engagement <> '' AND (control, engagement) NOT IN (SELECT control, engagement FROM fitting))
OR     control NOT IN (SELECT control FROM fitting);

INSERT INTO result
SELECT c.id, e.id, '', '', '', '', 'NOT_APPLICABLE', c.severity, c.severity,
       'This control is not meant for the arrangement of this engagement ('
         || CASE e.arrangement WHEN 'managed_service' THEN 'managed service' WHEN 'combination' THEN 'reseller and managed service'
                               ELSE e.arrangement END || ').', '{}', NULL, NULL
FROM   control AS c
JOIN   engagement AS e
WHERE  (c.subject = 'engagement' OR c.id NOT IN (SELECT control FROM fitting))
AND    (c.id, e.id) NOT IN (SELECT control, engagement FROM fitting);

-- 2. Every subject has a row.

DROP TABLE IF EXISTS temp.without_row;
CREATE TEMP TABLE without_row AS
SELECT f.control AS control, f.engagement AS engagement, '' AS account
FROM   fitting AS f
JOIN   control AS c ON c.id = f.control AND c.subject = 'engagement'
WHERE  NOT EXISTS (SELECT 1 FROM result AS r WHERE r.control = f.control AND r.engagement = f.engagement)
UNION ALL
SELECT c.id, '', p.account
FROM   control AS c
JOIN   population AS p
WHERE  c.subject = 'account'
AND    c.id IN (SELECT control FROM fitting)
AND    NOT EXISTS (SELECT 1 FROM result AS r WHERE r.control = c.id AND r.account = p.account)
UNION ALL
SELECT c.id, '', ''
FROM   control AS c
WHERE  c.subject = 'customer'
AND    NOT EXISTS (SELECT 1 FROM result AS r WHERE r.control = c.id);

-- What is lacking for a row: its own account or engagement, any account of an engagement-wide row, any account at all
-- of a customer-wide one. The first by verdict, need and account is told.
DROP VIEW IF EXISTS temp.lacking;
CREATE TEMP VIEW lacking AS
SELECT s.control, s.engagement, s.account, n.verdict, u.reason,
       EXISTS (SELECT 1 FROM need_met AS m
               WHERE  m.need = CASE n.need WHEN 'trail-coverage' THEN 'trail' ELSE n.need END
               AND    (s.account = '' OR m.account IN ('', s.account))) AS partly,
       row_number() OVER (PARTITION BY s.control, s.engagement, s.account
                          ORDER BY n.verdict, n.need, u.account, u.engagement, u.reason) AS place
FROM   (SELECT control, engagement, account FROM result
        UNION
        SELECT control, engagement, account FROM without_row) AS s
JOIN   control_need AS n ON n.control = s.control
JOIN   need_unmet AS u ON u.need = n.need
WHERE  u.engagement IN ('', s.engagement)
AND    (u.account IN ('', s.account)
        OR (s.account = '' AND s.engagement = '')
        OR (s.account = '' AND u.account IN (SELECT a.account FROM engagement_account AS a WHERE a.engagement = s.engagement)));

DROP TABLE IF EXISTS temp.lack;
CREATE TEMP TABLE lack (
  control TEXT NOT NULL, engagement TEXT NOT NULL, account TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL,
  partly INTEGER NOT NULL, -- some of the evidence is there
  PRIMARY KEY (control, engagement, account)
);
INSERT INTO lack
SELECT control, engagement, account, verdict, reason, partly FROM lacking WHERE place = 1;

INSERT INTO result
SELECT w.control, w.engagement, w.account, '', '', '',
       coalesce(l.verdict, 'NOT_APPLICABLE'),
       c.severity,
       c.severity,
       coalesce(l.reason, nullif(c.empty, ''), 'There is nothing to test: the evidence was read and holds no subject of this control.'),
       '{}', NULL, NULL
FROM   without_row AS w
JOIN   control AS c ON c.id = w.control
LEFT JOIN lack AS l USING (control, engagement, account);

-- 3. Missing evidence never becomes PASS; what was found stays found. What the query says of evidence of which nothing
-- was read is not told.

UPDATE result
SET    verdict = l.verdict,
       reason = CASE WHEN l.partly THEN l.reason || ' What was read shows: ' || result.reason ELSE l.reason END
FROM   lack AS l
WHERE  l.control = result.control
AND    l.engagement = result.engagement
AND    l.account = result.account
AND    result.verdict = 'PASS';

-- What "nothing was found" stands on is said with it: the days of the period of which records or digests were read.
DROP TABLE IF EXISTS temp.trail_day;
CREATE TEMP TABLE trail_day AS
SELECT d.account, count(DISTINCT d.day) AS days,
       CAST(julianday(min(f.period_end)) - julianday(min(f.period_start)) + 0.5 AS INTEGER) AS period
FROM   (SELECT account, day FROM activity
        UNION
        SELECT account, substr(start_time, 1, 10) FROM digest) AS d
JOIN   frame AS f ON d.day >= substr(f.period_start, 1, 10) AND d.day < f.period_end
GROUP BY d.account;

UPDATE result
SET    reason = result.reason || ' Records of ' || t.days || ' of ' || counted(t.period, 'day', 'days') || ' were read.'
FROM   trail_day AS t
WHERE  t.account = result.account
AND    result.verdict = 'PASS'
AND    t.days < t.period
AND    result.control IN (SELECT control FROM control_need WHERE need = 'trail');

-- 4. One step up for restricted data or a critical engagement, unless the rule itself went up already.

DROP TABLE IF EXISTS temp.severity_rank;
CREATE TEMP TABLE severity_rank (severity TEXT PRIMARY KEY, rank INTEGER NOT NULL);
INSERT INTO severity_rank VALUES ('low', 1), ('medium', 2), ('high', 3), ('critical', 4);

UPDATE result
SET    severity = (SELECT next.severity FROM severity_rank AS now
                   JOIN severity_rank AS next ON next.rank = min(now.rank + 1, 4)
                   WHERE now.severity = result.base_severity)
WHERE  (account IN (SELECT account FROM population WHERE data_class = 'restricted')
        OR engagement IN (SELECT id FROM engagement WHERE criticality = 'critical'))
AND    (SELECT rank FROM severity_rank AS s WHERE s.severity = result.base_severity)
       <= (SELECT rank FROM severity_rank AS s JOIN control AS c ON c.severity = s.severity WHERE c.id = result.control);

-- 5. A waiver in force covers a finding, which keeps its former verdict. An expired one is told and covers nothing.

DROP TABLE IF EXISTS temp.covered;
CREATE TEMP TABLE covered AS
SELECT r.rowid AS result,
       w.id AS waiver,
       w.expires,
       w.approved_on <= substr(f.as_of, 1, 10) AND w.expires >= substr(f.as_of, 1, 10) AS in_force,
       w.expires < substr(f.as_of, 1, 10) AS expired
FROM   result AS r
JOIN   waiver AS w ON w.control = r.control AND coalesce(w.engagement, r.engagement) = r.engagement
JOIN   frame AS f
WHERE  r.verdict IN ('FAIL', 'WARN')
AND    glob_match(coalesce(w.match ->> '$.account', '*'), r.account)
AND    glob_match(coalesce(w.match ->> '$.region', '*'), r.region)
AND    glob_match(coalesce(w.match ->> '$.resource', '*'), r.resource)
AND    glob_match(coalesce(w.match ->> '$.principal', '*'), r.principal);

UPDATE result
SET    reason = reason || (SELECT group_concat(' Waiver ' || waiver || ', which would cover this, ended on ' || moment(expires) || '.', '')
                           FROM (SELECT waiver, expires FROM covered AS c WHERE c.result = result.rowid AND c.expired
                                 ORDER BY waiver))
WHERE  rowid IN (SELECT result FROM covered WHERE expired)
AND    rowid NOT IN (SELECT result FROM covered WHERE in_force);

UPDATE result
SET    waived = verdict,
       waiver = (SELECT min(waiver) FROM covered AS c WHERE c.result = result.rowid AND c.in_force),
       verdict = 'WAIVED'
WHERE  rowid IN (SELECT result FROM covered WHERE in_force);

-- 6. The worst result is the control's; all counts can be had from the results.

DROP TABLE IF EXISTS temp.verdict_rank;
CREATE TEMP TABLE verdict_rank (verdict TEXT PRIMARY KEY, rank INTEGER NOT NULL);
INSERT INTO verdict_rank VALUES
  ('NOT_APPLICABLE', 1), ('PASS', 2), ('INFO', 3), ('WAIVED', 4), ('WARN', 5), ('NOT_ASSESSED', 6), ('FAIL', 7);

UPDATE control
SET    verdict = (SELECT v.verdict FROM result AS r JOIN verdict_rank AS v USING (verdict)
                  WHERE r.control = control.id ORDER BY v.rank DESC LIMIT 1),
       assessed = (SELECT count(*) FROM result AS r
                   WHERE r.control = control.id AND r.verdict NOT IN ('NOT_ASSESSED', 'NOT_APPLICABLE')),
       applicable = (SELECT count(*) FROM result AS r WHERE r.control = control.id AND r.verdict <> 'NOT_APPLICABLE');
