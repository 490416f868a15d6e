-- The evidence store of bailiwick: facts and gaps. A documented interface:
-- any SQLite tool may open it. Shape version: PRAGMA user_version = 1; older stores are migrated forward.
--
-- Conventions
--   * Times are RFC 3339 in UTC with seconds ("2026-07-01T00:00:00Z"), so text order is time order. Days are YYYY-MM-DD.
--   * Intervals are half-open: start <= t < end.
--   * Account ids are 12-digit texts; leading zeros are real. Money is exact decimal text, never a float.
--   * Booleans are 1 and 0; NULL means that the source did not say.
--   * `source` columns refer to object.id: where the fact was said.
--   * Facts know nothing of partners, so that they survive a corrected engagement file.
--   * Tables that are not described here (fact_said, trail_facts and others named trail_, unsettled) are the collectors' own:
--     what every object said, from which the tables of facts are computed. Don't build on their columns.

PRAGMA user_version = 1;

-- 1. Where facts come from -----------------------------------------------------------------------------------

-- One file or API answer that was read, whether it was understood or not.
CREATE TABLE object (
  id       INTEGER PRIMARY KEY,
  origin   TEXT NOT NULL UNIQUE,   -- path below the collected folder, or URI
  sha256   TEXT NOT NULL,          -- of the bytes as received
  size     INTEGER NOT NULL,       -- bytes as received
  kind     TEXT NOT NULL,          -- row of the collectors' table that took it ('trail', 'iam-authorization-details', ...: docs/evidence.md), 'unrecognised', 'foreign', 'damaged'
  shape    TEXT,                   -- variant, e.g. 'records', 'array', 'object', 'lookup-lines', 'eventbridge'
  account  TEXT,                   -- account it speaks of, when it speaks of one
  said_at  TEXT,                   -- when the source said it (generation time, newest event), when known
  facts    INTEGER NOT NULL DEFAULT 0  -- facts or records taken from it
) STRICT;

-- Something a source would not say, with the reason. A gap is data too.
CREATE TABLE gap (
  id      INTEGER PRIMARY KEY,
  source  INTEGER REFERENCES object(id),
  origin  TEXT NOT NULL,           -- object origin, or the name of what is missing
  subject TEXT NOT NULL,           -- kind of evidence that suffers: 'trail', 'iam', 'credential-report', 'organizations', 'billing', 'invoice', 'contacts', 'digest', 'unknown'
  account TEXT,                    -- account that suffers, when known
  code    TEXT NOT NULL,           -- 'not-json', 'not-gzip', 'truncated', 'bad-record', 'duplicate-key', 'conflicting-duplicate', 'no-record', 'foreign', 'error-answer', 'incomplete-pages', 'no-account', 'unrecognised', 'unreadable', 'too-large', ...
  place   TEXT,                    -- where inside the object: 'line 3', 'record 7', 'byte 812'
  reason  TEXT NOT NULL,           -- a whole sentence: what was seen, what was expected
  lost    INTEGER NOT NULL DEFAULT 1 -- 1: something was not read; 0: read, and worth knowing
) STRICT;

-- One run of the program over this store. No wall clock: the same inputs give the same row.
CREATE TABLE run (
  id       INTEGER PRIMARY KEY,
  command  TEXT NOT NULL,          -- 'collect', 'audit'
  version  TEXT NOT NULL,          -- of the program
  objects  INTEGER NOT NULL,       -- objects seen by this run
  added    INTEGER NOT NULL        -- objects that were new
) STRICT;

-- 2. The trail ----------------------------------------------------------------------------------------------

