-- Sections 7 to 9 of the evidence store: the contract in force (from the engagement file), what follows from it, and the
-- results. Dropped and rebuilt by every analysis; nothing here is evidence. Conventions as in schema.sql.

-- Children first: references are enforced.
DROP TABLE IF EXISTS result;
DROP TABLE IF EXISTS control;
DROP TABLE IF EXISTS identity_owner;
DROP TABLE IF EXISTS effective;
DROP TABLE IF EXISTS access_path;
DROP TABLE IF EXISTS attribution;
DROP TABLE IF EXISTS frame;
DROP TABLE IF EXISTS waiver;
DROP TABLE IF EXISTS overlap_allowed_item;
DROP TABLE IF EXISTS overlap_allowed;
DROP TABLE IF EXISTS approver;
DROP TABLE IF EXISTS engagement_user;
DROP TABLE IF EXISTS engagement_role;
DROP TABLE IF EXISTS engagement_list;
DROP TABLE IF EXISTS engagement_account;
DROP TABLE IF EXISTS engagement;
DROP TABLE IF EXISTS partner_list;
DROP TABLE IF EXISTS partner_account;
DROP TABLE IF EXISTS partner;
DROP TABLE IF EXISTS third_party;
DROP TABLE IF EXISTS customer_idp;
DROP TABLE IF EXISTS population;
DROP TABLE IF EXISTS customer_list;
DROP TABLE IF EXISTS customer;
DROP TABLE IF EXISTS contract;

-- 7. The contract -------------------------------------------------------------------------------------------

-- The engagement file this analysis used, one row.
CREATE TABLE contract (
  path        TEXT NOT NULL,       -- as given on the command line, base name only
  sha256      TEXT NOT NULL,       -- of the file's bytes
  document    TEXT NOT NULL,       -- the whole file as canonical JSON
  version     TEXT NOT NULL,       -- approval.version
  approved_by TEXT NOT NULL,
  approved_on TEXT NOT NULL
) STRICT;

CREATE TABLE customer (
  name                     TEXT NOT NULL,
  organization_id          TEXT,
  management_account       TEXT NOT NULL,
  management_account_owner TEXT NOT NULL, -- customer, reseller, shared
  log_archive_account      TEXT NOT NULL,
  audit_account            TEXT,
  security_account         TEXT,
  timezone                 TEXT NOT NULL, -- default 'UTC'
  currency                 TEXT
) STRICT;

-- Lists of the customer. kind: alias, email_domain, admin_principal, break_glass, log_bucket, log_kms_key, baseline_region,
-- audit_resource, guardrail_role, delegated_administrator, required_tag
CREATE TABLE customer_list (kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, value)) STRICT;

-- The population: customer.accounts plus the management account when the customer owns or shares it, log archive, audit
-- and security accounts. listed = 1 for customer.accounts.
CREATE TABLE population (
  account           TEXT PRIMARY KEY,
  name              TEXT NOT NULL,  -- the role ('log archive', ...) for accounts that are not listed
  listed            INTEGER NOT NULL,
  ou                TEXT,
  environment       TEXT,
  end_customer      TEXT,
  business_function TEXT,
  territory         TEXT,
  data_class        TEXT,
  owner             TEXT,
  joined            TEXT,           -- date
  "left"            TEXT            -- date
) STRICT;

CREATE TABLE customer_idp (type TEXT NOT NULL, match TEXT NOT NULL, owner TEXT NOT NULL) STRICT;

CREATE TABLE third_party (
  name    TEXT NOT NULL,
  account TEXT NOT NULL,
  purpose TEXT NOT NULL,
  expires TEXT                      -- date
) STRICT;

