"""Which events tell of something that a reader may not know of: the one place that says so for the trail.

Only who handles a case is told what happened in it; its parties see its steps on its own page. A decision
that is for its roll only, and the records of both, follow those who may read them. An application is told
of as far as lists tell of it.
"""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from registry.admissions.access import LISTED
from registry.admissions.models import Admission
from registry.audit.models import Event
from registry.conflicts.access.visible_cases import is_handled_by
from registry.conflicts.models.cases import Case, CaseTerm
from registry.decisions.access import may_read
from registry.decisions.models.decisions import Decision
from registry.decisions.rules.decisions import Audience
from registry.records.models import Record, RecordOrder
from registry.security.permissions import Role


@dataclass(frozen=True)
class Reader:
    """Who reads the trail of a team, on a day."""

    user_id: int
    team_id: int
    role: Role
    on: dt.date


#: Where what something is about stands: `decision:7`.
Subject = InstrumentedAttribute[str]


def is_hidden(reader: Reader, subject: Subject = Event.subject) -> sa.ColumnElement[bool]:
    """Whether an event is hidden from a reader, for a query over events, or what else has a subject."""
    handled = _cases(reader).cte("handled_case")
    closed = _closed(reader, handled).cte("closed_subject")
    of_case = subject.like("conflict_case:%")
    return sa.or_(
        sa.and_(of_case, subject.not_in(sa.select(_named("conflict_case", handled.c.id)))),
        subject.in_(sa.select(closed.c.subject)),
        _is_of_unlisted_admission(reader, subject),
    )


def _named(kind: str, identity: sa.ColumnElement[int] | InstrumentedAttribute[int]) -> sa.ColumnElement[str]:
    """A row as events name it: `decision:7`."""
    return sa.literal(f"{kind}:") + sa.cast(identity, sa.String)


def _cases(reader: Reader) -> sa.Select[int]:
    """The cases that the reader handles."""
    is_coordinator = reader.role is Role.COORDINATOR
    handles = is_handled_by(reader.user_id, reader.team_id, reader.on, is_coordinator=is_coordinator)
    return sa.select(Case.id).where(Case.team_id == reader.team_id, handles)


def _closed(reader: Reader, handled: sa.CTE) -> sa.CompoundSelect[str]:
    """Decisions that the reader may not read, and confidential records of what they may not know of."""
    closed = sa.select(Decision.id).where(
        Decision.team_id == reader.team_id,
        Decision.audience != Audience.TEAM.value,
        ~may_read(reader.user_id, reader.on),
    )
    decisions = closed.cte("closed_decision")
    return sa.union_all(
        sa.select(_named("decision", decisions.c.id).label("subject")),
        sa.select(_named("record", Record.id).label("subject")).where(
            Record.team_id == reader.team_id, Record.confidential, ~_is_known(reader, handled, decisions)
        ),
    )


def _is_known(reader: Reader, handled: sa.CTE, closed: sa.CTE) -> sa.ColumnElement[bool]:
    """Whether the reader may know of what a record was ordered for."""
    terms = sa.select(_named("conflict_term", CaseTerm.id)).where(
        CaseTerm.case_id.in_(sa.select(handled.c.id))
    )
    is_of_decision = RecordOrder.subject.like("decision:%")
    may_be_read = RecordOrder.subject.not_in(sa.select(_named("decision", closed.c.id)))
    order = sa.select(RecordOrder.id).where(
        RecordOrder.record_id == Record.id,
        RecordOrder.team_id == reader.team_id,
        sa.or_(RecordOrder.subject.in_(terms), sa.and_(is_of_decision, may_be_read)),
    )
    return order.correlate(Record).exists()


def _is_of_unlisted_admission(reader: Reader, subject: Subject) -> sa.ColumnElement[bool]:
    if reader.role is Role.COORDINATOR:  # of one that was swept, too
        return sa.false()
    steps = [step.value for step in LISTED[reader.role]]
    listed = sa.select(_named("admission", Admission.id)).where(
        Admission.team_id == reader.team_id, Admission.step.in_(steps)
    )
    return sa.and_(subject.like("admission:%"), subject.not_in(listed))
