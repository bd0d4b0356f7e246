"""The possible voices of a decision opened today, by organization or by seat."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry.committees.models import Committee
from registry.committees.queries import committees
from registry.decisions.models.decisions import DecidingRules
from registry.decisions.queries.decisions import deciding_rules
from registry.decisions.rules.decisions import RollKind
from registry.documents.rules.provisions import TierVoice
from registry.partners.queries.register import RollRow, roll_of
from registry.partners.rules.partners import Status
from registry.teams.models import Team

#: Statuses of organizations that may have a voice.
DECIDING = frozenset({Status.PARTNER, Status.LEAVING})


@dataclass(frozen=True)
class Candidate:
    """A possible voice of a roll."""

    name: str
    is_counted: bool
    partner_id: int | None = None
    seat_id: int | None = None
    sector: str = ""

    @property
    def key(self) -> str:
        """Its key in forms."""
        return f"seat:{self.seat_id}" if self.seat_id is not None else f"partner:{self.partner_id}"


@dataclass(frozen=True)
class PossibleRoll:
    """The possible voices, and the vacant seats."""

    candidates: Sequence[Candidate]
    vacant: Sequence[str] = ()

    def chosen(self, keys: Sequence[str]) -> list[Candidate]:
        """The voices chosen in a form, in roll order."""
        return [candidate for candidate in self.candidates if candidate.key in set(keys)]


def possible_roll(team: Team, committee: Committee | None, kind: RollKind, *, on: dt.date) -> PossibleRoll:
    """All possible voices of a decision by a body, or by the whole team, on a day."""
    rules = deciding_rules(team)
    rows = {row.id: row for row in roll_of(team.id, on)}
    if committee is None:
        return PossibleRoll([_organization(row, rules) for row in rows.values() if _has_voice(row, rules)])
    seats = committees.seats_of(committee.id, on)
    vacant = [seat.seat.name() for seat in seats if seat.is_vacant]
    held = [seat for seat in seats if seat.holder is not None]
    if kind is RollKind.SEAT:
        return PossibleRoll([_seat(member) for member in held], vacant)
    sitting = dict.fromkeys(
        member.holder.partner_id or member.seat.partner_id for member in held if member.holder is not None
    )
    theirs = [rows[partner_id] for partner_id in sitting if partner_id in rows]
    return PossibleRoll([_organization(row, rules) for row in theirs if _has_voice(row, rules)], vacant)


def _has_voice(row: RollRow, rules: DecidingRules) -> bool:
    if row.status not in DECIDING or row.tier is None:
        return False
    return rules.tier_voice(row.tier) is not TierVoice.INFORMED


def _organization(row: RollRow, rules: DecidingRules) -> Candidate:
    assert row.tier is not None
    counts = rules.tier_voice(row.tier) is TierVoice.DECIDES
    return Candidate(name=row.name, is_counted=counts, partner_id=row.id)


def _seat(seat_on: committees.SeatOn) -> Candidate:
    assert seat_on.holder is not None
    return Candidate(
        name=f"{seat_on.seat.name()} ({seat_on.holder.person_name})"
        if seat_on.seat.partner_id is None
        else seat_on.seat.name(),
        is_counted=True,
        partner_id=seat_on.holder.partner_id or seat_on.seat.partner_id,
        seat_id=seat_on.seat.id,
        sector=seat_on.seat.sector,
    )
