"""A page where much stands over the same page where little does, by a worker's processor time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.teams.services import teams
from tests import crowds, databases
from tests.benchmarks import measuring, serving
from tests.benchmarks.many_events import make_team_after
from tests.benchmarks.many_partners import Filled, fill
from tests.benchmarks.measuring import Result, Target
from tests.benchmarks.pages import installation_in
from tests.factories import WHO_AND_WHEN

#: Of a page with much over the same page with little.
LIMIT = 1.2
#: Partners of each team whose trail is long.
TOLD_OF = 60


@dataclass(frozen=True)
class Sizes:
    """Little and much of each thing that grows, and how often each page is asked for."""

    partners: tuple[int, int] = (1_000, 100_000)
    events: tuple[int, int] = (10_000, 1_000_000)
    teams: tuple[int, int] = (10, 1_000)
    #: Partners of the team whose pages are asked for where teams grow.
    partners_of_team: int = 60
    rounds: int = measuring.ENOUGH
    #: Requests in one sample.
    together: int = 3

    @classmethod
    def quick(cls) -> "Sizes":
        """Enough to see that all works; no target is judged."""
        few = {"partners": (20, 40), "events": (100, 300), "teams": (2, 4)}
        return cls(**few, partners_of_team=10, rounds=2, together=1)


@dataclass(frozen=True)
class _Pair:
    """A page where little stands, and where much does."""

    name: str
    little: serving.Asked
    much: serving.Asked


def measure_growth(folder: Path, sizes: Sizes, *, on_postgres: bool) -> list[Result]:
    """Every page with much over the same page with little."""
    results = []
    for pairs in (_by_partners_and_events, _by_teams):
        with pairs(folder, sizes, on_postgres=on_postgres) as found:
            results += [_measure(pair, sizes) for pair in found]
    return results


def _measure(pair: _Pair, sizes: Sizes) -> Result:
    asked = {"little": pair.little, "little again": pair.little, "much": pair.much}
    taken = serving.in_rounds(asked, sizes.rounds, sizes.together)
    return measuring.judge(Target(pair.name, LIMIT), taken, ours="much", floor="little", again="little again")


@contextmanager
def _by_partners_and_events(folder: Path, sizes: Sizes, *, on_postgres: bool) -> Iterator[list[_Pair]]:
    """Pages of a small and a large team, and of a short and a long trail, of one installation."""
    with installation_in(folder / "rolls", on_postgres=on_postgres, name="rolls") as installation:
        filled = fill(installation.app, sizes.partners, 0)
        trails = _fill_trails(installation.app, filled, sizes)
        with _served(installation) as server:
            little, much = (_of_size(filled, size) for size in sizes.partners)
            pairs = [(f"{name} by partners", little[name], much[name]) for name in little]
            pairs += [(f"{name} by events", *paths) for name, paths in trails.items()]
            yield [
                _Pair(name, *(serving.Asked(server, path, filled.cookie) for path in paths))
                for name, *paths in pairs
            ]


@contextmanager
def _by_teams(folder: Path, sizes: Sizes, *, on_postgres: bool) -> Iterator[list[_Pair]]:
    """Pages of one team among few others and among many: two installations."""
    few, many = sizes.teams
    with (
        _among(folder, few, sizes, on_postgres=on_postgres) as (little, server_of_few),
        _among(folder, many, sizes, on_postgres=on_postgres) as (much, server_of_many),
    ):
        yield [
            _Pair(
                f"{one.name} by teams",
                serving.Asked(server_of_few, one.path, little.cookie),
                serving.Asked(server_of_many, other.path, much.cookie),
            )
            for one, other in zip(little.pages, much.pages, strict=True)
            if not one.is_after_change
        ]


@contextmanager
def _among(
    folder: Path, others: int, sizes: Sizes, *, on_postgres: bool
) -> Iterator[tuple[Filled, serving.Server]]:
    """A team among so many in all, and the server of its pages."""
    name = f"among_{others}"
    with installation_in(folder / name, on_postgres=on_postgres, name=name) as installation:
        filled = fill(installation.app, [sizes.partners_of_team], others - 1)
        with _served(installation) as server:
            yield filled, server


@contextmanager
def _served(installation: databases.Installation) -> Iterator[serving.Server]:
    """The product's own server of an installation that nobody else uses from now on."""
    settings = installation.settings
    installation.disconnect()
    environ = databases.environ_for(settings.database_url, settings.instance)
    with serving.Server.of_registry(environ) as server:
        yield server


def _fill_trails(app: Flask, filled: Filled, sizes: Sizes) -> dict[str, tuple[str, ...]]:
    """Teams with a short and a long trail; the addresses of its pages in each, by the name of the page."""
    bases, begun = [], sum(sizes.partners) + 1
    with app.app_context():
        reader = db.session.get_one(User, filled.reader_id)
        for events in sizes.events:
            numbers = range(begun, begun + TOLD_OF)
            slug = f"with-{events}"
            team = make_team_after(events, slug=slug, actor=f"user:{reader.id}", partners=numbers)
            crowds.fill(team, numbers)
            with unit_of_work(team.id):
                teams.grant_role(team=team, user_id=reader.id, role=Role.COORDINATOR, **WHO_AND_WHEN)
            bases.append(f"/teams/{slug}/trail")
            begun += TOLD_OF
        crowds.take_stock()
    queries = {"all": "", "of a person": f"?who=user:{filled.reader_id}", "of a kind": "?kind=partners"}
    return {f"trail {what}": tuple(base + query for base in bases) for what, query in queries.items()}


def _of_size(filled: Filled, size: int) -> dict[str, str]:
    """The addresses of a team's pages, by what comes before its size in their names."""
    ending = f" {size}"
    return {page.name.removesuffix(ending): page.path for page in filled.pages if page.name.endswith(ending)}
