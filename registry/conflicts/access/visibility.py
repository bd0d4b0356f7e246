"""Who may see which part of a case: the only place that decides it, used by every path to the data.

The handling committee and the coordinators, except recused ones, see everything. A party sees its own file
and what is shared with all parties. Everybody else learns nothing, not even that the case exists.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from registry.accounts.models import User
from registry.committees.queries import committees, steering_committees
from registry.committees.queries.committees import Member
from registry.conflicts.models.attachments import CaseFile, CaseNote
from registry.conflicts.models.cases import Case, CaseParty
from registry.conflicts.rules.cases import PartyKind, Visibility, is_recused
from registry.database.session import db
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative
from registry.partners.queries.representatives import active_on, represented_by
from registry.security.actors import Actor
from registry.security.permissions import Role
from registry.teams.models import Membership
from registry.teams.queries.teams import person_in


@dataclass(frozen=True)
class Onlooker:
    """The facts about a person on a day that decide what they may see of a team's cases."""

    user: User
    on: dt.date
    is_coordinator: bool
    #: The partners that they represent, and the seats that they hold or stand in for.
    represented: frozenset[int]
    seats: tuple[Member, ...]
    steering_id: int | None

    @property
    def own_partners(self) -> frozenset[int]:
        """The organizations they come from or act for."""
        return self.represented | {seat.partner_id for seat in self.seats if seat.partner_id is not None}

    @property
    def concerned_partners(self) -> frozenset[int]:
        """The organizations whose cases they take no part in handling: their own, and those that have the
        seats they hold.
        """
        return self.own_partners.union(*(seat.term.concerned_ids for seat in self.seats))

    @property
    def own_seats(self) -> frozenset[int]:
        """The seats they hold or stand in for."""
        return frozenset(seat.seat.id for seat in self.seats)

    def seat_in(self, committee_id: int | None) -> Member | None:
        """Their seat in a committee: the chair's seat first, then one they hold, then one they stand in
        for.
        """
        theirs = [seat for seat in self.seats if seat.seat.committee_id == committee_id]
        return min(theirs, key=lambda seat: (not seat.is_chair, seat.is_alternate), default=None)


@dataclass(frozen=True)
class Sight:
    """What one person may see of one case."""

    case: Case
    onlooker: Onlooker
    #: Whether their organization or seat is a party, or they have recused themselves.
    is_recused: bool
    #: Their seat in the committee that has the case, whether or not they are recused.
    seat: Member | None
    #: The parties whose file they see and for which they answer.
    parties: tuple[CaseParty, ...]

    @property
    def handles(self) -> bool:
        """Whether they handle the case: they see everything."""
        return not self.is_recused and (self.onlooker.is_coordinator or self.seat is not None)

    @property
    def is_chair(self) -> bool:
        """Whether they are the acting chair of the committee that has the case."""
        return not self.is_recused and self.seat is not None and self.seat.is_chair

    @property
    def may_know(self) -> bool:
        """Whether they may know that the case exists."""
        return self.handles or bool(self.parties)

    def answers_for(self, party: CaseParty) -> bool:
        """Whether they answer for a party."""
        return any(party.id == own.id for own in self.parties)

    def may_read(self, entry: CaseNote | CaseFile) -> bool:
        """Whether they may read a note or a file."""
        if self.handles:
            return True
        if entry.visibility == Visibility.SHARED:
            return bool(self.parties)
        own = {party.id for party in self.parties}
        return entry.visibility == Visibility.PARTY and entry.party_id in own


def onlooker(actor: Actor, team_id: int, on: dt.date) -> Onlooker:
    """A person and their relations to a team on a day, in four queries; people without a role count as
    strangers.
    """
    return onlooker_as(*person_in(team_id, actor), team_id, on)


