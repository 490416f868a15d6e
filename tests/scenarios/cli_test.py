"""The command line in clumsy hands: whatever is typed, closed or missing, the program ends with the status that the
manual promises, and with one line that says what it expected."""

import os
import pathlib
import shutil
import subprocess

from checks import Checks

SCRATCH = pathlib.Path(os.environ["SCRATCH"])
BAILIWICK = os.environ["BAILIWICK"]
EXAMPLE = pathlib.Path(os.environ["SOURCE"]) / "examples" / "agency-handover"
FROM = str(EXAMPLE / "evidence")
ENGAGEMENT = str(EXAMPLE / "engagement.yaml")
AUDIT = ["audit", "--from", FROM, "--engagement", ENGAGEMENT, "--format", "csv"]
USAGE, INCOMPLETE, FAILURE = 2, 3, 4

# (arguments, status, what the line must hold). None of these may leave anything behind.
MISTAKES = [
    (["nosuch"], USAGE, "unknown command nosuch, see bailiwick --help"),
    (["-h"], USAGE, "unknown command -h, see bailiwick --help"),
    (["two\nlines"], USAGE, "unknown command two lines, see"),
    (["\x1b[31mred"], USAGE, "unknown command \\u{1b}[31mred, see"),
    ([b"\xff"], USAGE, "unknown command \\x{ff}, see"),
    (["audit"], USAGE, "audit: expected --from DIR, see bailiwick audit --help"),
    (["audit", "--from"], USAGE, "audit: expected DIR after --from"),
    (["audit", "--from", ""], USAGE, "audit: expected DIR after --from, got an empty text"),
    (["audit", "--from="], USAGE, "audit: expected DIR after --from, got an empty text"),
    (["audit", "-from", "x"], USAGE, "audit: unknown option -from, options begin with --"),
    (["audit", "--form", "x"], USAGE, "audit: unknown option --form, see bailiwick audit --help"),
    (["audit", "--help=yes"], USAGE, "audit: --help takes no value"),
    (["audit", "--from", "a", "--from", "b"], USAGE, "audit: expected --from once"),
    (["audit", "folder"], USAGE, "audit: expected no operand, got 1 operand, see"),
    (["audit", "--", "--from"], USAGE, "audit: expected no operand, got 1 operand, see"),
    (["collect"], USAGE, "collect: expected --from DIR, see bailiwick collect --help"),
    (["collect", "--from", "x", "--output", "y"], USAGE, "collect: unknown option --output, see"),
    (["report", "--from", "x"], USAGE, "report: unknown option --from, see"),
    (["check"], USAGE, "check: expected FILE, got 0 operands, see"),
    (["check", ""], FAILURE, ": No such file or directory"),
    (["check", "nowhere.yaml"], FAILURE, "nowhere.yaml: No such file or directory"),
    (["check", "/"], FAILURE, "/: Is a directory"),
    (["controls"], USAGE, "controls: expected list | show ID, got 0 operands, see"),
    (["controls", "show"], USAGE, 'controls: expected "list" or "show ID", see'),
    (["controls", "list", "HO-20"], USAGE, 'controls: expected "list" or "show ID", see'),
    (["controls", "show", "HO-99"], USAGE, "there is no control HO-99, see bailiwick controls list"),
    ([*AUDIT, "--period", "yesterday"], USAGE, '--period: expected 2026, 2026-Q2, 2026-06, or START/END'),
    ([*AUDIT, "--period", "2026-07-01/"], USAGE, '--period: expected 2026, 2026-Q2, 2026-06, or START/END'),
    ([*AUDIT, "--period", "2026-07-02/2026-07-01"], USAGE, "--period: expected an end after its start, got"),
    ([*AUDIT, "--as-of", "soon"], USAGE, '--as-of: expected a day or an RFC 3339 time with offset, got "soon"'),
    ([*AUDIT, "--fail-on", "terrible"], USAGE, '--fail-on: expected critical, high, medium, low or never, got "terrible"'),
    ([*AUDIT, "--for", "nobody"], USAGE, '--for: expected customer, got "nobody"'),
    ([*AUDIT[:-1], "docx"], USAGE, '--format: expected some of pdf, html, json, csv with commas, got "docx"'),
    ([*AUDIT[:-1], "csv, csv"], USAGE, "--format: expected each format once, got csv twice"),
    ([*AUDIT[:-1], ","], USAGE, "--format: expected "),
    ([*AUDIT, "--controls", "nowhere"], FAILURE, "--controls: nowhere: No such file or directory"),
    ([*AUDIT, "--controls", FROM], FAILURE, "expected control files (*.sql), there are none"),
    (["audit", "--from", "nowhere", "--engagement", ENGAGEMENT], FAILURE,
     "--from nowhere: expected a folder or a file, there is none"),
    (["audit", "--from", FROM], FAILURE, "--engagement: engagement.yaml: No such file or directory"),
    (["audit", "--from", FROM, "--engagement", "/"], FAILURE, "--engagement: /: Is a directory"),
    ([*AUDIT, "--output", "/dev/null"], FAILURE, "--output: /dev/null: expected a folder, got a file"),
    (["collect", "--from", "nowhere"], FAILURE, "--from nowhere: expected a folder or a file, there is none"),
    (["collect", "--from", FROM, "--evidence", "/dev/null"], FAILURE, "/dev/null: expected a folder, got a file"),
    (["collect", "--from", "/dev/null", "--evidence", "/dev/null/x"], FAILURE, "/dev/null: expected a folder, got a file"),
    (["report"], FAILURE, "evidence/evidence.sqlite: no evidence was collected there yet, see"),
]


