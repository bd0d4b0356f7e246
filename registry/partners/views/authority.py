"""Authority to act: the grants of a partner, and the problems in a whole team."""

import datetime as dt
import io
from functools import partial
from typing import Any

from flask import Blueprint, abort, g, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.files import storage
from registry.partners import wording
from registry.partners.forms.people import CorrectGrantForm, EndGrantForm, GrantForm
from registry.partners.models.partners import Partner
from registry.partners.models.people import Grant
from registry.partners.queries import authority as authority_queries
from registry.partners.queries import authority_gaps, authority_receivers
from registry.partners.rules.authority import Scope
from registry.partners.services import authority
from registry.partners.views._page import partner_here
from registry.security.permissions import Permission
from registry.unchanged.pages import unchanged
from registry.web import corrections
from registry.web.access import requires
from registry.web.fields import asked_day
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today
from registry.web.parameters import takes_files

bp = Blueprint("authority", __name__, url_prefix="/teams/<team>")

OF_PARTNER = "/partners/<int:partner_id>/authority"


@bp.get("/authority")
@requires(Permission.READ_TEAM)
@unchanged
def index() -> Page:
    """The partners for whom nobody may sign, for whom two people may speak, or whose authority ends soon."""
    on = _day()
    return render_template(
        "partners/authority_flags.html",
        flags=authority_gaps.flags_of_team(g.team.id, on),
        on=on,
        today=today(),
    )


@bp.get(OF_PARTNER)
@requires(Permission.READ_TEAM)
@unchanged
def show(partner_id: int) -> Page:
    """Who may sign and speak for a partner on a day, by whose grant, and what problems there are."""
    partner, on = partner_here(partner_id), _day()
    everything = authority_queries.grants_of(partner.id)
    return render_template(
        "partners/authority.html",
        partner=partner,
        holding=[grant for grant in everything if grant.holds(on)],
        others=[grant for grant in everything if not grant.holds(on)],
        flags=authority_gaps.flags_of(partner, everything, on),
        on=on,
        today=today(),
    )


@bp.route(f"{OF_PARTNER}/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
@takes_files
def grant(partner_id: int) -> Page:
    """Record an authority to sign or speak for the partner."""
    partner = partner_here(partner_id)
    people = authority_receivers.people_of(partner)
    form = GrantForm(data={"started_on": today(), "to": request.args.get("to")})
    form.to.choices = [(key, person.words) for key, person in people.items()]
    return submit(
        form,
        lambda: authority.grant_authority(
            partner,
            authority_receivers.receiver(people, form.to.data, Scope(form.scope.data)),
            form.said(),
            act=act_of(actor()),
        ),
        done=lambda grant: _("The authority of %(name)s is recorded.", name=grant.called),
        to=_list_page(partner),
        template="partners/authority_grant.html",
        partner=partner,
    )


@bp.route(f"{OF_PARTNER}/<int:grant_id>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
@takes_files
def correct(partner_id: int, grant_id: int) -> Page:
    """Correct a wrong grant, or strike it out; the wrong one stays visible."""
    partner = partner_here(partner_id)
    wrong = authority_queries.grant_of(partner, grant_id)
    form = CorrectGrantForm(data=_known(wrong) | {"revision": partner.revision})
    return corrections.correct(
        form,
        lambda **why: authority.correct_grant(wrong, form.said(wrong), **why),
        strike=partial(authority.strike_grant, wrong),
        holds=lambda: wording.spells_of_authority(authority_queries.grants_of(partner.id)),
        to=_list_page(partner),
        template="partners/correct_authority.html",
        seen=partner,
        partner=partner,
        wrong=wrong,
    )


@bp.route(f"{OF_PARTNER}/<int:grant_id>/end", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def end(partner_id: int, grant_id: int) -> Page:
    """End an authority on a day."""
    partner = partner_here(partner_id)
    found = authority_queries.grant_of(partner, grant_id)
    form = EndGrantForm(data={"on": found.ended_on or today()})
    return submit(
        form,
        lambda: authority.end_grant(found, on=form.on.data, act=act_of(actor())),
        done=_("Recorded."),
        to=_list_page(partner),
        template="partners/authority_end.html",
        partner=partner,
        grant=found,
    )


@bp.get(f"{OF_PARTNER}/<int:grant_id>/document")
@requires(Permission.EDIT_PARTNERS)
def document(partner_id: int, grant_id: int) -> Response:
    """The document of a grant, as uploaded; it is never displayed inside our pages."""
    found = authority_queries.grant_of(partner_here(partner_id), grant_id)
    if not found.file:
        abort(404)
    return send_file(
        io.BytesIO(storage.read_file(found.file)),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=found.file_name or "document",
    )


def _known(found: Grant) -> dict[str, Any]:
    names = ("basis", "reference", "granted_by", "started_on", "ended_on", "is_alternate")
    return {name: getattr(found, name) for name in names}


def _list_page(partner: Partner) -> str:
    return url_for("authority.show", team=g.team.slug, partner_id=partner.id)


def _day() -> dt.date:
    return asked_day("on") or today()
