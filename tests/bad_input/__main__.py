"""The bad-input run: `python -m tests.bad_input` spoils every form, parameter and address as every reader.

Each field of each form of each page that a kind of reader comes to is sent with each bad value in turn, the
others harmless; so are the parameters and the parts of addresses, and the form as a whole. Exit 1 where
anything was answered with an error of ours: each is told by view, field, value, reader and place.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

from registry import clock
from tests import databases, postgres
from tests.bad_input import readers, running
from tests.bad_input.running import Bounds, Failure, Tally
from tests.factories import NOW

#: Failures of one cause that are told.
EXAMPLES = 6


def main(arguments: list[str]) -> int:
    """Run what was asked; 0 where everything was answered, 1 where something was not."""
    asked = _parser().parse_args(arguments)
    bounds = Bounds(
        asked.most,
        until=time.monotonic() + 60 * asked.minutes,
        renew_after=20 if asked.postgresql else 1,
    )
    with ExitStack() as at_end:
        folder = Path(at_end.enter_context(tempfile.TemporaryDirectory()))
        at_end.enter_context(clock.stopped_at(NOW))
        installation = _installation(at_end, folder, on_postgresql=asked.postgresql)
        at_end.callback(installation.remove)
        tally = running.run(
            installation,
            readers.make_readers,
            bounds,
            seed=asked.seed,
            wanted=lambda kind: asked.reader in kind,
            told=_tell,
        )
    _report(tally)
    return 1 if tally.failures else 0


def _installation(at_end: ExitStack, folder: Path, *, on_postgresql: bool) -> databases.Installation:
    instance = folder / "instance"
    instance.mkdir()
    if not on_postgresql:
        return databases.OnSqlite(instance)
    server = at_end.enter_context(postgres.server())
    return databases.OnPostgres(instance, server, "bad_input")


def _report(tally: Tally) -> None:
    causes: dict[tuple[str, str], list[Failure]] = defaultdict(list)
    for failure in tally.failures:
        causes[failure.kind].append(failure)
    for (raised, _), failures in sorted(causes.items(), key=lambda cause: -len(cause[1])):
        _tell(f"\n{len(failures)} × {raised or 'no exception'}")
        for failure in failures[:EXAMPLES]:
            _tell(f"    {failure}")
    answers = ", ".join(f"{status}: {count}" for status, count in sorted(tally.statuses.items()))
    _tell(
        f"\n{tally.posts} posts and {tally.gets} reads; {tally.forms} forms, {tally.taken} of them taken "
        f"unspoilt; {tally.left_out} requests left out; answers {answers}; {len(tally.failures)} failures"
    )


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bad_input", description=main.__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL, in place of SQLite")
    parser.add_argument("--reader", default="", help="only readers whose kind has these words in it")
    parser.add_argument(
        "--most", type=int, default=100_000, help="requests for each reader, chosen by chance"
    )
    parser.add_argument("--minutes", type=float, default=120, help="for the whole run")
    parser.add_argument("--seed", type=int, default=1, help="of chance")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
