"""What an invited applicant must sign, and what is missing before it is a partner."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry.admissions.models import Admission
from registry.admissions.rules.admissions import Step
from registry.commitments.models import SigningRequest
from registry.commitments.queries import standings
from registry.commitments.queries.agreements import Agreements, agreements_of
from registry.commitments.rules.standings import DONE, Standing
from registry.documents.queries import documents
from registry.partners.queries.register import partner_on_roll, roll_of
from registry.sentences import language_read
from registry.teams.rules import Requirement, Tier


@dataclass(frozen=True)
class Asked:
    """A document that a joining partner signs or acknowledges, and its progress."""

    agreements: Agreements
    requirement: Requirement

    @property
    def title(self) -> str:
        """The document's title in the reader's language."""
        return self.agreements.document.title(language_read())

    @property
    def is_done(self) -> bool:
        """Whether nothing is outstanding."""
        return self.agreements.standing in DONE


def asked_of(admission: Admission, on: dt.date) -> list[Asked]:
    """Every document that an invited organization's tier signs or acknowledges, as of a day."""
    partner = admission.partner
    if partner is None:
        return []
    row = partner_on_roll(admission.team_id, partner.id, on)
    if row.tier is None:
        return []
    found = [
        Asked(agreement, agreement.newest.requirement(row.tier))
        for agreement in agreements_of(admission.team_id, row, on)
    ]
    return [
        asked
        for asked in found
        if asked.requirement is not Requirement.NOTHING
        and asked.agreements.standing is not Standing.NOT_ASKED
        and (asked.is_done or not asked.agreements.document.is_retired(on))  # a lapse outlives retiring
    ]


def documents_by_tier(team_id: int, on: dt.date) -> dict[Tier, list[tuple[str, Requirement]]]:
    """The documents that each tier signs or acknowledges on joining, with titles in the reader's language."""
    language = language_read()
    found: dict[Tier, list[tuple[str, Requirement]]] = {tier: [] for tier in Tier}
    for document in documents.asked_of_team(team_id, on):
        version = documents.current_version(document) if document.is_asked_of(None, on) else None
        for tier in Tier:
            requirement = version.requirement(tier) if version else Requirement.NOTHING
            if requirement is not Requirement.NOTHING:
                found[tier].append((document.title(language), requirement))
    return found


def outstanding(admission: Admission, on: dt.date) -> list[Asked]:
    """The documents still to be signed or acknowledged before the organization is a partner."""
    return [asked for asked in asked_of(admission, on) if not asked.is_done]


def is_ready(admission: Admission, on: dt.date) -> bool:
    """Whether an invited organization has signed and acknowledged everything its tier requires."""
    partner = admission.partner
    has_tier = partner is not None and partner.tier(on) is not None
    return admission.step is Step.INVITED and has_tier and not outstanding(admission, on)


def outstanding_of_many(team_id: int, admissions: Sequence[Admission], on: dt.date) -> dict[int, list[str]]:
    """The titles of outstanding documents, by invited admission; one query for each document, not for each
    admission.
    """
    invited = {
        admission.partner_id: admission.id for admission in admissions if admission.step is Step.INVITED
    }
    titles: dict[int, list[str]] = {admission_id: [] for admission_id in invited.values()}
    if not invited:
        return titles
    roll = [row for row in roll_of(team_id, on) if row.id in invited]
    for document in documents.asked_of_team(team_id, on):
        version = documents.current_version(document)
        where = standings.of_roll(version, roll, on) if version else {}
        for partner_id, standing in where.items():
            if standing not in DONE | {Standing.NOT_ASKED}:
                titles[invited[partner_id]].append(document.title(language_read()))
    return titles


def newest_requests(asked: Asked) -> Sequence[SigningRequest]:
    newest = next(
        version for version in asked.agreements.versions if version.version is asked.agreements.newest
    )
    return newest.requests
