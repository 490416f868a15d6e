"""An audit of every set of the public test data, by a minimal contract: it ends, its counts are those of the data's
README.md, what is malformed is named, and neither a second run nor another order of files changes one byte."""

import csv
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys

from checks import Checks, shared_data
from trail_facts import decode

FOLDER = shared_data()
SCRATCH = os.environ["SCRATCH"]
DONE = (0, 1, 3)  # clean, findings, incomplete evidence
NO_DATA = ("LICENSE", "NOTICE", "SOURCE", "license.md")

RECORDS = "SELECT count(*) FROM trail_record"
IDS = "SELECT count(DISTINCT event_id) FROM trail_record WHERE event_id <> ''"
ONCE = "SELECT coalesce(sum(count), 0) FROM activity"
KINDS = "SELECT kind, count(*) FROM iam_principal GROUP BY kind"
POLICIES = "SELECT count(*) FROM iam_policy"

# Set: files of data, malformed ones, CloudTrail records, distinct event ids, {kind: IAM principals}, policies.
# None: the data's README.md counts no such thing (a set of answers that contradict each other, say).
SETS = {
    "cloudtrail/invictus": (55, 0, 2900, 2900, {}, 0),
    "cloudtrail/stratus": (35, 0, 310, 310, {}, 0),
    "cloudtrail/traildiscover": (584, 0, 563, 314, {}, 0),
    "cloudtrail/umccr-flaws": (5, 0, 185, 184, {}, 0),
    "cloudtrail/grycap": (1, 0, 142, 142, {}, 0),
    "cloudtrail/custodian-events": (37, 0, 23, 21, {}, 0),
    "cloudtrail/plaso": (1, 0, 6, 6, {}, 0),
    "cloudtrail/awsdocs": (174, 26, 151, 123, {}, 0),
    "cloudtrail/delivery-notifications": (14, 0, 0, 0, {}, 0),
    "cloudtrail/synthetic-umccr": (16, 0, 21, 19, {}, 0),
    "iam/cloudsplaining": (1, 0, 0, 0, {"user": 44, "group": 5, "role": 78}, 84),
    "iam/cloudmapper-demo": (61, 0, 0, 0, None, None),
    "iam/cloudmapper-demo/demo/us-east-1/iam-get-account-authorization-details.json":
        (1, 0, 0, 0, {"user": 2, "group": 1, "role": 4}, 2),
    "iam/custodian-responses": (421, 0, 0, 0, None, None),
    "iam/awsdocs-policies": (682, 48, 0, 0, None, None),
    "iam/known-accounts": (2, 0, 0, 0, {}, 0),
    "iam/sdk-iam-map": (1, 0, 0, 0, {}, 0),
    "organizations/scp-aws-samples": (57, 1, 0, 0, {}, 0),
    "organizations/rcp-aws-samples": (23, 0, 0, 0, {}, 0),
    "organizations/data-perimeter-aws-samples": (29, 0, 0, 0, {}, 0),
    "organizations/scp-welldone": (5, 0, 0, 0, {}, 0),
    "awscli-examples": (224, 15, 0, 0, None, None),
    "billing": (1, 0, 0, 0, {}, 0),
    ".": (None, 26 + 48 + 1 + 15, 4301, 4019, None, None),
}

ACCOUNTS = """SELECT account FROM (SELECT DISTINCT account FROM activity UNION SELECT account FROM iam_principal
              UNION SELECT account FROM credential UNION SELECT account FROM cost)
              WHERE account GLOB replace(hex(zeroblob(6)), '0', '[0-9]') ORDER BY 1"""


