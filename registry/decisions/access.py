"""Who speaks for a voice (an organization's representatives, a seat's holder or its alternate), and who may
read a decision.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.accounts.models import User
from registry.audit import hooks as audit_hooks
from registry.audit.hooks import SubjectColumn, TrailReader
from registry.audit.models import named
from registry.committees.models import Committee, Seat, Term
from registry.committees.queries.capacity import coordinator, person_in_committee
from registry.committees.queries.committees import Member, seats_held, seats_of
from registry.committees.rules import TermKind
from registry.database.session import db
from registry.decisions.models.decisions import Decision, NamedReader, Voice
from registry.decisions.models.resolutions import Action
from registry.decisions.rules.decisions import Audience
from registry.errors import N_, NotFound, Refused
from registry.outbox.rules.reach import Choosing
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative
from registry.partners.queries.register import status_on
from registry.partners.queries.representatives import active_on, capacities_of
from registry.partners.rules.partners import ENDED
from registry.records import hooks as record_hooks
from registry.records.models import RecordOrder
from registry.security import actors
from registry.security.actors import Act, Actor, Capacity
from registry.security.permissions import Role, takes_part
from registry.teams.models import Team
from registry.teams.queries.teams import member_ids, person_in


def is_read_by(decision: Decision, user_id: int, *, on: dt.date) -> bool:
    """Whether a person may read a decision on a day."""
    query = sa.select(Decision.id).where(Decision.id == decision.id, may_read(user_id, on))
    return db.session.scalar(query) is not None


def may_read(user_id: int, on: dt.date) -> sa.ColumnElement[bool]:
    """SQL condition: a person may read a decision.

    A decision for its roll only is read by the people who speak for its voices now, and by the readers it
    names; not by coordinators as such (DOMAIN, decisions: audience).
    """
    named = sa.select(NamedReader.id).where(
        NamedReader.decision_id == Decision.id, NamedReader.user_id == user_id
    )
    represents = (
        sa.select(Voice.id)
        .join(Representative, Representative.partner_id == Voice.partner_id)
        .where(Voice.decision_id == Decision.id, Voice.seat_id.is_(None))
        .where(Representative.user_id == user_id, active_on(on))
    )
    sits = (
        sa.select(Voice.id)
        .join(Seat, Seat.committee_id == Decision.committee_id)
        .join(Term, Term.seat_id == Seat.id)
        .where(
            Voice.decision_id == Decision.id,
            Term.user_id == user_id,
            Term.stands,
            Term.starts_on <= on,
            sa.or_(Term.ends_on.is_(None), Term.ends_on > on),
            sa.or_(
                Voice.seat_id == Seat.id,
                sa.and_(
                    Voice.seat_id.is_(None),
                    Voice.partner_id == sa.func.coalesce(Seat.partner_id, Term.partner_id),
                ),
            ),
        )
    )
    return sa.or_(
        Decision.audience == Audience.TEAM.value,
        named.correlate(Decision).exists(),
        represents.correlate(Decision).exists(),
        sits.correlate(Decision).exists(),
    )


@audit_hooks.hides
def is_closed_to(reader: TrailReader, subject: SubjectColumn) -> sa.ColumnElement[bool]:
    """SQL condition: the subject of an event is a decision that the reader may not read."""
    return subject.in_(_closed_to(reader))


@record_hooks.knows_orders
def is_for_open_decision(reader: TrailReader) -> sa.ColumnElement[bool]:
    """SQL condition: a record was ordered for a decision that the reader may read."""
    return sa.and_(RecordOrder.subject.like("decision:%"), RecordOrder.subject.not_in(_closed_to(reader)))


def _closed_to(reader: TrailReader) -> sa.Select[str]:
    """Decisions the reader may not read, as events name them."""
    return sa.select(named("decision", Decision.id)).where(
        Decision.team_id == reader.team_id,
        Decision.audience != Audience.TEAM.value,
        ~may_read(reader.user_id, reader.on),
    )


def runner(user: User, role: Role | None, committee: Committee | None, on: dt.date) -> Actor | None:
    """A person who may open and run decisions of a body, in their capacity; None when they may not."""
    if role is Role.COORDINATOR:
        return coordinator(user)
    if not takes_part(role) or committee is None:
        return None
    sits = person_in_committee(user, committee, on)
    return sits if sits is not None and sits.capacity is Capacity.CHAIR else None


# -- acts, as those who may do them ------------------------------------------------------------------


def as_opener(team: Team, committee: Committee | None, act: Act) -> Act:
    """The act in the capacity of a person who may open decisions of a body, or of the whole team, now; raises
    `Refused`.
    """
    user, role = person_in(team.id, act.by)
    found = runner(user, role, committee, act.on)
    if found is None:
        raise Refused(N_("Only the coordinators and the chair of the committee run a decision."))
    return act.as_(found)


def as_runner(decision: Decision, act: Act) -> Act:
    """The act in the capacity of a person who runs the decision now; raises `Refused`, or `NotFound` when
    they may not read it.
    """
    _reader(decision, act)
    return as_opener(decision.team, decision.committee, act)


def as_speaker(voice: Voice, act: Act) -> Act:
    """The act in the capacity of a speaker for a voice now; raises `Refused`."""
    found = _own_voices(voice.decision, act).get(voice.id)
    if found is None:
        raise Refused(N_("You do not speak for this voice."))
    return act.as_(found)


def as_follower(action: Action, act: Act) -> Act:
    """The act in the capacity of a person who speaks for the organization that must carry out the action, or
    of a person who runs the decision. Raises `Refused`.
    """
    decision = action.resolution.decision
    own = _own_voices(decision, act)
    theirs = [own[voice.id] for voice in decision.voices if voice.id in own]
    found = next((person for person in theirs if person.acts_for == action.who), None)
    return act.as_(found) if found is not None else as_runner(decision, act)


def as_coordinator(team: Team, act: Act) -> Act:
    """The act in the capacity of a coordinator now; raises `Refused`."""
    user, role = person_in(team.id, act.by)
    if role is not Role.COORDINATOR:
        raise Refused(N_("This is for the coordinators of the team."))
    return act.as_(coordinator(user))


def _reader(decision: Decision, act: Act) -> tuple[User, Role]:
    """The account that acts and its role in the team; raises `NotFound` when it may not know of the
    decision.
    """
    user, role = person_in(decision.team_id, act.by)
    if role is None or not is_read_by(decision, user.id, on=act.on):
        raise NotFound(N_("There is no such decision."))
    return user, role


def _own_voices(decision: Decision, act: Act) -> dict[int, Actor]:
    user, role = _reader(decision, act)
    return voices_of(user, decision, act.on) if takes_part(role) else {}


class Spoken(Protocol):
    """A voice of a decision, or one that is still to be put on a roll."""

    @property
    def partner_id(self) -> int | None: ...
    @property
    def seat_id(self) -> int | None: ...


S = TypeVar("S", bound=Spoken)


@dataclass(frozen=True)
class Speaker(Generic[S]):
    """A person with an account who may speak for a voice."""

    user: User
    voice: S


def speakers_of(decision: Decision, on: dt.date) -> list[Speaker[Voice]]:
    """Everybody who may speak on a day for a voice of a decision, by voice.

    Withdrawn organizations have nobody.
    """
    return speakers_for(decision.team_id, decision.committee_id, decision.voices, on)


def speakers_for(
    team_id: int, committee_id: int | None, voices: Sequence[S], on: dt.date
) -> list[Speaker[S]]:
    """Everybody who may speak on a day for some voices of a body or of the whole team, by voice.

    The voices need not be on the roll of a decision yet.
    """
    ended = _ended_partners(voices, on)
    heard = [voice for voice in voices if voice.seat_id is not None or voice.partner_id not in ended]
    speakers = [*_in_seats(committee_id, heard, on), *_representatives(heard, on)]
    members = member_ids(team_id)
    return [speaker for speaker in speakers if speaker.user.id in members]


def where_chosen(partner_id: int | None, seat_id: int | None) -> Choosing | None:
    """Where a person is chosen who speaks for the voice of a seat or of a partner."""
    if seat_id is not None:
        seat = db.session.get_one(Seat, seat_id)
        return Choosing.at("seats.give", committee_id=seat.committee_id, seat_id=seat.id)
    return Choosing.at("representatives.add", partner_id=partner_id) if partner_id is not None else None


@dataclass(frozen=True)
class Mandate:
    """The partners that a person represents on a day, and the seats that they hold or stand in for: the
    voices they may speak for.
    """

    user: User
    #: Partners, each with the capacity in which they speak for it.
    partners: Mapping[int, Capacity]
    seats: Sequence[Member]

    @property
    def partner_ids(self) -> frozenset[int]:
        """The partners they represent."""
        return frozenset(self.partners)

    def chairs(self, committee_id: int | None) -> bool:
        """Whether they chair a body."""
        return any(seat.is_chair and seat.seat.committee_id == committee_id for seat in self.seats)

    def voices(self, decision: Decision) -> dict[int, Actor]:
        """The voices of a decision they may speak for, each with the actor."""
        voices = {voice.id: self._capacity(decision, voice) for voice in decision.voices}
        by_id = {voice.id: voice for voice in decision.voices}
        return {
            voice_id: _person(self.user, capacity, by_id[voice_id])
            for voice_id, capacity in voices.items()
            if capacity is not None
        }

    def _capacity(self, decision: Decision, voice: Voice) -> Capacity | None:
        for seat in self.seats:
            if _speaks_in_seat(seat, decision, voice):
                return _capacity(seat.term, seat.is_chair)
        if voice.seat_id is not None or voice.partner_id is None:
            return None
        return self.partners.get(voice.partner_id)


def _person(user: User, capacity: Capacity, voice: Voice) -> Actor:
    committee_id = voice.decision.committee_id
    whom = f"partner:{voice.organization_id}" if voice.organization_id else f"committee:{committee_id}"
    return actors.person(user.id, user.name, capacity, voice.name, whom)


def mandate_of(user: User, team_id: int, on: dt.date) -> Mandate:
    """The partners and seats that a person may speak for in a team on a day, in a few queries for all its
    decisions.
    """
    return Mandate(user, capacities_of(user.id, team_id, on), seats_held(user.id, team_id, on))


def voices_of(user: User, decision: Decision, on: dt.date) -> dict[int, Actor]:
    """The voices a person may speak for on a day, each with the actor."""
    return mandate_of(user, decision.team_id, on).voices(decision)


def term_for(user_id: int, voice: Voice, on: dt.date) -> Term | None:
    """The term in a seat by which a person speaks for a voice on a day; None when there is none."""
    seats = seats_held(user_id, voice.decision.team_id, on)
    return next((seat.term for seat in seats if _speaks_in_seat(seat, voice.decision, voice)), None)


def _speaks_in_seat(member: Member, decision: Decision, voice: Voice) -> bool:
    if voice.seat_id is not None:
        return member.seat.id == voice.seat_id
    return member.seat.committee_id == decision.committee_id and member.term.sits_for_id == voice.partner_id


def _in_seats(committee_id: int | None, voices: Sequence[S], on: dt.date) -> list[Speaker[S]]:
    by_seat = {voice.seat_id: voice for voice in voices if voice.seat_id is not None}
    by_partner = {voice.partner_id: voice for voice in voices if voice.seat_id is None}
    if committee_id is None:
        return []
    speakers = []
    for seat_on in seats_of(committee_id, on):
        for term in (seat_on.holder, seat_on.alternate):
            if term is None or term.user_id is None:
                continue
            voice = by_seat.get(seat_on.seat.id) or by_partner.get(term.sits_for_id)
            if voice is not None:
                speakers.append(Speaker(db.session.get_one(User, term.user_id), voice))
    return speakers


def _capacity(term: Term, is_chair: bool) -> Capacity:
    if term.kind == TermKind.ALTERNATE:
        return Capacity.ALTERNATE
    return Capacity.CHAIR if is_chair else Capacity.MEMBER


def _representatives(voices: Sequence[S], on: dt.date) -> list[Speaker[S]]:
    by_partner = {voice.partner_id: voice for voice in voices if voice.seat_id is None}
    query = (
        sa.select(Representative)
        .where(Representative.partner_id.in_(by_partner), active_on(on))
        .options(joinedload(Representative.user, innerjoin=True))
        .order_by(Representative.id)
    )
    return [Speaker(row.user, by_partner[row.partner_id]) for row in db.session.scalars(query)]


def _ended_partners(voices: Sequence[Spoken], on: dt.date) -> set[int]:
    """The organizations with a voice of their own that take no part any more."""
    theirs = [voice.partner_id for voice in voices if voice.seat_id is None]
    query = sa.select(Partner.id).where(
        Partner.id.in_(theirs), status_on(on).in_([status.value for status in ENDED])
    )
    return set(db.session.scalars(query))
