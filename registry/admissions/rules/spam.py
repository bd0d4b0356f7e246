"""Protects the public form from spam without third parties or puzzles: a trap field, timing, limits."""

import datetime as dt

from itsdangerous import BadData, URLSafeSerializer

from registry.errors import N_, InvalidInput, RuleBroken
from registry.security.encryption import keyed_digest
from registry.sign_in.rules import sign_in

#: No person reads and fills in the form faster than this.
LEAST_SECONDS = 5
#: A form that was opened longer ago must be opened again.
MOST_HOURS = 24
#: Applications within `PERIOD` from one mailbox, and from one network address (an office behind one router).
MOST_FROM_MAILBOX = 3
MOST_FROM_NETWORK = 10
PERIOD = dt.timedelta(hours=1)

PURPOSE = "admission form opened"
NETWORK_PURPOSE = "admission network"


def stamp(team_id: int, opened_at: dt.datetime, *, secret: str) -> str:
    """A signed stamp in the form that proves when it was opened."""
    return _serializer(secret).dumps([team_id, int(opened_at.timestamp())])


def check_stamp(typed: str, team_id: int, *, now: dt.datetime, secret: str) -> None:
    """The form was opened here, at least a few seconds ago, and at most a day ago."""
    opened_at = _read(typed, team_id, secret)
    if opened_at is None:
        raise InvalidInput(N_("This form was not opened here. It is renewed now: send it again."))
    age = now.timestamp() - opened_at
    if age < LEAST_SECONDS:
        raise RuleBroken(N_("That was quicker than anyone can read. Wait a few seconds and send it again."))
    if age > MOST_HOURS * 3600:
        raise RuleBroken(N_("This form was open for a long time. It is renewed now: send it again."))


def renewed(typed: str, team_id: int, *, now: dt.datetime, secret: str) -> str:
    """The stamp for showing the form again: the submitted one if it is still valid, else a new one."""
    opened_at = _read(typed, team_id, secret)
    is_good = opened_at is not None and now.timestamp() - opened_at <= MOST_HOURS * 3600
    return typed if is_good else stamp(team_id, now, secret=secret)


def check_trap(typed: str) -> None:
    """A field hidden from people must stay empty."""
    if typed:
        raise RuleBroken(N_("A field that people do not see was filled in, as programs do. Send it again."))


def check_limits(*, from_mailbox: int, from_network: int) -> None:
    """The number of applications per hour is limited by mailbox and by network address."""
    if from_mailbox >= MOST_FROM_MAILBOX or from_network >= MOST_FROM_NETWORK:
        raise RuleBroken(N_("Too many applications came in the last hour. Try again in an hour."))


def network_of(address: str, *, secret: str) -> str:
    """A keyed digest of a network address, for counting; for IPv6 of the prefix that one household shares."""
    return keyed_digest(NETWORK_PURPOSE, sign_in.network_of(address), secret=secret).hex()[:32]


def _read(typed: str, team_id: int, secret: str) -> int | None:
    """The time at which a form of a team was opened, in seconds since 1970; None when the stamp is not valid
    for the team.
    """
    try:
        stamped_for, opened_at = _serializer(secret).loads(typed)
    except (BadData, ValueError):
        return None
    return int(opened_at) if stamped_for == team_id else None


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=PURPOSE)
