"""Whom the team cannot reach, on one page."""

from flask import Blueprint, g, render_template, url_for

from registry.pages.queries.unreached import unreached_of
from registry.partners.hooks import leads_on_after_address
from registry.partners.models.people import Signatory
from registry.security.permissions import Permission
from registry.signing.queries import asked_elsewhere, moved_accounts
from registry.web.access import requires
from registry.web.page import Page, today

bp = Blueprint("unreached", __name__, url_prefix="/teams/<team>/unreached")


@leads_on_after_address
def to_new_links(signatory: Signatory) -> str:
    """The page that offers a new link, where a request of the person was sent elsewhere."""
    asked = asked_elsewhere(signatory.partner.team_id, signatory.partner_id)
    is_asked = any(request.signatory_id == signatory.id for request in asked)
    return url_for("unreached.index", team=signatory.partner.team.slug) if is_asked else ""


@bp.get("", strict_slashes=False)
@requires(Permission.EDIT_PARTNERS)
def index() -> Page:
    """Partners whom nobody represents, vacant seats, observers without an address, and moved addresses."""
    return render_template(
        "pages/unreached.html",
        unreached=unreached_of(g.team, today()),
        moved=asked_elsewhere(g.team.id),
        accounts=moved_accounts(g.team.id, today()),
    )
