"""The open cases that wait for a person whose role in the team ends: their number, and nothing else."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import ngettext

from registry.accounts.models import User
from registry.conflicts.queries.to_do import lines
from registry.database.session import db
from registry.security.permissions import Role
from registry.teams.hooks import Holding, finds_holdings
from registry.teams.models import Team


@finds_holdings(4)
def holdings(team_id: int, user_id: int, on: dt.date) -> Iterator[Holding]:
    """The number of open cases that wait for the person."""
    user, team = db.session.get_one(User, user_id), db.session.get_one(Team, team_id)
    waiting = lines(user, team, Role.MEMBER, on)
    cases = {line.values["case_id"] for line in waiting if not line.others}
    if cases:
        yield Holding(
            ngettext(
                "One open conflict case waits for them",
                "%(num)d open conflict cases wait for them",
                len(cases),
            )
        )
