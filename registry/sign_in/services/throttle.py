"""The throttle: consecutive failed attempts delay further ones, but failures of strangers never lock the
owner out. Attempts are counted per account and per place they come from. A device on which the account was
signed in before carries a signed mark, and its attempts are counted separately, so that a stranger who
guesses only delays unknown devices (OWASP: device cookies). A place may be the shared address of a whole
office, so its limit is generous: an account's failures are subtracted once that account signs in from there,
and the others are forgotten one by one.
"""

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from babel.dates import format_timedelta
from flask_babel import gettext

from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security import encryption
from registry.sentences import language_read
from registry.sign_in.models import Failures
from registry.sign_in.rules.sign_in import (
    FREE_FAILURES,
    FREE_FAILURES_OF_A_PLACE,
    count_again,
    faded,
    wait_after,
)

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


class MustWait(RuleBroken):
    """Too many attempts; `wait` is how long to wait before the next."""

    status = 429

    def __init__(self, wait: dt.timedelta) -> None:
        super().__init__(N_("Too many tries. Try again in %(wait)s."), field="password", wait=wait)
        unit = SECOND if wait < MINUTE else MINUTE
        self.wait = max(-(-wait // unit), 1) * unit

    def text(self) -> str:
        """The message, with the wait in words."""
        return gettext(self.message, wait=format_timedelta(self.wait, threshold=1, locale=language_read()))


class What(enum.Enum):
    """The kind of secret that is tried; each kind has its own counters."""

    #: The failures for an account, or of a known device.
    OWN = enum.auto()
    #: The failures of everybody from one place.
    PLACE = enum.auto()
    #: The failures for an account from one place; they cause no delay, but are subtracted from the place's
    #: after a success.
    OWN_THERE = enum.auto()


#: How many failures cause no delay; infinite for counters that never do.
FREE = {What.OWN: FREE_FAILURES, What.PLACE: FREE_FAILURES_OF_A_PLACE, What.OWN_THERE: None}


@dataclass(frozen=True)
class Counter:
    """A counter of failures."""

    key: str
    what: What = What.OWN


def counters(
    account: str, *, place: str, device: str | None, secret: str, what: str = "password"
) -> Sequence[Counter]:
    """The counters of an attempt: the known device alone, or the account and the place.

    `account` is any text that names it, whether or not the account exists.
    """
    if device is not None:
        return [_counter(f"{what} on device", f"{account} {device}", secret)]
    return [
        _counter(f"{what} of account", account, secret),
        _counter(f"{what} from place", place, secret, counts=What.PLACE),
        _counter(f"{what} of account from place", f"{account} {place}", secret, counts=What.OWN_THERE),
    ]


def check(counted: Sequence[Counter], *, now: dt.datetime) -> None:
    """Raise `MustWait` while further attempts must wait."""
    wait = max((_wait(counter, now) for counter in counted), default=dt.timedelta(0))
    if wait > dt.timedelta(0):
        raise MustWait(wait)


def note_failure(counted: Sequence[Counter], *, now: dt.datetime) -> None:
    """Count a failed attempt."""
    for counter in counted:
        row = db.session.get(Failures, counter.key)
        if row is None:
            db.session.add(Failures(key=counter.key, count=1, last_at=now))
        else:
            count = faded(row.count, row.last_at, now) if counter.what is What.PLACE else row.count
            row.count, row.last_at = count_again(count, row.last_at, now), now
    db.session.flush()


def forget(counted: Sequence[Counter]) -> None:
    """Reset the counters after a success; the place's counter loses only this account's own failures."""
    place = _row(counted, What.PLACE)
    slips = _row(counted, What.OWN_THERE)
    if place is not None and slips is not None:
        place.count = max(place.count - slips.count, 0)
    own = [counter.key for counter in counted if counter.what is not What.PLACE]
    db.session.execute(sa.delete(Failures).where(Failures.key.in_(own)))


def _row(counted: Sequence[Counter], what: What) -> Failures | None:
    key = next((counter.key for counter in counted if counter.what is what), None)
    return db.session.get(Failures, key) if key is not None else None


def _wait(counter: Counter, now: dt.datetime) -> dt.timedelta:
    row, free = db.session.get(Failures, counter.key), FREE[counter.what]
    if row is None or free is None:
        return dt.timedelta(0)
    count = faded(row.count, row.last_at, now) if counter.what is What.PLACE else row.count
    return row.last_at + wait_after(count, free) - now


def _counter(what: str, name: str, secret: str, *, counts: What = What.OWN) -> Counter:
    key = encryption.keyed_digest(f"accounts:failures: {what}", name, secret=secret).hex()
    return Counter(key, counts)
