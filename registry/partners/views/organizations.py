"""The organization behind a partner: merged, closed, reopened, or identified with another team's."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from registry.database.transactions import unit_of_work
from registry.partners.forms.partners import CloseForm, MergeForm, ReopenForm
from registry.partners.queries import partner_list, partners
from registry.partners.services import organizations
from registry.partners.views._page import partner_here, partner_page
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today
from registry.web.parameters import row_number

bp = Blueprint("organizations", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>/organization")


@bp.get("")
@requires(Permission.EDIT_PARTNERS)
def show(partner_id: int) -> Page:
    """What can be done with an organization, and whether another team lists the same one."""
    partner = partner_here(partner_id)
    return render_template(
        "partners/organization.html",
        partner=partner,
        organization=partner.organization,
        same=partners.suggest_same_organization(g.team.id, partner.name),
        is_shared=partners.is_shared(partner),
    )


@bp.post("/link")
@requires(Permission.EDIT_PARTNERS)
def link(partner_id: int) -> Response:
    """Identify the organization with one that another team lists."""
    partner = partner_here(partner_id)
    with unit_of_work(g.team.id):
        organization = partners.organization(request.form.get("organization", type=row_number))
        organizations.link_organization(partner, organization, act=act_of(actor()))
    flash(_("It is noted as the same organization. It keeps its name as your team lists it."), "success")
    return redirect(partner_page(partner), 303)


@bp.route("/merge", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def merge(partner_id: int) -> Page:
    """Merge the organization into that of another partner."""
    partner = partner_here(partner_id)
    text = request.args.get("q", "").strip()
    form = MergeForm(data={"on": today(), "revision": partner.revision})
    form.into.choices = [
        SelectChoice(str(row.id), row.name) for row in partner_list.others_like(partner, text, on=today())
    ]
    return submit(
        form,
        lambda: organizations.merge_organizations(
            partner, into=partner_here(form.into.data), on=form.on.data, act=act_of(actor())
        ),
        done=_("The merger is recorded."),
        to=partner_page(partner),
        template="partners/merge.html",
        seen=partner,
        partner=partner,
        words=text,
    )


@bp.route("/close", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def close(partner_id: int) -> Page:
    """Close the organization."""
    partner = partner_here(partner_id)
    form = CloseForm(data={"on": today(), "revision": partner.revision})
    return submit(
        form,
        lambda: organizations.close_organization(partner, on=form.on.data, act=act_of(actor())),
        done=_("The closing is recorded."),
        to=partner_page(partner),
        template="partners/close.html",
        seen=partner,
        partner=partner,
    )


@bp.route("/reopen", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def reopen(partner_id: int) -> Page:
    """Undo a merger or a closing."""
    partner = partner_here(partner_id)
    form = ReopenForm(data={"revision": partner.revision})
    return submit(
        form,
        lambda: organizations.reopen_organization(partner, act=act_of(actor())),
        done=_("It is open again. Now put its status right."),
        to=url_for("partner_changes.set_status", team=g.team.slug, partner_id=partner.id),
        template="partners/reopen.html",
        seen=partner,
        partner=partner,
    )
