"""The life of a request to sign by a personal link, from asking to its end, whatever is signed."""

import datetime as dt

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.outbox.services import messages as outbox_messages
from registry.partners.models.partners import Partner
from registry.partners.rules.partners import ENDED
from registry.security.actors import Act
from registry.signing import hooks, messages
from registry.signing.models import PersonalRequest
from registry.signing.rules.requests import MOVES, RequestState, check_link_lives, check_pause, check_reason
from registry.signing.services import telephone_codes


def ask(request: PersonalRequest, *, act: Act, **details: object) -> None:
    """Store a new request and send the link to its person. `details` are stored with its event."""
    request.state, request.generation, request.reason = RequestState.OPEN, 1, ""
    request.asked_at, request.expires_at = act.at, request.link_expiry(act.at)
    db.session.add(request)
    db.session.flush()
    events.record(request.EVENTS.made, request, act, **details)
    messages.post_link(request, act.at)


def resend(request: PersonalRequest, *, act: Act) -> None:
    """Send a new link; earlier links stop working."""
    check_open(request)
    if not request.signatory.email:
        raise RuleBroken(N_("There is no e-mail address on file for this person."))
    request.generation += 1
    request.expires_at = request.link_expiry(act.at)
    outbox_messages.cancel_about(request.subject)
    events.record(request.EVENTS.resent, request, act, generation=request.generation)
    messages.post_link(request, act.at)


def renew(request: PersonalRequest, *, act: Act) -> None:
    """A person whose link has expired requests a new one; it is sent only to the address on file."""
    check_open(request)
    check_pause(messages.last_sent_at(request), act.at)
    resend(request, act=act)


def revoke(request: PersonalRequest, *, reason: str, act: Act) -> None:
    """Revoke a request; its link then shows that it was revoked."""
    end(request, RequestState.REVOKED, act=act)
    request.reason = check_reason(reason, field="reason")
    events.record(request.EVENTS.revoked, request, act)


def close(request: PersonalRequest, *, act: Act) -> None:
    """Close a request that is no longer needed or wanted."""
    end(request, RequestState.CLOSED, act=act)
    events.record(request.EVENTS.closed, request, act)


def end(request: PersonalRequest, state: RequestState, *, act: Act) -> None:
    """End a request; its unsent messages are cancelled."""
    MOVES.check(request.state, state, request.words)
    request.state, request.closed_at = state, act.at
    outbox_messages.cancel_about(request.subject)


def note_fetched(request: PersonalRequest, *, act: Act) -> None:
    """Record that the link was opened for the first time, by the reader or by a mail scanner."""
    if request.fetched_at is None:
        request.fetched_at = act.at
        events.record(request.EVENTS.fetched, request, act)


def check_open(request: PersonalRequest) -> None:
    """A request that has ended can no longer be answered, sent again or revoked."""
    MOVES.check(request.state, RequestState.CLOSED, request.words)


def check_answerable(request: PersonalRequest, now: dt.datetime) -> None:
    """A request can be answered while it is open, its link is valid, and its feature's conditions hold."""
    check_open(request)
    check_link_lives(request.expires_at, now)
    hooks.ANSWER_CHECKS[type(request)](request, now)


def check_takes_part(partner: Partner, on: dt.date) -> None:
    """An organization that has withdrawn, was refused or was entered by mistake is not asked to sign."""
    if partner.status(on) in ENDED:
        raise RuleBroken(N_("%(name)s is not a partner of the team."), name=partner.name)


def make_code(request: PersonalRequest, *, act: Act, secret: str) -> telephone_codes.ReadOut:
    """Make a code for the coordinator to read out by telephone, while the request can be answered."""
    check_answerable(request, act.at)
    return telephone_codes.make_code(request, act=act, secret=secret)
