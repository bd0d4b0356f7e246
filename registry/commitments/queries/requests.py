"""Queries about requests, commitments and their records."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from registry.commitments.models import (
    Campaign,
    Commitment,
    Edition,
    HandOver,
    Lapse,
    Question,
    SigningRequest,
    record_of,
)
from registry.commitments.rules.requests import HandOverState
from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.documents.models import Document, Version
from registry.documents.rules.documents import ChangeKind, State
from registry.errors import N_, NotFound
from registry.jobs.troubles import Due
from registry.partners.models.partners import Partner, Schedule
from registry.records.models import Record, RecordOrder
from registry.signing.rules.requests import RequestState


def reminder_key(request: SigningRequest, day: dt.date) -> str:
    """The key of a planned reminder, so that it is sent only once."""
    return f"reminder:{request.id}:{day.isoformat()}"


def requests_to_remind(now: dt.datetime) -> list[Due]:
    """The open requests whose link has not expired."""
    query = (
        sa.select(SigningRequest.id, Partner.team_id)
        .join(Partner, Partner.id == SigningRequest.partner_id)
        .where(SigningRequest.state == RequestState.OPEN.value, SigningRequest.expires_at > now)
        .order_by(SigningRequest.id)
    )
    return [
        Due(number, f"signing_request:{number}", team_id) for number, team_id in db.session.execute(query)
    ]


def partners_of_team(team_id: int) -> list[Partner]:
    """All partners of a team with tiers, statuses and signatories, in list order, without those entered by
    mistake.
    """
    query = (
        sa.select(Partner)
        .where(Partner.team_id == team_id, Partner.stands)
        .options(
            joinedload(Partner.team),
            selectinload(Partner.tiers),
            selectinload(Partner.statuses),
            selectinload(Partner.signatories),
            selectinload(Partner.schedules).selectinload(Schedule.lines),
        )
        .order_by(Partner.position, Partner.id)
    )
    return list(db.session.scalars(query))


def request_with_all(request_id: int) -> SigningRequest | None:
    """One request with its version, document, team, partner and signatory."""
    found: SigningRequest | None = _with_all(request_id).scalar()
    return found


@composed_once
def _with_all(request_id: int) -> sa.Select[SigningRequest]:
    return (
        sa.select(SigningRequest)
        .where(SigningRequest.id == request_id)
        .options(
            joinedload(SigningRequest.version).joinedload(Version.document).joinedload(Document.team),
            joinedload(SigningRequest.partner),
            joinedload(SigningRequest.signatory),
        )
    )


def open_requests(*, version_id: int, partner_id: int | None = None) -> list[SigningRequest]:
    """The requests on a version that can still be answered."""
    query = sa.select(SigningRequest).where(
        SigningRequest.version_id == version_id, SigningRequest.state == RequestState.OPEN.value
    )
    if partner_id is not None:
        query = query.where(SigningRequest.partner_id == partner_id)
    return list(db.session.scalars(query.order_by(SigningRequest.id)))


def open_requests_to(partner_id: int) -> list[SigningRequest]:
    """The requests to a partner's people, on any version, that can still be answered."""
    query = sa.select(SigningRequest).where(
        SigningRequest.partner_id == partner_id, SigningRequest.state == RequestState.OPEN.value
    )
    return list(db.session.scalars(query.order_by(SigningRequest.id)))


def open_requests_of_document(document_id: int, *, but_version_id: int | None = None) -> list[SigningRequest]:
    """The open requests on the versions of a document, or on all but one of them."""
    query = (
        sa.select(SigningRequest)
        .join(Version)
        .where(
            Version.document_id == document_id,
            sa.true() if but_version_id is None else Version.id != but_version_id,
            SigningRequest.state == RequestState.OPEN.value,
        )
    )
    return list(db.session.scalars(query))


def commitments_on(version_id: int, partner_id: int | None = None) -> list[Commitment]:
    """The commitments to a version that stand, oldest first."""
    query = sa.select(Commitment).where(Commitment.version_id == version_id, Commitment.stands)
    if partner_id is not None:
        query = query.where(Commitment.partner_id == partner_id)
    return list(db.session.scalars(query.order_by(Commitment.signed_on, Commitment.id)))


