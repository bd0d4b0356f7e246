"""What the pages of a decision share: loading it, and the reader's capacity in it."""

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
    """The decision of this address.

    If it is for its roll only, the reading is recorded in the audit trail.
    """
    decision = decision_queries.decision_of(g.team.id, decision_id, user_id=current_user.id, on=today())
    if request.method == "GET" and note_reading(DecisionEvent.READ, decision):
        decision = decision_queries.decision_of(g.team.id, decision_id, user_id=current_user.id, on=today())
    return decision


def note_reading(tag: DecisionEvent, decision: Decision, **details: int) -> bool:
    """Record that the reader is shown a decision for its roll only; False when nothing had to be recorded."""
    if decision.audience == Audience.TEAM:
        return False
    return sightings.note_reading(tag, decision, act_of(actor()), **details)


def decision_here(decision_id: int, *, to: State | None = None) -> Decision:
    """The decision of this address, if the reader may know of it; `to` is the state the page leads to."""
    decision = read_here(decision_id)
    if to is not None:
        MOVES.check(decision.state, to)
    return decision


def run_here(decision_id: int, *, to: State | None = None) -> Decision:
    """The decision of this address for a page of people who run it; raises `Refused`."""
    decision = decision_here(decision_id, to=to)
    access.as_runner(decision, act_of(reader()))
    return decision


def page_of(decision: Decision, anchor: str | None = None) -> str:
    """The address of a decision's page."""
    return url_for("decisions.show", team=g.team.slug, decision_id=decision.id, _anchor=anchor)


def on_page(name: str, status: int = 200, **context: Any) -> tuple[str, int]:
    """A page in the templates of decisions."""
    return render_template(f"decisions/{name}.html", **context), status


def about(decision: Decision) -> dict[str, Any]:
    """The positions of the present round, and its result today."""
    present, on = decision.present_round, today()
    result = decision_queries.result_on(present, on)
    return {
        "decision": decision,
        "present": present,
        "said": decision_queries.said_in(present),
        "result": result,
        "sentences": explain(result, is_open=present.closing is None, provisions=decision.provisions),
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
            each.number: explain(decision_queries.result_on(each, today()), provisions=decision.provisions)
            for each in decision.rounds[:-1]
        },
        movement=movement_of(decision),
        votes=decision_queries.held(decision),
        standing_aside=resolutions.standing_aside(decision),
        orders=records.orders_about(decision.subject),
        bound=decision_queries.bound_of(decision),
        rests_on=decision_queries.rests_on(decision),
        needs_confirming=needs_confirming,
        on=today(),
        is_coordinator=g.role is Role.COORDINATOR,
    )
