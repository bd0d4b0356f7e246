"""Requests to sign by a personal link: states, moves, and the life of links."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from registry import dates
from registry.audit.rules.tags import Tag
from registry.errors import N_, RuleBroken
from registry.labels import Labelled
from registry.moves import Moves

#: A link is valid this long after the due date, or after sending when there is none (domain, signing).
DAYS_AFTER_DUE = 30
DAYS_WITHOUT_DUE = 45
#: And at least this long beyond the day of the partner's board.
DAYS_AFTER_BOARD = 30

#: The shortest time between two links.
RENEWAL_PAUSE = dt.timedelta(minutes=15)

#: For a reason or a question.
TEXT_LENGTH = 5_000


class RequestState(Labelled):
    """The state of a request; the model declares the text that a person reads when the request has ended."""

    OPEN = "open", N_("Waiting"), "wait"
    #: Or acknowledged, if that was requested.
    SIGNED = "signed", N_("Answered"), "good"
    DECLINED = "declined", N_("Declined"), "bad"
    HANDED_OVER = "handed_over", N_("Handed over")
    REVOKED = "revoked", N_("Withdrawn")
    #: Enough others signed, a newer version was published, or it was answered in another way.
    CLOSED = "closed", N_("Closed")


#: A request is answered once.
MOVES = Moves(
    {
        RequestState.OPEN: set(RequestState) - {RequestState.OPEN},
        RequestState.SIGNED: set(),
        RequestState.DECLINED: set(),
        RequestState.HANDED_OVER: set(),
        RequestState.REVOKED: set(),
        RequestState.CLOSED: set(),
    },
    lambda now, _then: now.label,
)


#: The states in which the page behind the link shows the request or its answer; in the others it explains why
#: the request ended.
SHOWN = frozenset({RequestState.OPEN, RequestState.SIGNED})


class DeadLink(Labelled):
    """Why a link that was once valid opens no page."""

    REPLACED = "replaced", N_("A newer link has been sent to you. Please use that one.")
    EXPIRED = "expired", N_("This link has expired.")


@dataclass(frozen=True)
class RequestEvents:
    """The event tags of one kind of requests."""

    made: Tag
    resent: Tag
    revoked: Tag
    closed: Tag
    fetched: Tag


def check_link_lives(expires_at: dt.datetime, now: dt.datetime) -> None:
    """A request cannot be answered through an expired link."""
    if now >= expires_at:
        raise RuleBroken(N_("This link has expired. Ask for a new one."))


def check_pause(sent_at: dt.datetime | None, now: dt.datetime) -> None:
    """A new link is sent only some time after the last one."""
    if sent_at is not None and now < sent_at + RENEWAL_PAUSE:
        raise RuleBroken(
            N_("A link was sent a few minutes ago. Look for it in your mail, or try again later.")
        )


def dead_link(*, generation: int, newest: int, lives: bool) -> DeadLink | None:
    """Why a link of a generation opens no page, apart from the state of its request; None when it works."""
    if generation != newest:
        return DeadLink.REPLACED
    return None if lives else DeadLink.EXPIRED


def check_reason(reason: str, *, field: str) -> str:
    """A reason or question must not be empty or too long."""
    words = reason.strip()
    if not words:
        raise RuleBroken(N_("Say it in a few words."), field=field)
    if len(words) > TEXT_LENGTH:
        raise RuleBroken(N_("Use at most %(count)s characters."), field=field, count=TEXT_LENGTH)
    return words


def expires_at(
    *, asked_at: dt.datetime, due_on: dt.date | None, board_until: dt.date | None = None, zone: str
) -> dt.datetime:
    """When a link expires: at the end of a day in the team's time zone."""
    local = asked_at.astimezone(ZoneInfo(zone)).date()
    by_asking = dates.shifted(local, DAYS_WITHOUT_DUE)
    last = dates.shifted(due_on, DAYS_AFTER_DUE) if due_on else by_asking
    if due_on and last <= local:  # asked again long after the due date: the link must still be valid
        last = by_asking
    end = _end_of(last, zone)
    return max(end, board_expiry(board_until, zone)) if board_until else end


def board_expiry(until: dt.date, zone: str) -> dt.datetime:
    """The earliest expiry of a link whose request is with a board until a day."""
    return _end_of(dates.shifted(until, DAYS_AFTER_BOARD), zone)


def _end_of(day: dt.date, zone: str) -> dt.datetime:
    return dates.midnight(dates.shifted(day, 1), zone)
