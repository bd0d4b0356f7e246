"""Pages of the product's own server over a bare page of the same framework, by a worker's processor time.

The floor of a page is a bare one with as many rows and cells as it answered, and as many texts looked up.
"""

import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests import databases, postgres
from tests.benchmarks import measuring, serving
from tests.benchmarks.many_partners import Filled, Page, fill
from tests.benchmarks.measuring import Result, Target

#: Over the floor, by the first word of the page's name.
LIMITS = {"home": 2.0, "signing": 2.0, "unchanged": 0.5}
USUAL_LIMIT = 1.5

ROW = re.compile(rb"<tr\b|<dt\b|<li\b")
CELL = re.compile(rb"<t[dh]\b|<d[td]\b|<li\b")


@dataclass(frozen=True)
class Sizes:
    """How many partners and teams there are, and how often each page is asked for."""

    partners: Sequence[int] = (60, 300, 10_000)
    teams_beside: int = 0
    rounds: int = measuring.ENOUGH
    #: Requests in one sample.
    together: int = 3

    @classmethod
    def quick(cls, teams_beside: int = 0) -> "Sizes":
        """Enough to see that all works; no target is judged."""
        return cls(partners=(10,), teams_beside=teams_beside, rounds=2, together=1)


@dataclass(frozen=True)
class _Work:
    """A page of one of the two servers."""

    server: serving.Server
    path: str
    cookie: str
    #: With which a browser asks that has the page.
    tag: str = ""


def measure_pages(folder: Path, sizes: Sizes, *, on_postgres: bool) -> list[Result]:
    """Every page over its floor."""
    with _installation(folder, on_postgres=on_postgres) as installation:
        url = installation.settings.database_url
        filled = fill(installation.app, sizes.partners, sizes.teams_beside)
        environ = databases.environ_for(url, installation.settings.instance)
        installation.disconnect()
        with serving.Server.of_registry(environ) as ours, serving.Server.of_bare_site(url) as bare:
            return [_measure(page, ours, bare, filled, sizes) for page in filled.pages]


def _measure(page: Page, ours: serving.Server, bare: serving.Server, filled: Filled, sizes: Sizes) -> Result:
    """One page, its floor, and each of them again."""
    path = floor_of(page, ours.get(page.path, filled.cookie))
    cookie = bare.cookie_from(f"/in/{filled.reader_id}")
    tag = ours.tag_of(page.path, filled.cookie) if page.is_kept else ""
    page_work = _Work(ours, page.path, filled.cookie, tag)
    floor_work = _Work(bare, path, cookie)
    works = {"page": page_work, "page again": page_work, "floor": floor_work}
    taken = _in_rounds(works, sizes)
    target = Target(page.name, LIMITS.get(page.name.split()[0], USUAL_LIMIT))
    judged = measuring.judge(target, taken, ours="page", floor="floor", again="floor")
    return replace(judged, self_ratio=measuring.paired_ratio(taken["page again"], taken["page"]))


def _in_rounds(works: dict[str, _Work], sizes: Sizes) -> dict[str, list[float]]:
    """Milliseconds of every work in every round, in shuffled orders that every run repeats."""
    order = random.Random(16)  # noqa: S311  # nothing secret
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(sizes.rounds + 1):
        for name in order.sample(list(works), len(works)):
            work = works[name]
            spent = work.server.work_for(work.path, work.cookie, sizes.together, work.tag)
            if number:  # the first time is not the usual one
                taken[name].append(spent)
    return taken


def floor_of(page: Page, body: bytes) -> str:
    """The address of the bare page with the rows, cells and texts of a page."""
    rows = max(1, len(ROW.findall(body)))
    cells = max(1, round(len(CELL.findall(body)) / rows))
    return f"/rows?team={page.team_id}&rows={rows}&cells={cells}&texts={page.texts}"


@contextmanager
def _installation(folder: Path, *, on_postgres: bool) -> Iterator[Any]:
    if not on_postgres:
        yield databases.OnSqlite(folder)
        return
    with postgres.server() as server:
        yield databases.OnPostgres(folder, server, "benchmark")