def commitments_of(partner_id: int) -> list[Commitment]:
    """All commitments of a partner that stand, newest first."""
    query = (
        sa.select(Commitment)
        .where(Commitment.partner_id == partner_id, Commitment.stands)
        .options(joinedload(Commitment.version).joinedload(Version.document), record_of(Commitment))
        .order_by(Commitment.signed_on.desc(), Commitment.id.desc())
    )
    return list(db.session.scalars(query))


def commitment_of(team_id: int, partner_id: int, commitment_id: int) -> Commitment:
    """A commitment of a partner of a team; raises `NotFound`."""
    query = (
        sa.select(Commitment)
        .join(Commitment.partner)
        .where(Partner.team_id == team_id, Partner.id == partner_id, Commitment.id == commitment_id)
    )
    commitment: Commitment | None = db.session.scalar(query)
    if commitment is None:
        raise NotFound(N_("There is no such signature."))
    return commitment


def version_signed_before(partner_id: int, version: Version) -> Version | None:
    """The latest earlier version of the document that the partner signed or acknowledged."""
    signed: Version | None = _signed_before(partner_id, version.document_id, version.number).scalar()
    return signed


@composed_once
def _signed_before(partner_id: int, document_id: int, number: int) -> sa.Select[Version]:
    return (
        sa.select(Version)
        .join(Commitment, Commitment.version_id == Version.id)
        .where(
            Version.document_id == document_id,
            Version.number < number,
            Commitment.partner_id == partner_id,
            Commitment.stands,
        )
        .order_by(Version.number.desc())
        .limit(1)
    )


def noted_since(earlier: Version | None, version: Version) -> list[Version]:
    """The versions whose notes say what changed since the one signed before, newest first; for a partner that
    signed none, the version itself.
    """
    since = earlier.number if earlier else version.number - 1
    versions = _published_since(version.document_id, since, version.number).scalars()
    return [one for one in versions if any(one.change_note.values())]


@composed_once
def _published_since(document_id: int, since: int, until: int) -> sa.Select[Version]:
    query = sa.select(Version).where(
        Version.document_id == document_id,
        Version.state == State.PUBLISHED.value,
        Version.number > since,
        Version.number <= until,
    )
    return query.order_by(Version.number.desc())


def latest_published(document_id: int) -> Version | None:
    """The newest published version of a document."""
    latest: Version | None = _latest_published(document_id).scalar()
    return latest


@composed_once
def _latest_published(document_id: int) -> sa.Select[Version]:
    return (
        sa.select(Version)
        .where(Version.document_id == document_id, Version.state == State.PUBLISHED.value)
        .order_by(Version.number.desc())
        .limit(1)
    )


def waiting_for_campaign(team_id: int) -> list[Version]:
    """The newest versions of a team's documents that are material and for which nobody was invited yet."""
    return list(_waiting_for_campaign(team_id).scalars())


@composed_once
def _waiting_for_campaign(team_id: int) -> sa.Select[Version]:
    newer = aliased(Version)
    is_newest = (
        ~sa.select(newer.id)
        .where(
            newer.document_id == Version.document_id,
            newer.state == State.PUBLISHED.value,
            newer.number > Version.number,
        )
        .exists()
    )
    return (
        sa.select(Version)
        .join(Document, Document.id == Version.document_id)
        .where(Document.team_id == team_id, Version.state == State.PUBLISHED.value)
        .where(Version.change_kind == ChangeKind.MATERIAL.value, is_newest, Document.retired_on.is_(None))
        .where(~sa.select(Campaign.id).where(Campaign.version_id == Version.id).exists())
        .order_by(Version.id)
        .options(contains_eager(Version.document))
    )


def unanswered_questions(team_id: int) -> list[Question]:
    """Signatories' questions that wait for a coordinator, oldest first."""
    return list(_unanswered(team_id).scalars())


@composed_once
def _unanswered(team_id: int) -> sa.Select[Question]:
    return (
        sa.select(Question)
        .join(SigningRequest)
        .join(Partner)
        .where(Partner.team_id == team_id, Question.answered_at.is_(None))
        .options(joinedload(Question.request).joinedload(SigningRequest.partner))
        .order_by(Question.id)
    )


def proposed_hand_overs(team_id: int) -> list[HandOver]:
    """Hand-overs to new persons that wait for approval, oldest first."""
    return list(_proposed(team_id).scalars())


