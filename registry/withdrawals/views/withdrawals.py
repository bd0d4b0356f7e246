"""The withdrawals of a team: the list, the page of one, its day, its end, its records; and the notice
period.
"""

import io
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, send_file
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from registry import clock
from registry.database.transactions import unit_of_work
from registry.documents.queries import provisions
from registry.documents.rules.provisions import ProvisionKind
from registry.errors import N_, NotFound
from registry.files import storage
from registry.files.intake import kind_of
from registry.outbox import queries as outbox_queries
from registry.outbox.hooks import BESIDE, Beside
from registry.outbox.messages import hearing
from registry.outbox.rules.reach import NOBODY, LeftOut
from registry.partners import wording as partner_wording
from registry.partners.hooks import PARTS_OF_PAGE
from registry.records.queries import records
from registry.records.views import download
from registry.security.permissions import Permission, Role
from registry.signing.wording import of_evidence as proof_words
from registry.teams.views.notices import flash_told, submit_and_tell
from registry.teams.views.previews import submit_after_preview
from registry.web.access import Menu, in_menu, may, requires
from registry.web.corrections import correct
from registry.web.page import Page, act_of, today
from registry.web.parameters import row_number
from registry.withdrawals.forms import CorrectDayForm, DayForm, ReasonForm
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.queries import corrections, handover, overview
from registry.withdrawals.queries import withdrawals as withdrawal_queries
from registry.withdrawals.rules.withdrawals import State
from registry.withdrawals.services import withdrawals
from registry.withdrawals.views._page import WAKE, acts, coordinator, withdrawal_here, withdrawal_page

bp = Blueprint("withdrawals", __name__, url_prefix="/teams/<team>/withdrawals")
BESIDE["withdrawal"] = Beside("withdrawals.show", "withdrawal_id")
PARTS_OF_PAGE.append("withdrawals/_of_partner.html")


@bp.get("", strict_slashes=False)
@in_menu(Menu.TEAM, 80, N_("Withdrawals"))
@requires(Permission.READ_TEAM)
def index() -> Page:
    """A team's withdrawals, running ones first, and the open requests for a notice."""
    found = overview.list_of(g.team.id, today(), after=request.args.get("before", type=row_number))
    return render_template("withdrawals/index.html", found=found, today=today(), now=clock.now())


@bp.get("/<int:withdrawal_id>")
@requires(Permission.READ_TEAM)
def show(withdrawal_id: int) -> Page:
    """One withdrawal: its notice, efforts and answers, what it waits for, its records."""
    on = today()
    shown = overview.one_of(g.team.id, withdrawal_id, user_id=current_user.id, on=on)
    withdrawal = shown.withdrawal
    about = [withdrawal.subject]
    return render_template(
        "withdrawals/show.html",
        found=shown,
        withdrawal=withdrawal,
        notice=withdrawal.notice,
        partner=withdrawal.partner,
        state=withdrawal.state_on(on),
        waits=withdrawal.waits_for(on),
        represents=may(Permission.TAKE_PART) and shown.represents,
        orders=records.orders_about(about[0]),
        messages=outbox_queries.messages_about(about) if may(Permission.RUN_WITHDRAWALS) else [],
        proof_words=proof_words(withdrawal.notice.evidence, g.team.timezone),
        bound=withdrawal_queries.bound_of(withdrawal),
        today=on,
    )


@bp.get("/<int:withdrawal_id>/hand-over")
@requires(Permission.READ_TEAM)
def hand_over(withdrawal_id: int) -> Page:
    """What the organization holds, owes and carries out: now, and on the day it left."""
    withdrawal, on = withdrawal_here(withdrawal_id), today()
    lines = handover.list_for(
        withdrawal.partner, on, reader_id=current_user.id, is_coordinator=g.role is Role.COORDINATOR
    )
    return render_template(
        "withdrawals/hand_over.html",
        withdrawal=withdrawal,
        partner=withdrawal.partner,
        state=withdrawal.state_on(on),
        lines=handover.grouped(lines),
        kept=handover.kept_lines(withdrawal.handed_over),
        today=on,
    )


@bp.get("/<int:withdrawal_id>/records/<int:order_id>")
@requires(Permission.READ_TEAM)
def record_pdf(withdrawal_id: int, order_id: int) -> Response:
    """A record of the withdrawal."""
    withdrawal = withdrawal_here(withdrawal_id)
    return download(order_id, withdrawal.subject, as_attachment=True)


@bp.get("/<int:withdrawal_id>/scan")
@requires(Permission.RUN_WITHDRAWALS)
def scan(withdrawal_id: int) -> Response:
    """The scanned paper."""
    notice = withdrawal_here(withdrawal_id).notice
    if not notice.scan:
        raise NotFound(N_("No scan is kept of this notice."))
    content = storage.read_file(notice.scan)
    kind = kind_of(content)
    return send_file(
        io.BytesIO(content),
        mimetype=kind.media_type,
        download_name=f"notice-{withdrawal_id}{kind.endings[0]}",
        as_attachment=True,
    )


