"""Writing the messages of admissions, with the applicant's link that is made only then."""

from typing import Any

from flask import current_app

from registry.admissions import letters, links, queries
from registry.admissions.models import Admission
from registry.admissions.rules import DAYS_TO_CONFIRM, Step
from registry.outbox.composing import Attachment, Letter, NothingToSay, NotReady, address, composer, letter
from registry.outbox.models import Message
from registry.records import orders
from registry.records import services as records
from registry.records.models import RecordOrder


def applicant_address(admission: Admission) -> str:
    """The address of an application's page, with the token of its present generation."""
    parts = links.LinkParts(admission.id, admission.generation)
    return address("applying.show", token=links.token_for(parts, secret=str(current_app.secret_key)))


@composer(letters.CONFIRM)
def confirm(message: Message) -> Letter:
    """The link that confirms the mailbox."""
    admission = _at(message, Step.UNCONFIRMED)
    return letter("admissions/confirm", days=DAYS_TO_CONFIRM, **_about(admission))


@composer(letters.APPROACH)
def approach(message: Message) -> Letter:
    """A coordinator invites the organization to apply, with the link to its form."""
    admission = _at(message, Step.APPROACHED)
    return letter(
        "admissions/approach",
        words=message.params.get("words", ""),
        by=admission.acts[0],
        **_about(admission),
    )


@composer(letters.RECEIPT)
def receipt(message: Message) -> Letter:
    """The application is received; what comes next."""
    return letter("admissions/receipt", **_about(_admission(message)))


@composer(letters.LINK)
def new_link(message: Message) -> Letter:
    """A new link to the application's page, or the same once more."""
    same = message.params.get("same", False)
    return letter("admissions/link", same=same, **_about(_admission(message)))


@composer(letters.SET_ASIDE)
def set_aside(message: Message) -> Letter:
    """The application was set aside, and why."""
    return letter("admissions/set_aside", words=message.params["words"], **_about(_admission(message)))


@composer(letters.OUTCOME)
def outcome(message: Message) -> Letter:
    """The signed letter, attached; it waits until that is made."""
    admission = _admission(message)
    order = orders.order_about(("admission", admission.id), message.params["order"])
    return letter(
        "admissions/invited" if admission.partner_id else "admissions/refused",
        verification=address("verification.show", code=order.code),
        attachments=(_attached(order),),
        **_about(admission),
    )


@composer(letters.WELCOME)
def welcome(message: Message) -> Letter:
    """All is signed: the organization is a partner."""
    return letter("admissions/welcome", **_about(_admission(message)))


@composer(letters.WITHDRAWN)
def withdrawn(message: Message) -> Letter:
    """The application was taken back."""
    return letter("admissions/withdrawn", **_about(_admission(message)))


@composer(letters.TO_COORDINATOR)
def to_coordinator(message: Message) -> Letter:
    """Something came that may need the coordinators."""
    admission = _admission(message)
    page = address("admissions.show", team=admission.team.slug, admission_id=admission.id)
    known = bool(queries.others_open(admission.team_id, admission.organization, but_id=admission.id))
    return letter(
        f"admissions/to_coordinator_{message.params['what']}",
        person=message.to_name,
        admission=admission,
        team=admission.team,
        page=page,
        is_doubled=known,
    )


def _admission(message: Message) -> Admission:
    found = queries.admission(message.params["admission"])
    if found is None:  # never confirmed, and removed
        raise NothingToSay
    return found


def _at(message: Message, step: Step) -> Admission:
    admission = _admission(message)
    if admission.is_at is not step:
        raise NothingToSay
    return admission


def _attached(order: RecordOrder) -> Attachment:
    if order.record is None:
        raise NotReady
    return Attachment(
        name=f"{order.code}.pdf", mime_type="application/pdf", content=records.content_of(order.record)
    )


def _about(admission: Admission) -> dict[str, Any]:
    return {
        "admission": admission,
        "person": admission.contact_name,
        "team": admission.team,
        "link": applicant_address(admission),
    }