@composed_once
def _proposed(team_id: int) -> sa.Select[HandOver]:
    return (
        sa.select(HandOver)
        .join(SigningRequest)
        .join(Partner)
        .where(Partner.team_id == team_id, HandOver.state == HandOverState.PROPOSED.value)
        .options(joinedload(HandOver.request).joinedload(SigningRequest.partner))
        .order_by(HandOver.id)
    )


def editions_of(version_id: int) -> list[Edition]:
    """The editions of a version, newest first."""
    query = (
        sa.select(Edition)
        .where(Edition.version_id == version_id)
        .options(record_of(Edition))
        .order_by(Edition.id.desc())
    )
    return list(db.session.scalars(query))


def commitment_of_request(request_id: int) -> Commitment | None:
    """The commitment that answered a request, if any."""
    return db.session.scalar(
        sa.select(Commitment)
        .where(Commitment.request_id == request_id)
        .options(record_of(Commitment), joinedload(Commitment.version))
    )


def newest_open_request(request: SigningRequest) -> SigningRequest | None:
    """The same person's open request on the newest version of the document, if any."""
    return db.session.scalar(
        sa.select(SigningRequest)
        .join(Version)
        .where(
            Version.document_id == request.version.document_id,
            SigningRequest.signatory_id == request.signatory_id,
            SigningRequest.state == RequestState.OPEN.value,
        )
        .order_by(Version.number.desc())
        .limit(1)
    )


def published_version(team_id: int, slug: str, number: int) -> Version | None:
    """A published version of a team's document, by its address."""
    return db.session.scalar(
        sa.select(Version)
        .join(Document)
        .where(
            Document.team_id == team_id,
            Document.slug == slug,
            Version.number == number,
            Version.state == State.PUBLISHED.value,
        )
        .options(joinedload(Version.document).joinedload(Document.team))
    )


def document_of_team(team_id: int, slug: str) -> Document | None:
    """A team's document, by its slug."""
    return db.session.scalar(sa.select(Document).where(Document.team_id == team_id, Document.slug == slug))


def partner_of_team(team_id: int, partner_id: int) -> Partner | None:
    """A partner of a team with its signatories, tiers and statuses."""
    return db.session.scalar(
        sa.select(Partner)
        .where(Partner.team_id == team_id, Partner.id == partner_id)
        .options(
            selectinload(Partner.signatories), selectinload(Partner.tiers), selectinload(Partner.statuses)
        )
    )


def question(question_id: int) -> Question | None:
    """One question."""
    return db.session.get(Question, question_id)


def hand_over(hand_over_id: int) -> HandOver | None:
    """One hand-over."""
    return db.session.get(HandOver, hand_over_id)


def lapse(lapse_id: int) -> Lapse | None:
    """One lapse."""
    return db.session.get(Lapse, lapse_id)


def commitments_with_records(version_id: int) -> list[Commitment]:
    """The commitments to a version that stand, with their records, by organization."""
    query = (
        sa.select(Commitment)
        .where(Commitment.version_id == version_id, Commitment.stands)
        .options(record_of(Commitment))
        .order_by(Commitment.partner_name, Commitment.slot)
    )
    return list(db.session.scalars(query))


def commitment_of_record(record: Record) -> Commitment | None:
    """The commitment that a record proves, with its version and partner."""
    query = sa.select(Commitment).where(Commitment.record_code == record.code)
    return db.session.scalar(query.options(joinedload(Commitment.version), joinedload(Commitment.partner)))


def missing_in(edition: Edition) -> list[Commitment]:
    """The signatures of an edition whose records are not made yet, oldest first."""
    query = (
        sa.select(Commitment)
        .join(Commitment.order)
        .where(Commitment.id.in_(edition.commitment_ids), RecordOrder.record_id.is_(None))
        .options(contains_eager(Commitment.order))
    )
    return list(db.session.scalars(query.order_by(Commitment.id)))


#: Failed records that are listed one by one; one cause can affect many records.
MOST_FAILED = 10


def failed_of(team_id: int) -> list[Commitment]:
    """A team's signatures whose record could not be made at the last attempt, oldest first."""
    return list(_failed(team_id).scalars())


@composed_once
def _failed(team_id: int) -> sa.Select[Commitment]:
    query = (
        sa.select(Commitment)
        .join(Commitment.order)
        .where(RecordOrder.team_id == team_id, RecordOrder.record_id.is_(None), RecordOrder.problem != "")
        .options(contains_eager(Commitment.order))
        .order_by(Commitment.id)
    )
    return query.limit(MOST_FAILED)