def run(arguments, cwd, **more):
    """(status, standard output, standard error)"""
    done = subprocess.run([BAILIWICK, *arguments], cwd=cwd, capture_output=True, check=False, timeout=120, **more)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def folder(name):
    path = SCRATCH / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def one_line(checks, name, result, status, words):
    """Ended with this status, and one line that holds these words."""
    got, _, errors = result
    checks.same(f"{name}: status", got, status)
    fine = errors.startswith("bailiwick: ") and errors.count("\n") == 1 and errors.endswith("\n") and words in errors
    checks.same(f"{name}: one line with {words!r}", errors if not fine else words, words)


def check_mistakes(checks):
    where = folder("mistakes")
    for arguments, status, words in MISTAKES:
        name = " ".join(str(a) for a in arguments)
        result = run(arguments, where)
        one_line(checks, name, result, status, words)
        checks.same(f"{name}: standard output", result[1], "")
        checks.same(f"{name}: left behind", os.listdir(where), [])
    status, output, errors = run([], where)
    checks.same("no argument: status and output", (status, output, errors.startswith("usage: ")), (USAGE, "", True))
    for arguments in (["--help"], ["--version"], ["--help-man"], ["--completion"], ["audit", "--help"]):
        status, output, errors = run(arguments, where)
        checks.same(f"{arguments}: status and output", (status, len(output) > 10, errors), (0, True, ""))


def check_files_of_other_kinds(checks):
    where = folder("kinds")
    (where / "file").write_text("no store")
    one_line(checks, "evidence that is a file", run([*AUDIT, "--evidence", "file"], where), FAILURE,
             "file: expected a folder, got a file")
    (folder("kinds/other") / "evidence.sqlite").write_text("this is no database " * 100)
    one_line(checks, "evidence that is no store", run([*AUDIT, "--evidence", "other"], where), FAILURE,
             "other/evidence.sqlite: expected an SQLite database")
    (folder("kinds/folder") / "evidence.sqlite").mkdir()
    one_line(checks, "store that is a folder", run([*AUDIT, "--evidence", "folder"], where), FAILURE,
             "folder/evidence.sqlite: ")
    (where / "faulty.yaml").write_text("schema_version: '1.0'\ncustomer: 7\n")
    status, _, errors = run(["audit", "--from", FROM, "--engagement", "faulty.yaml"], where)
    lines = errors.splitlines()
    checks.same("faulty engagement: status", status, FAILURE)
    checks.same("faulty engagement: line of a fault", any(":2: customer: expected" in line for line in lines), True)
    checks.same("faulty engagement: last line", "an audit needs an engagement file without any" in lines[-1], True)
    os.mkfifo(where / "pipe")
    one_line(checks, "a pipe to collect", run(["collect", "--from", "pipe"], where), FAILURE,
             "pipe: expected a file or folder, got neither")


def check_nested(checks):
    """Reports must not lie where the next run would collect them; the store may."""
    where = folder("nested")
    shutil.copytree(EXAMPLE / "evidence" / "iam", where / "in" / "iam")
    command = ["audit", "--from", "in", "--engagement", ENGAGEMENT, "--format", "csv", "--evidence"]
    for output in ("in", "in/reports", "in/../in/a/b", str(where / "in" / "r")):
        one_line(checks, f"output {output}", run([*command, "e", "--output", output], where), FAILURE,
                 "expected a folder outside of --from in, where the next run would take the reports for evidence")
    checks.same("nested: nothing was made", sorted(os.listdir(where / "in")), ["iam"])
    runs = [run([*command, "in/evidence", "--output", f"r{i}"], where) for i in range(2)]
    checks.same("evidence inside: statuses", runs[0][0] == runs[1][0] and runs[0][0] in (1, 3), True)
    texts = [{p.name: p.read_bytes() for p in (where / f"r{i}").iterdir()} for i in range(2)]
    checks.same("evidence inside: the same reports", texts[0] == texts[1] and len(texts[0]) > 5, True)


