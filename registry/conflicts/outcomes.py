"""How a term ends: decided, settled, withdrawn or referred; and how a closed case is reopened."""

import datetime as dt

import sqlalchemy as sa

from registry import clock
from registry.accounts.models import User
from registry.audit.tags import Tag
from registry.committees import queries as committees
from registry.conflicts import doing, letters, proposals, recusals, services, trail
from registry.conflicts.models import Case, Outcome
from registry.conflicts.rules import (
    REASON_LENGTH,
    WITHOUT_DECISION,
    Decider,
    State,
    StepKind,
    check_move,
    check_said,
    reopened_state,
)
from registry.conflicts.seeing import Sight
from registry.decisions import queries as decisions
from registry.decisions.models import Decision
from registry.decisions.rules import State as Resolved
from registry.errors import N_, InvalidInput, Refused, RuleBroken
from registry.extensions import db
from registry.records import orders
from registry.records.rules import RecordKind
from registry.revisions import check_seen
from registry.teams.acting import Person

#: Of the steering committee's decisions, the newest that are offered.
MOST_TO_LINK = 50
NOBODY_LEFT = N_("Nobody of the steering committee is left to decide: the parties name who does.")


def close_without_decision(
    case: Case,
    *,
    state: State,
    text: str,
    on: dt.date | None = None,
    revision: int | None = None,
    user: User,
    now: dt.datetime,
) -> Outcome:
    """Record that a case is settled, withdrawn or referred; it stops the clock.

    `revision` is the one the person had before them.
    """
    today = clock.local_date(now, case.team.timezone)
    by = doing.manager(case, user, today)
    check_seen(case.revision if revision is None else revision, case.revision)
    if state not in WITHOUT_DECISION:
        raise InvalidInput(N_("Choose how the case ends."), field="state")
    return _close(case, state, text=text, on=services.check_on(case, on, today), by=by, now=now)


def decide(
    case: Case,
    *,
    text: str,
    on: dt.date | None = None,
    decision_id: int | None = None,
    revision: int | None = None,
    user: User,
    now: dt.datetime,
) -> Outcome:
    """Record the steering committee's final decision, signed by its chair or who stands in for the chair."""
    today = clock.local_date(now, case.team.timezone)
    sight = doing.sight(case, user, today)
    check_seen(case.revision if revision is None else revision, case.revision)
    check_move(State(case.state), State.DECIDED)
    deciding = doing.deciding_on(case, today)
    check_may_decide(sight, deciding)
    if decision_id is not None and decision_id not in {one.id for one in can_link(case, user, today)}:
        raise InvalidInput(N_("Choose a decision of the steering committee."), field="decision")
    by = doing.as_handler(sight)
    outcome = _close(case, State.DECIDED, text=text, on=services.check_on(case, on, today), by=by, now=now)
    outcome.decider, outcome.decision_id = deciding.kind.value, decision_id
    outcome.signer_name, outcome.signer_for = _signature(by, deciding)
    return outcome


def may_decide(sight: Sight, deciding: doing.Deciding) -> bool:
    """Whether a person may record the final decision now."""
    if not sight.handles or not sight.case.at_steering:
        return False
    if deciding.kind is Decider.CHAIR:
        return sight.is_chair
    if deciding.kind is Decider.MEMBER:
        return sight.seat is not None
    return deciding.kind is Decider.NAMED and sight.onlooker.is_coordinator


def check_may_decide(sight: Sight, deciding: doing.Deciding) -> None:
    """The chair signs the final decision, or who stands in; with nobody left, the parties name who does."""
    if may_decide(sight, deciding):
        return
    if deciding.kind is Decider.NOBODY:
        raise RuleBroken(NOBODY_LEFT)
    raise Refused(N_("The chair of the steering committee signs the final decision."))


def reopen(case: Case, *, reason: str, user: User, now: dt.datetime) -> None:
    """Take a closed case up again, with a reason; a new term begins and the earlier one stays shown."""
    on = clock.local_date(now, case.team.timezone)
    by = doing.manager(case, user, on)
    outcome = case.term.outcome
    if outcome is None:
        raise InvalidInput(N_("This case is open."))
    state = reopened_state(State(outcome.closed_from))
    check_move(State(case.state), state)
    reason = check_said(reason, field="reason", most=REASON_LENGTH)
    case.state = state.value
    services.begin_term_again(case, on=on)
    trail.add_step(case, StepKind.REOPENED, on=on, by=by, now=now, words=reason)
    trail.note(Tag.CASE_REOPENED, case, by, now, state=state.value)
    recusals.note_own_parties(case, on=on, by=by, now=now)
    letters.tell_of_case(case, letters.REOPENED, on=on, now=now)


def can_link(case: Case, user: User, on: dt.date) -> list[Decision]:
    """The decisions of the steering committee on which an outcome can rest: recorded, and readable here.

    A round that is open and a vote that was not held have decided nothing.
    """
    steering = committees.steering_of(case.team_id)
    query = (
        sa.select(Decision)
        .where(Decision.team_id == case.team_id, Decision.committee_id == (steering.id if steering else 0))
        .where(Decision.state == Resolved.DECIDED.value, decisions.may_read(user.id, on))
        .order_by(Decision.id.desc())
    )
    return list(db.session.scalars(query.limit(MOST_TO_LINK)))


def _signature(by: Person, deciding: doing.Deciding) -> tuple[str, str]:
    """Whose name stands under the decision, and for whom."""
    if deciding.kind is Decider.NAMED and deciding.named is not None:
        return deciding.named.person_name, deciding.named.person_organization
    return by.name, by.acts_for


def _close(case: Case, state: State, *, text: str, on: dt.date, by: Person, now: dt.datetime) -> Outcome:
    check_move(State(case.state), state)
    text = check_said(text, field="text")
    outcome = Outcome(
        term=case.term, state=state.value, closed_from=case.state, on=on, text=text, recorded_at=now
    )
    outcome.done_by(by)
    db.session.add(outcome)
    db.session.flush()
    case.state = state.value
    services.end_helpers(case, on)
    proposals.end_open(case, now=now)
    trail.add_step(case, StepKind.CLOSED, on=on, by=by, now=now, words=text)
    trail.note(Tag.CASE_CLOSED, case, by, now, state=state.value, on=on.isoformat())
    for language in case.team.languages:
        orders.order_record(
            RecordKind.CONFLICT,
            subject=("conflict_term", case.term.id),
            team_id=case.team_id,
            language=language,
            confidential=True,
            now=now,
        )
    letters.tell_of_case(case, letters.CLOSED, on=clock.local_date(now, case.team.timezone), now=now)
    return outcome
