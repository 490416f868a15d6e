"""CloudTrail: records, log files in the layout of the bucket, and digest files.

A real trail delivers a file every few minutes and a digest every hour. Here a file, and where there is one a digest,
holds what an account and Region saw in a day: enough to be read, few enough to look at.
"""

import hashlib

from . import names, people
from .moments import canonical, days, parse, plus
from .tree import compact

READS = ("Get", "List", "Describe", "Head", "Lookup", "Search", "Select", "Batch", "AssumeRole", "Scan", "Query")
VERSIONS = {"ec2": "1.10", "s3": "1.11", "sts": "1.08", "signin": "1.08", "rds": "1.10", "dynamodb": "1.11"}
DATA_EVENTS = {"dynamodb:Scan", "s3:GetObject", "s3:PutObject"}
TYPES = {"signin:ConsoleLogin": "AwsConsoleSignIn"}


class Trail:
    def __init__(self, example, bucket, organization=None, unpacked=()):
        """unpacked: accounts whose log files somebody unpacked before handing them over."""
        self.example, self.bucket, self.unpacked = example, bucket, unpacked
        self.prefix = "AWSLogs/" + (organization + "/" if organization else "")
        self.records = []

    # ---- records ----

    def add(self, time, who, where, call, request=None, response=None, **more):
        """where: "ACCOUNT REGION"; call: "service:Action". More: error, message, read, shared, resources, address,
        extra (members that go into the record as they are)."""
        account, region = where.split()
        source, action = call.split(":")
        number = len(self.records)
        kind = more.get("kind") or TYPES.get(call, "AwsApiCall")
        record = {
            "eventVersion": VERSIONS.get(source, "1.09"),
            "userIdentity": who.identity,
            "eventTime": canonical(time),
            "eventSource": source + ".amazonaws.com",
            "eventName": action,
            "awsRegion": region,
            "sourceIPAddress": more.get("address", who.address),
            "userAgent": who.agent,
        }
        if "error" in more:
            record["errorCode"] = more["error"]
            record["errorMessage"] = more.get("message") or denial(who, call)
        record["requestParameters"] = request
        record["responseElements"] = response
        record["requestID"] = names.uuid(self.example, "request", number)
        record["eventID"] = names.uuid(self.example, "event", number)
        record["readOnly"] = more.get("read", action.startswith(READS))
        if more.get("resources"):
            record["resources"] = more["resources"]
        record["eventType"] = kind
        record["managementEvent"] = call not in DATA_EVENTS
        record["recipientAccountId"] = account
        if more.get("shared"):
            record["sharedEventID"] = more["shared"]
        record["eventCategory"] = "Management" if call not in DATA_EVENTS else "Data"
        record.update(more.get("extra", {}))
        if who.agent in (people.CLI, people.SDK) and source != "signin":
            endpoint = f"{source}.{region}.amazonaws.com"
            record["tlsDetails"] = {
                "tlsVersion": "TLSv1.3",
                "cipherSuite": "TLS_AES_128_GCM_SHA256",
                "clientProvidedHostHeader": endpoint,
            }
        elif who.agent == people.CONSOLE and source != "signin":
            record["sessionCredentialFromConsole"] = "true"
        self.records.append(record)
        return record

    def assume(self, time, caller, role, session, region, external_id=None, seconds=3600, agent=None):
        """AssumeRole from another account; a second record when the caller's trail is the customer's as well."""
        account = names.split_arn(role)[0]
        opened = people.Session(role, session, time, caller.address, agent or caller.agent)
        request = {"roleArn": role, "roleSessionName": session, "durationSeconds": seconds}
        if external_id:
            request["externalId"] = external_id
        response = {
            "credentials": people.credentials(opened.key, opened.issued, seconds),
            "assumedRoleUser": {
                "assumedRoleId": opened.identity["principalId"],
                "arn": opened.identity["arn"],
            },
        }
        resources = [{"accountId": account, "type": "AWS::IAM::Role", "ARN": role}]
        shared = names.uuid(self.example, "shared", len(self.records))
        if isinstance(caller, people.Session):  # our own trail sees both ends
            self.add(time, caller, f"{caller.account} {region}", "sts:AssumeRole", request, response,
                     shared=shared, resources=resources)
            seen = people.Actor(
                {"type": "AWSAccount", "principalId": caller.identity["principalId"], "accountId": caller.account},
                caller.address, caller.agent,
            )
        else:
            seen = caller
        self.add(time, seen, f"{account} {region}", "sts:AssumeRole", request, response,
                 shared=shared, resources=resources)
        return opened

    def token(self, time, who, region, seconds):
        """GetSessionToken of an IAM user; gives the same user with the token."""
        key = names.session_key(who.identity["arn"], time)
        self.add(time, who, f"{who.account} {region}", "sts:GetSessionToken", {"durationSeconds": seconds},
                 {"credentials": people.credentials(key, canonical(time), seconds)}, read=True)
        return people.user(who.identity["arn"], who.address, who.agent, key=key, issued=time)

    def sign_in(self, time, who, region, mfa, success=True):
        """ConsoleLogin. A refused one has an errorMessage and no errorCode."""
        extra = {"LoginTo": "https://console.aws.amazon.com/console/home", "MobileVersion": "No",
                 "MFAUsed": "Yes" if mfa else "No"}
        identity = {k: v for k, v in who.identity.items() if k not in ("accessKeyId", "sessionContext")}
        members = {"additionalEventData": extra} | ({} if success else {"errorMessage": "Failed authentication"})
        self.add(time, people.Actor(identity, who.address, people.CONSOLE), f"{who.account} {region}",
                 "signin:ConsoleLogin", None, {"ConsoleLogin": "Success" if success else "Failure"}, read=False,
                 extra=members)

    def work(self, start, who, where, calls, step=4):
        """Calls one after the other: "service:Action" or ("service:Action", request)."""
        for i, call in enumerate(calls):
            call, request = call if isinstance(call, tuple) else (call, None)
            self.add(plus(start, minutes=step * i, seconds=7 * i), who, where, call, request)

    # ---- files ----

    def log_files(self):
        """path -> records, one file an account, Region and day; named by the moment of delivery."""
        groups = {}
        for record in self.records:
            place = record["recipientAccountId"], record["awsRegion"], record["eventTime"][:10]
            groups.setdefault(place, []).append(record)
        files = {}
        for (account, region, day), records in sorted(groups.items()):
            records.sort(key=lambda r: (r["eventTime"], r["eventID"]))
            files[self.log_path(account, region, day, records)] = records
        return files

    def log_path(self, account, region, day, records):
        last = parse(records[-1]["eventTime"])
        late = min(last.hour * 60 + last.minute // 5 * 5 + 10, 23 * 60 + 55)
        stamp = f"{day.replace('-', '')}T{late // 60:02d}{late % 60:02d}Z"
        tail = names.letters(16, self.example, account, region, day)
        return (f"{self.prefix}{account}/CloudTrail/{region}/{day.replace('-', '/')}/"
                f"{account}_CloudTrail_{region}_{stamp}_{tail}.json.gz")

    def write(self, tree, folder="cloudtrail/"):
        for path, records in self.log_files().items():
            data = compact({"Records": records})
            if records[0]["recipientAccountId"] in self.unpacked:
                tree.put(folder + path.removesuffix(".gz"), data)
            else:
                tree.put_gzip(folder + path, data)

    def write_digests(self, tree, account, region, first, last, without=(), folder="cloudtrail/"):
        """One digest a day, chained; none on the days of `without`."""
        logs = self.log_files()
        before = None
        for day in days(first, last):
            if day in without:
                before = None
                continue
            mine = {p: r for p, r in logs.items() if f"/{account}/CloudTrail/{region}/{day.replace('-', '/')}/" in p}
            before = self.write_digest(tree, folder, account, region, day, mine, before)

    def write_digest(self, tree, folder, account, region, day, logs, before):
        start = canonical(day)
        end = plus(start, days=1)
        stamp = end.replace("-", "").replace(":", "")
        path = (f"{self.prefix}{account}/CloudTrail-Digest/{region}/{end[:10].replace('-', '/')}/"
                f"{account}_CloudTrail-Digest_{region}_organization-trail_{region}_{stamp}.json.gz")
        listed = [self.listed(p, r) for p, r in sorted(logs.items())]
        digest = {
            "awsAccountId": account,
            "digestStartTime": start,
            "digestEndTime": end,
            "digestS3Bucket": self.bucket,
            "digestS3Object": path,
            "digestPublicKeyFingerprint": names.digest(self.example, region, "public key")[:16].hex(),
            "digestSignatureAlgorithm": "SHA256withRSA",
            "newestEventTime": max((f["newestEventTime"] for f in listed), default=None),
            "oldestEventTime": min((f["oldestEventTime"] for f in listed), default=None),
            "previousDigestS3Bucket": self.bucket if before else None,
            "previousDigestS3Object": before[0] if before else None,
            "previousDigestHashValue": before[1] if before else None,
            "previousDigestHashAlgorithm": "SHA-256" if before else None,
            "previousDigestSignature": None,
            "logFiles": listed,
        }
        text = compact(digest)
        tree.put_gzip(folder + path, text)
        return path, hashlib.sha256(text).hexdigest()

    def listed(self, path, records):
        times = sorted(r["eventTime"] for r in records)
        return {
            "s3Bucket": self.bucket,
            "s3Object": path,
            "hashValue": hashlib.sha256(compact({"Records": records})).hexdigest(),
            "hashAlgorithm": "SHA-256",
            "newestEventTime": times[-1],
            "oldestEventTime": times[0],
        }


def denial(who, call):
    name = who.identity.get("arn", who.identity.get("principalId", "an unknown caller"))
    return (f"User: {name} is not authorized to perform: {call} because no identity-based policy allows "
            f"the {call} action")
