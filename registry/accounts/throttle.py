"""Failed tries in a row: each makes the next one wait longer, and no stranger's keeps the owner out.

Tries are counted per account and per place they come from. A device on which the account was signed in
before carries a signed mark; its tries are counted for itself alone, so whoever else guesses at the account
only keeps unknown devices waiting (OWASP: device cookies).
"""

import datetime as dt
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from babel.dates import format_timedelta
from flask_babel import get_locale, gettext

from registry.accounts import sealing
from registry.accounts.models import Failures
from registry.accounts.rules import FREE_FAILURES, FREE_FAILURES_OF_A_PLACE, count_again, wait_after
from registry.errors import N_, RuleBroken
from registry.extensions import db

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


class MustWait(RuleBroken):
    """Too many tries; `wait` is how long the next one has to."""

    status = 429

    def __init__(self, wait: dt.timedelta) -> None:
        super().__init__(N_("Too many tries. Try again in %(wait)s."), field="password", wait=wait)
        unit = SECOND if wait < MINUTE else MINUTE
        self.wait = max(-(-wait // unit), 1) * unit

    def text(self) -> str:
        """The words, with the wait as people say it."""
        return gettext(
            self.message, wait=format_timedelta(self.wait, threshold=1, locale=get_locale() or "en")
        )


@dataclass(frozen=True)
class Counter:
    """One thing whose failures are counted."""

    key: str
    free: int


def counters(
    account: str, *, place: str, device: str | None, secret: str, what: str = "password"
) -> Sequence[Counter]:
    """What a try is counted for: a known device alone, or the account and the place it comes from.

    `account` is any text that names it, whether or not there is such an account.
    """
    if device is not None:
        return [_counter(f"{what} on device", f"{account} {device}", secret)]
    return [
        _counter(f"{what} of account", account, secret),
        _counter(f"{what} from place", place, secret, free=FREE_FAILURES_OF_A_PLACE),
    ]


def network_of(address: str) -> str:
    """The network address to count by: of IPv6 the part that one household shares."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def check(counted: Sequence[Counter], *, now: dt.datetime) -> None:
    """Raise `MustWait` while a try has to wait."""
    wait = max((_wait(one, now) for one in counted), default=dt.timedelta(0))
    if wait > dt.timedelta(0):
        raise MustWait(wait)


def note_failure(counted: Sequence[Counter], *, now: dt.datetime) -> None:
    """Count a failed try."""
    for one in counted:
        row = db.session.get(Failures, one.key)
        if row is None:
            db.session.add(Failures(key=one.key, count=1, last_at=now))
        else:
            row.count, row.last_at = count_again(row.count, row.last_at, now), now
    db.session.flush()


def forget(counted: Sequence[Counter]) -> None:
    """A try succeeded: begin anew, but for the place, from where others may be guessed at."""
    own = [one.key for one in counted if one.free == FREE_FAILURES]
    db.session.execute(sa.delete(Failures).where(Failures.key.in_(own)))


def _wait(counter: Counter, now: dt.datetime) -> dt.timedelta:
    row = db.session.get(Failures, counter.key)
    if row is None:
        return dt.timedelta(0)
    return row.last_at + wait_after(row.count, counter.free) - now


def _counter(what: str, name: str, secret: str, *, free: int = FREE_FAILURES) -> Counter:
    return Counter(sealing.digest(f"failures: {what}", name, secret=secret), free)
