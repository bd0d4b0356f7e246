"""Applying through the public form or an invitation's link, and the applicant's later acts."""

import datetime as dt
from collections.abc import Sequence

from registry.admissions import messages
from registry.admissions.models import Admission, AdmissionDocument, Criterion, CriterionAnswer
from registry.admissions.queries import admissions
from registry.admissions.rules import spam
from registry.admissions.rules.admissions import (
    CITY_LENGTH,
    NAME_LENGTH,
    ActKind,
    Dossier,
    Given,
    Origin,
    Step,
    check_contact,
    check_declaration,
    check_has_contact,
    check_length,
    check_may_answer,
    check_reason,
    check_takes_documents,
    unconfirmed_before,
)
from registry.admissions.rules.events import AdmissionEvent
from registry.admissions.rules.intake import window_on
from registry.admissions.services import history, joining
from registry.audit.models import About
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.files.intake import DOSSIER, accept
from registry.outbox.services import messages as outbox_messages
from registry.partners.rules.names import fold_name
from registry.security.actors import Act
from registry.signing.rules.requests import check_pause
from registry.teams.models import Team
from registry.teams.rules import LANGUAGES, Tier


def apply(team: Team, dossier: Dossier, *, network: str, act: Act) -> Admission:
    """Take an application from the public form; it counts once its mailbox is confirmed.

    `network` is the digest of `spam.network_of`. The answer reveals nothing about other applications or
    partners.
    """
    if not admissions.intake_of(team.id, act.on).is_open:
        raise RuleBroken(N_("This team takes no applications today."))
    email = dossier.contact_email.lower()
    since = act.at - spam.PERIOD
    spam.check_limits(
        from_mailbox=admissions.sent_since(since, email=email),
        from_network=admissions.sent_from_since(since, network=network),
    )
    admission = Admission(
        team_id=team.id,
        team=team,
        origin=Origin.ASKED.value,
        step=Step.UNCONFIRMED,
        network=network,
        opened_at=act.at,
        generation=1,
        acts=[],
    )
    window = window_on(admissions.windows_of(team.id), act.on)
    admission.window_id = getattr(window, "id", None)
    _fill(admission, dossier)
    db.session.add(admission)
    db.session.flush()
    history.begin(admission, ActKind.APPLIED, act=act.as_(history.applicant(admission)))
    messages.Confirm.post(admission, act.at)
    return admission


def approach(
    team: Team,
    *,
    organization: str,
    contact_name: str,
    contact_email: str,
    language: str,
    tier: Tier | None = None,
    words: str = "",
    act: Act,
) -> Admission:
    """Invite an organization to apply, at any time: it receives a link to the form."""
    check_contact(organization=organization, name=contact_name, email=contact_email)
    check_length(words, field="words")
    _check_not_there(team, organization, act.on)
    admission = Admission(
        team_id=team.id,
        team=team,
        origin=Origin.INVITED.value,
        step=Step.APPROACHED,
        organization=organization,
        name_key=fold_name(organization),
        contact_name=contact_name,
        contact_email=contact_email.lower(),
        language=_language(team, language),
        tier_asked=tier.value if tier else "",
        opened_at=act.at,
        generation=1,
        acts=[],
    )
    db.session.add(admission)
    db.session.flush()
    history.begin(admission, ActKind.APPLIED, act=act, words=words)
    messages.Approach.post(admission, words, act.at)
    return admission


def confirm(admission: Admission, *, act: Act) -> None:
    """Confirm the applicant's mailbox: the application is received, and a receipt is sent."""
    history.move(admission, Step.RECEIVED, act=act)
    _receive(admission, act=act)


def answer_invitation(admission: Admission, dossier: Dossier, *, act: Act) -> None:
    """Fill in the dossier of an organization that was invited to apply; it is received at once."""
    check_may_answer(admission.step)
    _fill(admission, dossier)
    act = act.as_(history.applicant(admission))  # by the name that the dossier now gives
    history.move(admission, Step.RECEIVED, act=act)
    _receive(admission, act=act)


def add_document(admission: Admission, *, data: bytes, name: str, act: Act) -> AdmissionDocument:
    """Add a file to an open dossier."""
    check_takes_documents(admission.step, len(admission.documents))
    stored = accept(data, name, DOSSIER, field="document")
    document = AdmissionDocument(
        name=stored.name,
        fingerprint=stored.fingerprint,
        media_type=stored.media_type,
        size=stored.size,
        added_at=act.at,
    )
    document.done_by(act.by)
    admission.documents.append(document)
    history.note(
        admission,
        ActKind.DOCUMENT_ADDED,
        AdmissionEvent.DOCUMENT_ADDED,
        act=act,
        words=document.name,
        fingerprint=stored.fingerprint,
    )
    return document


def withdraw(admission: Admission, *, reason: str = "", act: Act) -> None:
    """Withdraw an application, at any step; a coordinator may enter it, with a reason."""
    text = check_length(reason.strip(), field="reason")
    if act.by.id is not None:
        text = check_reason(reason)
    was_received = admission.received_at is not None
    history.move(admission, Step.WITHDRAWN, act=act, words=text)
    joining.leave(admission, act=act)
    if was_received:
        messages.Withdrawn.post(admission, act.at)
        messages.ToCoordinator.post("withdrawn", admission, act.at)
        joining.order_own_record(admission, act=act)


