-- Which evidence is lacking, and where: temporary table need_unmet. A verdict that stands on what is lacking here can't
-- be PASS (settle.sql). Names: analyzers/controls/data/need.tsv.

-- account '': the customer as a whole.
DROP TABLE IF EXISTS temp.need_met;
CREATE TEMP TABLE need_met (need TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (need, account));

INSERT INTO need_met
SELECT DISTINCT 'trail', a.account
FROM   activity AS a
JOIN   frame AS f ON a.last_time >= f.period_start AND a.first_time < f.period_end
UNION
SELECT DISTINCT 'trail', d.account
FROM   digest AS d
JOIN   frame AS f ON d.end_time > f.period_start AND d.start_time < f.period_end
UNION
SELECT 'iam', account FROM iam_account
UNION
SELECT 'credential-report', account FROM credential_source WHERE kind = 'credential-report'
UNION
SELECT 'account-summary', account FROM iam_summary
UNION
SELECT 'account-summary', account FROM credential_source WHERE kind = 'credential-report'
UNION
SELECT 'contacts', account FROM contact
UNION
SELECT 'organizations', '' FROM organization
UNION
SELECT 'organizations', '' FROM organization_account
UNION
-- A bill speaks of the customer when it names one of its accounts, in a month of the period.
SELECT 'billing', ''
FROM   cost AS c
JOIN   frame AS f ON c.month < f.period_end AND date(c.month, '+1 month') > substr(f.period_start, 1, 10)
WHERE  c.account IN (SELECT account FROM population)
UNION
SELECT 'invoice', '' FROM invoice_line;

-- account '': every account; engagement '': every engagement.
DROP TABLE IF EXISTS temp.need_unmet;
CREATE TEMP TABLE need_unmet (
  need       TEXT NOT NULL,
  account    TEXT NOT NULL,
  engagement TEXT NOT NULL,
  reason     TEXT NOT NULL
);

INSERT INTO need_unmet
SELECT n.need, p.account, '', replace(n.lack, '?', p.account)
FROM   need AS n
JOIN   population AS p
LEFT JOIN need_met AS m ON m.need = n.need AND m.account = p.account
WHERE  n.need IN ('trail', 'iam', 'credential-report', 'account-summary', 'contacts')
AND    m.need IS NULL
UNION ALL
SELECT n.need, '', '', n.lack
FROM   need AS n
WHERE  n.need IN ('organizations', 'billing', 'invoice')
AND    n.need NOT IN (SELECT m.need FROM need_met AS m WHERE m.account = '');

-- A gap of which nobody knows the account may harm any.
INSERT INTO need_unmet
SELECT n.need,
       coalesce(g.account, ''),
       '',
       replace(replace(CASE WHEN g.account IS NULL THEN replace(n.loss, ' of account ?', '') ELSE n.loss END,
                       '?', coalesce(g.account, '')),
               '#', counted(count(*), 'gap', 'gaps') || ', listed under gaps in the evidence')
FROM   need AS n
JOIN   (SELECT * FROM gap WHERE lost = 1 ORDER BY origin, place, code) AS g
       ON instr(' ' || n.gaps || ' ', ' ' || g.subject || ' ') > 0
GROUP BY n.need, g.account;

INSERT INTO need_unmet
SELECT n.need, '', e.id, n.lack
FROM   need AS n
JOIN   engagement AS e ON e.handover_role IS NOT 'outgoing'
WHERE  n.need = 'engagement.handover';

-- The watch behind a cut-off: digests tell an hour without records from an hour without a log. Covered is an account
-- whose Regions each have digests without a hole from the cut-off to the end of the watch (or to as_of, if earlier),
-- with every log file they list among those that were read.
WITH
watch AS (
  SELECT e.id AS engagement, e.cutoff AS start, min(time_add(e.cutoff, e.watch_days * 86400), f.as_of) AS stop
  FROM   engagement AS e
  JOIN   frame AS f ON f.as_of > e.cutoff
  WHERE  e.handover_role = 'outgoing'
),
watched_account AS (
  SELECT w.engagement, w.start, w.stop, p.account
  FROM   watch AS w
  JOIN   partner_place AS p ON p.engagement = w.engagement
),
watched_region AS (
  SELECT w.*, d.region FROM watched_account AS w JOIN (SELECT DISTINCT account, region FROM digest) AS d USING (account)
  UNION
  SELECT w.*, a.region FROM watched_account AS w JOIN (SELECT DISTINCT account, region FROM activity) AS a USING (account)
  UNION
  SELECT w.*, l.value FROM watched_account AS w JOIN engagement_list AS l ON l.engagement = w.engagement AND l.kind = 'region'
),
-- The moments that must be followed by a digest: the cut-off, and each end of a digest inside the watch.
moment AS (
  SELECT engagement, account, region, start AS at FROM watched_region
  UNION
  SELECT w.engagement, w.account, w.region, d.end_time
  FROM   watched_region AS w
  JOIN   digest AS d ON d.account = w.account AND d.region = w.region
  WHERE  d.end_time > w.start AND d.end_time < w.stop
),
hole AS (
  SELECT m.engagement, m.account, m.region, m.at
  FROM   moment AS m
  WHERE  NOT EXISTS (SELECT 1 FROM digest AS d
                     WHERE  d.account = m.account AND d.region = m.region AND d.start_time <= m.at AND d.end_time > m.at)
),
unread AS (
  SELECT w.engagement, w.account, w.region, d.start_time AS at
  FROM   watched_region AS w
  JOIN   digest AS d ON d.account = w.account AND d.region = w.region
  WHERE  d.missing > 0 AND d.end_time > w.start AND d.start_time < w.stop
)
INSERT INTO need_unmet
SELECT 'trail-coverage', account, engagement, reason
FROM   (SELECT account, engagement, region, at,
               'No CloudTrail digest covers ' || region || ' in account ' || account || ' from ' || moment(at)
                 || ' on, so quiet hours can''t be told from missing logs.' AS reason
        FROM   hole
        UNION ALL
        SELECT account, engagement, region, at,
               'The CloudTrail digest of ' || region || ' in account ' || account || ' from ' || moment(at)
                 || ' lists log files that were not read.'
        FROM   unread
        UNION ALL
        SELECT w.account, w.engagement, '', '', replace(n.lack, '?', w.account)
        FROM   watched_account AS w
        JOIN   need AS n ON n.need = 'trail-coverage'
        WHERE  NOT EXISTS (SELECT 1 FROM watched_region AS r WHERE r.account = w.account))
GROUP BY account, engagement
HAVING at = min(at);
