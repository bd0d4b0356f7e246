"""What is done in a withdrawal: asking for a notice, entering one, efforts, answers, the day, staying."""

from typing import Any

from flask import Blueprint, flash, g, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry import clock
from registry.database.transactions import unit_of_work
from registry.files.intake import SCANS, accept_upload
from registry.partners.models.partners import Partner
from registry.partners.queries.partners import signatory_of
from registry.records.wording import words_on_signs
from registry.security.actors import Capacity
from registry.security.permissions import Permission
from registry.signing.services import requests as signing_requests
from registry.signing.views import step_up
from registry.web.access import requires
from registry.web.forms import attempt
from registry.web.page import Page, act_of, reader, tell, today
from registry.web.parameters import takes_files
from registry.withdrawals import access
from registry.withdrawals.forms import (
    AnswerForm,
    AskForm,
    DayForm,
    EffortForm,
    PaperForm,
    ReasonForm,
    RelayForm,
)
from registry.withdrawals.models import Effort, EffortAnswer, NoticeRequest, Withdrawal
from registry.withdrawals.queries import withdrawals as withdrawal_queries
from registry.withdrawals.rules.withdrawals import Answer, EffortKind, Reason, State
from registry.withdrawals.services import efforts, notices, requests, withdrawals
from registry.withdrawals.views._page import (
    WAKE,
    coordinator,
    form_page,
    partner_here,
    to_list,
    to_withdrawal,
    withdrawal_here,
)

bp = Blueprint("withdrawal_acts", __name__, url_prefix="/teams/<team>")


