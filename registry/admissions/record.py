"""The records of admissions: the letter of an outcome, and the admission's own record."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from registry import clock
from registry.admissions.models import Admission, AdmissionAct
from registry.admissions.queries import admissions, deliberation, joining
from registry.admissions.rules.admissions import ActKind, Step
from registry.audit import queries as audit_queries
from registry.commitments.models import Commitment
from registry.commitments.queries import requests
from registry.dates import both_zones
from registry.pdf.values import Signer
from registry.records import hooks as record_hooks
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.records.rules import Draft, Part, RecordKind

Facts = Mapping[str, Any]


@record_hooks.drafter(RecordKind.ADMISSION_OUTCOME)
def letter_draft(order: RecordOrder) -> tuple[Draft, Facts]:
    """The letter of invitation or refusal, signed by the chair or a coordinator."""
    admission = _admission(order)
    language, team = order.language, admission.team
    decided = _act(admission, Step.INVITED) or _act(admission, Step.REFUSED)
    assert decided is not None
    invited = decided.step == Step.INVITED
    with force_locale(language):
        title = _("Invitation to join") if invited else _("Answer to an application")
        context: dict[str, Any] = {
            "admission": admission,
            "team": team,
            "decided": decided,
            "is_invitation": invited,
            "documents": _documents(admission, decided, language) if invited else [],
            "deliberated": deliberation.deliberated(admission, language),
            "evidence": _letter_evidence(admission, decided),
        }
    draft = _draft(
        order,
        admission,
        Part("records/admissions/letter.html", context),
        title=title,
        signer=Signer(decided.by_name, team.name(language)),
    )
    return draft, {**_facts(admission), "signatory": decided.by_name, "title": admission.outcome_title}


@record_hooks.drafter(RecordKind.ADMISSION)
def admission_draft(order: RecordOrder) -> tuple[Draft, Facts]:
    """The admission's own record: dossier, review, deliberation, outcome, signatures."""
    admission = _admission(order)
    language = order.language
    with force_locale(language):
        title = _("Admission of %(organization)s", organization=admission.organization)
        context: dict[str, Any] = {
            "admission": admission,
            "team": admission.team,
            "deliberated": deliberation.deliberated(admission, language),
            "signed": _signed(admission),
            "letters": [one for one in _orders(admission) if one.kind == RecordKind.ADMISSION_OUTCOME],
            "acts": [act for act in admission.acts if act.act != ActKind.LINK_SENT],
            "evidence": _evidence(admission),
        }
    draft = _draft(order, admission, Part("records/admissions/admission.html", context), title=title)
    return draft, _facts(admission)


def _draft(
    order: RecordOrder,
    admission: Admission,
    own: Part,
    *,
    title: str,
    signer: Signer | None = None,
) -> Draft:
    header = f"{admission.team.name(order.language)} · {title}"
    return Draft(
        code=order.code,
        kind=RecordKind(order.kind),
        language=order.language,
        title=title,
        header=header,
        body_footer="",
        body=None,
        own=own,
        signer=signer,
    )


def _facts(admission: Admission) -> dict[str, Any]:
    """The public facts of a record: no address, nothing private."""
    team = admission.team
    return {
        "organization": admission.organization,
        "team": {"en": team.name("en"), "fr": team.name("fr")},
        "outcome": admission.step,
        "signed_on": admission.outcome_on.isoformat() if admission.outcome_on else "",
    }


def _documents(admission: Admission, decided: AdmissionAct, language: str) -> list[tuple[str, str]]:
    """The documents the invited organization signs or acknowledges: title and requirement."""
    on = clock.local_date(decided.at, admission.team.timezone)
    return [
        (asked.agreements.document.title(language), _(asked.requirement.hint))
        for asked in joining.asked_of(admission, on)
    ]


def _signed(admission: Admission) -> list[Commitment]:
    """What the organization has signed and acknowledged since its invitation, oldest first."""
    invited = _act(admission, Step.INVITED)
    if admission.partner_id is None or invited is None:
        return []
    since = invited.at
    return [
        commitment
        for commitment in reversed(requests.commitments_of(admission.partner_id))
        if commitment.recorded_at >= since
    ]


def _letter_evidence(admission: Admission, decided: AdmissionAct) -> list[tuple[str, str]]:
    zone = admission.team.timezone
    return [
        (_("Application sent"), both_zones(admission.opened_at, zone)),
        (_("Received"), both_zones(admission.received_at, zone)),
        (_("Letter signed"), both_zones(decided.at, zone)),
        (_("Identified by"), _("signed in to an account of the registry")),
        (_("Head of the audit trail"), audit_queries.head_of(admission.team_id)),
    ]


def _evidence(admission: Admission) -> list[tuple[str, str]]:
    zone = admission.team.timezone
    return [
        (_("Application sent"), both_zones(admission.opened_at, zone)),
        (_("Mailbox confirmed"), both_zones(admission.received_at, zone)),
        (_("Ended"), both_zones(admission.ended_at, zone)),
        (_("Head of the audit trail"), audit_queries.head_of(admission.team_id)),
    ]


def _act(admission: Admission, step: Step) -> AdmissionAct | None:
    acts = (act for act in admission.acts if act.act == ActKind.MOVED and act.step == step)
    return next(acts, None)


def _admission(order: RecordOrder) -> Admission:
    admission = admissions.admission(int(order.subject.partition(":")[2]))
    assert admission is not None
    return admission


def _orders(admission: Admission) -> list[RecordOrder]:
    return records.orders_about(("admission", admission.id))
