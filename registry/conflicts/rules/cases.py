"""The path of a conflict case: its states, the allowed moves, and who sees which part."""

import datetime as dt
import enum
from collections.abc import Collection, Sequence

from registry.documents.rules.provisions import ProvisionKind
from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled
from registry.moves import Moves

SUBJECT_LENGTH = 200
NAME_LENGTH = 200
REASON_LENGTH = 5_000
#: For the account of a conflict, a note, or an outcome.
TEXT_LENGTH = 20_000
FEWEST_PARTIES = 2
MOST_PARTIES = 50


#: What a case keeps from the agreement in force on the day on which it was raised.
PROVISIONS = (ProvisionKind.CONFLICT_DAYS, ProvisionKind.COUNTED_FROM, ProvisionKind.EXPENSES)


class State(Labelled):
    """The state of a case; the hint explains why a case in this state cannot be moved to it again."""

    AT_COMMITTEE = (
        "at_committee",
        N_("At the committee where it arose"),
        "info",
        N_("This case is at the committee where it arose already."),
    )
    AT_STEERING = (
        "at_steering",
        N_("At the steering committee"),
        "info",
        N_("This case is before the steering committee already."),
    )
    #: A person brought in by the steering committee helps.
    WITH_HELPER = (
        "with_helper",
        N_("With a facilitator or mediator"),
        "wait",
        N_("This case is with a facilitator or mediator already."),
    )
    DECIDED = "decided", N_("Decided"), "good"
    SETTLED = "settled", N_("Settled"), "good"
    WITHDRAWN = "withdrawn", N_("Taken back")
    REFERRED = "referred", N_("Referred elsewhere")


OPEN = frozenset({State.AT_COMMITTEE, State.AT_STEERING, State.WITH_HELPER})
#: The outcomes without a decision of the steering committee; possible at any step.
WITHOUT_DECISION = frozenset({State.SETTLED, State.WITHDRAWN, State.REFERRED})
CLOSED = WITHOUT_DECISION | {State.DECIDED}

_CLOSED = N_("This case is closed. Reopen it first, with a reason.")
_HELPER_COMES_LATER = N_(
    "The steering committee brings in a facilitator or mediator. Bring the case before it first."
)
_DECIDED_LATER = N_("Only the steering committee decides. Bring the case before it first.")
_NOT_BACK = N_("This case has come before the steering committee and does not go back.")
_ONLY_TO_STEERING = N_("A case that the steering committee had decided is reopened before it.")


def _why_not(state: State, to: State) -> str:
    if state in CLOSED:
        return _ONLY_TO_STEERING if to is State.AT_COMMITTEE else _CLOSED
    if state is to:
        return state.hint
    if state is State.AT_COMMITTEE and to is State.WITH_HELPER:
        return _HELPER_COMES_LATER
    if state is State.AT_COMMITTEE and to is State.DECIDED:
        return _DECIDED_LATER
    return _NOT_BACK


#: A closed case is reopened where it was before.
MOVES = Moves(
    {
        State.AT_COMMITTEE: {State.AT_STEERING} | WITHOUT_DECISION,
        State.AT_STEERING: {State.WITH_HELPER, State.DECIDED} | WITHOUT_DECISION,
        State.WITH_HELPER: {State.AT_STEERING, State.DECIDED} | WITHOUT_DECISION,
        State.DECIDED: {State.AT_STEERING},
        State.SETTLED: {State.AT_COMMITTEE, State.AT_STEERING},
        State.WITHDRAWN: {State.AT_COMMITTEE, State.AT_STEERING},
        State.REFERRED: {State.AT_COMMITTEE, State.AT_STEERING},
    },
    _why_not,
)


class Visibility(Labelled):
    """The readers of a note or file, in addition to the people who handle the case."""

    SHARED = "shared", N_("All parties and the committee")
    #: Only the party whose own file it is.
    PARTY = "party", N_("One party and the committee"), "wait"
    COMMITTEE = "committee", N_("The committee alone"), "wait"


class PartyKind(Labelled):
    """Kinds of parties."""

    PARTNER = "partner", N_("Partner")
    SEAT = "seat", N_("Seat")
    COMMITTEE = "committee", N_("Committee")
    TEAM = "team", N_("The team")


class HelperRole(Labelled):
    """Roles of outside helpers."""

    FACILITATOR = "facilitator", N_("Facilitator"), "info"
    MEDIATOR = "mediator", N_("Mediator"), "info"


