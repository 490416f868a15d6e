"""docs/evidence.md names every kind of evidence, every shape and every gap code that the collectors know."""

import glob
import os
import re

from checks import Checks

SOURCE = os.environ["SOURCE"]

# What a source file says, and where: kinds stand in tables before their subject and reader, codes before their place.
PATTERNS = {
    "kind": r'\{\s*"([a-z-]+)",\s*"[a-z-]+",\s*(?:read_|\})',
    "code of a gap": r'(?:reading_gap|unread|none|recognise_damage)\([^";{]*?"([a-z-]+)",',
    "code of a fault": r'fault\(s,\s*"([a-z-]+)"',
    "code of a settled gap": r"'([a-z]+-[a-z-]+)', (?:NULL|'record)",
    "code of a bad gzip object": r'g->code = "([a-z-]+)"',
    "shape": r'\[SHAPE_\w+\] = "([a-z-]+)"',
}

# These kinds are gaps themselves.
UNSAID = {"damaged"}


def main():
    checks = Checks()
    with open(os.path.join(SOURCE, "docs", "evidence.md"), encoding="utf-8") as doc:
        said = set(re.findall(r"`([a-z-]+)`", doc.read()))
    found = {name: set() for name in PATTERNS}
    for path in glob.glob(os.path.join(SOURCE, "collectors", "**", "*.c"), recursive=True):
        with open(path, encoding="utf-8") as source:
            text = re.sub(r'"\s*\n\s*"', "", source.read())
        for name, pattern in PATTERNS.items():
            found[name] |= set(re.findall(pattern, text))
    for name, words in found.items():
        checks.same(f"{name}: found", len(words) > 0, True)
        checks.same(f"{name}: not in docs/evidence.md", sorted(words - said - UNSAID), [])
    checks.end()


main()
