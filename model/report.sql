-- What the report model is made of: temporary tables and views over the evidence store, each sorted as a reader meets it.
-- Read by model/report*.c and dropped at the end; nothing of it stays in the store. Parameters of the report stand in
-- report_option (one row): kind is the audience word of control files, e.g. 'customer-audit'.
--
-- A column becomes an attribute of the element that its row becomes; a column whose name starts with a dot becomes a child
-- element; NULL and '' become nothing.

-- 1. Orders -------------------------------------------------------------------------------------------------

CREATE TEMP TABLE report_severity (name TEXT PRIMARY KEY, rank INTEGER NOT NULL);
INSERT INTO report_severity VALUES ('critical', 1), ('high', 2), ('medium', 3), ('low', 4), ('info', 5);

-- rank: worst first; what could not be assessed is worse than what is weak. element: what such a result is called in the model.
CREATE TEMP TABLE report_verdict (name TEXT PRIMARY KEY, rank INTEGER NOT NULL, class INTEGER NOT NULL, element TEXT NOT NULL);
INSERT INTO report_verdict VALUES ('FAIL', 1, 1, 'finding'), ('WARN', 3, 1, 'finding'),
  ('NOT_ASSESSED', 2, 2, 'not-assessed'), ('WAIVED', 4, 3, 'waived'), ('INFO', 5, 4, 'other'), ('PASS', 6, 5, 'other'),
  ('NOT_APPLICABLE', 7, 6, 'other');

-- The four questions of the verdict page and the two that stand beside them, by group of controls.
CREATE TEMP TABLE report_dimension (name TEXT NOT NULL, grp TEXT PRIMARY KEY, rank INTEGER NOT NULL);
INSERT INTO report_dimension VALUES ('control', 'CC', 1), ('scope', 'PS', 2), ('segregation', 'SG', 3), ('billing', 'BL', 4),
  ('handover', 'HO', 5), ('handover', 'HI', 5), ('evidence', 'EQ', 6);

-- Services whose records carry one Region wherever their caller is: their Region says nothing about scope.
CREATE TEMP TABLE report_global_service (name TEXT PRIMARY KEY);
INSERT INTO report_global_service VALUES ('account'), ('billing'), ('billingconductor'), ('budgets'), ('ce'), ('cloudfront'),
  ('cur'), ('globalaccelerator'), ('health'), ('iam'), ('importexport'), ('networkmanager'), ('organizations'), ('pricing'),
  ('route53'), ('route53domains'), ('savingsplans'), ('shield'), ('signin'), ('sts'), ('support'), ('trustedadvisor'), ('waf');

-- 2. Results ------------------------------------------------------------------------------------------------

CREATE TEMP TABLE report_control AS
SELECT c.*, substr(c.id, 1, instr(c.id || '-', '-') - 1) AS grp
FROM   control AS c, report_option AS o
WHERE  instr(' ' || c.audience || ' ', ' ' || o.kind || ' ') > 0;

-- Worst first, then by key. A result's id is the control and twelve digits of the hash of its key: the same in every run.
CREATE TEMP TABLE report_result AS
SELECT r.*, c.title, c.grp, v.element, e.partner, p.name AS partner_name, a.name AS account_name, a.owner,
       r.control || '-' || substr(sha256_text(r.control || '|' || r.engagement || '|' || r.account || '|' || r.region ||
         '|' || r.resource || '|' || r.principal), 1, 12) AS id,
       row_number() OVER (ORDER BY v.class, coalesce(s.rank, 9), v.rank, r.control, r.engagement, r.account, r.region,
         r.resource, r.principal) AS position
FROM   result AS r
JOIN   report_control AS c ON c.id = r.control
JOIN   report_verdict AS v ON v.name = r.verdict
LEFT JOIN report_severity AS s ON s.name = r.severity
LEFT JOIN engagement AS e ON e.id = r.engagement
LEFT JOIN partner AS p ON p.id = e.partner
LEFT JOIN population AS a ON a.account = r.account;
CREATE INDEX temp.report_result_control ON report_result (control);
CREATE INDEX temp.report_result_partner ON report_result (partner);
CREATE INDEX temp.report_result_account ON report_result (account);

