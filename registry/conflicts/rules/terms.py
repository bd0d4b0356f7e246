"""The term of a case: the calendar days that the agreement gives it, from the day it was raised or escalated,
or until a later day that all parties agreed to.
"""

import datetime as dt
import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from registry import dates
from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled

#: Handlers and parties are reminded this many days before the last day.
REMIND_BEFORE = (30, 14, 7, 3, 1, 0)
#: The longest extension; more is a typing error.
MOST_DAYS = 3 * 366


class Basis(enum.StrEnum):
    """What day 0 of a term is: the day it was raised, escalated or reopened."""

    RAISED = "raised"
    ESCALATED = "escalated"
    REOPENED = "reopened"


def due_on(day_zero: dt.date, days: int) -> dt.date:
    """The last day, counted from day 0 in calendar days: of 45 days, day 45."""
    return dates.shifted(day_zero, days)


def due_at(due: dt.date, zone: str) -> dt.datetime:
    """The moment, in UTC, at which the last day ends in the team's time zone."""
    return dates.midnight(dates.shifted(due, 1), zone)


@dataclass(frozen=True)
class Standing:
    """The progress of a term on a day, in calendar days."""

    began_on: dt.date
    original_due_on: dt.date
    due_on: dt.date
    on: dt.date

    @property
    def days_left(self) -> int:
        """Whole days until the last one: 0 on it, negative after it."""
        return (self.due_on - self.on).days

    @property
    def days_over(self) -> int:
        """Days since the last one; 0 until it has ended."""
        return max(0, -self.days_left)

    @property
    def is_over(self) -> bool:
        """Whether the last day has ended."""
        return self.days_left < 0

    @property
    def length(self) -> int:
        """Days of the whole term, including extensions."""
        return (self.due_on - self.began_on).days

    @property
    def spent(self) -> int:
        """Days that have passed, at most the whole term."""
        return min(max(0, (self.on - self.began_on).days), self.length)

    @property
    def is_extended(self) -> bool:
        """Whether all parties agreed to a later day."""
        return self.due_on != self.original_due_on


def reminder_due(due: dt.date, *, set_on: dt.date, on: dt.date) -> int | None:
    """The reminder due on a day, as a number of days before the last one; None when none is due, or the term
    is over. A reminder that the worker missed is sent late, but not if it was due before the last day was
    set.
    """
    passed = [before for before in REMIND_BEFORE if set_on <= dates.shifted(due, -before) <= on <= due]
    return min(passed, default=None)


# -- what every party must agree to ------------------------------------------------------------------


class ProposalState(Labelled):
    """The state of a proposal; the hint explains why it accepts no more answers."""

    OPEN = "open", N_("Waits for answers"), "wait"
    AGREED = "agreed", N_("Agreed by every party"), "good", N_("Every party has agreed already.")
    REFUSED = "refused", N_("Refused"), "bad", N_("A party has refused this; propose anew.")
    ENDED = (
        "ended",
        N_("Ended: the case closed first"),
        "quiet",
        N_("The case was closed before every party had answered."),
    )


class ProposalKind(enum.StrEnum):
    """Kinds of proposals."""

    EXTENSION = "extension"  #: another last day
    DECIDER = "decider"  #: who decides, when nobody of the committee is left to


def state_after(parties: Collection[int], answers: Mapping[int, bool]) -> ProposalState:
    """The state after the answers so far: one no ends it; only a yes of every party accepts it."""
    if any(not answer for answer in answers.values()):
        return ProposalState.REFUSED
    if parties and all(answers.get(party) for party in parties):
        return ProposalState.AGREED
    return ProposalState.OPEN


def check_proposal(*, to_on: dt.date, due: dt.date, on: dt.date) -> None:
    """A proposed last day must be later than the present one, and not past."""
    if to_on <= due:
        raise InvalidInput(N_("Choose a day after the present last day."), field="to_on")
    if to_on < on:
        raise InvalidInput(N_("This day has passed."), field="to_on")
    if (to_on - due).days > MOST_DAYS:
        raise InvalidInput(N_("This day is more than three years away."), field="to_on")


def check_answer(state: ProposalState, answers: Mapping[int, bool], party: int) -> None:
    """A party answers once, while the proposal is open."""
    if party in answers:
        message = N_("This party has said yes already.") if answers[party] else N_("This party has said no.")
        raise RuleBroken(message)
    if state is not ProposalState.OPEN:
        raise RuleBroken(state.hint)
