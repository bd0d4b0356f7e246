"""The life of one request: whether it can be answered, how it ends, what the trail keeps of it."""

import datetime as dt

from registry import clock
from registry.accounts.models import User
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.commitments import queries
from registry.commitments.models import SigningRequest
from registry.commitments.rules import RequestState, check_move
from registry.documents.models import Version
from registry.errors import N_, RuleBroken
from registry.outbox import services as outbox
from registry.partners.models import Partner
from registry.partners.rules import ENDED
from registry.proofs import telephone
from registry.proofs.asked import Asked
from registry.teams.rules import Requirement


def subject_of(request: SigningRequest) -> tuple[str, int]:
    """How events and messages name a request."""
    return ("signing_request", request.id)


def check_answerable(request: SigningRequest, now: dt.datetime) -> None:
    """A request can be answered while it is open, its link lives and its version is the latest."""
    check_open(request)
    if now >= request.expires_at:
        raise RuleBroken(N_("This link has expired. Ask for a new one."))
    check_is_latest(request.version)
    check_takes_part(request.partner, clock.local_date(now, request.partner.team.timezone))


def check_takes_part(partner: Partner, on: dt.date) -> None:
    """Nothing is asked of an organization that has withdrawn or was refused."""
    if partner.status(on) in ENDED:
        raise RuleBroken(
            N_("%(name)s is not a partner of the team: it has withdrawn or was refused."), name=partner.name
        )


def close(request: SigningRequest, *, actor: audit.Actor, now: dt.datetime) -> None:
    """Nothing more is asked: others signed enough, or another version took its place."""
    end(request, RequestState.CLOSED, now)
    note(Tag.REQUEST_CLOSED, request, actor, now)


def end_signed(request: SigningRequest, now: dt.datetime) -> None:
    """The request was answered by a signature or an acknowledgement."""
    end(request, RequestState.SIGNED, now)


def check_is_latest(version: Version) -> None:
    latest = queries.latest_published(version.document_id)
    if not version.is_published:
        raise RuleBroken(N_("A draft cannot be signed: publish it first."))
    if latest is not None and latest.id != version.id:
        raise RuleBroken(
            N_("Version %(old)s has been replaced by version %(new)s."), old=version.number, new=latest.number
        )


def check_open(request: SigningRequest) -> None:
    check_move(RequestState(request.state), RequestState.CLOSED)


def end(request: SigningRequest, state: RequestState, now: dt.datetime) -> None:
    check_move(RequestState(request.state), state)
    request.state, request.closed_at = state.value, now
    outbox.cancel_about(subject_of(request))


def note(tag: Tag, request: SigningRequest, actor: audit.Actor, now: dt.datetime, **details: object) -> None:
    audit.record(
        tag,
        team_id=request.partner.team_id,
        actor=actor,
        at=now,
        subject=subject_of(request),
        details={"partner": request.partner_id, **details},
    )


def asked_of(request: SigningRequest) -> Asked:
    """A request, as a second proof needs to know it."""
    return Asked(
        subject_of(request),
        request.signatory,
        request.generation,
        request.asked_at,
        is_signature=request.requirement == Requirement.SIGNS,
    )


def make_code(request: SigningRequest, *, by: User, now: dt.datetime, secret: str) -> telephone.ReadOut:
    """Make a code for the coordinator to read out by telephone, while the request can be answered."""
    check_answerable(request, now)
    return telephone.make_code(asked_of(request), by=by, now=now, secret=secret)


def by_link(request: SigningRequest) -> audit.Actor:
    return audit.Actor("signatory", request.signatory_id)
