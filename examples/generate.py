#!/usr/bin/env python3
"""Writes the evidence of the examples: examples/NAME/evidence for each story.

usage: examples/generate.py [FOLDER]
With a folder, FOLDER/NAME/evidence is written instead, which leaves the tree alone.
No clock, no chance, nothing but the standard library: the same bytes each time.
"""

import pathlib
import sys

from generator import agency_handover, nonprofit_combination, software_vendor

STORIES = {
    "agency-handover": agency_handover.evidence,
    "nonprofit-combination": nonprofit_combination.evidence,
    "software-vendor": software_vendor.evidence,
}


def main():
    if len(sys.argv) > 2 or sys.argv[1:2] in (["-h"], ["--help"]):
        sys.exit(__doc__.rstrip())
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) == 2 else pathlib.Path(__file__).resolve().parent
    for name, evidence in STORIES.items():
        evidence().write(folder / name / "evidence")


if __name__ == "__main__":
    main()
