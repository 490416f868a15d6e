"""bailiwick collect on own examples: what it prints, and how it ends."""

import gzip
import json
import os
import subprocess

from checks import Checks, Store, collect

SCRATCH = os.environ["SCRATCH"]

RECORD = {
    "eventVersion": "1.11",
    "eventTime": "2026-06-01T10:00:00Z",
    "eventSource": "iam.amazonaws.com",
    "eventName": "ListUsers",
    "awsRegion": "us-east-1",
    "eventID": "11111111-2222-3333-4444-555555555555",
    "recipientAccountId": "111122223333",
    "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/ann"},
}


def write(folder, files):
    """Makes a folder with these files; gives its path."""
    for name, content in files.items():
        path = os.path.join(SCRATCH, folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode())
    return os.path.join(SCRATCH, folder)


def log(*records):
    return json.dumps({"Records": list(records)})


def check_clean(checks):
    """A good log, packed, in the folders of an organization trail, without a telling name."""
    path = "AWSLogs/o-ab12/111122223333/CloudTrail/us-east-1/2026/06/01/x"
    folder = write("clean", {path: gzip.compress(log(RECORD).encode())})
    status, output, errors = collect(folder, os.path.join(SCRATCH, "clean-evidence"))
    checks.same("clean: exit", (status, errors), (0, ""))
    want = "objects: 1, 1 of them new\nfacts:   1 taken from the new objects\n"
    want += "records: 1 different CloudTrail records in the evidence\ngaps:    0 in the evidence, 0 of them not read\n"
    checks.same("clean: output", output, want)
    status, output, errors = collect(folder, os.path.join(SCRATCH, "clean-evidence"))
    checks.same("clean: again", output.splitlines()[0], "objects: 1, 0 of them new")
    write("clean", {path: log(dict(RECORD, eventName="ListRoles"))})
    status, output, errors = collect(folder, os.path.join(SCRATCH, "clean-evidence"))
    checks.same("clean: changed", output.splitlines()[0], "objects: 1, 1 of them new, 1 in place of an older content")


def check_gaps(checks):
    """Gaps are counted by code and listed, the unrecognised last, at most twenty."""
    files = {f"u{i:02}": "some text" for i in range(25)}
    files |= {"z.json": "{", "a.json": log(RECORD), ".DS_Store": b"\0\0\0\1Bud1", "b.csv.gz": b"\x1f\x8b\x08"}
    status, output, _ = collect(write("gaps", files), os.path.join(SCRATCH, "gaps-evidence"))
    lines = output.splitlines()
    checks.same("gaps: exit", status, 3)
    checks.same("gaps: total", lines[3], "gaps:    28 in the evidence, 27 of them not read")
    codes = [" ".join(line.split()) for line in lines[4:8]]
    want = ["not read: not-json 1", "not read: truncated 1", "not read: unrecognised 25", "noted: foreign 1"]
    checks.same("gaps: codes", codes, want)
    checks.same("gaps: first", lines[8].split(":")[0], "b.csv.gz")
    checks.same("gaps: second", lines[9].split(":")[0], "z.json")
    checks.same("gaps: listed", len(lines), 8 + 20 + 1)
    checks.same("gaps: more", lines[-1], "8 more in evidence.sqlite, table gap")


def check_encodings(checks):
    """Files as Windows writes them."""
    role = {"Role": {"RoleName": "x", "Arn": "arn:aws:iam::111122223333:role/x"}}
    files = {
        "utf16.json": json.dumps(role).encode("utf-16"),
        "mark.json": b"\xef\xbb\xbf" + log(RECORD).encode(),
        "cost.csv": b"\xef\xbb\xbfBilledCost,BillingPeriodStart\r\n1.10,2026-06-01\r\n",
    }
    store = Store(write("encodings", files), "encodings-evidence")
    checks.same("encodings: exit", store.status, 0)
    kinds = store.rows("SELECT origin, kind, facts FROM object ORDER BY origin")
    want = [("cost.csv", "cost", 1), ("mark.json", "trail", 1), ("utf16.json", "iam-roles", 1)]
    checks.same("encodings: kinds", kinds, want)


def check_own_store(checks):
    """The evidence folder may lie in the collected one: collecting again changes nothing."""
    folder = write("here", {"a.json": log(RECORD)})
    command = [os.environ["BAILIWICK"], "collect", "--from", "."]
    runs = [subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False) for _ in range(2)]
    checks.same("here: exits", [run.returncode for run in runs], [0, 0])
    checks.same("here: folder", os.path.isfile(os.path.join(folder, "evidence", "evidence.sqlite")), True)
    checks.same("here: objects", runs[1].stdout.splitlines()[0], "objects: 1, 0 of them new")


def check_failures(checks):
    """What can't be done ends with one line."""
    evidence = os.path.join(SCRATCH, "no-evidence")
    status, output, errors = collect(os.path.join(SCRATCH, "nowhere"), evidence)
    checks.same("nowhere: exit", (status, output), (4, ""))
    checks.same("nowhere: text", errors.endswith("nowhere: expected a folder or a file, there is none\n"), True)
    os.makedirs(os.path.join(SCRATCH, "void"))
    status, output, errors = collect(os.path.join(SCRATCH, "void"), evidence)
    checks.same("void: exit", (status, output), (4, ""))
    checks.same("void: text", "expected files to collect, there are none" in errors, True)
    run = subprocess.run([os.environ["BAILIWICK"], "collect"], capture_output=True, text=True, check=False)
    text = "bailiwick: collect: expected --from DIR, see bailiwick collect --help\n"
    checks.same("usage", (run.returncode, run.stderr), (2, text))
    store = os.path.join(write("newer", {"x": "1"}), "evidence.sqlite")
    os.makedirs(store)
    status, output, errors = collect(os.path.join(SCRATCH, "gaps"), os.path.join(SCRATCH, "newer"))
    checks.same("store that is a folder: exit", (status, output), (4, ""))


def main():
    checks = Checks()
    check_clean(checks)
    check_gaps(checks)
    check_encodings(checks)
    check_own_store(checks)
    check_failures(checks)
    checks.end()


main()
