"""Writing the messages of admissions, with the applicant's link that is made only then."""

import datetime as dt
from typing import Any

from registry import settings
from registry.admissions.models import Admission, subject_of
from registry.admissions.queries import admissions
from registry.admissions.rules import admissions as admission_rules
from registry.admissions.rules.admissions import DAYS_TO_CONFIRM, Step
from registry.outbox.messages import Attachment, Letter, NothingToSay, NotReady, address, composer, letter
from registry.outbox.models import Message
from registry.outbox.services import messages
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.security import link_tokens
from registry.teams.messages import write_to_coordinators

CONFIRM = "admissions.confirm"
APPROACH = "admissions.approach"
RECEIPT = "admissions.receipt"
LINK = "admissions.link"
SET_ASIDE = "admissions.set_aside"
OUTCOME = "admissions.outcome"
WELCOME = "admissions.welcome"
WITHDRAWN = "admissions.withdrawn"
TO_COORDINATOR = "admissions.to_coordinator"


def post(template: str, admission: Admission, *, now: dt.datetime, **params: object) -> None:
    """Write to the applicant, at the address of its application."""
    messages.post(
        template=template,
        to_address=admission.contact_email,
        to_name=admission.contact_name,
        language=admission.language,
        subject=subject_of(admission),
        params={"admission": admission.id, **params},
        team_id=admission.team_id,
        now=now,
        confidential=True,
    )


def tell_coordinators(what: str, admission: Admission, *, now: dt.datetime) -> None:
    """Tell the team's coordinators that something came that may need them."""
    write_to_coordinators(
        admission.team_id,
        template=TO_COORDINATOR,
        subject=subject_of(admission),
        params={"admission": admission.id, "what": what},
        now=now,
        confidential=True,
    )


def applicant_address(admission: Admission) -> str:
    """The address of an application's page, with the token of its present generation."""
    parts = link_tokens.LinkParts(admission.id, admission.generation)
    return address("applying.show", token=admission_rules.token_for(parts, secret=settings.secret()))


@composer(CONFIRM)
def confirm(message: Message) -> Letter:
    """The link that confirms the mailbox."""
    admission = _at(message, Step.UNCONFIRMED)
    return letter("admissions/confirm", days=DAYS_TO_CONFIRM, **_about(admission))


@composer(APPROACH)
def approach(message: Message) -> Letter:
    """A coordinator invites the organization to apply, with the link to its form."""
    admission = _at(message, Step.APPROACHED)
    return letter(
        "admissions/approach",
        words=message.params.get("words", ""),
        by=admission.acts[0],
        **_about(admission),
    )


@composer(RECEIPT)
def receipt(message: Message) -> Letter:
    """The application is received; what comes next."""
    return letter("admissions/receipt", **_about(_admission(message)))


@composer(LINK)
def new_link(message: Message) -> Letter:
    """A new link to the application's page, or the same once more."""
    same = message.params.get("same", False)
    return letter("admissions/link", same=same, **_about(_admission(message)))


@composer(SET_ASIDE)
def set_aside(message: Message) -> Letter:
    """The application was set aside, and why."""
    return letter("admissions/set_aside", words=message.params["words"], **_about(_admission(message)))


@composer(OUTCOME)
def outcome(message: Message) -> Letter:
    """The signed letter, attached; it waits until that is made."""
    admission = _admission(message)
    order = records.order_about(message.params["order"], ("admission", admission.id))
    return letter(
        "admissions/invited" if admission.partner_id else "admissions/refused",
        verification=address("verification.show", code=order.code),
        attachments=(_attached(order),),
        **_about(admission),
    )


@composer(WELCOME)
def welcome(message: Message) -> Letter:
    """All is signed: the organization is a partner."""
    return letter("admissions/welcome", **_about(_admission(message)))


@composer(WITHDRAWN)
def withdrawn(message: Message) -> Letter:
    """The application was taken back."""
    return letter("admissions/withdrawn", **_about(_admission(message)))


@composer(TO_COORDINATOR)
def to_coordinator(message: Message) -> Letter:
    """Something came that may need the coordinators."""
    admission = _admission(message)
    page = address("admissions.show", team=admission.team.slug, admission_id=admission.id)
    known = bool(admissions.others_open(admission.team_id, admission.organization, but_id=admission.id))
    return letter(
        f"admissions/to_coordinator_{message.params['what']}",
        person=message.to_name,
        admission=admission,
        team=admission.team,
        page=page,
        is_doubled=known,
    )


def _admission(message: Message) -> Admission:
    found = admissions.admission(message.params["admission"])
    if found is None:  # never confirmed, and removed
        raise NothingToSay
    return found


def _at(message: Message, step: Step) -> Admission:
    admission = _admission(message)
    if admission.step is not step:
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
