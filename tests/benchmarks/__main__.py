"""Benchmarks: `python -m tests.benchmarks records`, and more that `--help` lists."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import (
    editions,
    growth,
    list_imports,
    load,
    measuring,
    memory,
    pages,
    peer,
    records,
    reporting,
    verifications,
)


def main(arguments: list[str]) -> int:
    """Run what was asked; 0 where all targets are met, 1 where one is not, 3 where the run tells nothing."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        return WORKS[asked.what](Path(folder), asked)


def _records(folder: Path, asked: argparse.Namespace) -> int:
    clock = measuring.PASSING if asked.elapsed else measuring.WORKING
    sizes = records.Sizes.quick(clock) if asked.quick else records.Sizes(clock=clock)
    results = records.measure_records(folder, sizes)
    peaks = memory.peaks_of_records(folder)
    sys.stdout.write(reporting.of_records(results, peaks, as_json=asked.json))
    return measuring.exit_code(results)


def _edition(folder: Path, asked: argparse.Namespace) -> int:
    steps = editions.run(folder, asked.records)
    sys.stdout.write(reporting.of_edition(steps, as_json=asked.json))
    return 0 if steps.is_verified else 1


def _pages(folder: Path, asked: argparse.Namespace) -> int:
    sizes = pages.Sizes.quick(asked.beside) if asked.quick else pages.Sizes(teams_beside=asked.beside)
    results = pages.measure_pages(folder, sizes, on_postgres=asked.postgres)
    sys.stdout.write(reporting.of_pages(results, as_json=asked.json))
    return measuring.exit_code(results)


def _growth(folder: Path, asked: argparse.Namespace) -> int:
    sizes = growth.Sizes.quick() if asked.quick else growth.Sizes()
    results = growth.measure_growth(folder, sizes, on_postgres=asked.postgres)
    sys.stdout.write(reporting.of_pages(results, as_json=asked.json))
    return measuring.exit_code(results)


def _import(folder: Path, asked: argparse.Namespace) -> int:
    sizes = list_imports.Sizes.quick() if asked.quick else list_imports.Sizes()
    result = list_imports.measure_import(folder, sizes)
    sys.stdout.write(reporting.of_pages([result], as_json=asked.json))
    return measuring.exit_code([result])


def _verification(folder: Path, asked: argparse.Namespace) -> int:
    sizes = verifications.Sizes.quick() if asked.quick else verifications.Sizes()
    result = verifications.measure_verification(folder, sizes)
    sys.stdout.write(reporting.of_pages([result], as_json=asked.json))
    return measuring.exit_code([result])


def _load(folder: Path, asked: argparse.Namespace) -> int:
    sizes = load.Sizes.quick() if asked.quick else load.Sizes()
    found = load.measure_load(folder, sizes, on_postgres=asked.postgres)
    sys.stdout.write(reporting.of_load(found.told(sizes), as_json=asked.json))
    return measuring.EXIT_MET if found.held else measuring.EXIT_NOT_MET


def _peer(folder: Path, asked: argparse.Namespace) -> int:
    sizes = peer.Sizes.quick() if asked.quick else peer.Sizes()
    result = peer.measure_peer(folder, asked.address, asked.process, asked.at_least, sizes)
    sys.stdout.write(reporting.of_pages([result], as_json=asked.json))
    return measuring.exit_code([result])


WORKS = {
    "records": _records,
    "edition": _edition,
    "pages": _pages,
    "growth": _growth,
    "load": _load,
    "peer": _peer,
    "import": _import,
    "verification": _verification,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=main.__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    asked = what.add_parser("records", help="ratios of making records over their floor")
    asked.add_argument("--quick", action="store_true", help="few samples: prints ratios and judges none")
    asked.add_argument("--elapsed", action="store_true", help="time that passes, not the time worked")
    asked.add_argument("--json", action="store_true")
    asked = what.add_parser("edition", help="an edition with many records inside: made, opened, verified")
    asked.add_argument("--records", type=int, default=300)
    asked.add_argument("--json", action="store_true")
    asked = what.add_parser("pages", help="processor time of pages over a bare page of the framework")
    asked.add_argument("--quick", action="store_true", help="few partners and samples: judges nothing")
    asked.add_argument("--postgres", action="store_true", help="on PostgreSQL, not on SQLite")
    asked.add_argument("--beside", type=int, default=0, help="teams beside those measured")
    asked.add_argument("--json", action="store_true")
    asked = what.add_parser("growth", help="pages where much stands over pages where little does")
    asked.add_argument("--quick", action="store_true", help="little of everything: judges nothing")
    asked.add_argument("--postgres", action="store_true", help="on PostgreSQL, not on SQLite")
    asked.add_argument("--json", action="store_true")
    asked = what.add_parser("load", help="500 people sign within five minutes; records owed all at once")
    asked.add_argument("--quick", action="store_true", help="ten people, at the same pace")
    asked.add_argument("--postgres", action="store_true", help="on PostgreSQL, not on SQLite")
    asked.add_argument("--json", action="store_true")
    asked = what.add_parser("peer", help="requests a second of our list beside the list of another program")
    asked.add_argument("address", help="of the other list, which answers without signing in")
    asked.add_argument("process", type=int, help="the number of the one process that serves it")
    asked.add_argument("--at-least", type=float, default=3.0, help="times as many, by default 3")
    asked.add_argument("--quick", action="store_true", help="few samples: judges nothing")
    asked.add_argument("--json", action="store_true")
    asked = what.add_parser("import", help="a list of 2,000 lines over a bare insert of its rows")
    asked.add_argument("--quick", action="store_true", help="few lines and samples: judges nothing")
    asked.add_argument("--json", action="store_true")
    asked = what.add_parser("verification", help="a file with 300 records inside over sixty alone")
    asked.add_argument("--quick", action="store_true", help="few records and samples: judges nothing")
    asked.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
