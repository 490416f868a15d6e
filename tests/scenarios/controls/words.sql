-- Words in which the scenarios say their facts, so that a line says one thing. Each is a view to insert into.

INSERT INTO object (id, origin, sha256, size, kind) VALUES (1, 'evidence', '00', 0, 'trail');

-- Who acts. name: how calls refer to it. role: ARN of the role behind a session; key: access key of the session;
-- issued: when the session was opened.
CREATE TEMP VIEW who (name, type, arn, account, role, key, issued, invoked_by) AS SELECT '', '', '', '', '', '', '', '' WHERE 0;
CREATE TEMP TRIGGER who_in INSTEAD OF INSERT ON who BEGIN
  INSERT INTO principal (key, type, arn, account, access_key_id, invoked_by, issuer_type, issuer_arn, issuer_account, session_issued)
  VALUES (NEW.name, NEW.type, coalesce(NEW.arn, NEW.role), NEW.account, NEW.key, NEW.invoked_by,
          iif(NEW.role IS NULL, NULL, 'Role'), NEW.role, arn_part(NEW.role, 'account'), NEW.issued);
END;

-- A call counted in the roll-up. n, last, error, read_only: 1 call, the same moment, success, not read-only if left out.
CREATE TEMP VIEW calls (who, time, account, region, call, error, read_only, n, last) AS SELECT '', '', '', '', '', '', '', 0, '' WHERE 0;
CREATE TEMP TRIGGER calls_in INSTEAD OF INSERT ON calls BEGIN
  INSERT INTO activity (day, account, region, service, action, read_only, error_code, category, principal, count,
                        first_time, last_time, first_id, last_id)
  VALUES (substr(NEW.time, 1, 10), NEW.account, coalesce(NEW.region, 'eu-west-1'),
          substr(NEW.call, 1, instr(NEW.call, ':') - 1), substr(NEW.call, instr(NEW.call, ':') + 1),
          coalesce(NEW.read_only, 'false'), coalesce(NEW.error, ''), 'AwsApiCall',
          (SELECT id FROM principal WHERE key = NEW.who), coalesce(NEW.n, 1), NEW.time, coalesce(NEW.last, NEW.time),
          'e-' || NEW.time, 'e-' || coalesce(NEW.last, NEW.time));
END;

-- A call kept whole (it is in the roll-up as well). request: JSON.
CREATE TEMP VIEW events (who, time, account, region, call, error, request, address, id, shared) AS
  SELECT '', '', '', '', '', '', '', '', '', '' WHERE 0;
CREATE TEMP TRIGGER events_in INSTEAD OF INSERT ON events BEGIN
  INSERT INTO event (account, event_id, time, region, service, action, read_only, error_code, principal, address,
                     shared_event_id, request, record_sha256, source, position)
  VALUES (NEW.account, coalesce(NEW.id, 'e-' || NEW.time), NEW.time, coalesce(NEW.region, 'eu-west-1'),
          substr(NEW.call, 1, instr(NEW.call, ':') - 1), substr(NEW.call, instr(NEW.call, ':') + 1),
          'false', coalesce(NEW.error, ''), (SELECT id FROM principal WHERE key = NEW.who), NEW.address,
          NEW.shared, NEW.request, '00', 1, 1);
  INSERT INTO activity (day, account, region, service, action, read_only, error_code, category, principal, count,
                        first_time, last_time, first_id, last_id)
  VALUES (substr(NEW.time, 1, 10), NEW.account, coalesce(NEW.region, 'eu-west-1'),
          substr(NEW.call, 1, instr(NEW.call, ':') - 1), substr(NEW.call, instr(NEW.call, ':') + 1),
          'false', coalesce(NEW.error, ''), 'AwsApiCall', (SELECT id FROM principal WHERE key = NEW.who), 1,
          NEW.time, NEW.time, coalesce(NEW.id, 'e-' || NEW.time), coalesce(NEW.id, 'e-' || NEW.time))
  ON CONFLICT DO UPDATE SET count = count + 1, last_time = excluded.last_time, last_id = excluded.last_id;
END;

-- A session opened: `who` called sts and was given `key`.
CREATE TEMP VIEW sessions (who, time, account, key, role, caller_account, external_id) AS SELECT '', '', '', '', '', '', '' WHERE 0;
CREATE TEMP TRIGGER sessions_in INSTEAD OF INSERT ON sessions BEGIN
  INSERT INTO session (access_key_id, time, account, action, caller, caller_account, role_arn, external_id_sha256, event_id)
  VALUES (NEW.key, NEW.time, NEW.account, 'AssumeRole', (SELECT id FROM principal WHERE key = NEW.who),
          NEW.caller_account, NEW.role, sha256_text(NEW.external_id), 's-' || NEW.key);
END;

-- An hour-by-hour digest chain of one account and Region, as one long digest.
CREATE TEMP VIEW digests (account, region, start, stop, missing) AS SELECT '', '', '', '', 0 WHERE 0;
CREATE TEMP TRIGGER digests_in INSTEAD OF INSERT ON digests BEGIN
  INSERT INTO digest VALUES (NEW.account, coalesce(NEW.region, 'eu-west-1'), NEW.start, NEW.stop, 0, coalesce(NEW.missing, 0), 1);
END;

-- The authorization details of an account were read whole.
CREATE TEMP VIEW iam_read (account) AS SELECT '' WHERE 0;
CREATE TEMP TRIGGER iam_read_in INSTEAD OF INSERT ON iam_read BEGIN
  INSERT INTO iam_account VALUES (NEW.account, 1, NULL, 1);
END;