class StepKind(Labelled):
    """Kinds of steps in a case, visible to everybody who may see it."""

    RAISED = "raised", N_("Raised formally")
    ESCALATED = "escalated", N_("Brought before the steering committee")
    HELPER_IN = "helper_in", N_("Facilitator or mediator brought in")
    HELPER_DONE = "helper_done", N_("Facilitation or mediation ended")
    EXTENSION_AGREED = "extension_agreed", N_("Extension agreed by every party")
    EXTENSION_REFUSED = "extension_refused", N_("Extension refused")
    DECIDER_NAMED = "decider_named", N_("The parties named who decides")
    RECUSED = "recused", N_("Takes no part in handling")
    RECUSAL_TAKEN_BACK = "recusal_taken_back", N_("Takes part in handling again")
    #: A recused person changed who handles the case.
    COORDINATOR_NAMED = (
        "coordinator_named",
        N_("Coordinator named by somebody who takes no part in handling"),
    )
    COORDINATOR_ENDED = (
        "coordinator_ended",
        N_("Role of coordinator ended by somebody who takes no part in handling"),
    )
    SEAT_GIVEN = (
        "seat_given",
        N_("Seat in the committee given by somebody who takes no part in handling"),
    )
    SEAT_ENDED = (
        "seat_ended",
        N_("Seat in the committee ended by somebody who takes no part in handling"),
    )
    CHAIR_CHANGED = (
        "chair_changed",
        N_("Chair of the committee changed by somebody who takes no part in handling"),
    )
    TERM_CORRECTED = (
        "term_corrected",
        N_("Who holds a seat in the committee corrected by somebody who takes no part in handling"),
    )
    CHAIR_CORRECTED = (
        "chair_corrected",
        N_("Chair of the committee corrected by somebody who takes no part in handling"),
    )
    CLOSED = "closed", N_("Closed")
    REOPENED = "reopened", N_("Reopened")


def check_open(state: State) -> None:
    """A closed case cannot be changed until it is reopened."""
    if state in CLOSED:
        raise RuleBroken(_CLOSED)


def first_state(*, arose_at_steering: bool) -> State:
    """The first state: the steering committee only when the conflict arose there."""
    return State.AT_STEERING if arose_at_steering else State.AT_COMMITTEE


def reopened_state(closed_from: State) -> State:
    """The state of a reopened case: it returns to the committee that had it, without the former helper."""
    return State.AT_COMMITTEE if closed_from is State.AT_COMMITTEE else State.AT_STEERING


def check_parties(keys: Sequence[str]) -> None:
    """A case needs two or more different parties; an error names the field of the wrong one."""
    for place, key in enumerate(keys, start=1):
        if key in keys[: place - 1]:
            raise InvalidInput(N_("This party is named twice."), field=f"party_{place}")
    if len(keys) < FEWEST_PARTIES:
        raise InvalidInput(N_("A conflict has two parties or more. Name another."), field="party_2")
    if len(keys) > MOST_PARTIES:
        raise InvalidInput(
            N_("Name at most %(count)s parties."), field=f"party_{MOST_PARTIES + 1}", count=MOST_PARTIES
        )


def check_said(text: str, *, field: str, most: int = TEXT_LENGTH) -> str:
    """Required text, at most `most` characters; returned trimmed."""
    said = text.strip()
    if not said:
        raise InvalidInput(N_("Say it in a few words."), field=field)
    if len(said) > most:
        raise InvalidInput(N_("Use at most %(count)s characters."), field=field, count=most)
    return said


def check_raised_on(raised_on: dt.date, today: dt.date) -> None:
    """A case cannot be entered before the day it was raised, nor more than a year after it."""
    if raised_on > today:
        raise InvalidInput(N_("This day is still to come."), field="raised_on")
    if raised_on < today - dt.timedelta(days=366):
        raise InvalidInput(N_("This day is more than a year ago."), field="raised_on")


def check_happened_on(on: dt.date, *, began_on: dt.date, today: dt.date) -> None:
    """A step of a case must lie between the beginning of the case and today."""
    if on > today:
        raise InvalidInput(N_("This day is still to come."), field="on")
    if on < began_on:
        raise InvalidInput(N_("This day lies before the case was raised."), field="on")


class Decider(enum.StrEnum):
    """Who makes the final decision for the steering committee."""

    CHAIR = "chair"
    MEMBER = "member"  #: a member who is not recused, in place of the chair
    NAMED = "named"  #: named by the parties, because nobody on the committee may decide
    NOBODY = "nobody"  #: nobody, until the parties have named somebody


def who_decides(*, chair_can: bool, members_can: int, named: bool) -> Decider:
    """The chair; else a member who may; else the person named by the parties."""
    if chair_can:
        return Decider.CHAIR
    if members_can:
        return Decider.MEMBER
    return Decider.NAMED if named else Decider.NOBODY


def is_recused(
    *,
    said_so: bool,
    own_partners: Collection[int],
    own_seats: Collection[int],
    party_partners: Collection[int],
    party_seats: Collection[int],
) -> bool:
    """Whether a person is recused: by their own statement, or because their organization or seat is a
    party.
    """
    involved = set(own_partners) & set(party_partners) or set(own_seats) & set(party_seats)
    return said_so or bool(involved)
