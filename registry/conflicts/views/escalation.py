"""What is done in a case: each act checks again, under the lock, who does it and as whom."""

from flask_babel import gettext as _

from registry.conflicts.forms import (
    EndHelpForm,
    HelperForm,
    ReasonForm,
)
from registry.conflicts.rules.cases import HelperRole
from registry.conflicts.services import cases
from registry.conflicts.views._page import act_on, managed
from registry.conflicts.views._page import acts as bp
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.page import Page, act_of, reader


@bp.route("/escalate", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def escalate(case_id: int) -> Page:
    """Bring the case before the steering committee."""
    sight, form = managed(case_id), ReasonForm()
    words = _("Bring the case before the steering committee")
    lead = _("From then on the steering committee has it, and no longer the committee where it arose.")
    return act_on(
        sight,
        form,
        lambda case: cases.escalate(case, reason=form.reason.data, act=act_of(reader())),
        title=words,
        lead=lead,
        done=_("The case is before the steering committee."),
    )


@bp.route("/helper", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def helper(case_id: int) -> Page:
    """Bring in a facilitator or mediator."""
    sight, form = managed(case_id), HelperForm()
    return act_on(
        sight,
        form,
        lambda case: cases.bring_in_helper(
            case,
            role=HelperRole(form.role.data),
            name=form.name.data,
            organization=form.organization.data,
            proposed_by=form.proposed_by.data,
            agreed_by=form.agreed_by.data,
            act=act_of(reader()),
        ),
        title=_("Bring in a facilitator or mediator"),
        done=_("The parties are told who helps."),
    )


@bp.route("/helper/end", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def end_help(case_id: int) -> Page:
    """Note that facilitation or mediation has ended."""
    sight, form = managed(case_id), EndHelpForm()
    return act_on(
        sight,
        form,
        lambda case: cases.end_help(case, words=form.words.data, act=act_of(reader())),
        title=_("End facilitation or mediation"),
        lead=_("The steering committee goes on with the case."),
        done=_("Noted."),
    )
