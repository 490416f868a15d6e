-- PS-13  Partners hold no long-lived credentials
-- severity:    high
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     engagement
-- needs:       iam credential-report
-- params:      max_key_days=90
-- standards:   ISO27001:A.5.16 ISO27001:A.5.17 SOC2:CC6.1 NIST80053:IA-5 NIST80053:IA-4 CISAWS3:1.14 CISAWS4:1.14
--              CISAWS5:1.13 CISAWS6:2.13 CISAWS7:2.12 CISAWS3:1.12 CISAWS4:1.12 CISAWS5:1.11 CISAWS6:2.11 CISAWS7:2.11
--              FTR:IAM-005 FTR:CAA-001 FTR:CAA-003 PCI:8.6.1
-- asks:        Is the partner free of passwords and keys that do not expire by themselves?
-- remedy:      Give the partner a role that it opens from its own account instead. Then delete the access keys and the
--              password of the user. Until then, rotate the keys in time.
-- empty:       The contract names no account, and no user of the partner was found.

WITH
owned AS (
  SELECT engagement, principal_arn AS arn,
         min(CASE proof WHEN 'user-pattern' THEN 1 WHEN 'tag' THEN 2 WHEN 'name' THEN 3 ELSE 4 END) AS place
  FROM   identity_owner
  WHERE  proof IN ('user-pattern', 'tag', 'name', 'creator')
  AND    arn_part(principal_arn, 'resource') GLOB 'user/*'
  GROUP BY engagement, principal_arn
),
state AS MATERIALIZED (
  SELECT o.engagement, o.arn, o.place, arn_part(o.arn, 'account') AS account,
         substr(arn_part(o.arn, 'resource'), 6) AS user,
         (SELECT n.name FROM engagement AS e JOIN partner AS n ON n.id = e.partner WHERE e.id = o.engagement) AS name,
         (SELECT max(u.expires) FROM engagement_user AS u
          WHERE u.engagement = o.engagement AND glob_match(u.pattern, o.arn)) AS declared_until,
         (SELECT count(*) FROM credential AS c WHERE c.user_arn = o.arn AND c.active = 1 AND c.kind <> 'mfa') AS active,
         (SELECT count(*) FROM credential AS c
          WHERE c.user_arn = o.arn AND c.kind = 'access-key' AND c.active = 1 AND c.created IS NULL) AS ageless,
         (SELECT max(time_diff(:as_of, c.created)) / 86400 FROM credential AS c
          WHERE c.user_arn = o.arn AND c.kind = 'access-key' AND c.active = 1) AS key_days
  FROM   owned AS o
),
-- Accounts that the contract names and that hold no user of the partner are tested too.
quiet AS (
  SELECT a.engagement, a.account,
         (SELECT count(*) FROM iam_principal AS i WHERE i.account = a.account AND i.kind = 'user') AS users
  FROM   engagement_account AS a
  WHERE  NOT EXISTS (SELECT 1 FROM state AS s WHERE s.engagement = a.engagement AND s.account = a.account)
)
SELECT engagement,
       account,
       arn AS principal,
       CASE WHEN place = 4 THEN 'INFO'
            WHEN declared_until IS NULL OR declared_until < substr(:as_of, 1, 10) THEN 'FAIL'
            WHEN key_days > :max_key_days THEN 'FAIL'
            WHEN ageless > 0 THEN 'NOT_ASSESSED'
            ELSE 'PASS' END AS verdict,
       CASE WHEN place = 4
              THEN 'IAM user ' || user || ' was created by ' || name || ', but nothing shows that the partner can use it.'
            WHEN declared_until IS NULL
              THEN 'IAM user ' || user || ' belongs to ' || name || ' by its ' || CASE place WHEN 2 THEN 'tag' ELSE 'name' END
                || ' but is not in the contract; it has ' || counted(active, 'active credential', 'active credentials') || '.'
            WHEN declared_until < substr(:as_of, 1, 10)
              THEN 'IAM user ' || user || ' of ' || name || ' was tolerated until ' || moment(declared_until)
                || CASE active WHEN 0 THEN ' and still exists, without active credentials.'
                               ELSE ' and still has ' || counted(active, 'active credential', 'active credentials') || '.' END
            WHEN key_days > :max_key_days
              THEN 'An access key of IAM user ' || user || ' of ' || name || ' is ' || counted(key_days, 'day', 'days')
                || ' old, and '
                || :max_key_days || ' are allowed; the contract tolerates the user until ' || moment(declared_until) || '.'
            WHEN ageless > 0
              THEN 'The age of an access key of IAM user ' || user || ' of ' || name
                || ' was not read; the contract tolerates the user until ' || moment(declared_until) || '.'
            WHEN key_days IS NULL
              THEN 'The contract tolerates IAM user ' || user || ' of ' || name || ' until ' || moment(declared_until)
                || '; it has no active access key.'
            ELSE 'The contract tolerates IAM user ' || user || ' of ' || name || ' until ' || moment(declared_until)
              || '; its oldest active access key is '
              || CASE key_days WHEN 0 THEN 'less than a day' ELSE counted(key_days, 'day', 'days') END
              || ' old.' END AS reason,
       json_object('declared_until', declared_until, 'active_credentials', active, 'key_days', key_days) AS facts
FROM   state
UNION ALL
SELECT engagement, account, '', 'PASS',
       'No IAM user of account ' || account || ' belongs to '
         || (SELECT n.name FROM engagement AS e JOIN partner AS n ON n.id = e.partner WHERE e.id = quiet.engagement) || ' ('
         || counted(users, 'user was', 'users were') || ' found there).', json_object('users', users)
FROM   quiet
ORDER BY 1, 2, 3
