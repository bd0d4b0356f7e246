"""Passing a request on: to a listed person at once, to a new person after the coordinator's approval."""

from registry.audit.services import events
from registry.commitments import messages
from registry.commitments.models import HandOver, SigningRequest
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.requests import HandOverState
from registry.commitments.services import answers, requests
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.models.people import Signatory
from registry.partners.services import signatories
from registry.security.actors import Act
from registry.signing.rules.requests import RequestState, check_reason
from registry.signing.services import requests as signing_requests


def hand_over(request: SigningRequest, *, to: Signatory, reason: str = "", act: Act) -> SigningRequest:
    """Pass a request to another listed signatory of the organization, at once."""
    signing_requests.check_answerable(request, act.at)
    if to.partner_id != request.partner_id or to.id == request.signatory_id:
        raise RuleBroken(N_("Choose another person of your organization."), field="to")
    passed = HandOver(
        request_id=request.id,
        from_signatory_id=request.signatory_id,
        to_signatory_id=to.id,
        name=to.name,
        title=to.title,
        email=to.email,
        reason=reason.strip(),
        state=HandOverState.ACCEPTED,
        proposed_at=act.at,
        decided_at=act.at,
    )
    db.session.add(passed)
    return _pass_on(request, to, act=act)


def propose_hand_over(
    request: SigningRequest, *, name: str, title: str, email: str, reason: str = "", act: Act
) -> HandOver:
    """Propose a new person to sign instead; the coordinator must approve."""
    signing_requests.check_answerable(request, act.at)
    if any(item.state == HandOverState.PROPOSED for item in request.hand_overs):
        raise RuleBroken(N_("You have named somebody already; the coordinator will answer."), field="email")
    if not email.strip():
        raise RuleBroken(N_("Enter an e-mail address, such as name@example.org."), field="email")
    proposed = HandOver(
        request_id=request.id,
        from_signatory_id=request.signatory_id,
        name=name.strip(),
        title=title.strip(),
        email=email.strip(),
        reason=reason.strip(),
        state=HandOverState.PROPOSED,
        proposed_at=act.at,
    )
    db.session.add(proposed)
    db.session.flush()
    events.record(CommitmentEvent.HAND_OVER_PROPOSED, request, act, hand_over=proposed.id)
    messages.ToCoordinator.post("hand_over", request, act.at, hand_over=proposed.id)
    return proposed


def accept_hand_over(proposed: HandOver, *, act: Act) -> SigningRequest:
    """List the new person as a signatory, and ask them instead of the first."""
    _decide(proposed, HandOverState.ACCEPTED, act)
    request = proposed.request
    signing_requests.check_open(request)
    signatory = signatories.add_signatory(
        request.partner, name=proposed.name, title=proposed.title, email=proposed.email, act=act
    )
    proposed.to_signatory_id = signatory.id
    return _pass_on(request, signatory, act=act)


def refuse_hand_over(proposed: HandOver, *, reason: str, act: Act) -> None:
    """Refuse the new person; the person first asked is told why."""
    _decide(proposed, HandOverState.REFUSED, act)
    events.record(CommitmentEvent.HAND_OVER_REFUSED, proposed.request, act, hand_over=proposed.id)
    messages.HandOverRefused.post(proposed, check_reason(reason, field="reason"), act.at)


def _pass_on(request: SigningRequest, to: Signatory, *, act: Act) -> SigningRequest:
    signing_requests.end(request, RequestState.HANDED_OVER, act=act)
    events.record(CommitmentEvent.HAND_OVER_ACCEPTED, request, act, to=to.id)
    asked = requests.ask_as_it_is(
        request.version, to, campaign=request.campaign, due_on=request.due_on, act=act
    )
    if request.board_until is not None:  # the board decides for the organization, whoever signs
        answers.set_board_day(asked, request.board_until)
    return asked


def _decide(proposed: HandOver, state: HandOverState, act: Act) -> None:
    if proposed.state != HandOverState.PROPOSED:
        raise RuleBroken(N_("This has been decided already."))
    proposed.state, proposed.decided_at, proposed.decided_by_id = state, act.at, act.by.account_id
