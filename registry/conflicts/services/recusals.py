"""Recusals: found by the registry, or declared by the person."""

from registry.accounts.models import User
from registry.audit.services import events
from registry.committees.queries import steering_committees
from registry.conflicts.access import capacity
from registry.conflicts.models.cases import Case, Recusal
from registry.conflicts.queries.cases import can_recuse
from registry.conflicts.rules.cases import REASON_LENGTH, StepKind, check_open, check_said
from registry.conflicts.rules.cases import State as CaseState
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.services import steps
from registry.database.session import db
from registry.errors import N_, InvalidInput, Refused, RuleBroken
from registry.security.actors import Act


def recuse(case: Case, *, whom: User, reason: str, act: Act) -> Recusal:
    """Recuse a person from a case: by their own statement, or recorded by a leader of the case."""
    on = act.on
    check_open(CaseState(case.state))
    by = capacity.handler(case, act.by, on) if whom.id == act.by.id else capacity.manager(case, act.by, on)
    reason = check_said(reason, field="reason", most=REASON_LENGTH)
    if any(recusal.user_id == whom.id for recusal in case.recusals):
        raise InvalidInput(N_("This person takes no part already."), field="whom")
    if whom.id not in {user.id for user in can_recuse(case, on)}:
        raise Refused(N_("This person has no part in handling this case."))
    return _keep(case, whom, reason=reason, is_own_party=False, act=act.as_(by))


def take_back(recusal: Recusal, *, reason: str, act: Act) -> None:
    """Take back a mistaken recusal: the person takes part again, and both events stay recorded.

    Only a leader of the case may do so, not the recused themselves. A recusal that the registry found,
    because their own organization is a party, cannot be taken back.
    """
    case = recusal.case
    on = act.on
    check_open(CaseState(case.state))
    by = capacity.manager(case, act.by, on)
    if recusal.is_own_party:
        raise Refused(N_("Their own organization is a party: that cannot be taken back."))
    if not recusal.stands:
        raise RuleBroken(N_("This recusal was taken back already."))
    reason = check_said(reason, field="reason", most=REASON_LENGTH)
    recusal.strike(reason=reason, act=act.as_(by))
    steps.add(case, StepKind.RECUSAL_TAKEN_BACK, on=on, act=act.as_(by), words=recusal.name)
    events.record(CaseEvent.RECUSAL_TAKEN_BACK, case, act.as_(by), user=recusal.user_id)


def correct(recusal: Recusal, *, whom: User, reason: str, act: Act) -> Recusal:
    """Correct a recusal that names the wrong person: it is taken back, and the right one takes its place."""
    take_back(recusal, reason=reason, act=act)
    db.session.flush()
    right = recuse(recusal.case, whom=whom, reason=recusal.reason, act=act)
    recusal.superseded_by_id = right.id
    return right


def note_own_parties(case: Case, *, act: Act) -> None:
    """Record the recusal of committee members whose own organization is a party."""
    committee = steering_committees.committee_on(case.team_id, act.on) if case.at_steering else case.committee
    recused_ids = {recusal.user_id for recusal in case.recusals}
    for member in capacity.recused_of(case, capacity.room_of(committee, act.on)):
        if member.user_id is not None and member.user_id not in recused_ids:
            recused_ids.add(member.user_id)
            whom = db.session.get_one(User, member.user_id)
            _keep(case, whom, reason="", is_own_party=True, act=act)


def _keep(case: Case, whom: User, *, reason: str, is_own_party: bool, act: Act) -> Recusal:
    recusal = Recusal(
        case=case,
        user_id=whom.id,
        name=whom.name,
        is_own_party=is_own_party,
        reason=reason,
        recorded_at=act.at,
    )
    recusal.done_by(act.by)
    db.session.add(recusal)
    db.session.flush()
    steps.add(case, StepKind.RECUSED, on=act.on, act=act, words=whom.name)
    events.record(CaseEvent.RECUSED, case, act, user=whom.id, own_party=is_own_party)
    return recusal
