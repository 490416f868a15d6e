-- PS-11  External ID is required, unguessable and per customer
-- severity:    high
-- audience:    customer-audit compliance
-- arrangement: managed_service combination
-- subject:     engagement
-- needs:       iam
-- params:      min_len=16
-- standards:   ISO27001:A.5.17 ISO27001:A.5.19 SOC2:CC6.1 NIST80053:IA-9 NIST80053:AC-20 FTR:CAA-002 FTR:CAA-004
--              FTR:CAA-005 FTR:CAA-006 NIS2IR:11.2.2
-- asks:        Must the partner give an external ID to open a role, one that can't be guessed and is used for this
--              customer only?
-- remedy:      Let the partner generate a new random external ID. Put it into the trust policy of the role as
--              StringEquals on sts:ExternalId, and its SHA-256 into the engagement file.
-- empty:       No role that was read is trusted to an account of this partner.

WITH
trusted AS (
  SELECT o.engagement, o.partner, a.account, a.role_arn, a.principal, a.external_ids, a.external_id_loose, a.statement,
         (SELECT max(r.external_id_sha256) FROM role_match AS m
          JOIN engagement_role AS r ON r.engagement = m.engagement AND r.pattern = m.pattern
          WHERE m.arn = a.role_arn AND m.engagement = o.engagement) AS agreed
  FROM   access_path AS a
  JOIN   partner_account AS p ON p.account = a.principal_account
  JOIN   (SELECT DISTINCT principal_arn, engagement, partner FROM identity_owner WHERE proof <> 'creator') AS o
         ON o.principal_arn = a.role_arn AND o.partner = p.partner
  WHERE  a.owner = 'partner'
),
-- An account id or a name that everybody knows is no external id.
known_word AS (
  SELECT lower(name) AS word FROM customer
  UNION SELECT lower(id) FROM partner
  UNION SELECT lower(name) FROM partner
  UNION SELECT account FROM population
  UNION SELECT account FROM partner_account
),
-- Whose roles each external id opens: the first and the last partner, which differ when there are two.
opener AS MATERIALIZED (
  SELECT w.value AS id, min(a.partner) AS first, max(a.partner) AS last
  FROM   access_path AS a, json_each(a.external_ids) AS w
  WHERE  a.owner = 'partner'
  GROUP BY w.value
),
value AS (
  SELECT t.engagement, t.role_arn, t.principal, t.statement, v.value AS id, sha256_text(v.value) AS sha256,
         length(v.value) < :min_len OR lower(v.value) IN (SELECT word FROM known_word) AS weak,
         coalesce(o.first <> t.partner OR o.last <> t.partner, 0) AS shared
  FROM   trusted AS t, json_each(t.external_ids) AS v
  LEFT JOIN opener AS o ON o.id = v.value
),
judged AS (
  SELECT t.engagement, t.account, t.role_arn, t.principal,
         min(t.external_ids <> '[]') AS pinned,
         max(t.external_id_loose) AS loose,
         min(t.agreed) AS agreed,
         coalesce(max(v.sha256 IS NOT t.agreed), 0) AS other,
         coalesce(max(v.weak), 0) AS weak,
         coalesce(max(v.shared), 0) AS shared,
         min(length(v.id)) AS length,
         substr(arn_part(t.role_arn, 'resource'), 6) AS role,
         (SELECT n.name FROM partner AS n WHERE n.id = t.partner) AS name
  FROM   trusted AS t
  LEFT JOIN value AS v ON v.engagement = t.engagement AND v.role_arn = t.role_arn AND v.principal = t.principal
                      AND v.statement = t.statement
  GROUP BY t.engagement, t.account, t.role_arn, t.principal
)
SELECT engagement,
       account,
       role_arn AS resource,
       principal,
       CASE WHEN pinned AND NOT other AND NOT weak AND NOT shared THEN 'PASS' ELSE 'FAIL' END AS verdict,
       CASE WHEN NOT pinned AND loose
              THEN 'Role ' || role || ' asks ' || name || ' for an external ID but does not require one exact value.'
            WHEN NOT pinned THEN 'Role ' || role || ' lets ' || name || ' in without an external ID.'
            WHEN shared
              THEN 'Role ' || role || ' accepts from ' || name || ' an external ID that also opens a role for another partner.'
            WHEN weak AND length < :min_len
              THEN 'Role ' || role || ' accepts from ' || name || ' an external ID of '
                || counted(length, 'character', 'characters')
                || ', which can be guessed; at least ' || :min_len || ' random ones are required.'
            WHEN weak
              THEN 'Role ' || role || ' accepts from ' || name
                || ' a name or account id as external ID, which others know; at least '
                || :min_len || ' random characters are required.'
            WHEN agreed IS NULL
              THEN 'Role ' || role || ' asks ' || name || ' for an external ID, but the contract holds no hash to compare it with.'
            WHEN other THEN 'Role ' || role || ' accepts from ' || name || ' an external ID other than that of the contract.'
            ELSE 'Role ' || role || ' asks ' || name || ' for the external ID of the contract ('
              || counted(length, 'character', 'characters')
              || '). Whether it uses the same for other customers can''t be seen here.' END AS reason,
       json_object('asked_for', pinned, 'length', length, 'as_agreed', pinned AND NOT other, 'shared', shared) AS facts
FROM   judged
ORDER BY engagement, account, role_arn, principal
