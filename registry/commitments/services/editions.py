"""Requests for the consolidated statement of a version."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.audit.services import events
from registry.commitments.models import Commitment, Edition
from registry.commitments.queries import standings
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.requests import Method
from registry.commitments.rules.standings import DONE, accepted_numbers
from registry.database.session import db
from registry.documents.models import Version
from registry.errors import N_, RuleBroken
from registry.partners.queries.register import RollRow, roll_of
from registry.partners.rules.partners import Status
from registry.records.models import Record
from registry.records.rules import RecordKind, new_code
from registry.records.services import orders
from registry.security.actors import Act
from registry.teams.rules import Requirement


def request_edition(version: Version, *, language: str, act: Act) -> Edition:
    """Request the consolidated statement as of now; the worker makes it."""
    if not version.is_published or language not in version.languages:
        raise RuleBroken(N_("There is no published text in this language."))
    gathered = signatures_that_count(version)
    if not gathered:
        raise RuleBroken(N_("Nobody has signed this version yet."))
    last = db.session.scalar(
        sa.select(sa.func.max(Edition.number)).where(
            Edition.version_id == version.id, Edition.language == language
        )
    )
    edition = Edition(
        version_id=version.id,
        language=language,
        number=(last or 0) + 1,
        commitment_ids=[item.id for item in gathered],
        requested_at=act.at,
        requested_by_id=act.by.account_id,
        record_code=new_code(),
    )
    db.session.add(edition)
    db.session.flush()
    orders.order_record(
        RecordKind.EDITION,
        subject=("edition", edition.id),
        team_id=version.document.team_id,
        language=language,
        code=edition.record_code,
        now=act.at,
    )
    events.record(
        CommitmentEvent.EDITION_REQUESTED,
        version,
        act,
        edition=edition.id,
        number=edition.number,
        language=language,
    )
    return edition


def gather_instead(wrong: Commitment, *, act: Act) -> None:
    """Request again, as newer editions, those that contain a signature that was entered wrongly."""
    editions = db.session.scalars(sa.select(Edition).where(Edition.version_id == wrong.version_id))
    languages = {edition.language for edition in editions if wrong.id in edition.commitment_ids}
    if signatures_that_count(wrong.version):
        for language in sorted(languages):
            request_edition(wrong.version, language=language, act=act)


def gather_again(commitment: Commitment, *, act: Act) -> None:
    """Request an edition again when one was made without a signature's record that now exists."""
    made = (
        sa.select(Edition, Record)
        .join(Record, Record.code == Edition.record_code)
        .where(Edition.version_id == commitment.version_id)
        .order_by(Edition.number)
    )
    newest = {edition.language: (edition, record) for edition, record in db.session.execute(made)}
    for language, (edition, record) in newest.items():
        inside = record.facts.get("attached", {})
        if commitment.id in edition.commitment_ids and commitment.record_code not in inside:
            request_edition(commitment.version, language=language, act=act)


def signatures_that_count(version: Version) -> list[Commitment]:
    """The signatures of a version and, for partners without one, those that carry over to it; oldest
    first.
    """
    accepted = accepted_numbers(version.number, standings.chain_of(version.document_id).kinds)
    query = (
        sa.select(Commitment)
        .join(Version, Version.id == Commitment.version_id)
        .where(
            Version.document_id == version.document_id,
            Version.number.in_(accepted),
            Commitment.method != Method.ACKNOWLEDGED.value,
            Commitment.stands,
        )
        .options(joinedload(Commitment.version))
        .order_by(Commitment.signed_on, Commitment.id)
    )
    signed = list(db.session.scalars(query))
    latest: dict[int, int] = {}
    for item in signed:
        latest[item.partner_id] = max(item.version.number, latest.get(item.partner_id, 0))
    return [item for item in signed if item.version.number == latest[item.partner_id]]


def is_complete(version: Version, on: dt.date) -> bool:
    """Whether every partner of a signing tier is current on a version."""
    roll = roll_of(version.document.team_id, on)
    standing = standings.of_roll(version, roll, on)
    signing = [row for row in roll if _must_sign(row, version)]
    return bool(signing) and all(standing[row.id] in DONE for row in signing)


def _must_sign(row: RollRow, version: Version) -> bool:
    takes_part = row.status not in (Status.WITHDRAWN, Status.REFUSED)
    return takes_part and row.tier is not None and version.requirement(row.tier) is Requirement.SIGNS
