"""Partners over time: the status and tier on a date, and the allowed changes."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from registry import dates
from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled
from registry.moves import Moves
from registry.spells import Spell, joined
from registry.text import email_address

NAME_LENGTH = 200
CITY_LENGTH = 120
PHONE_LENGTH = 40
REASON_LENGTH = 500
TEXT_LENGTH = 5_000
MOST_SIGNATURES = 5
MOST_SCHEDULE_LINES = 30


class Status(Labelled):
    """The status of an organization in a team."""

    JOINING = "joining", N_("Joining"), "info"
    PARTNER = "partner", N_("Partner"), "good"
    LEAVING = "leaving", N_("Leaving"), "wait"
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    REFUSED = "refused", N_("Refused")
    #: Listed by mistake: it never was a partner. Its page says so; it counts nowhere.
    MISTAKE = "mistake", N_("Entered by mistake")


#: An organization that has withdrawn or was refused can join again.
MOVES = Moves(
    {
        Status.JOINING: {Status.PARTNER, Status.REFUSED, Status.WITHDRAWN},
        Status.PARTNER: {Status.LEAVING, Status.WITHDRAWN},
        Status.LEAVING: {Status.PARTNER, Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.JOINING, Status.PARTNER},
        Status.REFUSED: {Status.JOINING},
        Status.MISTAKE: (),
    },
    lambda _now, _then: N_("A partner cannot go from the status it has on that day to this one."),
    field="status",
)

#: Statuses of organizations that no longer participate, or never did.
ENDED = frozenset({Status.WITHDRAWN, Status.REFUSED, Status.MISTAKE})
#: Those that are set from a day on.
DATED = tuple(status for status in Status if status is not Status.MISTAKE)


class NoteKind(Labelled):
    """Kinds of dated notes."""

    CALL = "call", N_("Call")
    PROMISE = "promise", N_("Promise"), "info"
    MEETING = "meeting", N_("Meeting")
    OTHER = "other", N_("Other")


class Contribution(Labelled):
    """Kinds of contributions in a partner's schedule."""

    TIME = "time", N_("Time")
    EXPERTISE = "expertise", N_("Expertise")
    MONEY = "money", N_("Money")
    OTHER = "other", N_("Other")


class Dated(Protocol):
    """A fact in force from a date on, unless it was struck out."""

    @property
    def id(self) -> int: ...
    @property
    def effective_on(self) -> dt.date: ...
    @property
    def stands(self) -> bool: ...
    @property
    def is_set(self) -> bool: ...


D = TypeVar("D", bound=Dated)


def in_force(facts: Iterable[D], on: dt.date) -> D | None:
    """The fact in force on a date: the latest one that stands. One that is still to be set never outranks
    one that is set.
    """
    effective = [fact for fact in facts if fact.stands and fact.effective_on <= on]
    return max(effective, key=lambda fact: (fact.is_set, fact.effective_on, fact.id), default=None)


def coming(facts: Iterable[D], on: dt.date) -> list[D]:
    """The facts dated after a day, soonest first: announced, but not in effect."""
    known = list(facts)
    later = [
        fact for fact in known if fact.stands and fact.effective_on > on and not is_outranked(known, fact)
    ]
    return sorted(later, key=lambda fact: (fact.effective_on, fact.id))


def is_outranked(facts: Iterable[D], fact: D) -> bool:
    """Whether a fact that is still to be set never held, since one that is set held on its day."""
    return fact.stands and not fact.is_set and in_force(facts, fact.effective_on) is not fact


def spells(facts: Sequence[D], word: Callable[[D], str]) -> list[Spell]:
    """What held from which day on, each until the next, in order of time."""
    days = sorted({fact.effective_on for fact in facts if fact.stands})
    held = [(day, fact) for day in days if (fact := in_force(facts, day)) is not None]
    return joined(Spell(word(fact), day) for day, fact in held)


