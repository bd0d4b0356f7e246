"""`security.txt` (RFC 9116): where to report a vulnerability, if the installation says so."""

import datetime as dt

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from registry import clock, settings
from registry.web.access import public

bp = Blueprint("security_text", __name__)

#: For how long its content is valid; readers then fetch it again (RFC 9116, 2.5.5).
LIFETIME = dt.timedelta(days=180)
ADDRESS = "/.well-known/security.txt"


@bp.get(ADDRESS)
@public("whoever finds a weakness needs to know whom to tell")
def show() -> Response:
    """The contact, and until when it is valid."""
    contact = settings.setting("REGISTRY_SECURITY_CONTACT")
    if not contact:
        abort(404)
    until = (clock.now() + LIFETIME).astimezone(dt.UTC)
    lines = (
        f"Contact: {contact}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, fr",
        f"Canonical: {settings.public_address()}{ADDRESS}",
    )
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
