"""Whether a person handles a case, as an SQL condition over cases.

`visibility` decides case by case, which is too slow for lists of thousands of events; a test compares the two
for everybody. The audit log tells the events of a case only to people who handle it; its parties see its
steps on its own page.
"""

import datetime as dt

import sqlalchemy as sa

from registry.audit import hooks as audit_hooks
from registry.audit.hooks import SubjectColumn, TrailReader
from registry.audit.models import named
from registry.committees.queries import steering_committees
from registry.committees.queries.committees import seats_held_query
from registry.conflicts.models.cases import Case, CaseParty, CaseTerm, Recusal
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative
from registry.partners.queries.representatives import active_on
from registry.records import hooks as record_hooks
from registry.records.models import RecordOrder
from registry.security.permissions import Role


def is_handled_by(user_id: int, team_id: int, on: dt.date, *, is_coordinator: bool) -> sa.ColumnElement[bool]:
    """SQL condition: a person handles the case: coordinators and the committee that has it, except recused
    ones.
    """
    seats = seats_held_query(user_id, team_id, on).cte()
    of_party = (
        sa.select(CaseParty.id)
        .where(CaseParty.case_id == Case.id)
        .where(
            sa.or_(
                CaseParty.partner_id.in_(_represented(user_id, team_id, on)),
                CaseParty.partner_id.in_(sa.select(seats.c[2])),
                CaseParty.partner_id.in_(sa.select(seats.c[3])),
                CaseParty.seat_id.in_(sa.select(seats.c[0])),
            )
        )
    )
    said_so = sa.select(Recusal.id).where(
        Recusal.case_id == Case.id, Recusal.user_id == user_id, Recusal.stands
    )
    is_free = sa.and_(~of_party.correlate(Case).exists(), ~said_so.correlate(Case).exists())
    if is_coordinator:
        return is_free
    committee = steering_committees.committee_on(team_id, on)
    has_it = sa.case((Case.at_steering, committee.id if committee else None), else_=Case.committee_id)
    return sa.and_(is_free, has_it.in_(sa.select(seats.c[1])))


def _represented(user_id: int, team_id: int, on: dt.date) -> sa.Select[int]:
    return (
        sa.select(Representative.partner_id)
        .join(Partner, Partner.id == Representative.partner_id)
        .where(Partner.team_id == team_id, Partner.stands, Representative.user_id == user_id, active_on(on))
    )


@audit_hooks.hides
def is_of_hidden_case(reader: TrailReader, subject: SubjectColumn) -> sa.ColumnElement[bool]:
    """SQL condition: the subject of an event is a case that the reader does not handle."""
    handled = sa.select(named("conflict_case", Case.id)).where(_is_handled(reader))
    return sa.and_(subject.like("conflict_case:%"), subject.not_in(handled))


@record_hooks.knows_orders
def is_for_handled_case(reader: TrailReader) -> sa.ColumnElement[bool]:
    """SQL condition: a record was ordered for a term of a case that the reader handles."""
    terms = sa.select(named("conflict_term", CaseTerm.id))
    handled = terms.join(Case, Case.id == CaseTerm.case_id).where(_is_handled(reader))
    return RecordOrder.subject.in_(handled)


def _is_handled(reader: TrailReader) -> sa.ColumnElement[bool]:
    is_coordinator = reader.role is Role.COORDINATOR
    handles = is_handled_by(reader.user_id, reader.team_id, reader.on, is_coordinator=is_coordinator)
    return sa.and_(Case.team_id == reader.team_id, handles)
