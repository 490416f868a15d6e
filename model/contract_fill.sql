-- Fills section 7 of model/contract.sql from contract.document, the engagement file as canonical JSON.
-- Times become UTC; the defaults of a handover that the file leaves out are set here.

INSERT INTO customer
SELECT document ->> '$.customer.name',
       document ->> '$.customer.organization_id',
       document ->> '$.customer.management_account',
       document ->> '$.customer.management_account_owner',
       document ->> '$.customer.log_archive.account',
       document ->> '$.customer.audit_account',
       document ->> '$.customer.security_account',
       coalesce(document ->> '$.customer.timezone', 'UTC'),
       document ->> '$.customer.currency'
FROM   contract;

WITH list (kind, path) AS (
  VALUES ('alias', '$.customer.aliases'),
         ('email_domain', '$.customer.email_domains'),
         ('admin_principal', '$.customer.admin_principals'),
         ('break_glass', '$.customer.break_glass'),
         ('log_bucket', '$.customer.log_archive.buckets'),
         ('log_kms_key', '$.customer.log_archive.kms_keys'),
         ('baseline_region', '$.customer.baseline_regions'),
         ('audit_resource', '$.customer.audit_resources'),
         ('guardrail_role', '$.customer.guardrail_roles'),
         ('delegated_administrator', '$.customer.delegated_administrators'),
         ('required_tag', '$.customer.required_tags')
)
INSERT OR IGNORE INTO customer_list
SELECT list.kind, item.value
FROM   contract, list, json_each(contract.document, list.path) AS item;

INSERT INTO population
SELECT item.value ->> '$.id',
       item.value ->> '$.name',
       1,
       item.value ->> '$.ou',
       item.value ->> '$.environment',
       item.value ->> '$.end_customer',
       item.value ->> '$.business_function',
       item.value ->> '$.territory',
       item.value ->> '$.data_class',
       item.value ->> '$.owner',
       item.value ->> '$.joined',
       item.value ->> '$.left'
FROM   contract, json_each(contract.document, '$.customer.accounts') AS item;

-- A management account that a reseller owns is not the customer's.
INSERT OR IGNORE INTO population (account, name, listed)
SELECT management_account, 'management', 0 FROM customer WHERE management_account_owner IN ('customer', 'shared')
UNION ALL
SELECT log_archive_account, 'log archive', 0 FROM customer
UNION ALL
SELECT audit_account, 'audit', 0 FROM customer WHERE audit_account IS NOT NULL
UNION ALL
SELECT security_account, 'security', 0 FROM customer WHERE security_account IS NOT NULL;

INSERT INTO customer_idp
SELECT item.value ->> '$.type', item.value ->> '$.match', item.value ->> '$.owner'
FROM   contract, json_each(contract.document, '$.customer.idp') AS item;

INSERT INTO third_party
SELECT party.value ->> '$.name', account.value, party.value ->> '$.purpose', party.value ->> '$.expires'
FROM   contract,
       json_each(contract.document, '$.customer.trusted_third_parties') AS party,
       json_each(party.value, '$.accounts') AS account;

INSERT INTO partner
SELECT item.value ->> '$.id', item.value ->> '$.name'
FROM   contract, json_each(contract.document, '$.partners') AS item;

INSERT OR IGNORE INTO partner_account
SELECT partner.value ->> '$.id', account.value, ''
FROM   contract,
       json_each(contract.document, '$.partners') AS partner,
       json_each(partner.value, '$.aws_accounts') AS account
UNION ALL
SELECT partner.value ->> '$.id', account.value, subcontractor.value ->> '$.name'
FROM   contract,
       json_each(contract.document, '$.partners') AS partner,
       json_each(partner.value, '$.subcontractors') AS subcontractor,
       json_each(subcontractor.value, '$.aws_accounts') AS account;

WITH list (kind, path) AS (
  VALUES ('email_domain', '$.email_domains'),
         ('source_cidr', '$.source_cidrs'),
         ('idp_issuer', '$.idp_issuers'),
         ('kind', '$.kind')
)
INSERT OR IGNORE INTO partner_list
SELECT partner.value ->> '$.id', list.kind, item.value
FROM   contract,
       json_each(contract.document, '$.partners') AS partner,
       list,
       json_each(partner.value, list.path) AS item;

INSERT INTO engagement
SELECT value ->> '$.id',
       value ->> '$.partner',
       value ->> '$.arrangement',
       value ->> '$.status',
       value ->> '$.territory',
       value ->> '$.criticality',
       value ->> '$.contract.ref',
       time_utc(value ->> '$.contract.start'),
       time_utc(value ->> '$.contract.end'),
       time_utc(value ->> '$.contract.assistance_until'),
       time_utc(value ->> '$.contract.knowledge_transfer.start'),
       time_utc(value ->> '$.contract.knowledge_transfer.end'),
       value ->> '$.contract.knowledge_transfer.mode',
       json_type(value, '$.scope.regions') IS NOT NULL,
       json_type(value, '$.scope.services') IS NOT NULL,
       json_type(value, '$.scope.actions_allow') IS NOT NULL,
       value ->> '$.scope.data_access',
       value ->> '$.conditions.session_max_seconds',
       value ->> '$.conditions.named_person_pattern',
       value ->> '$.handover.role',
       value ->> '$.handover.counterpart',
       time_utc(value ->> '$.handover.cutoff'),
       time_utc(value ->> '$.handover.acceptance'),
       iif(handed_over, coalesce(value ->> '$.handover.revocation_sla_hours', 48), NULL),
       iif(handed_over, coalesce(value ->> '$.handover.other_access_sla_days', 14), NULL),
       iif(handed_over, coalesce(value ->> '$.handover.lookback_days', 90), NULL),
       iif(handed_over, coalesce(value ->> '$.handover.watch_days', 30), NULL),
       value ->> '$.billing.payer_account',
       value ->> '$.billing.model',
       value ->> '$.billing.cost_data',
       value ->> '$.billing.currency'
