-- An analyzed store, small and invented: three partners, ten accounts, twelve controls, every verdict, and names that
-- want to be more than names. Read into an empty store after model/contract.sql.

INSERT INTO contract VALUES ('engagement.yaml', '7d0c1f9be6a1b6f3e7a9d3f2b1a09c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b', '{}', '2026-3', 'Ingrid Solheim', '2026-06-24');
INSERT INTO frame VALUES ('2026-07-01T00:00:00Z', '2026-10-01T00:00:00Z', '2026-10-05T08:00:00Z', '0.1.0',
  'c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2');
INSERT INTO customer VALUES ('Northwind Logistics AG', 'o-nw7k2p9q1x', '210987654301', 'customer', '210987654302', '210987654303',
  '210987654304', 'Europe/Zurich', 'EUR');
INSERT INTO customer_list VALUES ('alias', 'Northwind'), ('email_domain', 'northwind.example'), ('baseline_region', 'eu-central-1'),
  ('baseline_region', 'eu-west-1');

INSERT INTO population (account, name, listed, ou, environment, data_class, owner, joined) VALUES
  ('210987654301', 'management', 1, 'Root', 'prod', 'internal', 'Platform', '2021-02-01'),
  ('210987654302', 'log archive', 1, 'Security', 'prod', 'restricted', 'Security', '2021-02-01'),
  ('210987654303', 'audit', 1, 'Security', 'prod', 'internal', 'Security', '2021-02-01'),
  ('210987654304', 'security tooling', 1, 'Security', 'prod', 'internal', 'Security', '2021-02-01'),
  ('210987654305', 'warehouse prod', 1, 'Workloads', 'prod', 'restricted', 'Warehouse', '2021-04-12'),
  ('210987654306', 'warehouse test', 1, 'Workloads', 'test', 'internal', 'Warehouse', '2021-04-12'),
  ('210987654307', 'routing prod', 1, 'Workloads', 'prod', 'internal', 'Routing', '2022-09-01'),
  ('210987654308', '</script><img src=x onerror=alert(1)>', 1, 'Workloads', 'test', 'internal', 'Routing', '2022-09-01'),
  ('210987654309', 'billing exports', 1, 'Workloads', 'prod', 'internal', 'Finance', '2023-01-16'),
  ('210987654310', 'חשבון דמו', 1, 'Sandbox', 'test', NULL, NULL, '2026-03-02');

INSERT INTO partner VALUES ('skyline', 'Skyline Cloud GmbH'), ('lodz', 'Łódź Systems sp. z o.o.'), ('alnoor', 'شركة النور');
INSERT INTO partner_account VALUES ('skyline', '330011223344', ''), ('lodz', '440055667788', ''), ('lodz', '440055667799', 'Baltic Ops OÜ'),
  ('alnoor', '550099887766', '');
INSERT INTO partner_list VALUES ('skyline', 'email_domain', 'skyline.example'), ('skyline', 'kind', 'managed_service'),
  ('skyline', 'source_cidr', '198.51.100.0/24'), ('lodz', 'email_domain', 'lodz.example'), ('lodz', 'kind', 'managed_service'),
  ('alnoor', 'kind', 'reseller'), ('alnoor', 'email_domain', 'alnoor.example');
INSERT INTO engagement (id, partner, arrangement, status, criticality, contract_ref, contract_start, contract_end, assistance_until,
  regions_limited, services_limited, actions_limited, session_max_seconds, handover_role, counterpart, cutoff) VALUES
  ('skyline-ops', 'skyline', 'managed_service', 'active', 'important', 'NW-2025-017', '2025-01-01T00:00:00Z', '2027-01-01T00:00:00Z', NULL, 1, 1, 0, 14400, NULL, NULL, NULL),
  ('lodz-run', 'lodz', 'managed_service', 'ended', 'important', 'NW-2022-004', '2022-09-01T00:00:00Z', '2026-09-01T00:00:00Z', '2026-09-15T00:00:00Z', 1, 0, 0, 28800, 'outgoing', 'skyline-ops', '2026-09-01T00:00:00Z'),
  ('alnoor-resale', 'alnoor', 'reseller', 'active', NULL, 'NW-2024-009', '2024-04-01T00:00:00Z', '2027-04-01T00:00:00Z', NULL, 0, 1, 1, NULL, NULL, NULL, NULL);
INSERT INTO engagement_account VALUES ('skyline-ops', '210987654305', 'account'), ('skyline-ops', '210987654306', 'account'),
  ('skyline-ops', '210987654307', 'Workloads'), ('skyline-ops', '210987654308', 'Workloads'), ('lodz-run', '210987654307', 'account'),
  ('lodz-run', '210987654308', 'account'), ('alnoor-resale', '210987654309', 'account');
