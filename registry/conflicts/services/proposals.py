"""Proposals that take effect only when every party agrees: a later last day, and who decides when nobody is
left.
"""

import datetime as dt

from registry.audit.services import events
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
    StepKind,
    check_open,
    check_said,
)
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.rules.terms import (
    ProposalKind,
    ProposalState,
    check_answer,
    check_proposal,
    state_after,
)
from registry.conflicts.services import mailings, steps
from registry.database.session import db
from registry.errors import N_, InvalidInput, Refused, RuleBroken
from registry.outbox.rules.reach import NOBODY, LeftOut
from registry.security.actors import Act, Actor


def propose_extension(
    case: Case, *, to_on: dt.date, reason: str, left_out: LeftOut = NOBODY, act: Act
) -> Proposal:
    """Propose a new last day to all parties; nothing changes before each of them has agreed.

    `left_out` are handlers who get no mail about it.
    """
    on = act.on
    by = _proposer(case, act.by, on)
    due = case.term.due_on
    if due is None:
        raise RuleBroken(N_("The term of this case has not begun yet."), field="to_on")
    check_proposal(to_on=to_on, due=due, on=on)
    reason = check_said(reason, field="reason", most=REASON_LENGTH)
    return _put(case, ProposalKind.EXTENSION, left_out, act.as_(by), to_on=to_on, from_on=due, reason=reason)


def propose_decider(case: Case, *, name: str, organization: str, reason: str = "", act: Act) -> Proposal:
    """Propose to all parties who decides, when nobody on the steering committee may."""
    on = act.on
    by = _proposer(case, act.by, on)
    if capacity.deciding_on(case, on).kind in (Decider.CHAIR, Decider.MEMBER):
        raise RuleBroken(N_("The steering committee can decide this case itself."), field="name")
    return _put(
        case,
        ProposalKind.DECIDER,
        NOBODY,
        act.as_(by),
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
    act: Act,
) -> Answer:
    """Store a party's answer; the last yes puts the proposal into effect, a no ends it.

    A coordinator may enter an answer given elsewhere; `relayed` names who said it and how.
    """
    case = proposal.term.case
    on = act.on
    by = _answerer(case, party, act.by, on, relayed=relayed)
    check_answer(proposal.state, proposal.answered(), party.id)
    check_open(case.state)
    answer_kept = Answer(
        proposal=proposal,
        party=party,
        is_yes=is_yes,
        words=words.strip()[:REASON_LENGTH],
        relayed=relayed.strip()[:NAME_LENGTH],
        answered_at=act.at,
    )
    answer_kept.done_by(by)
    db.session.add(answer_kept)
    db.session.flush()
    events.record(
        CaseEvent.PROPOSAL_ANSWERED, case, act.as_(by), proposal=proposal.id, party=party.id, yes=is_yes
    )
    _settle(case, proposal, act=act.as_(by))
    return answer_kept


def end_open(case: Case, *, act: Act) -> None:
    """End proposals that are still open when the case closes."""
    for proposal in case.term.open_proposals:
        proposal.state, proposal.settled_at = ProposalState.ENDED, act.at


def _proposer(case: Case, user: Actor, on: dt.date) -> Actor:
    """A handler of the case, or a person who answers for one of its parties."""
    sight = capacity.sight(case, user, on)
    check_open(case.state)
    return capacity.as_party(sight, sight.parties[0]) if sight.parties else capacity.as_handler(sight)


def _answerer(case: Case, party: CaseParty, user: Actor, on: dt.date, *, relayed: str) -> Actor:
    if not relayed.strip():
        return capacity.for_party(case, party, user, on)
    sight = capacity.sight(case, user, on)
    if not (sight.handles and sight.onlooker.is_coordinator) or party.kind == PartyKind.TEAM:
        raise Refused(N_("Only a coordinator enters what a party said elsewhere, and never for the team."))
    return coordinator(sight.onlooker.user)


def _put(case: Case, kind: ProposalKind, left_out: LeftOut, act: Act, **what: object) -> Proposal:
    if any(proposal_open.kind == kind for proposal_open in case.term.open_proposals):
        raise InvalidInput(N_("The parties have still to answer what was proposed before."))
    proposal = Proposal(
        term=case.term,
        kind=kind,
        state=ProposalState.OPEN,
        proposed_at=act.at,
        answers=[],
        **what,
    )
    proposal.done_by(act.by)
    db.session.add(proposal)
    db.session.flush()
    events.record(CaseEvent.PROPOSAL_MADE, case, act, proposal=proposal.id, kind=kind.value)
    mailings.tell(case, "proposed", left_out, act=act, proposal=proposal.id)
    return proposal


def _settle(case: Case, proposal: Proposal, *, act: Act) -> None:
    state = state_after([party.id for party in case.parties], proposal.answered())
    if state is ProposalState.OPEN:
        return
    proposal.state, proposal.settled_at = state, act.at
    if proposal.kind == ProposalKind.EXTENSION:
        _settle_extension(case, proposal, state, act=act)
    elif state is ProposalState.AGREED:
        name = ", ".join(part for part in (proposal.person_name, proposal.person_organization) if part)
        steps.add(case, StepKind.DECIDER_NAMED, on=act.on, act=act, words=name)
        events.record(CaseEvent.DECIDER_NAMED, case, act, proposal=proposal.id)
    messages.About.post(case, "answered", act, proposal=proposal.id)


def _settle_extension(case: Case, proposal: Proposal, state: ProposalState, *, act: Act) -> None:
    if state is ProposalState.REFUSED:
        steps.add(case, StepKind.EXTENSION_REFUSED, on=act.on, act=act)
        return
    term, standing = case.term, case.term.standing(act.on)
    assert standing is not None and proposal.to_on is not None  # noqa: PT018
    proposal.days_over = standing.days_over
    term.due_on, term.due_set_on = proposal.to_on, act.on
    steps.add(case, StepKind.EXTENSION_AGREED, on=act.on, act=act, words=proposal.to_on.isoformat())
    events.record(
        CaseEvent.EXTENDED, case, act, due_on=proposal.to_on.isoformat(), days_over=proposal.days_over
    )
