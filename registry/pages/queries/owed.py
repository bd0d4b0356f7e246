"""The oldest owed work, once it is unusually old; shown to everybody who should know."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.audit_log.queries import checkpoints
from registry.commitments.models import Commitment
from registry.database.queries.statements import composed_once
from registry.errors import N_
from registry.labels import Labelled
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.records.models import RecordOrder
from registry.records.rules import RecordKind

#: Since when something is owed, and the partner that signed, if any.
Query = sa.Select[dt.datetime, Any]
_NOBODY = sa.cast(sa.null(), sa.Integer).label("nobody")


class Kind(Labelled):
    """Kinds of owed work."""

    SIGNATURE = "signature", N_("A signature of %(day)s waits for its record")
    EDITION = "edition", N_("An edition asked for on %(day)s is not made yet")
    RECORD = "record", N_("A record ordered on %(day)s is not made yet")
    MESSAGE = "message", N_("A message of %(day)s has not left yet")
    CHECKPOINT = "checkpoint", N_("What was recorded on %(day)s is not sealed by a checkpoint yet")


#: How long each kind usually takes at most. A checkpoint is due from the end of its day.
USUAL: dict[Kind, dt.timedelta] = {
    Kind.SIGNATURE: dt.timedelta(hours=1),
    Kind.EDITION: dt.timedelta(hours=1),
    Kind.RECORD: dt.timedelta(hours=1),
    Kind.MESSAGE: dt.timedelta(hours=1),
    Kind.CHECKPOINT: dt.timedelta(hours=3),
}


@dataclass(frozen=True)
class Owed:
    """Owed work, and since when."""

    kind: Kind
    since: dt.datetime
    #: The partner that signed, for a signature.
    partner_id: int | None = None


def oldest(team_id: int | None, now: dt.datetime, *, with_confidential: bool) -> Owed | None:
    """The oldest owed work that is unusually old: of a team, or of the installation."""
    trail, to_be_sealed = checkpoints.trail_of(team_id), now - USUAL[Kind.CHECKPOINT]
    found = _oldest_of_each(
        team_id,
        with_confidential=with_confidential,
        chain=trail.chain,
        ended=checkpoints.ended_on(trail, to_be_sealed),
        began=checkpoints.began_at(trail, to_be_sealed),
        **{kind.value: now - usual for kind, usual in USUAL.items() if kind is not Kind.CHECKPOINT},
    )
    oldest_of_each = [Owed(Kind(kind), since, whose) for kind, since, whose in found]
    return min(oldest_of_each, key=lambda one: one.since, default=None)


@composed_once
def _oldest_of_each(
    team_id: int | None,
    *,
    with_confidential: bool,
    chain: str,
    ended: dt.date,
    began: dt.datetime,
    signature: dt.datetime,
    edition: dt.datetime,
    record: dt.datetime,
    message: dt.datetime,
) -> sa.CompoundSelect[Any, *tuple[Any, ...]]:
    """The oldest of each kind that is older than a moment of its own."""
    unsealed = checkpoints.unsealed_of(team_id, chain, ended, began).subquery()
    return sa.union_all(
        _first(Kind.SIGNATURE, _signatures(team_id), signature),
        _first(Kind.EDITION, _editions(team_id), edition),
        _first(Kind.RECORD, _others(team_id, with_confidential), record),
        _first(Kind.MESSAGE, _messages(team_id, with_confidential), message),
        sa.select(sa.literal(Kind.CHECKPOINT.value), unsealed.c[0], _NOBODY),
    )


def _first(kind: Kind, query: Query, before: dt.datetime) -> sa.Select[Any]:
    since = query.selected_columns[0]
    first = query.where(since < before).order_by(since).limit(1).subquery()
    return sa.select(sa.literal(kind.value), *first.c)


def _signatures(team_id: int | None) -> Query:
    query = _orders(team_id).where(RecordOrder.kind == RecordKind.COMMITMENT.value)
    return query.join(Commitment, Commitment.record_code == RecordOrder.code).with_only_columns(
        RecordOrder.ordered_at, Commitment.partner_id
    )


def _editions(team_id: int | None) -> Query:
    return _orders(team_id).where(RecordOrder.kind == RecordKind.EDITION.value)


def _others(team_id: int | None, with_confidential: bool) -> Query:
    query = _orders(team_id).where(
        RecordOrder.kind.not_in([RecordKind.COMMITMENT.value, RecordKind.EDITION.value])
    )
    return query if with_confidential else query.where(RecordOrder.confidential.is_(False))


def _orders(team_id: int | None) -> Query:
    return sa.select(RecordOrder.ordered_at, _NOBODY).where(
        RecordOrder.team_id == team_id, RecordOrder.record_id.is_(None)
    )


def _messages(team_id: int | None, with_confidential: bool) -> Query:
    """The query of unsent messages: since when each is due or, after failed attempts, when it was posted."""
    since = sa.case((Message.attempts > 0, Message.posted_at), else_=Message.due_at)
    query = sa.select(since, _NOBODY).where(Message.team_id == team_id, Message.fate == Fate.PLANNED.value)
    return query if with_confidential else query.where(Message.confidential.is_(False))