-- Who acted: one row for each distinct userIdentity and session, as CloudTrail spelled it. Missing = NULL.
CREATE TABLE principal (
  id              INTEGER PRIMARY KEY,
  key             TEXT NOT NULL UNIQUE, -- canonical text of all columns below
  type            TEXT,            -- userIdentity.type: IAMUser, AssumedRole, Root, AWSService, AWSAccount, FederatedUser, ...
  arn             TEXT,            -- userIdentity.arn
  principal_id    TEXT,            -- userIdentity.principalId
  account         TEXT,            -- userIdentity.accountId: account the identity lives in
  access_key_id   TEXT,            -- userIdentity.accessKeyId
  user_name       TEXT,            -- userIdentity.userName
  invoked_by      TEXT,            -- userIdentity.invokedBy: AWS service that acted on behalf
  issuer_type     TEXT,            -- sessionContext.sessionIssuer.type
  issuer_arn      TEXT,            -- sessionContext.sessionIssuer.arn (the role); derived from an assumed-role ARN when absent
  issuer_account  TEXT,            -- sessionContext.sessionIssuer.accountId
  session_name    TEXT,            -- last part of an assumed-role ARN
  session_issued  TEXT,            -- sessionContext.attributes.creationDate
  mfa             INTEGER,         -- sessionContext.attributes.mfaAuthenticated
  source_identity TEXT,            -- sessionContext.sourceIdentity
  idp             TEXT,            -- identityProvider or webIdFederationData.federatedProvider
  on_behalf_of    TEXT             -- onBehalfOf.userId (Identity Center)
) STRICT;

-- Exact roll-up of every record: commutative, each record once. The columns up to `principal` are the key.
CREATE TABLE activity (
  day        TEXT NOT NULL,        -- of eventTime, UTC
  account    TEXT NOT NULL,        -- recipientAccountId, else userIdentity.accountId, else ''
  region     TEXT NOT NULL,        -- awsRegion
  service    TEXT NOT NULL,        -- eventSource without '.amazonaws.com'
  action     TEXT NOT NULL,        -- eventName ('' for Insight records)
  read_only  TEXT NOT NULL,        -- readOnly as CloudTrail said it: 'true', 'false', '' when it did not
  error_code TEXT NOT NULL,        -- errorCode; 'Failure' where there is an errorMessage only (refused sign-ins); '' on success
  category   TEXT NOT NULL,        -- eventType
  principal  INTEGER NOT NULL REFERENCES principal(id),
  count      INTEGER NOT NULL,
  first_time TEXT NOT NULL,
  last_time  TEXT NOT NULL,
  first_id   TEXT NOT NULL,        -- eventID of the earliest record ('' when it has none)
  last_id    TEXT NOT NULL,
  PRIMARY KEY (day, account, region, service, action, read_only, error_code, category, principal)
) STRICT;
CREATE INDEX activity_principal ON activity (principal);

-- Where from: the same records by hour and source address or calling service.
CREATE TABLE network (
  hour       TEXT NOT NULL,        -- start of the hour
  account    TEXT NOT NULL,
  principal  INTEGER NOT NULL REFERENCES principal(id),
  address    TEXT NOT NULL,        -- sourceIPAddress: IP address or service name, '' when absent
  count      INTEGER NOT NULL,
  PRIMARY KEY (hour, account, principal, address)
) STRICT;

-- Whole records of the event names that controls need (collectors/trail/kept-events.tsv). Session tokens are left out.
CREATE TABLE event (
  id              INTEGER PRIMARY KEY,
  account         TEXT NOT NULL,
  event_id        TEXT NOT NULL,   -- '' when the record has none
  time            TEXT NOT NULL,
  region          TEXT NOT NULL,
  service         TEXT NOT NULL,
  action          TEXT NOT NULL,
  read_only       TEXT NOT NULL,   -- 'true', 'false', ''
  error_code      TEXT NOT NULL,
  error_message   TEXT,
  principal       INTEGER NOT NULL REFERENCES principal(id),
  address         TEXT,            -- sourceIPAddress
  user_agent      TEXT,
  shared_event_id TEXT,
  request         TEXT,            -- requestParameters as JSON
  response        TEXT,            -- responseElements as JSON, secrets left out
  record_sha256   TEXT NOT NULL,   -- of the record's text in the object
  source          INTEGER NOT NULL REFERENCES object(id),
  position        INTEGER NOT NULL -- number of the record in the object, from 1
) STRICT;
CREATE INDEX event_action ON event (service, action, time);
CREATE INDEX event_principal ON event (principal);