CREATE TEMP VIEW report_results AS
SELECT element AS element_name, id, control, severity, verdict, base_severity AS "base-severity", engagement, partner,
       partner_name AS "partner-name", account, account_name AS "account-name", owner, region, waiver, waived AS "waived-verdict",
       title AS ".title", reason AS ".reason", resource AS ".resource", principal AS ".principal", facts AS facts_json
FROM   report_result
ORDER BY position;

-- The worst results of each control and partner again, a bounded number, so that no reader has to search all results.
-- n: the place among all results.
CREATE TEMP TABLE report_worst AS
SELECT *, row_number() OVER (PARTITION BY control ORDER BY position) AS control_rank,
       row_number() OVER (PARTITION BY partner, element ORDER BY position) AS partner_rank
FROM   report_result
WHERE  element IN ('finding', 'not-assessed');

CREATE TEMP VIEW report_worst_of_control AS
SELECT control AS parent, id, position AS n, severity, verdict, partner_name AS "partner-name", account, reason AS ".reason"
FROM   report_worst
WHERE  control_rank <= 20
ORDER BY position;

CREATE TEMP VIEW report_worst_of_partner AS
SELECT partner AS parent, id, position AS n, severity, verdict, partner_name AS "partner-name", account, reason AS ".reason"
FROM   report_worst
WHERE  partner_rank <= 15 AND element = 'finding' AND partner <> ''
ORDER BY position;

CREATE TEMP VIEW report_controls AS
SELECT c.id, c.grp AS "group", d.name AS dimension, c.severity, c.verdict, c.arrangement, c.needs, c.sha256, c.assessed, c.applicable,
       count(r.id) AS tested, coalesce(sum(r.verdict = 'PASS'), 0) AS passed, coalesce(sum(r.verdict = 'FAIL'), 0) AS failed,
       coalesce(sum(r.verdict = 'WARN'), 0) AS warned, coalesce(sum(r.verdict = 'NOT_ASSESSED'), 0) AS "not-assessed",
       coalesce(sum(r.verdict = 'WAIVED'), 0) AS waived, coalesce(sum(r.verdict = 'INFO'), 0) AS informed,
       c.title AS ".title", c.asks AS ".asks", c.remedy AS ".remedy", c.standards AS ".standards", c.rule AS ".rule"
FROM   report_control AS c
LEFT JOIN report_result AS r ON r.control = c.id
LEFT JOIN report_dimension AS d ON d.grp = c.grp
GROUP BY c.id
ORDER BY c.id;

-- One row a dimension that has controls: the sums of its controls and the worst verdict.
CREATE TEMP VIEW report_dimensions AS
WITH worst AS (
  SELECT d.name, min(v.rank) AS rank
  FROM   report_control AS c
  JOIN   report_dimension AS d ON d.grp = c.grp
  JOIN   report_verdict AS v ON v.name = c.verdict
  GROUP BY d.name)
SELECT d.name, w.name AS verdict,
       count(DISTINCT c.id) AS controls,
       count(DISTINCT c.id) FILTER (WHERE c.verdict = 'FAIL') AS "controls-failed",
       count(DISTINCT c.id) FILTER (WHERE c.assessed > 0) AS "controls-assessed",
       count(DISTINCT c.id) FILTER (WHERE c.applicable > 0) AS "controls-applicable",
       count(r.id) FILTER (WHERE r.verdict NOT IN ('NOT_ASSESSED', 'NOT_APPLICABLE')) AS assessed,
       count(r.id) FILTER (WHERE r.verdict <> 'NOT_APPLICABLE') AS applicable,
       count(r.id) FILTER (WHERE r.verdict = 'PASS') AS passed,
       count(r.id) FILTER (WHERE r.verdict = 'FAIL') AS failed,
       count(r.id) FILTER (WHERE r.verdict = 'WARN') AS warned,
       count(r.id) FILTER (WHERE r.verdict = 'NOT_ASSESSED') AS "not-assessed",
       count(r.id) FILTER (WHERE r.verdict = 'WAIVED') AS waived
