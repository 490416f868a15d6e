"""Everything nasty at once: damaged, deceitful and outsized files, and an engagement file of hostile names. The audit
ends, names each fault with place and reason, and its reports stay what their formats promise."""

import gzip
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import xml.dom.minidom
import zlib

from checks import Checks

SCRATCH = pathlib.Path(os.environ["SCRATCH"])
SOURCE = pathlib.Path(os.environ["SOURCE"])
BAILIWICK = os.environ["BAILIWICK"]
DONE = (0, 1, 3)
ACCOUNT = "111122223333"
MARKUP = "</script><img src=x onerror=alert(1)>]]>&\"'"
HOSTILE = MARKUP + "\u202egnp.exe \u2066=1+1 \U0001f4a3 \u0000\u001b[31m \x7f"


def record(**change):
    base = {
        "eventVersion": "1.11", "eventTime": "2026-06-01T10:00:00Z", "eventSource": "iam.amazonaws.com",
        "eventName": "CreateUser", "awsRegion": "eu-west-1", "sourceIPAddress": "198.51.100.7",
        "eventID": "11111111-2222-3333-4444-" + f"{abs(hash(json.dumps(change, sort_keys=True))) % 10**12:012}",
        "recipientAccountId": ACCOUNT,
        "userIdentity": {"type": "IAMUser", "accountId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:user/ann"},
    }
    return {k: v for k, v in (base | change).items() if v is not None}


def log(*records):
    return json.dumps({"Records": list(records)}).encode()


def role(name, policy, account=ACCOUNT):
    return json.dumps({"Role": {"RoleName": name, "Path": "/", "Arn": f"arn:aws:iam::{account}:role/{name}",
                                "AssumeRolePolicyDocument": policy}}).encode()


def nested(depth):
    return b'{"a":' * depth + b"1" + b"}" * depth


REPORT_HEAD = ("user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
               "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
               "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
               "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,"
               "access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated\n")


def report_row(user, created="2026-01-01T00:00:00+00:00", used="2026-06-01T00:00:00+00:00"):
    cells = [user, f"arn:aws:iam::{ACCOUNT}:user/{user}", created, "true", used, created, "N/A", "false", "true", created, used,
             "eu-west-1", "s3", "false"] + ["N/A"] * 4 + ["false", "N/A", "false", "N/A"]
    return ",".join('"' + c.replace('"', '""') + '"' for c in cells) + "\n"


COST_HEAD = "BilledCost,BillingPeriodStart,SubAccountId,ProviderName,ServiceName,BillingCurrency,ChargeCategory\n"


def cost(amount, start="2026-06-01", account=ACCOUNT, service="Amazon S3"):
    return f'{amount},{start},{account},AWS,"{service}",USD,Usage\n'


PACKED = gzip.compress(log(record()))

