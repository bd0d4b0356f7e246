"""What pages of announcements share."""

from flask import g, url_for
from flask_login import current_user

from registry.announcements import access
from registry.announcements.models import Announcement
from registry.announcements.queries import announcements
from registry.security import actors
from registry.security.actors import Act, Capacity
from registry.web.page import act_of, today


def announcement_here(announcement_id: int) -> Announcement:
    """The announcement of this address; raises `NotFound` for a reader who must not know of it."""
    announcement = announcements.announcement_of(g.team.id, announcement_id)
    access.check_may_read(announcement, current_user, g.role, today())
    return announcement


def coordinators_act() -> Act:
    """An act on this page, now, of the reader, who coordinates the team."""
    return act_of(actors.person(current_user.id, current_user.name, Capacity.COORDINATOR))


def page_of(announcement: Announcement) -> str:
    """The address of an announcement's page."""
    return url_for("announcements.show", team=g.team.slug, announcement_id=announcement.id)
