"""Expenses of a case: entering, confirming and paying shares."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from registry.conflicts.access import payers
from registry.conflicts.access.visibility import Sight
from registry.conflicts.forms import PaidForm, ReasonForm, RelayShareForm, expense_form
from registry.conflicts.models.expenses import Share
from registry.conflicts.queries import cases
from registry.conflicts.queries.payers import Payer, Payers
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.rules.money import OFFERED, PayerGroup, equal_shares, read_cents, write_cents
from registry.conflicts.services import expenses
from registry.conflicts.views._page import case_page, managed, note_reading
from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import Channel
from registry.documents.rules.figures import Figure
from registry.documents.rules.provisions import ExpensesBy, ProvisionKind
from registry.documents.wording import cite
from registry.errors import N_, InvalidInput, RuleBroken
from registry.security.permissions import Permission
from registry.teams.views.previews import submit_after_preview
from registry.web.access import requires
from registry.web.forms import blame, status_of, submit
from registry.web.page import Page, act_of, reader, today
from registry.web.parameters import row_number

bp = Blueprint("conflict_expenses", __name__, url_prefix="/teams/<team>/conflicts/<int:case_id>")


@bp.route("/expenses/new", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def add(case_id: int) -> Page:
    """Enter an expense and its shares; the form says who pays, and before it the address."""
    sight = managed(case_id)
    everyone = Payers(sight.case, today())
    groups, named = _groups(OFFERED[sight.case.values.expenses]), _named()
    paying = everyone.chosen(groups, named)
    figure = sight.case.provisions[ProvisionKind.EXPENSES]
    form = expense_form(paying, data={"ground": _ground(figure)})

    def shown() -> dict[str, Any]:
        form["payers_shown"].process(None, _mark(paying))
        return {
            "case": sight.case,
            "payers": paying,
            "figure": figure,
            "groups": {group: everyone.group(group) for group in PayerGroup},
            "chosen": groups,
            "named": named,
            "partners": everyone.partners(),
        }

    if "show" in request.form or "split" in request.form:
        _keep_typed(form, paying)
        if "split" in request.form:
            _split_equally(form, len(paying))
        return render_template("conflicts/expense.html", form=form, **shown()), status_of(form)

    def enter() -> object:
        seen = form["payers_shown"].data
        if seen and seen != _mark(paying):
            raise RuleBroken(N_("Who pays is no longer what the page showed. Look at the shares again."))
        places = range(1, len(paying) + 1)
        shares = [read_cents(form[f"share_{place}"].data, field=f"share_{place}") for place in places]
        return expenses.enter_expense(
            sight.case,
            what=form.what.data,
            total=read_cents(form.total.data, field="total"),
            shares={payer.key: cents for payer, cents in zip(paying, shares, strict=True) if cents},
            ground=form.ground.data,
            act=act_of(reader()),
        )

    return submit_after_preview(
        form,
        lambda _left_out: enter(),
        done=_("Entered. Each who pays confirms its share."),
        to=case_page(sight.case, "expenses"),
        template="conflicts/expense.html",
        title=_("Enter the expense"),
        load=shown,
    )


@bp.get("/shares/<int:share_id>")
@requires(Permission.READ_TEAM)
def share(case_id: int, share_id: int) -> Page:
    """A share of an expense, for those who are asked to pay it and learn nothing else of the case."""
    found, sight = _share_here(case_id, share_id)
    if request.method == "GET" and note_reading(CaseEvent.READ, sight.case, share=share_id):
        found, sight = _share_here(case_id, share_id)
    return render_template(
        "conflicts/share.html",
        share=found,
        case=sight.case,
        may_confirm=payers.pays(sight, found),
        may_relay=payers.relays(sight, found),
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
    """Confirm the share of one's own party or partner, or of the team."""
    with unit_of_work(g.team.id):
        found, sight = _share_here(case_id, share_id)
        expenses.confirm_share(found, act=act_of(reader()))
    flash(_("The share is confirmed."), "success")
    return redirect(case_page(sight.case, "expenses") if sight.may_know else _own_page(found), 303)


