"""Escalation and outside help; the service checks each act again under the lock."""

from flask_babel import gettext as _

from registry.conflicts.forms import (
    EndHelpForm,
    HelperForm,
    ReasonForm,
)
from registry.conflicts.rules.cases import HelperRole
from registry.conflicts.services import cases
from registry.conflicts.views._page import acts as bp
from registry.conflicts.views._page import case_page, managed
from registry.security.permissions import Permission
from registry.teams.views.previews import submit_after_preview
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, reader


@bp.route("/escalate", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def escalate(case_id: int) -> Page:
    """Bring the case before the steering committee."""
    sight, form = managed(case_id), ReasonForm()
    title = _("Bring the case before the steering committee")
    lead = _("From then on the steering committee has it, and no longer the committee where it arose.")
    return submit_after_preview(
        form,
        lambda left_out: cases.escalate(
            sight.case, reason=form.reason.data, left_out=left_out, act=act_of(reader())
        ),
        leaves_out=True,
        done=_("The case is before the steering committee."),
        to=case_page(sight.case),
        template="conflicts/act.html",
        case=sight.case,
        title=title,
        lead=lead,
    )


@bp.route("/helper", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def helper(case_id: int) -> Page:
    """Bring in a facilitator or mediator."""
    sight, form = managed(case_id), HelperForm()
    return submit_after_preview(
        form,
        lambda left_out: cases.bring_in_helper(
            sight.case,
            role=HelperRole(form.role.data),
            name=form.name.data,
            organization=form.organization.data,
            proposed_by=form.proposed_by.data,
            agreed_by=form.agreed_by.data,
            left_out=left_out,
            act=act_of(reader()),
        ),
        leaves_out=True,
        done=_("Who helps is recorded."),
        to=case_page(sight.case),
        template="conflicts/act.html",
        case=sight.case,
        title=_("Bring in a facilitator or mediator"),
    )


@bp.route("/helper/end", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def end_help(case_id: int) -> Page:
    """End facilitation or mediation."""
    sight, form = managed(case_id), EndHelpForm()
    return submit(
        form,
        lambda: cases.end_help(sight.case, words=form.words.data, act=act_of(reader())),
        done=_("Noted."),
        to=case_page(sight.case),
        template="conflicts/act.html",
        case=sight.case,
        title=_("End facilitation or mediation"),
        lead=_("The steering committee goes on with the case."),
    )