-- A role and its trust (JSON, or the text of its one principal as "AWS 123456789012").
CREATE TEMP VIEW roles (arn, trust, tags) AS SELECT '', '', '' WHERE 0;
CREATE TEMP TRIGGER roles_in INSTEAD OF INSERT ON roles BEGIN
  INSERT INTO iam_principal (account, arn, kind, name, path, trust, tags, source)
  VALUES (arn_part(NEW.arn, 'account'), NEW.arn, 'role', replace(NEW.arn, rtrim(NEW.arn, replace(NEW.arn, '/', '')), ''), '/',
          iif(json_valid(NEW.trust), NEW.trust,
              json_object('Statement', json_object('Effect', 'Allow', 'Action', 'sts:AssumeRole', 'Principal',
                json_object(substr(NEW.trust, 1, instr(NEW.trust, ' ') - 1), substr(NEW.trust, instr(NEW.trust, ' ') + 1))))),
          coalesce(NEW.tags, '{}'), 1);
END;

CREATE TEMP VIEW users (arn, tags, created) AS SELECT '', '', '' WHERE 0;
CREATE TEMP TRIGGER users_in INSTEAD OF INSERT ON users BEGIN
  INSERT INTO iam_principal (account, arn, kind, name, path, created, tags, source)
  VALUES (arn_part(NEW.arn, 'account'), NEW.arn, 'user', replace(NEW.arn, rtrim(NEW.arn, replace(NEW.arn, '/', '')), ''), '/',
          NEW.created, coalesce(NEW.tags, '{}'), 1);
END;

-- An identity holds an attached policy (by ARN) or an inline one (JSON).
CREATE TEMP VIEW grants (arn, policy) AS SELECT '', '' WHERE 0;
CREATE TEMP TRIGGER grants_in INSTEAD OF INSERT ON grants BEGIN
  INSERT INTO iam_grant
  VALUES (NEW.arn, iif(json_valid(NEW.policy), 'inline', 'attached'), iif(json_valid(NEW.policy), 'inline', NEW.policy),
          iif(json_valid(NEW.policy), '', NEW.policy), iif(json_valid(NEW.policy), NEW.policy, NULL));
END;

-- The document of a managed policy was read.
CREATE TEMP VIEW documents (arn, document) AS SELECT '', '' WHERE 0;
CREATE TEMP TRIGGER documents_in INSTEAD OF INSERT ON documents BEGIN
  INSERT INTO iam_policy VALUES (arn_part(NEW.arn, 'account'), NEW.arn, NEW.arn, 'v1', 0, NEW.document, 1, 1);
END;

-- An account right below the organization's root, each with the policy that AWS attaches everywhere.
CREATE TEMP VIEW members (account) AS SELECT '' WHERE 0;
CREATE TEMP TRIGGER members_in INSTEAD OF INSERT ON members BEGIN
  INSERT OR IGNORE INTO organization_node VALUES ('r-root', 'root', NULL, NULL, 1), (NEW.account, 'account', NULL, 'r-root', 1);
  INSERT OR IGNORE INTO organization_policy_target VALUES ('p-FullAWSAccess', 'r-root', 1), ('p-FullAWSAccess', NEW.account, 1);
END;

-- A service control policy on a target.
CREATE TEMP VIEW control_policies (id, target, content) AS SELECT '', '', '' WHERE 0;
CREATE TEMP TRIGGER control_policies_in INSTEAD OF INSERT ON control_policies BEGIN
  INSERT OR IGNORE INTO organization_policy VALUES (NEW.id, NEW.id, 'SERVICE_CONTROL_POLICY', 0, NEW.content, 1);
  INSERT INTO organization_policy_target VALUES (NEW.id, NEW.target, 1);
END;

-- The credential report of an account was read; lines of it.
CREATE TEMP VIEW reports (account) AS SELECT '' WHERE 0;
CREATE TEMP TRIGGER reports_in INSTEAD OF INSERT ON reports BEGIN
  INSERT OR IGNORE INTO credential_source VALUES (NEW.account, 'credential-report', '', 1);
END;
CREATE TEMP VIEW credentials (user, kind, name, active, created, used) AS SELECT '', '', '', 0, '', '' WHERE 0;
CREATE TEMP TRIGGER credentials_in INSTEAD OF INSERT ON credentials BEGIN
  INSERT INTO credential (account, user_arn, user_name, kind, name, active, created, last_used, source)
  VALUES (arn_part(NEW.user, 'account'), NEW.user,
          iif(NEW.user GLOB '*:root', '<root_account>', replace(NEW.user, rtrim(NEW.user, replace(NEW.user, '/', '')), '')),
          NEW.kind, coalesce(NEW.name, NEW.kind), NEW.active, NEW.created, NEW.used, 1);
END;

-- Something was lost. account may be NULL.
CREATE TEMP VIEW gaps (subject, account, reason) AS SELECT '', '', '' WHERE 0;
CREATE TEMP TRIGGER gaps_in INSTEAD OF INSERT ON gaps BEGIN
  INSERT INTO gap (source, origin, subject, account, code, reason) VALUES (1, 'lost.json', NEW.subject, NEW.account, 'damaged', NEW.reason);
END;

-- A line of the bill.
CREATE TEMP VIEW bill (month, account, service, region, category, billed, payer) AS SELECT '', '', '', '', '', '', '' WHERE 0;
CREATE TEMP TRIGGER bill_in INSTEAD OF INSERT ON bill BEGIN
  INSERT INTO cost (month, payer, account, provider, service, region, category, currency, invoice_id, invoice_issuer, billed, lines, source)
  VALUES (NEW.month, coalesce(NEW.payer, '999999999999'), NEW.account, 'AWS', NEW.service, coalesce(NEW.region, ''),
          coalesce(NEW.category, 'Usage'), 'EUR', '', '', NEW.billed, 1, 1);
END;
