-- HO-04  Role trusts and external IDs of the outgoing partner are removed
-- severity:    critical
-- audience:    customer-audit compliance procurement
-- arrangement: all
-- subject:     engagement
-- needs:       iam engagement.handover
-- standards:   ISO27001:A.5.18 ISO27001:A.5.20 SOC2:CC6.3 NIST80053:AC-2 NIST80053:AC-3(8) NIST80053:PS-7 PCI:8.2.5
--              PCI:8.2.7 CISv8:15.7 GDPR:28(3)(g) DORA:28(8)
-- asks:        Does any role still let the outgoing partner in?
-- remedy:      Attach a policy that denies everything to the role at once. Then take the partner out of its trust policy
--              or delete the role, and remove a stack set that would make it again.
-- empty:       No role of any account was read.

WITH
handover AS (
  SELECT id AS engagement, partner, cutoff,
         time_add(cutoff, revocation_sla_hours * 3600) AS due_privileged,
         time_add(cutoff, other_access_sla_days * 86400) AS due_other
  FROM   engagement
  WHERE  handover_role = 'outgoing'
),
-- Trusts that name the partner, whatever the role is called; and trusts that accept its external id from somebody else.
named AS (
  SELECT h.engagement, a.account, a.role_arn, a.principal, 'partner' AS why
  FROM   handover AS h
  JOIN   access_path AS a ON a.owner IN ('partner', 'partner-idp')
  WHERE  a.partner = h.partner
  OR     a.principal_account IN (SELECT p.account FROM partner_account AS p WHERE p.partner = h.partner)
  UNION
  SELECT h.engagement, a.account, a.role_arn, a.principal, 'external id'
  FROM   handover AS h
  JOIN   engagement_role AS r ON r.engagement = h.engagement AND r.external_id_sha256 IS NOT NULL
  JOIN   access_path AS a
  WHERE  EXISTS (SELECT 1 FROM json_each(a.external_ids) AS x WHERE sha256_text(x.value) = r.external_id_sha256)
  UNION
  -- Roles of the contract that still stand.
  SELECT h.engagement, arn_part(o.principal_arn, 'account'), o.principal_arn, '', 'role'
  FROM   handover AS h
  JOIN   identity_owner AS o ON o.engagement = h.engagement AND o.proof = 'role-pattern'
  WHERE  NOT EXISTS (SELECT 1 FROM access_path AS a WHERE a.role_arn = o.principal_arn AND a.owner IN ('partner', 'partner-idp'))
),
trusted AS (
  SELECT engagement, account, role_arn, principal, max(why) AS why FROM named GROUP BY engagement, account, role_arn, principal
),
judged AS (
  SELECT t.*, h.cutoff, h.partner, n.name, substr(arn_part(t.role_arn, 'resource'), 6) AS role,
         CASE WHEN f.reads_only THEN h.due_other ELSE h.due_privileged END AS due,
         coalesce(f.denied, 0) AS denied,
         -- The role serves another engagement that is in force: of this partner, or of the one that follows it.
         (SELECT min(o.engagement) FROM identity_owner AS o
          JOIN engagement AS e ON e.id = o.engagement AND e.contract_start <= :as_of AND e.contract_end > :as_of
          WHERE o.principal_arn = t.role_arn AND o.engagement <> t.engagement AND o.proof IN ('role-pattern', 'trust')
          AND (e.partner = h.partner
               OR (SELECT count(DISTINCT p.partner) FROM partner_account AS p
                   WHERE p.account = (SELECT min(a.principal_account) FROM access_path AS a
                                      WHERE a.role_arn = t.role_arn AND a.principal = t.principal)) > 1)) AS serves
  FROM   trusted AS t
  JOIN   handover AS h ON h.engagement = t.engagement
  JOIN   partner AS n ON n.id = h.partner
  LEFT JOIN effective AS f ON f.principal_arn = t.role_arn
  WHERE  :as_of > h.cutoff
)
SELECT engagement,
       account,
       role_arn AS resource,
       principal,
       CASE WHEN denied THEN 'PASS'
            WHEN why = 'role' OR serves IS NOT NULL THEN 'WARN'
            WHEN :as_of < due THEN 'WARN'
            ELSE 'FAIL' END AS verdict,
       CASE WHEN denied THEN 'Role ' || role || ' still exists, but a policy denies everything to whoever opens it.'
            WHEN why = 'role'
              THEN 'Role ' || role || ', which the contract named for ' || name || ', no longer trusts it but still exists.'
            WHEN serves IS NOT NULL
              THEN 'Role ' || role || ' still lets ' || name || ' in; it serves engagement ' || serves || ', which is in force.'
            WHEN :as_of < due
              THEN 'Role ' || role || ' still lets ' || name || ' in; revocation is running and due by ' || moment(due) || '.'
            WHEN why = 'external id'
              THEN 'Role ' || role || ' still accepts the external ID of ' || name || ', from ' || principal
                || '; this trust had to be removed by ' || moment(due) || '.'
            ELSE 'Role ' || role || ' still lets ' || name || ' in (' || principal || '); this trust had to be removed by '
              || moment(due) || '.'
            END AS reason,
       json_object('why', why, 'due', due, 'denied', denied, 'serves', serves) AS facts
FROM   judged
UNION ALL
SELECT h.engagement, a.account, '', '', 'PASS',
       'No role of account ' || a.account || ' lets ' || (SELECT n.name FROM partner AS n WHERE n.id = h.partner) || ' in ('
         || counted((SELECT count(*) FROM iam_principal AS i WHERE i.account = a.account AND i.kind = 'role'),
                    'role was', 'roles were')
         || ' found there).', '{}'
FROM   handover AS h
JOIN   population AS a
WHERE  :as_of > h.cutoff
AND    NOT EXISTS (SELECT 1 FROM judged AS j WHERE j.engagement = h.engagement AND j.account = a.account)
UNION ALL
SELECT engagement, '', '', '', 'NOT_APPLICABLE', 'The cut-off (' || moment(cutoff) || ') had not come when this was judged ('
  || moment(:as_of) || ').', '{}'
FROM   handover
WHERE  :as_of <= cutoff
ORDER BY 1, 2, 3, 4