# Name of a file: (content, codes of the gaps it must have; none: it is read).
FILES = {
    "empty": (b"", {"empty"}),
    "blank.json": (b" \n\t ", {"empty"}),
    "nul": (b"\0" * 5000, {"unrecognised"}),
    "nul.json": (log(record())[:-1] + b"\0}", {"not-json"}),
    "cut.json.gz": (PACKED[:-9], {"truncated"}),
    "cut-head.json.gz": (PACKED[:6], {"truncated"}),
    "sum.json.gz": (PACKED[:-6] + b"\0\0" + PACKED[-4:], None),
    "tail.json.gz": (PACKED + b"garbage behind", None),
    "bomb.json.gz": (gzip.compress(b" " * (600 << 20), 1), None),
    "lie.gz": (b"\x1f\x8b\x08\0\0\0\0\0\0\3" + zlib.compress(b"x" * 1000)[2:-4] + b"\0" * 8, None),
    "twice.json.gz": (gzip.compress(log(record(eventName="One"))[:40]) + gzip.compress(log(record(eventName="One"))[40:]), {"not-gzip"}),
    "packed-twice.gz": (gzip.compress(PACKED), None),
    "long-line.json": (log(record(requestParameters={"x": "y" * (10 << 20)})), None),
    "long-text": (b"x" * (10 << 20), {"unrecognised"}),
    b"bad-\xff\xfe-name.json": (b"{", {"not-json"}),
    "two\nlines\t\x1b[31m.json": (b"{", {"not-json"}),
    "n" * 255: (b"{", {"not-json"}),
    "\u202egpj.json": (b"{", {"not-json"}),
    "=cmd|' C calc'!A0.json": (b"{", {"not-json"}),
    "deep.json": (nested(100_000), None),
    "deep-list.json": (b"[" * 100_000, None),
    "deep-record.json": (log(record())[:-3] + b',"requestParameters":' + nested(5000) + b"}]}", None),
    "twice-key.json": (b'{"Role":{"RoleName":"a","RoleName":"b","Arn":"arn:aws:iam::111122223333:role/b"}}', {"duplicate-key"}),
    "surrogate.json": (log(record()).replace(b"CreateUser", b"\\ud800x"), None),
    "surrogate-role.json": (role("x", {}).replace(b'"x"', b'"\\udfffx"'), None),
    "latin.json": (log(record()).replace(b"CreateUser", b"Cr\xe9ate"), None),
    "policy-deep.json": (role("deep", json.loads(nested(100))), None),
    "policy-thousand.json": (b'{"Role":{"RoleName":"t","Arn":"arn:aws:iam::111122223333:role/t","AssumeRolePolicyDocument":'
                             + nested(1000) + b"}}", None),
    "policy-words.json": (role("words", "%7Bnot json"), None),
    "policy-huge.json": (role("huge", {"Statement": [{"Effect": "Allow", "Action": ["*" * 50] * 2000, "Principal": "*"}]}), None),
    "policy-kinds.json": (role("kinds", {"Statement": [7, None, "x", [], {"Effect": 1, "Action": {}, "Principal": {"AWS": {}}}]}), None),
    "policy-stars.json": (role("stars", {"Statement": {"Effect": "Allow", "Action": "*?" * 500 + "x", "Principal": {"AWS": "*"},
                                                       "Condition": {"StringLike": {"aws:x": "*a" * 400}}}}), set()),
    "account-word.json": (role("word", {}, "redacted"), None),
    "account-long.json": (role("long", {}, "1" * 40), None),
    "record-account.json": (log(record(recipientAccountId="12-34"), record(recipientAccountId=[1]), record(recipientAccountId=HOSTILE)), None),
    "year-9999.json": (log(record(eventTime="9999-12-31T23:59:59Z")), {"bad-record"}),
    "year-0000.json": (log(record(eventTime="0000-01-01T00:00:00Z")), {"bad-record"}),
    "year-before.json": (log(record(eventTime="0000-01-01T00:00:00+23:59")), None),
    "zone.json": (log(record(eventTime="2026-06-01T10:00:00+05:45")), None),
    "zone-odd.json": (log(record(eventTime="2026-06-01T10:00:00+99:99"), record(eventTime="2026-06-31T10:00:00Z"),
                          record(eventTime="2026-06-01 10:00"), record(eventTime=17)), None),
    "kinds.json": (log(record(userIdentity=[]), record(userIdentity="x"), record(eventID={}), record(awsRegion=7), {}, [], 7, None), None),
    "hostile.json": (log(record(eventName=HOSTILE, userAgent=HOSTILE, userIdentity={
        "type": HOSTILE, "arn": HOSTILE, "accountId": ACCOUNT, "userName": HOSTILE})), set()),
    "report.csv": (REPORT_HEAD + report_row("=HYPERLINK(1)") + report_row("@SUM(1)", used="9999-12-31T00:00:00+00:00")
                   + report_row(MARKUP, created="0000-01-01T00:00:00+00:00"), None),
    "report-short.csv": (REPORT_HEAD + "bob,arn\n", None),
    "report-quote.csv": (REPORT_HEAD + '"bob,arn\n' * 3, None),
    "report-head.csv": (REPORT_HEAD, None),
    "wide.csv": (",".join(f"c{i}" for i in range(10_000)) + "\n" + "," * 9_999 + "\n", {"unrecognised"}),
    "wide-cost.csv": ("BilledCost,BillingPeriodStart," + ",".join(f"c{i}" for i in range(10_000)) + "\n1,2026-06-01\n", None),
    "quote.csv": (COST_HEAD + '1,2026-06-01,"' + "x" * 100_000, None),
    "cost.csv": (COST_HEAD + cost("-12.5") + cost("0.00000000001") + cost("1e-7"), None),
    "cost-long.csv": (COST_HEAD + cost("1234567890" * 4) + cost("0." + "1" * 40), None),
    "cost-odd.csv": (COST_HEAD + cost("1,5") + cost("NaN") + cost("--1") + cost("") + cost("NULL"), None),
    "cost-time.csv": (COST_HEAD + cost("1", "9999-12-01") + cost("1", "0000-00-00") + cost("1", "June"), None),
    "cost-account.csv": (COST_HEAD + cost("1", account="no number") + cost("1", account="=1+1", service=HOSTILE.replace('"', "")), None),
    "two-documents.json": (log(record()) + log(record()), None),
    "mark.json": (b"\xef\xbb\xbf\xef\xbb\xbf{}", None),
    "utf-32.json": ('{"Records":[]}'.encode("utf-32"), None),
    "digest.json": (json.dumps({"awsAccountId": HOSTILE, "digestStartTime": "x", "logFiles": [7, {}, []]}).encode(), None),
    "organization.json": (json.dumps({"Organization": {"Id": HOSTILE, "MasterAccountId": "no"}}).encode(), None),
    "accounts.json": (json.dumps({"Accounts": [{"Id": "7"}, {"Id": ACCOUNT, "Name": HOSTILE, "Email": HOSTILE, "JoinedTimestamp": 9e99}, 7]}).encode(), None),
}


