"""What every page of a case does: show it only to whom may know of it, and take a form."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry.audit.services import sightings
from registry.conflicts.access import capacity
from registry.conflicts.access.visibility import Sight
from registry.conflicts.models.cases import Case
from registry.conflicts.queries import cases
from registry.conflicts.rules.events import CaseEvent
from registry.outbox.services import messages
from registry.web.forms import attempt, status_of
from registry.web.page import Page, act_of, actor, reader, today

#: Of all pages on which something is done in a case.
acts = Blueprint("conflict_acts", __name__, url_prefix="/teams/<team>/conflicts/<int:case_id>")


def sight_here(case_id: int) -> Sight:
    """The case of this address as its reader may see it; `NotFound` where they may not know of it.

    Who is given a page to read is noted in the trail.
    """
    sight = cases.see(g.team.id, case_id, reader(), today())
    if request.method == "GET" and note_reading(CaseEvent.READ, sight.case):
        sight = cases.see(g.team.id, case_id, reader(), today())
    return sight


def note_reading(tag: CaseEvent, case: Case, **details: int) -> bool:
    """Note that the reader is shown a case or something of it; False where that stands already."""
    return sightings.note_reading(tag, case, act_of(actor()), **details)


def case_page(case: Case, anchor: str | None = None) -> str:
    """Where a case's page is."""
    return url_for("conflicts.show", team=g.team.slug, case_id=case.id, _anchor=anchor)


def to_case(case: Case, anchor: str | None = None) -> Response:
    """Go on to the case's page."""
    return redirect(case_page(case, anchor), 303)


def page(name: str, **context: object) -> str:
    """A page on cases."""
    return render_template(f"conflicts/{name}.html", **context)


def form_page(name: str, form: FlaskForm, sight: Sight, **context: object) -> Page:
    """The page of a form about a case."""
    return page(name, form=form, sight=sight, case=sight.case, **context), status_of(form)


def managed(case_id: int) -> Sight:
    """The case of this address, for who manages it."""
    sight = sight_here(case_id)
    capacity.manager(sight.case, reader(), today())
    return sight


def act_on(
    sight: Sight,
    form: FlaskForm,
    act: Callable[[Case], object],
    *,
    title: str,
    done: str,
    lead: str = "",
    template: str = "act",
    anchor: str | None = None,
    wake: tuple[str, ...] = (messages.SEND,),
    to_board: bool = False,
    **context: Any,
) -> Page:
    """Do what a form asks in a case, on the case as it is under the lock; or show the form."""
    case_id = sight.case.id
    if attempt(form, lambda: act(cases.case_of(g.team.id, case_id)), team_id=g.team.id, wake=wake):
        flash(done, "success")
        return onwards(case_id, anchor, to_board=to_board)
    return form_page(template, form, sight, title=title, lead=lead, **context)


def onwards(case_id: int, anchor: str | None, *, to_board: bool) -> Response:
    """On to the case; who has just recused themselves may no longer know of it and goes to the list."""
    if to_board:
        return redirect(url_for("conflicts.index", team=g.team.slug), 303)
    return to_case(cases.case_of(g.team.id, case_id), anchor)
