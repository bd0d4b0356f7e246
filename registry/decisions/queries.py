"""Finding decisions, each for who may read it, and what stands in a round."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from registry.committees.models import Seat, Term
from registry.decisions.consensus import Result, Said, Terms, result_of
from registry.decisions.models import (
    CarryingOut,
    Decision,
    NamedReader,
    Position,
    RecordedVote,
    Resolution,
    Round,
    Voice,
)
from registry.decisions.rules import ENDED, Audience, Channel, Given, Mark, State, late_after
from registry.errors import N_, NotFound
from registry.extensions import db
from registry.jobs.troubles import Due
from registry.partners.models import Representative
from registry.partners.representatives import active_on

#: Decisions on one page.
PAGE = 25

_NO_ANSWER = Given(Mark.NO_ANSWER)


@dataclass(frozen=True)
class Page:
    """Decisions, the newest first, and the one before which the next page begins."""

    decisions: Sequence[Decision]
    before: int | None


@dataclass(frozen=True)
class VoiceSaid:
    """A voice, what stands for it in a round, and what it said before that."""

    voice: Voice
    position: Position | None
    earlier: Sequence[Position]

    @property
    def given(self) -> Given:
        """What stands, for the rules; no answer where nothing was said."""
        return self.position.given if self.position else _NO_ANSWER

    @property
    def late_after(self) -> dt.date | None:
        """The day after which its position came; None where it came in time, or no day was set.

        What a meeting says comes when the meeting is held; what confirms, came when it was relayed.
        """
        position = self.position
        if position is None or position.its_channel is Channel.MEETING:
            return None
        relayed = (one.said_on for one in self.earlier if one.id == position.confirms_id)
        boards = [one.until for one in self.earlier if one.until is not None]
        return late_after(
            next(relayed, position.said_on),
            closes_on=position.round.closes_on,
            board_until=max(boards, default=None),
        )

    @property
    def said(self) -> Said:
        """The voice as the result counts it."""
        return Said(self.voice.id, self.voice.name, self.voice.is_counted, self.given)


def decision_of(team_id: int, decision_id: int, *, user_id: int, on: dt.date) -> Decision:
    """A decision of a team that this person may read, with all that its page shows; `NotFound` otherwise."""
    query = (
        sa.select(Decision)
        .where(Decision.team_id == team_id, Decision.id == decision_id, may_read(user_id, on))
        .options(*_whole())
    )
    found: Decision | None = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such decision."))
    return found


def decision_by_id(decision_id: int) -> Decision:
    """A decision with all that its record and messages show, whoever reads those."""
    query = sa.select(Decision).where(Decision.id == decision_id).options(*_whole())
    found: Decision | None = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such decision."))
    return found


def is_read_by(decision: Decision, user_id: int, *, on: dt.date) -> bool:
    """Whether a person may read a decision on a day."""
    query = sa.select(Decision.id).where(Decision.id == decision.id, may_read(user_id, on))
    return db.session.scalar(query) is not None


def decisions_page(
    team_id: int,
    *,
    user_id: int,
    on: dt.date,
    open_only: bool = False,
    committee_id: int | None = None,
    before: int | None = None,
) -> Page:
    """A page of the decisions that a person may read."""
    query = (
        sa.select(Decision)
        .where(Decision.team_id == team_id, may_read(user_id, on))
        .options(joinedload(Decision.committee), joinedload(Decision.resolution))
        .order_by(Decision.id.desc())
        .limit(PAGE + 1)
    )
    if open_only:
        query = query.where(Decision.state.not_in([state.value for state in ENDED]))
    if committee_id is not None:
        query = query.where(Decision.committee_id == committee_id)
    if before is not None:
        query = query.where(Decision.id < before)
    found = list(db.session.scalars(query))
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def open_decisions(team_id: int, *, user_id: int, on: dt.date) -> list[Decision]:
    """The decisions on their way that a person may read, with all that stands in them."""
    query = (
        sa.select(Decision)
        .where(Decision.team_id == team_id, Decision.state.not_in([state.value for state in ENDED]))
        .where(may_read(user_id, on))
        .options(*_whole())
        .order_by(Decision.id)
    )
    return list(db.session.scalars(query).unique())


def may_read(user_id: int, on: dt.date) -> sa.ColumnElement[bool]:
    """Whether a person may read a decision, for a query over decisions.

    A decision for its roll only is read by who speaks for a voice of it, now, and by the readers it names;
    not by coordinators as such (domain, decisions: audience).
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
            Term.struck_at.is_(None),
            Term.starts_on <= on,
            sa.or_(Term.ends_on.is_(None), Term.ends_on > on),
            sa.or_(
                Voice.seat_id == Seat.id,
                sa.and_(Voice.seat_id.is_(None), Voice.partner_id == Term.partner_id),
            ),
        )
    )
    return sa.or_(
        Decision.audience == Audience.TEAM.value,
        named.correlate(Decision).exists(),
        represents.correlate(Decision).exists(),
        sits.correlate(Decision).exists(),
    )