def hostile_folder(folder):
    folder.mkdir(parents=True)
    for name, (content, _) in FILES.items():
        with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    deep = folder
    for _ in range(80):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "role.json").write_bytes(role("x", {}))
    (folder / "loop").symlink_to(".")
    (folder / "self").symlink_to("self")
    (folder / "up").symlink_to("..")
    (folder / "gone").symlink_to("/nowhere/at/all")
    os.mkfifo(folder / "pipe")
    (folder / "shut").mkdir()
    (folder / "closed.json").write_bytes(log(record()))
    if os.geteuid() != 0:
        (folder / "closed.json").chmod(0)


CONTRACT = """schema_version: "1.0"
customer:
  name: {name}
  organization_id: "o-abcd123456"
  management_account: "999999999999"
  management_account_owner: "customer"
  accounts:
    - {{id: "111122223333", name: {name}, ou: {name}, owner: {name}}}
  email_domains: ["customer.example"]
  admin_principals: ["arn:aws:iam::*:role/admin"]
  log_archive: {{account: "999999999999"}}
partners:
  - {{id: "partner", name: {formula}, legal_name: {long}, kind: ["managed_service"], aws_accounts: ["888888888888"], contacts: []}}
engagements:
  - id: "only"
    partner: "partner"
    arrangement: "managed_service"
    status: "active"
    contract: {{ref: {name}, start: "0001-01-01T00:00:00+14:00", end: "9999-12-31T23:59:59-12:00"}}
    identities:
      roles: [{{pattern: "arn:aws:iam::*:role/{stars}x", human: true}}]
    scope: {{accounts: ["111122223333"]}}
    approvers: [{{name: {name}, role: {formula}}}]
approval: {{version: {formula}, approved_by: {name}, approved_on: "2026-01-01"}}
"""


def contract(path):
    path.write_text(CONTRACT.format(name=json.dumps(MARKUP + "\u202eevil \U0001f4a3 \u05d0\u0628", ensure_ascii=False), formula='"=HYPERLINK(\\"http://x\\")"',
                                    long=json.dumps("long " * 200_000), stars="*" * 200), encoding="utf-8")
    return path


def run(*arguments, limit=240):
    return subprocess.run([BAILIWICK, *map(str, arguments)], capture_output=True, check=False, timeout=limit)


