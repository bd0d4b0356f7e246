"""Keeping spam out of the public form without a third party and without a puzzle: trap, time, limits."""

import datetime as dt
import hashlib
import hmac
import re

from registry.errors import N_, InvalidInput, RuleBroken
from registry.sign_in.rules import sign_in

#: Nobody reads and fills the form faster than this.
LEAST_SECONDS = 5
#: A form opened longer ago than this is opened again.
MOST_HOURS = 24
#: Applications in `PERIOD` from one mailbox, and from one network address (an office behind one router).
MOST_FROM_MAILBOX = 3
MOST_FROM_NETWORK = 10
PERIOD = dt.timedelta(hours=1)

STAMP = re.compile(r"^(\d{1,12})-([0-9a-f]{32})$")
PURPOSE = b"admission form opened"
NETWORK_PURPOSE = b"admission network"


def stamp(team_id: int, opened_at: dt.datetime, *, secret: str) -> str:
    """What the form carries to prove when it was opened."""
    seconds = int(opened_at.timestamp())
    return f"{seconds}-{_mac(team_id, seconds, secret)}"


def check_stamp(typed: str, team_id: int, *, now: dt.datetime, secret: str) -> None:
    """A form was opened here, a few seconds ago at least, and not yesterday."""
    match = STAMP.match(typed)
    if match is None or not hmac.compare_digest(_mac(team_id, int(match[1]), secret), match[2]):
        raise InvalidInput(N_("This form was not opened here. It is renewed now: send it again."))
    age = now.timestamp() - int(match[1])
    if age < LEAST_SECONDS:
        raise RuleBroken(N_("That was quicker than anyone can read. Wait a few seconds and send it again."))
    if age > MOST_HOURS * 3600:
        raise RuleBroken(N_("This form was open for a long time. It is renewed now: send it again."))


def renewed(typed: str, team_id: int, *, now: dt.datetime, secret: str) -> str:
    """What the form carries as it is shown again: what it carried, unless that is no good any more."""
    match = STAMP.match(typed)
    genuine = match is not None and hmac.compare_digest(_mac(team_id, int(match[1]), secret), match[2])
    if match is not None and genuine and now.timestamp() - int(match[1]) <= MOST_HOURS * 3600:
        return typed
    return stamp(team_id, now, secret=secret)


def check_trap(typed: str) -> None:
    """A field that people do not see stays empty."""
    if typed:
        raise RuleBroken(N_("A field that people do not see was filled in, as programs do. Send it again."))


def check_limits(*, from_mailbox: int, from_network: int) -> None:
    """So many applications an hour, from one mailbox and from one network address."""
    if from_mailbox >= MOST_FROM_MAILBOX or from_network >= MOST_FROM_NETWORK:
        raise RuleBroken(N_("Too many applications came in the last hour. Try again in an hour."))


def network_of(address: str, *, secret: str) -> str:
    """A network address as a keyed digest, to count by; of IPv6 the part that one household shares."""
    key = hmac.digest(secret.encode(), NETWORK_PURPOSE, hashlib.sha256)
    return hmac.digest(key, sign_in.network_of(address).encode(), hashlib.sha256).hex()[:32]


def _mac(team_id: int, seconds: int, secret: str) -> str:
    key = hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)
    return hmac.digest(key, f"{team_id}:{seconds}".encode(), hashlib.sha256).hex()[:32]
