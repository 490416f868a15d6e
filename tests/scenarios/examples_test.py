"""The examples are what their generator writes, their contracts are good, and an audit of them finds exactly what
examples/NAME/expected.tsv lists: no finding less, none more, whatever the order and the folders of the files."""

import filecmp
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

SOURCE = pathlib.Path(os.environ["SOURCE"])
SCRATCH = pathlib.Path(os.environ["SCRATCH"])
BAILIWICK = os.environ["BAILIWICK"]
EXAMPLES = SOURCE / "examples"
NAMES = sorted(p.parent.name for p in EXAMPLES.glob("*/engagement.yaml"))
SIZE_MAX = 1_500_000  # bytes of all examples together
DONE = (0, 1, 3)  # clean, findings, incomplete evidence
SILENT = ("PASS", "NOT_APPLICABLE")

RESULTS = "SELECT control, engagement, account, region, resource, principal, verdict FROM result"
GAPS = """SELECT 'gap', '', coalesce(account, ''), '', replace(origin, rtrim(origin, replace(origin, '/', '')), ''), '', code
          FROM gap WHERE lost = 1"""
WHOLE = """SELECT control, engagement, account, region, resource, principal, verdict, base_severity, severity, reason,
                  facts, coalesce(waiver, ''), coalesce(waived, '') FROM result"""

passed = failed = skipped = 0


def tell(name, faults):
    global passed, failed
    if faults:
        failed += 1
        print(f"FAIL {name}")
        print("".join(f"    {fault}\n" for fault in faults), end="")
    else:
        passed += 1
        print(f"ok   {name}")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def said(result):
    return [line for line in (result.stdout + result.stderr).splitlines()[-12:] if line]


# ---- the files ----


