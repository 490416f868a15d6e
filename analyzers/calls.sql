-- partner_call: what partners called in the period, for the controls that judge acts. Left out: calls that a service
-- made on their behalf (invokedBy), and the opening of the partner's own door by somebody in the partner's own account
-- (AssumeRole is what the contract grants by naming the role).
--   service    IAM prefix (ec2)              call       IAM action (ec2:RunInstances), mapped from the event's name
--   tolerated  1: a console's or tool's background call that changes nothing, never a breach

-- Each event's name once, with what it means.
DROP TABLE IF EXISTS temp.call_name;
CREATE TEMP TABLE call_name (
  source TEXT NOT NULL, event TEXT NOT NULL, service TEXT NOT NULL, call TEXT NOT NULL,
  tolerated INTEGER NOT NULL, tolerated_reading INTEGER NOT NULL,
  PRIMARY KEY (source, event)
) WITHOUT ROWID;
INSERT INTO call_name
SELECT n.source, n.event, n.service, n.call,
       EXISTS (SELECT 1 FROM tolerated_call AS c WHERE c.read = '0' AND glob_match_nocase(c.pattern, n.call)),
       EXISTS (SELECT 1 FROM tolerated_call AS c WHERE glob_match_nocase(c.pattern, n.call))
FROM   (SELECT a.service AS source, a.action AS event,
               coalesce(x.prefix, a.service) AS service,
               coalesce(m.action, coalesce(x.prefix, a.service) || ':' || a.action) AS call
        FROM   (SELECT DISTINCT service, action FROM activity) AS a
        LEFT JOIN service_prefix AS x ON x.service = a.service
        LEFT JOIN event_action AS m ON m.service = a.service AND m.event = a.action) AS n;

DROP TABLE IF EXISTS temp.partner_call;
CREATE TEMP TABLE partner_call AS
SELECT t.engagement AS engagement,
       t.partner AS partner,
       a.account AS account,
       a.region AS region,
       n.source AS source,
       n.event AS event,
       n.service AS service,
       n.call AS call,
       a.read_only = 'true' AS reads,
       a.error_code AS error_code,
       n.tolerated OR (n.tolerated_reading AND a.read_only = 'true') AS tolerated,
       a.count AS count,
       a.first_time AS first_time,
       a.last_time AS last_time,
       a.first_id AS first_id,
       a.last_id AS last_id,
       a.principal AS principal
FROM   attribution AS t
JOIN   principal AS p ON p.id = t.principal AND p.invoked_by IS NULL
JOIN   activity AS a ON a.principal = t.principal
JOIN   frame AS f ON a.last_time >= f.period_start AND a.first_time < f.period_end
JOIN   call_name AS n ON n.source = a.service AND n.event = a.action
WHERE  t.class = 'partner'
AND    NOT (t.proof = 'account' AND n.call GLOB 'sts:AssumeRole*');
CREATE INDEX temp.partner_call_engagement ON partner_call (engagement, account);

-- Accounts to judge a partner in: those the contract names, and others of the customer where it was seen.
DROP TABLE IF EXISTS temp.partner_place;
CREATE TEMP TABLE partner_place AS
SELECT engagement, account FROM engagement_account
UNION
SELECT t.engagement, s.account
FROM   attribution AS t
JOIN   seen AS s ON s.principal = t.principal
JOIN   population AS p ON p.account = s.account
WHERE  t.class = 'partner';

-- How long logs are kept, as it was set, each time with the term that was set before for the same group. NULL: not recorded.
DROP TABLE IF EXISTS temp.retention;
CREATE TEMP TABLE retention AS
SELECT event_id AS event_id,
       account AS account,
       request ->> '$.retentionInDays' AS days,
       first_value(request ->> '$.retentionInDays') OVER (
         PARTITION BY account, region, request ->> '$.logGroupName' ORDER BY time || event_id
         GROUPS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS days_before
FROM   event
WHERE  service = 'logs'
AND    action = 'PutRetentionPolicy'
AND    error_code = ''
AND    request ->> '$.logGroupName' IS NOT NULL;
CREATE INDEX temp.retention_event ON retention (account, event_id);
