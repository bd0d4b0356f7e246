"""A partner's signatories: adding, changing, ordering, ending."""

from typing import Any

from flask import Blueprint, g, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.database.transactions import unit_of_work
from registry.partners.forms.people import AddPersonForm, ChangePersonForm, EndForm, PersonForm
from registry.partners.hooks import page_after_address
from registry.partners.models.people import Signatory
from registry.partners.queries import look_alikes, partners
from registry.partners.services import signatories
from registry.partners.views._page import partner_here, partner_page
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today

bp = Blueprint("signatories", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>/signatories")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def add(partner_id: int) -> Page:
    """Add a signatory."""
    partner, form = partner_here(partner_id), AddPersonForm(data={"started_on": today()})
    return submit(
        form,
        lambda: signatories.add_signatory(
            partner, **_said(form), authority=form.authority.data or "", said=form.said(), act=act_of(actor())
        ),
        done=lambda signatory: _("%(name)s may sign.", name=signatory.called),
        to=partner_page(partner, "signatories"),
        template="partners/signatory.html",
        warn=look_alikes.words_on_signatory,
        partner=partner,
    )


@bp.route("/<int:signatory_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def change(partner_id: int, signatory_id: int) -> Page:
    """Change a signatory."""
    partner = partner_here(partner_id)
    person = partners.signatory_of(partner, signatory_id)
    form = ChangePersonForm(data=_known(person))
    return submit(
        form,
        lambda: signatories.change_signatory(
            person, **_said(form), authority=person.authority, act=act_of(actor())
        ),
        done=_("Saved."),
        to=lambda _: page_after_address(person) or partner_page(partner, "signatories"),
        template="partners/signatory.html",
        warn=lambda _: look_alikes.words_on_signatory(person),
        seen=partner,
        saved=lambda: _known(person),
        partner=partner,
        person=person,
    )


@bp.post("/<int:signatory_id>/up")
@requires(Permission.EDIT_PARTNERS)
def move_up(partner_id: int, signatory_id: int) -> Response:
    """Move a signatory up in the signing order."""
    partner = partner_here(partner_id)
    with unit_of_work(g.team.id):
        signatories.move_signatory_up(partners.signatory_of(partner, signatory_id), act=act_of(actor()))
    return redirect(partner_page(partner, f"signatory-{signatory_id}"), 303)


@bp.route("/<int:signatory_id>/end", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def end(partner_id: int, signatory_id: int) -> Page:
    """End a person's right to sign on a day."""
    partner = partner_here(partner_id)
    person = partners.signatory_of(partner, signatory_id)
    known = {"on": person.ended_on or today()}
    form = EndForm(data=known | {"revision": partner.revision})
    return submit(
        form,
        lambda: signatories.end_signatory(person, on=form.on.data, act=act_of(actor())),
        done=_("Recorded."),
        to=partner_page(partner, "signatories"),
        template="partners/end.html",
        seen=partner,
        saved=lambda: {"on": person.ended_on},
        partner=partner,
        person=person,
    )


def _said(form: PersonForm) -> dict[str, Any]:
    return {name: form[name].data or "" for name in ("name", "title", "email", "phone", "language")}


def _known(person: Signatory) -> dict[str, Any]:
    return {
        "name": person.name,
        "title": person.title,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "revision": person.partner.revision,
    }
