"""The open cases that wait for somebody whose role in the team ends: how many, and nothing of them."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import ngettext

from registry.accounts.models import User
from registry.conflicts.queries.to_do import waits_of
from registry.database.session import db
from registry.teams.hooks import Holding, finds_holdings
from registry.teams.models import Team


@finds_holdings(4)
def holdings(team_id: int, user_id: int, on: dt.date) -> Iterator[Holding]:
    """How many open cases wait for them."""
    user, team = db.session.get_one(User, user_id), db.session.get_one(Team, team_id)
    cases = {one.case.id for one in waits_of(user, team, on).on_person}
    if cases:
        yield Holding(
            ngettext(
                "One open conflict case waits for them",
                "%(num)d open conflict cases wait for them",
                len(cases),
            )
        )
