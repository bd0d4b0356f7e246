"""Requests to sign a version: links, events and texts, how they are answered, when reminders are due."""

import datetime as dt
from collections.abc import Collection, Iterator

from registry import dates
from registry.commitments.rules.events import CommitmentEvent
from registry.errors import N_, RuleBroken
from registry.labels import Labelled
from registry.security.link_tokens import PersonalLinks
from registry.signing.rules.requests import RequestEvents, RequestState

LINKS = PersonalLinks("signing link")
EVENTS = RequestEvents(
    made=CommitmentEvent.REQUEST_MADE,
    resent=CommitmentEvent.REQUEST_RESENT,
    revoked=CommitmentEvent.REQUEST_REVOKED,
    closed=CommitmentEvent.REQUEST_CLOSED,
    fetched=CommitmentEvent.REQUEST_FETCHED,
)


#: Reminders are sent this many days before the due date, and weekly after it (domain, signing).
REMINDER_DAYS_BEFORE = (14, 7, 2)
REMINDER_DAYS_APART = 7

#: A board's date can be this many days ahead at most.
LONGEST_BOARD_DAYS = 365


class RequestWords(Labelled):
    """What a request tells a person who opens it, by its state."""

    OPEN = RequestState.OPEN.value, N_("This request is still open.")
    SIGNED = (
        RequestState.SIGNED.value,
        N_("This request has been answered: the signature is recorded."),
    )
    DECLINED = RequestState.DECLINED.value, N_("This request has been answered: it was declined.")
    HANDED_OVER = (
        RequestState.HANDED_OVER.value,
        N_("This request was handed over to another person, who has a link of their own."),
    )
    REVOKED = RequestState.REVOKED.value, N_("This request was withdrawn by the team’s coordinator.")
    CLOSED = RequestState.CLOSED.value, N_("This request is closed: nothing more is asked of you here.")


class Method(Labelled):
    """How a commitment was made; the hint is the sentence about it in the record."""

    TYPED = "typed", N_("typed"), "quiet", N_("typed on the signing page")
    DRAWN = "drawn", N_("drawn"), "quiet", N_("drawn on the signing page")
    PAPER = "paper", N_("on paper"), "quiet", N_("received on paper")
    ACKNOWLEDGED = (
        "acknowledged",
        N_("acknowledged"),
        "quiet",
        N_("acknowledged on the signing page"),
    )
    EARLIER = (
        "earlier",
        N_("before the registry"),
        "quiet",
        N_("signed before the registry, entered from the paper table"),
    )


#: Methods that count as signatures; acknowledgements are counted separately.
SIGNATURES = frozenset({Method.TYPED, Method.DRAWN, Method.PAPER, Method.EARLIER})
#: Signatures that somebody else entered, from paper.
ENTERED = frozenset({Method.PAPER, Method.EARLIER})
#: Methods whose act has a record of its own.
WITH_RECORD = frozenset({Method.TYPED, Method.DRAWN, Method.PAPER})


class HandOverState(Labelled):
    """The state of a hand-over: to a listed person at once, to a new person after the coordinator's
    approval.
    """

    PROPOSED = "proposed", N_("waits for your yes"), "wait"
    ACCEPTED = "accepted", N_("accepted"), "good"
    REFUSED = "refused", N_("refused")


def reminder_days(
    *, asked_on: dt.date, due_on: dt.date | None, expires_on: dt.date, board_until: dt.date | None = None
) -> list[dt.date]:
    """The days on which an unanswered request gets a reminder, between its beginning and its expiry.

    Reminders that would fall while it is with the partner's board become one on the day after.
    """
    planned = [day for day in _plan(asked_on, due_on, expires_on) if asked_on < day < expires_on]
    if board_until is None or not planned or board_until < planned[0]:
        return planned
    after_board = {dates.shifted(board_until, 1)} | {day for day in planned if day > board_until}
    return sorted(day for day in after_board if day < expires_on)


def _plan(asked_on: dt.date, due_on: dt.date | None, expires_on: dt.date) -> Iterator[dt.date]:
    if due_on:
        yield from (dates.shifted(due_on, -days) for days in REMINDER_DAYS_BEFORE)
    begin = due_on or asked_on
    weeks = max(1, (asked_on - begin).days // REMINDER_DAYS_APART)
    day = dates.shifted(begin, weeks * REMINDER_DAYS_APART)
    while day < expires_on:
        yield day
        day = dates.shifted(day, REMINDER_DAYS_APART)


def due_reminder(days: Collection[dt.date], on: dt.date, board_until: dt.date | None) -> dt.date | None:
    """The reminder to send on a day: the latest planned one; none while the request is with the partner's
    board.
    """
    if board_until and board_until >= on:
        return None
    return max((day for day in days if day <= on), default=None)


def check_board_date(until: dt.date, on: dt.date) -> None:
    """The day of a board must be in the future, within a year."""
    if until < on:
        raise RuleBroken(
            N_("This day has passed. Give the day by which your board will have met."), field="board_until"
        )
    if until > on + dt.timedelta(days=LONGEST_BOARD_DAYS):
        raise RuleBroken(N_("Give a day within a year."), field="board_until")


def check_due_date(due_on: dt.date | None, on: dt.date) -> None:
    """A due date must be in the future."""
    if due_on is not None and due_on <= on:
        raise RuleBroken(N_("Choose a day after today."), field="due_on")
    if due_on is not None:
        dates.check(due_on, dates.Meaning.DUE, today=on, field="due_on")