def engagement(path, accounts):
    """The least that an engagement file can say: these accounts, one partner."""
    listed = "\n".join(f'    - {{id: "{a}", name: "a{a}"}}' for a in accounts or ["999999999999"])
    with open(path, "w", encoding="utf-8") as out:
        out.write(f"""schema_version: "1.0"
customer:
  name: "Customer"
  organization_id: "o-abcd123456"
  management_account: "999999999999"
  management_account_owner: "customer"
  accounts:
{listed}
  email_domains: ["customer.example"]
  admin_principals: ["arn:aws:iam::*:role/admin"]
  log_archive: {{account: "999999999999"}}
partners:
  - {{id: "partner", name: "Partner", kind: ["managed_service"], aws_accounts: ["888888888888"]}}
engagements:
  - id: "only"
    partner: "partner"
    arrangement: "managed_service"
    status: "active"
    contract: {{ref: "C-1", start: "2016-01-01T00:00:00Z", end: "2030-01-01T00:00:00Z"}}
    identities: {{}}
    scope: {{accounts: []}}
    approvers: [{{name: "A", role: "Owner"}}]
approval: {{version: "1", approved_by: "A", approved_on: "2026-01-01"}}
""")
    return path


def is_data(origin):
    return not os.path.basename(origin).startswith(NO_DATA)


def audit(source, contract, evidence, output, formats="pdf,html,json,csv"):
    """Faults of the run."""
    command = [os.environ["BAILIWICK"], "audit", "--from", source, "--engagement", contract, "--evidence", evidence]
    command += ["--output", output, "--format", formats]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    return [] if run.returncode in DONE and run.stderr == "" else [f"exit {run.returncode}: {run.stderr}"]


def shuffled(source, target, seed):
    """The same files, written in another order, so that no folder lists them as the first did."""
    if os.path.isfile(source):
        shutil.copy(source, target)
        return
    files = [os.path.join(at, name) for at, _, names in os.walk(source) for name in names]
    random.Random(seed).shuffle(files)
    for path in files:
        copy = os.path.join(target, os.path.relpath(path, source))
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        shutil.copyfile(path, copy)


def texts(folder):
    """{name: bytes} of the files of a folder"""
    found = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            found[name] = file.read()
    return found


