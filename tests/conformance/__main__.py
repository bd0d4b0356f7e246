"""Holds every kind of record against the field's own checkers: `python -m tests.conformance`.

veraPDF judges PDF/A-3a and PDF/UA-1, the EU's DSS the signatures. Exits 0 when both accept everything, 1 when
one of them does not, 3 with NOT CHECKED when a checker cannot be had here.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.conformance import levels, standards, tampering
from tests.conformance.checkers import NotToBeHad, started
from tests.conformance.collection import collect

ACCEPTED, REFUSED, NOT_CHECKED = 0, 1, 3


def main(arguments: Sequence[str]) -> int:
    """Make the records, ask the checkers, print what they say; returns how to exit."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the files that were judged there")
    asked = parser.parse_args(arguments)
    if asked.keep and asked.keep.exists() and any(asked.keep.iterdir()):
        parser.error(f"{asked.keep} is not empty")
    logging.disable(logging.INFO)  # each page that is asked for says so
    with ExitStack() as stack:
        folder = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            checkers = stack.enter_context(started())
        except NotToBeHad as error:
            print(f"NOT CHECKED: {error}.")
            return NOT_CHECKED
        samples = collect(folder)
        failures = [
            *standards.section(checkers, samples, folder),
            *levels.section(checkers, samples, folder),
            *tampering.main_section(checkers, folder / "tampering"),
        ]
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{len(failures)} failures." if failures else "Everything was accepted.")
    return REFUSED if failures else ACCEPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
