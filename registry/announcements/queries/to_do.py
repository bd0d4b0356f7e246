"""The announcements that people are asked to answer or have not opened, for their home page."""

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _

from registry import dates
from registry.accounts.models import User
from registry.announcements.models import Announcement, AnnouncementCopy
from registry.announcements.queries import announcements
from registry.partners.models.partners import Partner
from registry.partners.queries.representatives import capacities_of
from registry.security.permissions import Role
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team


def _any_made(team_id: int) -> sa.ColumnElement[bool]:
    return sa.select(Announcement.id).where(Announcement.team_id == team_id).exists()


@finds_lines(100, if_any=_any_made)
def lines(user: User, team: Team, _role: Role, on: dt.date) -> list[Line]:
    """The announcements that wait for the answer of an organization that a person acts for, and others that
    went to them and they have not opened.
    """
    partner_ids = list(capacities_of(user.id, team.id, on))
    if not partner_ids:
        return []
    now = dates.midnight(on, team.timezone)
    to_answer = announcements.unanswered(partner_ids, now)
    asked = {(announcement.id, partner.id) for announcement, partner in to_answer}
    return [
        *(_to_answer(announcement, partner, user) for announcement, partner in to_answer),
        *(
            _to_read(copy, user)
            for copy in announcements.unopened(team.id, user.email, now)
            if copy.partner_id in partner_ids and (copy.announcement_id, copy.partner_id) not in asked
        ),
    ]


def _to_answer(announcement: Announcement, partner: Partner, user: User) -> Line:
    title = _("%(team)s asks %(partner)s for an answer", team=announcement.team.name(), partner=partner.name)
    return _line(title, announcement, user)


def _to_read(copy: AnnouncementCopy, user: User) -> Line:
    team = copy.announcement.team.name()
    title = _("%(team)s has written to %(partner)s", team=team, partner=copy.partner.name)
    return _line(title, copy.announcement, user)


def _line(title: str, announcement: Announcement, user: User) -> Line:
    values = {"team": announcement.team.slug, "announcement_id": announcement.id}
    return Line(
        title=title, text=announcement.title(user.language), endpoint="announcements.show", values=values
    )
