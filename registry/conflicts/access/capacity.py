"""Who may do what in a case, and in which capacity.

For people who must not know of a case, it does not exist.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry.committees.models import Committee
from registry.committees.queries import committees, steering_committees
from registry.committees.queries.capacity import as_member, coordinator
from registry.committees.queries.committees import Member
from registry.conflicts.access import visibility
from registry.conflicts.access.visibility import Sight
from registry.conflicts.models.cases import Case, CaseParty
from registry.conflicts.models.proposals import Proposal
from registry.conflicts.rules.cases import Decider, PartyKind, who_decides
from registry.conflicts.rules.terms import ProposalKind, ProposalState
from registry.database.queries.statements import composed_once
from registry.database.session import db, kept_while_reading
from registry.errors import N_, NotFound, Refused, RuleBroken
from registry.partners.models.people import Representative
from registry.partners.queries.representatives import active_on
from registry.security import actors
from registry.security.actors import Actor, Capacity


def sight(case: Case, user: Actor, on: dt.date) -> Sight:
    """A case as a person may see it now; raises `NotFound` when they may not know of it."""
    found = visibility.sight_of(case, visibility.onlooker(user, case.team_id, on))
    if not found.may_know:
        raise NotFound(N_("There is no such case."))
    return found


def handler(case: Case, user: Actor, on: dt.date) -> Actor:
    """A person who handles the case; for parties and recused people, raises `NotFound`."""
    return as_handler(_handling(case, user, on))


def manager(case: Case, user: Actor, on: dt.date) -> Actor:
    """A person who leads the case: a coordinator, the chair of the committee that has it, or a member when no
    chair may act.
    """
    handling = _handling(case, user, on)
    if not may_manage(handling):
        raise Refused(N_("This is for the chair of the committee that has the case, or a coordinator."))
    return as_handler(handling)


def _handling(case: Case, user: Actor, on: dt.date) -> Sight:
    found = sight(case, user, on)
    if not found.handles:
        raise NotFound(N_("This is for the committee that has the case, and you take no part in that."))
    return found


def may_manage(found: Sight) -> bool:
    """Whether a person leads the case."""
    if not found.handles:
        return False
    if found.onlooker.is_coordinator or found.is_chair:
        return True
    return leading(found.case, found.onlooker.steering_id, found.onlooker.on).chair is None


def for_party(case: Case, party: CaseParty, user: Actor, on: dt.date) -> Actor:
    """A person who answers for a party."""
    found = sight(case, user, on)
    if not found.answers_for(party):
        raise Refused(N_("You do not answer for this party."))
    return as_party(found, party)


def as_handler(found: Sight) -> Actor:
    """The person as handler: with the capacity of their seat if they have one, else as coordinator."""
    onlooker = found.onlooker
    if found.seat is not None:
        return as_member(onlooker.user, found.seat, found.seat.seat.committee)
    return coordinator(onlooker.user)


def as_party(found: Sight, party: CaseParty) -> Actor:
    """A person acting for a party."""
    onlooker = found.onlooker
    if party.kind == PartyKind.PARTNER:
        is_own = party.partner_id in onlooker.represented
        capacity = Capacity.REPRESENTATIVE if is_own else Capacity.MEMBER
        return actors.person(
            onlooker.user.id, onlooker.user.name, capacity, party.name(), f"partner:{party.partner_id}"
        )
    seat = _seat_for(found, party)
    if party.kind == PartyKind.SEAT:
        return as_member(onlooker.user, seat, seat.seat.committee)
    capacity = Capacity.CHAIR if seat.is_chair else Capacity.MEMBER
    return actors.person(
        onlooker.user.id, onlooker.user.name, capacity, party.name(), f"committee:{seat.seat.committee_id}"
    )


def _seat_for(found: Sight, party: CaseParty) -> Member:
    onlooker = found.onlooker
    if party.kind == PartyKind.SEAT:
        return next(seat for seat in onlooker.seats if seat.seat.id == party.seat_id)
    committee_id = onlooker.steering_id if party.kind == PartyKind.TEAM else party.committee_id
    seat = onlooker.seat_in(committee_id)
    assert seat is not None  # otherwise they would not belong to this party
    return seat


# -- who decides -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deciding:
    """The people who can decide a case on a day."""

    kind: Decider
    #: The chair and the members with an account who are not recused.
    chair: Member | None
    members: tuple[Member, ...]
    #: The person whom the parties have named.
    named: Proposal | None


@dataclass(frozen=True)
class Room:
    """A committee on a day: its members and the partners they represent; loaded once for all cases."""

    committee: Committee | None
    members: tuple[Member, ...]
    represented: Mapping[int, set[int]]


@kept_while_reading
def room_of(committee: Committee | None, on: dt.date) -> Room:
    """A committee as of a day."""
    members = tuple(committees.members_on(committee.id, on)) if committee else ()
    return Room(
        committee, members, _represented_by([member.user_id for member in members if member.user_id], on)
    )


@kept_while_reading
def steering_room(team_id: int, on: dt.date) -> Room:
    """A team's steering committee as of a day."""
    return room_of(steering_committees.committee_on(team_id, on), on)


