"""What decisions wait for from somebody whose role in the team ends."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import ngettext

from registry.accounts.models import User
from registry.database.session import db
from registry.decisions.queries.to_do import Kind, waits_of
from registry.security.permissions import Role
from registry.teams.hooks import Holding, finds_holdings
from registry.teams.models import Team

OWN_ANSWERS = {Kind.POSITION, Kind.CONFIRMATION, Kind.BALLOT}


@finds_holdings(3)
def holdings(team_id: int, user_id: int, on: dt.date) -> Iterator[Holding]:
    """How many positions and votes are asked of them, and what they are to carry out."""
    user, team = db.session.get_one(User, user_id), db.session.get_one(Team, team_id)
    waits = waits_of(user, team, Role.MEMBER, on).on_person
    answers = sum(one.kind in OWN_ANSWERS for one in waits)
    tasks = sum(one.kind is Kind.CARRYING_OUT for one in waits)
    if answers:
        yield Holding(
            ngettext(
                "One position or vote is asked of them",
                "%(num)d positions or votes are asked of them",
                answers,
            )
        )
    if tasks:
        yield Holding(ngettext("One decision to carry out", "%(num)d decisions to carry out", tasks))
