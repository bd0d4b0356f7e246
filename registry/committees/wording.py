"""Seats and their holders over time, in words."""

import datetime as dt
from itertools import pairwise

from flask_babel import gettext as _

from registry.committees.models import ChairChange, Seat, Term
from registry.dates import day, day_before
from registry.partners.rules.partners import spells
from registry.spells import Spell, joined


def spells_of_seat(seat: Seat) -> list[Spell]:
    """What a seat is, and whom it speaks for, while the committee has it."""
    words = f"{seat.name()}, {seat.partner.name if seat.partner else seat.sector}"
    return [Spell(words, seat.starts_on), *([Spell(_("no such seat"), seat.ends_on)] if seat.ends_on else [])]


def spells_of_holders(terms: list[Term]) -> list[Spell]:
    """Who holds a seat, or stands in for its holder, from which day on; the terms in order of time."""
    found: list[Spell] = []
    for term, following in pairwise([*terms, None]):
        assert term is not None
        found.append(Spell(term.person_name, term.starts_on))
        is_gap = term.ends_on is not None and (following is None or term.ends_on < following.starts_on)
        if is_gap:
            found.append(Spell(_("vacant"), term.ends_on))
    return joined(found)


def holders_with_seat(seat: Seat, ended_before: dt.date | None, terms: list[Term]) -> list[str]:
    """Who holds a seat, or stands in for its holder, once its end is another one: their terms follow it."""
    if seat.ends_on == ended_before or not terms:
        return []
    named = "; ".join(_term_words(term) for term in terms)
    return [_("Terms end with their seat at the latest. They then are: %(terms)s.", terms=named)]


def _term_words(term: Term) -> str:
    if term.ends_on is None:
        return _("%(what)s, since %(day)s", what=term.person_name, day=day(term.starts_on))
    first, last = day(term.starts_on), day_before(term.ends_on)
    return _("%(name)s, from %(first)s to %(last)s", name=term.person_name, first=first, last=last)


def spells_of_chair(changes: list[ChairChange], seats: dict[int, str]) -> list[Spell]:
    """Which seat has the chair over time."""
    return spells(changes, lambda change: seats.get(change.seat_id or 0, _("vacant")))