def send_link(admission: Admission, *, act: Act) -> None:
    """Send the applicant a new link; earlier links stop working."""
    admission.generation += 1
    history.note(
        admission, ActKind.LINK_SENT, AdmissionEvent.LINK_SENT, act=act, generation=admission.generation
    )
    messages.Link.post(admission, act.at)


def change_contact(admission: Admission, *, name: str, email: str, act: Act) -> None:
    """Write to another person or address about an application from now on. A new link goes there; earlier
    links stop working.
    """
    check_has_contact(admission.step)
    check_contact(organization=admission.organization, name=name, email=email)
    if name.strip() != admission.contact_name:
        admission.contact_name, admission.contact_title = name.strip(), ""
    admission.contact_email = email.lower()
    admission.generation += 1
    kind, tag = ActKind.LINK_SENT, AdmissionEvent.CONTACT_CHANGED
    history.note(admission, kind, tag, act=act, generation=admission.generation)
    messages.Link.post(admission, act.at)


def renew_link(admission: Admission, *, act: Act) -> None:
    """An applicant whose link no longer works requests a new one; it is sent only to the address on file."""
    sent = [act.at for act in admission.acts if act.act == ActKind.LINK_SENT]
    check_pause(max(sent, default=None), act.at)
    send_link(admission, act=act)


def _receive(admission: Admission, *, act: Act) -> None:
    admission.received_at = act.at
    messages.Receipt.post(admission, act.at)
    messages.ToCoordinator.post("received", admission, act.at)


def _fill(admission: Admission, dossier: Dossier) -> None:
    """Copy the complete input into the dossier."""
    check_contact(organization=dossier.organization, name=dossier.contact_name, email=dossier.contact_email)
    for text, field, most in (
        (dossier.contact_title, "contact_title", NAME_LENGTH),
        (dossier.sector, "sector", NAME_LENGTH),
        (dossier.city, "city", CITY_LENGTH),
        (dossier.region_served, "region_served", NAME_LENGTH),
    ):
        check_length(text, field=field, most=most)
    if dossier.tier is None:
        raise RuleBroken(N_("Choose how closely your organization would take part."), field="tier")
    admission.organization = dossier.organization
    admission.name_key = fold_name(dossier.organization)
    admission.contact_name, admission.contact_title = dossier.contact_name, dossier.contact_title
    admission.contact_email = dossier.contact_email.lower()
    admission.language = _language(admission.team, dossier.language)
    admission.sector, admission.city = dossier.sector, dossier.city
    admission.region_served, admission.tier_asked = dossier.region_served, dossier.tier.value
    admission.account = check_length(dossier.account.strip(), field="account")
    admission.interest = check_declaration(dossier.has_interest, dossier.interest)
    admission.has_interest = dossier.has_interest
    admission.answers = _answers(admissions.criteria_of(admission.team_id), dossier.answers)


def _answers(criteria: Sequence[Criterion], given: Sequence[Given]) -> list[CriterionAnswer]:
    """An answer to every criterion, each with its present wording."""
    by_criterion = {given_answer.criterion_id: given_answer for given_answer in given}
    return [_answer(criterion, by_criterion.get(criterion.id)) for criterion in criteria]


def _answer(criterion: Criterion, answer: Given | None) -> CriterionAnswer:
    if answer is None or answer.answer is None:
        raise RuleBroken(N_("Answer yes or no."), field=f"answer_{criterion.id}")
    return CriterionAnswer(
        criterion_id=criterion.id,
        position=criterion.position,
        text_en=criterion.text_en,
        text_fr=criterion.text_fr,
        answer=answer.answer,
        remark=check_length(answer.remark.strip(), field=f"remark_{criterion.id}"),
    )


def _check_not_there(team: Team, organization: str, on: dt.date) -> None:
    """Tell a coordinator when the organization already participates or has an open application."""
    partner = admissions.taking_part(team.id, organization, on)
    if partner is not None:
        raise RuleBroken(
            N_("“%(name)s” is on the list of partners already."), field="organization", name=partner.name
        )
    if admissions.others_open(team.id, organization):
        raise RuleBroken(N_("There is an open application of this organization."), field="organization")


def _language(team: Team, wanted: str) -> str:
    return wanted if wanted in LANGUAGES else str(team.languages[0])


def remove_unconfirmed(admission_id: int, *, act: Act) -> None:
    """Delete an unconfirmed application with its answers and messages, unless it was confirmed meanwhile."""
    admission = admissions.admission(admission_id)
    if admission is None or admission.step is not Step.UNCONFIRMED:
        return
    if admission.opened_at >= unconfirmed_before(act.at):
        return
    subject, team_id = admission.subject, admission.team_id
    outbox_messages.cancel_about(subject)
    db.session.delete(admission)
    events.record(AdmissionEvent.SWEPT, About(subject, team_id), act)
