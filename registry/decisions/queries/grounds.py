"""Decisions on which a partnership can rest."""

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _

from registry.database.session import db
from registry.dates import day
from registry.decisions.models.decisions import Decision
from registry.decisions.models.resolutions import Resolution
from registry.decisions.rules.decisions import Audience, Outcome
from registry.partners.hooks import finds_grounds
from registry.partners.rules.grounds import Ground, Offer
from registry.teams.models import Team

#: The newest ones; an older one is named in words.
MOST = 50


@finds_grounds
def grounds(team: Team, _on: dt.date) -> list[Offer]:
    """The team's adopted decisions that everybody in it may read, newest first."""
    query = (
        sa.select(Decision.id, Decision.title, Resolution.decided_on)
        .join(Resolution, Resolution.decision_id == Decision.id)
        .where(Decision.team_id == team.id, Decision.audience == Audience.TEAM.value)
        .where(Resolution.outcome == Outcome.ADOPTED.value)
        .order_by(Resolution.decided_on.desc(), Decision.id.desc())
        .limit(MOST)
    )
    return [
        Offer(
            Ground.DECISION,
            f"decision:{number}",
            _("“%(title)s”, decided on %(day)s", title=title, day=day(decided_on)),
        )
        for number, title, decided_on in db.session.execute(query)
    ]
