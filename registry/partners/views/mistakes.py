"""Marking a partner as entered by mistake, and taking that back."""

from functools import partial

from flask import Blueprint
from flask_babel import gettext as _

from registry.partners import wording
from registry.partners.services import mistakes
from registry.partners.views._page import partner_here, partner_page
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.corrections import CorrectionForm, correct
from registry.web.page import Page

bp = Blueprint("partner_mistakes", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>")


@bp.route("/mistake", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def mark(partner_id: int) -> Page:
    """Mark a partner as entered by mistake, or put it back."""
    partner = partner_here(partner_id)
    stood = partner.stands
    form = CorrectionForm(data={"revision": partner.revision})
    return correct(
        form,
        partial(mistakes.mark if stood else mistakes.take_back, partner),
        holds=lambda: wording.spells_of_status(partner),
        done=_("It is marked as entered by mistake.") if stood else _("It is on the register again."),
        to=partner_page(partner),
        template="partners/mistake.html",
        seen=partner,
        partner=partner,
        stood=stood,
    )