@bp.route("/shares/<int:share_id>/relay", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def relay(case_id: int, share_id: int) -> Page:
    """Enter that who pays a share confirmed it elsewhere."""
    found, sight = _share_here(case_id, share_id)
    payers.for_relaying(found, reader(), today())
    form = RelayShareForm()
    return submit(
        form,
        lambda: expenses.relay_confirmation(
            found,
            said_by=form.said_by.data,
            channel=Channel(form.channel.data),
            said_on=form.said_on.data,
            act=act_of(reader()),
        ),
        done=_("Entered. Who pays can confirm it, or say that it is not so."),
        to=case_page(sight.case, "expenses"),
        template="conflicts/act.html",
        case=sight.case,
        title=_("Enter that %(party)s confirmed its share", party=found.payer()),
        lead=_("It is shown as relayed until who pays confirms or replaces it."),
    )


@bp.route("/shares/<int:share_id>/relayed", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def strike_relayed(case_id: int, share_id: int) -> Page:
    """Say that a share was not confirmed elsewhere, for who pays it or as a coordinator."""
    found, sight = _share_here(case_id, share_id)
    payers.for_striking(found, reader(), today())
    form = ReasonForm()
    return submit(
        form,
        lambda: expenses.strike_relayed(found, reason=form.reason.data, act=act_of(reader())),
        done=_("Struck out; it stays to be seen, and the share waits to be confirmed."),
        to=case_page(sight.case, "expenses") if sight.may_know else _own_page(found),
        template="conflicts/strike_relayed.html",
        case=sight.case,
        share=found,
        title=_("Say that it was not confirmed"),
    )


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
        title=_("Paid by %(party)s", party=share.payer()),
    )


def _share_here(case_id: int, share_id: int) -> tuple[Share, Sight]:
    """The share of this address, and the case as the reader may see it.

    Raises `NotFound` for those who neither know of the case nor pay the share.
    """
    case = cases.case_of(g.team.id, case_id)
    found = cases.share_of(case, share_id)
    return found, payers.sight_of_payer(case, found, reader(), today())


def _own_page(found: Share) -> str:
    """The page of a share for those who learn nothing else of the case."""
    return url_for(".share", team=g.team.slug, case_id=found.expense.case_id, share_id=found.id)


def _ground(figure: Figure) -> str:
    """Why it is shared so, where the agreement says it; else the parties say so."""
    return "" if figure.value is ExpensesBy.AS_AGREED else cite(figure, g.team)


def _groups(offered: PayerGroup) -> list[PayerGroup]:
    """The groups that pay, by the address; at first the one that the agreement names."""
    said = _said()
    if said is request.args and not {"by", "partner"} & said.keys():
        return [offered]
    return [group for group in PayerGroup if group in said.getlist("by")]


def _named() -> list[int]:
    """The partners named one by one."""
    return list(dict.fromkeys(_said().getlist("partner", type=row_number)))


def _said() -> MultiDict[str, str]:
    """Where it stands who pays: in the form, once its page was shown, and before in the address."""
    return request.form if "payers_shown" in request.form else request.args


def _mark(paying: Sequence[Payer]) -> str:
    return " ".join(payer.key for payer in paying)


def _keep_typed(form, paying: Sequence[Payer]) -> None:  # type: ignore[no-untyped-def]
    """Leave each typed share with its payer, though others may stand before it now."""
    before = (request.form.get("payers_shown") or _mark(paying)).split()
    typed = {key: request.form.get(f"share_{place}", "") for place, key in enumerate(before, start=1)}
    for place, payer in enumerate(paying, start=1):
        form[f"share_{place}"].data = typed.get(payer.key, "")


def _split_equally(form, n: int) -> None:  # type: ignore[no-untyped-def]
    """Fill in equal shares for review; nothing is entered yet."""
    try:
        total = read_cents(form.total.data or "", field="total")
    except InvalidInput as error:
        blame(form, error)
        return
    for place, cents in enumerate(equal_shares(total, n), start=1):
        form[f"share_{place}"].data = write_cents(cents)
