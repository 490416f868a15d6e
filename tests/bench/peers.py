"""Other programs on the same CloudTrail archive: peers.py FOLDER BAILIWICK. Records are compared before a ratio is printed."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time

JQ = "[.Records[] | [.recipientAccountId, .eventID]] | length"


def measured(work):
    begin = time.monotonic()
    result = work()
    return time.monotonic() - begin, result


def bailiwick(program, folder, evidence):
    """Everything, into a store on disk; the records that were read."""
    shutil.rmtree(evidence, ignore_errors=True)
    subprocess.run([program, "collect", "--from", folder, "--evidence", evidence], check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(os.path.join(evidence, "evidence.sqlite")) as db:
        return db.execute("SELECT sum(facts) FROM object WHERE kind = 'trail'").fetchone()[0]


def jq(folder):
    """Only counts: no roll-up, no store."""
    command = f"find '{folder}' -name '*.gz' -print0 | xargs -0 zcat | jq '{JQ}' | awk '{{ n += $1 }} END {{ print n }}'"
    return int(subprocess.run(command, shell=True, check=True, capture_output=True, text=True).stdout)


def duckdb(folder):
    """The roll-up of activity, without copies and without a store."""
    import duckdb as peer  # the version is for the reader of the figures

    rows = peer.sql(
        f"""WITH r AS (SELECT unnest(Records, max_depth := 2) FROM read_json('{folder}/*/*.json.gz',
              columns = {{Records: 'STRUCT(eventTime VARCHAR, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR,
                errorCode VARCHAR, recipientAccountId VARCHAR, userIdentity STRUCT("type" VARCHAR, arn VARCHAR))[]'}},
              maximum_object_size = 536870912))
            SELECT substr(eventTime, 1, 10), recipientAccountId, awsRegion, eventSource, eventName, errorCode,
                   userIdentity, count(*) FROM r GROUP BY ALL"""
    ).fetchall()
    return sum(row[-1] for row in rows)


def main():
    folder, program = sys.argv[1:]
    evidence = os.path.join(os.path.dirname(folder), "evidence")
    own, records = measured(lambda: bailiwick(program, folder, evidence))
    print(json.dumps({"program": "bailiwick collect", "seconds": round(own, 3), "records": records}))
    for name, work in (("zcat | jq, counting", jq), ("DuckDB, roll-up", duckdb)):
        try:
            spent, got = measured(lambda work=work: work(folder))
        except (ImportError, subprocess.CalledProcessError) as why:
            print(json.dumps({"program": name, "missing": str(why)}))
            continue
        line = {"program": name, "seconds": round(spent, 3), "records": got}
        if got == records:
            line["slower"] = round(spent / own, 2)
        print(json.dumps(line))


main()
