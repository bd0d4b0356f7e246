"""Who takes no part in handling a case: found by the registry, or said by the person."""

import datetime as dt

from registry import clock
from registry.accounts.models import User
from registry.audit.tags import Tag
from registry.committees import queries as committees
from registry.committees.models import Committee
from registry.conflicts import doing, seeing, trail
from registry.conflicts.models import Case, Recusal
from registry.conflicts.rules import REASON_LENGTH, StepKind, check_open, check_said
from registry.conflicts.rules import State as CaseState
from registry.errors import N_, InvalidInput, NotFound, Refused, RuleBroken
from registry.extensions import db
from registry.teams.acting import Person


def recuse(case: Case, *, whom: User, reason: str, user: User, now: dt.datetime) -> Recusal:
    """A person takes no part in handling a case: they say so, or whoever leads it notes that they did."""
    on = clock.local_date(now, case.team.timezone)
    check_open(CaseState(case.state))
    by = doing.handler(case, user, on) if whom.id == user.id else doing.manager(case, user, on)
    reason = check_said(reason, field="reason", most=REASON_LENGTH)
    if any(recusal.user_id == whom.id for recusal in case.recusals):
        raise InvalidInput(N_("This person takes no part already."), field="whom")
    if whom.id not in {one.id for one in can_recuse(case, on)}:
        raise Refused(N_("This person has no part in handling this case."))
    return _keep(case, whom, reason=reason, is_own_party=False, on=on, by=by, now=now)


def take_back(recusal: Recusal, *, reason: str, user: User, now: dt.datetime) -> None:
    """A recusal was an error: from then on the person has their part again, and both stay told.

    For who leads the case: the recused themselves have no part in which they could. What the registry found
    itself, that their own organization is a party, is no error that words undo.
    """
    case = recusal.case
    on = clock.local_date(now, case.team.timezone)
    check_open(CaseState(case.state))
    by = doing.manager(case, user, on)
    if recusal.is_own_party:
        raise Refused(N_("Their own organization is a party: that cannot be taken back."))
    if not recusal.holds:
        raise RuleBroken(N_("This recusal was taken back already."))
    recusal.taken_back_reason = check_said(reason, field="reason", most=REASON_LENGTH)
    recusal.taken_back_at, recusal.taken_back_by_id = now, by.user_id
    recusal.taken_back_by, recusal.taken_back_as = by.name, by.capacity.value
    recusal.taken_back_for = by.acts_for[:200]
    trail.add_step(case, StepKind.RECUSAL_TAKEN_BACK, on=on, by=by, now=now, words=recusal.name)
    trail.note(Tag.CASE_RECUSAL_TAKEN_BACK, case, by, now, user=recusal.user_id)


def recusal_of(case: Case, recusal_id: int) -> Recusal:
    """One recusal of a case; `NotFound` where there is none."""
    found = next((one for one in case.all_recusals if one.id == recusal_id), None)
    if found is None:
        raise NotFound(N_("There is no such recusal."))
    return found


def can_recuse(case: Case, on: dt.date) -> list[User]:
    """Those who handle a case now, by name: coordinators, and members with an account."""
    everyone = seeing.onlookers(case.team_id, on)
    handling = [sight.onlooker.user for sight in seeing.sights_of(case, everyone) if sight.handles]
    return sorted(handling, key=lambda one: (one.name, one.id))


def note_own_parties(case: Case, *, on: dt.date, by: Person, now: dt.datetime) -> None:
    """Keep that members of the committee that has a case are recused since their organization is a party."""
    steering = committees.steering_of(case.team_id)
    committee_id = seeing.handling_committee(case, steering.id if steering else None)
    committee = db.session.get(Committee, committee_id) if committee_id else None
    known = {recusal.user_id for recusal in case.recusals}
    for member in doing.recused_of(case, doing.room_of(committee, on)):
        if member.user_id is not None and member.user_id not in known:
            known.add(member.user_id)
            whom = db.session.get_one(User, member.user_id)
            _keep(case, whom, reason="", is_own_party=True, on=on, by=by, now=now)


def _keep(
    case: Case, whom: User, *, reason: str, is_own_party: bool, on: dt.date, by: Person, now: dt.datetime
) -> Recusal:
    recusal = Recusal(
        case=case, user_id=whom.id, name=whom.name, is_own_party=is_own_party, reason=reason, recorded_at=now
    )
    recusal.done_by(by)
    db.session.add(recusal)
    db.session.flush()
    trail.add_step(case, StepKind.RECUSED, on=on, by=by, now=now, words=whom.name)
    trail.note(Tag.CASE_RECUSED, case, by, now, user=whom.id, own_party=is_own_party)
    return recusal
