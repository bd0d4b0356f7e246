"""Raises a case and leads it along its path: each act is checked, stored, recorded and announced."""

import datetime as dt
import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from registry.audit.services import events
from registry.committees.models import Committee
from registry.committees.queries import steering_committees
from registry.committees.queries.capacity import coordinator
from registry.conflicts.access import capacity, visibility
from registry.conflicts.models.cases import Case, CaseTerm, Helper
from registry.conflicts.queries.parties import Named
from registry.conflicts.rules.cases import (
    MOVES,
    NAME_LENGTH,
    PROVISIONS,
    REASON_LENGTH,
    SUBJECT_LENGTH,
    HelperRole,
    State,
    StepKind,
    check_happened_on,
    check_parties,
    check_raised_on,
    check_said,
    first_state,
)
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.rules.terms import Basis, due_on
from registry.conflicts.services import mailings, recusals, steps
from registry.database.session import db
from registry.documents.queries import provisions
from registry.documents.rules.provisions import CountedFrom
from registry.errors import N_, InvalidInput, Refused
from registry.outbox.rules.reach import NOBODY, LeftOut
from registry.records.rules import ALPHABET
from registry.security.actors import Act, Actor
from registry.teams.models import Team

REFERENCE_LENGTH = 6


def raise_case(
    team: Team,
    *,
    committee: Committee,
    named: Sequence[Named],
    subject: str,
    account: str,
    raised_on: dt.date | None = None,
    left_out: LeftOut = NOBODY,
    act: Act,
) -> Case:
    """Raise a formal conflict; its term begins on this day, or on its escalation where that is agreed.

    A coordinator may raise it for others, and date it back; anybody else only for their own party, today.
    `left_out` are handlers who get no mail about it.
    """
    today = act.on
    subject = check_said(subject, field="subject", most=SUBJECT_LENGTH)
    account = check_said(account, field="account")
    check_parties([named_party.key for named_party in named])
    _check_committee(committee, team, today)
    onlooker = visibility.onlooker(act.by, team.id, today)
    raised_on = raised_on or today
    check_raised_on(raised_on, today)
    if not onlooker.is_coordinator and raised_on != today:
        raise InvalidInput(N_("A case that you raise begins today."), field="raised_on")
    in_force = provisions.in_force(team.id, raised_on)
    at_steering = committee is steering_committees.committee_on(team.id, today)
    case = Case(
        team=team,
        reference=_free_reference(team.id),
        committee=committee,
        at_steering=at_steering,
        state=first_state(arose_at_steering=at_steering),
        title=subject,
        account=account,
        raised_on=raised_on,
        raised_at=act.at,
        version_id=in_force.version_id,
        provisions=in_force.only(PROVISIONS),
        parties=[named_party.as_party(place) for place, named_party in enumerate(named, start=1)],
    )
    by = _who_raises(case, onlooker)
    case.done_by(by)
    starts = at_steering or case.values.counted_from is CountedFrom.RAISED
    _begin_term(case, Basis.RAISED, raised_on if starts else None, set_on=today)
    db.session.add(case)
    db.session.flush()
    steps.add(case, StepKind.RAISED, on=raised_on, act=act.as_(by))
    events.record(CaseEvent.RAISED, case, act.as_(by), state=case.state, raised_on=raised_on.isoformat())
    recusals.note_own_parties(case, act=act.as_(by))
    mailings.tell(case, "raised", left_out, act=act.as_(by))
    return case


def escalate(case: Case, *, reason: str, left_out: LeftOut = NOBODY, act: Act) -> None:
    """Bring a case before the steering committee; the committee where it arose no longer has it.

    `left_out` are handlers who get no mail about it.
    """
    on = act.on
    by = capacity.manager(case, act.by, on)
    MOVES.check(case.state, State.AT_STEERING)
    if case.state == State.WITH_HELPER:
        raise InvalidInput(N_("This case is before the steering committee already."))
    reason = check_said(reason, field="reason", most=REASON_LENGTH)
    if steering_committees.committee_on(case.team_id, on) is None:
        raise InvalidInput(N_("No committee has the steering role yet. Name one first."), field="reason")
    case.state, case.at_steering = State.AT_STEERING, True
    if case.term.began_on is None:
        _start_clock(case.term, Basis.ESCALATED, on, set_on=on)
    steps.add(case, StepKind.ESCALATED, on=on, act=act.as_(by), words=reason)
    events.record(CaseEvent.ESCALATED, case, act.as_(by))
    recusals.note_own_parties(case, act=act.as_(by))
    mailings.tell(case, "escalated", left_out, act=act.as_(by))


