"""PDF documents, seen by other people's readers: syntax, PDF/A-1b, fonts, text and its order, tags, the same bytes twice.

The page kit's own document (every block, left to right and right to left); tests/golden/pdf/document.xml, a resolved
document with every element, rendered with the theme of the project; and the report of the unit tests' store.
"""

import glob
import os
import re
import shutil
import subprocess
import sys

SOURCE, BUILD, SCRATCH = (os.environ[name] for name in ("SOURCE", "BUILD", "SCRATCH"))
JAVA = "/usr/share/java"
ERRORS = re.compile(r"warning|error", re.I)
passed = failed = skipped = 0


def tell(name, problem):
    global passed, failed
    if problem:
        failed += 1
        print(f"FAIL {name}: {problem}")
    else:
        passed += 1


def skip(name, why):
    global skipped
    skipped += 1
    print(f"skip {name}: {why}")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)


def tool(name, package):
    if shutil.which(name):
        return True
    skip(name, f"needs the package {package}")
    return False


def write(path, *command):
    """Renders; the message if that is impossible."""
    done = run(*command)
    return "" if done.returncode == 0 and os.path.exists(path) else done.stderr.strip() or "nothing was written"


def check_syntax(name, path):
    if tool("qpdf", "qpdf"):
        done = run("qpdf", "--check", path)
        bad = done.returncode != 0 or "WARNING" in done.stdout + done.stderr
        tell(f"{name}: qpdf --check", (done.stdout + done.stderr).strip() if bad else "")