def check_place_of_day(facts: Iterable[D], wrong: D, effective_on: dt.date) -> None:
    """A correction must not override a later row that takes effect on the same day."""
    place = (wrong.effective_on, wrong.id)
    for fact in facts:
        is_later = fact.stands and fact.is_set and (fact.effective_on, fact.id) > place
        if is_later and fact.effective_on == effective_on:
            raise RuleBroken(
                N_("Another entry holds from %(day)s, and came after this one. Correct that entry instead."),
                field="effective_on",
                day=effective_on,
            )


class Reach(Labelled):
    """Whether a partner's signature can be requested."""

    READY = "ready", N_("Can be asked"), "good"
    NO_SIGNATORY = "no_signatory", N_("No signatory"), "bad"
    NO_ADDRESS = "no_address", N_("No address"), "bad"
    TOO_FEW = "too_few", N_("Too few with an address"), "wait"
    NO_TIER = "no_tier", N_("Tier to be set"), "wait"
    ENDED = "ended", N_("Takes no part")


def reach(*, status: Status, has_tier: bool, listed: int, with_address: int, needed: int) -> Reach:
    """What is missing before a partner can sign: people, an address, enough of them, or its tier."""
    if status in ENDED:
        return Reach.ENDED
    if not listed:
        return Reach.NO_SIGNATORY
    if not with_address:
        return Reach.NO_ADDRESS
    if with_address < needed:
        return Reach.TOO_FEW
    return Reach.READY if has_tier else Reach.NO_TIER


def check_order(statuses: Sequence[tuple[dt.date, Status]]) -> None:
    """Each status, past or planned, must be allowed after the previous one; repetitions are allowed."""
    for (_, before), (day, after) in itertools.pairwise(statuses):
        if after is not before and after not in MOVES[before]:
            raise RuleBroken(
                N_("The status dated %(day)s could not follow from this. Correct that entry first."),
                field="status",
                day=day,
            )


def check_effective_date(effective_on: dt.date) -> None:
    """A change needs a plausible date."""
    if effective_on < dates.EARLIEST:
        raise InvalidInput(N_("Check the year: it is too early."), field="effective_on")


def check_signatures_needed(count: int) -> None:
    """A partner needs at least one signature, up to a limit."""
    if not 1 <= count <= MOST_SIGNATURES:
        raise RuleBroken(
            N_("A partner needs between 1 and %(most)s signatures."),
            field="signatures_needed",
            most=MOST_SIGNATURES,
        )


def check_person(*, name: str, title: str, email: str) -> None:
    """A signatory needs a name, a title or an address; an address must be valid."""
    if not (name or title or email):
        raise InvalidInput(N_("Give a name, a title or an e-mail address."), field="name")
    if email and email_address(email) != email:
        raise InvalidInput(N_("This is not an e-mail address, such as name@example.org."), field="email")


def check_due(kind: NoteKind, on: dt.date, due_on: dt.date | None) -> None:
    """Only a promise has a due date, not earlier than the promise."""
    if due_on is not None and kind is not NoteKind.PROMISE:
        raise RuleBroken(
            N_("Only a promise falls due: choose “Promise”, or leave this date out."), field="due_on"
        )
    if due_on is not None and due_on < on:
        raise RuleBroken(N_("A promise falls due on the day it is made or later."), field="due_on")


def check_schedule_length(lines: int) -> None:
    """The length of a schedule is limited, so that it stays readable on paper."""
    if lines > MOST_SCHEDULE_LINES:
        raise RuleBroken(N_("A schedule has at most %(most)s lines."), most=MOST_SCHEDULE_LINES)


def in_new_order(places: Sequence[int]) -> list[int]:
    """The lines, numbered from 1, in the requested order; `places` is the requested position of each line.

    A line that moves up is placed before the line at that position; a line that moves down, behind it.
    """

    def wanted(line: int) -> tuple[float, int]:
        place = places[line - 1]
        return (place + 0.5 * ((place > line) - (place < line)), line)

    return sorted(range(1, len(places) + 1), key=wanted)