INSERT INTO engagement_list VALUES ('skyline-ops', 'region', 'eu-central-1'), ('skyline-ops', 'region', 'eu-west-1'),
  ('skyline-ops', 'service', 'ec2'), ('skyline-ops', 'service', 'rds'), ('skyline-ops', 'service', 'cloudwatch'),
  ('skyline-ops', 'service', 'logs'), ('skyline-ops', 'service', 'sts'), ('skyline-ops', 'service', 's3'),
  ('lodz-run', 'region', 'eu-central-1'), ('alnoor-resale', 'service', 'ce'), ('alnoor-resale', 'service', 'cur'),
  ('alnoor-resale', 'action_allow', 'ce:Get*');
INSERT INTO engagement_role VALUES ('skyline-ops', 'arn:aws:iam::*:role/partner/Skyline*', 1, 1, 'ab12', NULL, 14400),
  ('lodz-run', 'arn:aws:iam::*:role/lodz-*', 1, 0, NULL, NULL, 28800), ('alnoor-resale', 'arn:aws:iam::210987654309:role/AlnoorBilling', 0, 0, NULL, NULL, 3600);
INSERT INTO engagement_user VALUES ('lodz-run', 'arn:aws:iam::210987654307:user/lodz-deploy', '2026-08-31', 'Deployment pipeline without federation');
INSERT INTO approver VALUES ('skyline-ops', 'Ingrid Solheim', 'Head of Platform', 'ingrid@northwind.example', NULL),
  ('lodz-run', 'Ingrid Solheim', 'Head of Platform', 'ingrid@northwind.example', NULL),
  ('alnoor-resale', 'Marc Dubois', 'CFO', 'marc@northwind.example', NULL);

INSERT INTO waiver VALUES
  ('W-2026-04', 'PS-09', 'lodz-run', '{"account":"210987654308"}', 'The test account holds no customer data; the contract ended in August.', 'Access only from the office network of the partner.', 'Ingrid Solheim', '2026-03-02', '2026-12-31'),
  ('W-2026-07', 'CC-10', NULL, '{}', 'The rehearsal moved to October because of the warehouse migration.', 'Two sealed hardware keys are in the safe.', 'Marc Dubois', '2026-06-30', '2026-10-31'),
  ('W-2025-11', 'PS-13', 'lodz-run', '{"principal":"*lodz-deploy"}', 'Pipeline without federation until the end of the contract.', NULL, 'Ingrid Solheim', '2025-11-20', '2026-08-31');

-- Objects: what was read.
INSERT INTO object (id, origin, sha256, size, kind, shape, account, said_at, facts)
SELECT value, printf('trail/AWSLogs/2109876543%02d/CloudTrail/eu-central-1/2026/%02d/%02d.json.gz', 1 + value % 9, 7 + value / 20, 1 + value % 28),
       printf('%064x', value * 2654435761), 18000 + value * 977, 'trail', 'records', printf('2109876543%02d', 1 + value % 9),
       printf('2026-%02d-%02dT23:55:00Z', 7 + value / 20, 1 + value % 28), 900 + value * 31
FROM  (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 60) SELECT value FROM n);
INSERT INTO object (origin, sha256, size, kind, shape, account, said_at, facts) VALUES
  ('iam/210987654305-authorization-details.json', '5b1d2e0c4a3f9687b5a4c3d2e1f00918273645546372819a0b1c2d3e4f5a6b7c', 412883, 'iam-authorization-details', NULL, '210987654305', NULL, 214),
  ('iam/210987654307-authorization-details.json', '6c2e3f1d5b40a798c6b5d4e3f2011a29384756657483920b1c2d3e4f5a6b7c8d', 398120, 'iam-authorization-details', NULL, '210987654307', NULL, 187),
  ('organizations/accounts.json', '7d3f402e6c51b8a9d7c6e5f403122b3a495867768594a31c2d3e4f5a6b7c8d9e', 9311, 'organizations-accounts', 'array', NULL, '2026-10-02T06:00:00Z', 10),
  ('credentials/210987654307.csv', '8e40513f7d62c9bae8d7f60514233c4b5a69788796a5b42d3e4f5a6b7c8d9e0f', 2210, 'credential-report', NULL, '210987654307', '2026-10-02T06:10:00Z', 12),
  ('notes/=HYPERLINK("x").txt', '9f5162408e73dacbf9e8071625344d5c6b7a8998a7b6c53e4f5a6b7c8d9e0f1a', 88, 'unrecognised', NULL, NULL, NULL, 0);

