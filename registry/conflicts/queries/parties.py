"""The possible parties of a case, and their names."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from registry.committees.models import Committee, Seat
from registry.committees.queries import committees, steering_committees
from registry.conflicts.models.cases import CaseParty
from registry.conflicts.rules.cases import PartyKind
from registry.database.session import db
from registry.partners.models.partners import Partner
from registry.partners.queries.register import status_on
from registry.partners.rules.partners import ENDED
from registry.teams.models import Team


@dataclass(frozen=True)
class Named:
    """A possible party: a partner, a seat, a committee or the team."""

    kind: PartyKind
    identity: int
    name_en: str
    name_fr: str
    #: The partner; for a seat, the organization that has the seat.
    partner_id: int | None = None

    @property
    def key(self) -> str:
        """Its key in forms and in the database."""
        return f"{self.kind.value}:{self.identity}"

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.name_fr if language == "fr" else self.name_en

    def as_party(self, position: int) -> CaseParty:
        """The party it becomes in a case."""
        return CaseParty(
            position=position,
            kind=self.kind,
            key=self.key,
            partner_id=self.partner_id,
            seat_id=self.identity if self.kind is PartyKind.SEAT else None,
            committee_id=self.identity if self.kind is PartyKind.COMMITTEE else None,
            name_en=self.name_en,
            name_fr=self.name_fr,
        )


def of_partner(partner: Partner) -> Named:
    """A partner as a party."""
    return Named(PartyKind.PARTNER, partner.id, partner.name, partner.name, partner.id)


def of_seat(seat: Seat) -> Named:
    """A seat as a party, regardless of its holder."""
    english, french = (f"{seat.committee.name(language)}: {seat.name(language)}" for language in ("en", "fr"))
    return Named(PartyKind.SEAT, seat.id, english, french, seat.partner_id)


def of_committee(committee: Committee) -> Named:
    """A committee as a party."""
    return Named(PartyKind.COMMITTEE, committee.id, committee.name("en"), committee.name("fr"))


def of_team(team: Team) -> Named:
    """The team itself as a party."""
    return Named(PartyKind.TEAM, team.id, team.name("en"), team.name("fr"))


def possible(team: Team, on: dt.date) -> Mapping[str, Named]:
    """All possible parties on a day, by key: the team, its committees, their seats, its partners."""
    bodies = steering_committees.open_on(team.id, on)
    seats = committees.seats_of_many([body.id for body in bodies], on)
    named = [
        of_team(team),
        *(of_committee(body) for body in bodies),
        *(of_seat(seat_on.seat) for body in bodies for seat_on in seats.get(body.id, [])),
        *(of_partner(partner) for partner in _partners(team.id, on)),
    ]
    return {party.key: party for party in named}


def _partners(team_id: int, on: dt.date) -> list[Partner]:
    taking_part = sa.func.coalesce(status_on(on), "").not_in([status.value for status in ENDED])
    query = sa.select(Partner).where(Partner.team_id == team_id, taking_part)
    return list(db.session.scalars(query.order_by(Partner.sort_key, Partner.id)))
