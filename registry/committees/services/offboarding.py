"""The seats of a person whose role in the team ends: these seats can end with the role."""

import datetime as dt
from functools import partial

import sqlalchemy as sa
from flask_babel import gettext as _

from registry.committees.models import Committee, Seat, Term
from registry.committees.rules import TermKind
from registry.committees.services.seats import end_term, strike_term
from registry.database.session import db
from registry.security.actors import Act
from registry.teams.hooks import Holding, finds_holdings


@finds_holdings(2)
def holdings(team_id: int, user_id: int, on: dt.date) -> list[Holding]:
    """The seats of a team that a person holds, stands in for, or will hold."""
    query = (
        sa.select(Term)
        .join(Seat, Seat.id == Term.seat_id)
        .join(Committee, Committee.id == Seat.committee_id)
        .where(Committee.team_id == team_id, Term.user_id == user_id, Term.stands)
        .where(sa.or_(Term.ends_on.is_(None), Term.ends_on > on))
        .order_by(Term.id)
    )
    return [Holding(_words(term), partial(_end_with_role, term)) for term in db.session.scalars(query)]


def _words(term: Term) -> str:
    committee, seat = term.seat.committee.name(), term.seat.name()
    if term.kind == TermKind.ALTERNATE:
        return _("Alternate in the seat %(seat)s of %(committee)s", seat=seat, committee=committee)
    return _("Holds the seat %(seat)s of %(committee)s", seat=seat, committee=committee)


def _end_with_role(term: Term, on: dt.date, act: Act) -> None:
    """End a term with the role: a present seat becomes vacant; a future term is struck out."""
    reason = _("Their role in the team has ended.")
    if term.starts_on < on:
        end_term(term, on=on, reason=reason, act=act)
    else:
        strike_term(term, reason=reason, act=act)