def check_gaps(checks, db):
    shown = {}  # the origin as the store spells it
    for origin, code in db.execute("SELECT origin, code FROM gap"):
        shown.setdefault(origin, set()).add(code)
    read = {origin: facts for origin, facts in db.execute("SELECT origin, facts FROM object")}
    for name, (_, codes) in FILES.items():
        visible = os.fsdecode(name) if isinstance(name, bytes) else name
        visible = "bad-\\x{ff}\\x{fe}-name.json" if isinstance(name, bytes) else visible
        visible = visible.replace("\x1b", "\\u{1b}").replace("\u202e", "\\u{202e}")
        found = shown.get(visible, set())
        if codes is None:
            # Read in part or not at all: never in silence.
            checks.same(f"{visible!r}: read or named", visible in read and (read[visible] > 0 or bool(found)), True)
        else:
            checks.same(f"{visible!r}: gaps", found & codes if codes else found, codes)
    for name, words in (("self", "symbolic link"), ("gone", "symbolic link"), ("pipe", "neither a file nor a folder"),
                        ("/".join("d" * 65), "nested too deep")):
        reasons = [r for (r,) in db.execute("SELECT reason FROM gap WHERE origin = ?", (name,))]
        checks.same(f"{name}: named", any(words in r for r in reasons), True)
    loops = db.execute("SELECT count(*) FROM object WHERE origin LIKE 'loop/%' OR origin LIKE 'up/%'").fetchone()
    checks.same("links are not followed", loops, (0,))
    bad = db.execute("SELECT origin, reason FROM gap WHERE reason NOT LIKE '%.' OR length(reason) < 15 OR reason LIKE '%' || char(10) || '%'"
                     ).fetchall()
    checks.same("reasons are sentences on one line", bad, [])
    money = db.execute("SELECT billed FROM cost WHERE billed LIKE '%e%' OR billed LIKE '%N%'").fetchall()
    checks.same("money stays exact", money, [])


def check_reports(checks, folder):
    text = (folder / "report.json").read_text(encoding="utf-8")
    report = json.loads(text)
    checks.same("no control character in JSON", [c for c in text if ord(c) < 32 and c != "\n"], [])
    try:
        import jsonschema
        rules = json.loads((SOURCE / "model" / "report.schema.json").read_text(encoding="utf-8"))
        faults = [e.message[:200] for e in jsonschema.Draft202012Validator(rules).iter_errors(report)]
        checks.same("JSON by its schema", faults[:3], [])
    except ImportError:
        print("python3-jsonschema is not installed")
    page = (folder / "report.html").read_text(encoding="utf-8")
    checks.same("markup of names is text", "<img" in page, False)
    checks.same("page ends", page.rstrip().endswith("</html>"), True)
    if shutil.which("xmllint"):
        lint = subprocess.run(["xmllint", "--html", "--noout", folder / "report.html"], capture_output=True, text=True, check=False)
        faults = [line for line in lint.stderr.splitlines() if " error " in line and "Tag " not in line]
        checks.same("page is well-formed", faults[:3], [])
    if shutil.which("qpdf"):
        pdf = subprocess.run(["qpdf", "--check", folder / "report.pdf"], capture_output=True, text=True, check=False)
        checks.same("PDF is sound", (pdf.returncode, pdf.stderr), (0, ""))
    for name in folder.glob("*.csv"):
        cells = [c for line in name.read_text(encoding="utf-8").splitlines() for c in line.replace('"', "").split(",")]
        checks.same(f"{name.name}: no formula", [c[:40] for c in cells if c[:1] in ("=", "@", "+")], [])


def check_audit(checks):
    hostile_folder(SCRATCH / "in")
    engagement = contract(SCRATCH / "engagement.yaml")
    runs = []
    for i in range(2):
        done = run("audit", "--from", SCRATCH / "in", "--engagement", engagement, "--evidence", SCRATCH / f"e{i}", "--output", SCRATCH / f"r{i}")
        checks.same(f"audit {i}: status, errors", (done.returncode in DONE, done.stderr), (True, b""))
        if done.returncode not in DONE:
            return
        runs.append({p.name: p.read_bytes() for p in (SCRATCH / f"r{i}").iterdir()})
        checks.same(f"audit {i}: nothing steers the terminal", [b for b in done.stdout if b < 32 and b != 10 or b == 127], [])
        checks.same(f"audit {i}: nothing turns the text", [c for c in done.stdout.decode() if c in "\u202e\u2066"], [])
    checks.same("the same bytes", [n for n in runs[0] if runs[0][n] != runs[1].get(n)], [])
    db = sqlite3.connect(SCRATCH / "e0" / "evidence.sqlite")
    check_gaps(checks, db)
    as_of = json.loads(runs[0]["report.json"])["frame"]["asOf"]
    checks.same("as of", as_of[:4] in ("2026", "9999") and as_of < "2027", True)
    stumbled = [r["reason"] for r in json.loads(runs[0]["report.json"])["results"] if "could not be run" in r["reason"]]
    checks.same("rules that could not be run", stumbled, [])
    check_reports(checks, SCRATCH / "r0")
    listed = run("collect", "--from", SCRATCH / "in", "--evidence", SCRATCH / "e0")
    checks.same("list of gaps: nothing steers the terminal", [b for b in listed.stdout if b < 32 and b != 10], [])