FROM   report_control AS c
JOIN   report_dimension AS d ON d.grp = c.grp
JOIN   worst ON worst.name = d.name
JOIN   report_verdict AS w ON w.rank = worst.rank
LEFT JOIN report_result AS r ON r.control = c.id
GROUP BY d.name
ORDER BY d.rank;

CREATE TEMP VIEW report_severities AS
SELECT s.name, count(r.id) AS findings, coalesce(sum(r.verdict = 'FAIL'), 0) AS failed, coalesce(sum(r.verdict = 'WARN'), 0) AS warned
FROM   report_severity AS s
LEFT JOIN report_result AS r ON r.severity = s.name AND r.element = 'finding'
GROUP BY s.name
HAVING s.name <> 'info' OR findings > 0
ORDER BY s.rank;

CREATE TEMP VIEW report_verdicts AS
SELECT v.name, count(r.id) AS results
FROM   report_verdict AS v
LEFT JOIN report_result AS r ON r.verdict = v.name
GROUP BY v.name
ORDER BY v.rank;

-- A waiver is in force through its last day. used: results it covers.
CREATE TEMP VIEW report_waivers AS
SELECT w.id, w.control, w.engagement, w.approved_by AS "approved-by", w.approved_on AS "approved-on", w.expires,
       CASE WHEN w.expires < substr(o.as_of, 1, 10) THEN 'expired' ELSE 'in-force' END AS state,
       (SELECT count(*) FROM report_result AS r WHERE r.waiver = w.id) AS used,
       c.title AS ".title", w.reason AS ".reason", w.compensating AS ".compensating", nullif(w.match, '{}') AS ".match"
FROM   waiver AS w, frame AS o
LEFT JOIN control AS c ON c.id = w.control
ORDER BY state, w.expires, w.id;

-- 3. Evidence -----------------------------------------------------------------------------------------------

-- What one account's trail says for itself. digest-hours: hours of the period for which a digest was read, in any Region.
CREATE TEMP TABLE report_trail AS
SELECT a.account, sum(a.count) AS records, min(a.first_time) AS first, max(a.last_time) AS last, count(DISTINCT a.day) AS days
FROM   activity AS a NOT INDEXED, frame AS f
WHERE  a.day >= substr(f.period_start, 1, 10) AND a.day <= substr(f.period_end, 1, 10) AND a.last_time >= f.period_start AND a.first_time < f.period_end
GROUP BY a.account;

CREATE TEMP TABLE report_digest AS
SELECT d.account, count(DISTINCT substr(d.start_time, 1, 13)) AS hours, sum(d.missing) AS missing
FROM   digest AS d, frame AS f
WHERE  d.end_time > f.period_start AND d.start_time < f.period_end
GROUP BY d.account;

CREATE TEMP VIEW report_accounts AS
SELECT p.account AS id, p.name, p.listed, p.environment, p.ou, p.owner, p.data_class AS "data-class",
       p.business_function AS "business-function", p.territory, p.end_customer AS "end-customer", p.joined, p."left",
       coalesce(t.records, 0) AS records, t.first, t.last, coalesce(t.days, 0) AS days,
       coalesce(g.hours, 0) AS "digest-hours", g.missing AS "missing-logs",
       i.account IS NOT NULL AS iam, coalesce(i.complete, 0) AS "iam-complete",
       EXISTS (SELECT 1 FROM credential_source AS c WHERE c.account = p.account) AS credentials,
       (SELECT count(*) FROM gap WHERE gap.account = p.account AND gap.lost = 1) AS gaps,
       (SELECT count(*) FROM report_result AS r WHERE r.account = p.account AND r.element = 'finding') AS findings,
       (SELECT count(*) FROM report_result AS r WHERE r.account = p.account AND r.element = 'not-assessed') AS "not-assessed",
       (SELECT count(DISTINCT x.partner) FROM access_path AS x WHERE x.account = p.account AND x.partner <> '') AS partners
FROM   population AS p
LEFT JOIN report_trail AS t ON t.account = p.account
LEFT JOIN report_digest AS g ON g.account = p.account
LEFT JOIN iam_account AS i ON i.account = p.account
ORDER BY p.account;

