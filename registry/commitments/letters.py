"""The messages that requests and commitments send; their words are written when they leave."""

import datetime as dt

import sqlalchemy as sa

from registry.commitments.models import Commitment, HandOver, Question, SigningRequest
from registry.documents.models import Version
from registry.extensions import db
from registry.outbox import services as outbox
from registry.outbox.models import Message
from registry.partners.models import Signatory
from registry.teams.letters import write_to_coordinators

INVITATION = "commitments.invitation"
REMINDER = "commitments.reminder"
ANSWER = "commitments.answer"
HAND_OVER_REFUSED = "commitments.hand_over_refused"
TO_COORDINATOR = "commitments.to_coordinator"
RECORD = "commitments.record"
EDITORIAL = "commitments.editorial"


def post_invitation(request: SigningRequest, *, now: dt.datetime) -> None:
    """Send the link of the request's present generation to the address on file."""
    _post(INVITATION, request, now=now, generation=request.generation)


def last_invited_at(request: SigningRequest) -> dt.datetime | None:
    """When the last invitation of a request was posted."""
    return db.session.scalar(
        sa.select(sa.func.max(Message.posted_at)).where(
            Message.subject == f"signing_request:{request.id}", Message.template == INVITATION
        )
    )


def post_reminder(request: SigningRequest, *, day: dt.date, now: dt.datetime) -> Message | None:
    """Send the same link again, once for each planned day."""
    return _post(REMINDER, request, now=now, dedupe_key=reminder_key(request, day))


def reminder_key(request: SigningRequest, day: dt.date) -> str:
    """What a planned reminder is known by, so that it is sent once."""
    return f"reminder:{request.id}:{day.isoformat()}"


def post_answer(question: Question, *, now: dt.datetime) -> None:
    """Send the coordinator's answer to who asked."""
    _post(ANSWER, question.request, now=now, question=question.id)


def post_hand_over_refused(proposed: HandOver, *, reason: str, now: dt.datetime) -> None:
    """Tell who was asked first that the new person was not taken."""
    _post(HAND_OVER_REFUSED, proposed.request, now=now, hand_over=proposed.id, reason=reason)


def post_record(commitment: Commitment, signatory: Signatory, *, now: dt.datetime) -> None:
    """Send the signatory their record."""
    outbox.post(
        template=RECORD,
        to_address=signatory.email,
        to_name=commitment.signatory_name,
        language=commitment.language,
        subject=("commitment", commitment.id),
        params={"commitment": commitment.id},
        team_id=commitment.partner.team_id,
        now=now,
        dedupe_key=f"record:{commitment.id}",
    )


def post_editorial(version: Version, signatory: Signatory, *, now: dt.datetime) -> None:
    """Tell a partner that an editorial version came and that its signature carries over."""
    partner = signatory.partner
    outbox.post(
        template=EDITORIAL,
        to_address=signatory.email,
        to_name=signatory.name,
        language=signatory.language or partner.language,
        subject=("partner", partner.id),
        params={"version": version.id, "partner": partner.id},
        team_id=partner.team_id,
        now=now,
        dedupe_key=f"editorial:{version.id}:{partner.id}",
    )


def tell_coordinators(what: str, request: SigningRequest, *, now: dt.datetime, **params: int) -> None:
    """Tell the team's coordinators that a signatory did something that may need them."""
    write_to_coordinators(
        request.partner.team_id,
        template=TO_COORDINATOR,
        subject=("signing_request", request.id),
        params={"what": what, "request": request.id, **params},
        now=now,
    )


def language_of(signatory: Signatory, version: Version) -> str:
    """The language a signatory is written to in: their own, their partner's, else the version's first."""
    wanted = signatory.language or signatory.partner.language
    return wanted if wanted in version.languages else version.languages[0]


def _post(
    template: str,
    request: SigningRequest,
    *,
    now: dt.datetime,
    dedupe_key: str | None = None,
    **params: object,
) -> Message | None:
    signatory = request.signatory
    return outbox.post(
        template=template,
        to_address=signatory.email,
        to_name=signatory.name,
        language=language_of(signatory, request.version),
        subject=("signing_request", request.id),
        params={"request": request.id, **params},
        team_id=request.partner.team_id,
        now=now,
        dedupe_key=dedupe_key,
    )