INSERT INTO gap (source, origin, subject, account, code, place, reason, lost) VALUES
  (3, 'trail/AWSLogs/210987654304/CloudTrail/eu-central-1/2026/07/04.json.gz', 'trail', '210987654304', 'truncated', 'byte 812', 'The file ends inside a record; a closing bracket was expected.', 1),
  (NULL, 'iam/210987654306', 'iam', '210987654306', 'error-answer', NULL, 'AWS answered AccessDenied to iam:GetAccountAuthorizationDetails.', 1),
  (NULL, 'trail of 210987654310', 'trail', '210987654310', 'no-record', NULL, 'No record of this account was found in any file; the trail may not cover it.', 1),
  (NULL, 'billing/2026-09', 'billing', NULL, 'incomplete-pages', NULL, 'The export of September is not final: its manifest names a later version.', 1),
  (65, 'notes/=HYPERLINK("x").txt', 'unknown', NULL, 'unrecognised', NULL, 'No reader knows this kind of file. ]]> --> </style>', 0);

INSERT INTO iam_account SELECT account, account <> '210987654304', NULL, 61 FROM population WHERE account NOT IN ('210987654306', '210987654310');
INSERT INTO credential_source SELECT account, 'credential-report', '', 64 FROM population WHERE account < '210987654309' AND account <> '210987654306';

-- Principals and what they did.
INSERT INTO principal (id, key, type, arn, account) VALUES
  (1, 'p1', 'AssumedRole', 'arn:aws:sts::210987654305:assumed-role/SkylineAdmin/anna', '210987654305'),
  (2, 'p2', 'AssumedRole', 'arn:aws:sts::210987654307:assumed-role/SkylineOps/ben', '210987654307'),
  (3, 'p3', 'AssumedRole', 'arn:aws:sts::210987654307:assumed-role/lodz-run/piotr', '210987654307'),
  (4, 'p4', 'IAMUser', 'arn:aws:iam::210987654307:user/lodz-deploy', '210987654307'),
  (5, 'p5', 'AssumedRole', 'arn:aws:sts::210987654309:assumed-role/AlnoorBilling/export', '210987654309'),
  (6, 'p6', 'AssumedRole', 'arn:aws:sts::210987654301:assumed-role/PlatformAdmin/ingrid', '210987654301'),
  (7, 'p7', 'IAMUser', 'arn:aws:iam::210987654306:user/unknown-7', '210987654306'),
  (8, 'p8', 'AWSService', NULL, NULL);
INSERT INTO attribution VALUES (1, 'partner', 'skyline-ops', 'skyline', 'role-pattern', 'identity', ''),
  (2, 'partner', 'skyline-ops', 'skyline', 'role-pattern', 'identity', ''), (3, 'partner', 'lodz-run', 'lodz', 'role-pattern', 'identity', ''),
  (4, 'partner', 'lodz-run', 'lodz', 'user-pattern', 'identity', ''), (5, 'partner', 'alnoor-resale', 'alnoor', 'role-pattern', 'identity', ''),
  (6, 'customer', '', '', 'account', 'identity', ''), (7, 'unattributed', '', '', 'none', 'none', ''), (8, 'aws-service', '', '', 'service', 'identity', '');

WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 91),
  act(principal, account, region, service, action, read_only, every, base, from_day, to_day) AS (VALUES
    (1, '210987654305', 'eu-central-1', 'ec2', 'DescribeInstances', 'true', 1, 140, 0, 91),
    (1, '210987654305', 'eu-central-1', 'rds', 'ModifyDBInstance', 'false', 9, 2, 0, 91),
    (1, '210987654306', 'eu-west-1', 'cloudwatch', 'GetMetricData', 'true', 1, 320, 0, 91),
    (1, '210987654305', 'us-east-1', 'ec2', 'RunInstances', 'false', 31, 3, 40, 80),
    (1, '210987654305', 'eu-central-1', 'kms', 'ScheduleKeyDeletion', 'false', 60, 1, 50, 70),
    (2, '210987654307', 'eu-central-1', 'ec2', 'StartInstances', 'false', 3, 6, 0, 91),
    (2, '210987654307', 'eu-central-1', 'logs', 'FilterLogEvents', 'true', 2, 45, 0, 91),
    (2, '210987654302', 'eu-central-1', 's3', 'GetObject', 'true', 45, 12, 20, 91),
    (3, '210987654307', 'eu-central-1', 'ec2', 'DescribeInstances', 'true', 2, 60, 0, 62),
    (3, '210987654308', 'eu-central-1', 'ecs', 'UpdateService', 'false', 5, 4, 0, 62),
    (4, '210987654307', 'eu-central-1', 'ecr', 'PutImage', 'false', 7, 3, 0, 76),
    (4, '210987654307', 'eu-central-1', 's3', 'GetObject', 'true', 5, 18, 0, 76),
    (5, '210987654309', 'us-east-1', 'ce', 'GetCostAndUsage', 'true', 1, 24, 0, 91),
    (5, '210987654309', 'us-east-1', 'iam', 'ListUsers', 'true', 40, 2, 0, 91),
    (6, '210987654301', 'us-east-1', 'organizations', 'DescribeOrganization', 'true', 1, 50, 0, 91),
    (7, '210987654306', 'eu-central-1', 's3', 'ListBuckets', 'true', 11, 4, 0, 91),
    (8, '210987654302', 'eu-central-1', 's3', 'PutObject', 'false', 1, 960, 0, 91),
    (8, '210987654303', 'eu-central-1', 'config', 'PutEvaluations', 'false', 1, 80, 0, 91),
    (8, '210987654304', 'eu-central-1', 'guardduty', 'ListDetectors', 'true', 1, 12, 0, 91))
