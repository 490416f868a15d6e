"""What the scenario tests share: running the program, looking into its store, counting comparisons."""

import os
import shutil
import sqlite3
import subprocess
import sys


def shared_data():
    """The folder of public test data; without it the test is skipped, visibly."""
    folder = os.path.join(os.environ.get("BAILIWICK_SHARED", ""), "data")
    if not os.path.isdir(folder):
        print("BAILIWICK_SHARED does not name a folder with data in it")
        sys.exit(77)
    return folder


class Checks:
    """Comparisons by name; every difference is printed, and the last line counts."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def same(self, name, got, want):
        if got == want:
            self.passed += 1
            return
        self.failed += 1
        print(f"{name}: got {got!r}, want {want!r}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


def collect(source, evidence):
    """Runs the program; gives its exit status and what it printed."""
    run = subprocess.run(
        [os.environ["BAILIWICK"], "collect", "--from", source, "--evidence", evidence],
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout, run.stderr


class Store:
    """A store just filled from a folder, to be asked."""

    def __init__(self, source, name):
        evidence = os.path.join(os.environ["SCRATCH"], name)
        shutil.rmtree(evidence, ignore_errors=True)
        self.status, self.output, self.errors = collect(source, evidence)
        if self.status not in (0, 3):
            print(f"{source}: exit {self.status}: {self.errors}")
            sys.exit(1)
        self.db = sqlite3.connect(os.path.join(evidence, "evidence.sqlite"))

    def rows(self, sql, *values):
        return self.db.execute(sql, values).fetchall()

    def one(self, sql, *values):
        return self.rows(sql, *values)[0][0]

    def counts(self, sql, *values):
        """{first column: second column}"""
        return dict(self.rows(sql, *values))