def onlooker_as(user: User, role: Role | None, team_id: int, on: dt.date) -> Onlooker:
    """The same for a person whose role in the team is known, in three queries."""
    return Onlooker(
        user=user,
        on=on,
        is_coordinator=role == Role.COORDINATOR,
        represented=represented_by(user.id, team_id, on) if role else frozenset(),
        seats=tuple(committees.seats_held(user.id, team_id, on)) if role else (),
        steering_id=steering_committees.committee_id_on(team_id, on),
    )


def onlookers(team_id: int, on: dt.date) -> list[Onlooker]:
    """Everybody with a role in a team as of a day, in few queries; for messages."""
    committee = steering_committees.committee_on(team_id, on)
    bodies = [body for body in committees.committees_of(team_id) if not body.is_closed(on)]
    members = [member for body in bodies for member in committees.members_on(body.id, on)]
    represented = _all_represented(team_id, on)
    query = sa.select(User, Membership.role).join(Membership, Membership.user_id == User.id)
    return [
        Onlooker(
            user=user,
            on=on,
            is_coordinator=role == Role.COORDINATOR,
            represented=frozenset(represented.get(user.id, ())),
            seats=tuple(member for member in members if member.user_id == user.id),
            steering_id=committee.id if committee else None,
        )
        for user, role in db.session.execute(query.where(Membership.team_id == team_id).order_by(User.id))
    ]


def sight_of(case: Case, who: Onlooker) -> Sight:
    """What a person may see of a case."""
    involved = is_involved(case, own_partners=who.concerned_partners, own_seats=who.own_seats)
    said_so = any(recusal.user_id == who.user.id for recusal in case.recusals)
    return Sight(
        case=case,
        onlooker=who,
        is_recused=involved or said_so,
        seat=who.seat_in(handling_committee(case, who.steering_id)),
        parties=tuple(
            party
            for party in case.parties
            if _belongs(party, who, may_stand_for_all=not involved, said_so=said_so)
        ),
    )


def visible(cases: Iterable[Case], who: Onlooker) -> list[Sight]:
    """The cases a person may know of, each as they may see it."""
    return [sight for case in cases if (sight := sight_of(case, who)).may_know]


def sights_of(case: Case, everyone: Iterable[Onlooker]) -> list[Sight]:
    """A case as each of some people may see it, without those who may not know of it."""
    return [sight for one in everyone if (sight := sight_of(case, one)).may_know]


def handling_committee(case: Case, steering_id: int | None) -> int | None:
    """The committee that has a case: the one where it arose or, after escalation, the steering committee."""
    return steering_id if case.at_steering else case.committee_id


def is_involved(case: Case, *, own_partners: Iterable[int], own_seats: Iterable[int]) -> bool:
    """Whether one of the organizations or seats is a party."""
    return is_recused(
        said_so=False,
        own_partners=set(own_partners),
        own_seats=set(own_seats),
        party_partners={party.partner_id for party in case.parties if party.partner_id is not None},
        party_seats={party.seat_id for party in case.parties if party.seat_id is not None},
    )


def _belongs(party: CaseParty, who: Onlooker, *, may_stand_for_all: bool, said_so: bool) -> bool:
    """Whether a person belongs to a party.

    Recusal never excludes people from the part of their own organization.
    """
    if party.kind == PartyKind.PARTNER:
        return party.partner_id in who.own_partners
    if party.kind == PartyKind.SEAT:
        return party.seat_id in who.own_seats
    if party.kind == PartyKind.COMMITTEE:
        return may_stand_for_all and who.seat_in(party.committee_id) is not None
    return may_stand_for_all and not said_so and who.seat_in(who.steering_id) is not None


def _all_represented(team_id: int, on: dt.date) -> dict[int, set[int]]:
    query = (
        sa.select(Representative.user_id, Representative.partner_id)
        .join(Partner, Partner.id == Representative.partner_id)
        .where(Partner.team_id == team_id, Partner.stands, active_on(on))
    )
    partners: dict[int, set[int]] = {}
    for user_id, partner_id in db.session.execute(query):
        partners.setdefault(user_id, set()).add(partner_id)
    return partners
