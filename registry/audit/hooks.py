"""What features say of their events beyond a line each: from whom they are hidden, and what tells of what."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from registry.audit.models import Event
from registry.security.permissions import Role


@dataclass(frozen=True)
class TrailReader:
    """Who reads the trail of a team, on a day."""

    user_id: int
    team_id: int
    role: Role
    on: dt.date


#: A column that names what something is about: `decision:7`.
SubjectColumn = InstrumentedAttribute[str]

#: Gives the condition under which a reader may not know of what a subject names.
Hider = Callable[[TrailReader, SubjectColumn], sa.ColumnElement[bool]]
_HIDERS: list[Hider] = []


def hides(hider: Hider) -> Hider:
    """Register a function of a feature that says what is hidden from whom."""
    _HIDERS.append(hider)
    return hider


def is_hidden(reader: TrailReader, subject: SubjectColumn = Event.subject) -> sa.ColumnElement[bool]:
    """Whether an event is hidden from a reader, for a query over events, or what else has a subject."""
    return sa.or_(sa.false(), *(hider(reader, subject) for hider in _HIDERS))


#: Gives the condition under which an event tells of the thing with a number.
PartFinder = Callable[[int], sa.ColumnElement[bool]]
_PART_FINDERS: dict[str, PartFinder] = {}


def tells_of(kind: str) -> Callable[[PartFinder], PartFinder]:
    """Register how events are found of a kind of things that are told of by events about something else."""

    def register(finder: PartFinder) -> PartFinder:
        _PART_FINDERS[kind] = finder
        return finder

    return register


def part_finder(kind: str) -> PartFinder | None:
    """How events of a kind of things are found; None where they are about the thing itself."""
    return _PART_FINDERS.get(kind)