CREATE TEMP VIEW report_quality AS
SELECT (SELECT count(*) FROM population) AS accounts,
       (SELECT count(*) FROM report_accounts WHERE records > 0) AS "accounts-with-trail",
       (SELECT count(*) FROM report_accounts WHERE "iam-complete" = 1) AS "accounts-with-iam",
       (SELECT count(*) FROM report_accounts WHERE credentials = 1) AS "accounts-with-credentials",
       CAST((unixepoch(f.period_end) - unixepoch(f.period_start)) / 3600 AS INTEGER) AS hours,
       (SELECT coalesce(sum(hours), 0) FROM report_digest) AS "digest-hours",
       (SELECT count(*) FROM digest) AS digests,
       (SELECT coalesce(sum(records), 0) FROM report_trail) AS records,
       (SELECT coalesce(sum(a.count), 0) FROM activity AS a
          WHERE a.principal IN (SELECT x.principal FROM attribution AS x WHERE x.class = 'unattributed')) AS unattributed,
       (SELECT count(*) FROM report_result WHERE verdict <> 'NOT_APPLICABLE') AS applicable,
       (SELECT count(*) FROM report_result WHERE verdict NOT IN ('NOT_APPLICABLE', 'NOT_ASSESSED')) AS assessed,
       (SELECT count(*) FROM report_result WHERE verdict = 'NOT_ASSESSED') AS "not-assessed",
       (SELECT count(*) FROM gap) AS gaps, (SELECT count(*) FROM gap WHERE lost = 1) AS "gaps-lost",
       (SELECT count(*) FROM object) AS objects
FROM   frame AS f;

CREATE TEMP VIEW report_gaps AS
SELECT row_number() OVER (ORDER BY lost DESC, subject, coalesce(account, ''), origin, coalesce(place, ''), code, reason) AS n,
       subject, code, account, lost, place, origin AS ".origin", reason AS ".reason"
FROM   gap
ORDER BY n;

CREATE TEMP VIEW report_objects AS
SELECT sha256, kind, shape, account, size, facts, said_at AS "said-at", origin AS ".origin"
FROM   object
ORDER BY origin;

CREATE TEMP VIEW report_kinds AS
SELECT kind AS name, count(*) AS objects, sum(size) AS size, sum(facts) AS facts
FROM   object
GROUP BY kind
ORDER BY kind;

CREATE TEMP VIEW report_attributions AS
SELECT x.class, x.confidence, count(DISTINCT x.principal) AS principals, coalesce(sum(a.count), 0) AS records
FROM   attribution AS x
LEFT JOIN (SELECT principal, sum(count) AS count FROM activity NOT INDEXED GROUP BY principal) AS a ON a.principal = x.principal
GROUP BY x.class, x.confidence
ORDER BY x.class, x.confidence;

-- 4. Partners -----------------------------------------------------------------------------------------------

-- Every roll-up row of a principal attributed to an engagement, with what the lists of the contract say of it. A principal
-- that matches two engagements counts in both, as attribution has two rows for it. Contract windows are compared with the
-- first and last record of the row. What an AWS service called on the partner's behalf is no act outside the contract.
CREATE TEMP TABLE report_activity AS
SELECT x.engagement, x.partner, a.principal, a.day, a.account, a.region, a.service, a.action, a.read_only, a.error_code,
       a.count, a.first_time, a.last_time, a.first_id,
       EXISTS (SELECT 1 FROM engagement_account AS n WHERE n.engagement = x.engagement AND n.account = a.account) AS account_in,
       e.regions_limited = 0 OR EXISTS (SELECT 1 FROM report_global_service AS g WHERE g.name = a.service)
         OR EXISTS (SELECT 1 FROM engagement_list AS l WHERE l.engagement = x.engagement AND l.kind = 'region'
           AND glob_match(l.value, a.region)) AS region_in,
       e.services_limited = 0 OR EXISTS (SELECT 1 FROM engagement_list AS l WHERE l.engagement = x.engagement
         AND l.kind = 'service' AND glob_match_nocase(l.value, a.service)) AS service_in,
       a.first_time >= e.contract_start AND a.last_time < e.contract_end AS time_in,
       p.invoked_by IS NOT NULL AS by_service
