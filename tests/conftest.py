"""Fixtures for all tests. How to use them:

Rules       plain functions: no fixture at all.
Services    `session`: an application context with an empty, migrated database; once on SQLite and
            once on PostgreSQL. Read with it; write inside `with unit_of_work(): ...`, as views do.
            A test that fits one database chooses it:
            `@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`.
Beginnings  `once(make_cast)` gives what `make_cast()` would, tenfold quicker; see tests/once.py.
Views       `client.get(...)`, `client.post(..., data=...)`; `client.sign_in(user)` first where needed.
            Requests see what was committed and get contexts of their own, so `client` and `session`
            go together; after each request the session reads afresh.
Settings    `app.config[...] = ...` holds for one test. `make_app(REGISTRY_MODE="production", ...)`
            makes another application on the same database.
Time        `stopped_clock` stands at STOPPED_AT; `stopped_clock.move_to(moment)`, `.pass_by(days=3)`.
Two         `at_once(team_id, act, act)` does both at the same moment and gives what the losers were told.
Commands    `run("create-team", "east").output` is what `flask registry create-team east` says.
Work        `work()` runs all background tasks until nothing more is due and fails when one fails.
            `woken` lists the names of the tasks that changes have woken.
Mail        `mailbox` is a real mail server, and the application sends there; see tests/mailbox.py.
Gates       `with count_queries() as counted: client.get(...)`, then `len(counted.selects) <= 4`.
Browser     see tests/journeys/conftest.py.

Warnings are errors, and nothing reaches beyond this machine.
"""

import asyncio
import datetime as dt
import gc
import ipaddress
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from click.testing import Result
from flask import Flask, current_app, has_app_context
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

import config
from registry import clock
from registry.accounts.models import User
from registry.audit import queries as audit_queries
from registry.database.session import WRITING, db
from registry.database.transactions import on_commit_wake, unit_of_work
from registry.errors import RegistryError
from registry.jobs import runner
from registry.jobs.schedule import TASKS
from registry.sign_in.models import UserSession
from registry.sign_in.rules import sign_in as sign_in_rules
from registry.sign_in.rules.sign_in import Factor
from registry.sign_in.services import passwords
from registry.teams.models import Team
from registry.web import unsent_forms
from tests import databases, postgres
from tests.databases import Installation
from tests.factories import make_coordinator, make_team
from tests.mailbox import Mailbox
from tests.once import Once

#: A Tuesday in November, ten in the morning in Toronto.
STOPPED_AT = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)

#: How often `work()` goes through the tasks at most: one may make another's work due (a record, then its
#: mail). Where a round has changed nothing, the next would do the same.
ROUNDS = 3
CHANGES_NOTHING = ("SELECT", "SET", "BEGIN", "SAVEPOINT", "RELEASE")

#: After how many new objects, and how many searches among the young ones, garbage is looked for.
RARELY = (50_000, 20, 20)

_RESOURCES = pytest.StashKey[ExitStack]()
_POSTGRES = pytest.StashKey[str]()

#: Where tests are about pages: in these folders and files.
ABOUT_PAGES = ("views", "test_views", "test_error_pages")
POSTGRES = "postgresql"

_OWN_NAME = socket.gethostname()


# -- the test run ------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Keep what lives as long as the run, and end it in order when the run is told to end.

    Next to nothing of what is imported and collected is garbage: it is looked for rarely from here on.
    """
    gc.set_threshold(*RARELY)
    config.stash[_RESOURCES] = ExitStack()
    if not hasattr(config, "workerinput"):
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    config.stash[_RESOURCES].close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Keep the browser's event loop out of tests that use none; see `_without_a_loop`."""
    with _without_a_loop(item):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Let what the test begins with be there, and no browser's event loop; see `_without_a_loop`."""
    installation = getattr(item, "funcargs", {}).get("installation")
    if installation is not None:
        installation.settle()
    with _without_a_loop(item):
        yield


@contextmanager
def _without_a_loop(item: pytest.Item) -> Iterator[None]:
    """Hide the loop that Playwright leaves running in a test process once a journey has used it.

    pyHanko signs with `asyncio.run`, which refuses to start inside another loop.
    """
    loop = asyncio.events._get_running_loop()
    if loop is None or "journeys" in item.path.parts:
        yield
        return
    asyncio.events._set_running_loop(None)
    try:
        yield
    finally:
        asyncio.events._set_running_loop(loop)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Start one PostgreSQL for all test processes."""
    node.workerinput["postgres"] = _postgres_server(node.config)


def _postgres_server(config: pytest.Config) -> str:
    """The address of this run's PostgreSQL, started at its first use."""
    if hasattr(config, "workerinput"):
        return str(config.workerinput["postgres"])
    if _POSTGRES not in config.stash:
        try:
            config.stash[_POSTGRES] = config.stash[_RESOURCES].enter_context(postgres.server())
        except postgres.NoPostgres as error:
            pytest.exit(str(error), returncode=1)
    return config.stash[_POSTGRES]