def deciding_on(case: Case, on: dt.date) -> Deciding:
    """The people who decide a case for the steering committee on a day."""
    return deciding_in(case, steering_room(case.team_id, on))


def leading(case: Case, steering_id: int | None, on: dt.date) -> Deciding:
    """The people who lead a case on a day in the committee that has it."""
    committee_id = visibility.handling_committee(case, steering_id)
    committee = db.session.get(Committee, committee_id) if committee_id else None
    return deciding_in(case, room_of(committee, on))


def deciding_in(case: Case, room: Room) -> Deciding:
    """The members of a committee who may still decide a case."""
    out = recused_of(case, room)
    left = tuple(member for member in room.members if member not in out and member.user_id is not None)
    chair = next((member for member in left if member.is_chair), None)
    named = named_decider(case)
    kind = who_decides(chair_can=chair is not None, members_can=len(left), named=named is not None)
    return Deciding(kind, chair, left, named)


def recused_of(case: Case, room: Room) -> list[Member]:
    """The members of a committee who are recused from a case."""
    said_so = {recusal.user_id for recusal in case.recusals}
    return [
        member for member in room.members if member.user_id in said_so or _is_involved(case, member, room)
    ]


def _is_involved(case: Case, member: Member, room: Room) -> bool:
    own = room.represented.get(member.user_id or 0, set()) | member.term.concerned_ids
    return visibility.is_involved(case, own_partners=own, own_seats={member.seat.id})


def named_decider(case: Case) -> Proposal | None:
    """The accepted proposal in which the parties named who decides, in the present term."""
    agreed = [
        proposal
        for proposal in case.term.proposals
        if proposal.kind == ProposalKind.DECIDER and proposal.state == ProposalState.AGREED
    ]
    return agreed[-1] if agreed else None


def _represented_by(user_ids: list[int], on: dt.date) -> dict[int, set[int]]:
    partners: dict[int, set[int]] = {}
    for user_id, partner_id in _representing(user_ids, on):
        partners.setdefault(user_id, set()).add(partner_id)
    return partners


@composed_once
def _representing(user_ids: Sequence[int], on: dt.date) -> sa.Select[int, int]:
    """Whom some people represent on a day: account and partner."""
    return sa.select(Representative.user_id, Representative.partner_id).where(
        Representative.user_id.in_(user_ids), active_on(on)
    )


def can_answer(sight: Sight, proposal: Proposal) -> list[CaseParty]:
    """The parties for which a person has yet to answer."""
    if proposal.state != ProposalState.OPEN:
        return []
    return [party for party in sight.parties if party.id not in proposal.answered()]


def can_relay(sight: Sight, proposal: Proposal) -> list[CaseParty]:
    """The parties for which a coordinator may enter an answer given elsewhere; never the team itself."""
    if proposal.state != ProposalState.OPEN or not (sight.handles and sight.onlooker.is_coordinator):
        return []
    answered = proposal.answered()
    return [
        party
        for party in sight.case.parties
        if party.id not in answered and party.kind != PartyKind.TEAM and not sight.answers_for(party)
    ]


NOBODY_LEFT = N_("Nobody of the steering committee is left to decide: the parties name who does.")


def may_decide(sight: Sight, deciding: Deciding) -> bool:
    """Whether a person may record the final decision now."""
    if not sight.handles or not sight.case.at_steering:
        return False
    if deciding.kind is Decider.CHAIR:
        return sight.is_chair
    if deciding.kind is Decider.MEMBER:
        return sight.seat is not None
    return deciding.kind is Decider.NAMED and sight.onlooker.is_coordinator


def check_may_decide(sight: Sight, deciding: Deciding) -> None:
    """The chair or their stand-in signs the final decision; when nobody is left, the parties name who
    decides.
    """
    if may_decide(sight, deciding):
        return
    if deciding.kind is Decider.NOBODY:
        raise RuleBroken(NOBODY_LEFT)
    raise Refused(N_("The chair of the steering committee signs the final decision."))
