"""Giving a seat to a person of the team, to one who is invited for it, or to one known by name only."""

import datetime as dt

from registry.committees import services
from registry.committees.models import Seat, Term
from registry.committees.rules import TermKind
from registry.partners.models import Partner
from registry.teams import people
from registry.teams.acting import Person


def seat_person(
    seat: Seat,
    *,
    kind: TermKind,
    user_id: int | None,
    name: str,
    email: str,
    language: str,
    partner: Partner | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    granted_by: str,
    by: Person,
    now: dt.datetime,
) -> Term:
    """Give a seat to an account of the team, or to somebody named, invited where there is an address."""
    user = people.let_take_part(
        seat.committee.team,
        user_id=user_id,
        name=name,
        email=email,
        language=language,
        actor=by.actor,
        now=now,
    )
    return services.give_seat(
        seat,
        kind=kind,
        user_id=user.id if user else None,
        person_name=user.name if user else name,
        partner=partner,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=granted_by,
        by=by,
        now=now,
    )
