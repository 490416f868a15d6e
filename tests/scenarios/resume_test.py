"""Killed at any moment, the next run continues, and store and reports are those of an undisturbed run."""

import filecmp
import gzip
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import time

from checks import Checks

SCRATCH = pathlib.Path(os.environ["SCRATCH"])
BAILIWICK = os.environ["BAILIWICK"]
ENGAGEMENT = str(pathlib.Path(os.environ["SOURCE"]) / "examples" / "agency-handover" / "engagement.yaml")
# The sanitizers' build is ten times as slow.
FILES, KILLS = (800, 4) if os.environ.get("SANITIZED") else (3000, 10)
WORKING = {"run", "fact_said", "trail_facts", "trail_key", "trail_kept", "trail_principal", "trail_text", "trail_digest_file", "unsettled"}  # not documented, or a history of runs
ACCOUNTS = ("200000000011", "200000000012", "200000000021")


def record(random_, number):
    account = ACCOUNTS[number % 3]
    user = f"user{random_.randrange(40)}"
    return {
        "eventVersion": "1.11",
        "eventTime": f"2026-06-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z",
        "eventSource": random_.choice(["iam", "ec2", "s3", "sts"]) + ".amazonaws.com",
        "eventName": random_.choice(["ListUsers", "CreateUser", "DescribeInstances", "AssumeRole"]),
        "awsRegion": "eu-west-1",
        "sourceIPAddress": f"198.51.100.{random_.randrange(250)}",
        # Every seventh record is one that was delivered before, in another file.
        "eventID": f"{number - number % 7:08x}-0000-4000-8000-{account}",
        "recipientAccountId": account,
        "userIdentity": {"type": "IAMUser", "accountId": account, "userName": user,
                         "arn": f"arn:aws:iam::{account}:user/{user}", "accessKeyId": f"AKIA{user}"},
    }


def role(number):
    account = ACCOUNTS[number % 3]
    name = f"role{number % 200}"
    trust = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::91000000000{number % 9}:root"}}}
    return {"Role": {"RoleName": name, "Arn": f"arn:aws:iam::{account}:role/{name}", "Path": "/", "AssumeRolePolicyDocument": trust}}


def generate(folder):
    """Logs plain and packed, roles said again and otherwise, and every thirtieth file broken."""
    random_ = random.Random(1)
    for i in range(FILES):
        path = folder / f"{i % 40:02}" / f"{i:05}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if i % 30 == 7:
            path.write_bytes(b'{"Records":[' if i % 60 == 7 else gzip.compress(b"{}")[:-5])
        elif i % 5 == 0:
            path.write_text(json.dumps(role(i)))
        else:
            text = json.dumps({"Records": [record(random_, 4 * i + k) for k in range(4)]}).encode()
            path.write_bytes(gzip.compress(text, 1) if i % 2 else text)


def command(name, source, at):
    line = [BAILIWICK, name, "--from", str(source), "--evidence", str(at / "evidence")]
    return line + (["--engagement", ENGAGEMENT, "--output", str(at / "reports"), "--format", "json,csv"] if name == "audit" else [])


def run(name, source, at):
    done = subprocess.run(command(name, source, at), capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def kill(name, source, at, seconds):
    """Kills a run halfway; when the machine was faster than thought, a new one, earlier."""
    while not killed(name, source, at, seconds):
        shutil.rmtree(at, ignore_errors=True)
        seconds /= 2


def killed(name, source, at, seconds):
    """Whether the run was still going when it was killed."""
    with subprocess.Popen(command(name, source, at), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


def content(at):
    """All documented tables, ordered; row numbers stand for what they point to."""
    db = sqlite3.connect(at / "evidence" / "evidence.sqlite")
    names = [n for (n,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    stands_for = {
        "source": "(SELECT origin || sha256 FROM object WHERE id = source)",
        "principal": "(SELECT key FROM principal AS p WHERE p.id = principal)",
        "caller": "(SELECT key FROM principal AS p WHERE p.id = caller)",
    }
    tables = {}
    for name in sorted(set(names) - WORKING):
        columns = [c for (c,) in db.execute("SELECT name FROM pragma_table_info(?)", (name,))]
        columns = [stands_for.get(c, f'"{c}"') for c in columns if c != "id" or name not in ("object", "gap", "event", "principal")]
        tables[name] = sorted(map(repr, db.execute(f'SELECT {", ".join(columns)} FROM "{name}"')))
    return tables


def differing(one, other):
    """Names of tables and reports that are not the same."""
    a, b = content(one), content(other)
    faults = [name for name in sorted(a.keys() | b.keys()) if a.get(name) != b.get(name)]
    reports = [sorted(p.name for p in (at / "reports").iterdir()) for at in (one, other)]
    if reports[0] != reports[1]:
        faults.append(f"reports: {reports}")
    return faults + filecmp.cmpfiles(one / "reports", other / "reports", reports[0], shallow=False)[1]


def main():
    checks = Checks()
    source = SCRATCH / "source"
    generate(source)
    whole = SCRATCH / "whole"
    began = time.monotonic()
    status, errors = run("audit", source, whole)
    lasts = time.monotonic() - began
    checks.same("undisturbed run", (status in (1, 3), errors), (True, ""))
    checks.same("records of the undisturbed run", len(content(whole)["record_seen"]) > FILES // 5, True)
    moments = random.Random(2)
    for i in range(KILLS):
        at = SCRATCH / f"killed-{i}"
        name = ("collect", "audit")[i % 2]
        for _ in range(1 + i // 4):  # some are killed again
            kill(name, source, at, lasts * moments.uniform(0.02, 0.95))
        status, errors = run("audit", source, at)
        checks.same(f"kill {i}, {name}: next run", (status in (1, 3), errors), (True, ""))
        checks.same(f"kill {i}, {name}: what differs", differing(whole, at), [])
        left = [p.name for p in at.rglob("*") if p.is_file() and p.parent.name == "evidence"]
        checks.same(f"kill {i}, {name}: files of the store", left, ["evidence.sqlite"])
        shutil.rmtree(at)
    checks.end()


main()
