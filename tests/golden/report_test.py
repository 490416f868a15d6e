#!/usr/bin/env python3
"""The report's files, checked with tools that are not ours: JSON against its schema, CSV and the page's data against JSON,
the page's policy against its bytes, and the page itself in a browser (if there is one)."""
import base64
import csv
import hashlib
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys

source, build, scratch = (os.environ[name] for name in ("SOURCE", "BUILD", "SCRATCH"))
passed = failed = skipped = 0


def check(what, good, seen=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f"{what}: {str(seen)[:400]}")


def skip(why):
    global skipped
    skipped += 1
    print(f"skipped: {why}")


def write_files():
    folder = os.path.join(scratch, "report")
    os.makedirs(folder, exist_ok=True)
    program = os.path.join(build, "tests/unit/renderers_tests")
    if not os.path.exists(program):
        print("the unit tests are not built")
        sys.exit(77)
    for formats in ("json csv html", "pdf"):
        run = subprocess.run([program, "renderers_machine/files_are_written*"], cwd=build, capture_output=True, text=True,
                             env=dict(os.environ, REPORT_FOLDER=folder, REPORT_FORMATS=formats))
        if formats == "pdf" and run.returncode != 0 and "font" in run.stdout:
            skip("the fonts of the theme are not installed")
        else:
            check(f"{formats} are written", run.returncode == 0, run.stdout)
    return folder


def read(folder, name, newline=None):
    with open(os.path.join(folder, name), encoding="utf-8", newline=newline) as f:
        return f.read()


def schema(report):
    try:
        import jsonschema
    except ImportError:
        return skip("python3-jsonschema is not installed")
    with open(os.path.join(source, "model/report.schema.json"), encoding="utf-8") as f:
        rules = json.load(f)
    validator = jsonschema.Draft202012Validator(rules)
    validator.check_schema(rules)
    errors = [f"{list(e.path)}: {e.message}" for e in validator.iter_errors(report)]
    check("report.json against its schema", not errors, errors)
    broken = dict(report, surprise=1)
    check("the schema refuses what it does not know", not validator.is_valid(broken))


def tables(folder, report):
    rows = {name: list(csv.DictReader(read(folder, name + ".csv", newline="").splitlines(keepends=True)))
            for name in ("results", "findings", "controls", "gaps", "objects", "waivers")}
    check("ids of results", [r["id"] for r in rows["results"]] == [r["id"] for r in report["results"]])
    findings = [r for r in report["results"] if r["verdict"] in ("FAIL", "WARN")]
    check("ids of findings", [r["id"] for r in rows["findings"]] == [r["id"] for r in findings])
    check("hashes of objects", [r["sha256"] for r in rows["objects"]] == [o["sha256"] for o in report["objects"]])
    check("reasons of gaps", [r["reason"] for r in rows["gaps"]] == [g["reason"] for g in report["gaps"]])
    counted = {v["name"]: v["results"] for v in report["summary"]["verdicts"]}
    check("counts of verdicts", all(sum(r["verdict"] == v for r in report["results"]) == n for v, n in counted.items()), counted)
    check("controls add up", sum(c["assessed"] for c in report["controls"]) == report["quality"]["assessed"])
    return findings


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.hrefs, self.islands, self.tags = [], [], {}, []
        self.island = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag in ("a", "use"):
            self.hrefs.append(attrs.get("href"))
        self.island = attrs.get("id") if tag == "script" and attrs.get("type") == "application/json" else None

    def handle_data(self, data):
        if self.island:
            self.islands[self.island] = self.islands.get(self.island, "") + data

    def handle_endtag(self, tag):
        if tag == "script":
            self.island = None


def page_text(text, report, findings):
    page = Page()
    page.feed(text)
    islands = {name: json.loads(data) for name, data in page.islands.items()}
    column = [c["head"] for c in islands["data-findings"]["columns"]].index("Id")
    check("ids in the page's data", [r[column] for r in islands["data-findings"]["rows"]] == [f["id"] for f in findings])
    check("ids stand once", len(page.ids) == len(set(page.ids)), [i for i in page.ids if page.ids.count(i) > 1])
    missing = [h for h in page.hrefs if h.startswith("#") and h[1:] not in page.ids]
    check("links lead somewhere", not missing, missing)
    levels = [int(t[1]) for t, _ in page.tags if re.fullmatch("h[1-6]", t)]
    jumps = [(a, b) for a, b in zip(levels, levels[1:]) if b > a + 1]
    check("headings skip no level", levels[0] == 1 and not jumps, jumps)
    loads = [(t, a) for t, a in page.tags if t in ("img", "iframe", "link", "object", "embed", "form") or "src" in a or "style" in a]
    check("nothing is loaded", not loads, loads)
    check("hostile names are text", not [a for _, a in page.tags if any(k.startswith("on") for k in a)])
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    style = re.search(r"<style>(.*?)</style>", text, re.S).group(1)
    script = re.search(r"<script>(.*?)</script>", text, re.S).group(1)
    for name, code in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        check(f"policy of {name}", f"{name} 'sha256-{digest}'" in policy, policy)


