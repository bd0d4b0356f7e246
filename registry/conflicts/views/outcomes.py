"""How a case ends: closed, decided, deliberated on as a decision, or opened again."""

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from registry.conflicts.access import capacity
from registry.conflicts.forms import CloseForm, DecideForm, DeliberateForm, ReasonForm
from registry.conflicts.queries import cases as case_queries
from registry.conflicts.rules.cases import State
from registry.conflicts.services import deliberation, outcomes
from registry.conflicts.views._page import act_on, form_page, managed, sight_here
from registry.conflicts.views._page import acts as bp
from registry.outbox.services import messages
from registry.records.services import orders
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.forms import attempt
from registry.web.page import Page, act_of, reader, today


@bp.route("/close", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def close(case_id: int) -> Page:
    """Close the case: settled, taken back or referred."""
    sight = managed(case_id)
    form = CloseForm(data={"on": today(), "revision": sight.case.revision})
    return act_on(
        sight,
        form,
        lambda case: outcomes.close_without_decision(
            case,
            state=State(form.state.data),
            text=form.text.data,
            on=form.on.data,
            revision=form.revision.data,
            act=act_of(reader()),
        ),
        title=_("Close the case"),
        lead=_("The clock stops. The parties get the sealed record of the case."),
        done=_("The case is closed; its record is being made."),
        wake=(orders.ISSUE, messages.SEND),
        anchor="outcome",
    )


@bp.route("/decide", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def decide(case_id: int) -> Page:
    """Record the final decision, which bears the signature of the chair or who stands in."""
    sight = sight_here(case_id)
    capacity.handler(sight.case, reader(), today())
    deciding = capacity.deciding_on(sight.case, today())
    capacity.check_may_decide(sight, deciding)
    form = DecideForm(data={"on": today(), "revision": sight.case.revision})
    form.offer(case_queries.can_link(sight.case, reader(), today()))
    return act_on(
        sight,
        form,
        lambda case: outcomes.decide(
            case,
            text=form.text.data,
            on=form.on.data,
            decision_id=form.chosen(),
            revision=form.revision.data,
            act=act_of(reader()),
        ),
        title=_("Record the final decision"),
        done=_("Decided; the sealed record is being made."),
        wake=(orders.ISSUE, messages.SEND),
        template="decide",
        anchor="outcome",
        deciding=deciding,
    )


@bp.route("/deliberate", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def deliberate(case_id: int) -> Page:
    """Put the case before the steering committee as a decision that only those who handle it read."""
    sight = managed(case_id)
    deliberation.check_can_deliberate(sight.case)
    form = DeliberateForm(title=_("Conflict case %(reference)s", reference=sight.case.reference))
    done = attempt(
        form,
        lambda: deliberation.deliberate(
            case_queries.case_of(g.team.id, case_id),
            title=form.title.data,
            question=form.question.data,
            act=act_of(reader()),
        ),
        team_id=g.team.id,
        wake=(messages.SEND,),
    )
    if done:
        flash(_("The decision is open; those who speak for a voice are asked by e-mail."), "success")
        return redirect(url_for("decisions.show", team=g.team.slug, decision_id=done.value.id), 303)
    names = ", ".join(deliberation.left_out(sight.case, today()))
    lead = _("Only the members who take part, and coordinators who are not recused, will know of it.")
    lead += " " + _("Left out: %(names)s.", names=names) if names else ""
    return form_page("act", form, sight, title=_("Put it before the committee"), lead=lead)


@bp.route("/reopen", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def reopen(case_id: int) -> Page:
    """Take a closed case up again."""
    sight, form = managed(case_id), ReasonForm()
    return act_on(
        sight,
        form,
        lambda case: outcomes.reopen(case, reason=form.reason.data, act=act_of(reader())),
        title=_("Reopen the case"),
        lead=_("A new term of 45 days begins today. The earlier term and its outcome stay shown."),
        done=_("The case is open again."),
    )
