"""A partner's representatives: list, adding, ending."""

from flask import Blueprint, g, render_template, url_for
from flask_babel import gettext as _

from registry.outbox.services import messages
from registry.partners.forms.people import EndRepresentativeForm, RepresentativeForm
from registry.partners.models.partners import Partner
from registry.partners.queries import representatives as representative_queries
from registry.partners.services import representatives
from registry.partners.views._page import partner_here
from registry.security.permissions import Permission
from registry.teams.queries import memberships
from registry.teams.views.notices import submit_and_tell
from registry.unchanged.pages import unchanged
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today

bp = Blueprint(
    "representatives", __name__, url_prefix="/teams/<team>/partners/<int:partner_id>/representatives"
)


@bp.get("", strict_slashes=False)
@requires(Permission.READ_TEAM)
@unchanged
def index(partner_id: int) -> Page:
    """Present, past and future representatives of a partner."""
    partner, on = partner_here(partner_id), today()
    everyone = representative_queries.all_representatives(partner.id)
    return render_template(
        "partners/representatives.html",
        partner=partner,
        present=[representative for representative in everyone if representative.is_active(on)],
        acts=representative_queries.acts_about(partner),
        others=[representative for representative in everyone if not representative.is_active(on)],
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def add(partner_id: int) -> Page:
    """Add a representative: a person with an account, or one who is invited."""
    partner = partner_here(partner_id)
    form = RepresentativeForm(
        memberships.names_of(g.team.id),
        data={"started_on": today(), "language": partner.language},
    )
    return submit_and_tell(
        form,
        lambda: representatives.invite_representative(
            partner,
            **form.who(),
            title=form.title.data or "",
            started_on=form.started_on.data,
            said=form.said(),
            act=act_of(actor()),
        ),
        done=lambda representative: _("%(name)s represents it.", name=representative.user.name),
        to=_list_page(partner),
        template="partners/representative.html",
        wake=(messages.SEND,),
        partner=partner,
    )


@bp.route("/<int:representative_id>/end", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def end(partner_id: int, representative_id: int) -> Page:
    """End a person's representation on a day."""
    partner = partner_here(partner_id)
    representative = representative_queries.representative_of(partner, representative_id)
    form = EndRepresentativeForm(data={"on": representative.ended_on or today()})
    return submit(
        form,
        lambda: representatives.end_representative(representative, on=form.on.data, act=act_of(actor())),
        done=_("Recorded."),
        to=_list_page(partner),
        template="partners/representative_end.html",
        partner=partner,
        representative=representative,
    )


def _list_page(partner: Partner) -> str:
    return url_for("representatives.index", team=g.team.slug, partner_id=partner.id)
