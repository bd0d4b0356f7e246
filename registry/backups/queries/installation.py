"""Checks the running installation: whether a back-up of it would be complete."""

import sqlalchemy as sa

from registry.backups.queries import copies
from registry.backups.rules import Damage, Kind
from registry.database.session import db
from registry.files import references


def damaged_database() -> list[Damage]:
    """Check that the database can be read; SQLite checks every page of its file."""
    try:
        with db.engines[None].connect() as connection:
            copies.require_sound(connection)
    except copies.Damaged as error:
        return [Damage(Kind.BAD_DATABASE, f"{error}.")]
    except sa.exc.DBAPIError as error:
        return [Damage(Kind.BAD_DATABASE, f"it cannot be read: {error.orig}.")]
    return []


def damaged_files(*, reads_each: bool) -> list[Damage]:
    """Files that rows refer to but that are missing or, when each is read, altered."""
    missing = references.missing()
    damages = [Damage(Kind.MISSING_FILE, f"{name}.") for name in missing]
    if reads_each:
        gone = set(missing)
        altered = (reference for reference in references.damaged() if reference[0] not in gone)
        damages += [Damage(Kind.ALTERED_FILE, f"{name}: {why}") for name, why in altered]
    return damages
