"""Writing the messages of requests and commitments, with the links that are made only then."""

from typing import Any

from flask import current_app

from registry import clock
from registry.commitments import letters, links, queries
from registry.commitments.models import Commitment, HandOver, Question, SigningRequest
from registry.commitments.rules import RequestState
from registry.documents.models import Version
from registry.extensions import db
from registry.outbox.composing import Attachment, Letter, NothingToSay, address, composer, letter
from registry.outbox.models import Message
from registry.partners.models import Partner
from registry.records import services as records


def signing_address(request: SigningRequest) -> str:
    """The address of a request's page, with the token of its present generation."""
    parts = links.LinkParts(request.id, request.generation)
    return address("signing.show", token=links.token_for(parts, secret=str(current_app.secret_key)))


@composer(letters.INVITATION)
def invitation(message: Message) -> Letter:
    """The link, with who asks for what and by when."""
    request = _open_request(message)
    if message.params.get("generation") != request.generation:
        raise NothingToSay
    earlier = queries.version_signed_before(request.partner_id, request.version)
    return letter("commitments/invitation", **_about(request), earlier=earlier)


@composer(letters.REMINDER)
def reminder(message: Message) -> Letter:
    """The same link again."""
    request = _open_request(message)
    on = clock.today(request.partner.team.timezone)
    if request.board_until and request.board_until >= on:
        raise NothingToSay
    return letter("commitments/reminder", **_about(request), on=on)


@composer(letters.ANSWER)
def answer(message: Message) -> Letter:
    """The coordinator's answer to a question, and the link."""
    question = db.session.get_one(Question, message.params["question"])
    return letter("commitments/answer", **_about(question.request), question=question)


@composer(letters.HAND_OVER_REFUSED)
def hand_over_refused(message: Message) -> Letter:
    """The new person was not taken; the request stays with the first."""
    proposed = db.session.get_one(HandOver, message.params["hand_over"])
    return letter(
        "commitments/hand_over_refused",
        **_about(proposed.request),
        proposed=proposed,
        reason=message.params["reason"],
    )


@composer(letters.TO_COORDINATOR)
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


@composer(letters.RECORD)
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


@composer(letters.EDITORIAL)
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
    found = queries.request_with_all(message.params["request"])
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
        "link": signing_address(request),
    }
