-- PS-11  External ID is required, unguessable and per customer
-- severity:    high
-- audience:    customer-audit compliance
-- arrangement: managed_service combination
-- subject:     engagement
-- needs:       iam
-- params:      min_len=16
-- standards:   ISO27001:A.5.17 ISO27001:A.5.19 SOC2:CC6.1 NIST80053:IA-9 NIST80053:AC-20 FTR:CAA-002 FTR:CAA-004
--              FTR:CAA-005 FTR:CAA-006 NIS2IR:11.2.2
-- asks:        Must the partner say an external id to open a role, one that cannot be guessed and is used for this
--              customer only?
-- remedy:      Let the partner generate a new random external id, put it into the trust as StringEquals, and its hash
--              into the contract.
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
         min(length(v.id)) AS length
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
       CASE WHEN NOT pinned AND loose THEN 'The trust mentions an external id but does not pin its value.'
            WHEN NOT pinned THEN 'The trust asks for no external id.'
            WHEN shared THEN 'The same external id opens a role for another partner.'
            WHEN weak THEN 'The external id can be guessed: it has ' || length || ' characters, or is a name or account id that others know ('
              || :min_len || ' random characters are asked for).'
            WHEN agreed IS NULL THEN 'The trust asks for an external id, and the contract holds no hash to compare it with.'
            WHEN other THEN 'The trust accepts an external id that is not the one of the contract.'
            ELSE 'The trust asks for the external id of the contract, of ' || length
              || ' characters. Whether other customers of the partner have the same is not visible here.' END AS reason,
       json_object('asked_for', pinned, 'length', length, 'as_agreed', pinned AND NOT other, 'shared', shared) AS facts
FROM   judged
ORDER BY engagement, account, role_arn, principal
