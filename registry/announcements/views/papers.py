"""Gives out the papers of announcements."""

import io

from flask import send_file
from werkzeug.wrappers import Response

from registry.announcements.models import Announcement
from registry.errors import N_, NotFound
from registry.files import storage


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
