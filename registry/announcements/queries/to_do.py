"""The announcements that people are asked to answer, for their home page."""

import datetime as dt

from flask_babel import gettext as _

from registry import dates
from registry.accounts.models import User
from registry.announcements.queries import announcements
from registry.partners.queries.representatives import capacities_of
from registry.security.permissions import Role
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team


@finds_lines(10)
def lines(user: User, team: Team, _role: Role, on: dt.date) -> list[Line]:
    """The announcements that wait for the answer of an organization that a person acts for."""
    partner_ids = list(capacities_of(user.id, team.id, on))
    now = dates.midnight(on, team.timezone)
    return [
        Line(
            title=_("%(team)s asks %(partner)s for an answer", team=team.name(), partner=partner.name),
            text=announcement.title(user.language),
            endpoint="announcements.show",
            values={"team": team.slug, "announcement_id": announcement.id},
        )
        for announcement, partner in (announcements.unanswered(partner_ids, now) if partner_ids else ())
    ]
