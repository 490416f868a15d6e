-- CC-08  Customer administrators do not depend on a partner
-- severity:    critical
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     account
-- needs:       iam
-- standards:   ISO27001:A.5.15 ISO27001:A.5.16 ISO27001:A.5.29 SOC2:CC6.1 SOC2:A1.2 NIST80053:AC-2 NIST80053:CP-9
--              DORA:28(7) DORA:28(8) NIS2:21(2)(c) C5-2020:IDM-01
-- asks:        Could the customer administer each account if every partner were gone today?
-- remedy:      Give each account an administrator whose whole way in is the customer's own, name it in the engagement
--              file, keep emergency access beside it, and test both each quarter.

WITH
partner_identity AS (
  SELECT DISTINCT principal_arn AS arn FROM identity_owner WHERE proof <> 'creator'
),
-- Paths into a role, by whether the customer owns their beginning. Services open no door for people. A path that begins
-- at a role of a partner is the partner's, in whichever account that role stands.
role_path AS (
  SELECT p.role_arn,
         max(p.owner IN ('self', 'customer', 'customer-idp') AND p.principal NOT IN (SELECT arn FROM partner_identity)) AS own,
         max(p.owner = 'customer-idp') AS by_idp,
         max(p.owner IN ('partner', 'partner-idp', 'third-party', 'unknown', 'anyone')
             OR p.principal IN (SELECT arn FROM partner_identity)) AS shared
  FROM   access_path AS p
  WHERE  p.owner NOT IN ('aws-service', 'dead')
  GROUP BY p.role_arn
),
administrator AS (
  SELECT i.account, i.arn, i.kind,
         EXISTS (SELECT 1 FROM customer_list AS l WHERE l.kind = 'admin_principal' AND glob_match(l.value, i.arn)) AS named,
         EXISTS (SELECT 1 FROM customer_list AS l WHERE l.kind = 'break_glass' AND glob_match(l.value, i.arn)) AS break_glass,
         i.arn IN (SELECT arn FROM partner_identity) AS of_partner,
         coalesce(r.own, 0) AS own, coalesce(r.by_idp, 0) AS by_idp, coalesce(r.shared, 0) AS shared,
         -- NULL: nothing was read about the user's credentials; only an answer "none is active" takes the path away.
         (SELECT max(c.active) FROM credential AS c
          WHERE c.user_arn = i.arn AND c.kind IN ('password', 'access-key')) AS credential_active
  FROM   iam_principal AS i
  JOIN   effective AS f ON f.principal_arn = i.arn AND f.administrator = 1
  LEFT JOIN role_path AS r ON r.role_arn = i.arn
),
judged AS (
  SELECT *,
         NOT of_partner
           AND CASE kind WHEN 'user' THEN (named OR break_glass) AND credential_active IS NOT 0
                    ELSE own AND NOT shared AND (named OR break_glass OR by_idp) END AS independent
  FROM   administrator
),
summed AS (
  SELECT a.account,
         count(j.arn) AS paths,
         coalesce(sum(j.independent), 0) AS independent,
         coalesce(sum(j.independent AND NOT j.break_glass), 0) AS regular,
         min(CASE WHEN j.independent THEN j.arn END) AS example,
         (SELECT count(*) FROM iam_principal AS i JOIN effective AS f ON f.principal_arn = i.arn
          WHERE i.account = a.account AND f.unread > 0) AS unread,
         json_group_array(j.arn) FILTER (WHERE j.independent) AS arns
  FROM   iam_account AS a
  LEFT JOIN (SELECT * FROM judged ORDER BY arn) AS j ON j.account = a.account
  WHERE  a.account IN (SELECT account FROM population)
  GROUP BY a.account
)
SELECT account,
       CASE WHEN independent > 0 THEN 'PASS' WHEN unread > 0 THEN 'NOT_ASSESSED' ELSE 'FAIL' END AS verdict,
       CASE WHEN independent > 0 AND regular = 0
              THEN 'Without a partner, the customer can administer account ' || account || ' by emergency access only ('
                || example || ').'
            WHEN independent = 1
              THEN 'Only one way to administer account ' || account || ' depends on no partner (' || example
                || '); if it fails, there is no other.'
            WHEN independent > 1 AND independent = paths
              THEN 'None of the ' || paths || ' ways to administer account ' || account || ' depends on a partner.'
            WHEN independent > 1
              THEN 'Of ' || paths || ' ways to administer account ' || account || ', ' || independent || ' depend on no partner.'
            WHEN unread > 0
              THEN 'No way to administer account ' || account || ' without a partner was found, but policies of '
                || counted(unread, 'identity', 'identities') || ' were not read.'
            WHEN paths = 0 THEN 'No role or user of account ' || account || ' is an administrator.'
            ELSE each_of(paths, 'way', 'ways') || ' to administer account ' || account
              || ' depends on a partner, on somebody the contract does not name, or on inactive credentials.' END AS reason,
       json_object('paths', paths, 'independent', independent, 'emergency', independent - regular, 'arns', json(arns)) AS facts
FROM   summed
ORDER BY account