FROM   activity AS a
JOIN   principal AS p ON p.id = a.principal
JOIN   attribution AS x ON x.principal = a.principal AND x.class = 'partner'
JOIN   engagement AS e ON e.id = x.engagement
JOIN   frame AS f ON a.last_time >= f.period_start AND a.first_time < f.period_end;
CREATE INDEX temp.report_activity_engagement ON report_activity (engagement);

CREATE TEMP VIEW report_acts AS
SELECT *, by_service OR account_in AND region_in AND service_in AND time_in AS scope_in, read_only = 'true' AS is_read,
       read_only = 'false' AS is_write, error_code <> '' AS is_error
FROM   report_activity;

CREATE TEMP TABLE report_partner_acts AS
SELECT partner, sum(count) AS records, coalesce(sum(count) FILTER (WHERE NOT scope_in), 0) AS "out"
FROM   report_acts
GROUP BY partner;

CREATE TEMP VIEW report_partners AS
SELECT p.id, p.name,
       (SELECT count(*) FROM report_result AS r WHERE r.partner = p.id AND r.element = 'finding') AS findings,
       (SELECT count(*) FROM report_result AS r WHERE r.partner = p.id AND r.verdict = 'FAIL') AS failed,
       (SELECT count(*) FROM report_result AS r WHERE r.partner = p.id AND r.verdict = 'WARN') AS warned,
       (SELECT count(*) FROM report_result AS r WHERE r.partner = p.id AND r.verdict = 'NOT_ASSESSED') AS "not-assessed",
       (SELECT count(*) FROM report_result AS r WHERE r.partner = p.id AND r.verdict NOT IN ('NOT_ASSESSED', 'NOT_APPLICABLE')) AS assessed,
       (SELECT count(*) FROM report_result AS r WHERE r.partner = p.id AND r.verdict <> 'NOT_APPLICABLE') AS applicable,
       (SELECT r.verdict FROM report_result AS r JOIN report_verdict AS v ON v.name = r.verdict WHERE r.partner = p.id
          ORDER BY v.rank LIMIT 1) AS verdict,
       (SELECT count(*) FROM access_path AS x WHERE x.partner = p.id) AS paths,
       (SELECT count(DISTINCT x.account) FROM access_path AS x WHERE x.partner = p.id) AS "accounts-reached",
       coalesce((SELECT a.records FROM report_partner_acts AS a WHERE a.partner = p.id), 0) AS records,
       coalesce((SELECT a."out" FROM report_partner_acts AS a WHERE a.partner = p.id), 0) AS "records-out"
FROM   partner AS p
ORDER BY findings DESC, p.id;

CREATE TEMP VIEW report_engagements AS
SELECT e.partner AS parent, e.id, e.arrangement, e.status, e.territory, e.criticality, e.contract_ref AS "contract-ref",
       e.contract_start AS "contract-start", e.contract_end AS "contract-end", e.assistance_until AS "assistance-until",
       e.regions_limited AS "regions-limited", e.services_limited AS "services-limited", e.actions_limited AS "actions-limited",
       e.data_access AS "data-access", e.session_max_seconds AS "session-max-seconds", e.handover_role AS "handover-role",
       e.counterpart, e.cutoff, e.payer_account AS "payer-account", e.billing_model AS "billing-model", e.cost_data AS "cost-data",
       (SELECT count(*) FROM engagement_account AS n WHERE n.engagement = e.id) AS "accounts-in-scope"
FROM   engagement AS e
ORDER BY e.partner, e.id;

CREATE TEMP VIEW report_activities AS
SELECT engagement AS parent, sum(count) AS records, coalesce(sum(count) FILTER (WHERE NOT scope_in), 0) AS "out",
       coalesce(sum(count) FILTER (WHERE is_read), 0) AS reads, coalesce(sum(count) FILTER (WHERE is_write), 0) AS writes,
       coalesce(sum(count) FILTER (WHERE is_error), 0) AS errors, count(DISTINCT principal) AS principals,
       count(DISTINCT day) AS days, min(first_time) AS first, max(last_time) AS last
FROM   report_acts
GROUP BY engagement;