def paper(folder, report, findings):
    """The PDF holds the same ids, reasons and counts, or says which file has them; line ends inside a word are the paper's own."""
    path = os.path.join(folder, "report.pdf")
    if not os.path.exists(path) or not shutil.which("pdftotext"):
        return skip("there is no PDF, or pdftotext is not installed")
    text = "".join(subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout.split())
    missing = [r["id"] for r in report["results"] if r["verdict"] in ("FAIL", "WARN", "NOT_ASSESSED", "WAIVED") and r["id"] not in text]
    check("ids of deviations, gaps and waived results on paper", not missing, missing)
    for name in ("results", "objects"):
        with open(os.path.join(folder, name + ".csv"), "rb") as f:
            digest = hashlib.sha256(f.read()).hexdigest()
        pointer = f"{name}.csv.Rows:{len(report[name]):,}.SHA-256ofthefile:{digest}"
        check(f"the file of all {name} on paper", pointer in text, pointer)
    check("numbers of the charts on paper", "Numbersbehindthecharts" in text)
    check("no character lacks a font", "nofont" not in text.lower())
    for name, rows in (("findings", findings), ("gaps", report["gaps"]), ("waivers", report["waivers"])):
        gone = [r["reason"] for r in rows if "".join(r["reason"].split()) not in text]
        check(f"reasons of {name} on paper", not gone, gone)
    quality = report["quality"]
    check("the base of the verdicts on paper", f"{quality['assessed']}of{quality['applicable']}applicable" in text)
    return None


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast():
    with open(os.path.join(source, "templates/theme.json"), encoding="utf-8") as f:
        schemes = json.load(f)["colours"]
    for scheme, colours in schemes.items():
        pairs = [(name, name + "-soft") for name in colours if name + "-soft" in colours]
        pairs += [(t, ground) for t in ("ink", "muted", "accent") for ground in ("paper", "panel", "zebra")]
        pairs += [("brand-ink", "brand"), ("brand-muted", "brand"), ("brand-accent", "brand"), ("paper", "accent")]
        for ink, ground in pairs:
            dark, light = sorted((luminance(colours[ink]), luminance(colours[ground])))
            ratio = (light + 0.05) / (dark + 0.05)
            check(f"{scheme}: {ink} on {ground}", ratio >= 4.5, f"{ratio:.2f}:1")


def words():
    """Every key that templates and code ask for is there, and none is there in vain."""
    def texts(folder, ending):
        for root, _, names in os.walk(os.path.join(source, folder)):
            for name in sorted(names):
                if name.endswith(ending):
                    with open(os.path.join(root, name), encoding="utf-8") as f:
                        yield f.read()
    keys = set(re.findall(r'<s key="([^"]+)"', "".join(texts("templates/strings", "en.xml"))))
    asked, families = set(), {"format.month.", "yesno.", "severity.", "verdict.", "standard."}
    for text in texts("templates", ".xhtml"):
        asked.update(re.findall(r'i18n:translate="([^"]+)"', text))
        for value in re.findall(r'i18n:attributes="([^"]+)"', text):
            for clause in value.replace("&gt;", ">").split(";"):
                key = clause.split(None, 1)[1]
                asked.add(key) if "{" not in key else families.add(key.split("{")[0])
        families.update(re.findall(r"""bw:msg="concat\('([^']+)'""", text))
        families.update(word + "." for word in re.findall(r'words="([^"]+)"', text))
    for text in texts("renderers", ".c"):
        asked.update(re.findall(r'"((?:html|format|pdf)\.[a-z-]+)"', text))
    asked -= {"html.css", "html.js", "pdf.c"}
    check("words that are missing", asked <= keys, sorted(asked - keys))
    idle = [k for k in keys - asked if not any(k.startswith(f) for f in families)]
    check("words that nobody asks for", not idle, sorted(idle))


PROBE = """<!DOCTYPE html><meta charset="utf-8"><body><iframe id="f" src="report.html" width="390" height="800"></iframe>
<p id="out"></p><script>
document.getElementById("f").onload = function () {
	setTimeout(function () {
		var d = document.getElementById("f").contentDocument, w = document.getElementById("f").contentWindow;
		document.getElementById("out").textContent = JSON.stringify({
			wide: d.documentElement.scrollWidth, rows: d.querySelectorAll("#findings tbody tr").length,
			live: d.querySelector("#findings .live") ? d.querySelector("#findings .live").textContent : "",
			images: d.images.length, fetched: w.performance.getEntriesByType("resource").length });
	}, 300);
};
</script>"""


def browser(folder, findings):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        return skip("chromium is not installed")
    with open(os.path.join(folder, "probe.html"), "w", encoding="utf-8") as f:
        f.write(PROBE)
    common = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
              "--enable-logging=stderr", f"--user-data-dir={scratch}/browser", "--virtual-time-budget=8000", "--dump-dom"]
    run = subprocess.run(common + ["file://" + os.path.join(folder, "probe.html")], capture_output=True, text=True, timeout=120)
    found = re.search(r'<p id="out">(\{.*?\})</p>', run.stdout)
    if not found:
        return check("the page opens in a browser", False, run.stderr[-400:])
    seen = json.loads(found.group(1))
    check("no horizontal scrolling at 390 px", seen["wide"] <= 390, seen)
    check("the script draws all findings", seen["rows"] == len(findings) and seen["live"].startswith(f"{len(findings)} of"), seen)
    check("the page asks for nothing", seen["fetched"] == 0 and seen["images"] == 0, seen)
    console = [line for line in run.stderr.splitlines() if "CONSOLE" in line]
    check("the console is clean", not console, console)
    return None


def main():
    folder = write_files()
    report = json.loads(read(folder, "report.json"))
    schema(report)
    findings = tables(folder, report)
    page_text(read(folder, "report.html"), report, findings)
    paper(folder, report, findings)
    contrast()
    words()
    browser(folder, findings)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return failed > 0


sys.exit(main())
