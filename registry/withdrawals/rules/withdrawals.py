"""How an organization leaves or stays: states, dates, efforts, and what a withdrawal waits for."""

import datetime as dt
import enum
from dataclasses import dataclass, field
from typing import Any

from registry import dates
from registry.documents.rules.provisions import ProvisionKind
from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled
from registry.moves import Moves


class Kind(Labelled):
    """The subject of a line in the hand-over list."""

    SEAT = "seat", N_("Seats")
    DECISION = "decision", N_("Open decisions")
    ACTION = "task", N_("Decisions it carries out")
    CASE = "case", N_("Open conflict cases")
    SHARE = "share", N_("Unpaid shares")
    REQUEST = "request", N_("Open signing requests")
    PROMISE = "promise", N_("Promises noted")
    CONTRIBUTION = "contribution", N_("Contributions of its schedule")


@dataclass(frozen=True)
class Line:
    """One thing to hand over, in both languages, and the page with more about it."""

    kind: Kind
    text: dict[str, str]
    endpoint: str = ""
    place: dict[str, Any] = field(default_factory=dict)
    #: The text for printed and stored lists, if it differs.
    on_paper: dict[str, str] = field(default_factory=dict)
    #: Not printed and not stored, because its readers are limited.
    is_confidential: bool = False


NAME_LENGTH = 200
TEXT_LENGTH = 5_000
#: The longest time between notice and leaving; a later day is a typing error.
LONGEST_NOTICE = dt.timedelta(days=5 * 366)
#: What a withdrawal keeps from the agreement in force on the day of its notice.
PROVISIONS = (ProvisionKind.NOTICE_DAYS,)
MOST_EFFORTS = 50


class State(Labelled):
    """The state of a withdrawal; the hint says why it cannot be changed or begun again."""

    #: Notice was given; the organization is still a partner.
    RUNNING = "running", N_("Notice given"), "wait", N_("This withdrawal is running already.")
    #: The notice was taken back.
    STAYED = "stayed", N_("Stays"), "good", N_("The notice was taken back: the organization stays.")
    #: Its day has come.
    LEFT = (
        "left",
        N_("Has left"),
        "quiet",
        N_("The day of the withdrawal has come: the organization has left."),
    )


#: A withdrawal ends once: the organization stays, or it leaves.
MOVES = Moves(
    {State.RUNNING: {State.STAYED, State.LEFT}, State.STAYED: set(), State.LEFT: set()},
    lambda now, _then: now.hint,
)


class Reason(Labelled):
    """Why an organization leaves, as one of a few reasons; the description of the notice says more."""

    MANDATE = "mandate", N_("Its mandate or strategy has changed")
    MEANS = "means", N_("It lacks the money or the people")
    DIRECTION = "direction", N_("It disagrees with the direction of the team")
    CONFLICT = "conflict", N_("A conflict could not be settled")
    RULES = "rules", N_("A law, a funder or its board requires it")
    MERGER = "merger", N_("It merges with another organization or closes")
    OTHER_TEAM = "other_team", N_("It joins another team")
    OTHER = "other", N_("Another reason")
    NOT_STATED = "not_stated", N_("Not stated")


class Method(Labelled):
    """How a notice was given."""

    TYPED = "typed", N_("Signed online")
    PAPER = "paper", N_("Entered from paper")


class EffortKind(Labelled):
    """The purpose of an effort, as the Statement names it in its part on withdrawal."""

    UNDERSTAND = (
        "understand",
        N_("Effort to understand"),
        "quiet",
        N_("To understand: what lies behind the wish to leave."),
    )
    ADDRESS = (
        "address",
        N_("Effort to address"),
        "quiet",
        N_("To address: what could change so that it stays."),
    )
    MITIGATE = (
        "mitigate",
        N_("Effort to mitigate"),
        "quiet",
        N_("To mitigate: what softens the leaving for patients, partners and joint work."),
    )


class Answer(Labelled):
    """The partner's answer to an effort."""

    ACCEPTED = "accepted", N_("Accepted"), "good"
    IN_PART = "in_part", N_("Accepted in part"), "info"
    DECLINED = "declined", N_("Declined"), "wait"


class Channel(Labelled):
    """How an answer was given."""

    ONLINE = "online", N_("given here")  #: by the partner itself
    MEETING = "meeting", N_("in a meeting")
    PHONE = "phone", N_("by phone")
    EMAIL = "email", N_("by e-mail")
    LETTER = "letter", N_("by letter")


#: The channels by which a coordinator can relay an answer.
RELAYED = (Channel.MEETING, Channel.PHONE, Channel.EMAIL, Channel.LETTER)