def _stay_on_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse to reach beyond the loopback; Python tells of every try."""
    if event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not _is_loopback(host):
        raise PermissionError(f"a test tried to reach {host!r}; tests stay on this machine")


def _is_loopback(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", _OWN_NAME):  # a mail client says its own name
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


sys.addaudithook(_stay_on_this_machine)
passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
passwords._NOBODY = passwords.HASHER.hash("nobody has this password")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run what pages say on SQLite alone: their services are tested on both, and test_access.py asks for
    every page on both.
    """
    left_out = [
        item
        for item in items
        if (item.path.parent.name in ABOUT_PAGES or item.path.stem in ABOUT_PAGES)
        and _database_of(item) == POSTGRES
        and item.get_closest_marker("both_databases") is None
    ]
    items[:] = [item for item in items if item not in set(left_out)]
    config.hook.pytest_deselected(items=left_out)


def pytest_collection_finish() -> None:
    """Leave out of the search for garbage what is there for the whole run: modules, mappers, tests."""
    gc.collect()
    gc.freeze()


def _database_of(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("database") if callspec else None


# -- the application and its database ----------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> str:
    """The address of a PostgreSQL on which databases may be made."""
    return _postgres_server(request.config)


@pytest.fixture(scope="session")
def installations(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, worker_id: str
) -> Iterator[Callable[[str], Installation]]:
    """Gives this test process's installation on SQLite or PostgreSQL, made at its first use."""
    made: dict[str, Installation] = {}
    with ExitStack() as at_end:

        def installation(kind: str) -> Installation:
            if kind not in made:
                made[kind] = _make_installation(kind, tmp_path_factory, request.config, worker_id)
                at_end.callback(made[kind].remove)
            return made[kind]

        yield installation


def _make_installation(
    kind: str, folders: pytest.TempPathFactory, config: pytest.Config, worker_id: str
) -> Installation:
    if kind == "sqlite":
        return databases.OnSqlite(folders.mktemp("sqlite"))
    return databases.OnPostgres(
        folders.mktemp("postgresql"), _postgres_server(config), f"registry_test_{worker_id}"
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database this test runs on."""
    return str(request.param)


@pytest.fixture
def installation(database: str, installations: Callable[[str], Installation]) -> Iterator[Installation]:
    """An installation as new: empty database, empty folder."""
    found = installations(database)
    found.renew()
    yield found
    found.leave()


@pytest.fixture
def settings(installation: Installation) -> config.Settings:
    """What the application was told."""
    return installation.settings


@pytest.fixture
def app(installation: Installation, woken: list[str]) -> Flask:
    """The application on an empty database. It pushes no context; see `session` and `client`."""
    with installation.app.app_context():
        on_commit_wake(woken.append)
    return installation.app


@pytest.fixture
def make_app(installation: Installation, tmp_path: Path, woken: list[str]) -> Iterator[Callable[..., Flask]]:
    """Makes further applications on this test's database, with other settings from the environment."""
    with ExitStack() as at_end:

        def make(**environ: str) -> Flask:
            installation.settle()
            chosen = databases.settings_for(installation.settings.database_url, tmp_path, **environ)
            made = databases.make_app(chosen)
            with made.app_context():
                on_commit_wake(woken.append)
            at_end.callback(databases.disconnect, made)
            return made

        yield make


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """The database session, inside an application context; it reads, and `unit_of_work()` lets it write."""
    with app.app_context():
        yield db.session


@pytest.fixture
def once(installation: Installation, session: object, woken: list[str]) -> Once:
    """Gives what a function makes, which is called once a test process: `once(make_cast)`."""
    return Once(installation, woken)


@pytest.fixture
def run(app: Flask, session: scoped_session[Session]) -> Callable[..., Result]:
    """Runs a command of the registry; what the test has loaded is read again afterwards."""

    def run(*arguments: str) -> Result:
        result = app.test_cli_runner().invoke(args=["registry", *arguments])
        read_afresh()
        return result

    return run


# -- pages -------------------------------------------------------------------------------------------


class Client(FlaskClient):
    """A browser without a screen: each request has contexts of its own, as in real life."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request; what the test has loaded is read again afterwards."""
        read_afresh()
        response = _outside(lambda: super(Client, self).open(*args, **kwargs))
        read_afresh()
        return response

    def sign_in(self, user: User, factors: Sequence[Factor] = ()) -> None:
        """Be this person from now on: by password, administrators with the second factor they need."""
        usual = (Factor.PASSWORD, Factor.CODE) if user.is_administrator else (Factor.PASSWORD,)
        token = make_session(user, factors or usual)
        with self.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
            unsent_forms.mark_forms(session, user.id)


def make_session(user: User, factors: Sequence[Factor] = (Factor.PASSWORD,)) -> str:
    """The token of a new session; the trail does not tell of it."""
    writing = nullcontext() if db.session.info.get(WRITING) else unit_of_work()
    with writing:
        now, token = clock.now(), secrets.token_urlsafe(8)
        begun = UserSession(
            user_id=user.id,
            token_digest=sign_in_rules.digest_of(token),
            factors=[factor.value for factor in factors],
            began_at=now,
            proved_at=now,
            last_seen_at=now,
            ends_at=now + current_app.config["REGISTRY_SESSION_WHOLE"],
            address="127.0.0.1",
            browser="Firefox, Linux",
        )
        db.session.add(begun)
        db.session.flush()
    return token


def read_afresh() -> None:
    """End the test's own reading, so that its next sees what others have committed."""
    if has_app_context():
        assert not db.session.info.get(WRITING), "leave the unit of work first; others cannot see into it"
        db.session.rollback()


def _outside(do: Callable[[], Any]) -> Any:
    """Do something without the test's own application context, nor the event loop of its browser."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


@pytest.fixture
def client(app: Flask) -> Client:
    """Asks for pages; signed in as nobody until `client.sign_in(user)`."""
    app.test_client_class = Client
    found = app.test_client()
    assert isinstance(found, Client)
    return found


@pytest.fixture
def team(once: Once, client: Client) -> Team:
    """A team, east, whose coordinator is signed in; folders that need another say so themselves."""
    made, coordinator = once(make_coordinated_team)
    client.sign_in(coordinator)
    return made


def make_coordinated_team() -> tuple[Team, User]:
    """The team, and who coordinates it."""
    with unit_of_work():
        made = make_team(slug="east")
        return made, make_coordinator(made)


# -- two at once -------------------------------------------------------------------------------------


@pytest.fixture
def at_once(app: Flask) -> Callable[..., list[str]]:
    """Does things at the same moment, each in a unit of work of a team; answers what the losers were told."""

    def run(team_id: int, *acts: Callable[[], object]) -> list[str]:
        together, told = threading.Barrier(len(acts)), []

        def one(act: Callable[[], object]) -> None:
            with app.app_context():
                together.wait()
                try:
                    with unit_of_work(team_id):
                        act()
                except RegistryError as error:
                    told.append(str(error))

        threads = [threading.Thread(target=one, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        db.session.rollback()
        assert not audit_queries.check()
        return told

    return run


# -- time, work, mail --------------------------------------------------------------------------------


class StoppedClock:
    """A clock that moves only when told to."""

    def __init__(self, steps: ExitStack) -> None:
        self._steps = steps
        self.move_to(STOPPED_AT)

    def move_to(self, moment: dt.datetime) -> None:
        """Stand at a moment."""
        self._steps.enter_context(clock.stopped_at(moment))

    def pass_by(self, **length: float) -> None:
        """Let time pass: `pass_by(days=3, hours=1)`."""
        self.move_to(clock.now() + dt.timedelta(**length))


@pytest.fixture
def stopped_clock() -> Iterator[StoppedClock]:
    """The registry's clock, standing at STOPPED_AT until moved."""
    with ExitStack() as steps:
        yield StoppedClock(steps)


@pytest.fixture
def woken() -> list[str]:
    """Names of the tasks that committed changes have woken; no worker runs."""
    return []


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """Does what the worker does, here and now."""

    def run_tasks() -> None:
        with app.app_context(), _noting_changes() as changes:
            for _round in range(ROUNDS):
                changes.clear()
                for name in list(TASKS):
                    runner.run(name)
                if not changes:
                    return

    def run() -> None:
        read_afresh()
        _outside(run_tasks)
        read_afresh()

    return run


@contextmanager
def _noting_changes() -> Iterator[list[str]]:
    """The statements of the block that changed rows, or may have."""
    changes: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.lstrip().upper().startswith(CHANGES_NOTHING) and cursor.rowcount != 0:
            changes.append(statement)

    engine = db.engines[WRITING]
    sa.event.listen(engine, "after_cursor_execute", note)
    try:
        yield changes
    finally:
        sa.event.remove(engine, "after_cursor_execute", note)


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    """A mail server that the application sends to."""
    box = Mailbox()
    app.config["REGISTRY_MAIL"] = replace(app.config["REGISTRY_MAIL"], host="127.0.0.1", port=box.port)
    yield box
    box.close()


# -- gates -------------------------------------------------------------------------------------------


@dataclass
class Counted:
    """The statements that went to the database in a block."""

    statements: list[str] = field(default_factory=list)
    #: What each was given, as the driver takes it.
    parameters: list[Any] = field(default_factory=list)

    @property
    def selects(self) -> list[str]:
        """Those that read."""
        return [text for text in self.statements if text.lstrip().upper().startswith(("SELECT", "WITH"))]


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[Counted]]:
    """Counts the statements of a block: `with count_queries() as counted: ...`."""

    @contextmanager
    def counting() -> Iterator[Counted]:
        counted = Counted()

        def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
            counted.statements.append(statement)
            counted.parameters.append(parameters)

        with app.app_context():
            engines = list(db.engines.values())
        for engine in engines:
            sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            for engine in engines:
                sa.event.remove(engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def selects(
    client: Client, count_queries: Callable[[], AbstractContextManager[Counted]]
) -> Callable[[str], int]:
    """Counts the SELECTs of a page, by its address."""

    def count(address: str) -> int:
        with count_queries() as counted:
            assert client.get(address).status_code == 200
        return len(counted.selects)

    return count
