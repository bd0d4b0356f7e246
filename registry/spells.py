"""What held from which day on, in words, and what a correction makes of it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Spell:
    """Something that holds from a day on, until the next spell; without a day, since ever."""

    words: str
    from_on: dt.date | None = None

    def begins_by(self, on: dt.date) -> bool:
        """Whether it has begun on a day."""
        return self.from_on is None or self.from_on <= on


@dataclass(frozen=True)
class Shift:
    """Days on which something else will hold than before: from a day on, until the day before another."""

    from_on: dt.date | None
    until_on: dt.date | None
    before: str
    after: str


def joined(spells: Iterable[Spell]) -> list[Spell]:
    """Spells in order of time, without those that say again what held already."""
    kept: list[Spell] = []
    for spell in spells:
        if not kept or kept[-1].words != spell.words:
            kept.append(spell)
    return kept


def held(spells: Sequence[Spell], on: dt.date) -> Spell | None:
    """What holds on a day; None before the first spell."""
    return next((spell for spell in reversed(spells) if spell.begins_by(on)), None)


def shifts(before: Sequence[Spell], after: Sequence[Spell]) -> list[Shift]:
    """The days on which two lines of spells differ, in order of time."""
    ever = [None] if any(spell.from_on is None for spell in (*before, *after)) else []
    days = sorted({spell.from_on for spell in (*before, *after) if spell.from_on is not None})
    limits: list[dt.date | None] = [*ever, *days, None]
    found: list[Shift] = []
    for begins, ends in pairwise(limits):
        one, other = _words(before, begins), _words(after, begins)
        if one == other:
            continue
        last = found[-1] if found else None
        if last is not None and (last.until_on, last.before, last.after) == (begins, one, other):
            found[-1] = Shift(last.from_on, ends, one, other)
        else:
            found.append(Shift(begins, ends, one, other))
    return found


def _words(spells: Sequence[Spell], on: dt.date | None) -> str:
    spell = held(spells, on or dt.date.min)
    return spell.words if spell else ""