class ActKind(enum.StrEnum):
    """Acts in a withdrawal, other than efforts and answers."""

    NOTICE = "notice"
    DATE = "date"  #: the day of leaving was set or moved
    CORRECTED = "corrected"  #: the day of leaving was mistyped, and had come
    NO_OPPORTUNITY = "no_opportunity"  #: why no effort could be made
    STAYED = "stayed"
    LEFT = "left"


class Wait(Labelled):
    """The things that a withdrawal can wait for."""

    DATE = "date", N_("a day of leaving")
    EFFORTS = "efforts", N_("efforts, or why there was no opportunity")
    ANSWERS = "answers", N_("answers of the organization")
    DAY = "day", N_("the day of leaving")
    NOTHING = "nothing", N_("nothing more")


def state_on(kept: State, effective_on: dt.date | None, on: dt.date) -> State:
    """The state of a withdrawal on a day, whether or not the effects of the day of leaving were recorded
    already.
    """
    if kept is State.RUNNING and effective_on is not None and effective_on <= on:
        return State.LEFT
    return kept


def waits_for(
    state: State, *, has_date: bool, efforts: int, answered: int, has_no_opportunity: bool
) -> tuple[Wait, ...]:
    """The things that are missing in a withdrawal; they do not delay the day of leaving."""
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
    """A notice signed here names a day of leaving, today or later."""
    if effective_on is None:
        raise RuleBroken(N_("Enter the day on which your organization leaves."), field="effective_on")
    if effective_on < on:
        raise RuleBroken(N_("This day has passed. Choose today or a later day."), field="effective_on")
    check_in_reach(effective_on, on)


def check_paper_day(effective_on: dt.date | None, on: dt.date, *, paper_says_so: bool) -> None:
    """A paper notice may name a past day if the person who enters it confirms that the paper says so; it may
    name none.
    """
    if effective_on is None:
        return
    check_in_reach(effective_on, on)
    if effective_on < on and not paper_says_so:
        raise RuleBroken(
            N_("This day has passed. If the paper says so, confirm it below; else correct the day."),
            field="effective_on",
        )


def check_new_day(effective_on: dt.date, on: dt.date) -> None:
    """The day of leaving can be moved to today or later."""
    if effective_on < on:
        raise RuleBroken(N_("This day has passed. Choose today or a later day."), field="effective_on")
    check_in_reach(effective_on, on)


def check_in_reach(effective_on: dt.date, on: dt.date) -> None:
    """The day of leaving must be plausible."""
    if effective_on < dates.EARLIEST:
        raise InvalidInput(N_("Check the year: it is too early."), field="effective_on")
    if effective_on > on + LONGEST_NOTICE:
        raise InvalidInput(N_("Check the year: it is too far ahead."), field="effective_on")


def check_given_on(given_on: dt.date, on: dt.date) -> None:
    """A paper notice must not be dated in the future."""
    if given_on > on:
        raise RuleBroken(N_("This day lies ahead. Give the day on the paper."), field="given_on")
    if given_on < dates.EARLIEST:
        raise InvalidInput(N_("Check the year: it is too early."), field="given_on")


def check_happened(day: dt.date, on: dt.date, *, field: str) -> None:
    """Something recorded as done must not be dated in the future."""
    if day > on:
        raise RuleBroken(N_("This day lies ahead. Record it once it has happened."), field=field)
    if day < dates.EARLIEST:
        raise InvalidInput(N_("Check the year: it is too early."), field=field)


def earliest_day(given_on: dt.date, notice_days: int | None) -> dt.date | None:
    """The first day that respects the notice of the agreement; None when it asks for none."""
    return dates.shifted(given_on, notice_days) if notice_days else None


def days_short(given_on: dt.date, effective_on: dt.date | None, notice_days: int | None) -> int:
    """How many days of the notice of the agreement are missing: a warning, never an obstacle."""
    earliest = earliest_day(given_on, notice_days)
    if earliest is None or effective_on is None:
        return 0
    return max((earliest - effective_on).days, 0)


def check_words(text: str, *, field: str, length: int = TEXT_LENGTH) -> str:
    """Check and return a required text: it must not be empty or too long."""
    words = text.strip()
    if not words:
        raise RuleBroken(N_("Say it in a few words."), field=field)
    return check_length(words, field=field, length=length)


def check_length(text: str, *, field: str, length: int = TEXT_LENGTH) -> str:
    """Check and return an optional text: it must not be too long."""
    words = text.strip()
    if len(words) > length:
        raise InvalidInput(N_("Use at most %(count)s characters."), field=field, count=length)
    return words


def check_relayed(channel: Channel) -> None:
    """A relayed answer needs a channel."""
    if channel not in RELAYED:
        raise RuleBroken(N_("Say how the answer came."), field="channel")
