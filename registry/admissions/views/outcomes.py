"""Giving the outcome: the chair or a coordinator signs a letter of invitation or refusal."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.admissions import access
from registry.admissions.forms import InviteForm, RefuseForm
from registry.admissions.models import Admission
from registry.admissions.queries import admissions, joining
from registry.admissions.services import outcomes
from registry.records.services import orders
from registry.security.actors import Actor, Capacity
from registry.security.permissions import Permission
from registry.teams.rules import Tier
from registry.web.access import requires
from registry.web.forms import attempt, status_of
from registry.web.page import Page, act_of, reader

bp = Blueprint("outcomes", __name__, url_prefix="/teams/<team>/admissions/<int:admission_id>")

WAKE = ("outbox.send", orders.ISSUE)


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
    done = attempt(
        form,
        lambda: outcomes.invite(
            admission,
            tier=Tier(form.tier.data),
            signatory=outcomes.NamedSignatory(
                form.signatory_name.data, form.signatory_title.data or "", form.signatory_email.data
            ),
            words=form.words.data or "",
            title=form.title.data,
            act=act_of(reader()),
        ),
        team_id=g.team.id,
        wake=WAKE,
    )
    if done:
        flash(_("The invitation is signed; the letter is being made and goes out by e-mail."), "success")
        return _to(admission)
    documents = joining.documents_by_tier(g.team.id)
    page = render_template(
        "admissions/invite.html",
        form=form,
        admission=admission,
        by=by,
        documents=documents,
    )
    return page, status_of(form)


@bp.route("/refuse", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def refuse(admission_id: int) -> Page:
    """Refuse the application with a reason, in a letter."""
    admission, by = _admission(admission_id), _signer()
    form = RefuseForm(title=_title(by))
    done = attempt(
        form,
        lambda: outcomes.refuse(
            admission, reason=form.reason.data, title=form.title.data, act=act_of(reader())
        ),
        team_id=g.team.id,
        wake=WAKE,
    )
    if done:
        flash(_("The refusal is signed; the letter is being made and goes out by e-mail."), "success")
        return _to(admission)
    page = render_template("admissions/refuse.html", form=form, admission=admission, by=by)
    return page, status_of(form)


def _signer() -> Actor:
    return access.as_signer(g.team, act_of(reader())).by


def _title(by: Actor) -> str:
    """What usually stands under a letter of theirs."""
    return (
        _("Chair, %(committee)s", committee=by.acts_for)
        if by.capacity is Capacity.CHAIR
        else _("Coordinator")
    )


def _admission(admission_id: int) -> Admission:
    return admissions.admission_for(g.team, admission_id, g.role)


def _to(admission: Admission) -> Response:
    where = "admissions.show" if g.role else "admissions.index"
    return redirect(url_for(where, team=g.team.slug, admission_id=admission.id), 303)