FROM   (SELECT item.value, json_type(item.value, '$.handover') IS NOT NULL AS handed_over
        FROM   contract, json_each(contract.document, '$.engagements') AS item);

INSERT OR IGNORE INTO engagement_account
SELECT engagement.value ->> '$.id', account.value, 'account'
FROM   contract,
       json_each(contract.document, '$.engagements') AS engagement,
       json_each(engagement.value, '$.scope.accounts') AS account;

WITH list (kind, path) AS (
  VALUES ('ou', '$.scope.ous'),
         ('region', '$.scope.regions'),
         ('service', '$.scope.services'),
         ('action_allow', '$.scope.actions_allow'),
         ('action_deny', '$.scope.actions_deny'),
         ('resource_arn', '$.scope.resource_arns'),
         ('source_cidr', '$.conditions.source_cidrs'),
         ('business_function', '$.business_functions'),
         ('automation_role', '$.identities.automation_roles'),
         ('identity_center_group', '$.identities.identity_center_groups'),
         ('oidc_subject', '$.identities.oidc_subjects'),
         ('roles_anywhere_subject', '$.identities.roles_anywhere_subjects'),
         ('privileged_action', '$.privileged.actions'),
         ('secret_to_rotate', '$.handover.secrets_to_rotate')
)
INSERT OR IGNORE INTO engagement_list
SELECT engagement.value ->> '$.id', list.kind, item.value
FROM   contract,
       json_each(contract.document, '$.engagements') AS engagement,
       list,
       json_each(engagement.value, list.path) AS item;

-- Organizational units are named by id or by name. The tree says who is below; customer.accounts[].ou says it too.
WITH RECURSIVE below (engagement, ou, node) AS (
  SELECT l.engagement, l.value, n.id
  FROM   engagement_list AS l
  JOIN   organization_node AS n ON n.kind <> 'account' AND l.value IN (n.id, n.name)
  WHERE  l.kind = 'ou'
  UNION
  SELECT b.engagement, b.ou, n.id
  FROM   below AS b
  JOIN   organization_node AS n ON n.parent = b.node
)
INSERT OR IGNORE INTO engagement_account
SELECT b.engagement, b.node, min(b.ou)
FROM   below AS b
JOIN   organization_node AS n ON n.id = b.node AND n.kind = 'account'
GROUP BY b.engagement, b.node;

INSERT OR IGNORE INTO engagement_account
SELECT l.engagement, p.account, l.value
FROM   engagement_list AS l
JOIN   population AS p ON p.ou = l.value
WHERE  l.kind = 'ou';

INSERT OR IGNORE INTO engagement_role
SELECT engagement.value ->> '$.id',
       role.value ->> '$.pattern',
       role.value ->> '$.human',
       coalesce(role.value ->> '$.mfa_required', 0),
       role.value ->> '$.external_id_sha256',
       role.value ->> '$.boundary',
       role.value ->> '$.max_session_seconds'
FROM   contract,
       json_each(contract.document, '$.engagements') AS engagement,
       json_each(engagement.value, '$.identities.roles') AS role;

INSERT OR IGNORE INTO engagement_user
SELECT engagement.value ->> '$.id',
       user.value ->> '$.pattern',
       user.value ->> '$.expires',
       user.value ->> '$.reason'
FROM   contract,
       json_each(contract.document, '$.engagements') AS engagement,
       json_each(engagement.value, '$.identities.users') AS user;

INSERT INTO approver
SELECT engagement.value ->> '$.id',
       person.value ->> '$.name',
       person.value ->> '$.role',
       person.value ->> '$.email',
       person.value ->> '$.principal'
FROM   contract,
       json_each(contract.document, '$.engagements') AS engagement,
       json_each(engagement.value, '$.approvers') AS person;

INSERT INTO overlap_allowed
SELECT item.key + 1, item.value ->> '$.reason', item.value ->> '$.approved_by', item.value ->> '$.expires'
FROM   contract, json_each(contract.document, '$.overlaps_allowed') AS item;

WITH list (kind, path) AS (VALUES ('engagement', '$.engagements'), ('account', '$.accounts'), ('service', '$.services'))
INSERT INTO overlap_allowed_item
SELECT overlap.key + 1, list.kind, item.value
FROM   contract,
       json_each(contract.document, '$.overlaps_allowed') AS overlap,
       list,
       json_each(overlap.value, list.path) AS item;

INSERT INTO waiver
SELECT item.value ->> '$.id',
       item.value ->> '$.control',
       item.value ->> '$.engagement',
       coalesce(item.value -> '$.match', '{}'),
       item.value ->> '$.reason',
       item.value ->> '$.compensating',
       item.value ->> '$.approved_by',
       item.value ->> '$.approved_on',
       item.value ->> '$.expires'
FROM   contract, json_each(contract.document, '$.waivers') AS item;
