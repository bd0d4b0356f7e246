"""What pages of announcements share."""

import io

from flask import g, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from registry.announcements import access
from registry.announcements.models import Announcement
from registry.announcements.queries import announcements
from registry.committees.queries.capacity import coordinator
from registry.errors import N_, NotFound
from registry.files import storage
from registry.security.actors import Act
from registry.web.page import act_of, today


def announcement_here(announcement_id: int) -> Announcement:
    """The announcement of this address; raises `NotFound` for a reader who must not know of it."""
    announcement = announcements.announcement_of(g.team.id, announcement_id)
    access.check_may_read(announcement, current_user, g.role, today())
    return announcement


def coordinators_act() -> Act:
    """An act on this page, now, of the reader, who coordinates the team."""
    return act_of(coordinator(current_user))


def page_of(announcement: Announcement) -> str:
    """The address of an announcement's page."""
    return url_for("announcements.show", team=g.team.slug, announcement_id=announcement.id)


def paper_of(announcement: Announcement, paper_id: int) -> Response:
    """A paper of an announcement, as a download; raises `NotFound`."""
    paper = next((one for one in announcement.papers if one.id == paper_id), None)
    if paper is None:
        raise NotFound(N_("There is no such paper."))
    return send_file(
        io.BytesIO(storage.read_file(paper.fingerprint)),
        mimetype=paper.media_type,
        download_name=paper.name,
        as_attachment=True,
    )
