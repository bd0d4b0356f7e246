"""Whom the team cannot reach, on one page."""

from flask import Blueprint, g, render_template

from registry.pages.queries.unreached import unreached_of
from registry.partners.hooks import PARTS_OF_PAGE
from registry.security.permissions import Permission
from registry.signing.queries import asked_elsewhere
from registry.web.access import requires
from registry.web.page import Page, today

bp = Blueprint("unreached", __name__, url_prefix="/teams/<team>/unreached")

PARTS_OF_PAGE.append("pages/_asked_elsewhere.html")
bp.add_app_template_global(asked_elsewhere)


@bp.get("", strict_slashes=False)
@requires(Permission.EDIT_PARTNERS)
def index() -> Page:
    """Partners whom nobody represents, vacant seats, observers without an address, and moved addresses."""
    return render_template(
        "pages/unreached.html",
        unreached=unreached_of(g.team, today()),
        moved=asked_elsewhere(g.team.id),
    )