def check_archival(name, path):
    jars = []
    for jar in ("preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "javax.activation", "jaxb-api"):
        found = sorted(glob.glob(f"{JAVA}/{jar}.jar") + glob.glob(f"{JAVA}/{jar}-[0-9]*.jar"))
        if not found:
            return skip(f"{name}: PDF/A-1b", f"needs {jar}.jar of libpdfbox2-java and its relatives")
        jars.append(found[0])
    if not tool("java", "default-jre-headless"):
        return None
    if not os.path.exists("/usr/share/color/icc/sRGB.icc"):
        return skip(f"{name}: PDF/A-1b", "needs the package icc-profiles-free")
    done = run("java", "-cp", ":".join(jars), "org.apache.pdfbox.preflight.Validator_A1b", path)
    good = done.returncode == 0 and "is a valid PDF/A-1b file" in done.stdout
    return tell(f"{name}: PDF/A-1b", "" if good else (done.stdout + done.stderr).strip()[:2000])


def check_fonts(name, path):
    if not tool("pdffonts", "poppler-utils"):
        return
    rows = run("pdffonts", path).stdout.splitlines()[2:]
    bad = [row for row in rows if not re.search(r"Identity-H\s+yes yes yes", row)]
    tell(f"{name}: fonts are embedded subsets with Unicode", "; ".join(bad) or ("" if rows else "no font at all"))


def check_text(name, path, wanted):
    """The words stand in the text, in the order given, and the reader has nothing to complain about."""
    if not tool("pdftotext", "poppler-utils"):
        return
    done = run("pdftotext", "-enc", "UTF-8", path, "-")
    tell(f"{name}: pdftotext is silent", done.stderr.strip())
    at, text = 0, " ".join(done.stdout.split())
    for words in wanted:
        found = text.find(words, at)
        tell(f"{name}: text \"{words}\"", "" if found >= 0 else f"is missing after character {at}")
        at = found + len(words) if found >= 0 else at


def tag_names(path):
    return re.findall(r"^\s*([A-Z][A-Za-z0-9]*)(?: \(|:|$)", run("pdfinfo", "-struct", path).stdout, re.M)


def check_reading(name, path, wanted):
    """What a screen reader says, in its order. For short documents: poppler reads a page anew for each element."""
    if not tool("pdfinfo", "poppler-utils"):
        return
    at, text = 0, run("pdfinfo", "-struct-text", path).stdout
    for words in wanted:
        found = text.find(words, at)
        tell(f"{name}: reads \"{words}\"", "" if found >= 0 else f"is missing after character {at}")
        at = max(found, at)


def check_tags(name, path, wanted):
    if not tool("pdfinfo", "poppler-utils"):
        return
    names = tag_names(path)
    for tag in wanted:
        tell(f"{name}: tag {tag}", "" if tag in names else "is missing")
    level = 0
    for tag in names:
        if re.fullmatch(r"H[1-6]", tag):
            tell(f"{name}: {tag} after level {level}", "" if int(tag[1]) <= level + 1 else "a heading level was skipped")
            level = int(tag[1])
    info = run("pdfinfo", path).stdout
    tell(f"{name}: is tagged", "" if re.search(r"Tagged:\s+yes", info) else info)
    tell(f"{name}: version", "" if re.search(r"PDF version:\s+1\.4", info) else info)
    if shutil.which("xmllint"):
        packet = run("pdfinfo", "-meta", path).stdout
        done = subprocess.run(["xmllint", "--noout", "-"], input=packet, capture_output=True, text=True, check=False)
        tell(f"{name}: XMP is XML", done.stderr)


def check_drawing(name, path):
    if tool("mutool", "mupdf-tools"):
        done = run("mutool", "draw", "-q", "-F", "png", "-r", "20", "-o", f"{SCRATCH}/page-%d.png", path)
        lines = [line for line in done.stderr.splitlines() if ERRORS.search(line) and "ICC" not in line]
        tell(f"{name}: mutool draws it", "; ".join(lines))
    if tool("pdftoppm", "poppler-utils"):
        tell(f"{name}: pdftoppm is silent", run("pdftoppm", "-r", "20", path, f"{SCRATCH}/pop").stderr.strip())


def check_edges(name, path):
    """Nothing but rules and grounds may lie outside the margins: no word does."""
    if not shutil.which("pdftotext"):
        return
    page = run("pdftotext", "-bbox", path, "-").stdout
    for x, x2 in re.findall(r'<word xMin="([-0-9.]+)" yMin="[-0-9.]+" xMax="([-0-9.]+)"', page):
        if float(x) < 53 or float(x2) > 595.28 - 53:
            tell(f"{name}: margins", f"a word from {x} to {x2}")
            return
    tell(f"{name}: margins", "" if "<word" in page else "no words")


def check(name, path, text, tags):
    check_syntax(name, path)
    check_archival(name, path)
    check_fonts(name, path)
    check_text(name, path, text)
    check_tags(name, path, tags)
    check_drawing(name, path)
    check_edges(name, path)


def rendered(name, *command):
    """Renders twice and compares; the path, or None if a font of the tests is missing."""
    path, again = f"{SCRATCH}/{name}.pdf", f"{SCRATCH}/{name}-again.pdf"
    problem = write(path, *[path if part == "FILE" else part for part in command])
    if "install the package" in problem:
        skip(name, problem)
        return None
    tell(f"{name}: is written", problem)
    if problem:
        return None
    write(again, *[again if part == "FILE" else part for part in command])
    with open(path, "rb") as one, open(again, "rb") as two:
        tell(f"{name}: the same bytes twice", "" if one.read() == two.read() else "they differ")
    return path


def long_document():
    """The document with 90 rows in its table, so that it goes over pages."""
    names = ["Skyline Cloud GmbH", "Łódź Systems", "Ελληνική Νεφέλη", "Облако", "שלום", "गंगा", "<script>", "株式会社"]
    rows = []
    for i in range(90):
        partner = names[i % 8].replace("<", "&lt;").replace(">", "&gt;")
        rows.append(
            f'<tr id="row-{i}"><th scope="row">partner/ReadOnlyAudit-{i:02}</th><td><bdi>{partner}</bdi></td>'
            f"<td>{210987654321 + i}</td><td>{1 + i % 28} Sep 2026</td><td>{i * 37}</td><td>Yes</td>"
            '<td><bw:badge kind="severity" code="high">High</bw:badge></td></tr>'
        )
    with open(f"{SOURCE}/tests/golden/pdf/document.xml", encoding="utf-8") as file:
        text = file.read().replace("<!-- rows -->", "".join(rows))
    path = f"{SCRATCH}/document.xml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


KIT = f"{BUILD}/tests/unit/renderers_pdf_tests"
WALK = f"{BUILD}/tests/unit/renderers_tests"
DOCUMENT_TAGS = "Sect H1 H2 H3 P L LI Lbl LBody Table Caption THead TBody TR TH TD Figure Link TOC TOCI Code".split()


def main():
    if not os.path.exists(KIT) or not os.path.exists(WALK):
        print("the unit tests were not built (no CUnit)")
        sys.exit(77)
    kit = rendered("kit", KIT, "--demo", "FILE")
    if kit:
        check("kit", kit, ["Contents", "Texts in every script", "Ελληνική Νεφέλη", "Облачные системы", "شركة النور", "מערכות אור", "गंगा क्लाउड सेवा", "Register"], ["TH"])
    mirrored = rendered("kit-rtl", KIT, "--demo", "FILE", "rtl")
    if mirrored:
        check("kit-rtl", mirrored, ["Contents"], ["TH"])
    document = long_document()
    if shutil.which("xmllint"):
        schema = f"{SOURCE}/templates/schema/document.rng"
        done = run("xmllint", "--noout", "--relaxng", schema, document)
        tell("document: follows its schema", "" if done.returncode == 0 else done.stderr)
    path = rendered("document", WALK, "--pdf", document, f"{SOURCE}/templates/theme.json", "FILE")
    if path:
        words = [
            "Partner access to AWS accounts, third quarter of 2026", "Evidence digest", "Contents", "Verdict and evidence",
            "98.4 %", "2,173 of 2,208 account hours", "Better by 9", "What needs a decision",
            "Findings opened a month", "Findings", "PAF-0107",
            "arn:aws:iam::210987654321:role/partner/SkylineOps-Admin", "partner/ReadOnlyAudit-00", "<script>",
            "partner/ReadOnlyAudit-89", "Basis of the report", "Signature and date",
        ]
        check("document", path, words, DOCUMENT_TAGS)
    short = rendered("short", WALK, "--pdf", f"{SOURCE}/tests/golden/pdf/document.xml", f"{SOURCE}/templates/theme.json", "FILE")
    if short:
        words = ["H1", "Partner access to AWS", "Evidence digest", "Contents", "TOCI",
                 "Verdict and evidence", "Trail coverage", "98.4 %", "Figure", "Criterion", "Contract, clause 4.2",
                 "THead", "Role", "TBody", "partner/ReadOnlyAudit-00", "Sign-off", "Prepared by"]
        check_reading("short", short, words)
    # The report of the store of the unit tests: the case leaves it in SCRATCH.
    done = run(WALK, "pdf/the_report_of_the_store*")
    report = f"{SCRATCH}/report.pdf"
    if os.path.exists(report):
        check("report", report, ["Contents", "Page 2 of"], ["Sect", "H1", "H2", "P", "Table", "TH", "TD"])
    elif "install the package" not in done.stdout:
        tell("report: is written", done.stdout or "nothing was written")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


main()