-- Records that were read more than once: each counts once in the tables above (EQ-05). How many records were read at all
-- is the sum of object.facts over kind = 'trail'; how many different ones, the sum of activity.count.
CREATE TABLE record_seen (
  account  TEXT NOT NULL,          -- recipientAccountId as CloudTrail said it
  event_id TEXT NOT NULL,
  sha256   TEXT NOT NULL,          -- of what is kept of the record that counts
  source   INTEGER NOT NULL REFERENCES object(id),
  copies   INTEGER NOT NULL,       -- 2 or more
  differing INTEGER NOT NULL,      -- copies that say something else
  PRIMARY KEY (account, event_id)
) STRICT, WITHOUT ROWID;

-- Sessions opened: AssumeRole and its kin, joined later by the issued access key.
CREATE TABLE session (
  access_key_id   TEXT PRIMARY KEY, -- issued to the caller (responseElements.credentials.accessKeyId)
  time            TEXT NOT NULL,
  account         TEXT NOT NULL,    -- account whose trail has the record
  action          TEXT NOT NULL,    -- AssumeRole, AssumeRoleWithSAML, ...
  caller          INTEGER NOT NULL REFERENCES principal(id),
  caller_account  TEXT,             -- userIdentity.accountId of the caller
  role_arn        TEXT,             -- requestParameters.roleArn
  session_name    TEXT,
  external_id_sha256 TEXT,          -- hash of requestParameters.externalId; the clear text is not kept here
  source_identity TEXT,
  shared_event_id TEXT,
  expires         TEXT,             -- responseElements.credentials.expiration
  event_id        TEXT NOT NULL
) STRICT;

-- What the trail covers, hour by hour, as far as digest files say (one row a digest). Not yet proof of integrity.
CREATE TABLE digest (
  account    TEXT NOT NULL,
  region     TEXT NOT NULL,        -- from the digest's own object name
  start_time TEXT NOT NULL,
  end_time   TEXT NOT NULL,
  log_files  INTEGER NOT NULL,     -- listed
  missing    INTEGER NOT NULL,     -- listed, and not among the objects read
  source     INTEGER NOT NULL REFERENCES object(id),
  PRIMARY KEY (account, region, start_time, source)
) STRICT;

-- Insight events and other records without an acting identity are in activity too; nothing else is counted here.

-- 3. IAM ----------------------------------------------------------------------------------------------------

-- One row per account whose authorization details were read, with whether all pages were there.
CREATE TABLE iam_account (
  account  TEXT PRIMARY KEY,
  complete INTEGER NOT NULL,       -- 0: IsTruncated without the next page
  said_at  TEXT,                   -- file says no time: NULL
  source   INTEGER NOT NULL REFERENCES object(id)
) STRICT;

CREATE TABLE iam_principal (
  account      TEXT NOT NULL,
  arn          TEXT PRIMARY KEY,
  kind         TEXT NOT NULL,      -- 'user', 'group', 'role'
  name         TEXT NOT NULL,
  path         TEXT NOT NULL,
  unique_id    TEXT,               -- AIDA..., AGPA..., AROA...
  created      TEXT,
  last_used    TEXT,               -- roles: RoleLastUsed.LastUsedDate; users: PasswordLastUsed
  last_region  TEXT,
  boundary     TEXT,               -- permissions boundary ARN
  max_session  INTEGER,            -- seconds, roles
  trust        TEXT,               -- assume-role policy document as JSON, roles
  description  TEXT,
  tags         TEXT NOT NULL DEFAULT '{}', -- JSON object
  source       INTEGER NOT NULL REFERENCES object(id)
) STRICT;

CREATE TABLE iam_group_member (
  group_arn TEXT NOT NULL,
  user_arn  TEXT NOT NULL,
  PRIMARY KEY (group_arn, user_arn)
) STRICT, WITHOUT ROWID;

