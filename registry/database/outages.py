"""Distinguishes temporary outages of the database, which can be waited for, from faults in our code, which
must be mended.
"""

import sqlite3

import sqlalchemy as sa

from registry.errors import N_, RegistryError

#: Seconds after which a browser or a load balancer may try again.
RETRY_AFTER = 30

AWAY = N_("The registry’s database does not answer. It is usually back within a few minutes.")

#: SQLite: another process writes for longer than we wait, or the disk is full, missing or not writable.
_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
#: PostgreSQL, by the beginning of its SQLSTATE: no connection, rolled back because of others, out of
#: resources, stopped or starting, waited too long for a lock, a read-only stand-by, a disk error.
_POSTGRESQL = ("08", "40", "53", "57P", "55P03", "25006", "58")
#: The bits of an SQLite error code that contain its kind.
_KIND = 0xFF


class OutcomeUnknown(RegistryError):
    """The connection broke during a commit: nobody knows whether the change was stored."""

    status = 503


def is_outage(error: Exception) -> bool:
    """Whether an error means that the database is unavailable, busy or full, so that a retry may succeed."""
    if isinstance(error, sa.exc.TimeoutError):  # every connection of this process is in use
        return True
    if not isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.InternalError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _KIND in _SQLITE
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state.startswith(_POSTGRESQL)


def unknown_outcome() -> OutcomeUnknown:
    """The error to raise when nobody knows whether a change was stored."""
    return OutcomeUnknown(
        N_(
            "The connection to the database broke just as this was being saved. Look first whether it was "
            "saved, and send it again only if it was not."
        )
    )
