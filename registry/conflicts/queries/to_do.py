"""What cases wait for, and for whom: for a person's home page, and for the board."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from registry.accounts.models import User
from registry.conflicts.access import capacity, visibility
from registry.conflicts.access.visibility import Sight
from registry.conflicts.models.cases import Case
from registry.conflicts.queries import cases as case_queries
from registry.conflicts.rules.cases import Decider, State
from registry.conflicts.rules.terms import ProposalKind
from registry.security.permissions import Role
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team


@dataclass(frozen=True)
class WaitingFor:
    """What a case waits for, in words, and the names of the people or organizations it waits for."""

    words: str
    names: tuple[str, ...] = ()


@finds_lines(10, if_any=case_queries.any_unsettled)
def lines(user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """What a person must do in cases, longest-waiting first: answers and confirmations for their party, and
    decisions. Then the answers and confirmations that other people owe in the cases that the person handles.
    """
    who = visibility.onlooker_as(user, role, team.id, on)
    everything = [visibility.sight_of(case, who) for case in case_queries.unsettled_cases(team.id)]
    sights = [sight for sight in everything if sight.may_know]
    asked = [(since, sight.case.id, line) for sight in sights for since, line in _asked(sight, team)]
    asked += [
        (since, sight.case.id, line)
        for sight in everything
        if not sight.may_know
        for since, line in _to_pay(sight, team)
    ]
    return [
        *[line for _since, _case_id, line in sorted(asked, key=lambda one: one[:2])],
        *[_awaited(sight.case, one, team) for sight in sights if sight.handles for one in _out(sight.case)],
    ]


def waiting_for(case: Case, on: dt.date) -> list[WaitingFor]:
    """What a case waits for, the most urgent first; never empty while the case is open."""
    found = _out(case)
    if case.is_open:
        found.append(_next_step(case, on))
    return found


def _asked(sight: Sight, team: Team) -> list[tuple[dt.date, Line]]:
    """What a case requires of a person, each with the day since when."""
    case, zone = sight.case, team.timezone
    found = [
        (_day(one.proposed_at, zone), _asks(one.kind))
        for one in case.term.open_proposals
        if capacity.can_answer(sight, one)
    ]
    found += [
        (_day(share.expense.recorded_at, zone), _("Confirm your share of an expense"))
        for share in case_queries.to_confirm(sight)
    ]
    if case.state == State.AT_STEERING and sight.is_chair:
        found.append((case.term.began_on or case.raised_on, _("A case waits for its final decision")))
    due_on = case.term.due_on if case.is_open else None
    if due_on is not None and _chases(sight) and due_on < sight.onlooker.on:
        found.append((due_on, _("A case is over its last day")))
    page = {"team": team.slug, "case_id": case.id}
    return [(since, Line(title, case.title, "conflicts.show", page, due_on=due_on)) for since, title in found]


def _to_pay(sight: Sight, team: Team) -> list[tuple[dt.date, Line]]:
    """The shares that are asked of a person who knows nothing else of the case."""
    title, case_id = _("Confirm your share of an expense"), sight.case.id
    return [
        (
            _day(share.expense.recorded_at, team.timezone),
            Line(
                title,
                share.expense.what,
                "conflict_expenses.share",
                {"team": team.slug, "case_id": case_id, "share_id": share.id},
            ),
        )
        for share in case_queries.to_confirm(sight)
    ]


def _asks(kind: str) -> str:
    if kind == ProposalKind.EXTENSION:
        return _("An extension is proposed: say yes or no")
    return _("Say who is to decide the case")


def _awaited(case: Case, waits: WaitingFor, team: Team) -> Line:
    return Line(
        title=_("%(case)s: %(waits)s", case=case.title, waits=waits.words),
        text="",
        endpoint="conflicts.show",
        values={"team": team.slug, "case_id": case.id},
        due_on=case.term.due_on,
        others=waits.names,
    )


def _chases(sight: Sight) -> bool:
    """Whether a person is responsible for the progress of a case: a coordinator who handles it."""
    return sight.handles and sight.onlooker.is_coordinator


def _out(case: Case) -> list[WaitingFor]:
    """The missing answers and confirmations of parties."""
    return [*_unanswered(case), *_unconfirmed(case)]


def _unanswered(case: Case) -> list[WaitingFor]:
    return [
        WaitingFor(_words_of(one.kind), names)
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
    return [WaitingFor(words, tuple(dict.fromkeys(share.payer() for share in shares)))]


def _next_step(case: Case, on: dt.date) -> WaitingFor:
    state = case.state
    if state is State.AT_COMMITTEE:
        return WaitingFor(_("Settlement, or the steering committee"), (case.committee.name(),))
    if state is State.WITH_HELPER:
        names = (case.helper.name,) if case.helper else ()
        return WaitingFor(_("Facilitation or mediation"), names)
    deciding = capacity.deciding_on(case, on)
    if deciding.kind is Decider.NOBODY:
        return WaitingFor(_("The parties to name who decides"))
    return WaitingFor(_("Decision of the steering committee"), deciding_names(deciding))


def deciding_names(deciding: capacity.Deciding) -> tuple[str, ...]:
    """The names of the people who decide."""
    if deciding.kind is Decider.CHAIR and deciding.chair:
        return (deciding.chair.name,)
    if deciding.kind is Decider.NAMED and deciding.named:
        return (deciding.named.person_name,)
    return tuple(member.name for member in deciding.members)


def _day(at: dt.datetime, zone: str) -> dt.date:
    return at.astimezone(ZoneInfo(zone)).date()