def said_in(present: Round) -> list[VoiceSaid]:
    """What stands for each voice of the roll in a round, in the roll's order."""
    by_voice: dict[int, list[Position]] = {}
    for position in sorted(present.positions, key=lambda one: one.number):
        by_voice.setdefault(position.voice_id, []).append(position)
    return [_said(voice, by_voice.get(voice.id, [])) for voice in present.decision.voices]


def terms_of(decision: Decision) -> Terms:
    """What the decision froze."""
    return Terms(decision.its_scale, decision.threshold, decision.quorum)


def result_on(present: Round, on: dt.date) -> Result:
    """What a round comes to on a day; of a closed one, on the day it was closed."""
    day = present.closing.closed_on if present.closing else on
    return result_of([one.said for one in said_in(present)], terms_of(present.decision), on=day)


def voice_of(decision: Decision, voice_id: int) -> Voice:
    """A voice of a decision's roll; `NotFound` where there is none."""
    found = next((voice for voice in decision.voices if voice.id == voice_id), None)
    if found is None:
        raise NotFound(N_("There is no such voice on this roll."))
    return found


def open_for_partner(partner_id: int) -> list[Decision]:
    """Decisions that have not ended in which an organization has a voice; for a list to hand over."""
    query = (
        sa.select(Decision)
        .where(Decision.state.not_in([state.value for state in ENDED]))
        .where(
            sa.select(Voice.id)
            .where(Voice.decision_id == Decision.id, Voice.partner_id == partner_id)
            .exists()
        )
        .order_by(Decision.id)
    )
    return list(db.session.scalars(query))


def carried_out_by(partner_id: int) -> list[CarryingOut]:
    """What an organization has still to carry out; for a list to hand over."""
    return carried_out_by_any([partner_id])


def carried_out_by_any(
    partner_ids: Collection[int], *, reader: tuple[int, dt.date] | None = None
) -> list[CarryingOut]:
    """What some organizations have still to carry out, the soonest due first.

    For a `reader`, an account on a day, only what follows from decisions that they may read.
    """
    query = (
        sa.select(CarryingOut)
        .where(CarryingOut.partner_id.in_(partner_ids))
        .options(
            joinedload(CarryingOut.resolution).joinedload(Resolution.decision),
            selectinload(CarryingOut.notes),
        )
        .order_by(CarryingOut.due_on, CarryingOut.id)
    )
    if reader is not None:
        of_readable = CarryingOut.resolution.has(Resolution.decision.has(may_read(*reader)))
        query = query.where(of_readable)
    return [one for one in db.session.scalars(query) if one.done_on is None]


def rounds_with_a_day() -> list[Due]:
    """The rounds, in all teams, in which positions are awaited by a day; for the worker."""
    query = (
        sa.select(Round.id, Decision.id, Decision.team_id)
        .join(Decision, Decision.id == Round.decision_id)
        .where(Decision.state == State.IN_ROUND.value, ~Round.closing.has(), Round.closes_on.is_not(None))
        .order_by(Round.id)
    )
    rows = db.session.execute(query)
    return [Due(number, f"decision:{decision_id}", team_id) for number, decision_id, team_id in rows]


def _said(voice: Voice, positions: Sequence[Position]) -> VoiceSaid:
    return VoiceSaid(voice, positions[-1] if positions else None, positions[:-1])


def _whole() -> tuple[sa.orm.interfaces.ORMOption, ...]:
    return (
        joinedload(Decision.team),
        joinedload(Decision.committee),
        selectinload(Decision.votes).selectinload(RecordedVote.ballots),
        joinedload(Decision.resolution),
        selectinload(Decision.voices),
        selectinload(Decision.rounds).selectinload(Round.positions),
        selectinload(Decision.rounds).joinedload(Round.closing),
    )
