"""Putting a back-up back into an empty place: all that there is of it, and in words what is missing."""

import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic.util import CommandError

from registry import settings
from registry.audit.models import About
from registry.audit.services import events
from registry.backups.queries import copies, facts
from registry.backups.rules import (
    DATABASES,
    FILES,
    KEYS,
    OWN_SECRET,
    PASSING,
    SQLITE,
    BackupEvent,
    Damage,
    Kind,
    Manifest,
)
from registry.database import acts, migrations, postgresql_dumps, postgresql_programs
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RegistryError
from registry.files.disk import copy_synced, sync_folder
from registry.outbox.services import messages
from registry.security import actors
from registry.sign_in.services import sessions


class CannotRestore(RegistryError):
    """Nothing was restored; the text says why."""


@dataclass(frozen=True)
class Restored:
    """What a restored installation begins with."""

    #: Messages that were waiting to leave when the back-up was taken, and have been due since.
    due: int
    #: Whether they are held back.
    held: bool
    sessions_ended: int


def require_empty(manifest: Manifest) -> None:
    """See that folder and database hold nothing, and are of the right kind. Raises `CannotRestore`."""
    engine = db.engines[None]
    if copies.kind_of(engine) != manifest.database:
        raise CannotRestore(
            f"The back-up is of {manifest.database}, and DATABASE_URL names {copies.kind_of(engine)}."
        )
    _require_known(manifest.facts.revision)
    instance = _instance()
    there = sorted(one.name for one in instance.iterdir() if one.name not in (*PASSING, OWN_SECRET))
    there = [name for name in there if not _is_empty(instance / name)]
    if there:
        raise CannotRestore(f"{instance} is not empty: it holds {', '.join(there)}. Give an empty folder.")
    tables = _tables(engine)
    if tables:
        raise CannotRestore(f"The database is not empty: it has {len(tables)} tables. Give an empty one.")
    _require_able(engine, manifest)


def _require_known(revision: str) -> None:
    """See that this version knows the tables of the back-up."""
    try:
        migrations.scripts().get_revision(revision)
    except CommandError as error:
        raise CannotRestore(
            f"The back-up is of a newer version of the registry (migration {revision}): install that first."
        ) from error


def _is_empty(path: Path) -> bool:
    """Whether a folder holds no file, or a file no byte."""
    if path.is_dir():
        return not any(one.is_file() for one in path.rglob("*"))
    return path.stat().st_size == 0


def _tables(engine: sa.Engine) -> list[str]:
    """The tables of a database; a file that is not there has none, and is not made by asking."""
    if engine.dialect.name == "sqlite":
        path = _file_of(engine)
        if not path.exists() or path.stat().st_size == 0:
            return []
    return [name for name in sa.inspect(engine).get_table_names() if not name.startswith("huey_")]


def _require_able(engine: sa.Engine, manifest: Manifest) -> None:
    """See that the programs are there, before anything is written, and the server is not an older one."""
    if manifest.database == SQLITE:
        return
    with engine.connect() as connection:
        major = postgresql_dumps.major_of(connection)
    postgresql_programs.find("pg_restore", major=major)
    if major < int(manifest.database_version):
        raise CannotRestore(
            f"The back-up is of PostgreSQL {manifest.database_version}, and this server is older: {major}."
        )


def restore(folder: Path, manifest: Manifest, *, hold_messages: bool, now: dt.datetime) -> Restored:
    """Put files and keys back, then the database; end every session, and note it in the audit trail.

    To be called once `require_empty` has passed. Raises `CannotRestore`, and leaves nothing then.
    """
    with _all_or_nothing():
        instance = _instance()
        for name in manifest.files:
            if name.startswith((f"{FILES}/", f"{KEYS}/")) and (folder / name).is_file():
                target = instance / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                copy_synced(folder / name, target)
        for place in [instance, *(one for one in instance.rglob("*") if one.is_dir())]:
            sync_folder(place)
        _restore_database(folder / DATABASES[manifest.database])
        return _begin(hold_messages=hold_messages, now=now)


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """Take away what was begun, where it cannot be ended: the place was empty before."""
    try:
        yield
    except (OSError, sqlite3.Error, sa.exc.DBAPIError, RegistryError) as error:
        for name in (FILES, KEYS):
            shutil.rmtree(_instance() / name, ignore_errors=True)
        engine = db.engines[None]
        if engine.dialect.name == "sqlite":
            _dispose()
            for path in _files_of(engine):
                path.unlink(missing_ok=True)
        raise CannotRestore(f"Nothing was restored: {getattr(error, 'orig', error)}") from error


def _restore_database(source: Path) -> None:
    engine = db.engines[None]
    _dispose()
    if engine.dialect.name == "sqlite":
        target = _file_of(engine)
        for path in _files_of(engine):
            path.unlink(missing_ok=True)  # empty, as was seen
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_synced(source, target)
        sync_folder(target.parent)
        return
    with engine.connect() as connection:
        postgresql_dumps.restore(connection, source)


def _begin(*, hold_messages: bool, now: dt.datetime) -> Restored:
    """What is to be done before anybody comes in."""
    with unit_of_work():
        due = messages.hold_due(now=now) if hold_messages else messages.count_due(now)
        ended = sessions.end_those_of_all(now=now)
        events.record(
            BackupEvent.RESTORED,
            About(("installation", 0), None),
            acts.act_at(actors.COMMAND, now),
            sessions=ended,
            held=due if hold_messages else 0,
        )
    return Restored(due, hold_messages, ended)


def missing_from(manifest: Manifest) -> list[Damage]:
    """Chains of the restored database that do not end where the back-up says."""
    with db.engines[None].connect() as connection:
        found = facts.facts_of(connection).chains
    return [
        Damage(Kind.MISSING_EVENTS, f"{name}: it ends before event {chain.events}.")
        for name, chain in manifest.facts.chains.items()
        if name not in found or found[name].events < chain.events
    ]


def _instance() -> Path:
    return settings.instance()


def _file_of(engine: sa.Engine) -> Path:
    assert engine.url.database is not None
    return Path(engine.url.database)


def _files_of(engine: sa.Engine) -> list[Path]:
    """An SQLite database with what stands beside it."""
    path = _file_of(engine)
    return [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))]


def _dispose() -> None:
    """Let go of connections to a file that is another in a moment."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