class Set:
    """One set: where its runs lie, and what is wrong with them."""

    def __init__(self, name):
        self.name = name
        self.source = os.path.normpath(os.path.join(FOLDER, name))
        self.at = os.path.join(SCRATCH, name.replace("/", "-").replace(".", "_"))
        self.checks = Checks()

    def same(self, what, got, want):
        self.checks.same(f"{self.name}: {what}", got, want)

    def path(self, name):
        return os.path.join(self.at, name)

    def runs(self):
        """Reports of a first run, one over the same store, and one from files in another order."""
        os.makedirs(self.at)
        collect = [os.environ["BAILIWICK"], "collect", "--from", self.source, "--evidence", self.path("look")]
        subprocess.run(collect, capture_output=True, check=False)
        with sqlite3.connect(self.path("look/evidence.sqlite")) as db:
            accounts = [a for (a,) in db.execute(ACCOUNTS)]
        contract = engagement(self.path("engagement.yaml"), accounts)
        copy = self.path(os.path.basename(self.source))
        shuffled(self.source, copy, self.name)
        faults = audit(self.source, contract, self.path("a"), self.path("first"))
        faults += audit(self.source, contract, self.path("a"), self.path("again"), "json,csv,html")
        faults += audit(copy, contract, self.path("b"), self.path("moved"))
        self.same("runs", faults, [])
        shutil.rmtree(copy, ignore_errors=True)
        return not faults

    def check_bytes(self):
        first, again, moved = (texts(self.path(name)) for name in ("first", "again", "moved"))
        self.same("reports", {"report.pdf", "report.html", "report.json", "gaps.csv"} <= first.keys(), True)
        self.same("another order of files", [n for n in first.keys() | moved.keys() if first.get(n) != moved.get(n)], [])
        first.pop("report.pdf")
        self.same("a second run", [n for n in first.keys() | again.keys() if first.get(n) != again.get(n)], [])

    def check_counts(self):
        files, _, records, ids, kinds, policies = SETS[self.name]
        db = sqlite3.connect(self.path("a/evidence.sqlite"))
        decode(db)
        with open(self.path("first/report.json"), encoding="utf-8") as file:
            report = json.load(file)
        one = lambda sql: db.execute(sql).fetchone()[0]
        self.same("records", one(RECORDS), records)
        self.same("event ids", one(IDS), ids)
        self.same("principals without a row", one("SELECT count(*) FROM trail_record WHERE principal NOT IN (SELECT id FROM principal)"), 0)
        kept = [o["origin"] for o in report["objects"] if is_data(o["origin"])]
        if files is not None:
            self.same("files", len(kept), files)
        trail = [o["facts"] for o in report["objects"] if o["kind"] == "trail"]
        self.same("records in the report", sum(trail), records)
        stumbled = [r["reason"] for r in report["results"] if "could not be run" in r["reason"]]
        self.same("rules that could not be run", stumbled, [])
        listed = sum(a["records"] for a in report["accounts"])
        here = "SELECT coalesce(sum(count), 0) FROM activity WHERE account IN (%s)"
        accounts = ",".join(f"'{a['id']}'" for a in report["accounts"])
        self.same("records by account", listed, one(here % accounts))
        counted = dict(db.execute(KINDS).fetchall())
        if kinds is not None:
            self.same("users, groups and roles", counted, kinds)
            self.same("policies", one(POLICIES), policies)
            taken = sum(o["facts"] for o in report["objects"] if o["kind"] == "iam-authorization-details")
            self.same("IAM facts in the report", taken > 0, bool(kinds))
        return db, report

    def check_named(self, db, report):
        """Each malformed file is a gap, in the store, in the JSON and in the CSV."""
        malformed = SETS[self.name][1]
        damaged = {o for (o,) in db.execute("SELECT origin FROM object WHERE kind = 'damaged'")}
        for where, gaps in (
            ("store", [{"origin": o, "code": c} for o, c in db.execute("SELECT origin, code FROM gap")]),
            ("report.json", report["gaps"]),
            ("gaps.csv", list(csv.DictReader(open(self.path("first/gaps.csv"), encoding="utf-8", newline="")))),
        ):
            origin = next((k for k in ("origin", "Origin", "Source") if gaps and k in gaps[0]), "origin")
            code = next((k for k in ("code", "Code") if gaps and k in gaps[0]), "code")
            named = {g[origin] for g in gaps if g[code] == "not-json" and is_data(g[origin])}
            self.same(f"malformed files in {where}", len(named), malformed)
            self.same(f"damaged files in {where}", damaged - {g[origin] for g in gaps}, set())
        silent = "SELECT origin FROM object WHERE facts = 0 AND id NOT IN (SELECT source FROM gap WHERE source IS NOT NULL)"
        self.same("silent files", db.execute(silent).fetchall(), [])

    def check_schema(self, report):
        try:
            import jsonschema
        except ImportError:
            return
        with open(os.path.join(os.environ["SOURCE"], "model", "report.schema.json"), encoding="utf-8") as file:
            validator = jsonschema.Draft202012Validator(json.load(file))
        self.same("schema", [e.message[:200] for e in validator.iter_errors(report)][:3], [])

    def check_all(self):
        if self.runs():
            self.check_bytes()
            db, report = self.check_counts()
            self.check_named(db, report)
            self.check_schema(report)
        shutil.rmtree(self.at, ignore_errors=not self.checks.failed)
        return self.checks.passed, self.checks.failed


def check_set(name):
    return Set(name).check_all()


def main():
    checks = Checks()
    # The whole folder takes longest and so begins first.
    with multiprocessing.Pool(2) as pool:
        for passed, failed in pool.imap_unordered(check_set, reversed(SETS), chunksize=1):
            checks.passed += passed
            checks.failed += failed
    sys.stdout.flush()
    checks.end()


main()
