#!/usr/bin/env python3
"""Writes the evidence of the examples: examples/NAME/evidence for each story, or for the names given.

usage: examples/generate.py [--into FOLDER] [NAME...]
With --into, FOLDER/NAME/evidence is written instead, which leaves the tree alone.
No clock, no chance, nothing but the standard library: the same bytes each time.
"""

import argparse
import pathlib

from generator import agency_handover, nonprofit_combination, software_vendor

STORIES = {
    "agency-handover": agency_handover.evidence,
    "nonprofit-combination": nonprofit_combination.evidence,
    "software-vendor": software_vendor.evidence,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent)
    parser.add_argument("names", nargs="*", metavar="NAME", help="one of " + ", ".join(STORIES))
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(STORIES))
    if unknown:
        parser.error(f"expected {', '.join(STORIES)}, got {unknown[0]}")
    for name in arguments.names or STORIES:
        STORIES[name]().write(arguments.into / name / "evidence")


if __name__ == "__main__":
    main()
