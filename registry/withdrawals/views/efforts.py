"""Efforts to understand, address or mitigate, and the organization's answers."""

from typing import Any

from flask_babel import gettext as _

from registry.security.actors import Capacity
from registry.security.permissions import Permission
from registry.teams.views.notices import submit_and_tell
from registry.teams.views.previews import submit_after_preview
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, reader, today
from registry.withdrawals import access
from registry.withdrawals.forms import AnswerForm, EffortForm, ReasonForm, RelayForm
from registry.withdrawals.models import Effort, EffortAnswer
from registry.withdrawals.queries import withdrawals as withdrawal_queries
from registry.withdrawals.rules.withdrawals import Answer, EffortKind
from registry.withdrawals.services import efforts
from registry.withdrawals.views._page import WAKE, coordinator, withdrawal_here, withdrawal_page
from registry.withdrawals.views._page import acts as bp


@bp.route("/withdrawals/<int:withdrawal_id>/efforts/new", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def offer(withdrawal_id: int) -> Page:
    """Record an effort to understand, address or mitigate."""
    withdrawal, form = withdrawal_here(withdrawal_id), EffortForm(data={"offered_on": today()})
    return submit_after_preview(
        form,
        lambda _left_out: efforts.offer_effort(
            withdrawal,
            kind=EffortKind(form.kind.data),
            offered_by=form.offered_by.data,
            offered_on=form.offered_on.data,
            text=form.text.data,
            act=act_of(coordinator()),
        ),
        done=_("The effort is recorded."),
        to=withdrawal_page(withdrawal, "efforts"),
        template="withdrawals/effort.html",
        title=_("Record the effort"),
        withdrawal=withdrawal,
        partner=withdrawal.partner,
        kinds=tuple(EffortKind),
    )


@bp.route("/withdrawals/<int:withdrawal_id>/efforts/<int:effort_id>/answer", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def answer(withdrawal_id: int, effort_id: int) -> Page:
    """Answer an effort for one's organization, or relay its answer as coordinator."""
    withdrawal = withdrawal_here(withdrawal_id)
    effort = withdrawal_queries.effort_of(withdrawal, effort_id)
    is_own = access.as_answerer(withdrawal, act_of(reader())).by.capacity != Capacity.COORDINATOR
    form = AnswerForm() if is_own else RelayForm(data={"answered_on": today()})
    return submit_and_tell(
        form,
        lambda: _answer(effort, form),
        done=_("The answer is recorded."),
        to=withdrawal_page(withdrawal, "efforts"),
        template="withdrawals/answer.html",
        wake=WAKE,
        withdrawal=withdrawal,
        partner=withdrawal.partner,
        effort=effort,
        is_own=is_own,
    )


@bp.route("/withdrawals/<int:withdrawal_id>/no-opportunity", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def no_opportunity(withdrawal_id: int) -> Page:
    """State why there was no opportunity for efforts."""
    withdrawal, form = withdrawal_here(withdrawal_id), ReasonForm()
    return submit(
        form,
        lambda: efforts.state_no_opportunity(withdrawal, reason=form.reason.data, act=act_of(coordinator())),
        done=_("The reason is recorded."),
        to=withdrawal_page(withdrawal, "efforts"),
        template="withdrawals/no_opportunity.html",
        withdrawal=withdrawal,
        partner=withdrawal.partner,
    )


def _answer(effort: Effort, form: AnswerForm) -> EffortAnswer:
    relayed: dict[str, Any] = {}
    if isinstance(form, RelayForm):
        relayed["channel"] = form.chosen_channel()
        relayed["said_by"] = form.said_by.data or ""
        relayed["answered_on"] = form.answered_on.data
    return efforts.answer_effort(
        effort, answer=Answer(form.answer.data), text=form.text.data or "", act=act_of(reader()), **relayed
    )
