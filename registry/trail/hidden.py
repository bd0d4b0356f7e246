"""Which events tell of something that a reader may not know of: the one place that says so for the trail.

Only who handles a case is told what happened in it; its parties see its steps on its own page. A decision
that is for its roll only, and the records of both, follow those who may read them. An application is told
of as far as lists tell of it.
"""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from registry.access import Role
from registry.admissions.models import Admission
from registry.admissions.seeing import LISTED
from registry.audit.models import Event
from registry.conflicts.handling import is_handled_by
from registry.conflicts.models import Case, CaseTerm
from registry.decisions.models import Decision
from registry.decisions.queries import may_read
from registry.decisions.rules import Audience
from registry.outbox.models import Message
from registry.records.models import Record, RecordOrder


@dataclass(frozen=True)
class Reader:
    """Who reads the trail of a team, on a day."""

    user_id: int
    team_id: int
    role: Role
    on: dt.date


def is_hidden(reader: Reader) -> sa.ColumnElement[bool]:
    """Whether an event is hidden from a reader, for a query over events."""
    about = Event.subject
    return sa.or_(
        sa.and_(about.like("conflict_case:%"), about.not_in(_named("conflict_case", _cases(reader)))),
        about.in_(_named("decision", _closed_decisions(reader))),
        _is_of_unlisted_admission(reader),
        sa.and_(about.like("record:%"), about.in_(_named("record", _closed_records(reader)))),
        sa.and_(about.like("message:%"), about.in_(_named("message", _messages(reader)))),
    )


def _is_of_unlisted_admission(reader: Reader) -> sa.ColumnElement[bool]:
    if reader.role is Role.COORDINATOR:  # of one that was swept, too
        return sa.false()
    listed = Event.subject.in_(_named("admission", _admissions(reader)))
    return sa.and_(Event.subject.like("admission:%"), ~listed)


def _named(kind: str, ids: sa.Select[int]) -> sa.Select[str]:
    """Rows as events name them: `decision:7`."""
    found = ids.subquery()
    return sa.select(sa.literal(f"{kind}:") + sa.cast(found.c[0], sa.String))


def _cases(reader: Reader) -> sa.Select[int]:
    """The cases that the reader handles."""
    is_coordinator = reader.role is Role.COORDINATOR
    handles = is_handled_by(reader.user_id, reader.team_id, reader.on, is_coordinator=is_coordinator)
    return sa.select(Case.id).where(Case.team_id == reader.team_id, handles)


def _closed_decisions(reader: Reader) -> sa.Select[int]:
    """The decisions that the reader may not read."""
    return sa.select(Decision.id).where(
        Decision.team_id == reader.team_id,
        Decision.audience != Audience.TEAM.value,
        ~may_read(reader.user_id, reader.on),
    )


def _admissions(reader: Reader) -> sa.Select[int]:
    """The applications that lists tell the reader of."""
    steps = [step.value for step in LISTED[reader.role]]
    return sa.select(Admission.id).where(Admission.team_id == reader.team_id, Admission.step.in_(steps))


def _closed_records(reader: Reader) -> sa.Select[int]:
    """The confidential records of what the reader may not know of."""
    terms = sa.select(CaseTerm.id).where(CaseTerm.case_id.in_(_cases(reader)))
    decisions = sa.select(Decision.id).where(
        Decision.team_id == reader.team_id, may_read(reader.user_id, reader.on)
    )
    known = sa.select(RecordOrder.id).where(
        RecordOrder.record_id == Record.id,
        sa.or_(
            RecordOrder.subject.in_(_named("conflict_term", terms)),
            RecordOrder.subject.in_(_named("decision", decisions)),
        ),
    )
    return sa.select(Record.id).where(
        Record.team_id == reader.team_id, Record.confidential, ~known.correlate(Record).exists()
    )


def _messages(reader: Reader) -> sa.Select[int]:
    return sa.select(Message.id).where(Message.team_id == reader.team_id, Message.confidential)
