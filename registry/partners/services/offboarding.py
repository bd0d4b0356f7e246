"""What ends with a role: the person's representation of partners."""

import datetime as dt
from functools import partial

import sqlalchemy as sa
from flask_babel import gettext as _

from registry.database.session import db
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative
from registry.partners.services.representatives import end_representative
from registry.security.actors import Act
from registry.teams.hooks import Holding, finds_holdings


@finds_holdings(1)
def holdings(team_id: int, user_id: int, on: dt.date) -> list[Holding]:
    """The partners of a team that a person acts for on a day or later."""
    query = (
        sa.select(Representative)
        .join(Partner, Partner.id == Representative.partner_id)
        .where(Partner.team_id == team_id, Representative.user_id == user_id)
        .where(sa.or_(Representative.ended_on.is_(None), Representative.ended_on > on))
        .order_by(Representative.id)
    )
    return [
        Holding(
            _("Represents %(partner)s", partner=representative.partner.name),
            partial(_end_with_role, representative),
        )
        for representative in db.session.scalars(query)
    ]


def _end_with_role(representative: Representative, on: dt.date, act: Act) -> None:
    end_representative(representative, on=max(on, representative.started_on), act=act)
