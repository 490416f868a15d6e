-- The scope of each engagement as policies that the IAM engine compares with what an identity holds: scope_policy.
--   document   what the contract allows, in whichever Region
--   regional   the same inside the contracted Regions; NULL: the contract does not limit them
-- Services and actions_allow widen each other; neither list: not restricted. A deny beats both.

DROP TABLE IF EXISTS temp.scope_action;
CREATE TEMP TABLE scope_action AS
SELECT e.id AS engagement, '*' AS service, '*' AS name
FROM   engagement AS e
WHERE  e.services_limited = 0 AND e.actions_limited = 0
UNION
SELECT engagement, value, '*' FROM engagement_list WHERE kind = 'service'
UNION
SELECT l.engagement, x.prefix, '*'
FROM   engagement_list AS l
JOIN   service_prefix AS x ON l.kind = 'service' AND glob_match_nocase(l.value, x.service)
UNION
SELECT engagement, substr(value, 1, instr(value, ':') - 1), substr(value, instr(value, ':') + 1)
FROM   engagement_list
WHERE  kind = 'action_allow' AND instr(value, ':') > 0
UNION
SELECT engagement, '*', '*' FROM engagement_list WHERE kind = 'action_allow' AND value = '*';

-- What of it has no Region of its own, by the Region that such requests carry ('*': any).
DROP TABLE IF EXISTS temp.scope_global;
CREATE TEMP TABLE scope_global AS
SELECT DISTINCT a.engagement AS engagement, g.region AS region,
       g.prefix || ':' || CASE WHEN a.name = '*' OR glob_match_nocase(a.name, g.name) THEN g.name ELSE a.name END AS action
FROM   scope_action AS a
JOIN   (SELECT coalesce(x.prefix, g.service) AS prefix, g.region,
               CASE WHEN m.action IS NULL THEN g.event ELSE substr(m.action, instr(m.action, ':') + 1) END AS name
        FROM   global_service AS g
        LEFT JOIN service_prefix AS x ON x.service = g.service
        LEFT JOIN event_action AS m ON m.service = g.service AND m.event = g.event) AS g
       ON glob_match_nocase(a.service, g.prefix)
WHERE  a.name = '*' OR g.name = '*' OR glob_match_nocase(a.name, g.name) OR glob_match_nocase(g.name, a.name);

-- Statements, as JSON. A call that knows no resources has the resource "*", which no ARN matches: contracted resources
-- do not limit it.
DROP TABLE IF EXISTS temp.scope_statement;
CREATE TEMP TABLE scope_statement AS
WITH
action AS (
  SELECT engagement, iif(service = '*' AND name = '*', '*', service || ':' || name) AS action FROM scope_action
),
resource AS (
  SELECT e.id AS engagement,
         (SELECT iif(count(*) > 0, json_group_array(value), '["*"]')
          FROM   (SELECT value FROM engagement_list AS l WHERE l.engagement = e.id AND l.kind = 'resource_arn' ORDER BY value)) AS arns
  FROM   engagement AS e
),
allowed AS (
  SELECT engagement, 'all' AS part, json_group_array(action) AS actions, NULL AS region
  FROM   (SELECT * FROM action ORDER BY engagement, action)
  GROUP BY engagement
  UNION ALL
  SELECT engagement, 'global', json_group_array(action), region
  FROM   (SELECT * FROM scope_global ORDER BY engagement, region, action)
  GROUP BY engagement, region
)
SELECT a.engagement AS engagement, a.part AS part, coalesce(a.region, '') AS region, 1 AS place,
       json_object('Effect', 'Allow', 'Action', json(a.actions), 'Resource', json(r.arns)) AS statement
FROM   allowed AS a
JOIN   resource AS r ON r.engagement = a.engagement
UNION ALL
SELECT a.engagement, a.part, coalesce(a.region, ''), 2,
       json_object('Effect', 'Allow', 'Action', json(a.actions), 'NotResource', 'arn:*:*:*:*:*')
FROM   allowed AS a
JOIN   resource AS r ON r.engagement = a.engagement AND r.arns <> '["*"]'
UNION ALL
SELECT engagement, 'deny', '', 1,
       json_object('Effect', 'Deny', 'Action', json_group_array(value), 'Resource', '*')
FROM   (SELECT engagement, value FROM engagement_list WHERE kind = 'action_deny' ORDER BY engagement, value)
GROUP BY engagement;

DROP TABLE IF EXISTS temp.scope_policy;
CREATE TEMP TABLE scope_policy AS
WITH
-- The regional document: what has a Region in the contracted ones, what has none as it is.
placed AS (
  SELECT s.engagement, s.part, s.region, s.place,
         CASE WHEN s.part = 'all'
                THEN json_set(s.statement, '$.Condition', json_object('StringEquals', json_object('aws:RequestedRegion',
                       json((SELECT json_group_array(value) FROM (SELECT value FROM engagement_list AS l
                             WHERE l.engagement = s.engagement AND l.kind = 'region' ORDER BY value))))))
              WHEN s.region IN ('', '*') THEN s.statement
              ELSE json_set(s.statement, '$.Condition', json_object('StringEquals', json_object('aws:RequestedRegion', s.region)))
              END AS statement
  FROM   scope_statement AS s
)
SELECT e.id AS engagement,
       (SELECT iif(count(*) > 0, json_object('Statement', json_group_array(json(statement))), NULL)
        FROM   (SELECT statement FROM scope_statement AS s WHERE s.engagement = e.id AND s.part <> 'global'
                ORDER BY part, place)) AS document,
       CASE WHEN e.regions_limited = 1
              THEN (SELECT iif(count(*) > 0, json_object('Statement', json_group_array(json(statement))), NULL)
                    FROM   (SELECT statement FROM placed AS s WHERE s.engagement = e.id ORDER BY part, region, place))
              END AS regional
FROM   engagement AS e;
