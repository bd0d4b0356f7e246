"""Requests to sign a notice by a personal link: sending them, sending them again, their second proof,
revoking them.
"""

from flask import g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry import clock
from registry.database.transactions import unit_of_work
from registry.outbox.messages import hearing
from registry.partners.models.partners import Partner
from registry.partners.queries.partners import signatory_of
from registry.security.permissions import Permission
from registry.signing.services import requests as signing_requests
from registry.signing.views import step_up
from registry.teams.views.notices import flash_told, submit_and_tell
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, today
from registry.withdrawals.forms import AskForm, ReasonForm
from registry.withdrawals.models import NoticeRequest
from registry.withdrawals.queries import withdrawals as withdrawal_queries
from registry.withdrawals.services import requests
from registry.withdrawals.views._page import WAKE, coordinator, list_page, partner_here
from registry.withdrawals.views._page import acts as bp


@bp.route("/partners/<int:partner_id>/withdrawal/ask", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def ask(partner_id: int) -> Page:
    """Send a signatory the link through which they may sign a notice."""
    partner, form = partner_here(partner_id), AskForm()
    form.signatory.choices = _who_may_sign(partner)
    return submit_and_tell(
        form,
        lambda: requests.ask_for_notice(
            partner, signatory_of(partner, int(form.signatory.data)), act=act_of(coordinator())
        ),
        done=lambda request: _("The link is on its way to %(person)s.", person=request.signatory.called),
        to=list_page(),
        template="withdrawals/ask.html",
        wake=WAKE,
        load=lambda: {"asked": withdrawal_queries.open_request(partner.id)},
        partner=partner,
    )


@bp.post("/withdrawal-requests/<int:request_id>/resend")
@requires(Permission.RUN_WITHDRAWALS)
def resend(request_id: int) -> Response:
    """Send a new link; earlier links stop working."""
    found = _request(request_id)
    with unit_of_work(g.team.id, wake=WAKE), hearing() as reach:
        signing_requests.resend(found, act=act_of(coordinator()))
    flash_told(reach, _("A new link is on its way; the one before no longer works."))
    return redirect(list_page(), 303)


@bp.get("/withdrawal-requests/<int:request_id>/proof")
@requires(Permission.RUN_WITHDRAWALS)
def proof(request_id: int) -> Page:
    """The second proof that a link requires, and the codes made for it."""
    found = _request(request_id)
    return render_template(
        "withdrawals/proof.html",
        request=found,
        partner=found.partner,
        **step_up.for_coordinators(found),
        now=clock.now(),
    )


@bp.post("/withdrawal-requests/<int:request_id>/code")
@requires(Permission.RUN_WITHDRAWALS)
def read_out(request_id: int) -> str:
    """Make a code to read out by telephone, and show it once."""
    found = _request(request_id)
    back = url_for("withdrawal_acts.proof", team=g.team.slug, request_id=found.id)
    return step_up.read_out(found, back=back)


@bp.route("/withdrawal-requests/<int:request_id>/revoke", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def revoke(request_id: int) -> Page:
    """Revoke a link, with a reason."""
    found, form = _request(request_id), ReasonForm()
    return submit(
        form,
        lambda: signing_requests.revoke(found, reason=form.reason.data, act=act_of(coordinator())),
        done=_("The request is taken back; its link says so."),
        to=list_page(),
        template="withdrawals/revoke.html",
        request=found,
        partner=found.partner,
    )


def _who_may_sign(partner: Partner) -> list[tuple[str, str]]:
    listed = [person for person in partner.active_signatories(today()) if person.email]
    return [
        (str(person.id), ", ".join(filter(None, (person.name, person.title, person.email))))
        for person in listed
    ]


def _request(request_id: int) -> NoticeRequest:
    return withdrawal_queries.request_of(g.team.id, request_id)