def files_below(folder):
    return {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*")) if p.is_file()}


def differences(want, got):
    """Names of files that one of two folders lacks, or that differ."""
    a, b = files_below(want), files_below(got)
    faults = [f"missing: {name}" for name in sorted(a.keys() - b.keys())]
    faults += [f"surplus: {name}" for name in sorted(b.keys() - a.keys())]
    faults += [f"differs: {n}" for n in sorted(a.keys() & b.keys()) if not filecmp.cmp(a[n], b[n], shallow=False)]
    return faults


def generated():
    into = SCRATCH / "generated"
    result = run(sys.executable, "-B", str(EXAMPLES / "generate.py"), str(into))
    tell("the generator runs", [] if result.returncode == 0 else said(result))
    for name in NAMES:
        tell(f"{name}: evidence is what the generator writes",
             differences(EXAMPLES / name / "evidence", into / name / "evidence"))
    size = sum(p.stat().st_size for p in files_below(EXAMPLES).values() if "__pycache__" not in p.parts)
    tell("the examples stay small", [] if size <= SIZE_MAX else [f"expected {SIZE_MAX} bytes at most, got {size}"])


def contracts():
    for name in NAMES:
        result = run(BAILIWICK, "check", str(EXAMPLES / name / "engagement.yaml"))
        tell(f"{name}: the contract is good", [] if result.returncode == 0 else said(result))


# ---- the audit ----


def audit(name, evidence, store):
    """Faults of the run; the store and the reports are below `store`."""
    result = run(BAILIWICK, "audit", "--from", str(evidence), "--engagement", str(EXAMPLES / name / "engagement.yaml"),
                 "--evidence", str(store), "--output", str(store / "reports"))
    if result.returncode not in DONE:
        return [f"exit status {result.returncode}", *said(result)]
    return [] if files_below(store / "reports") else ["no report was written"]


def rows(store, query):
    db = sqlite3.connect(f"file:{store / 'evidence.sqlite'}?mode=ro", uri=True)
    try:
        return [tuple(str(cell) for cell in row) for row in db.execute(query)]
    finally:
        db.close()


def expected(name):
    """key -> verdict, and what is wrong with the list itself."""
    want, faults = {}, []
    for number, line in enumerate((EXAMPLES / name / "expected.tsv").read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 8:
            faults.append(f"expected.tsv:{number}: expected 8 columns, got {len(cells)}")
        elif tuple(cells[:6]) in want:
            faults.append(f"expected.tsv:{number}: the same subject stands here twice")
        else:
            want[tuple(cells[:6])] = cells[6]
    return want, faults


def compared(want, got):
    """As lines of expected.tsv, so that a line can be taken over."""
    faults = []
    for key in sorted(want.keys() | got.keys()):
        line = "\t".join(key)
        if key not in got:
            faults.append(f"- {line}\t{want[key]}")
        elif key not in want:
            faults.append(f"+ {line}\t{got[key]}")
        elif want[key] != got[key]:
            faults.append(f"! {line}\texpected {want[key]}, got {got[key]}")
    return faults


def found(store):
    got = {row[:6]: row[6] for row in rows(store, RESULTS) if row[6] not in SILENT}
    return got | {row[:6]: row[6] for row in rows(store, GAPS)}


def elsewhere(name, folder):
    """The evidence in other folders, reached in another order. Base names stay, and a folder named after an account:
    that is all an export without an account id has to say whose it is. Returns new name -> old name."""
    names = {}
    for number, (old, path) in enumerate(reversed(files_below(EXAMPLES / name / "evidence").items())):
        parts = pathlib.PurePath(old).parts
        account = next((p for p in reversed(parts[:-1]) if len(p) == 12 and p.isdigit()), "shared")
        new = f"drawer {number % 7}/{'z' if parts[0] < 'c' else 'a'}-{parts[0]}/{account}/{parts[-1]}"
        names[new] = old
        target = folder / new
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return names


def again(name, folder):
    """The same names, written in another order."""
    for old, path in reversed(files_below(EXAMPLES / name / "evidence").items()):
        target = folder / old
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def renamed(text, names):
    for new in sorted(names, key=len, reverse=True):
        text = text.replace(new, names[new])
    return text


def same_results(store, other, names):
    a = sorted("\t".join(row) for row in rows(store, WHOLE))
    b = sorted(renamed("\t".join(row), names) for row in rows(other, WHOLE))
    return [f"- {line}" for line in a if line not in b] + [f"+ {line}" for line in b if line not in a]


def parts(text):
    """Objects are listed by name, so another name is another place; and the hash over all names is another one."""
    return sorted(re.split(r"[\n,]", re.sub(r"\b[0-9a-f]{64}\b", "SHA-256", text)))


def same_texts(reports, other, names):
    """The machine formats."""
    faults = []
    for relative, path in files_below(reports).items():
        if path.suffix in (".json", ".csv") and (other / relative).is_file():
            same = parts(path.read_text()) == parts(renamed((other / relative).read_text(), names))
            faults += [] if same else [f"differs: {relative}"]
        elif path.suffix in (".json", ".csv"):
            faults.append(f"missing: {relative}")
    return faults


def audits(name):
    want, faults = expected(name)
    tell(f"{name}: the list of expected results can be read", faults)
    store = SCRATCH / name
    faults = audit(name, EXAMPLES / name / "evidence", store)
    tell(f"{name}: the audit runs", faults)
    if faults:
        return
    tell(f"{name}: the audit finds what is expected (- missing, + surplus, ! other verdict)",
         compared(want, found(store)))
    folder, other = SCRATCH / (name + "-again"), SCRATCH / (name + "-again-audit")
    again(name, folder)
    faults = audit(name, folder, other)
    tell(f"{name}: files written in another order give the same bytes",
         faults or differences(store / "reports", other / "reports"))
    folder, other = SCRATCH / (name + "-elsewhere"), SCRATCH / (name + "-elsewhere-audit")
    names = elsewhere(name, folder)
    faults = audit(name, folder, other)
    tell(f"{name}: other folders give the same results and, but for the names of objects, the same texts",
         faults or same_results(store, other, names) + same_texts(store / "reports", other / "reports", names))


def main():
    global skipped
    generated()
    contracts()
    if run(BAILIWICK, "audit", "--help").returncode != 0:
        skipped += len(NAMES)
        print("skip the audits: this bailiwick has no command `audit`")
    else:
        for name in NAMES:
            audits(name)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


sys.exit(main())
