"""Entering a notice of withdrawal that came on paper."""

from flask import g
from flask_babel import gettext as _

from registry.documents.queries import provisions
from registry.documents.rules.provisions import ProvisionKind
from registry.files.intake import SCANS, accept_upload
from registry.partners.models.partners import Partner
from registry.records.wording import words_on_signs
from registry.security.permissions import Permission
from registry.teams.views.notices import submit_and_tell
from registry.web.access import requires
from registry.web.page import Page, act_of, today
from registry.web.parameters import takes_files
from registry.withdrawals.forms import PaperForm
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.rules.withdrawals import Reason, State
from registry.withdrawals.services import notices
from registry.withdrawals.views._page import WAKE, coordinator, partner_here, withdrawal_page
from registry.withdrawals.views._page import acts as bp


@bp.route("/partners/<int:partner_id>/withdrawal/enter", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
@takes_files
def enter(partner_id: int) -> Page:
    """Enter a notice received on paper."""
    partner = partner_here(partner_id)
    form = PaperForm(data={"given_on": today(), "language": partner.language, "reason": Reason.NOT_STATED})
    return submit_and_tell(
        form,
        lambda: _enter(partner, form),
        done=_entered,
        to=withdrawal_page,
        template="withdrawals/enter.html",
        warn=lambda _: words_on_signs(form.name.data, form.title.data, form.account.data),
        wake=WAKE,
        partner=partner,
        figure=provisions.figure_on(g.team.id, ProvisionKind.NOTICE_DAYS, today()),
    )


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
    """The fingerprint of the scan in the form; empty when there is none."""
    if not form.scan.data:
        return ""
    return accept_upload(form.scan.data, SCANS, field="scan").fingerprint


def _entered(withdrawal: Withdrawal) -> str:
    if withdrawal.state == State.LEFT:
        return _(
            "The notice is recorded, and its day has come: %(name)s has left.",
            name=withdrawal.partner.name,
        )
    return _("The notice is recorded.")
