"""Keeping spam out of the public form without a third party and without a puzzle: trap, time, limits."""

import datetime as dt

from itsdangerous import BadData, URLSafeSerializer

from registry.errors import N_, InvalidInput, RuleBroken
from registry.security.encryption import keyed_digest
from registry.sign_in.rules import sign_in

#: Nobody reads and fills the form faster than this.
LEAST_SECONDS = 5
#: A form opened longer ago than this is opened again.
MOST_HOURS = 24
#: Applications in `PERIOD` from one mailbox, and from one network address (an office behind one router).
MOST_FROM_MAILBOX = 3
MOST_FROM_NETWORK = 10
PERIOD = dt.timedelta(hours=1)

PURPOSE = "admission form opened"
NETWORK_PURPOSE = "admission network"


def stamp(team_id: int, opened_at: dt.datetime, *, secret: str) -> str:
    """What the form carries to prove when it was opened."""
    return _serializer(secret).dumps([team_id, int(opened_at.timestamp())])


def check_stamp(typed: str, team_id: int, *, now: dt.datetime, secret: str) -> None:
    """A form was opened here, a few seconds ago at least, and not yesterday."""
    opened_at = _read(typed, team_id, secret)
    if opened_at is None:
        raise InvalidInput(N_("This form was not opened here. It is renewed now: send it again."))
    age = now.timestamp() - opened_at
    if age < LEAST_SECONDS:
        raise RuleBroken(N_("That was quicker than anyone can read. Wait a few seconds and send it again."))
    if age > MOST_HOURS * 3600:
        raise RuleBroken(N_("This form was open for a long time. It is renewed now: send it again."))


def renewed(typed: str, team_id: int, *, now: dt.datetime, secret: str) -> str:
    """What the form carries as it is shown again: what it carried, unless that is no good any more."""
    opened_at = _read(typed, team_id, secret)
    is_good = opened_at is not None and now.timestamp() - opened_at <= MOST_HOURS * 3600
    return typed if is_good else stamp(team_id, now, secret=secret)


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
    return keyed_digest(NETWORK_PURPOSE, sign_in.network_of(address), secret=secret).hex()[:32]


def _read(typed: str, team_id: int, secret: str) -> int | None:
    """When a form of a team was opened, in seconds since 1970; None where this is no stamp of it."""
    try:
        stamped_for, opened_at = _serializer(secret).loads(typed)
    except (BadData, ValueError):
        return None
    return int(opened_at) if stamped_for == team_id else None


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=PURPOSE)
