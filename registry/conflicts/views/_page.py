"""Shared by all pages of a case: shows it only to people who may know of it."""

from flask import Blueprint, g, render_template, request, url_for

from registry.audit.services import sightings
from registry.conflicts.access import capacity
from registry.conflicts.access.visibility import Sight
from registry.conflicts.models.cases import Case
from registry.conflicts.queries import cases
from registry.conflicts.rules.events import CaseEvent
from registry.outbox.services import messages
from registry.web.page import act_of, actor, reader, today

#: The tasks that most acts in a case make due.
MAIL = (messages.SEND,)

#: The views that change something in a case.
acts = Blueprint("conflict_acts", __name__, url_prefix="/teams/<team>/conflicts/<int:case_id>")


def sight_here(case_id: int) -> Sight:
    """The case of this address as its reader may see it; raises `NotFound` when the reader may not know of
    it. Records in the audit trail who opens a page.
    """
    sight = cases.see(g.team.id, case_id, reader(), today())
    if request.method == "GET" and note_reading(CaseEvent.READ, sight.case):
        sight = cases.see(g.team.id, case_id, reader(), today())
    return sight


def note_reading(tag: CaseEvent, case: Case, **details: int) -> bool:
    """Record that the reader is shown a case or a part of it; False when that was already recorded."""
    return sightings.note_reading(tag, case, act_of(actor()), **details)


def case_page(case: Case, anchor: str | None = None) -> str:
    """The address of a case's page."""
    return url_for("conflicts.show", team=g.team.slug, case_id=case.id, _anchor=anchor)


def page(name: str, **context: object) -> str:
    """A page in the templates of cases."""
    return render_template(f"conflicts/{name}.html", **context)


def managed(case_id: int) -> Sight:
    """The case of this address, for people who lead it; raises `Refused` for others."""
    sight = sight_here(case_id)
    capacity.manager(sight.case, reader(), today())
    return sight
