#!/usr/bin/env python3
"""Judges a made-up organization and tells how long each stage of it took.

usage: stages.py BAILIWICK FOLDER FORMATS

FOLDER holds an evidence.sqlite and an engagement.yaml (organization.py). Times are CPU seconds, and how often the
baseline goes into them: one look at all activity, summed by principal, service and action, measured here and now. The
program says on a terminal what it begins and which file it has written; that is where a stage ends.
"""

import os
import pty
import resource
import sqlite3
import sys
import time


def baseline(store):
    db = sqlite3.connect(store)
    began = time.process_time()
    db.execute("SELECT principal, service, action, sum(count) FROM activity NOT INDEXED GROUP BY 1, 2, 3").fetchall()
    return time.process_time() - began


def status(pid):
    """CPU seconds so far and the most memory so far, in MB."""
    with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as f:
        fields = f.read().rpartition(")")[2].split()
    with open("/proc/%d/status" % pid, encoding="ascii", errors="replace") as f:
        peak = [line.split()[1] for line in f if line.startswith("VmHWM:")]
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), int(peak[0]) / 1024 if peak else 0


def lines(terminal):
    rest = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            return
        *whole, rest = (rest + part).split(b"\n")
        yield from (line.decode("utf-8", "replace").strip() for line in whole)


def stage_before(line):
    """The stage that ends where the program says this, or None."""
    for said, stage in (("bailiwick: analyzing", "open"), ("bailiwick: writing reports", "analysis"), (".csv", "model and CSV"),
                        (".json", "JSON"), (".html", "HTML"), (".pdf", "PDF")):
        if line == said or (said[0] == "." and line.endswith(said)):
            return stage
    return None


def run(program, folder, formats):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(program, [program, "report", "--evidence", folder, "--engagement", folder + "/engagement.yaml",
                           "--output", folder + "/reports", "--format", formats, "--fail-on", "never"])
    stages, last = {}, 0.0
    said = ""
    for said in lines(terminal):
        stage = stage_before(said)
        if stage is not None:
            now, peak = status(pid)
            stages[stage] = (stages.get(stage, (0, 0))[0] + now - last, peak)
            last = now
    _, code = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(code) not in (0, 3):
        sys.exit("%s ended with %d: %s" % (program, os.waitstatus_to_exitcode(code), said))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    stages["whole"] = (used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
    return stages


def main():
    program, folder, formats = sys.argv[1:]
    once = min(baseline(folder + "/evidence.sqlite") for _ in range(3))
    print("  %-14s %6.2f s" % ("baseline", once))
    for stage, (seconds, peak) in run(program, folder, formats).items():
        print("  %-14s %6.2f s %7.1f times the baseline, peak %5d MB" % (stage, seconds, seconds / once, peak))


main()
