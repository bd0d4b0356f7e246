"""Expenses of a case: what was paid for, who pays which share, each share confirmed and paid."""

from flask import Blueprint, flash, g, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry import clock
from registry.access import Permission, requires
from registry.conflicts import doing, expenses, queries
from registry.conflicts.case_pages import form_page, me, sight_here, to_case
from registry.conflicts.forms import PaidForm, ReasonForm, expense_form
from registry.conflicts.money import equal_shares, read_cents, write_cents
from registry.conflicts.seeing import Sight
from registry.edge import Page, attempt, blame, today
from registry.errors import InvalidInput
from registry.outbox import services as outbox
from registry.transactions import unit_of_work

bp = Blueprint("conflict_expenses", __name__, url_prefix="/teams/<team>/conflicts/<int:case_id>")


@bp.route("/expenses/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def add(case_id: int) -> Page:
    """Enter an expense and who pays which share of it."""
    sight = _managed(case_id)
    payers = expenses.payers(sight.case)
    sharing = queries.setting_of(g.team.id).sharing()
    form = expense_form(payers, data={"ground": sharing})
    if "split" in request.form:
        _split_equally(form, len(payers))
        return form_page("expense", form, sight, payers=payers, sharing=sharing)

    def enter() -> object:
        case = queries.case_of(g.team.id, case_id)
        places = range(1, len(payers) + 1)
        shares = [read_cents(form[f"share_{place}"].data, field=f"share_{place}") for place in places]
        return expenses.enter_expense(
            case,
            what=form.what.data,
            total=read_cents(form.total.data, field="total"),
            shares={party.id: cents for party, cents in zip(case.parties, shares, strict=True) if cents},
            ground=form.ground.data,
            user=me(),
            now=clock.now(),
        )

    if attempt(form, enter, team_id=g.team.id, wake=(outbox.SEND,)):
        flash(_("Entered. Each who pays is asked to confirm."), "success")
        return to_case(sight_here(case_id).case, "expenses")
    return form_page("expense", form, sight, payers=payers, sharing=sharing)


@bp.route("/expenses/<int:expense_id>/set-aside", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def set_aside(case_id: int, expense_id: int) -> Page:
    """Set aside an expense that was entered wrongly."""
    sight, form = _managed(case_id), ReasonForm()
    queries.expense_of(sight.case, expense_id)

    def act() -> None:
        expense = queries.expense_of(queries.case_of(g.team.id, case_id), expense_id)
        expenses.set_aside(expense, reason=form.reason.data, user=me(), now=clock.now())

    if attempt(form, act, team_id=g.team.id):
        flash(_("Set aside; it no longer counts and stays shown."), "success")
        return to_case(sight_here(case_id).case, "expenses")
    return form_page("act", form, sight, title=_("Set an expense aside"), lead="")


@bp.post("/shares/<int:share_id>/confirm")
@requires(Permission.TAKE_PART)
def confirm(case_id: int, share_id: int) -> Response:
    """Confirm the share of one's party."""
    case = sight_here(case_id).case
    with unit_of_work(g.team.id):
        share = queries.share_of(queries.case_of(g.team.id, case_id), share_id)
        expenses.confirm_share(share, user=me(), now=clock.now())
    flash(_("The share is confirmed."), "success")
    return to_case(case, "expenses")


@bp.route("/shares/<int:share_id>/paid", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def paid(case_id: int, share_id: int) -> Page:
    """Note that a share was paid."""
    sight, form = _managed(case_id), PaidForm(data={"on": today()})
    share = queries.share_of(sight.case, share_id)
    title = _("Paid by %(party)s", party=share.party.name())

    def act() -> None:
        found = queries.share_of(queries.case_of(g.team.id, case_id), share_id)
        expenses.note_paid(found, on=form.on.data, user=me(), now=clock.now())

    if attempt(form, act, team_id=g.team.id):
        flash(_("Noted."), "success")
        return to_case(sight_here(case_id).case, "expenses")
    return form_page("act", form, sight, title=title, lead="")


def _split_equally(form, n: int) -> None:  # type: ignore[no-untyped-def]
    """Fill in equal shares for the person to look at; nothing is entered yet."""
    try:
        total = read_cents(form.total.data or "", field="total")
    except InvalidInput as error:
        blame(form, error)
        return
    for place, cents in enumerate(equal_shares(total, n), start=1):
        form[f"share_{place}"].data = write_cents(cents)


def _managed(case_id: int) -> Sight:
    sight = sight_here(case_id)
    doing.manager(sight.case, me(), today())
    return sight
