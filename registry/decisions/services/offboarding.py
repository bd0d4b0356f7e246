"""The decisions that wait for a person whose role in the team ends."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import ngettext

from registry.accounts.models import User
from registry.database.session import db
from registry.decisions import access
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries import to_do
from registry.teams.hooks import Holding, finds_holdings


@finds_holdings(3)
def holdings(team_id: int, user_id: int, on: dt.date) -> Iterator[Holding]:
    """The number of positions and votes expected from the person, and what they must carry out."""
    mandate = access.mandate_of(db.session.get_one(User, user_id), team_id, on)
    decisions = decision_queries.open_decisions(team_id, user_id=user_id, on=on)
    answers = sum(len(to_do.answers_asked(decision, mandate, on)) for decision in decisions)
    actions = len(to_do.to_carry_out(mandate, on))
    if answers:
        yield Holding(
            ngettext(
                "One position or vote is asked of them",
                "%(num)d positions or votes are asked of them",
                answers,
            )
        )
    if actions:
        yield Holding(ngettext("One decision to carry out", "%(num)d decisions to carry out", actions))
