"""Who may read which announcement, and whose answers."""

import datetime as dt

import sqlalchemy as sa

from registry.accounts.models import User
from registry.announcements.models import Announcement, AnnouncementCopy
from registry.audit import hooks as audit_hooks
from registry.audit.hooks import SubjectColumn, TrailReader
from registry.audit.models import named
from registry.database.session import db
from registry.errors import N_, NotFound
from registry.partners.queries.representatives import capacities_of
from registry.security.permissions import Role


def visible_to(user_id: int, team_id: int, role: Role, on: dt.date) -> sa.ColumnElement[bool]:
    """SQL condition: an announcement that a person may read. Coordinators read all, readers what was sent,
    and members what was sent to an organization that they act for.
    """
    if role is Role.COORDINATOR:
        return sa.true()
    if role is Role.READER:
        return Announcement.sent_at.is_not(None)
    got = sa.select(AnnouncementCopy.announcement_id).where(
        AnnouncementCopy.partner_id.in_(capacities_of(user_id, team_id, on))
    )
    return Announcement.id.in_(got)


def check_may_read(announcement: Announcement, user: User, role: Role, on: dt.date) -> None:
    """Raises `NotFound` for a reader who must not know of the announcement."""
    if role is Role.COORDINATOR:
        return
    visible = visible_to(user.id, announcement.team_id, role, on)
    if not db.session.scalar(sa.select(Announcement.id).where(Announcement.id == announcement.id, visible)):
        raise NotFound(N_("There is no such announcement."))


@audit_hooks.hides
def is_not_theirs(reader: TrailReader, subject: SubjectColumn) -> sa.ColumnElement[bool]:
    """SQL condition: the subject of an event is an announcement that the reader must not know of."""
    if reader.role is Role.COORDINATOR:
        return sa.false()
    visible = sa.select(named("announcement", Announcement.id)).where(
        Announcement.team_id == reader.team_id,
        visible_to(reader.user_id, reader.team_id, reader.role, reader.on),
    )
    return sa.and_(subject.like("announcement:%"), subject.not_in(visible))
