"""Restores a back-up into an empty place, and says in words what is missing."""

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
from registry.database import migrations
from registry.database.postgresql import dumps, programs
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RegistryError
from registry.files.disk import copy_synced, sync_folder
from registry.outbox.services import messages
from registry.security.actors import Act
from registry.sign_in.services import sessions


class CannotRestore(RegistryError):
    """Nothing was restored; the text says why."""


@dataclass(frozen=True)
class Restored:
    """The state of a restored installation."""

    #: Messages that had not been sent when the back-up was taken, and are due now.
    due: int
    #: Whether they are held back.
    held: bool
    sessions_ended: int


def require_empty(manifest: Manifest) -> None:
    """Check that folder and database are empty and of the right kind. Raises `CannotRestore`."""
    engine = db.engines[None]
    if copies.kind_of(engine) != manifest.database:
        raise CannotRestore(
            f"The back-up is of {manifest.database}, and DATABASE_URL names {copies.kind_of(engine)}."
        )
    _require_known(manifest.facts.revision)
    instance = _instance()
    names = sorted(path.name for path in instance.iterdir() if path.name not in (*PASSING, OWN_SECRET))
    names = [name for name in names if not _is_empty(instance / name)]
    if names:
        raise CannotRestore(f"{instance} is not empty: it holds {', '.join(names)}. Give an empty folder.")
    tables = _tables(engine)
    if tables:
        raise CannotRestore(f"The database is not empty: it has {len(tables)} tables. Give an empty one.")
    _require_able(engine, manifest)


def _require_known(revision: str) -> None:
    """Check that this version knows the back-up's tables."""
    try:
        migrations.scripts().get_revision(revision)
    except CommandError as error:
        raise CannotRestore(
            f"The back-up is of a newer version of the registry (migration {revision}): install that first."
        ) from error


def _is_empty(path: Path) -> bool:
    """Whether a folder contains no file, or a file no bytes."""
    if path.is_dir():
        return not any(one.is_file() for one in path.rglob("*"))
    return path.stat().st_size == 0


def _tables(engine: sa.Engine) -> list[str]:
    """The tables of a database; a missing file has none and is not created by asking."""
    if engine.dialect.name == "sqlite":
        path = _file_of(engine)
        if not path.exists() or path.stat().st_size == 0:
            return []
    return [name for name in sa.inspect(engine).get_table_names() if not name.startswith("huey_")]


def _require_able(engine: sa.Engine, manifest: Manifest) -> None:
    """Check, before anything is written, that the needed programs are installed and the server is new
    enough.
    """
    if manifest.database == SQLITE:
        return
    with engine.connect() as connection:
        major = dumps.major_of(connection)
    programs.find("pg_restore", major=major)
    if major < int(manifest.database_version):
        raise CannotRestore(
            f"The back-up is of PostgreSQL {manifest.database_version}, and this server is older: {major}."
        )


def restore(folder: Path, manifest: Manifest, *, hold_messages: bool, act: Act) -> Restored:
    """Restore files and keys, then the database; end every session, and record the restore in the audit
    trail.

    Call after `require_empty`. Raises `CannotRestore`, and leaves nothing behind then.
    """
    with _all_or_nothing():
        instance = _instance()
        for name in manifest.files:
            if name.startswith((f"{FILES}/", f"{KEYS}/")) and (folder / name).is_file():
                target = instance / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                copy_synced(folder / name, target)
        for place in [instance, *(path for path in instance.rglob("*") if path.is_dir())]:
            sync_folder(place)
        _restore_database(folder / DATABASES[manifest.database])
        return _begin(hold_messages=hold_messages, act=act)


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """Remove what was begun when it cannot be completed: the place was empty before."""
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
            path.unlink(missing_ok=True)  # empty, as was checked before
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_synced(source, target)
        sync_folder(target.parent)
        return
    with engine.connect() as connection:
        dumps.restore(connection, source)


def _begin(*, hold_messages: bool, act: Act) -> Restored:
    """End all sessions, hold back messages if asked to, and record the restore, before anybody signs in."""
    with unit_of_work():
        due = messages.hold_due(now=act.at) if hold_messages else messages.count_due(act.at)
        ended = sessions.end_those_of_all(act=act)
        events.record(
            BackupEvent.RESTORED,
            About(("installation", 0), None),
            act,
            sessions=ended,
            held=due if hold_messages else 0,
        )
    return Restored(due, hold_messages, ended)


def missing_from(manifest: Manifest) -> list[Damage]:
    """Chains of the restored database that have fewer events than the back-up lists."""
    with db.engines[None].connect() as connection:
        chains = facts.facts_of(connection).chains
    return [
        Damage(Kind.MISSING_EVENTS, f"{name}: it ends before event {chain.events}.")
        for name, chain in manifest.facts.chains.items()
        if name not in chains or chains[name].events < chain.events
    ]


def _instance() -> Path:
    return settings.instance()


def _file_of(engine: sa.Engine) -> Path:
    assert engine.url.database is not None
    return Path(engine.url.database)


def _files_of(engine: sa.Engine) -> list[Path]:
    """An SQLite database file and the files beside it."""
    path = _file_of(engine)
    return [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))]


def _dispose() -> None:
    """Close connections to a file that is about to be replaced."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
