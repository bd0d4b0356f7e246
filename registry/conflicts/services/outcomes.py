"""Ends terms: decided, settled, withdrawn or referred; and reopens closed cases."""

import datetime as dt

from registry.audit.services import events
from registry.conflicts.access import capacity
from registry.conflicts.access.capacity import check_may_decide
from registry.conflicts.models.cases import Case, Outcome
from registry.conflicts.queries.cases import can_link
from registry.conflicts.rules.cases import (
    MOVES,
    REASON_LENGTH,
    WITHOUT_DECISION,
    Decider,
    State,
    StepKind,
    check_said,
    reopened_state,
)
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.services import cases, mailings, proposals, recusals, steps
from registry.database.session import db
from registry.errors import N_, InvalidInput
from registry.outbox.rules.reach import NOBODY, LeftOut
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.security.actors import Act, Actor


def close_without_decision(
    case: Case,
    *,
    state: State,
    text: str,
    on: dt.date | None = None,
    left_out: LeftOut = NOBODY,
    act: Act,
) -> Outcome:
    """Record that a case is settled, withdrawn or referred; stops the deadline.

    `left_out` are handlers who get no mail about it.
    """
    today = act.on
    by = capacity.manager(case, act.by, today)
    if state not in WITHOUT_DECISION:
        raise InvalidInput(N_("Choose how the case ends."), field="state")
    on = cases.check_on(case, on, today)
    return _close(case, state, text=text, on=on, left_out=left_out, act=act.as_(by))


def decide(
    case: Case,
    *,
    text: str,
    on: dt.date | None = None,
    decision_id: int | None = None,
    left_out: LeftOut = NOBODY,
    act: Act,
) -> Outcome:
    """Record the steering committee's final decision, signed by its chair or the chair's stand-in.

    `left_out` are handlers who get no mail about it.
    """
    today = act.on
    sight = capacity.sight(case, act.by, today)
    MOVES.check(case.state, State.DECIDED)
    deciding = capacity.deciding_on(case, today)
    check_may_decide(sight, deciding)
    if decision_id is not None and decision_id not in {
        decision.id for decision in can_link(case, act.by, today)
    }:
        raise InvalidInput(N_("Choose a decision of the steering committee."), field="decision")
    by = capacity.as_handler(sight)
    on = cases.check_on(case, on, today)
    outcome = _close(case, State.DECIDED, text=text, on=on, left_out=left_out, act=act.as_(by))
    outcome.decider, outcome.decision_id = deciding.kind.value, decision_id
    outcome.signer_name, outcome.signer_for = _signature(by, deciding)
    return outcome


def reopen(case: Case, *, reason: str, left_out: LeftOut = NOBODY, act: Act) -> None:
    """Reopen a closed case, with a reason; a new term begins, and the earlier one stays visible.

    `left_out` are handlers who get no mail about it.
    """
    on = act.on
    by = capacity.manager(case, act.by, on)
    outcome = case.term.outcome
    if outcome is None:
        raise InvalidInput(N_("This case is open."))
    state = reopened_state(outcome.closed_from)
    MOVES.check(case.state, state)
    reason = check_said(reason, field="reason", most=REASON_LENGTH)
    case.state = state
    cases.begin_term_again(case, on=on)
    steps.add(case, StepKind.REOPENED, on=on, act=act.as_(by), words=reason)
    events.record(CaseEvent.REOPENED, case, act.as_(by), state=state.value)
    recusals.note_own_parties(case, act=act.as_(by))
    mailings.tell(case, "reopened", left_out, act=act.as_(by))


def _signature(by: Actor, deciding: capacity.Deciding) -> tuple[str, str]:
    """The name below the decision, and the body for which it was made."""
    if deciding.kind is Decider.NAMED and deciding.named is not None:
        return deciding.named.person_name, deciding.named.person_organization
    return by.name, by.acts_for


def _close(case: Case, state: State, *, text: str, on: dt.date, left_out: LeftOut, act: Act) -> Outcome:
    MOVES.check(case.state, state)
    text = check_said(text, field="text")
    outcome = Outcome(
        term=case.term, state=state, closed_from=case.state, on=on, text=text, recorded_at=act.at
    )
    outcome.done_by(act.by)
    db.session.add(outcome)
    db.session.flush()
    case.state = state
    cases.end_helpers(case, on)
    proposals.end_open(case, act=act)
    steps.add(case, StepKind.CLOSED, on=on, act=act, words=text)
    events.record(CaseEvent.CLOSED, case, act, state=state.value, on=on.isoformat())
    for language in case.team.languages:
        orders.order_record(
            RecordKind.CONFLICT,
            subject=("conflict_term", case.term.id),
            team_id=case.team_id,
            language=language,
            confidential=True,
            now=act.at,
        )
    mailings.tell(case, "closed", left_out, act=act)
    return outcome
