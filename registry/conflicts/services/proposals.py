"""What counts only once every party has said yes: a later last day, and who decides when nobody is left."""

import datetime as dt

from registry import clock
from registry.accounts.models import User
from registry.audit.rules.tags import Tag
from registry.committees.queries.capacity import coordinator
from registry.conflicts import messages
from registry.conflicts.access import capacity
from registry.conflicts.models.cases import Case, CaseParty
from registry.conflicts.models.proposals import Answer, Proposal
from registry.conflicts.rules.cases import (
    NAME_LENGTH,
    REASON_LENGTH,
    Decider,
    PartyKind,
    State,
    StepKind,
    check_open,
    check_said,
)
from registry.conflicts.rules.terms import (
    ProposalKind,
    ProposalState,
    check_answer,
    check_proposal,
    state_after,
)
from registry.conflicts.services import events
from registry.database.session import db
from registry.errors import N_, InvalidInput, Refused, RuleBroken
from registry.security.actors import Actor


def propose_extension(case: Case, *, to_on: dt.date, reason: str, user: User, now: dt.datetime) -> Proposal:
    """Put another last day to all parties; nothing moves before each of them has said yes."""
    on = clock.local_date(now, case.team.timezone)
    by = _proposer(case, user, on)
    due = case.term.due_on
    if due is None:
        raise RuleBroken(N_("The term of this case has not begun yet."), field="to_on")
    check_proposal(to_on=to_on, due=due, on=on)
    reason = check_said(reason, field="reason", most=REASON_LENGTH)
    return _put(case, ProposalKind.EXTENSION, by, now, to_on=to_on, from_on=due, reason=reason)


def propose_decider(
    case: Case, *, name: str, organization: str, reason: str = "", user: User, now: dt.datetime
) -> Proposal:
    """Put to all parties who decides, where nobody of the steering committee is left to."""
    on = clock.local_date(now, case.team.timezone)
    by = _proposer(case, user, on)
    if capacity.deciding_on(case, on).kind in (Decider.CHAIR, Decider.MEMBER):
        raise RuleBroken(N_("The steering committee can decide this case itself."), field="name")
    return _put(
        case,
        ProposalKind.DECIDER,
        by,
        now,
        person_name=check_said(name, field="name", most=NAME_LENGTH),
        person_organization=organization.strip()[:NAME_LENGTH],
        reason=reason.strip()[:REASON_LENGTH],
    )


def answer(
    proposal: Proposal,
    *,
    party: CaseParty,
    is_yes: bool,
    words: str = "",
    relayed: str = "",
    user: User,
    now: dt.datetime,
) -> Answer:
    """Keep what a party says to a proposal; with the last yes it takes effect, with a no it ends.

    A coordinator may enter what a party said elsewhere, naming in `relayed` who said it and how.
    """
    case = proposal.term.case
    on = clock.local_date(now, case.team.timezone)
    by = _answerer(case, party, user, on, relayed=relayed)
    check_answer(ProposalState(proposal.state), proposal.answered(), party.id)
    check_open(State(case.state))
    given = Answer(
        proposal=proposal,
        party=party,
        is_yes=is_yes,
        words=words.strip()[:REASON_LENGTH],
        relayed=relayed.strip()[:NAME_LENGTH],
        answered_at=now,
    )
    given.done_by(by)
    db.session.add(given)
    db.session.flush()
    events.note(Tag.CASE_PROPOSAL_ANSWERED, case, by, now, proposal=proposal.id, party=party.id, yes=is_yes)
    _settle(case, proposal, on=on, by=by, now=now)
    return given


def end_open(case: Case, *, now: dt.datetime) -> None:
    """What was not answered by all parties when the case closes, ends with it."""
    for proposal in case.term.open_proposals:
        proposal.state, proposal.settled_at = ProposalState.ENDED.value, now


def _proposer(case: Case, user: User, on: dt.date) -> Actor:
    """Whoever handles the case or answers for a party of it."""
    sight = capacity.sight(case, user, on)
    check_open(State(case.state))
    return capacity.as_party(sight, sight.parties[0]) if sight.parties else capacity.as_handler(sight)


def _answerer(case: Case, party: CaseParty, user: User, on: dt.date, *, relayed: str) -> Actor:
    if not relayed.strip():
        return capacity.for_party(case, party, user, on)
    sight = capacity.sight(case, user, on)
    if not (sight.handles and sight.onlooker.is_coordinator) or party.kind == PartyKind.TEAM:
        raise Refused(N_("Only a coordinator enters what a party said elsewhere, and never for the team."))
    return coordinator(user)


def _put(case: Case, kind: ProposalKind, by: Actor, now: dt.datetime, **what: object) -> Proposal:
    if any(one.kind == kind for one in case.term.open_proposals):
        raise InvalidInput(N_("The parties have still to answer what was proposed before."))
    proposal = Proposal(
        term=case.term, kind=kind.value, state=ProposalState.OPEN.value, proposed_at=now, answers=[], **what
    )
    proposal.done_by(by)
    db.session.add(proposal)
    db.session.flush()
    events.note(Tag.CASE_PROPOSAL_MADE, case, by, now, proposal=proposal.id, kind=kind.value)
    messages.tell_of_case(
        case, messages.PROPOSED, on=clock.local_date(now, case.team.timezone), now=now, proposal=proposal.id
    )
    return proposal


def _settle(case: Case, proposal: Proposal, *, on: dt.date, by: Actor, now: dt.datetime) -> None:
    state = state_after([party.id for party in case.parties], proposal.answered())
    if state is ProposalState.OPEN:
        return
    proposal.state, proposal.settled_at = state.value, now
    if proposal.kind == ProposalKind.EXTENSION:
        _settle_extension(case, proposal, state, on=on, by=by, now=now)
    elif state is ProposalState.AGREED:
        words = ", ".join(one for one in (proposal.person_name, proposal.person_organization) if one)
        events.add_step(case, StepKind.DECIDER_NAMED, on=on, by=by, now=now, words=words)
        events.note(Tag.CASE_DECIDER_NAMED, case, by, now, proposal=proposal.id)
    messages.tell_of_case(case, messages.ANSWERED, on=on, now=now, proposal=proposal.id)


def _settle_extension(
    case: Case, proposal: Proposal, state: ProposalState, *, on: dt.date, by: Actor, now: dt.datetime
) -> None:
    if state is ProposalState.REFUSED:
        events.add_step(case, StepKind.EXTENSION_REFUSED, on=on, by=by, now=now)
        return
    term, standing = case.term, case.term.standing(on)
    assert standing is not None and proposal.to_on is not None  # noqa: PT018
    proposal.days_over = standing.days_over
    term.due_on, term.due_set_on = proposal.to_on, on
    events.add_step(case, StepKind.EXTENSION_AGREED, on=on, by=by, now=now, words=proposal.to_on.isoformat())
    events.note(
        Tag.CASE_EXTENDED, case, by, now, due_on=proposal.to_on.isoformat(), days_over=proposal.days_over
    )
