"""What the pages of a decision share: its context, and who the reader is in it."""

from typing import Any

from flask import g, render_template, request, url_for
from flask_login import current_user

from registry.audit.services import sightings
from registry.decisions import access
from registry.decisions.access import runner
from registry.decisions.models.decisions import Decision
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries.decisions import needs_confirming
from registry.decisions.queries.movement import movement_of
from registry.decisions.queries.open_points import points_of
from registry.decisions.rules.decisions import MOVES, Audience, State
from registry.decisions.rules.events import DecisionEvent
from registry.decisions.services import resolutions
from registry.decisions.wording import explain
from registry.records.queries import records
from registry.security.permissions import Role
from registry.web.page import act_of, actor, reader, today


def read_here(decision_id: int) -> Decision:
    """The decision of this address; who is given one to read that is not for the whole team is noted."""
    found = decision_queries.decision_of(g.team.id, decision_id, user_id=current_user.id, on=today())
    if request.method == "GET" and note_reading(DecisionEvent.READ, found):
        found = decision_queries.decision_of(g.team.id, decision_id, user_id=current_user.id, on=today())
    return found


def note_reading(tag: DecisionEvent, decision: Decision, **details: int) -> bool:
    """Note that the reader is shown a decision for its roll only; False where there is nothing to note."""
    if decision.audience == Audience.TEAM:
        return False
    return sightings.note_reading(tag, decision, act_of(actor()), **details)


def decision_here(decision_id: int, *, to: State | None = None) -> Decision:
    """The decision of this address, where the reader may know of it; `to` is where the page leads it."""
    found = read_here(decision_id)
    if to is not None:
        MOVES.check(found.state, to)
    return found


def run_here(decision_id: int, *, to: State | None = None) -> Decision:
    """The same for a page of who runs the decision; refused where the reader does not."""
    decision = decision_here(decision_id, to=to)
    access.as_runner(decision, act_of(reader()))
    return decision


def page_of(decision: Decision, anchor: str | None = None) -> str:
    """Where a decision's page is."""
    return url_for("decisions.show", team=g.team.slug, decision_id=decision.id, _anchor=anchor)


def on_page(name: str, status: int = 200, **context: Any) -> tuple[str, int]:
    """A page of the decisions' folder."""
    return render_template(f"decisions/{name}.html", **context), status


def about(decision: Decision) -> dict[str, Any]:
    """What stands in the present round, and what it comes to today."""
    present, on = decision.present_round, today()
    result = decision_queries.result_on(present, on)
    return {
        "decision": decision,
        "present": present,
        "said": decision_queries.said_in(present),
        "result": result,
        "sentences": explain(result, is_open=present.closing is None),
    }


def show_page(decision: Decision) -> tuple[str, int]:
    """The page of one decision."""
    mine = access.voices_of(current_user, decision, today())
    return on_page(
        "show",
        **about(decision),
        mine=mine,
        runs=runner(current_user, g.role, decision.committee, today()) is not None,
        points=points_of(decision),
        earlier=[(each, decision_queries.said_in(each)) for each in decision.rounds[:-1]],
        earlier_sentences={
            each.number: explain(decision_queries.result_on(each, today())) for each in decision.rounds[:-1]
        },
        movement=movement_of(decision),
        votes=decision_queries.held(decision),
        standing_aside=resolutions.standing_aside(decision),
        orders=records.orders_about(decision.subject),
        needs_confirming=needs_confirming,
        on=today(),
        is_coordinator=g.role is Role.COORDINATOR,
    )
