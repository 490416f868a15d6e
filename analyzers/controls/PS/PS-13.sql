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
-- remedy:      Replace the user by a role that the partner opens from its own account; delete its keys and password.
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
       CASE WHEN place = 4 THEN 'The user was created by the partner; nothing says that the partner holds it.'
            WHEN declared_until IS NULL
              THEN 'The user is the partner''s by its ' || CASE place WHEN 2 THEN 'tag' ELSE 'name' END
                || ', the contract does not name it, and ' || active || ' of its credentials are active.'
            WHEN declared_until < substr(:as_of, 1, 10)
              THEN 'The contract tolerated the user until ' || declared_until || ', and ' || active || ' of its credentials are active.'
            WHEN key_days > :max_key_days
              THEN 'The contract tolerates the user until ' || declared_until || ', but its access key is ' || key_days || ' days old ('
                || :max_key_days || ' at most).'
            WHEN ageless > 0 THEN 'The contract tolerates the user until ' || declared_until || '; the age of its access key was not read.'
            WHEN key_days IS NULL THEN 'The contract tolerates the user until ' || declared_until || '; it has no active access key.'
            ELSE 'The contract tolerates the user until ' || declared_until || '; its oldest active key is ' || key_days || ' days old.'
            END AS reason,
       json_object('declared_until', declared_until, 'active_credentials', active, 'key_days', key_days) AS facts
FROM   state
UNION ALL
SELECT engagement, account, '', 'PASS',
       'None of the ' || users || ' users of this account belongs to the partner.', json_object('users', users)
FROM   quiet
ORDER BY 1, 2, 3
