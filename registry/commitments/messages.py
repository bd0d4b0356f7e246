"""Writing the messages of requests and commitments, with the links that are made only then."""

import datetime as dt
from typing import Any

from registry import clock
from registry.commitments.models import Commitment, HandOver, Question, SigningRequest
from registry.commitments.queries import requests
from registry.commitments.queries.requests import reminder_key
from registry.database.session import db
from registry.documents.models import Version
from registry.outbox.messages import Attachment, Letter, NothingToSay, address, composer, letter
from registry.outbox.models import Message
from registry.outbox.services import messages
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.records.queries import records
from registry.signing.messages import link_address
from registry.signing.rules.requests import RequestState
from registry.teams.messages import write_to_coordinators

INVITATION = SigningRequest.MESSAGE
REMINDER = "commitments.reminder"
ANSWER = "commitments.answer"
HAND_OVER_REFUSED = "commitments.hand_over_refused"
TO_COORDINATOR = "commitments.to_coordinator"
RECORD = "commitments.record"
EDITORIAL = "commitments.editorial"


def post_reminder(request: SigningRequest, *, day: dt.date, now: dt.datetime) -> Message | None:
    """Send the same link again, once for each planned day."""
    return _post(REMINDER, request, now=now, dedupe_key=reminder_key(request, day))


def post_answer(question: Question, *, now: dt.datetime) -> None:
    """Send the coordinator's answer to who asked."""
    _post(ANSWER, question.request, now=now, question=question.id)


def post_hand_over_refused(proposed: HandOver, *, reason: str, now: dt.datetime) -> None:
    """Tell who was asked first that the new person was not taken."""
    _post(HAND_OVER_REFUSED, proposed.request, now=now, hand_over=proposed.id, reason=reason)


def post_record(commitment: Commitment, signatory: Signatory, *, now: dt.datetime) -> None:
    """Send the signatory their record."""
    messages.post(
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
    messages.post(
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
        subject=request.subject,
        params={"what": what, "request": request.id, **params},
        now=now,
    )


def _post(
    template: str,
    request: SigningRequest,
    *,
    now: dt.datetime,
    dedupe_key: str | None = None,
    **params: object,
) -> Message | None:
    signatory = request.signatory
    return messages.post(
        template=template,
        to_address=signatory.email,
        to_name=signatory.name,
        language=request.written_in,
        subject=request.subject,
        params={"request": request.id, **params},
        team_id=request.partner.team_id,
        now=now,
        dedupe_key=dedupe_key,
    )


@composer(INVITATION)
def invitation(message: Message) -> Letter:
    """The link, with who asks for what and by when."""
    request = _open_request(message)
    if message.params.get("generation") != request.generation:
        raise NothingToSay
    earlier = requests.version_signed_before(request.partner_id, request.version)
    return letter("commitments/invitation", **_about(request), earlier=earlier)


@composer(REMINDER)
def reminder(message: Message) -> Letter:
    """The same link again."""
    request = _open_request(message)
    on = clock.today(request.partner.team.timezone)
    if request.board_until and request.board_until >= on:
        raise NothingToSay
    return letter("commitments/reminder", **_about(request), on=on)


@composer(ANSWER)
def answer(message: Message) -> Letter:
    """The coordinator's answer to a question, and the link."""
    question = db.session.get_one(Question, message.params["question"])
    return letter("commitments/answer", **_about(question.request), question=question)


@composer(HAND_OVER_REFUSED)
def hand_over_refused(message: Message) -> Letter:
    """The new person was not taken; the request stays with the first."""
    proposed = db.session.get_one(HandOver, message.params["hand_over"])
    return letter(
        "commitments/hand_over_refused",
        **_about(proposed.request),
        proposed=proposed,
        reason=message.params["reason"],
    )


@composer(TO_COORDINATOR)
def to_coordinator(message: Message) -> Letter:
    """A signatory declined, asked, brought it to their board, or named somebody else."""
    request = _request(message)
    question = db.session.get(Question, message.params.get("question", 0))
    proposed = db.session.get(HandOver, message.params.get("hand_over", 0))
    page = address("requests.show", team=request.partner.team.slug, request_id=request.id)
    return letter(
        f"commitments/to_coordinator_{message.params['what']}",
        **_about(request),
        question=question,
        proposed=proposed,
        page=page,
    )


@composer(RECORD)
def record(message: Message) -> Letter:
    """The signatory's own record, attached."""
    commitment = db.session.get_one(Commitment, message.params["commitment"])
    if commitment.record is None:
        raise NothingToSay
    document = commitment.version.document
    content = Attachment(
        name=f"{document.slug}-{commitment.version.number}-{commitment.record.code}.pdf",
        mime_type="application/pdf",
        content=records.content_of(commitment.record),
    )
    return letter(
        "commitments/record",
        commitment=commitment,
        document=document,
        team=document.team,
        verification=address("verification.show", code=commitment.record.code),
        attachments=(content,),
    )


@composer(EDITORIAL)
def editorial(message: Message) -> Letter:
    """An editorial version came: nothing to do, the signature carries over."""
    version = db.session.get_one(Version, message.params["version"])
    partner = db.session.get_one(Partner, message.params["partner"])
    return letter(
        "commitments/editorial",
        version=version,
        document=version.document,
        partner=partner,
        team=partner.team,
        person=message.to_name,
    )


def _request(message: Message) -> SigningRequest:
    found = requests.request_with_all(message.params["request"])
    assert found is not None
    return found


def _open_request(message: Message) -> SigningRequest:
    request = _request(message)
    if request.state != RequestState.OPEN or clock.now() >= request.expires_at:
        raise NothingToSay
    return request


def _about(request: SigningRequest) -> dict[str, Any]:
    return {
        "request": request,
        "person": request.signatory.name,
        "partner": request.partner,
        "version": request.version,
        "document": request.version.document,
        "team": request.partner.team,
        "campaign": request.campaign,
        "link": link_address(request),
    }