@bp.route("/partners/<int:partner_id>/withdrawal/ask", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def ask(partner_id: int) -> Page:
    """Send a signatory the link through which they may sign a notice."""
    partner, form = partner_here(partner_id), AskForm()
    form.signatory.choices = _who_may_sign(partner)
    done = attempt(
        form,
        lambda: requests.ask_for_notice(
            partner, signatory_of(partner, int(form.signatory.data)), act=act_of(coordinator())
        ),
        team_id=g.team.id,
        wake=WAKE,
    )
    if done:
        flash(_("The link is on its way to %(person)s.", person=done.value.signatory.called), "success")
        return to_list()
    return form_page("ask", form, partner=partner, asked=withdrawal_queries.open_request(partner.id))


@bp.route("/partners/<int:partner_id>/withdrawal/enter", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
@takes_files
def enter(partner_id: int) -> Page:
    """Enter a notice received on paper."""
    partner = partner_here(partner_id)
    form = PaperForm(data={"given_on": today(), "language": partner.language, "reason": Reason.NOT_STATED})
    done = attempt(form, lambda: _enter(partner, form), team_id=g.team.id, wake=WAKE)
    if done:
        _flash_entered(done.value)
        tell(words_on_signs(form.name.data, form.title.data, form.account.data))
        return to_withdrawal(done.value)
    return form_page("enter", form, partner=partner, notice_days=withdrawal_queries.notice_days(g.team.id))


@bp.post("/withdrawal-requests/<int:request_id>/resend")
@requires(Permission.RUN_WITHDRAWALS)
def resend(request_id: int) -> Response:
    """Send a fresh link; older ones stop working."""
    found = _request(request_id)
    with unit_of_work(g.team.id, wake=WAKE):
        signing_requests.resend(found, act=act_of(coordinator()))
    flash(_("A new link is on its way; the one before no longer works."), "success")
    return to_list()


@bp.get("/withdrawal-requests/<int:request_id>/proof")
@requires(Permission.RUN_WITHDRAWALS)
def proof(request_id: int) -> Page:
    """The second proof that a link to sign a notice asks for, and the codes made for it."""
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
    """Make a code to read out by telephone, and show it this once."""
    found = _request(request_id)
    back = url_for("withdrawal_acts.proof", team=g.team.slug, request_id=found.id)
    return step_up.read_out(found, back=back)


@bp.route("/withdrawal-requests/<int:request_id>/revoke", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def revoke(request_id: int) -> Page:
    """Take a link back, with a reason."""
    found, form = _request(request_id), ReasonForm()
    done = attempt(
        form,
        lambda: signing_requests.revoke(found, reason=form.reason.data, act=act_of(coordinator())),
        team_id=g.team.id,
    )
    if done:
        flash(_("The request is taken back; its link says so."), "success")
        return to_list()
    return form_page("revoke", form, request=found, partner=found.partner)


@bp.route("/withdrawals/<int:withdrawal_id>/day", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def set_day(withdrawal_id: int) -> Page:
    """Give the day of leaving, or move it."""
    withdrawal = withdrawal_here(withdrawal_id)
    form = DayForm(data={"effective_on": withdrawal.effective_on})
    done = attempt(
        form,
        lambda: withdrawals.set_day(
            withdrawal,
            effective_on=form.effective_on.data,
            reason=form.reason.data,
            act=act_of(coordinator()),
        ),
        team_id=g.team.id,
        wake=WAKE,
    )
    if done:
        flash(_("The day of leaving is recorded."), "success")
        return to_withdrawal(withdrawal)
    return form_page("day", form, withdrawal=withdrawal, partner=withdrawal.partner)


@bp.route("/withdrawals/<int:withdrawal_id>/efforts/new", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def offer(withdrawal_id: int) -> Page:
    """Record an effort to understand, address or mitigate."""
    withdrawal, form = withdrawal_here(withdrawal_id), EffortForm(data={"offered_on": today()})
    done = attempt(
        form,
        lambda: efforts.offer_effort(
            withdrawal,
            kind=EffortKind(form.kind.data),
            offered_by=form.offered_by.data,
            offered_on=form.offered_on.data,
            text=form.text.data,
            act=act_of(coordinator()),
        ),
        team_id=g.team.id,
        wake=WAKE,
    )
    if done:
        flash(_("The effort is recorded."), "success")
        return to_withdrawal(withdrawal, "efforts")
    return form_page(
        "effort", form, withdrawal=withdrawal, partner=withdrawal.partner, kinds=tuple(EffortKind)
    )


@bp.route("/withdrawals/<int:withdrawal_id>/efforts/<int:effort_id>/answer", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def answer(withdrawal_id: int, effort_id: int) -> Page:
    """Answer an effort for one's organization, or relay its answer as coordinator."""
    withdrawal = withdrawal_here(withdrawal_id)
    effort = withdrawal_queries.effort_of(withdrawal, effort_id)
    is_own = access.as_answerer(withdrawal, act_of(reader())).by.capacity != Capacity.COORDINATOR
    form = AnswerForm() if is_own else RelayForm(data={"answered_on": today()})
    done = attempt(form, lambda: _answer(effort, form), team_id=g.team.id, wake=WAKE)
    if done:
        flash(_("The answer is recorded."), "success")
        return to_withdrawal(withdrawal, "efforts")
    return form_page(
        "answer", form, withdrawal=withdrawal, partner=withdrawal.partner, effort=effort, is_own=is_own
    )


@bp.route("/withdrawals/<int:withdrawal_id>/no-opportunity", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def no_opportunity(withdrawal_id: int) -> Page:
    """Say why there was no opportunity for efforts."""
    withdrawal, form = withdrawal_here(withdrawal_id), ReasonForm()
    done = attempt(
        form,
        lambda: efforts.state_no_opportunity(withdrawal, reason=form.reason.data, act=act_of(coordinator())),
        team_id=g.team.id,
    )
    if done:
        flash(_("The reason is recorded."), "success")
        return to_withdrawal(withdrawal, "efforts")
    return form_page("no_opportunity", form, withdrawal=withdrawal, partner=withdrawal.partner)


@bp.route("/withdrawals/<int:withdrawal_id>/stays", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def take_back(withdrawal_id: int) -> Page:
    """Record that the organization takes its notice back and stays."""
    withdrawal, form = withdrawal_here(withdrawal_id), ReasonForm()
    done = attempt(
        form,
        lambda: withdrawals.take_back(withdrawal, reason=form.reason.data, act=act_of(coordinator())),
        team_id=g.team.id,
        wake=WAKE,
    )
    if done:
        flash(_("%(name)s stays.", name=withdrawal.partner.name), "success")
        return to_withdrawal(withdrawal)
    return form_page("stays", form, withdrawal=withdrawal, partner=withdrawal.partner)


@bp.post("/withdrawals/<int:withdrawal_id>/statement")
@requires(Permission.RUN_WITHDRAWALS)
def make_statement(withdrawal_id: int) -> Response:
    """Make a later statement, with what was entered since."""
    withdrawal = withdrawal_here(withdrawal_id)
    with unit_of_work(g.team.id, wake=WAKE):
        withdrawals.make_statement_again(withdrawal, act=act_of(coordinator()))
    flash(_("A new statement is being made; the earlier one stays."), "success")
    return to_withdrawal(withdrawal, "records")


def _enter(partner: Partner, form: PaperForm) -> Withdrawal:
    paper = notices.PaperNotice(
        given_on=form.given_on.data,
        language=form.language.data or partner.language,
        effective_on=form.effective_on.data,
        paper_says_so=form.paper_says_so.data,
        name=form.name.data or "",
        title=form.title.data or "",
        reason=Reason(form.reason.data),
        account=form.account.data or "",
        scan=_kept_scan(form),
    )
    return notices.enter_notice(partner, paper, act=act_of(coordinator()))


def _kept_scan(form: PaperForm) -> str:
    """The fingerprint of the scan that came with the form; empty where none did."""
    if not form.scan.data:
        return ""
    return accept_upload(form.scan.data, SCANS, field="scan").fingerprint


def _answer(effort: Effort, form: AnswerForm) -> EffortAnswer:
    relayed: dict[str, Any] = {}
    if isinstance(form, RelayForm):
        relayed["channel"] = form.chosen_channel()
        relayed["said_by"] = form.said_by.data or ""
        relayed["answered_on"] = form.answered_on.data
    return efforts.answer_effort(
        effort, answer=Answer(form.answer.data), text=form.text.data or "", act=act_of(reader()), **relayed
    )


def _flash_entered(withdrawal: Withdrawal) -> None:
    if withdrawal.state == State.LEFT:
        flash(
            _(
                "The notice is recorded, and its day has come: %(name)s has left.",
                name=withdrawal.partner.name,
            ),
            "success",
        )
    else:
        flash(_("The notice is recorded."), "success")


def _who_may_sign(partner: Partner) -> list[tuple[str, str]]:
    listed = [person for person in partner.active_signatories(today()) if person.email]
    return [
        (str(person.id), ", ".join(filter(None, (person.name, person.title, person.email))))
        for person in listed
    ]


def _request(request_id: int) -> NoticeRequest:
    return withdrawal_queries.request_of(g.team.id, request_id)
