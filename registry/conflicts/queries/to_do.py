"""What waits for whom in a team's cases: for a person's home page, and for the board."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from registry.conflicts.access import capacity, visibility
from registry.conflicts.access.visibility import Sight
from registry.conflicts.models.cases import Case
from registry.conflicts.queries import cases as case_queries
from registry.conflicts.rules.cases import Decider, State
from registry.conflicts.rules.terms import ProposalKind
from registry.errors import N_
from registry.labels import Labelled
from registry.security.actors import Actor
from registry.teams.models import Team


class Kind(Labelled):
    """What a case waits for from a person."""

    EXTENSION = "extension", N_("An extension is proposed: say yes or no")
    DECIDER = "decider", N_("Say who is to decide the case")
    SHARE = "share", N_("Confirm your share of an expense")
    DECISION = "decision", N_("A case waits for its final decision")
    OVERDUE = "overdue", N_("A case is over its last day")


@dataclass(frozen=True)
class Waiting:
    """A case that waits for somebody, for what, and since which day."""

    kind: Kind
    case: Case
    since: dt.date


@dataclass(frozen=True)
class WaitingFor:
    """What a case waits for, in words, with the names of those it waits for."""

    case: Case
    words: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waits:
    """What waits for a person, and for whom the person waits."""

    on_person: Sequence[Waiting]
    on_others: Sequence[WaitingFor]


def waits_of(user: Actor, team: Team, on: dt.date) -> Waits:
    """What waits for a person (answers and shares of their party, cases to decide; the longest first), and
    for whom the cases that they handle wait: answers and shares that are still out.
    """
    who = visibility.onlooker(user, team.id, on)
    cases = [*case_queries.open_cases(team.id), *case_queries.cases_with_unconfirmed_shares(team.id)]
    sights = list(visibility.visible(cases, who))
    theirs = [one for sight in sights for one in _on(sight, team.timezone)]
    handled = [sight.case for sight in sights if sight.handles]
    return Waits(
        sorted(theirs, key=lambda one: (one.since, one.case.id)),
        [one for case in handled for one in (*_unanswered(case), *_unconfirmed(case))],
    )


def waiting_for(case: Case, on: dt.date, room: capacity.Room | None = None) -> list[WaitingFor]:
    """What a case waits for, the most pressing first; never empty while it is open.

    `room` is the steering committee on that day, where it was read for several cases.
    """
    found = [*_unanswered(case), *_unconfirmed(case)]
    if case.is_open:
        found.append(_next_step(case, room or capacity.steering_room(case.team_id, on)))
    return found


def _on(sight: Sight, zone: str) -> list[Waiting]:
    case = sight.case
    found = [
        Waiting(Kind(one.kind), case, _day(one.proposed_at, zone))
        for one in case.term.open_proposals
        if capacity.can_answer(sight, one)
    ]
    found += [
        Waiting(Kind.SHARE, case, _day(share.expense.recorded_at, zone))
        for share in case_queries.to_confirm(sight)
    ]
    if case.state == State.AT_STEERING and sight.is_chair:
        found.append(Waiting(Kind.DECISION, case, case.term.began_on or case.raised_on))
    due_on = case.term.due_on
    if due_on is not None and case.is_open and _chases(sight) and due_on < sight.onlooker.on:
        found.append(Waiting(Kind.OVERDUE, case, due_on))
    return found


def _chases(sight: Sight) -> bool:
    """Whether somebody sees to it that a case they handle moves on: a coordinator."""
    return sight.handles and sight.onlooker.is_coordinator


def _unanswered(case: Case) -> list[WaitingFor]:
    return [
        WaitingFor(case, _words_of(one.kind), names)
        for one in (case.term.open_proposals if case.is_open else ())
        if (names := tuple(party.name() for party in case.parties if party.id not in one.answered()))
    ]


def _words_of(kind: str) -> str:
    if kind == ProposalKind.EXTENSION:
        return _("Answer to the extension proposed")
    return _("Answer on who decides")


def _unconfirmed(case: Case) -> list[WaitingFor]:
    shares = case_queries.unconfirmed(case)
    if not shares:
        return []
    words = ngettext("Share of an expense to confirm", "Shares of expenses to confirm", len(shares))
    return [WaitingFor(case, words, tuple(dict.fromkeys(share.party.name() for share in shares)))]


def _next_step(case: Case, room: capacity.Room) -> WaitingFor:
    state = case.state
    if state is State.AT_COMMITTEE:
        return WaitingFor(case, _("Settlement, or the steering committee"), (case.committee.name(),))
    if state is State.WITH_HELPER:
        names = (case.helper.name,) if case.helper else ()
        return WaitingFor(case, _("Facilitation or mediation"), names)
    deciding = capacity.deciding_in(case, room)
    if deciding.kind is Decider.NOBODY:
        return WaitingFor(case, _("The parties to name who decides"))
    return WaitingFor(case, _("Decision of the steering committee"), deciding_names(deciding))


def deciding_names(deciding: capacity.Deciding) -> tuple[str, ...]:
    """Who decides, by name."""
    if deciding.kind is Decider.CHAIR and deciding.chair:
        return (deciding.chair.name,)
    if deciding.kind is Decider.NAMED and deciding.named:
        return (deciding.named.person_name,)
    return tuple(member.name for member in deciding.members)


def _day(at: dt.datetime, zone: str) -> dt.date:
    return at.astimezone(ZoneInfo(zone)).date()
