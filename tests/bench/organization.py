#!/usr/bin/env python3
"""Writes the evidence store and the engagement file of a large organization that does not exist.

usage: organization.py SCHEMA.sql SCALE FOLDER

SCALE 1 is 60 accounts, 6 partners with 12 engagements, 10,000 roles and users, 20,000 acting identities, 300,000 rows
of activity, 500,000 of network and 50,000 whole records. Accounts and engagements stay as many at every scale. The same
arguments give the same rows. The tables are those of model/schema.sql; facts are of the shapes the collectors write.
"""

import datetime
import json
import os
import random
import sqlite3
import sys

START = datetime.datetime(2026, 4, 1)
DAYS = 91
ACCOUNTS = ["2%011d" % (i + 1) for i in range(60)]
PARTNERS = ["alpha", "bravo", "cargo", "delta", "eagle", "fjord"]
REGIONS = ["eu-west-1", "eu-central-1", "us-east-1", "eu-north-1"]
SERVICES = {
    "ec2": ["DescribeInstances", "RunInstances", "StopInstances", "CreateTags", "DescribeVolumes", "CreateSnapshot"],
    "s3": ["GetBucketAcl", "ListBuckets", "PutBucketPolicy", "GetBucketLocation", "CreateBucket"],
    "rds": ["DescribeDBInstances", "ModifyDBInstance", "CreateDBSnapshot"],
    "iam": ["ListRoles", "GetRole", "CreateUser", "AttachRolePolicy", "ListUsers", "GetAccountSummary"],
    "sts": ["AssumeRole", "GetCallerIdentity"],
    "kms": ["Decrypt", "DescribeKey", "ScheduleKeyDeletion"],
    "logs": ["DescribeLogGroups", "PutRetentionPolicy", "CreateLogGroup"],
    "monitoring": ["GetMetricData", "PutMetricAlarm", "DescribeAlarms"],
    "ssm": ["StartSession", "SendCommand", "DescribeInstanceInformation"],
    "lambda": ["ListFunctions20150331", "Invoke", "UpdateFunctionCode20150331v2"],
    "cloudtrail": ["LookupEvents", "DescribeTrails", "StopLogging", "UpdateTrail"],
    "health": ["DescribeEvents", "DescribeEventAggregates"],
}
READS = ("Describe", "List", "Get", "Lookup")
CALLS = [(s, a) for s, actions in SERVICES.items() for a in actions]
KEPT = [("sts", "AssumeRole"), ("sts", "AssumeRole"), ("sts", "AssumeRole"), ("iam", "CreateUser"), ("iam", "AttachRolePolicy"),
        ("logs", "PutRetentionPolicy"), ("cloudtrail", "StopLogging"), ("cloudtrail", "UpdateTrail"),
        ("signin", "ConsoleLogin"), ("kms", "ScheduleKeyDeletion")]


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Organization:
    def __init__(self, db, scale):
        self.db = db
        self.random = random.Random(20260401)
        self.number = 0
        self.principals = int(20000 * scale)
        self.activities = int(300000 * scale)
        self.networks = int(500000 * scale)
        self.events = int(50000 * scale)
        self.identities = int(10000 * scale)
        self.acting = []  # (id, home account, partner or None, access key or None)

    def put(self, table, rows):
        rows = iter(rows)
        first = next(rows)
        marks = ", ".join("?" * len(first))
        self.db.execute("INSERT OR IGNORE INTO %s VALUES (%s)" % (table, marks), first)
        self.db.executemany("INSERT OR IGNORE INTO %s VALUES (%s)" % (table, marks), rows)

    def event_id(self):
        self.number += 1
        return "%08x-0000-4000-8000-%012x" % (self.number * 2654435761 % 2**32, self.number)

    def moment(self):
        return START + datetime.timedelta(seconds=self.random.randrange(DAYS * 86400))

    def objects(self):
        kinds = ["trail", "iam-authorization-details", "credential-report", "digest", "focus"]
        self.put("object", ((i + 1, "export/%s.json" % kind, "%064x" % i, 1000, kind, None, None, stamp(START), 1)
                            for i, kind in enumerate(kinds)))

    # ---- identities ----

    def role_name(self, i):
        if i % 4 == 0:
            return "/partner/%s/" % PARTNERS[i // 4 % 6], "%s-duty-%d" % (PARTNERS[i // 4 % 6], i)
        return ("/aws-service-role/x.amazonaws.com/", "AWSServiceRoleFor%d" % i) if i % 10 == 1 else ("/", "app-%d" % i)

    def trust(self, i, account):
        if i % 4 == 0:
            partner = i // 4 % 6
            principal = {"AWS": "arn:aws:iam::91000000%04d:root" % partner}
            condition = {"StringEquals": {"sts:ExternalId": "external-%d-of-%s" % (i % 50, PARTNERS[partner])}} if i % 3 else {}
        elif i % 10 == 1:
            principal, condition = {"Service": "x.amazonaws.com"}, {}
        elif i % 10 == 3:
            principal = {"Federated": "arn:aws:iam::%s:saml-provider/customer" % account}
            condition = {}
        elif i % 50 == 7:
            principal, condition = {"AWS": "arn:aws:iam::9500000%05d:root" % (i % 300)}, {}
        else:
            principal, condition = {"AWS": "arn:aws:iam::%s:root" % account}, {}
        statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        if condition:
            statement["Condition"] = condition
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    def iam(self):
        roles, users, grants, credentials = [], [], [], []
        said = stamp(START + datetime.timedelta(days=DAYS))
        for i in range(self.identities):
            account = ACCOUNTS[i * 7 % 60]
            if i % 5 < 4:
                path, name = self.role_name(i)
                arn = "arn:aws:iam::%s:role%s%s" % (account, path, name)
                roles.append((account, arn, "role", name, path, "AROA%016d" % i, stamp(START), None, None, None, 3600,
                              self.trust(i, account), None, "{}", 2))
            else:
                name = "%s-user-%d" % (PARTNERS[i % 6], i) if i % 3 == 0 else "user-%d" % i
                arn = "arn:aws:iam::%s:user/%s" % (account, name)
                tags = json.dumps({"owner": PARTNERS[i % 6]}) if i % 25 == 4 else "{}"
                users.append((account, arn, "user", name, "/", "AIDA%016d" % i, stamp(START), None, None, None, None, None, None,
                              tags, 2))
                for kind, key in (("password", "password"), ("access-key", "key-1"), ("access-key", "key-2"), ("mfa", "mfa")):
                    credentials.append((account, arn, name, kind, key, i % 3 > 0, stamp(START), None, None, None, said, 3))
            policy = "AdministratorAccess" if i % 20 == 0 else "ReadOnlyAccess"
            grants.append((arn, "attached", policy, "arn:aws:iam::aws:policy/" + policy, None))
            grants.append((arn, "inline", "own", "", json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["s3:GetObject", "ec2:Describe*"], "Resource": "*"}]})))
        self.roles = [(r[0], r[1], r[3], i) for i, r in enumerate(roles)]
        self.users = [(u[0], u[1], u[3]) for u in users]
        self.put("iam_principal", roles + users)
        self.put("iam_grant", grants)
        self.put("credential", credentials)
        self.put("iam_account", ((a, 1, None, 2) for a in ACCOUNTS))
        self.put("credential_source", ((a, "credential-report", "", 3) for a in ACCOUNTS))
        self.put("identity_provider", ((a, "arn:aws:iam::%s:saml-provider/customer" % a, "saml", "https://idp.example/saml", 2)
                                       for a in ACCOUNTS))
        for kind in ("AdministratorAccess", "ReadOnlyAccess"):
            action = "*" if kind == "AdministratorAccess" else "*:Describe*"
            document = json.dumps({"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})
            self.put("iam_policy", ((a, "arn:aws:iam::aws:policy/" + kind, kind, "v1", 1, document, 1, 2) for a in ACCOUNTS))

    # ---- who acted ----

    def principal(self, i):
        """The columns of principal behind id and key, and the partner it is of, for whoever calls in its name."""
        none = (None,) * 5
        if i % 50 == 0:
            service = "svc-%d.amazonaws.com" % (i // 50 % 40)
            return ("AWSService", None, None, None, None, None, service, None, None, None, None, None, None, None, None, None), None
        if i % 50 == 1:
            account = ACCOUNTS[i // 50 % 60]
            return ("Root", "arn:aws:iam::%s:root" % account, account, account, None, None, None, None, None, None, None, None,
                    None, None, None, None), None
        if i % 10 == 2:
            account, arn, name = self.users[i // 10 % len(self.users)]
            return ("IAMUser", arn, "AIDA%016d" % i, account, "AKIA%016d" % i, name) + (None,) * 5 + none, None
        if i % 10 == 3:  # a partner's own people, who open the roles
            partner = i // 10 % 6
            home = "91000000%04d" % partner
            arn = "arn:aws:sts::%s:assumed-role/staff/person%d" % (home, i)
            return ("AssumedRole", arn, "AROA%d:person%d" % (partner, i), home, "ASIA%016d" % i, None, None, "Role",
                    "arn:aws:iam::%s:role/staff" % home, home, "person%d" % i, stamp(self.moment()), 1, None, None, None), partner
        account, arn, name, _ = self.roles[self.random.randrange(len(self.roles))]
        bare = "arn:aws:iam::%s:role/%s" % (account, name) if i % 2 else arn
        session = "session-%d" % i
        return ("AssumedRole", "arn:aws:sts::%s:assumed-role/%s/%s" % (account, name, session), "AROA:" + session, account,
                "ASIA%016d" % i, None, None, "Role", bare, account, session, stamp(self.moment()), 0, None, None, None), None

    def who(self):
        rows = []
        self.callers = []
        for i in range(1, self.principals + 1):
            columns, partner = self.principal(i)
            rows.append((i, "key-%d" % i) + columns)
            self.acting.append((i, columns[3], columns[4], columns[0], columns[8]))
            if partner is not None:
                self.callers.append((i, columns[3]))
        self.put("principal", rows)

    def sessions(self):
        opened = [a for a in self.acting if a[3] == "AssumedRole" and a[1] in ACCOUNTS and a[0] % 3]
        rows = []
        for i, home, key, _, role in opened:
            caller, account = self.callers[i % len(self.callers)] if i % 2 else (self.acting[i % len(self.acting)][0], home)
            rows.append((key, stamp(self.moment()), home, "AssumeRole", caller, account, role, "session-%d" % i, None, None, None,
                         None, self.event_id()))
        self.put("session", rows)

    # ---- what they did ----

    def activity(self):
        for n in range(self.activities):
            i, home, _, _, _ = self.acting[n % len(self.acting)] if n < len(self.acting) else self.random.choice(self.acting)
            service, action = self.random.choice(CALLS)
            first = self.moment()
            last = min(first + datetime.timedelta(minutes=self.random.randrange(300)),
                       first.replace(hour=23, minute=59, second=59))
            account = home if home in ACCOUNTS else self.random.choice(ACCOUNTS)
            count = self.random.randrange(1, 40)
            yield (first.strftime("%Y-%m-%d"), account, self.random.choice(REGIONS), service, action,
                   "true" if action.startswith(READS) else "false", "AccessDenied" if n % 30 == 0 else "", "AwsApiCall", i, count,
                   stamp(first), stamp(last), self.event_id(), self.event_id())

    def network(self):
        for n in range(self.networks):
            i, home, _, _, _ = self.random.choice(self.acting)
            yield (self.moment().strftime("%Y-%m-%dT%H:00:00Z"), home or "", i, "198.51.%d.%d" % (n % 200, n % 251), 5)

    def request(self, service, action, i, account):
        if action == "CreateUser":
            return {"userName": "user-%d" % (i % 10000)}
        if action == "PutRetentionPolicy":
            return {"logGroupName": "group-%d" % (i % 500), "retentionInDays": 30 + i % 3}
        if service == "cloudtrail":
            return {"name": "arn:aws:cloudtrail:eu-west-1:%s:trail/org-trail" % account, "s3BucketName": "org-trail"}
        return {"resource": "arn:aws:x:eu-west-1:%s:y/%d" % (account, i)}

    def event(self):
        for n in range(self.events):
            i, home, _, _, _ = self.random.choice(self.acting)
            service, action = KEPT[n % len(KEPT)]
            account = home if home in ACCOUNTS else self.random.choice(ACCOUNTS)
            shared = "shared-%d" % (n // 2) if service == "sts" else None
            yield (n + 1, account, self.event_id(), stamp(self.moment()), self.random.choice(REGIONS), service, action, "false",
                   "AccessDenied" if n % 40 == 0 else "", None, i, "198.51.100.%d" % (n % 251), "aws-cli", shared,
                   json.dumps(self.request(service, action, n, account)), None, "%064x" % n, 1, n + 1)

    def digests(self, scale):
        hours = int(720 * scale)
        for account in ACCOUNTS:
            for region in REGIONS[:2]:
                for hour in range(hours):
                    start = START + datetime.timedelta(hours=hour)
                    yield (account, region, stamp(start), stamp(start + datetime.timedelta(hours=1)), 12, 0, 4)

    def bills(self):
        for month in ("2026-04-01", "2026-05-01", "2026-06-01"):
            for account in ACCOUNTS:
                for service in ("Amazon Elastic Compute Cloud", "Amazon Simple Storage Service", "AmazonCloudWatch", "AWS Lambda"):
                    for region in REGIONS:
                        yield (month, ACCOUNTS[0], account, "AWS", service, region, "Usage", "EUR", "", "",
                               "%d.25" % self.random.randrange(900), None, None, None, 30, 5)


def engagement(number):
    partner = PARTNERS[number // 2]
    outgoing = number % 4 == 0
    contract = {"ref": "C-%d" % number, "start": "2025-01-01T00:00:00Z",
                "end": "2026-06-01T00:00:00Z" if outgoing else "2028-01-01T00:00:00Z"}
    made = {
        "id": "%s-%d" % (partner, number), "partner": partner, "arrangement": "managed_service",
        "status": "exiting" if outgoing else "active", "contract": contract,
        "identities": {
            "roles": [{"pattern": "arn:aws:iam::*:role/partner/%s/%s-duty-*%d" % (partner, partner, digit), "human": True}
                      for digit in range(number % 2, 10, 2)],
            "users": [{"pattern": "arn:aws:iam::*:user/%s-user-*%d" % (partner, number % 2), "expires": "2026-06-01", "reason": "old"}]},
        "scope": {"accounts": ACCOUNTS[number * 5:number * 5 + 10], "regions": REGIONS[:2],
                  "services": ["ec2", "rds", "s3", "ssm", "cloudwatch", "logs"], "actions_deny": ["iam:Create*", "cloudtrail:*"],
                  "data_access": "metadata"},
        "approvers": [{"name": "A. Person", "role": "Service owner"}],
    }
    if outgoing:
        made["handover"] = {"role": "outgoing", "counterpart": "%s-%d" % (partner, number + 1), "cutoff": contract["end"],
                            "watch_days": 14}
    return made


def contract():
    return {
        "schema_version": "1.0",
        "customer": {
            "name": "Large Organization", "organization_id": "o-large00001", "email_domains": ["large.example"],
            "management_account": ACCOUNTS[0], "management_account_owner": "customer",
            "admin_principals": ["arn:aws:iam::*:role/app-*0"], "break_glass": ["arn:aws:iam::*:role/breakglass"],
            "log_archive": {"account": ACCOUNTS[1], "buckets": ["org-trail"], "retention_months": 12},
            "baseline_regions": REGIONS[:1],
            "idp": [{"type": "saml", "match": "https://idp.example/*", "owner": "customer"}],
            "accounts": [{"id": a, "name": "account-%d" % i} for i, a in enumerate(ACCOUNTS)]},
        "partners": [{"id": p, "name": p.title() + " Ltd", "kind": ["managed_service"], "aws_accounts": ["91000000%04d" % i],
                      "source_cidrs": ["198.51.%d.0/24" % (100 + i)]} for i, p in enumerate(PARTNERS)],
        "engagements": [engagement(n) for n in range(12)],
        "approval": {"version": "1", "approved_by": "A. Person", "approved_on": "2026-03-31"},
    }


def main():
    schema, scale, folder = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    os.makedirs(folder, exist_ok=True)
    store = os.path.join(folder, "evidence.sqlite")
    if os.path.exists(store):
        os.remove(store)
    db = sqlite3.connect(store)
    db.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;")
    with open(schema, encoding="utf-8") as text:
        db.executescript(text.read())
    made = Organization(db, scale)
    made.objects()
    made.iam()
    made.who()
    made.sessions()
    made.put("activity", made.activity())
    made.put("network", made.network())
    made.put("event", made.event())
    made.put("digest", made.digests(scale))
    made.put("cost", made.bills())
    db.commit()
    db.close()
    with open(os.path.join(folder, "engagement.yaml"), "w", encoding="utf-8") as text:
        json.dump(contract(), text, indent=1)


main()