CREATE TABLE partner (
  id   TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

-- AWS accounts of partners and of their approved subcontractors.
CREATE TABLE partner_account (
  partner       TEXT NOT NULL REFERENCES partner(id),
  account       TEXT NOT NULL,
  subcontractor TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (partner, account, subcontractor)
) STRICT;

-- kind: email_domain, source_cidr, idp_issuer, kind
CREATE TABLE partner_list (partner TEXT NOT NULL REFERENCES partner(id), kind TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (partner, kind, value)) STRICT;

CREATE TABLE engagement (
  id               TEXT PRIMARY KEY,
  partner          TEXT NOT NULL REFERENCES partner(id),
  arrangement      TEXT NOT NULL,   -- reseller, managed_service, combination
  status           TEXT NOT NULL,   -- planned, active, exiting, ended
  territory        TEXT,
  criticality      TEXT,
  contract_ref     TEXT NOT NULL,
  contract_start   TEXT NOT NULL,   -- UTC
  contract_end     TEXT NOT NULL,   -- UTC, exclusive
  assistance_until TEXT,
  transfer_start   TEXT,            -- knowledge transfer
  transfer_end     TEXT,
  transfer_mode    TEXT,            -- read_only, full
  -- Absent list = not restricted by contract (0); present = restricted (1), and an empty list allows nothing.
  regions_limited  INTEGER NOT NULL,
  services_limited INTEGER NOT NULL,
  actions_limited  INTEGER NOT NULL, -- actions_allow present
  data_access      TEXT,
  session_max_seconds INTEGER,
  named_person_pattern TEXT,
  handover_role    TEXT,            -- outgoing, incoming; NULL: no handover
  counterpart      TEXT,
  cutoff           TEXT,
  acceptance       TEXT,
  revocation_sla_hours INTEGER,     -- defaults applied: 48
  other_access_sla_days INTEGER,    -- 14
  lookback_days    INTEGER,         -- 90
  watch_days       INTEGER,         -- 30
  payer_account    TEXT,
  billing_model    TEXT,
  cost_data        TEXT,
  invoice_currency TEXT
) STRICT;

-- Accounts in scope: listed ones, and those below the listed OUs as far as the organization facts or customer.accounts[].ou say.
CREATE TABLE engagement_account (engagement TEXT NOT NULL REFERENCES engagement(id), account TEXT NOT NULL,
  via TEXT NOT NULL,                -- 'account' or the OU
  PRIMARY KEY (engagement, account)) STRICT;

-- kind: ou, region, service, action_allow, action_deny, resource_arn, source_cidr, business_function, automation_role,
-- identity_center_group, oidc_subject, roles_anywhere_subject, privileged_action, secret_to_rotate
CREATE TABLE engagement_list (engagement TEXT NOT NULL REFERENCES engagement(id), kind TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (engagement, kind, value)) STRICT;

CREATE TABLE engagement_role (
  engagement         TEXT NOT NULL REFERENCES engagement(id),
  pattern            TEXT NOT NULL,  -- ARN glob
  human              INTEGER NOT NULL,
  mfa_required       INTEGER NOT NULL DEFAULT 0,
  external_id_sha256 TEXT,
  boundary           TEXT,
  max_session        INTEGER,
  PRIMARY KEY (engagement, pattern)
) STRICT;

CREATE TABLE engagement_user (
  engagement TEXT NOT NULL REFERENCES engagement(id),
  pattern    TEXT NOT NULL,          -- ARN glob
  expires    TEXT NOT NULL,          -- date
  reason     TEXT NOT NULL,
  PRIMARY KEY (engagement, pattern)
) STRICT;

CREATE TABLE approver (engagement TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, email TEXT, principal TEXT) STRICT;

CREATE TABLE overlap_allowed (id INTEGER PRIMARY KEY, reason TEXT NOT NULL, approved_by TEXT NOT NULL, expires TEXT NOT NULL) STRICT;
CREATE TABLE overlap_allowed_item (overlap INTEGER NOT NULL REFERENCES overlap_allowed(id),
  kind TEXT NOT NULL, value TEXT NOT NULL) STRICT; -- kind: engagement, account, service

CREATE TABLE waiver (
  id           TEXT PRIMARY KEY,
  control      TEXT NOT NULL,
  engagement   TEXT,
  match        TEXT NOT NULL DEFAULT '{}', -- JSON object: any of account, region, resource, principal -> glob
  reason       TEXT NOT NULL,
  compensating TEXT,
  approved_by  TEXT NOT NULL,
  approved_on  TEXT NOT NULL,
  expires      TEXT NOT NULL                -- date; valid through that day, UTC
) STRICT;

-- 8. What follows from contract and facts -------------------------------------------------------------------

-- The frame of this analysis, one row.
CREATE TABLE frame (
  period_start TEXT NOT NULL,
  period_end   TEXT NOT NULL,        -- exclusive
  as_of        TEXT NOT NULL,        -- the moment the verdicts speak of
  version      TEXT NOT NULL,        -- of the program
  rules        TEXT NOT NULL         -- SHA-256 over all control files used
) STRICT;

-- Whose each principal is. A principal that matches two engagements has two rows (SG-02), never a silent choice.
CREATE TABLE attribution (
  principal  INTEGER NOT NULL,       -- principal.id
  class      TEXT NOT NULL,          -- 'partner', 'customer', 'aws-service', 'third-party', 'unattributed'
  engagement TEXT NOT NULL,          -- '' unless class is 'partner'
  partner    TEXT NOT NULL,          -- '' unless class is 'partner'
  proof      TEXT NOT NULL,          -- 'role-pattern', 'session-join', 'user-pattern', 'account', 'service', 'none', ...
  confidence TEXT NOT NULL,          -- 'identity', 'session', 'network', 'none'
  detail     TEXT NOT NULL,          -- the pattern, the AssumeRole event id, ...
  PRIMARY KEY (principal, engagement)
) STRICT;

-- Every trust of every role read, one row per principal named by an Allow statement.
CREATE TABLE access_path (
  account           TEXT NOT NULL,
  role_arn          TEXT NOT NULL,
  statement         INTEGER NOT NULL, -- from 1
  principal_type    TEXT NOT NULL,    -- 'AWS', 'Service', 'Federated', 'CanonicalUser', '*'
  principal         TEXT NOT NULL,    -- as the policy spells it
  principal_account TEXT,             -- of an AWS principal, when it names one
  external_ids      TEXT NOT NULL,    -- JSON array of values under StringEquals sts:ExternalId (exact values only)
  external_id_loose INTEGER NOT NULL, -- 1: an external id condition that does not pin one value (StringLike with wildcard, ...IfExists)
  conditions        TEXT NOT NULL,    -- the Condition block as JSON, '{}' if none
  owner             TEXT NOT NULL,    -- 'self' (same account), 'customer', 'partner', 'third-party', 'aws-service', 'customer-idp', 'partner-idp', 'anyone', 'dead' (AROA/AIDA id), 'unknown'
  partner           TEXT NOT NULL,    -- '' unless owner is partner or partner-idp
  PRIMARY KEY (role_arn, statement, principal_type, principal)
) STRICT;

-- What each IAM principal may do, as far as reading the documents tells without the engine's conditions.
CREATE TABLE effective (
  principal_arn TEXT PRIMARY KEY,
  administrator INTEGER NOT NULL,     -- Allow * on * (or iam:* on *) without condition, through any grant or group, and no boundary
  detail        TEXT NOT NULL,        -- the policy that says so, '' if none
  unread        INTEGER NOT NULL DEFAULT 0, -- attached policies whose document is not among the facts
  denied        INTEGER NOT NULL DEFAULT 0, -- a policy denies everything without condition
  reads_only    INTEGER NOT NULL DEFAULT 0  -- holds nothing, or only what reads
) STRICT;

-- Which engagement each IAM user and role belongs to (patterns of engagement_role, engagement_user, automation roles; trust).
CREATE TABLE identity_owner (
  principal_arn TEXT NOT NULL,
  engagement    TEXT NOT NULL,
  partner       TEXT NOT NULL,
  proof         TEXT NOT NULL,        -- 'role-pattern', 'user-pattern', 'trust', 'tag', 'name', 'creator'
  detail        TEXT NOT NULL,
  PRIMARY KEY (principal_arn, engagement, proof)
) STRICT;

-- 9. Results ------------------------------------------------------------------------------------------------

-- The controls that ran, from the headers of their files.
CREATE TABLE control (
  id          TEXT PRIMARY KEY,       -- HO-20
  title       TEXT NOT NULL,
  severity    TEXT NOT NULL,          -- critical, high, medium, low
  audience    TEXT NOT NULL,          -- space-separated: customer-audit compliance procurement
  arrangement TEXT NOT NULL,          -- space-separated, or 'all'
  subject     TEXT NOT NULL,          -- of what there is a row at least: account, engagement, customer
  needs       TEXT NOT NULL,          -- space-separated evidence names
  standards   TEXT NOT NULL,          -- space-separated
  asks        TEXT NOT NULL,
  remedy      TEXT NOT NULL,
  empty       TEXT NOT NULL,          -- what is said where there is nothing to test; '': a general sentence
  rule        TEXT NOT NULL,          -- the SQL that was run
  sha256      TEXT NOT NULL,
  verdict     TEXT NOT NULL,          -- worst of its results
  assessed    INTEGER NOT NULL,       -- results other than NOT_ASSESSED and NOT_APPLICABLE
  applicable  INTEGER NOT NULL        -- results other than NOT_APPLICABLE
) STRICT;

-- The verdict of one control on one subject. The key is stable across runs.
CREATE TABLE result (
  control       TEXT NOT NULL REFERENCES control(id),
  engagement    TEXT NOT NULL,        -- '' when the control is not about one
  account       TEXT NOT NULL,
  region        TEXT NOT NULL,
  resource      TEXT NOT NULL,
  principal     TEXT NOT NULL,
  verdict       TEXT NOT NULL,        -- NOT_ASSESSED, PASS, FAIL, WARN, INFO, NOT_APPLICABLE, WAIVED
  base_severity TEXT NOT NULL,        -- of the control or raised by its rule
  severity      TEXT NOT NULL,        -- after raising for data class and criticality, one step at most
  reason        TEXT NOT NULL,        -- a whole sentence
  facts         TEXT NOT NULL,        -- JSON object: what decided it, with event ids and counts
  waiver        TEXT,                 -- id of the waiver, when WAIVED
  waived        TEXT,                 -- the verdict it would have been
  PRIMARY KEY (control, engagement, account, region, resource, principal)
) STRICT;
