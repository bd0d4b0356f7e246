"""The end of a case: closing, deciding, deliberating, reopening."""

from flask import g, url_for
from flask_babel import gettext as _

from registry.conflicts.access import capacity
from registry.conflicts.forms import CloseForm, DecideForm, DeliberateForm, ReasonForm
from registry.conflicts.queries import cases as case_queries
from registry.conflicts.rules.cases import State
from registry.conflicts.services import deliberation, outcomes
from registry.conflicts.views._page import acts as bp
from registry.conflicts.views._page import case_page, managed, sight_here
from registry.documents.rules.provisions import ProvisionKind
from registry.documents.wording import figure_words, source_words
from registry.records.services import orders
from registry.security.permissions import Permission
from registry.teams.views.previews import submit_after_preview
from registry.web.access import requires
from registry.web.page import Page, act_of, reader, today


@bp.route("/close", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def close(case_id: int) -> Page:
    """Close the case: settled, withdrawn or referred."""
    sight = managed(case_id)
    form = CloseForm(data={"on": today(), "revision": sight.case.revision})
    return submit_after_preview(
        form,
        lambda left_out: outcomes.close_without_decision(
            sight.case,
            state=State(form.state.data),
            text=form.text.data,
            on=form.on.data,
            left_out=left_out,
            act=act_of(reader()),
        ),
        leaves_out=True,
        done=_("The case is closed; its record is being made."),
        to=case_page(sight.case, "outcome"),
        template="conflicts/act.html",
        wake=(orders.ISSUE,),
        seen=sight.case,
        case=sight.case,
        title=_("Close the case"),
        lead=_(
            "The clock stops, and a sealed record of the case is made. "
            "You see who gets it before it goes out."
        ),
    )


@bp.route("/decide", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def decide(case_id: int) -> Page:
    """Record the final decision, signed by the chair or the chair's stand-in."""
    sight = sight_here(case_id)
    capacity.handler(sight.case, reader(), today())
    deciding = capacity.deciding_on(sight.case, today())
    capacity.check_may_decide(sight, deciding)
    form = DecideForm(data={"on": today(), "revision": sight.case.revision})
    form.offer(case_queries.can_link(sight.case, reader(), today()))
    return submit_after_preview(
        form,
        lambda left_out: outcomes.decide(
            sight.case,
            text=form.text.data,
            on=form.on.data,
            decision_id=form.chosen(),
            left_out=left_out,
            act=act_of(reader()),
        ),
        leaves_out=True,
        done=_("Decided; the sealed record is being made."),
        to=case_page(sight.case, "outcome"),
        template="conflicts/decide.html",
        wake=(orders.ISSUE,),
        seen=sight.case,
        case=sight.case,
        title=_("Sign and record the decision"),
        deciding=deciding,
    )


@bp.route("/deliberate", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def deliberate(case_id: int) -> Page:
    """Put the case before the steering committee as a decision that only its handlers read."""
    sight = managed(case_id)
    deliberation.check_can_deliberate(sight.case)
    form = DeliberateForm(title=_("Conflict case %(reference)s", reference=sight.case.reference))

    def lead() -> str:
        words = _("Only the members who take part, and coordinators who are not recused, will know of it.")
        names = ", ".join(deliberation.left_out(sight.case, today()))
        return words + " " + _("Left out: %(names)s.", names=names) if names else words

    return submit_after_preview(
        form,
        lambda _left_out: deliberation.deliberate(
            sight.case,
            title=form.title.data,
            question=form.question.data,
            roll_seen=form.roll_seen.data,
            act=act_of(reader()),
        ),
        done=_("The decision is open."),
        to=lambda decision: url_for("decisions.show", team=g.team.slug, decision_id=decision.id),
        template="conflicts/deliberate.html",
        load=lambda: {"lead": lead(), "preview": form.shows(deliberation.preview(sight.case, today()))},
        case=sight.case,
        title=_("Put it before the committee"),
    )


@bp.route("/reopen", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def reopen(case_id: int) -> Page:
    """Reopen a closed case."""
    sight, form = managed(case_id), ReasonForm()
    figure = sight.case.provisions[ProvisionKind.CONFLICT_DAYS]
    return submit_after_preview(
        form,
        lambda left_out: outcomes.reopen(
            sight.case, reason=form.reason.data, left_out=left_out, act=act_of(reader())
        ),
        leaves_out=True,
        done=_("The case is open again."),
        to=case_page(sight.case),
        template="conflicts/act.html",
        case=sight.case,
        title=_("Reopen the case"),
        lead=_(
            "A new term begins today: %(days)s (%(source)s), as when the case began. "
            "The earlier term and its outcome stay shown.",
            days=figure_words(figure, g.team),
            source=source_words(figure),
        ),
    )
