"""Dated notes about a partner: a call, a promise, a meeting."""

from flask import Blueprint, flash, g, render_template, request
from flask_babel import gettext as _

from registry.partners.forms.partners import NoteForm
from registry.partners.queries import partner_page
from registry.partners.rules.partners import NoteKind
from registry.partners.services import partners
from registry.partners.views._page import form_page, partner_here, to_partner
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.forms import attempt
from registry.web.page import Page, act_of, actor, today
from registry.web.parameters import row_number

bp = Blueprint("partner_notes", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>/notes")


@bp.get("")
@requires(Permission.EDIT_PARTNERS)
def index(partner_id: int) -> Page:
    """What was noted about a partner, a page at a time."""
    partner = partner_here(partner_id)
    after = partner_page.note_of(partner.id, request.args.get("after", type=row_number))
    return render_template(
        "partners/notes.html",
        partner=partner,
        notes=partner_page.notes_of(partner.id, after=after),
        today=today(),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def add(partner_id: int) -> Page:
    """Note a call, a promise or a meeting."""
    partner = partner_here(partner_id)
    form = NoteForm(data={"on": today()})
    done = attempt(
        form,
        lambda: partners.add_note(
            partner,
            kind=NoteKind(form.kind.data),
            on=form.on.data,
            text=form.text.data,
            due_on=form.due_on.data,
            act=act_of(actor()),
        ),
        team_id=g.team.id,
    )
    if done:
        flash(_("Noted."), "success")
        return to_partner(partner, "notes")
    return form_page("note", form, partner)
