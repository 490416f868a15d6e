-- CC-02  Root user is protected and free of access keys
-- severity:    critical
-- audience:    customer-audit compliance
-- arrangement: all
-- subject:     account
-- needs:       account-summary
-- standards:   ISO27001:A.8.2 ISO27001:A.8.5 ISO27001:A.5.17 SOC2:CC6.1 NIST80053:IA-2(1) NIST80053:AC-6(5) CISAWS3:1.4
--              CISAWS4:1.4 CISAWS5:1.3 CISAWS6:2.3 CISAWS7:2.4 CISAWS3:1.5 CISAWS4:1.5 CISAWS5:1.4 CISAWS6:2.4
--              CISAWS7:2.5 CISAWS3:1.6 CISAWS4:1.6 CISAWS5:1.5 CISAWS6:2.5 CISAWS7:2.6 PCI:8.4.2 C5-2020:IDM-09
-- asks:        Is the root user of each account free of access keys, and is it protected by a second factor (MFA) or
--              without a password?
-- remedy:      Delete the root user's access keys. Enrol an MFA device that the customer holds, or remove the root
--              credentials of member accounts centrally in IAM.

WITH
root_credential AS MATERIALIZED (
  SELECT account, kind, max(active) AS active FROM credential WHERE user_name = '<root_account>' GROUP BY account, kind
),
-- The account summary says it in figures; the credential report in its row of the root user. NULL: not said.
said AS (
  SELECT p.account,
         (SELECT value FROM iam_summary AS s WHERE s.account = p.account AND s.key = 'AccountAccessKeysPresent') AS keys,
         (SELECT value FROM iam_summary AS s WHERE s.account = p.account AND s.key = 'AccountMFAEnabled') AS mfa,
         (SELECT value FROM iam_summary AS s WHERE s.account = p.account AND s.key = 'AccountPasswordPresent') AS password,
         (SELECT active FROM root_credential AS c WHERE c.account = p.account AND c.kind = 'access-key') AS reported_keys,
         (SELECT active FROM root_credential AS c WHERE c.account = p.account AND c.kind = 'mfa') AS reported_mfa,
         (SELECT active FROM root_credential AS c WHERE c.account = p.account AND c.kind = 'password') AS reported_password,
         EXISTS (SELECT 1 FROM credential_source AS c
                 WHERE c.account = p.account AND c.kind = 'credential-report') AS reported
  FROM   population AS p
),
-- A key counts when either source knows one. Removed credentials read as "no second factor": the password tells.
root AS (
  SELECT account,
         CASE WHEN keys > 0 OR reported_keys = 1 THEN 1
              WHEN keys = 0 OR reported THEN 0 END AS has_key,
         CASE WHEN mfa = 1 OR reported_mfa = 1 THEN 1
              WHEN mfa = 0 OR reported_mfa = 0 THEN 0 END AS has_mfa,
         CASE WHEN password = 0 AND reported_password IS NOT 1 THEN 1 ELSE 0 END AS removed
  FROM   said
  WHERE  keys IS NOT NULL OR mfa IS NOT NULL OR reported
)
SELECT account,
       'arn:aws:iam::' || account || ':root' AS principal,
       CASE WHEN has_key = 1 THEN 'FAIL'
            WHEN has_key IS NULL THEN 'NOT_ASSESSED'
            WHEN has_mfa = 1 OR removed THEN 'PASS'
            WHEN has_mfa = 0 THEN 'FAIL'
            ELSE 'NOT_ASSESSED' END AS verdict,
       CASE WHEN has_key = 1 AND has_mfa = 0 AND NOT removed
              THEN 'The root user of account ' || account || ' has an access key and no second factor (MFA).'
            WHEN has_key = 1 THEN 'The root user of account ' || account || ' has an access key.'
            WHEN has_key IS NULL
              THEN 'Nothing that was read says whether the root user of account ' || account || ' has an access key.'
            WHEN removed THEN 'The root user of account ' || account || ' has neither an access key nor a password.'
            WHEN has_mfa = 1 THEN 'The root user of account ' || account || ' has a second factor (MFA) and no access key.'
            WHEN has_mfa = 0 THEN 'The root user of account ' || account || ' has no second factor (MFA).'
            ELSE 'Nothing that was read says whether the root user of account ' || account || ' has a second factor (MFA).'
            END AS reason,
       json_object('access_key', has_key, 'second_factor', has_mfa, 'credentials_removed', removed) AS facts
FROM   root
ORDER BY account
