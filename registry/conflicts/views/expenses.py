"""Expenses of a case: entering, confirming and paying shares."""

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.conflicts.forms import PaidForm, ReasonForm, expense_form
from registry.conflicts.queries import cases
from registry.conflicts.rules.money import equal_shares, read_cents, write_cents
from registry.conflicts.services import expenses
from registry.conflicts.views._page import MAIL, case_page, managed, sight_here
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput
from registry.security.permissions import Permission
from registry.teams.views.notices import submit_and_tell
from registry.web.access import requires
from registry.web.forms import blame, status_of, submit
from registry.web.page import Page, act_of, reader, today

bp = Blueprint("conflict_expenses", __name__, url_prefix="/teams/<team>/conflicts/<int:case_id>")


@bp.route("/expenses/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def add(case_id: int) -> Page:
    """Enter an expense and its shares."""
    sight = managed(case_id)
    payers = cases.payers(sight.case)
    sharing = cases.setting_of(g.team.id).sharing()
    form = expense_form(payers, data={"ground": sharing})
    if "split" in request.form:
        _split_equally(form, len(payers))
        page = render_template(
            "conflicts/expense.html", form=form, case=sight.case, payers=payers, sharing=sharing
        )
        return page, status_of(form)

    def enter() -> object:
        parties = sight.case.parties
        places = range(1, len(payers) + 1)
        shares = [read_cents(form[f"share_{place}"].data, field=f"share_{place}") for place in places]
        return expenses.enter_expense(
            sight.case,
            what=form.what.data,
            total=read_cents(form.total.data, field="total"),
            shares={party.id: cents for party, cents in zip(parties, shares, strict=True) if cents},
            ground=form.ground.data,
            act=act_of(reader()),
        )

    return submit_and_tell(
        form,
        enter,
        done=_("Entered. Each who pays confirms its share."),
        to=case_page(sight.case, "expenses"),
        template="conflicts/expense.html",
        wake=MAIL,
        case=sight.case,
        payers=payers,
        sharing=sharing,
    )


@bp.route("/expenses/<int:expense_id>/set-aside", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def set_aside(case_id: int, expense_id: int) -> Page:
    """Set aside a mistaken expense."""
    sight, form = managed(case_id), ReasonForm()
    expense = cases.expense_of(sight.case, expense_id)
    return submit(
        form,
        lambda: expenses.set_aside(expense, reason=form.reason.data, act=act_of(reader())),
        done=_("Set aside; it no longer counts and stays shown."),
        to=case_page(sight.case, "expenses"),
        template="conflicts/act.html",
        case=sight.case,
        title=_("Set an expense aside"),
    )


@bp.post("/shares/<int:share_id>/confirm")
@requires(Permission.TAKE_PART)
def confirm(case_id: int, share_id: int) -> Response:
    """Confirm the share of one's own party."""
    case = sight_here(case_id).case
    with unit_of_work(g.team.id):
        share = cases.share_of(cases.case_of(g.team.id, case_id), share_id)
        expenses.confirm_share(share, act=act_of(reader()))
    flash(_("The share is confirmed."), "success")
    return redirect(case_page(case, "expenses"), 303)


@bp.route("/shares/<int:share_id>/paid", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def paid(case_id: int, share_id: int) -> Page:
    """Record that a share was paid."""
    sight, form = managed(case_id), PaidForm(data={"on": today()})
    share = cases.share_of(sight.case, share_id)
    return submit(
        form,
        lambda: expenses.note_paid(share, on=form.on.data, act=act_of(reader())),
        done=_("Noted."),
        to=case_page(sight.case, "expenses"),
        template="conflicts/act.html",
        case=sight.case,
        title=_("Paid by %(party)s", party=share.party.name()),
    )


def _split_equally(form, n: int) -> None:  # type: ignore[no-untyped-def]
    """Fill in equal shares for review; nothing is entered yet."""
    try:
        total = read_cents(form.total.data or "", field="total")
    except InvalidInput as error:
        blame(form, error)
        return
    for place, cents in enumerate(equal_shares(total, n), start=1):
        form[f"share_{place}"].data = write_cents(cents)
