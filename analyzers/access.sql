-- Whose each path into a role is, and what each IAM identity may do.

-- 1. Owners of the principals that trusts name. The first line that fits counts.

UPDATE access_path
SET    owner = 'dead'
WHERE  principal_type = 'AWS'
AND    principal_account IS NULL
AND    (principal GLOB 'A[IR][DO]A*' AND principal NOT GLOB '*[^A-Z0-9]*');

UPDATE access_path
SET    owner = 'anyone'
WHERE  principal_type = '*' OR (principal_type = 'AWS' AND principal = '*');

UPDATE access_path
SET    owner = 'aws-service'
WHERE  principal_type = 'Service';

UPDATE access_path
SET    owner = CASE
         WHEN principal_account = account THEN 'self'
         WHEN principal_account IN (SELECT account FROM population) THEN 'customer'
         WHEN principal_account IN (SELECT account FROM partner_account) THEN 'partner'
         WHEN principal_account IN (SELECT account FROM third_party) THEN 'third-party'
         WHEN principal_account IN (SELECT account FROM aws_service_account) THEN 'aws-service'
         ELSE 'unknown' END,
       partner = CASE
         WHEN principal_account = account OR principal_account IN (SELECT account FROM population) THEN ''
         ELSE coalesce((SELECT min(partner) FROM partner_account AS a WHERE a.account = principal_account), '') END
WHERE  principal_account IS NOT NULL;

-- Identity providers: the one that issues, as ARN and as its own name (URL without scheme, SAML entity id).
DROP TABLE IF EXISTS temp.federated;
CREATE TEMP TABLE federated AS
SELECT DISTINCT p.account, p.principal,
       coalesce(replace(i.issuer, 'https://', ''),
                substr(p.principal, instr(p.principal, 'oidc-provider/') + 14 * (instr(p.principal, 'oidc-provider/') > 0))) AS issuer
FROM   access_path AS p
LEFT JOIN identity_provider AS i ON i.arn = p.principal
WHERE  p.principal_type = 'Federated';
CREATE INDEX temp.federated_principal ON federated (principal);

-- A cluster's own issuer (EKS) speaks for workloads of the same account. Identity Center speaks for whoever owns the
-- management account.
UPDATE access_path
SET    owner = CASE
         WHEN EXISTS (SELECT 1 FROM partner_list AS l JOIN federated AS f ON f.principal = access_path.principal
                      WHERE l.kind = 'idp_issuer' AND replace(l.value, 'https://', '') IN (f.issuer, f.principal))
           THEN 'partner-idp'
         WHEN EXISTS (SELECT 1 FROM customer_idp AS c JOIN federated AS f ON f.principal = access_path.principal
                      WHERE c.owner IN (SELECT id FROM partner)
                      AND (glob_match(replace(c.match, 'https://', ''), f.issuer) OR glob_match(c.match, f.principal)))
           THEN 'partner-idp'
         WHEN EXISTS (SELECT 1 FROM customer_idp AS c JOIN federated AS f ON f.principal = access_path.principal
                      WHERE glob_match(replace(c.match, 'https://', ''), f.issuer) OR glob_match(c.match, f.principal))
           THEN 'customer-idp'
         WHEN principal GLOB '*:saml-provider/AWSSSO_*' AND (SELECT management_account_owner FROM customer) = 'customer'
           THEN 'customer-idp'
         WHEN principal GLOB '*:oidc-provider/oidc.eks.*' THEN 'self'
         ELSE 'unknown' END,
       partner = coalesce(
         (SELECT min(l.partner) FROM partner_list AS l JOIN federated AS f ON f.principal = access_path.principal
          WHERE l.kind = 'idp_issuer' AND replace(l.value, 'https://', '') IN (f.issuer, f.principal)),
         (SELECT min(c.owner) FROM customer_idp AS c JOIN federated AS f ON f.principal = access_path.principal
          WHERE c.owner IN (SELECT id FROM partner)
          AND (glob_match(replace(c.match, 'https://', ''), f.issuer) OR glob_match(c.match, f.principal))),
         '')
WHERE  principal_type = 'Federated';

-- 2. What the documents give, through attached and inline policies of the identity and of its groups.

DROP TABLE IF EXISTS temp.held;
CREATE TEMP TABLE held AS
SELECT i.arn AS holder, i.account AS account, g.name AS name, g.policy_arn AS policy_arn, g.kind AS kind,
       g.document AS document
FROM   iam_principal AS i
JOIN   iam_grant AS g ON g.principal_arn = i.arn
WHERE  i.kind IN ('user', 'role')
UNION ALL
SELECT m.user_arn, i.account, g.name, g.policy_arn, g.kind, g.document
FROM   iam_group_member AS m
JOIN   iam_principal AS i ON i.arn = m.user_arn
JOIN   iam_grant AS g ON g.principal_arn = m.group_arn;

-- Each policy is read once, however many hold it.
DROP TABLE IF EXISTS temp.policy_says;
CREATE TEMP TABLE policy_says (arn TEXT NOT NULL, account TEXT NOT NULL, gives INTEGER, denies INTEGER, PRIMARY KEY (arn, account)) WITHOUT ROWID;
INSERT INTO policy_says
SELECT arn, account, gives_all(document), denies_all(document) FROM iam_policy;

DROP TABLE IF EXISTS temp.held_document;
CREATE TEMP TABLE held_document AS
SELECT h.holder,
       h.policy_arn,
       coalesce(nullif(h.policy_arn, ''), h.name) AS policy,
       CASE
         WHEN h.policy_arn IN ('arn:aws:iam::aws:policy/AdministratorAccess', 'arn:aws:iam::aws:policy/IAMFullAccess') THEN 1
         WHEN h.kind = 'inline' THEN gives_all(h.document)
         ELSE coalesce((SELECT p.gives FROM policy_says AS p WHERE p.arn = h.policy_arn AND p.account = h.account),
                       (SELECT max(p.gives) FROM policy_says AS p WHERE p.arn = h.policy_arn)) END AS gives,
       CASE
         WHEN h.policy_arn = 'arn:aws:iam::aws:policy/AWSDenyAll' THEN 1
         WHEN h.kind = 'inline' THEN denies_all(h.document)
         ELSE (SELECT p.denies FROM policy_says AS p WHERE p.arn = h.policy_arn AND p.account = h.account) END AS denies
FROM   held AS h;

INSERT INTO effective
SELECT i.arn,
       i.boundary IS NULL AND coalesce(max(d.gives), 0),
       coalesce(min(CASE WHEN d.gives = 1 AND i.boundary IS NULL THEN d.policy END), ''),
       count(d.policy) - count(d.gives),
       coalesce(max(d.denies), 0),
       coalesce(min(d.policy_arn IN ('arn:aws:iam::aws:policy/ReadOnlyAccess',
                                     'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess',
                                     'arn:aws:iam::aws:policy/SecurityAudit')), 1)
FROM   iam_principal AS i
LEFT JOIN held_document AS d ON d.holder = i.arn
WHERE  i.kind IN ('user', 'role')
GROUP BY i.arn;