INSERT INTO activity
SELECT day, account, region, service, action, read_only, CASE WHEN action = 'FilterLogEvents' AND i % 10 = 0 THEN 'AccessDenied' ELSE '' END,
       'AwsApiCall', principal, base + (i * 7 + base) % (base / 3 + 2), day || 'T06:12:00Z', day || 'T18:40:00Z',
       printf('e%07d-%d', i * 100 + principal, length(action)), printf('f%07d', i)
FROM  (SELECT date('2026-07-01', i || ' days') AS day, * FROM d, act WHERE i >= from_day AND i <= to_day AND i % every = 0);

INSERT INTO digest
SELECT '2109876543' || printf('%02d', a.n), 'eu-central-1', strftime('%Y-%m-%dT%H:00:00Z', '2026-07-01', (d.i * 12) || ' hours'),
       strftime('%Y-%m-%dT%H:00:00Z', '2026-07-01', (d.i * 12 + 1) || ' hours'), 3, CASE WHEN d.i = 77 AND a.n = 4 THEN 1 ELSE 0 END, 1
FROM  (SELECT value AS n FROM json_each('[1,2,3,4,5,7,8,9]')) AS a,
      (WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 183) SELECT i FROM d) AS d;

-- Who may come in.
INSERT INTO access_path VALUES
  ('210987654305', 'arn:aws:iam::210987654305:role/partner/SkylineAdmin', 1, 'AWS', 'arn:aws:iam::330011223344:root', '330011223344', '[]', 0, '{}', 'partner', 'skyline'),
  ('210987654306', 'arn:aws:iam::210987654306:role/partner/SkylineOps', 1, 'AWS', 'arn:aws:iam::330011223344:role/ops', '330011223344', '["nw-1"]', 0, '{"StringEquals":{"sts:ExternalId":"***"}}', 'partner', 'skyline'),
  ('210987654307', 'arn:aws:iam::210987654307:role/partner/SkylineOps', 1, 'AWS', 'arn:aws:iam::330011223344:role/ops', '330011223344', '["nw-1"]', 0, '{"StringEquals":{"sts:ExternalId":"***"}}', 'partner', 'skyline'),
  ('210987654308', 'arn:aws:iam::210987654308:role/partner/SkylineOps', 1, 'AWS', 'arn:aws:iam::330011223344:role/ops', '330011223344', '["nw-1"]', 0, '{}', 'partner', 'skyline'),
  ('210987654307', 'arn:aws:iam::210987654307:role/lodz-run', 1, 'AWS', 'arn:aws:iam::440055667788:root', '440055667788', '[]', 1, '{"StringLike":{"sts:ExternalId":"*"}}', 'partner', 'lodz'),
  ('210987654308', 'arn:aws:iam::210987654308:role/lodz-run', 1, 'AWS', 'arn:aws:iam::440055667799:role/baltic', '440055667799', '["x"]', 0, '{}', 'partner', 'lodz'),
  ('210987654309', 'arn:aws:iam::210987654309:role/AlnoorBilling', 1, 'AWS', 'arn:aws:iam::550099887766:role/export', '550099887766', '["nw-7"]', 0, '{}', 'partner', 'alnoor'),
  ('210987654309', 'arn:aws:iam::210987654309:role/VendorScan', 1, 'AWS', 'arn:aws:iam::660012312312:root', '660012312312', '[]', 0, '{}', 'unknown', ''),
  ('210987654305', 'arn:aws:iam::210987654305:role/partner/SkylineAdmin', 2, 'AWS', 'AROAEXAMPLE7DEADROLE', NULL, '[]', 0, '{}', 'dead', ''),
  ('210987654301', 'arn:aws:iam::210987654301:role/PlatformAdmin', 1, 'AWS', 'arn:aws:iam::210987654301:root', '210987654301', '[]', 0, '{}', 'self', '');