GOOD = CONTRACT.format(name='"Name"', formula='"Formula"', long='"Long"', stars="partner/*")

# What stands in the place of a piece of a good contract, and words that the answer must have.
ENGAGEMENTS = {
    "empty": (GOOD, "", "expected an engagement file, got an empty one"),
    "bomb": (GOOD, "a: &a [1,1]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n", "aliases and anchors are not read here"),
    "nested": (GOOD, "[" * 5000, "expected a nesting of at most 32 levels"),
    "nested maps": (GOOD, "{a: " * 5000, "expected a nesting of at most 32 levels"),
    "tag": ('name: "Name"', 'name: !!python/object:os.system "x"', "tags are not read here"),
    "binary": (GOOD, "\x00\x01\x02", "expected YAML"),
    "twice": ("customer:\n", "customer: {}\ncustomer:\n", 'the key "customer" stands here again'),
    "two documents": ("approval:", "---\napproval:", "expected"),
    "tabs": ("  name:", "\tname:", "expected YAML"),
    "account": ('"888888888888"', "888888888888, 8888", 'expected an account id of 12 digits, got "8888"'),
    "account word": ('"888888888888"', '"no number"', 'expected an account id of 12 digits, got "no number"'),
    "year": ('"0001-01-01T00:00:00+14:00"', '"10000-01-01T00:00:00Z"', "expected an RFC 3339 time with offset"),
    "zone": ('"0001-01-01T00:00:00+14:00"', '"2026-01-01T00:00:00+99:99"', "expected an RFC 3339 time with offset"),
    "no zone": ('"0001-01-01T00:00:00+14:00"', '"2026-01-01T00:00:00"', "expected an RFC 3339 time with offset"),
    "before": ('"9999-12-31T23:59:59-12:00"', '"0000-01-01T00:00:00Z"', 'expected a moment after "start"'),
    "key": ("status:", "\"sta\\u202etus\\n</script>\":", "unknown key"),
    "long key": ("status:", '"' + "k" * 900 + '":', "unknown key"),
    "long value": ('"active"', '"' + "v" * 1_000_000 + '"', "expected planned, active, exiting or ended"),
    "list for text": ('name: "Name"', "name: [1, 2]", "expected a single value, got a list"),
    "text for list": ('["managed_service"]', '"managed_service"', "expected a list"),
    "many faults": ('aws_accounts: ["888888888888"]', "aws_accounts: [" + ",".join(["x"] * 5000) + "]", "expected an account id"),
}


def check_engagements(checks):
    """check and audit name each fault with file and line, on one line, and end."""
    for name, (piece, other, words) in ENGAGEMENTS.items():
        path = SCRATCH / "faulty.yaml"
        path.write_bytes(GOOD.replace(piece, other, 1).encode("utf-8", "surrogateescape"))
        done = run("check", path, limit=30)
        lines = done.stdout.decode().splitlines()
        checks.same(f"engagement, {name}: status", (done.returncode, done.stderr), (1, b""))
        checks.same(f"engagement, {name}: place", [line[:80] for line in lines[:-1] if not line.startswith("faulty.yaml:")], [])
        checks.same(f"engagement, {name}: words", any(words in line for line in lines) or lines[:3], True)
        checks.same(f"engagement, {name}: no control", [c for c in done.stdout.decode() if c in "\u202e\x1b\x00"], [])
        checks.same(f"engagement, {name}: not endless", len(lines) <= 1001, True)
        audit = run("audit", "--from", SCRATCH / "in", "--engagement", path, "--evidence", SCRATCH / "none", "--output", SCRATCH / "none", limit=30)
        checks.same(f"engagement, {name}: audit", audit.returncode, 4)
    checks.same("no evidence was made", (SCRATCH / "none").exists(), False)


def main():
    checks = Checks()
    check_audit(checks)
    check_engagements(checks)
    checks.end()


main()
