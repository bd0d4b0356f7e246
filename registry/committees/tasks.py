"""Moves the mark of the steering committee to the one that the agreement names.

Which committee has the role is computed from the agreement in force on the day, so a late worker does no
harm; the mark is what holds on when an agreement names none any more.
"""

from registry import clock
from registry.committees.queries import steering_committees
from registry.committees.services import committees
from registry.database.acts import act_at
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.security import actors
from registry.teams.models import Team

FOLLOW = "committees.follow_agreement"


@task(FOLLOW, every=3600, not_done=N_("The steering committee that an agreement names cannot be marked"))
def follow_agreement() -> None:
    """Mark the committees that agreements in force name; safe to run twice at once."""
    troubles.each(FOLLOW, steering_committees.with_agreements(), _follow)


def _follow(row: troubles.Due) -> None:
    team = db.session.get_one(Team, row.id)
    if not steering_committees.is_marked_otherwise(team.id, clock.today(team.timezone)):
        return
    with unit_of_work(row.team_id):
        team = db.session.get_one(Team, row.id)
        committees.follow_agreement(team, act=act_at(actors.REGISTRY, clock.now(), team.timezone))
