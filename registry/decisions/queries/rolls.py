"""The possible roll of a decision opened today, by organization or by seat: who decides, who is heard apart,
who is not asked, and which seats are vacant.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from registry.committees.models import Committee, Seat, Term
from registry.committees.queries import committees
from registry.decisions.rules.decisions import RollKind
from registry.decisions.rules.rolls import (
    NO_ORGANIZATION,
    RECUSED,
    SECTOR_SEAT,
    Part,
    Place,
    Voices,
    place_of_organization,
)
from registry.documents.queries import provisions
from registry.errors import N_, RuleBroken
from registry.partners.queries.register import RollRow, roll_of
from registry.partners.rules.partners import ENDED
from registry.teams.models import Team


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
class Entry:
    """An organization or a seat that is held: its part in the decision, and why."""

    candidate: Candidate
    place: Place
    #: The organization that a seat is held for.
    held_for: str = ""

    @property
    def name(self) -> str:
        """Its name."""
        return self.candidate.name


@dataclass(frozen=True)
class PossibleRoll:
    """Everybody who may be asked or not, and the vacant seats."""

    entries: Sequence[Entry]
    vacant: Sequence[str] = ()

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The possible voices: those that decide, and those heard apart."""
        return [entry.candidate for entry in self.entries if entry.place.is_asked]

    @cached_property
    def mark(self) -> str:
        """What identifies this roll with its parts and vacancies: another one has another mark."""
        said = [[entry.candidate.key, entry.name, entry.place.part.value] for entry in self.entries]
        return hashlib.sha256(json.dumps([said, list(self.vacant)]).encode()).hexdigest()[:16]

    def in_part(self, part: str) -> list[Entry]:
        """Those with a part, in roll order."""
        return [entry for entry in self.entries if entry.place.part == part]

    def chosen(self, keys: Sequence[str]) -> list[Candidate]:
        """The voices chosen in a form, in roll order."""
        return [candidate for candidate in self.candidates if candidate.key in set(keys)]

    def without_seats(self, recused: Collection[int]) -> "PossibleRoll":
        """The roll in which the seats of recused people are not asked."""
        entries = [
            replace(entry, place=RECUSED) if entry.candidate.seat_id in recused else entry
            for entry in self.entries
        ]
        return PossibleRoll(entries, self.vacant)

    def check_seen(self, mark: str | None) -> None:
        """The preview that a person saw, where they saw one, must be of this roll."""
        if mark and mark != self.mark:
            raise RuleBroken(N_("Who is asked is no longer what the page showed. Look at it again below."))


def possible_roll(team: Team, committee: Committee | None, kind: RollKind, *, on: dt.date) -> PossibleRoll:
    """Everybody who may have a voice in a decision by a body, or by the whole team, on a day.

    Tiers hold whether the voices are those of organizations or of seats.
    """
    voices = provisions.in_force(team.id, on).values.voices.__getitem__
    rows = {row.id: row for row in roll_of(team.id, on)}
    if committee is None:
        return PossibleRoll([_organization(row, voices) for row in rows.values() if row.status not in ENDED])
    seats = committees.seats_of(committee.id, on)
    held = [(seat.seat, seat.holder) for seat in seats if seat.holder is not None]
    entries = _by_seat(held, rows, voices) if kind is RollKind.SEAT else _sitting(held, rows, voices)
    return PossibleRoll(entries, [seat.seat.name() for seat in seats if seat.is_vacant])


def _by_seat(held: Sequence[tuple[Seat, Term]], rows: Mapping[int, RollRow], voices: Voices) -> list[Entry]:
    return [_seat(seat, holder, rows, voices) for seat, holder in held]


def _sitting(held: Sequence[tuple[Seat, Term]], rows: Mapping[int, RollRow], voices: Voices) -> list[Entry]:
    """The organizations for which people sit there, each once: the one that has the seat, whoever holds it;
    in a sector's seat the one its holder comes from.
    """
    entries: dict[str, Entry] = {}
    for seat, holder in held:
        row = rows.get(holder.sits_for_id or 0)
        entry = _organization(row, voices) if row else Entry(_voice_of(seat, holder, False), NO_ORGANIZATION)
        entries.setdefault(entry.candidate.key, entry)
    return list(entries.values())


def _organization(row: RollRow, voices: Voices) -> Entry:
    place = place_of_organization(row.tier, row.status, voices)
    return Entry(Candidate(row.name, place.part is Part.DECIDES, partner_id=row.id), place)


def _seat(seat: Seat, holder: Term, rows: Mapping[int, RollRow], voices: Voices) -> Entry:
    row = rows[seat.partner_id] if seat.partner_id is not None else None
    place = place_of_organization(row.tier, row.status, voices) if row else SECTOR_SEAT
    return Entry(_voice_of(seat, holder, place.part is Part.DECIDES), place, row.name if row else "")


def _voice_of(seat: Seat, holder: Term, is_counted: bool) -> Candidate:
    is_sectors = seat.partner_id is None
    return Candidate(
        name=f"{seat.name()} ({holder.person_name})" if is_sectors else seat.name(),
        is_counted=is_counted,
        partner_id=holder.sits_for_id,
        seat_id=seat.id,
        sector=seat.sector,
    )
