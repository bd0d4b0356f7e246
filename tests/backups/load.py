"""Signing and making records in processes of their own, while back-ups are taken, proved and restored."""

import multiprocessing
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from registry import clock
from registry.audit import queries as audit_queries
from registry.commitments.models import Commitment
from registry.database.session import db
from registry.database.transactions import on_commit_wake
from registry.records.models import Record
from registry.records.queries import records
from registry.verification.queries import verdicts
from tests import databases, postgres
from tests.backups import damaging
from tests.backups.builders import begin, sign, sign_one_more
from tests.backups.running import runs

#: Processes that sign and make records meanwhile, and those that only sign; each ends after so many.
WITH_RECORDS, WITHOUT, MOST = 2, 1, 2000
PATIENCE = 600  # tenths of a second
DAMAGES = {
    "a file is lost": (damaging.lose_a_file, "missing file"),
    "a byte of a file is bent": (damaging.bend_a_byte, "altered file"),
    "the manifest is lost": (damaging.lose_the_manifest, "missing manifest"),
    "the manifest is cut short": (damaging.cut_the_manifest_short, "damaged manifest"),
    "the database is lost": (damaging.lose_the_database, "missing file: database"),
    "the database is cut short": (damaging.cut_the_database_short, "damaged database"),
    "the database is of an earlier back-up": (None, "missing events"),
    "a key is lost": (damaging.lose_a_key, "missing key"),
    "a key is bent": (damaging.bend_a_key, "altered file: keys/"),
}


@dataclass
class Found:
    """What a run came to."""

    database: str
    copies: int = 0
    proved: int = 0
    restored: int = 0
    signed_after_restore: int = 0
    #: Signatures when each copy was begun: they grow from one to the next.
    signatures_before: list[int] = field(default_factory=list)
    damages_named: dict[str, bool] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Whether every copy was whole and every damage named."""
        counts = {self.copies, self.proved, self.restored, self.signed_after_restore}
        return len(counts) == 1 and all(self.damages_named.values()) and not self.problems

    def told(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self) | {"held": self.held}


def run(kind: str, folder: Path, *, copies: int, server: str) -> Found:
    """Take so many copies under load, prove and restore each, and damage the last.

    `server` is the address of a PostgreSQL, whose programs have to be on PATH.
    """
    found = Found(kind)
    with ExitStack() as at_end:
        app = _app(kind, server, folder / "source", "load_source", at_end)
        with app.app_context():
            flask_migrate.upgrade()
            begin()
        databases.disconnect(app)
        with _writing(app):
            for number in range(copies):
                _take(app, folder / f"copy-{number}", found)
        for number in range(copies):
            elsewhere = _app(kind, server, folder / f"elsewhere-{number}", f"load_{number}", at_end)
            _restore(elsewhere, folder / f"copy-{number}", found)
        _damage(app, folder / "copy-0", folder / f"copy-{copies - 1}", found)
    return found


def _app(kind: str, server: str, folder: Path, name: str, at_end: ExitStack) -> Flask:
    url = f"sqlite:///{folder / 'registry.db'}" if kind == "sqlite" else postgres.make_database(server, name)
    app = databases.make_app(databases.settings_for(url, folder))
    with app.app_context():
        on_commit_wake(lambda _task: None)
    at_end.callback(databases.disconnect, app)
    return app


@contextmanager
def _writing(app: Flask) -> Iterator[None]:
    """Processes that write until the block ends."""
    context = multiprocessing.get_context("fork")
    end = context.Event()
    writers = [context.Process(target=_write, args=(app, end, one)) for one in range(WITH_RECORDS + WITHOUT)]
    for writer in writers:
        writer.start()
    try:
        yield
    finally:
        end.set()
        for writer in writers:
            writer.join()


def _write(app: Flask, end: Event, number: int) -> None:
    with app.app_context():
        for one in range(MOST):
            if end.is_set():
                return
            sign(f"Clinic {number}-{one}", makes_records=number < WITH_RECORDS)


def _take(app: Flask, folder: Path, found: Found) -> None:
    before = _one_more(app, found.signatures_before[-1] if found.signatures_before else 0)
    result = runs(app)("backup", folder)
    found.copies += 1
    if result.exit_code:
        found.problems.append(result.output)
        return
    result = runs(app)("check-backup", folder)
    found.proved += result.exit_code == 0
    if result.exit_code:
        found.problems.append(result.output)
    found.signatures_before.append(before)


def _restore(app: Flask, folder: Path, found: Found) -> None:
    result = runs(app)("restore", folder)
    if result.exit_code:
        found.problems.append(result.output)
        return
    found.restored += 1
    with app.app_context():
        old = db.session.scalars(sa.select(Record).order_by(Record.id.desc())).first()
        assert old is not None
        is_old_genuine = verdicts.verify(records.content_of(old), now=clock.now()).is_genuine
        new = sign_one_more("Clinic after")
        is_new_genuine = verdicts.verify(records.content_of(new), now=clock.now()).is_genuine
        found.signed_after_restore += is_old_genuine and is_new_genuine and not audit_queries.check()


def _damage(app: Flask, first: Path, last: Path, found: Found) -> None:
    """Do each damage to a copy of the last back-up."""
    for name, (damage, words) in DAMAGES.items():
        copied = damaging.copy_of(last)
        if damage is None:
            shutil.copyfile(damaging.database(first), damaging.database(copied))
        else:
            damage(copied)
        result = runs(app)("check-backup", copied)
        found.damages_named[name] = result.exit_code == 1 and words in result.output
        shutil.rmtree(copied)


def _one_more(app: Flask, before: int) -> int:
    """Wait until somebody has signed since the last copy; how many have signed."""
    for _try in range(PATIENCE):
        with app.app_context():
            signed = db.session.scalar(sa.select(sa.func.count()).select_from(Commitment)) or 0
        if signed > before:
            return signed
        time.sleep(0.1)
    raise AssertionError("nobody signs: see what the writers say")
