"""What one partner committed to: each document of the team, version by version, and its standing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from registry.commitments.models import Commitment, Lapse, SigningRequest, record_of
from registry.commitments.queries import standings
from registry.commitments.rules.standings import Standing
from registry.database.session import db
from registry.documents.models import Document, Version
from registry.documents.rules.documents import State
from registry.partners.queries.register import RollRow


@dataclass(frozen=True)
class Agreement:
    """A version, and what the partner did about it."""

    version: Version
    commitments: Sequence[Commitment]
    requests: Sequence[SigningRequest]

    @property
    def is_touched(self) -> bool:
        """Whether the partner was asked or has answered."""
        return bool(self.commitments or self.requests)


@dataclass(frozen=True)
class Agreements:
    """A document: the partner's standing on its newest version, and what it did about each version."""

    document: Document
    newest: Version
    standing: Standing
    #: The newest version, and the older ones that the partner was asked about or signed; newest first.
    versions: Sequence[Agreement]
    #: Its lapses, without those that have ended.
    lapses: Sequence[Lapse]


@dataclass(frozen=True)
class Acts:
    """A partner's commitments, requests and lapses, newest first."""

    commitments: Sequence[Commitment]
    requests: Sequence[SigningRequest]
    lapses: Sequence[Lapse]

    def about(self, versions: Sequence[Version]) -> "Acts":
        """The acts that concern some versions of one document."""
        numbers = {version.id for version in versions}
        return Acts(
            [commitment for commitment in self.commitments if commitment.version_id in numbers],
            [request for request in self.requests if request.version_id in numbers],
            [lapse for lapse in self.lapses if lapse.document_id == versions[0].document_id],
        )


def agreements_of(team_id: int, row: RollRow, on: dt.date) -> list[Agreements]:
    """What a partner of a team, as of a day, did about each published document."""
    documents: dict[int, list[Version]] = defaultdict(list)
    for version in _published(team_id):
        documents[version.document_id].append(version)
    acts = Acts(_commitments(row.id), _requests(row.id), _lapses(row.id, list(documents), on))
    return [_of_document(versions, row, acts.about(versions), on) for versions in documents.values()]


def _of_document(versions: Sequence[Version], row: RollRow, acts: Acts, on: dt.date) -> Agreements:
    newest = versions[0]
    marks = standings.marks_among(newest, acts.commitments, acts.requests, acts.lapses, on=on)
    agreements = [_agreement(version, acts.about([version])) for version in versions]
    return Agreements(
        document=newest.document,
        newest=newest,
        standing=standings.of_row(row, marks, newest, versions, on),
        versions=[
            agreement for agreement in agreements if agreement.version is newest or agreement.is_touched
        ],
        lapses=acts.lapses,
    )


def _agreement(version: Version, acts: Acts) -> Agreement:
    return Agreement(version, acts.commitments, acts.requests)


def _published(team_id: int) -> Sequence[Version]:
    """The published versions of all documents of a team, by document, newest first."""
    query = (
        sa.select(Version)
        .join(Version.document)
        .where(Document.team_id == team_id, Version.state == State.PUBLISHED.value)
        .options(contains_eager(Version.document))
        .order_by(Document.id, Version.number.desc())
    )
    return db.session.scalars(query).all()


def _commitments(partner_id: int) -> Sequence[Commitment]:
    query = (
        sa.select(Commitment)
        .where(Commitment.partner_id == partner_id)
        .options(record_of(Commitment))
        .order_by(Commitment.id.desc())
    )
    return db.session.scalars(query).all()


def _requests(partner_id: int) -> Sequence[SigningRequest]:
    query = (
        sa.select(SigningRequest)
        .where(SigningRequest.partner_id == partner_id)
        .options(joinedload(SigningRequest.signatory))
        .order_by(SigningRequest.id.desc())
    )
    return db.session.scalars(query).all()


def _lapses(partner_id: int, document_ids: Sequence[int], on: dt.date) -> Sequence[Lapse]:
    query = sa.select(Lapse).where(
        Lapse.document_id.in_(document_ids),
        Lapse.partner_id == partner_id,
        sa.or_(Lapse.ended_on.is_(None), Lapse.ended_on > on),
    )
    return db.session.scalars(query.order_by(Lapse.id)).all()
