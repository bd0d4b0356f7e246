"""Files that no row refers to any more: after retention deletes rows, their files are deleted too."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from registry.database.session import db
from registry.files import storage
from registry.files.references import SOME, columns

#: A file that was stored again recently is kept: the row that will refer to it may not be committed yet.
REST = dt.timedelta(days=1)


def remove(fingerprints: Iterable[str], *, now: dt.datetime) -> int:
    """Delete those of some files that nothing refers to; returns how many were deleted."""
    wanted = [fingerprint for fingerprint in set(fingerprints) if not is_referred_to(fingerprint)]
    return sum(storage.remove_file(fingerprint, untouched_since=now - REST) for fingerprint in wanted)


def is_referred_to(fingerprint: str) -> bool:
    """Whether any row of any table refers to a file."""
    return any(db.session.scalar(query) for query in _queries(fingerprint))


def _queries(fingerprint: str) -> Iterable[sa.Select[bool]]:
    for column in columns():
        if column.name in SOME:
            yield sa.select(sa.exists().where(sa.cast(column, sa.Text).contains(fingerprint)))
        else:
            yield sa.select(sa.exists().where(column == fingerprint))
