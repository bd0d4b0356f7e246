"""From the invitation to join until all is signed: what is asked, what is outstanding, who is a partner."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry import clock
from registry.admissions import letters, queries, trail
from registry.admissions.models import Admission
from registry.admissions.rules import Step, check_complete, check_has_tier, check_move, check_still_joining
from registry.commitments import services as commitments
from registry.commitments import standings
from registry.commitments.agreements import Agreements, agreements_of
from registry.commitments.models import SigningRequest
from registry.commitments.requests import close
from registry.commitments.rules import RequestState
from registry.commitments.standing import DONE, Standing
from registry.documents import queries as documents
from registry.errors import N_, RuleBroken
from registry.filters import language_read
from registry.partners import services as partners
from registry.partners.changes import guards_status
from registry.partners.models import Partner, Signatory
from registry.partners.roll import partner_on_roll, roll_of
from registry.partners.rules import ENDED, Status
from registry.records import orders
from registry.records.rules import RecordKind
from registry.teams.acting import Person
from registry.teams.rules import Requirement, Tier


@dataclass(frozen=True)
class Asked:
    """One foundational document that a joining partner signs or acknowledges, and how far that has come."""

    agreements: Agreements
    requirement: Requirement

    @property
    def title(self) -> str:
        """The document's name in the reader's language."""
        return self.agreements.document.title(language_read())

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is outstanding."""
        return self.agreements.standing in DONE


def asked_of(admission: Admission, on: dt.date) -> list[Asked]:
    """Every document that an invited organization's tier signs or acknowledges, as it stands on a day."""
    partner = admission.partner
    if partner is None:
        return []
    row = partner_on_roll(admission.team_id, partner.id, on)
    if row.tier is None:
        return []
    found = [
        Asked(one, one.newest.requirement(row.tier)) for one in agreements_of(admission.team_id, row, on)
    ]
    return [asked for asked in found if asked.requirement is not Requirement.NOTHING]


def documents_by_tier(team_id: int) -> dict[Tier, list[tuple[str, Requirement]]]:
    """What each tier signs or acknowledges as it joins: titles in the reader's language."""
    language = language_read()
    found: dict[Tier, list[tuple[str, Requirement]]] = {tier: [] for tier in Tier}
    for document in documents.documents_of(team_id):
        version = documents.current_version(document)
        for tier in Tier:
            requirement = version.requirement(tier) if version else Requirement.NOTHING
            if requirement is not Requirement.NOTHING:
                found[tier].append((document.title(language), requirement))
    return found


def outstanding(admission: Admission, on: dt.date) -> list[Asked]:
    """What still has to be signed or acknowledged before the organization is a partner."""
    return [asked for asked in asked_of(admission, on) if not asked.is_done]


def is_ready(admission: Admission, on: dt.date) -> bool:
    """Whether an invited organization has signed and acknowledged all that its tier does."""
    partner = admission.partner
    has_tier = partner is not None and partner.tier(on) is not None
    return admission.is_at is Step.INVITED and has_tier and not outstanding(admission, on)


def outstanding_of_many(team_id: int, admissions: Sequence[Admission], on: dt.date) -> dict[int, list[str]]:
    """The titles of what is outstanding, by admission, for those invited: in as many queries as documents."""
    invited = {one.partner_id: one.id for one in admissions if one.is_at is Step.INVITED}
    found: dict[int, list[str]] = {admission_id: [] for admission_id in invited.values()}
    if not invited:
        return found
    roll = [row for row in roll_of(team_id, on) if row.id in invited]
    for document in documents.documents_of(team_id):
        version = documents.current_version(document)
        where = standings.of_roll(version, roll, on) if version else {}
        for partner_id, standing in where.items():
            if standing not in DONE | {Standing.NOT_ASKED}:
                found[invited[partner_id]].append(document.title(language_read()))
    return found