@bp.get("/notice-period")
@in_menu(Menu.SETTINGS, 40, N_("Notice period of a withdrawal"))
@requires(Permission.RUN_WITHDRAWALS)
def period() -> Page:
    """The notice that the agreement in force asks for."""
    figure = provisions.figure_on(g.team.id, ProvisionKind.NOTICE_DAYS, today())
    return render_template("withdrawals/period.html", figures=[figure])


@acts.route("/withdrawals/<int:withdrawal_id>/day", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def set_day(withdrawal_id: int) -> Page:
    """Set or move the day of leaving. Where that is today, what goes out is shown first."""
    withdrawal = withdrawal_here(withdrawal_id)
    form = DayForm(data={"effective_on": withdrawal.effective_on})

    def set_it(_left_out: LeftOut = NOBODY) -> None:
        withdrawals.set_day(
            withdrawal,
            effective_on=form.effective_on.data,
            reason=form.reason.data,
            act=act_of(coordinator()),
        )

    page: dict[str, Any] = {
        "done": _("The day of leaving is recorded."),
        "to": withdrawal_page(withdrawal),
        "template": "withdrawals/day.html",
        "wake": WAKE,
        "withdrawal": withdrawal,
        "partner": withdrawal.partner,
    }
    if form.effective_on.data is not None and form.effective_on.data <= today():
        return submit_after_preview(form, set_it, title=_("Record the day"), **page)
    return submit_and_tell(form, set_it, **page)


@acts.route("/withdrawals/<int:withdrawal_id>/day/correct", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def correct_day(withdrawal_id: int) -> Page:
    """Correct a day of leaving that was mistyped and has come."""
    withdrawal = withdrawal_here(withdrawal_id)
    partner = withdrawal.partner
    form = CorrectDayForm(data={"effective_on": withdrawal.effective_on, "revision": withdrawal.revision})
    return correct(
        form,
        lambda **why: withdrawals.correct_day(withdrawal, effective_on=form.effective_on.data, **why),
        by=coordinator,
        holds=lambda: partner_wording.spells_of_status(partner),
        also=lambda: _after_correction(withdrawal),
        to=withdrawal_page(withdrawal),
        template="withdrawals/correct_day.html",
        seen=withdrawal,
        wake=WAKE,
        withdrawal=withdrawal,
        partner=partner,
    )


def _after_correction(withdrawal: Withdrawal) -> list[str]:
    """What becomes of the sealed statement, of the seats that became vacant, and of requests to sign."""
    found = corrections.put_right(withdrawal)
    people = {
        _("They have their seats on committees until the right day: %(names)s."): found.terms,
        _("Their terms stay ended as they are, correct them on the committee’s page: %(names)s."): found.stay,
        _("Asked to sign again, by a new link: %(names)s."): found.asked,
    }
    return [
        *_fate_of_statement(withdrawal),
        *(words % {"names": ", ".join(names)} for words, names in people.items() if names),
    ]


def _fate_of_statement(withdrawal: Withdrawal) -> list[str]:
    """What becomes of the statement that was sealed with the wrong day, if there was one."""
    statements = withdrawal_queries.statements_of(withdrawal)
    if withdrawal.state == State.LEFT and len(statements) > 1:
        return [_("The sealed statement stays as it is. A new one follows that names it and corrects it.")]
    if withdrawal.state == State.RUNNING and statements:
        fate = _(
            "It has not left then. The sealed statement stays; one that corrects it follows when it leaves."
        )
        return [fate]
    return []


@acts.route("/withdrawals/<int:withdrawal_id>/stays", methods=["GET", "POST"])
@requires(Permission.RUN_WITHDRAWALS)
def take_back(withdrawal_id: int) -> Page:
    """Record that the organization takes its notice back and stays."""
    withdrawal, form = withdrawal_here(withdrawal_id), ReasonForm()
    return submit_and_tell(
        form,
        lambda: withdrawals.take_back(withdrawal, reason=form.reason.data, act=act_of(coordinator())),
        done=_("%(name)s stays.", name=withdrawal.partner.name),
        to=withdrawal_page(withdrawal),
        template="withdrawals/stays.html",
        wake=WAKE,
        withdrawal=withdrawal,
        partner=withdrawal.partner,
    )


@acts.post("/withdrawals/<int:withdrawal_id>/statement")
@requires(Permission.RUN_WITHDRAWALS)
def make_statement(withdrawal_id: int) -> Response:
    """Order a further statement that includes what was entered since."""
    withdrawal = withdrawal_here(withdrawal_id)
    with unit_of_work(g.team.id, wake=WAKE), hearing() as reach:
        withdrawals.make_statement_again(withdrawal, act=act_of(coordinator()))
    flash_told(reach, _("A new statement is being made; the earlier one stays."))
    return redirect(withdrawal_page(withdrawal, "records"), 303)
