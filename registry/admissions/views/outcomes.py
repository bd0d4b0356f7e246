"""The outcome: the chair or a coordinator signs a letter of invitation or refusal."""

from flask import Blueprint, g, url_for
from flask_babel import gettext as _

from registry.admissions import access
from registry.admissions.forms import InviteForm, RefuseForm
from registry.admissions.models import Admission
from registry.admissions.queries import admissions, joining
from registry.admissions.services import outcomes
from registry.records.services import orders
from registry.security.actors import Actor, Capacity
from registry.security.permissions import Permission
from registry.teams.rules import Tier
from registry.teams.views.notices import submit_and_tell
from registry.teams.views.previews import submit_after_preview
from registry.web.access import requires
from registry.web.page import Page, act_of, reader, today

bp = Blueprint("outcomes", __name__, url_prefix="/teams/<team>/admissions/<int:admission_id>")


@bp.route("/invite", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def invite(admission_id: int) -> Page:
    """Invite the organization to join, with a letter."""
    admission, by = _admission(admission_id), _signer()
    form = InviteForm(
        g.team,
        tier=admission.tier_asked,
        signatory_name=admission.contact_name,
        signatory_title=admission.contact_title,
        signatory_email=admission.contact_email,
        title=_title(by),
    )
    return submit_after_preview(
        form,
        lambda _left_out: outcomes.invite(
            admission,
            tier=Tier(form.tier.data),
            signatory=outcomes.NamedSignatory(
                form.signatory_name.data, form.signatory_title.data or "", form.signatory_email.data
            ),
            words=form.words.data or "",
            title=form.title.data,
            act=act_of(reader()),
        ),
        done=_("The invitation is signed; the letter is being made."),
        to=_address(admission),
        template="admissions/invite.html",
        title=_("Sign and send the invitation"),
        wake=(orders.ISSUE,),
        load=lambda: {"documents": joining.documents_by_tier(g.team.id, today())},
        admission=admission,
        by=by,
    )


@bp.route("/refuse", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def refuse(admission_id: int) -> Page:
    """Refuse the application with a reason, in a letter."""
    admission, by = _admission(admission_id), _signer()
    form = RefuseForm(title=_title(by))
    return submit_and_tell(
        form,
        lambda: outcomes.refuse(
            admission, reason=form.reason.data, title=form.title.data, act=act_of(reader())
        ),
        done=_("The refusal is signed; the letter is being made."),
        to=_address(admission),
        template="admissions/refuse.html",
        wake=("outbox.send", orders.ISSUE),
        admission=admission,
        by=by,
    )


def _signer() -> Actor:
    return access.as_signer(g.team, act_of(reader())).by


def _title(by: Actor) -> str:
    """The default title under a letter by this person."""
    return (
        _("Chair, %(committee)s", committee=by.acts_for)
        if by.capacity is Capacity.CHAIR
        else _("Coordinator")
    )


def _admission(admission_id: int) -> Admission:
    return admissions.admission_for(g.team, admission_id, g.role)


def _address(admission: Admission) -> str:
    where = "admissions.show" if g.role else "admissions.index"
    return url_for(where, team=g.team.slug, admission_id=admission.id)