def check_streams(checks):
    """What reads the output may leave, and the output may be closed or full."""
    where = folder("streams")
    for command, status in ((["controls", "list"], 0), ([*AUDIT, "--evidence", "e"], 1)):
        words = " ".join(f"'{w}'" for w in [BAILIWICK, *command])
        for name, text, want in (
            ("reader leaves", f"{{ {words}; echo $? >status; }} | head -n 1 >head", status),
            ("reader left", f"{{ sleep 0.2; {words}; echo $? >status; }} | true", status),
            ("output closed", f"{words} >&-; echo $? >status", FAILURE),
            ("output full", f"{words} >/dev/full; echo $? >status", FAILURE),
            ("all closed", f"{words} <&- >&- 2>&-; echo $? >status", FAILURE),
        ):
            shutil.rmtree(where / "reports", ignore_errors=True)
            shell = subprocess.run(["sh", "-c", text], cwd=where, capture_output=True, text=True, check=False, timeout=120)
            what = f"{command[0]}, {name}"
            checks.same(f"{what}: status", int((where / "status").read_text()), want)
            said = "bailiwick: standard output: can't be written\n" if want == FAILURE and name != "all closed" else ""
            checks.same(f"{what}: standard error", shell.stderr, said)
            if command[0] == "audit":
                checks.same(f"{what}: reports", (where / "reports" / "findings.csv").read_bytes()[:3] != b"  r", True)


def others(checks):
    """How to run without the rights of root, None if that can't be."""
    if os.geteuid() != 0:
        return {}
    probe = {"user": 65534, "group": 65534, "extra_groups": []}
    try:
        ran = subprocess.run([BAILIWICK, "--version"], capture_output=True, check=False, **probe).returncode
        return probe if ran == 0 and os.access(FROM, os.R_OK) else None
    except (PermissionError, OSError):
        return None


def check_rights(checks):
    rights = others(checks)
    if rights is None:
        print("skipped: the program can't be run as another user")
        return
    where = folder("rights")
    shutil.copytree(EXAMPLE / "evidence" / "iam", where / "in")
    run(["collect", "--from", "in", "--evidence", "locked"], where)
    (where / "mine").mkdir(mode=0o700)
    (where / "shut").mkdir(mode=0o555)
    (where / "open").mkdir()
    (where / "open").chmod(0o777)
    for path in (where / "locked", where / "locked" / "evidence.sqlite"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    command = ["audit", "--from", "in", "--engagement", ENGAGEMENT, "--format", "csv"]
    try:
        one_line(checks, "output not writable", run([*command, "--evidence", "open/e", "--output", "shut"], where, **rights),
                 FAILURE, "shut")
        one_line(checks, "output not makeable", run([*command, "--evidence", "open/e", "--output", "shut/r"], where, **rights),
                 FAILURE, "--output: shut/r: Permission denied")
        one_line(checks, "evidence not makeable", run([*command, "--evidence", "shut/e", "--output", "open/r"], where, **rights),
                 FAILURE, "shut/e: Permission denied")
        one_line(checks, "evidence not writable", run([*command, "--evidence", "shut", "--output", "open/r"], where, **rights),
                 FAILURE, "shut/evidence.sqlite: ")
        for name, line in (("audit", command), ("report", ["report", *command[3:]])):
            result = run([*line, "--evidence", "locked", "--output", "open/r"], where, **rights)
            one_line(checks, f"read-only evidence, {name}", result, FAILURE,
                     "locked/evidence.sqlite: the database can't be written: it or its folder is read-only")
        (where / "in" / "closed").write_text("x")
        (where / "in" / "closed").chmod(0)
        status, output, _ = run(["collect", "--from", "in", "--evidence", "open/c"], where, **rights)
        checks.same("unreadable file: status", status, INCOMPLETE)
        checks.same("unreadable file: line", "closed: The file can't be read: " in output, True)
    finally:
        for path in (where / "locked", where / "shut"):
            path.chmod(0o755)


def check_full_disk(checks):
    """A tiny file system of one's own, where that is allowed."""
    where = folder("full")
    try_it = ["unshare", "-m" if os.geteuid() == 0 else "-Urm", "sh", "-c"]
    mount = "mount -t tmpfs -o size={size}k tmpfs small && "
    if shutil.which("unshare") is None or subprocess.run(
            [*try_it, "mkdir -p small && " + mount.format(size=64) + "true"], cwd=where, capture_output=True, check=False).returncode:
        print("skipped: no file system can be mounted here")
        return
    words = " ".join(f"'{w}'" for w in [BAILIWICK, *AUDIT[:-1], "csv,html,json"])
    for name, size, more in (("evidence", 300, "--evidence small/e --output r"), ("reports", 64, "--evidence e --output small/r")):
        text = mount.format(size=size) + f"{words} {more} >told; echo $? >status; ls small/r 2>/dev/null >left || :"
        done = subprocess.run([*try_it, text], cwd=where, capture_output=True, text=True, check=False, timeout=120)
        result = (int((where / "status").read_text()), "", done.stderr)
        one_line(checks, f"disk full of {name}", result, FAILURE, "o space left on")
        checks.same(f"disk full of {name}: no half file", [n for n in (where / "left").read_text().split() if "." not in n
                                                           or n.rsplit(".", 1)[1] not in ("csv", "html", "json")], [])


def main():
    checks = Checks()
    check_mistakes(checks)
    check_files_of_other_kinds(checks)
    check_nested(checks)
    check_streams(checks)
    check_rights(checks)
    check_full_disk(checks)
    checks.end()


main()
