"""The import of a list over a bare insert of the rows that it makes, in one transaction; on SQLite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partner_lists.models import ListImport
from registry.partner_lists.rules.columns import MOST_LINES
from registry.partner_lists.services import imports
from registry.teams.models import Team
from tests.benchmarks import measuring
from tests.benchmarks.measuring import Result, Target, Work
from tests.databases import OnSqlite
from tests.factories import WHO_AND_WHEN, make_team

IMPORT = Target("import", 20)
HEADINGS = "organization,sector,tier,city,signatory_name,signatory_title,email"
LINE = "Service {0:05},home care,Anchor,Ottawa,Ann Lee {0},Director,a{0}@example.org"

Rows = Mapping[sa.Table, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Sizes:
    """How long the list is, and how often it is imported."""

    lines: int = MOST_LINES
    rounds: int = measuring.ENOUGH

    @classmethod
    def quick(cls) -> "Sizes":
        """Enough to see that all works; no target is judged."""
        return cls(lines=20, rounds=2)


class _Imports:
    """An installation with a team whose list waits: made anew before each sample."""

    def __init__(self, folder: Path, lines: int) -> None:
        self._installation = OnSqlite(folder)
        self.app = self._installation.app
        self._list = "\r\n".join([HEADINGS, *(LINE.format(number) for number in range(lines))]).encode()

    def prepare(self) -> None:
        db.session.rollback()
        self._installation.renew()
        with unit_of_work():
            self._team = make_team(slug="benchmark")
        with unit_of_work(self._team.id):
            kept = imports.keep_list(self._team, file_name="list.csv", data=self._list, **WHO_AND_WHEN)
        self._kept, self._team_id = kept.id, self._team.id

    def run(self) -> None:
        with unit_of_work(self._team_id):
            team = db.session.get_one(Team, self._team_id)
            imports.import_list(team, db.session.get_one(ListImport, self._kept), **WHO_AND_WHEN)

    def rows(self) -> Rows:
        """What an import adds, by table."""
        self.prepare()
        tables = [table for table in db.metadata.sorted_tables if "id" in table.c]
        newest = {table: db.session.scalar(sa.select(sa.func.max(table.c.id))) or 0 for table in tables}
        self.run()
        added = {table: sa.select(table).where(table.c.id > newest[table]) for table in tables}
        rows = {table: db.session.execute(query).mappings().all() for table, query in added.items()}
        return {table: values for table, values in rows.items() if values}


def measure_import(folder: Path, sizes: Sizes) -> Result:
    """The import over the bare insert; the note says how many rows."""
    ours = _Imports(folder, sizes.lines)
    with ours.app.app_context():
        rows = ours.rows()
        bare = Work(lambda: _insert(rows), ours.prepare)
        works = {"import": Work(ours.run, ours.prepare), "bare": bare, "bare again": bare}
        taken = measuring.measure(works, sizes.rounds, measuring.WORKING)
    note = f"{sizes.lines} lines, {sum(map(len, rows.values()))} rows"
    return replace(measuring.judge(IMPORT, taken, ours="import", floor="bare", again="bare again"), note=note)


def _insert(rows: Rows) -> None:
    with unit_of_work():
        for table, values in rows.items():
            db.session.execute(sa.insert(table), values)
