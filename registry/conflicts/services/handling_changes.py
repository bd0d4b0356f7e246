"""Tells the handlers of a case when a recused person changes who handles it.

Recused people keep their role in the team: they can appoint coordinators, who see every case, and give seats
on the committee that has the case. They may do so, but the handlers always learn of it.
"""

from registry.accounts.models import User
from registry.audit.services import events
from registry.conflicts import messages
from registry.conflicts.access import visibility
from registry.conflicts.models.cases import Case
from registry.conflicts.queries import cases
from registry.conflicts.rules.cases import StepKind
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.services import steps
from registry.database import acts
from registry.database.session import db
from registry.security import actors
from registry.security.actors import Act, Actor, Capacity
from registry.teams.hooks import Change, hears_changes
from registry.teams.models import Team


@hears_changes
def tell_who_handle(change: Change) -> None:
    """Report a change, in each open case that it affects, if the person who made it is excluded from handling
    that case.
    """
    maker = db.session.get(User, change.act.by.id) if change.act.by.kind == "user" else None
    # A change that no person made, or a change of the person's own role or seat, needs no report.
    if maker is None or maker.id == change.user_id:
        return
    team = db.session.get_one(Team, change.team_id)
    act = acts.act_at(change.act.by, change.act.at, team.timezone)
    onlooker = visibility.onlooker(maker, team.id, act.on)
    for case in cases.open_cases(team.id):
        if visibility.sight_of(case, onlooker).is_recused and _reaches(change, case, onlooker.steering_id):
            _tell(case, change, act=act.as_(_person(maker, change)))


def _reaches(change: Change, case: Case, steering_id: int | None) -> bool:
    """Whether a change affects who handles a case; coordinators handle all cases."""
    return change.committee_id in (None, visibility.handling_committee(case, steering_id))


def _person(maker: User, change: Change) -> Actor:
    actor = change.act.by
    capacity = Capacity(actor.capacity) if actor.capacity else Capacity.COORDINATOR
    return actors.person(maker.id, maker.name, capacity, actor.acts_for, actor.whom)


def _tell(case: Case, change: Change, *, act: Act) -> None:
    steps.add(case, StepKind(change.what.value), on=act.on, act=act, words=change.name)
    events.record(CaseEvent.HANDLING_CHANGED, case, act, what=change.what.value, user=change.user_id)
    messages.About.post_handling(case, act, but=change.user_id)