-- Policy documents: managed (customer and AWS) by ARN, default version; inline ones are in iam_grant.
CREATE TABLE iam_policy (
  account     TEXT NOT NULL,       -- account whose file it was in
  arn         TEXT NOT NULL,
  name        TEXT NOT NULL,
  version     TEXT,
  aws_managed INTEGER NOT NULL,
  document    TEXT,                -- JSON of the default version
  versions    INTEGER NOT NULL DEFAULT 1,
  source      INTEGER NOT NULL REFERENCES object(id),
  PRIMARY KEY (account, arn)
) STRICT;

-- What gives a principal rights: an attached policy (policy_arn) or an inline one (document).
CREATE TABLE iam_grant (
  principal_arn TEXT NOT NULL,
  kind          TEXT NOT NULL,     -- 'attached', 'inline'
  name          TEXT NOT NULL,
  policy_arn    TEXT NOT NULL DEFAULT '',
  document      TEXT,              -- JSON, inline only
  PRIMARY KEY (principal_arn, kind, name, policy_arn)
) STRICT, WITHOUT ROWID;

-- Long-lived credentials and second factors, one row each, from the credential report and the List* answers.
CREATE TABLE credential (
  account     TEXT NOT NULL,
  user_arn    TEXT NOT NULL,       -- 'arn:aws:iam::ACCOUNT:root' for the root user
  user_name   TEXT NOT NULL,       -- '<root_account>' for the root user
  kind        TEXT NOT NULL,       -- 'password', 'access-key', 'mfa', 'signing-certificate', 'ssh-key', 'service-specific'
  name        TEXT NOT NULL,       -- 'password', 'key-1', 'key-2', 'cert-1', 'mfa' from the report; ids from List* answers
  active      INTEGER,             -- NULL: the source says not_supported / N/A
  created     TEXT,                -- or last rotated
  last_used   TEXT,                -- NULL: never or not known
  last_region TEXT,
  last_service TEXT,
  said_at     TEXT,                -- when the source said so, when known
  source      INTEGER NOT NULL REFERENCES object(id),
  PRIMARY KEY (user_arn, kind, name)
) STRICT;

-- One row per kind of credential evidence read for an account, so that "none" and "not read" differ.
CREATE TABLE credential_source (
  account TEXT NOT NULL,
  kind    TEXT NOT NULL,           -- 'credential-report', 'access-key', 'ssh-key', 'service-specific', 'signing-certificate', 'mfa', 'account-summary'
  user_arn TEXT NOT NULL DEFAULT '', -- '' = the whole account
  source  INTEGER NOT NULL REFERENCES object(id),
  PRIMARY KEY (account, kind, user_arn)
) STRICT;

CREATE TABLE iam_summary (
  account TEXT NOT NULL,
  key     TEXT NOT NULL,           -- AccountAccessKeysPresent, AccountMFAEnabled, AccountPasswordPresent, ...
  value   INTEGER NOT NULL,
  source  INTEGER NOT NULL REFERENCES object(id),
  PRIMARY KEY (account, key)
) STRICT;

CREATE TABLE identity_provider (
  account TEXT NOT NULL,
  arn     TEXT PRIMARY KEY,
  type    TEXT NOT NULL,           -- 'saml', 'oidc'
  issuer  TEXT,                    -- URL or entity id, when known
  source  INTEGER NOT NULL REFERENCES object(id)
) STRICT;

-- 4. Organization -------------------------------------------------------------------------------------------

CREATE TABLE organization (
  id                 TEXT PRIMARY KEY,
  management_account TEXT NOT NULL,
  management_email   TEXT,
  feature_set        TEXT,
  source             INTEGER NOT NULL REFERENCES object(id)
) STRICT;

CREATE TABLE organization_account (
  account       TEXT PRIMARY KEY,
  name          TEXT,
  email         TEXT,
  status        TEXT,              -- ACTIVE, SUSPENDED, PENDING_CLOSURE
  joined_method TEXT,              -- CREATED, INVITED
  joined        TEXT,
  source        INTEGER NOT NULL REFERENCES object(id)
) STRICT;

-- Roots, organizational units and accounts as a tree.
CREATE TABLE organization_node (
  id     TEXT PRIMARY KEY,         -- r-..., ou-..., or an account id
  kind   TEXT NOT NULL,            -- 'root', 'ou', 'account'
  name   TEXT,
  parent TEXT,                     -- NULL: root, or not said
  source INTEGER NOT NULL REFERENCES object(id)
) STRICT;

