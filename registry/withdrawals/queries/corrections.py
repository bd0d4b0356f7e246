"""What became of the terms and requests that a wrong day of leaving had ended."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from registry.committees.models import Seat, Term
from registry.database.session import db
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import ActKind, State


@dataclass(frozen=True)
class PutRight:
    """The people whose terms or requests a corrected day of leaving changed, by name."""

    #: They have their seat again, or until another day.
    terms: list[str]
    #: Their terms stay as they ended: somebody else has the place, or with what they ended is not known.
    stay: list[str]
    #: They are asked to sign again.
    asked: list[str]


def put_right(withdrawal: Withdrawal) -> PutRight:
    """What became of what the organization had lost by the day of leaving that was corrected last."""
    line = withdrawal.act(ActKind.CORRECTED)
    assert line is not None
    right = aliased(Term)
    ended_with = f"{withdrawal.subject[0]}:{withdrawal.subject[1]}"
    successors = (
        sa.select(right.person_name)
        .join(Term, Term.superseded_by_id == right.id)
        .where(Term.ended_with == ended_with, right.stands)
    )
    is_theirs = sa.func.coalesce(Term.partner_id, Seat.partner_id) == withdrawal.partner_id
    stay = (
        sa.select(Term.person_name)
        .join(Seat, Seat.id == Term.seat_id)
        .where(is_theirs, Term.ends_on == line.from_day, Term.stands)
    )
    is_running = withdrawal.state is State.RUNNING
    open_requests = withdrawals.open_signing_requests(withdrawal.partner_id) if is_running else []
    return PutRight(
        terms=_names(db.session.scalars(successors.order_by(right.id))),
        stay=_names(db.session.scalars(stay.order_by(Term.id))),
        asked=_names(request.signatory.called for request in open_requests),
    )


def _names(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