CREATE TEMP VIEW report_activity_services AS
SELECT engagement AS parent, service AS name, sum(count) AS records, coalesce(sum(count) FILTER (WHERE is_read), 0) AS reads,
       coalesce(sum(count) FILTER (WHERE is_write), 0) AS writes, coalesce(sum(count) FILTER (WHERE is_error), 0) AS errors,
       coalesce(sum(count) FILTER (WHERE NOT scope_in), 0) AS "out"
FROM   report_acts
GROUP BY engagement, service
ORDER BY engagement, records DESC, service;

CREATE TEMP VIEW report_activity_regions AS
SELECT engagement AS parent, region AS name, sum(count) AS records, coalesce(sum(count) FILTER (WHERE NOT region_in), 0) AS "out"
FROM   report_acts
GROUP BY engagement, region
ORDER BY engagement, records DESC, region;

CREATE TEMP VIEW report_activity_accounts AS
SELECT a.engagement AS parent, a.account AS id, p.name, sum(a.count) AS records,
       coalesce(sum(a.count) FILTER (WHERE NOT a.account_in), 0) AS "out"
FROM   report_acts AS a
LEFT JOIN population AS p ON p.account = a.account
GROUP BY a.engagement, a.account
ORDER BY a.engagement, records DESC, a.account;

-- Every day of the period that has activity.
CREATE TEMP VIEW report_activity_days AS
SELECT engagement AS parent, day AS date, sum(count) AS records, coalesce(sum(count) FILTER (WHERE NOT scope_in), 0) AS "out",
       coalesce(sum(count) FILTER (WHERE is_write), 0) AS writes
FROM   report_acts
GROUP BY engagement, day
ORDER BY engagement, day;

CREATE TEMP VIEW report_activity_out AS
SELECT engagement AS parent, service, action, account, region, NOT account_in AS "account-out", NOT region_in AS "region-out",
       NOT service_in AS "service-out", NOT time_in AS "time-out", sum(count) AS records, min(first_time) AS first,
       max(last_time) AS last, min(first_id) AS event
FROM   report_acts
WHERE  NOT scope_in
GROUP BY engagement, service, action, account, region, account_in, region_in, service_in, time_in
ORDER BY engagement, records DESC, service, action, account, region;

-- 5. Access -------------------------------------------------------------------------------------------------

CREATE TEMP VIEW report_paths AS
SELECT x.account, p.name AS "account-name", x.owner, x.partner, n.name AS "partner-name", x.principal_type AS type,
       x.principal_account AS "principal-account",
       CASE WHEN x.principal_type <> 'AWS' THEN NULL WHEN x.external_ids <> '[]' THEN 'pinned' WHEN x.external_id_loose = 1 THEN 'loose'
         ELSE 'none' END AS "external-id",
       coalesce(f.administrator, 0) AS administrator, x.statement, x.role_arn AS ".role", x.principal AS ".principal",
       nullif(x.conditions, '{}') AS ".conditions"
FROM   access_path AS x
LEFT JOIN population AS p ON p.account = x.account
LEFT JOIN partner AS n ON n.id = x.partner
LEFT JOIN effective AS f ON f.principal_arn = x.role_arn
WHERE  x.owner NOT IN ('self', 'aws-service', 'customer')
ORDER BY instr(' anyone unknown dead third-party partner-idp partner customer-idp ', ' ' || x.owner || ' '), administrator DESC,
       x.account, x.role_arn, x.statement, x.principal_type, x.principal;

-- Every account of the population with every partner: how many ways in, and whether one of them is an administrator.
CREATE TEMP VIEW report_reach AS
SELECT a.account AS parent, p.id AS partner, count(x.role_arn) AS paths, count(DISTINCT x.role_arn) AS roles,
       coalesce(max(f.administrator), 0) AS administrator,
       EXISTS (SELECT 1 FROM engagement_account AS n JOIN engagement AS e ON e.id = n.engagement
         WHERE e.partner = p.id AND n.account = a.account) AS contracted
FROM   population AS a
CROSS JOIN partner AS p
LEFT JOIN access_path AS x ON x.account = a.account AND x.partner = p.id
LEFT JOIN effective AS f ON f.principal_arn = x.role_arn
GROUP BY a.account, p.id
ORDER BY a.account, p.id;