CREATE TABLE organization_policy (
  id          TEXT PRIMARY KEY,
  name        TEXT,
  type        TEXT,                -- SERVICE_CONTROL_POLICY, RESOURCE_CONTROL_POLICY, ...
  aws_managed INTEGER,
  content     TEXT,                -- JSON, when described
  source      INTEGER NOT NULL REFERENCES object(id)
) STRICT;

CREATE TABLE organization_policy_target (
  policy TEXT NOT NULL,
  target TEXT NOT NULL,            -- root, OU or account id
  source INTEGER NOT NULL REFERENCES object(id),
  PRIMARY KEY (policy, target)
) STRICT;

CREATE TABLE delegated_administrator (
  account TEXT NOT NULL,
  service TEXT NOT NULL DEFAULT '', -- service principal, when said
  since   TEXT,
  source  INTEGER NOT NULL REFERENCES object(id),
  PRIMARY KEY (account, service)
) STRICT;

CREATE TABLE handshake (
  id        TEXT PRIMARY KEY,
  action    TEXT,                  -- INVITE, ENABLE_ALL_FEATURES, ...
  state     TEXT,
  requested TEXT,
  expires   TEXT,
  parties   TEXT,                  -- JSON
  source    INTEGER NOT NULL REFERENCES object(id)
) STRICT;

CREATE TABLE organization_feature (
  feature TEXT PRIMARY KEY,        -- RootCredentialsManagement, RootSessions
  source  INTEGER NOT NULL REFERENCES object(id)
) STRICT;

-- 5. Accounts -----------------------------------------------------------------------------------------------

CREATE TABLE contact (
  account TEXT NOT NULL,
  kind    TEXT NOT NULL,           -- 'primary', 'BILLING', 'OPERATIONS', 'SECURITY'
  name    TEXT,
  company TEXT,
  email   TEXT,
  phone   TEXT,
  source  INTEGER NOT NULL REFERENCES object(id),
  PRIMARY KEY (account, kind)
) STRICT;

-- 6. Billing ------------------------------------------------------------------------------------------------

-- Cost and usage rows (CUR, CUR 2.0, FOCUS), rolled up exactly. The columns up to `invoice_issuer` are the key; missing = ''.
CREATE TABLE cost (
  month           TEXT NOT NULL,   -- first day of the billing period, YYYY-MM-DD
  payer           TEXT NOT NULL,   -- billing account
  account         TEXT NOT NULL,   -- usage account (FOCUS SubAccountId)
  provider        TEXT NOT NULL,   -- 'AWS', 'Microsoft', ...
  service         TEXT NOT NULL,   -- ServiceName / product code as the source spells it
  region          TEXT NOT NULL,
  category        TEXT NOT NULL,   -- FOCUS ChargeCategory or CUR line_item_line_item_type
  currency        TEXT NOT NULL,
  invoice_id      TEXT NOT NULL,
  invoice_issuer  TEXT NOT NULL,
  billed          TEXT NOT NULL,   -- exact decimal sums
  effective       TEXT,
  list            TEXT,
  contracted      TEXT,
  lines           INTEGER NOT NULL,
  source          INTEGER NOT NULL REFERENCES object(id),
  PRIMARY KEY (month, payer, account, provider, service, region, category, currency, invoice_id, invoice_issuer, source)
) STRICT;

CREATE TABLE invoice_line (
  source      INTEGER NOT NULL REFERENCES object(id),
  line        INTEGER NOT NULL,    -- line of the file
  invoice_id  TEXT NOT NULL,
  period      TEXT NOT NULL,       -- YYYY-MM
  account     TEXT,
  service     TEXT,
  description TEXT,
  amount      TEXT NOT NULL,       -- exact decimal
  currency    TEXT NOT NULL,
  kind        TEXT NOT NULL,       -- usage, tax, credit, discount, support, fee, rounding
  PRIMARY KEY (source, line)
) STRICT;