def bring_in_helper(
    case: Case,
    *,
    role: HelperRole,
    name: str,
    organization: str = "",
    proposed_by: str = "",
    agreed_by: str = "",
    left_out: LeftOut = NOBODY,
    act: Act,
) -> Helper:
    """Bring in a facilitator or mediator; who proposed and who agreed is stored as text.

    `left_out` are handlers who get no mail about it.
    """
    on = act.on
    by = capacity.manager(case, act.by, on)
    MOVES.check(case.state, State.WITH_HELPER)
    helper = Helper(
        case=case,
        role=role,
        name=check_said(name, field="name", most=NAME_LENGTH),
        organization=organization.strip()[:NAME_LENGTH],
        proposed_by=check_said(proposed_by, field="proposed_by", most=NAME_LENGTH),
        agreed_by=check_said(agreed_by, field="agreed_by", most=NAME_LENGTH),
        began_on=on,
    )
    helper.done_by(by)
    db.session.add(helper)
    db.session.flush()
    case.state = State.WITH_HELPER
    steps.add(case, StepKind.HELPER_IN, on=on, act=act.as_(by), words=helper.name)
    events.record(CaseEvent.HELPER_BROUGHT_IN, case, act.as_(by), helper=helper.id, role=role)
    mailings.tell(case, "helper", left_out, act=act.as_(by))
    return helper


def end_help(case: Case, *, words: str, act: Act) -> None:
    """End facilitation or mediation; the steering committee continues."""
    on = act.on
    by = capacity.manager(case, act.by, on)
    if case.state != State.WITH_HELPER:
        raise InvalidInput(N_("No facilitator or mediator is helping in this case now."))
    words = check_said(words, field="words", most=REASON_LENGTH)
    end_helpers(case, on)
    case.state = State.AT_STEERING
    steps.add(case, StepKind.HELPER_DONE, on=on, act=act.as_(by), words=words)
    events.record(CaseEvent.HELPER_ENDED, case, act.as_(by))


def end_helpers(case: Case, on: dt.date) -> None:
    """End all help from this day on."""
    for helper in case.helpers:
        if helper.ended_on is None:
            helper.ended_on = on


def begin_term_again(case: Case, *, on: dt.date) -> CaseTerm:
    """Begin a new term for a reopened case, of as many days as the first; earlier terms stay stored."""
    term = _begin_term(case, Basis.REOPENED, on, set_on=on)
    db.session.add(term)
    db.session.flush()
    return term


def check_on(case: Case, on: dt.date | None, today: dt.date) -> dt.date:
    """The day something happened: today, or an earlier day of the present term."""
    began_on = case.term.began_on or case.raised_on
    on = on or today
    check_happened_on(on, began_on=began_on, today=today)
    return on


def _begin_term(case: Case, basis: Basis, began_on: dt.date | None, *, set_on: dt.date) -> CaseTerm:
    term = CaseTerm(case=case, number=len(case.terms) + 1, basis=basis)
    if began_on is not None:
        _start_clock(term, basis, began_on, set_on=set_on)
    return term


def _start_clock(term: CaseTerm, basis: Basis, began_on: dt.date, *, set_on: dt.date) -> None:
    term.basis, term.began_on, term.due_set_on = basis, began_on, set_on
    term.due_on = term.original_due_on = due_on(began_on, term.case.values.conflict_days)


def _who_raises(case: Case, onlooker: visibility.Onlooker) -> Actor:
    sight = visibility.sight_of(case, onlooker)
    if onlooker.is_coordinator and not sight.is_recused:
        return coordinator(onlooker.user)
    if not sight.parties:
        raise Refused(N_("You can raise a case for a party that you answer for, and this names none."))
    return capacity.as_party(sight, sight.parties[0])


def _check_committee(committee: Committee, team: Team, on: dt.date) -> None:
    if committee.team_id != team.id or committee.is_closed(on):
        raise InvalidInput(N_("Choose the committee where it arose."), field="committee")


def _free_reference(team_id: int) -> str:
    """An unused reference that reveals nothing: neither the subject nor the number of cases."""
    while True:
        letters_ = "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH))
        reference = f"{letters_[:3]}-{letters_[3:]}"
        is_taken = sa.select(Case.id).where(Case.team_id == team_id, Case.reference == reference)
        if db.session.scalar(is_taken) is None:
            return reference
