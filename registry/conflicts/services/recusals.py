"""Who takes no part in handling a case: found by the registry, or said by the person."""

from registry.accounts.models import User
from registry.audit.services import events
from registry.committees.models import Committee
from registry.committees.queries import committees
from registry.conflicts.access import capacity, visibility
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
    """A person takes no part in handling a case: they say so, or whoever leads it notes that they did."""
    on = act.on
    check_open(CaseState(case.state))
    by = capacity.handler(case, act.by, on) if whom.id == act.by.id else capacity.manager(case, act.by, on)
    reason = check_said(reason, field="reason", most=REASON_LENGTH)
    if any(recusal.user_id == whom.id for recusal in case.recusals):
        raise InvalidInput(N_("This person takes no part already."), field="whom")
    if whom.id not in {one.id for one in can_recuse(case, on)}:
        raise Refused(N_("This person has no part in handling this case."))
    return _keep(case, whom, reason=reason, is_own_party=False, act=act.as_(by))


def take_back(recusal: Recusal, *, reason: str, act: Act) -> None:
    """A recusal was an error: from then on the person has their part again, and both stay told.

    For who leads the case: the recused themselves have no part in which they could. What the registry found
    itself, that their own organization is a party, is no error that words undo.
    """
    case = recusal.case
    on = act.on
    check_open(CaseState(case.state))
    by = capacity.manager(case, act.by, on)
    if recusal.is_own_party:
        raise Refused(N_("Their own organization is a party: that cannot be taken back."))
    if not recusal.holds:
        raise RuleBroken(N_("This recusal was taken back already."))
    recusal.taken_back_reason = check_said(reason, field="reason", most=REASON_LENGTH)
    recusal.taken_back_at, recusal.taken_back_by_id = act.at, by.id
    recusal.taken_back_by, recusal.taken_back_as = by.name, str(by.capacity)
    recusal.taken_back_for = by.acts_for[:200]
    steps.add(case, StepKind.RECUSAL_TAKEN_BACK, on=on, act=act.as_(by), words=recusal.name)
    events.record(CaseEvent.RECUSAL_TAKEN_BACK, case, act.as_(by), user=recusal.user_id)


def note_own_parties(case: Case, *, act: Act) -> None:
    """Keep that members of the committee that has a case are recused since their organization is a party."""
    steering = committees.steering_of(case.team_id)
    committee_id = visibility.handling_committee(case, steering.id if steering else None)
    committee = db.session.get(Committee, committee_id) if committee_id else None
    known = {recusal.user_id for recusal in case.recusals}
    for member in capacity.recused_of(case, capacity.room_of(committee, act.on)):
        if member.user_id is not None and member.user_id not in known:
            known.add(member.user_id)
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
