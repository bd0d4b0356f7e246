"""Pages of the product's own server over a bare page of the same framework, by a worker's processor time.

The floor of a page is a bare one with as many rows and cells as it answered, and as many texts looked up.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask

from tests import databases, postgres
from tests.benchmarks import measuring, serving
from tests.benchmarks.many_partners import Filled, Page, change, fill
from tests.benchmarks.measuring import Result, Target

#: Over the floor, by the first word of the page's name.
LIMITS = {"home": 2.0, "signing": 2.0, "unchanged": 0.5}
USUAL_LIMIT = 1.5

#: A server for development looks at the file of each template each time it is asked for.
TEMPLATES_READ_ONCE = {"REGISTRY_MODE": "demo"}

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


def measure_pages(folder: Path, sizes: Sizes, *, on_postgres: bool) -> list[Result]:
    """Every page over its floor."""
    with installation_in(folder, on_postgres=on_postgres) as installation:
        url = installation.settings.database_url
        filled = fill(installation.app, sizes.partners, sizes.teams_beside)
        environ = databases.environ_for(url, installation.settings.instance) | TEMPLATES_READ_ONCE
        installation.disconnect()
        with serving.Server.of_registry(environ) as ours, serving.Server.of_bare_site(url) as bare:
            measured = partial(_measure, installation.app, ours, bare, filled, sizes)
            return [measured(page) for page in filled.pages]


def _measure(
    app: Flask, ours: serving.Server, bare: serving.Server, filled: Filled, sizes: Sizes, page: Page
) -> Result:
    """One page, its floor, and each of them again."""
    path = floor_of(page, ours.get(page.path, filled.cookie))
    cookie = bare.cookie_from(f"/in/{filled.reader_id}")
    tag = ours.tag_of(page.path, filled.cookie) if page.is_kept else ""
    before_each = partial(change, app, page.team_id) if page.is_after_change else None
    page_work = serving.Asked(ours, page.path, filled.cookie, tag, before_each)
    floor_work = serving.Asked(bare, path, cookie)
    works = {"page": page_work, "page again": page_work, "floor": floor_work}
    taken = serving.in_rounds(works, sizes.rounds, sizes.together)
    target = Target(page.name, LIMITS.get(page.name.split()[0], USUAL_LIMIT))
    judged = measuring.judge(target, taken, ours="page", floor="floor", again="floor")
    return replace(judged, self_ratio=measuring.paired_ratio(taken["page again"], taken["page"]))


def floor_of(page: Page, body: bytes) -> str:
    """The address of the bare page with the rows, cells and texts of a page."""
    rows = max(1, len(ROW.findall(body)))
    cells = max(1, round(len(CELL.findall(body)) / rows))
    return f"/rows?team={page.team_id}&rows={rows}&cells={cells}&texts={page.texts}"


@contextmanager
def installation_in(folder: Path, *, on_postgres: bool, name: str = "benchmark") -> Iterator[Any]:
    """An installation of its own, empty; on PostgreSQL under a name that is its alone."""
    folder.mkdir(exist_ok=True)
    if not on_postgres:
        yield databases.OnSqlite(folder)
        return
    with postgres.server() as server:
        yield databases.OnPostgres(folder, server, name)
