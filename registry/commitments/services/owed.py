"""What is owed and not done yet, found by queries and claimed with a lease."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry import clock
from registry.commitments.messages import EDITORIAL
from registry.commitments.models import Commitment, Edition
from registry.commitments.queries import standings
from registry.commitments.rules.standings import DONE
from registry.database.leases import LEASE
from registry.database.session import db
from registry.documents.models import Document, Version
from registry.documents.rules.documents import ChangeKind, State
from registry.jobs.troubles import Due
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.queries.register import roll_of
from registry.records.queries import causes
from registry.records.services.orders import RETRY_AFTER

Owed = Commitment | Edition


def claim_commitment(now: dt.datetime) -> int | None:
    """Take the next signature without a record."""
    return _claim(Commitment, now, Commitment.record_code.is_not(None))


def count_untried_commitments(now: dt.datetime) -> int:
    """How many signatures wait for a record that nobody has tried to make yet."""
    query = (
        sa.select(sa.func.count())
        .select_from(Commitment)
        .where(
            Commitment.record_code.is_not(None),
            Commitment.record_id.is_(None),
            Commitment.record_attempts == 0,
            _is_free(Commitment, now),
        )
    )
    return db.session.scalar(query) or 0


def claim_edition(now: dt.datetime) -> int | None:
    """Take the next edition without a record, once no record that goes into it is waited for."""
    waiting = db.session.scalars(
        sa.select(Edition).where(Edition.record_id.is_(None), _is_free(Edition, now)).order_by(Edition.id)
    )
    ready = next((edition.id for edition in waiting if _is_ready(edition)), None)
    return _claim(Edition, now, Edition.id == ready) if ready is not None else None


def missing_in(edition: Edition) -> list[Commitment]:
    """The signatures that an edition gathers and whose records it waits for, oldest first."""
    query = sa.select(Commitment).where(_is_missing_in(edition)).order_by(Commitment.id)
    return list(db.session.scalars(query))


def try_again_now(team_id: int) -> None:
    """Let the failed records of a team be tried at once, not after their waiting time."""
    partners = sa.select(Partner.id).where(Partner.team_id == team_id)
    versions = sa.select(Version.id).join(Document).where(Document.team_id == team_id)
    for model, theirs in (
        (Commitment, Commitment.partner_id.in_(partners)),
        (Edition, Edition.version_id.in_(versions)),
    ):
        db.session.execute(
            sa.update(model)
            .where(theirs, model.record_id.is_(None), model.record_problem != "")
            .values(record_leased_until=None)
        )


def note_problem(thing: Owed, error: Exception, *, now: dt.datetime) -> None:
    """Keep what went wrong, and when to try again."""
    thing.record_attempts += 1
    thing.record_problem = causes.noted(error)
    thing.record_leased_until = now + RETRY_AFTER[min(thing.record_attempts, len(RETRY_AFTER)) - 1]


@dataclass(frozen=True)
class Notice(Due):
    """A partner, by one of its signatories, that may have to be told of an editorial version."""

    version_id: int
    partner_id: int


def editorial_notices() -> list[Notice]:
    """A signatory of each partner that signed before an editorial version came, and was not told of it."""
    told = sa.select(Message.id).where(
        Message.template == EDITORIAL,
        Message.dedupe_key == _notice_key(),
    )
    signed = sa.alias(Version.__table__)
    query = (
        sa.select(Version.id, Partner.id, Partner.team_id, sa.func.min(Signatory.id))
        .join(signed, sa.and_(signed.c.document_id == Version.document_id, signed.c.number < Version.number))
        .join(Commitment, Commitment.version_id == signed.c.id)
        .join(Partner, Partner.id == Commitment.partner_id)
        .join(Signatory, sa.and_(Signatory.partner_id == Partner.id, Signatory.email != ""))
        .where(
            Version.state == State.PUBLISHED.value,
            Version.change_kind == ChangeKind.EDITORIAL.value,
            Signatory.ended_on.is_(None),
            ~told.exists(),
        )
        .group_by(Version.id, Partner.id, Partner.team_id)
        .order_by(Version.id, Partner.id)
    )
    return [
        Notice(signatory_id, f"partner:{partner_id}", team_id, version_id, partner_id)
        for version_id, partner_id, team_id, signatory_id in db.session.execute(query)
    ]


def done_on(version_id: int, now: dt.datetime) -> set[int]:
    """The partners that are current on a version or have acknowledged it."""
    version = db.session.get_one(Version, version_id)
    on = clock.local_date(now, version.document.team.timezone)
    where = standings.of_roll(version, roll_of(version.document.team_id, on), on)
    return {partner_id for partner_id, standing in where.items() if standing in DONE}


def _notice_key() -> sa.ColumnElement[str]:
    """The dedupe key of a partner's notice, as `letters.post_editorial` writes it."""
    version, partner = sa.cast(Version.id, sa.String), sa.cast(Partner.id, sa.String)
    return sa.literal("editorial:") + version + ":" + partner


def _claim(
    model: type[Commitment] | type[Edition], now: dt.datetime, which: sa.ColumnElement[bool]
) -> int | None:
    query = (
        sa.select(model)
        .where(model.record_id.is_(None), _is_free(model, now), which)
        .order_by(model.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    thing: Any = db.session.scalar(query)
    if thing is None:
        return None
    thing.record_leased_until = now + LEASE
    return int(thing.id)


def _is_free(model: type[Commitment] | type[Edition], now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.or_(model.record_leased_until.is_(None), model.record_leased_until < now)


def _is_ready(edition: Edition) -> bool:
    """Whether nothing is waited for: the records that go into it are there, or failed time and again."""
    missing = sa.select(sa.func.count()).select_from(Commitment).where(_is_missing_in(edition))
    waited_for = missing.where(Commitment.record_attempts < causes.TRIES_WAITED_FOR)
    return db.session.scalar(waited_for) == 0


def _is_missing_in(edition: Edition) -> sa.ColumnElement[bool]:
    return sa.and_(
        Commitment.id.in_(edition.commitment_ids),
        Commitment.record_code.is_not(None),
        Commitment.record_id.is_(None),
    )
