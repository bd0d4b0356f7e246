"""Sealing a checkpoint of every team's chain once its day is over."""

from registry import clock
from registry.extensions import db
from registry.jobs.schedule import task
from registry.records import orders
from registry.teams.models import Team
from registry.trail import checkpoints, evidence  # noqa: F401  # registers who drafts the records
from registry.transactions import unit_of_work

SEAL = "trail.seal_checkpoints"


@task(SEAL, every=3600)
def seal_checkpoints() -> None:
    """Seal what is due, a team at a time: within the hour after a team's midnight, wherever it is."""
    for team_id in checkpoints.teams_due(clock.now()):
        with unit_of_work(team_id, wake=(orders.ISSUE,)):
            checkpoints.seal(db.session.get_one(Team, team_id), now=clock.now())
