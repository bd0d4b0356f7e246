"""A list of ours beside the list of another program that runs already: requests of each in a second of the
processor of the one process that serves it.

Whoever starts the peer gives it one process too, and a list with as many rows.
"""

import http
import random
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests import databases
from tests.benchmarks import measuring, serving
from tests.benchmarks.many_partners import fill
from tests.benchmarks.measuring import Result, Target
from tests.benchmarks.pages import installation_in

#: Partners of the team whose list is asked for: more than one page of it.
PARTNERS = 60


@dataclass(frozen=True)
class Sizes:
    """How often each list is asked for: requests in one sample, and samples."""

    together: int = 5
    rounds: int = measuring.ENOUGH

    @classmethod
    def quick(cls) -> "Sizes":
        """Enough to see that both answer; no target is judged."""
        return cls(together=1, rounds=2)


def measure_peer(folder: Path, address: str, process: int, at_least: float, sizes: Sizes) -> Result:
    """How many times as many requests a second ours answers as the process behind an address."""
    with installation_in(folder, on_postgres=False) as installation:
        filled = fill(installation.app, [PARTNERS], 0)
        environ = databases.environ_for(installation.settings.database_url, installation.settings.instance)
        installation.disconnect()
        path = next(page.path for page in filled.pages if page.name.startswith("list"))
        with serving.Server.of_registry(environ) as server:
            ours = partial(server.work_for, path, filled.cookie, sizes.together)
            theirs = partial(_work_for, address, process, sizes.together)
            taken = _in_rounds({"ours": ours, "theirs": theirs, "ours again": ours}, sizes)
    target = Target("list beside a peer", at_least, at_least=True)
    judged = measuring.judge(target, taken, ours="theirs", floor="ours", again="ours again")
    rates = ", ".join(f"{name} {1000 / spent:.1f}" for name, spent in judged.medians.items())
    return replace(judged, note=f"requests a second: {rates}")


def _work_for(address: str, process: int, times: int) -> float:
    """Milliseconds of its processor that a process needs for a page, on average of a few times."""
    began = serving.processor_seconds(process)
    for _time in range(times):
        read(address)
    return 1000 * (serving.processor_seconds(process) - began) / times


def read(address: str) -> bytes:
    if urllib.parse.urlsplit(address).scheme not in ("http", "https"):
        raise ValueError(f"{address}: no address of a page")
    with urllib.request.urlopen(address, timeout=serving.PATIENCE) as answer:  # looked at above
        if answer.status != http.HTTPStatus.OK:
            raise LookupError(f"{address}: {answer.status}")
        body: bytes = answer.read()
        return body


def _in_rounds(lists: dict[str, Callable[[], float]], sizes: Sizes) -> dict[str, list[float]]:
    """Milliseconds of a request in every round, in shuffled orders that every run repeats."""
    order = random.Random(16)  # noqa: S311  # nothing secret
    taken: dict[str, list[float]] = {name: [] for name in lists}
    for number in range(sizes.rounds + 1):
        for name in order.sample(list(lists), len(lists)):
            spent = lists[name]()
            if number:  # the first time is not the usual one
                taken[name].append(spent)
    return taken
