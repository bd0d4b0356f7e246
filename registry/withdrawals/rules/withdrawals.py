"""How an organization leaves, or stays after all: states, dates, efforts, and what a withdrawal waits for."""

import datetime as dt
import enum
from dataclasses import dataclass, field
from typing import Any

from registry import dates
from registry.errors import N_, InvalidInput, RuleBroken
from registry.security.link_tokens import PersonalLinks


class Kind(enum.StrEnum):
    """What a line of the list is about."""

    SEAT = "seat"
    DECISION = "decision"
    TASK = "task"
    CASE = "case"
    SHARE = "share"
    REQUEST = "request"
    PROMISE = "promise"
    CONTRIBUTION = "contribution"


@dataclass(frozen=True)
class Line:
    """One thing to hand over, in both languages, and the page on which more is said."""

    kind: Kind
    text: dict[str, str]
    endpoint: str = ""
    place: dict[str, Any] = field(default_factory=dict)
    #: What stands on a paper in its stead; the same where it is empty.
    on_paper: dict[str, str] = field(default_factory=dict)
    #: On no paper and in no list that is kept: who may know of it is its own affair.
    is_confidential: bool = False


_LINKS = PersonalLinks("notice of withdrawal link")
token_for, read_token = _LINKS.token_for, _LINKS.read_token


NAME_LENGTH = 200
TEXT_LENGTH = 5_000
#: Nobody leaves later than this after giving notice; a later date is a slip of the keyboard.
LONGEST_NOTICE = dt.timedelta(days=5 * 366)
#: The longest notice period that a team may set, in days.
MOST_NOTICE_DAYS = 730
MOST_EFFORTS = 50


class State(enum.StrEnum):
    """Where a withdrawal stands."""

    RUNNING = "running"  #: notice was given; the organization is still a partner
    STAYED = "stayed"  #: the notice was taken back
    LEFT = "left"  #: its day has come


MOVES: dict[State, frozenset[State]] = {
    State.RUNNING: frozenset({State.STAYED, State.LEFT}),
    State.STAYED: frozenset(),
    State.LEFT: frozenset(),
}

#: What to tell whoever wants to change a withdrawal that has ended, or one that is running already.
STANDING_WORDS = {
    State.RUNNING: N_("This withdrawal is running already."),
    State.STAYED: N_("The notice was taken back: the organization stays."),
    State.LEFT: N_("The day of the withdrawal has come: the organization has left."),
}


class RequestState(enum.StrEnum):
    """Where the asking for a signed notice stands; only an open one can be signed."""

    OPEN = "open"
    SIGNED = "signed"
    REVOKED = "revoked"
    CLOSED = "closed"  #: the notice came on paper, or through another link


REQUEST_MOVES: dict[RequestState, frozenset[RequestState]] = {
    RequestState.OPEN: frozenset({RequestState.SIGNED, RequestState.REVOKED, RequestState.CLOSED}),
    RequestState.SIGNED: frozenset(),
    RequestState.REVOKED: frozenset(),
    RequestState.CLOSED: frozenset(),
}

REQUEST_WORDS = {
    RequestState.OPEN: N_("This request is still open."),
    RequestState.SIGNED: N_("The notice has been signed through this link."),
    RequestState.REVOKED: N_("This request was taken back by the team’s coordinator."),
    RequestState.CLOSED: N_("This request is closed: the notice has been given in another way."),
}


class Reason(enum.StrEnum):
    """Why an organization leaves, in one word; the account says more."""

    NOT_STATED = "not_stated"
    MANDATE = "mandate"
    MEANS = "means"
    DIRECTION = "direction"
    CONFLICT = "conflict"
    RULES = "rules"
    MERGER = "merger"
    OTHER_TEAM = "other_team"
    OTHER = "other"


class Method(enum.StrEnum):
    """How a notice was given."""

    TYPED = "typed"
    PAPER = "paper"


class EffortKind(enum.StrEnum):
    """What an effort is for (statement, withdrawal)."""

    UNDERSTAND = "understand"
    ADDRESS = "address"
    MITIGATE = "mitigate"


class Answer(enum.StrEnum):
    """What the partner said to an effort."""

    ACCEPTED = "accepted"
    IN_PART = "in_part"
    DECLINED = "declined"


class Channel(enum.StrEnum):
    """How an answer came."""

    ONLINE = "online"  #: given here by the partner itself
    MEETING = "meeting"
    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"


#: By which a coordinator relays an answer.
RELAYED = (Channel.MEETING, Channel.PHONE, Channel.EMAIL, Channel.LETTER)


class ActKind(enum.StrEnum):
    """What was done in a withdrawal, beside efforts and their answers."""

    NOTICE = "notice"
    DATE = "date"  #: the day of leaving was set or moved
    NO_OPPORTUNITY = "no_opportunity"  #: why no effort could be made
    STAYED = "stayed"
    LEFT = "left"


class Wait(enum.StrEnum):
    """What a withdrawal waits for."""

    DATE = "date"
    EFFORTS = "efforts"
    ANSWERS = "answers"
    DAY = "day"
    NOTHING = "nothing"