INSERT INTO effective (principal_arn, administrator, detail) VALUES ('arn:aws:iam::210987654305:role/partner/SkylineAdmin', 1, 'arn:aws:iam::aws:policy/AdministratorAccess'),
  ('arn:aws:iam::210987654307:role/lodz-run', 1, 'arn:aws:iam::aws:policy/AdministratorAccess');

-- Controls and results.
INSERT INTO control (id, title, severity, audience, arrangement, needs, standards, asks, remedy, rule, sha256, verdict, assessed,
  applicable, subject, empty)
SELECT column1, column2, column3, column4, column5, column6, column7, column8, column9, column10, column11, column12, column13,
       column14, 'engagement', ''
FROM (VALUES
  ('CC-09', 'Customer can revoke each partner path alone', 'critical', 'customer-audit compliance procurement', 'all', 'iam', 'ISO27001:A.5.18 DORA:28(8)', 'Could the customer end every partner access tonight, without asking anyone?', 'Give the customer''s administrators the right to edit each trust and to delete each user named.', 'SELECT account, role_arn AS resource,' || char(10) || '       CASE WHEN revocable THEN ''PASS'' ELSE ''FAIL'' END AS verdict' || char(10) || 'FROM   revocable_path;', '', 'x', 0, 0),
  ('CC-10', 'Break-glass access exists, is strong and is rehearsed', 'high', 'customer-audit compliance', 'all', 'iam', 'ISO27001:A.5.29', 'Can the customer still get in when everything else fails?', 'Rehearse the break-glass user and file the minutes.', 'SELECT 1;', '', 'x', 0, 0),
  ('PS-02', 'Partner acts only while its contract is in force', 'critical', 'customer-audit compliance procurement', 'all', 'trail-coverage', 'ISO27001:A.5.20 PCI:8.2.7', 'Did a partner act before its contract began or after it ended?', 'Revoke the path shown and have the partner explain each event.', 'SELECT engagement, account, principal, count(*)' || char(10) || 'FROM   activity' || char(10) || 'WHERE  last_time >= contract_end' || char(10) || 'GROUP BY engagement, account, principal;', '', 'x', 0, 0),
  ('PS-03', 'Actions stay within contracted services and actions', 'high', 'customer-audit compliance', 'all', 'trail-coverage', 'ISO27001:A.5.20', 'Did a partner use services that its contract does not name?', 'Narrow the role to the contracted services, or amend the contract.', 'SELECT 1;', '', 'x', 0, 0),
  ('PS-04', 'Actions stay within contracted Regions', 'high', 'customer-audit compliance', 'all', 'trail-coverage', 'ISO27001:A.5.20', 'Did a partner act in Regions that its contract does not name?', 'Deny other Regions by policy.', 'SELECT 1;', '', 'x', 0, 0),
  ('PS-09', 'Human partner sessions are multi-factor authenticated', 'high', 'customer-audit compliance', 'managed_service combination', 'trail-coverage', 'PCI:8.4.2 ISO27001:A.8.5', 'Did a person at a partner come in without a second factor?', 'Require aws:MultiFactorAuthPresent in the trust policy.', 'SELECT 1;', '', 'x', 0, 0),
  ('PS-11', 'External ID is required, unguessable and per customer', 'high', 'customer-audit compliance', 'all', 'iam', 'FTR:CAA-002', 'Can another customer of the partner be used to reach these accounts?', 'Add a StringEquals condition on sts:ExternalId with the contracted value.', 'SELECT 1;', '', 'x', 0, 0),
  ('PS-13', 'Partners hold no long-lived credentials', 'high', 'customer-audit compliance procurement', 'all', 'credential-report', 'FTR:CAA-003 CIS:1.14', 'Do partners hold keys that never expire?', 'Delete the user and use a role.', 'SELECT 1;', '', 'x', 0, 0),
  ('PS-20', 'No tampering with audit or detective controls', 'critical', 'customer-audit compliance', 'all', 'trail-coverage', 'ISO27001:A.8.15 PCI:10.3.2', 'Did anyone of a partner touch logs or guards?', 'Restore the setting and have the partner explain the event.', 'SELECT 1;', '', 'x', 0, 0),
  ('SG-01', 'Partner scopes do not overlap unless agreed', 'high', 'customer-audit compliance procurement', 'all', 'engagement', 'ISO27001:A.5.3', 'May two partners act in the same place?', 'Separate the scopes, or record the overlap with an approver.', 'SELECT 1;', '', 'x', 0, 0),
  ('BL-01', 'Billed accounts are exactly the customer''s accounts', 'high', 'customer-audit compliance procurement', 'reseller combination', 'billing', 'ISO27001:A.5.23', 'Is every billed account one of the customer''s?', 'Have the reseller correct the invoice.', 'SELECT 1;', '', 'x', 0, 0),
  ('EQ-03', 'No silent gaps in the log', 'critical', 'customer-audit compliance procurement', 'all', 'digest', 'ISO27001:A.8.15 PCI:10.5.1', 'Is there an hour for which no log speaks?', 'Find the missing files, or state the gap to the readers.', 'SELECT 1;', '', 'x', 0, 0),
  ('PS-32', 'Partner engagement record is complete and approved', 'medium', 'compliance procurement', 'all', 'engagement', '', 'Is the record complete?', 'Complete it.', 'SELECT 1;', '', 'x', 0, 0));
