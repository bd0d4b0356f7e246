"""Dated notes about a partner: a call, a promise, a meeting."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from registry.partners.forms.partners import NoteForm
from registry.partners.queries import partner_page as partner_page_queries
from registry.partners.rules.partners import NoteKind
from registry.partners.services import partners
from registry.partners.views._page import partner_here, partner_page
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today
from registry.web.parameters import row_number

bp = Blueprint("partner_notes", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>/notes")


@bp.get("")
@requires(Permission.EDIT_PARTNERS)
def index(partner_id: int) -> Page:
    """A page of the notes about a partner."""
    partner = partner_here(partner_id)
    after = partner_page_queries.note_of(partner.id, request.args.get("after", type=row_number))
    return render_template(
        "partners/notes.html",
        partner=partner,
        notes=partner_page_queries.notes_of(partner.id, after=after),
        today=today(),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def add(partner_id: int) -> Page:
    """Record a call, a promise or a meeting."""
    partner = partner_here(partner_id)
    form = NoteForm(data={"on": today()})
    return submit(
        form,
        lambda: partners.add_note(
            partner,
            kind=NoteKind(form.kind.data),
            on=form.on.data,
            text=form.text.data,
            due_on=form.due_on.data,
            act=act_of(actor()),
        ),
        done=_("Noted."),
        to=partner_page(partner, "notes"),
        template="partners/note.html",
        partner=partner,
    )
