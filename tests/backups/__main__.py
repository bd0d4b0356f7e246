"""Back-ups under load: `python -m tests.backups`.

Processes sign and make records while back-ups are taken one after another. Each is proved and restored
elsewhere, where one more is signed; then each kind of damage is done to a copy of one, and has to be named.
Exit 0 where all held.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from tests import postgres
from tests.backups import load


def main(arguments: list[str]) -> int:
    """Run what was asked and print what came of it, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.backups", description=__doc__)
    parser.add_argument("--copies", type=int, default=12, help="back-ups on each database, two or more")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    asked = parser.parse_args(arguments)
    os.environ["PATH"] = postgres.programs()
    held = True
    with postgres.server() as server:
        for kind in asked.database or ["sqlite", "postgresql"]:
            with tempfile.TemporaryDirectory() as folder:
                found = load.run(kind, Path(folder), copies=max(2, asked.copies), server=server)
            sys.stdout.write(json.dumps(found.told(), indent=1) + "\n")
            held = held and found.held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