UPDATE control SET sha256 = sha256_text(id || rule);

INSERT INTO result VALUES
  ('CC-09', 'skyline-ops', '210987654305', '', 'arn:aws:iam::210987654305:role/partner/SkylineAdmin', '', 'FAIL', 'critical', 'critical', 'No administrator of the customer may edit the trust of this role: the boundary of the platform team denies iam:UpdateAssumeRolePolicy on the path /partner/.', '{"denied_by":"arn:aws:iam::210987654305:policy/PlatformBoundary","administrators_tested":4}', NULL, NULL),
  ('CC-09', 'skyline-ops', '210987654307', '', 'arn:aws:iam::210987654307:role/partner/SkylineOps', '', 'PASS', 'critical', 'critical', 'Two administrators of the customer may end this path alone.', '{"administrators":2}', NULL, NULL),
  ('CC-09', 'lodz-run', '210987654307', '', 'arn:aws:iam::210987654307:role/lodz-run', '', 'PASS', 'critical', 'critical', 'Two administrators of the customer may end this path alone.', '{"administrators":2}', NULL, NULL),
  ('CC-09', 'alnoor-resale', '210987654309', '', 'arn:aws:iam::210987654309:role/AlnoorBilling', '', 'PASS', 'critical', 'critical', 'Three administrators of the customer may end this path alone.', '{"administrators":3}', NULL, NULL),
  ('CC-09', 'skyline-ops', '210987654306', '', '', '', 'NOT_ASSESSED', 'critical', 'critical', 'The IAM details of this account could not be read.', '{}', NULL, NULL),
  ('CC-10', '', '210987654301', '', '', 'arn:aws:iam::210987654301:user/break-glass', 'WAIVED', 'high', 'high', 'The break-glass user was not used in a rehearsal in the last twelve months.', '{"last_rehearsal":"2025-08-14"}', 'W-2026-07', 'FAIL'),
  ('PS-02', 'lodz-run', '210987654307', 'eu-central-1', '', 'arn:aws:iam::210987654307:user/lodz-deploy', 'FAIL', 'critical', 'critical', 'The user acted 57 times after the contract had ended on 1 September 2026, the last time on 14 September 2026.', '{"records":57,"first_event":"e0006304-8","last_event":"e0007504-9","services":["ecr","s3"]}', NULL, NULL),
  ('PS-02', 'lodz-run', '210987654307', 'eu-central-1', '', 'arn:aws:sts::210987654307:assumed-role/lodz-run/piotr', 'WARN', 'critical', 'critical', 'A session opened before the end of the contract was still used for forty minutes after it.', '{"records":12,"session":"2026-08-31T23:20:00Z"}', NULL, NULL),
  ('PS-02', 'skyline-ops', '', '', '', '', 'PASS', 'critical', 'critical', 'All 41,022 records lie inside the contract.', '{"records":41022}', NULL, NULL),
  ('PS-02', 'alnoor-resale', '', '', '', '', 'PASS', 'critical', 'critical', 'All 2,310 records lie inside the contract.', '{"records":2310}', NULL, NULL),
  ('PS-02', 'skyline-ops', '210987654310', '', '', '', 'NOT_ASSESSED', 'critical', 'critical', 'No record of this account was found, so nothing can be said of what happened in it.', '{}', NULL, NULL),
  ('PS-03', 'skyline-ops', '210987654305', 'eu-central-1', 'kms', 'arn:aws:sts::210987654305:assumed-role/SkylineAdmin/anna', 'FAIL', 'high', 'critical', 'The role scheduled the deletion of a key; the contract does not name the service kms.', '{"action":"kms:ScheduleKeyDeletion","records":1,"event":"e0005901-19"}', NULL, NULL),
  ('PS-03', 'skyline-ops', '210987654302', 'eu-central-1', 's3', 'arn:aws:sts::210987654307:assumed-role/SkylineOps/ben', 'WARN', 'high', 'critical', 'Objects of the log archive were read; the contract names the service, but not the account.', '{"records":24}', NULL, NULL),
  ('PS-03', 'lodz-run', '', '', '', '', 'NOT_APPLICABLE', 'high', 'high', 'The contract does not restrict services.', '{}', NULL, NULL),
  ('PS-03', 'alnoor-resale', '210987654309', 'us-east-1', 'iam', 'arn:aws:sts::210987654309:assumed-role/AlnoorBilling/export', 'FAIL', 'high', 'high', 'The billing role listed IAM users; the contract allows ce:Get* only.', '{"action":"iam:ListUsers","records":6}', NULL, NULL),
  ('PS-04', 'skyline-ops', '210987654305', 'us-east-1', '', 'arn:aws:sts::210987654305:assumed-role/SkylineAdmin/anna', 'FAIL', 'high', 'critical', 'Instances were started in us-east-1 on two days; the contract names eu-central-1 and eu-west-1.', '{"records":6,"days":2}', NULL, NULL),
  ('PS-04', 'lodz-run', '', '', '', '', 'PASS', 'high', 'high', 'All records lie in contracted Regions.', '{}', NULL, NULL),
  ('PS-04', 'alnoor-resale', '', '', '', '', 'NOT_APPLICABLE', 'high', 'high', 'The contract does not restrict Regions.', '{}', NULL, NULL),
  ('PS-09', 'skyline-ops', '210987654305', '', '', 'arn:aws:sts::210987654305:assumed-role/SkylineAdmin/anna', 'FAIL', 'high', 'high', 'Eleven sessions carried no second factor; the trust policy of the role does not ask for one.', '{"sessions":11,"of":92}', NULL, NULL),
  ('PS-09', 'skyline-ops', '210987654307', '', '', 'arn:aws:sts::210987654307:assumed-role/SkylineOps/ben', 'PASS', 'high', 'high', 'All sessions carried a second factor.', '{"sessions":46}', NULL, NULL),
  ('PS-09', 'lodz-run', '210987654308', '', '', 'arn:aws:sts::210987654308:assumed-role/lodz-run/piotr', 'WAIVED', 'high', 'high', 'Three sessions carried no second factor.', '{"sessions":3}', 'W-2026-04', 'FAIL'),
  ('PS-09', 'lodz-run', '210987654307', '', '', 'arn:aws:sts::210987654307:assumed-role/lodz-run/piotr', 'WARN', 'high', 'high', 'The trust policy asks for a second factor, but the records of two sessions do not say whether there was one.', '{"sessions":2}', NULL, NULL),
  ('PS-11', 'skyline-ops', '210987654305', '', 'arn:aws:iam::210987654305:role/partner/SkylineAdmin', 'arn:aws:iam::330011223344:root', 'FAIL', 'high', 'high', 'The trust policy lets the whole partner account in and asks for no external ID.', '{"statement":1}', NULL, NULL),
  ('PS-11', 'lodz-run', '210987654307', '', 'arn:aws:iam::210987654307:role/lodz-run', 'arn:aws:iam::440055667788:root', 'FAIL', 'high', 'high', 'The condition on the external ID matches any value.', '{"statement":1,"pattern":"*"}', NULL, NULL),
  ('PS-11', 'skyline-ops', '210987654307', '', 'arn:aws:iam::210987654307:role/partner/SkylineOps', 'arn:aws:iam::330011223344:role/ops', 'PASS', 'high', 'high', 'One exact external ID is required.', '{}', NULL, NULL),
  ('PS-11', 'skyline-ops', '210987654308', '', 'arn:aws:iam::210987654308:role/partner/SkylineOps', 'arn:aws:iam::330011223344:role/ops', 'PASS', 'high', 'high', 'One exact external ID is required.', '{}', NULL, NULL),
  ('PS-11', 'alnoor-resale', '210987654309', '', 'arn:aws:iam::210987654309:role/AlnoorBilling', 'arn:aws:iam::550099887766:role/export', 'PASS', 'high', 'high', 'One exact external ID is required.', '{}', NULL, NULL),
  ('PS-13', 'lodz-run', '210987654307', '', '', 'arn:aws:iam::210987654307:user/lodz-deploy', 'FAIL', 'high', 'high', 'The waiver W-2025-11 ended on 31 August 2026 and the access key AKIAEXAMPLE is still active.', '{"key":"AKIAEXAMPLE0LODZ0001","created":"2023-02-11T09:00:00Z","last_used":"2026-09-14T18:40:00Z"}', NULL, NULL),
  ('PS-13', 'skyline-ops', '', '', '', '', 'PASS', 'high', 'high', 'No user of this partner holds a key.', '{}', NULL, NULL),
  ('PS-13', 'alnoor-resale', '', '', '', '', 'PASS', 'high', 'high', 'No user of this partner holds a key.', '{}', NULL, NULL),
  ('PS-13', '', '210987654309', '', '', 'arn:aws:iam::210987654309:user/exports', 'INFO', 'high', 'low', 'The user belongs to the customer and is shown because a partner created it in 2024.', '{}', NULL, NULL),
  ('PS-13', 'skyline-ops', '210987654306', '', '', '', 'NOT_ASSESSED', 'high', 'high', 'The credential report of this account is missing.', '{}', NULL, NULL),
  ('PS-20', 'skyline-ops', '', '', '', '', 'PASS', 'critical', 'critical', 'No record of this partner touches a trail, a log bucket or a detector.', '{"events_watched":38}', NULL, NULL),
  ('PS-20', 'lodz-run', '210987654308', 'eu-central-1', 'arn:aws:logs:eu-central-1:210987654308:log-group:/app/' || char(8238) || 'gnitide', 'arn:aws:sts::210987654308:assumed-role/lodz-run/piotr', 'FAIL', 'critical', 'critical', 'The retention of a log group was lowered from 400 days to 1 day.', '{"event":"e0004003-21","time":"2026-08-10T18:40:00Z"}', NULL, NULL),
  ('PS-20', 'alnoor-resale', '', '', '', '', 'PASS', 'critical', 'critical', 'No record of this partner touches a trail, a log bucket or a detector.', '{}', NULL, NULL),
  ('SG-01', 'skyline-ops', '210987654307', '', '', '', 'FAIL', 'high', 'high', 'The scopes of skyline-ops and lodz-run met in this account until 1 September 2026, and no agreed overlap names it.', '{"engagements":["lodz-run","skyline-ops"]}', NULL, NULL),
  ('SG-01', 'skyline-ops', '210987654308', '', '', '', 'FAIL', 'high', 'high', 'The scopes of skyline-ops and lodz-run met in this account until 1 September 2026, and no agreed overlap names it.', '{"engagements":["lodz-run","skyline-ops"]}', NULL, NULL),
  ('SG-01', 'alnoor-resale', '210987654309', '', '', '', 'PASS', 'high', 'high', 'No other engagement reaches this account.', '{}', NULL, NULL),
  ('BL-01', 'alnoor-resale', '', '', '', '', 'NOT_ASSESSED', 'high', 'high', 'The billing export of September is not final.', '{}', NULL, NULL),
  ('EQ-03', '', '210987654304', 'eu-central-1', '', '', 'WARN', 'critical', 'critical', 'One log file named by a digest is missing.', '{"missing":1,"digest":"2026-08-08T12:00:00Z"}', NULL, NULL),
  ('EQ-03', '', '210987654310', '', '', '', 'NOT_ASSESSED', 'critical', 'critical', 'No digest of this account was found.', '{}', NULL, NULL),
  ('EQ-03', '', '210987654305', '', '', '', 'PASS', 'critical', 'critical', 'Every log file named by a digest was read.', '{"log_files":552}', NULL, NULL),
  ('PS-32', 'lodz-run', '', '', '', '', 'FAIL', 'medium', 'medium', 'The status of the engagement does not agree with its dates.', '{}', NULL, NULL);

UPDATE control SET
  assessed = (SELECT count(*) FROM result AS r WHERE r.control = control.id AND r.verdict NOT IN ('NOT_ASSESSED', 'NOT_APPLICABLE')),
  applicable = (SELECT count(*) FROM result AS r WHERE r.control = control.id AND r.verdict <> 'NOT_APPLICABLE'),
  verdict = (SELECT r.verdict FROM result AS r WHERE r.control = control.id
    ORDER BY instr('FAIL WARN NOT_ASSESSED WAIVED INFO PASS NOT_APPLICABLE', r.verdict) LIMIT 1);