def add_joining(admission: Admission, *, tier: Tier, by: Person, now: dt.datetime) -> Partner:
    """List the organization as joining; one that withdrew or was refused comes back to its own entry."""
    on = clock.local_date(now, admission.team.timezone)
    actor = trail.actor_of(admission, by)
    partner = queries.partner_called(admission.team_id, admission.organization)
    if partner is None or partner.status(on) not in ENDED:
        return partners.add_partner(
            admission.team,
            name=admission.organization,
            tier=tier,
            status=Status.JOINING,
            effective_on=on,
            sector=admission.sector,
            city=admission.city,
            language=_document_language(admission),
            actor=actor,
            now=now,
        )
    partners.set_status(partner, status=Status.JOINING, effective_on=on, actor=actor, now=now)
    if partner.tier(on) is not tier:
        partners.set_tier(partner, tier=tier, effective_on=on, actor=actor, now=now)
    return partner


def ask_all(admission: Admission, signatory: Signatory, *, by: Person, now: dt.datetime) -> None:
    """Ask the signatory for every document that the tier signs or acknowledges and that is outstanding."""
    on = clock.local_date(now, admission.team.timezone)
    for asked in outstanding(admission, on):
        commitments.ask(
            asked.agreements.newest, signatory, due_on=None, actor=trail.actor_of(admission, by), now=now
        )


def ask_missing(admission: Admission, *, by: Person, now: dt.datetime) -> int:
    """Ask for what was published since and is asked of nobody yet; how many requests went out."""
    on = clock.local_date(now, admission.team.timezone)
    made = 0
    for asked in outstanding(admission, on):
        open_now = [one for one in _newest_requests(asked) if one.state == RequestState.OPEN]
        signatory = _first_reachable(admission.partner, on)
        if not open_now and signatory is not None and asked.agreements.standing is not Standing.DECLINED:
            commitments.ask(
                asked.agreements.newest, signatory, due_on=None, actor=trail.actor_of(admission, by), now=now
            )
            made += 1
    return made


def complete(admission: Admission, *, by: Person, now: dt.datetime) -> None:
    """The organization is a partner, once nothing its tier signs or acknowledges is outstanding."""
    check_move(admission.is_at, Step.PARTNER)
    on = clock.local_date(now, admission.team.timezone)
    partner = admission.partner
    assert partner is not None
    check_still_joining(partner.status(on))
    check_has_tier(partner.tier(on))
    check_complete([asked.title for asked in outstanding(admission, on)])
    trail.move(admission, Step.PARTNER, by=by, now=now)
    partners.set_status(
        partner, status=Status.PARTNER, effective_on=on, actor=trail.actor_of(admission, by), now=now
    )
    letters.post(letters.WELCOME, admission, now=now)
    order_own_record(admission, now=now)


@guards_status
def keep_to_the_way(partner: Partner, status: Status) -> None:
    """An invited organization becomes a partner by its admission: nobody goes past what it signs."""
    if status is Status.PARTNER and queries.is_joining(partner.id):
        raise RuleBroken(
            N_("This organization joins by its admission: it is a partner once all is signed there."),
            field="status",
        )


def leave(admission: Admission, *, by: Person, now: dt.datetime) -> None:
    """An invited organization that takes its application back joins no more; what it was asked is closed."""
    partner = admission.partner
    if partner is None:
        return
    on = clock.local_date(now, admission.team.timezone)
    actor = trail.actor_of(admission, by)
    for asked in asked_of(admission, on):
        for request in _newest_requests(asked):
            if request.state == RequestState.OPEN:
                close(request, actor=actor, now=now)
    if partner.status(on) not in ENDED:
        partners.set_status(partner, status=Status.WITHDRAWN, effective_on=on, actor=actor, now=now)


def order_own_record(admission: Admission, *, now: dt.datetime) -> None:
    """Owe the admission's own record, in the applicant's language."""
    orders.order_record(
        RecordKind.ADMISSION,
        subject=trail.subject_of(admission),
        team_id=admission.team_id,
        language=admission.language,
        now=now,
    )


def _newest_requests(asked: Asked) -> Sequence[SigningRequest]:
    newest = next(one for one in asked.agreements.versions if one.version is asked.agreements.newest)
    return newest.requests


def _first_reachable(partner: Partner | None, on: dt.date) -> Signatory | None:
    people = partner.active_signatories(on) if partner else []
    return next((person for person in people if person.email), None)


def _document_language(admission: Admission) -> str:
    languages = admission.team.languages
    return admission.language if admission.language in languages else str(languages[0])