def check_move(now: State, then: State) -> None:
    """A withdrawal ends once: in staying, or in leaving."""
    if then not in MOVES[now]:
        raise RuleBroken(STANDING_WORDS[now])


def check_request_move(now: RequestState, then: RequestState) -> None:
    """A notice is signed once through a link that is open."""
    if then not in REQUEST_MOVES[now]:
        raise RuleBroken(REQUEST_WORDS[now])


def state_on(kept: State, effective_on: dt.date | None, on: dt.date) -> State:
    """Where a withdrawal stands on a day, whether or not anybody has noted what the day brought."""
    if kept is State.RUNNING and effective_on is not None and effective_on <= on:
        return State.LEFT
    return kept


def waits_for(
    state: State, *, has_date: bool, efforts: int, answered: int, has_no_opportunity: bool
) -> tuple[Wait, ...]:
    """All that a withdrawal waits for; the day comes whatever else is missing."""
    if state is not State.RUNNING:
        return (Wait.NOTHING,)
    waits = [] if has_date else [Wait.DATE]
    if not efforts and not has_no_opportunity:
        waits.append(Wait.EFFORTS)
    if answered < efforts:
        waits.append(Wait.ANSWERS)
    if has_date:
        waits.append(Wait.DAY)
    return tuple(waits)


def check_signed_day(effective_on: dt.date | None, on: dt.date) -> None:
    """Who signs a notice here says on which day the organization leaves, today or later."""
    if effective_on is None:
        raise RuleBroken(N_("Enter the day on which your organization leaves."), field="effective_on")
    if effective_on < on:
        raise RuleBroken(N_("This day has passed. Choose today or a later day."), field="effective_on")
    check_in_reach(effective_on, on)


def check_paper_day(effective_on: dt.date | None, on: dt.date, *, paper_says_so: bool) -> None:
    """A paper may name a day that has passed; who enters it says that it does. It may name none."""
    if effective_on is None:
        return
    check_in_reach(effective_on, on)
    if effective_on < on and not paper_says_so:
        raise RuleBroken(
            N_("This day has passed. If the paper says so, confirm it below; else correct the day."),
            field="effective_on",
        )


def check_new_day(effective_on: dt.date, on: dt.date) -> None:
    """The day of leaving is moved to today or later."""
    if effective_on < on:
        raise RuleBroken(N_("This day has passed. Choose today or a later day."), field="effective_on")
    check_in_reach(effective_on, on)


def check_in_reach(effective_on: dt.date, on: dt.date) -> None:
    """A day of leaving that can be meant."""
    if effective_on < dates.EARLIEST:
        raise InvalidInput(N_("Check the year: it is too early."), field="effective_on")
    if effective_on > on + LONGEST_NOTICE:
        raise InvalidInput(N_("Check the year: it is too far ahead."), field="effective_on")


def check_given_on(given_on: dt.date, on: dt.date) -> None:
    """A paper notice bears a day that has come."""
    if given_on > on:
        raise RuleBroken(N_("This day lies ahead. Give the day on the paper."), field="given_on")
    if given_on < dates.EARLIEST:
        raise InvalidInput(N_("Check the year: it is too early."), field="given_on")


def check_happened(day: dt.date, on: dt.date, *, field: str) -> None:
    """What is recorded as done was done today or before."""
    if day > on:
        raise RuleBroken(N_("This day lies ahead. Record it once it has happened."), field=field)
    if day < dates.EARLIEST:
        raise InvalidInput(N_("Check the year: it is too early."), field=field)


def check_notice_days(days: int | None) -> None:
    """A team has no notice period, or one of some days."""
    if days is not None and not 1 <= days <= MOST_NOTICE_DAYS:
        raise InvalidInput(
            N_("Enter a number of days from 1 to %(most)s, or leave it empty."),
            field="days",
            most=MOST_NOTICE_DAYS,
        )


def earliest_day(given_on: dt.date, notice_days: int | None) -> dt.date | None:
    """The first day that keeps the team's notice period; None where it has none."""
    return dates.shifted(given_on, notice_days) if notice_days else None


def days_short(given_on: dt.date, effective_on: dt.date | None, notice_days: int | None) -> int:
    """How many days of the team's notice period are missing: a warning, never a bar."""
    earliest = earliest_day(given_on, notice_days)
    if earliest is None or effective_on is None:
        return 0
    return max((earliest - effective_on).days, 0)


def check_words(text: str, *, field: str, length: int = TEXT_LENGTH) -> str:
    """Something said in words, and in bounds."""
    words = text.strip()
    if not words:
        raise RuleBroken(N_("Say it in a few words."), field=field)
    return check_length(words, field=field, length=length)


def check_length(text: str, *, field: str, length: int = TEXT_LENGTH) -> str:
    """Words that may be missing, in bounds."""
    words = text.strip()
    if len(words) > length:
        raise InvalidInput(N_("Use at most %(count)s characters."), field=field, count=length)
    return words


def check_relayed(channel: Channel) -> None:
    """An answer that a coordinator brings came by some channel."""
    if channel not in RELAYED:
        raise RuleBroken(N_("Say how the answer came."), field="channel")
