"""The coordinator's pages about one request: answers, messages, actions."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry import clock
from registry.commitments.forms import AnswerForm, ReasonForm
from registry.commitments.models import HandOver, SigningRequest
from registry.commitments.queries import overview
from registry.commitments.queries import requests as request_queries
from registry.commitments.rules.requests import HandOverState
from registry.commitments.services import answers, hand_overs
from registry.database.transactions import unit_of_work
from registry.outbox import queries as outbox_queries
from registry.outbox.hooks import BESIDE, Beside
from registry.outbox.messages import hearing
from registry.security.permissions import Permission
from registry.signing.services import requests as signing_requests
from registry.signing.views import step_up
from registry.signing.wording import of_evidence as proof_words
from registry.teams.views.notices import flash_told, submit_and_tell
from registry.web.access import requires
from registry.web.forms import ConfirmForm, submit
from registry.web.page import Page, act_of, actor, today

bp = Blueprint("requests", __name__, url_prefix="/teams/<team>")
BESIDE["signing_request"] = Beside("requests.show", "request_id")


@bp.get("/requests/<int:request_id>")
@requires(Permission.READ_TEAM)
def show(request_id: int) -> Page:
    """One request: its answers, its messages and whether they were delivered, its reminders."""
    signing_request = _request(request_id)
    commitment = request_queries.commitment_of_request(signing_request.id)
    return render_template(
        "commitments/request.html",
        request=signing_request,
        partner=signing_request.partner,
        version=signing_request.version,
        document=signing_request.version.document,
        reminders=overview.reminder_plan(signing_request, today()),
        messages=outbox_queries.messages_about([signing_request.subject]),
        commitment=commitment,
        proof_words=proof_words(commitment.evidence, g.team.timezone) if commitment else "",
        **step_up.for_coordinators(signing_request),
        now=clock.now(),
    )


@bp.post("/requests/<int:request_id>/code")
@requires(Permission.SEND_REQUESTS)
def read_out(request_id: int) -> str:
    """Make a code to read out by telephone, and show it once."""
    signing_request = _request(request_id)
    return step_up.read_out(signing_request, back=_request_page(signing_request))


@bp.post("/requests/<int:request_id>/resend")
@requires(Permission.SEND_REQUESTS)
def resend(request_id: int) -> Response:
    """Send a new link; earlier links stop working."""
    signing_request = _request(request_id)
    with unit_of_work(g.team.id, wake=("outbox.send",)), hearing() as reach:
        signing_requests.resend(signing_request, act=act_of(actor()))
    flash_told(reach, _("A new link is on its way; the one before no longer works."))
    return redirect(_request_page(signing_request), 303)


@bp.route("/requests/<int:request_id>/revoke", methods=["GET", "POST"])
@requires(Permission.SEND_REQUESTS)
def revoke(request_id: int) -> Page:
    """Revoke a request, with a reason."""
    signing_request, form = _request(request_id), ReasonForm()
    return submit(
        form,
        lambda: signing_requests.revoke(signing_request, reason=form.reason.data, act=act_of(actor())),
        done=_("The request is withdrawn; its link says so."),
        to=_request_page(signing_request),
        template="commitments/revoke.html",
        request=signing_request,
        partner=signing_request.partner,
    )


@bp.route("/questions/<int:question_id>", methods=["GET", "POST"])
@requires(Permission.SEND_REQUESTS)
def answer(question_id: int) -> Page:
    """Answer a signatory's question."""
    question = request_queries.question(question_id) or abort(404)
    signing_request, form = _request(question.request_id), AnswerForm()
    return submit_and_tell(
        form,
        lambda: answers.answer_question(question, answer=form.answer.data, act=act_of(actor())),
        done=_("The answer is kept."),
        to=_request_page(signing_request),
        template="commitments/answer.html",
        wake=("outbox.send",),
        request=signing_request,
        partner=signing_request.partner,
        question=question,
    )


@bp.route("/hand-overs/<int:hand_over_id>", methods=["GET", "POST"])
@requires(Permission.SEND_REQUESTS)
def decide_hand_over(hand_over_id: int) -> Page:
    """Approve the new person, or refuse with a reason."""
    proposed = request_queries.hand_over(hand_over_id) or abort(404)
    signing_request = _request(proposed.request_id)
    accepts = request.form.get("decision") == "accept"
    form: FlaskForm = ConfirmForm() if accepts else ReasonForm()

    def shown() -> dict[str, Any]:
        reasons = form if isinstance(form, ReasonForm) else ReasonForm(formdata=None)
        reasons.form_errors = list(form.form_errors)
        return {"form": reasons, "is_open": proposed.state == HandOverState.PROPOSED}

    return submit_and_tell(
        form,
        lambda: _decide(proposed, form, accepts=accepts),
        done=(_("Accepted: the new person is listed.") if accepts else _("Refused.")),
        to=_request_page(signing_request),
        template="commitments/hand_over.html",
        wake=("outbox.send",),
        load=shown,
        request=signing_request,
        partner=signing_request.partner,
        proposed=proposed,
    )


def _decide(proposed: HandOver, form: FlaskForm, *, accepts: bool) -> None:
    if accepts:
        hand_overs.accept_hand_over(proposed, act=act_of(actor()))
    else:
        hand_overs.refuse_hand_over(proposed, reason=form.reason.data, act=act_of(actor()))


def _request_page(signing_request: SigningRequest) -> str:
    return url_for("requests.show", team=g.team.slug, request_id=signing_request.id)


def _request(request_id: int) -> SigningRequest:
    signing_request = request_queries.request_with_all(request_id)
    return signing_request if signing_request and signing_request.partner.team_id == g.team.id else abort(404)
