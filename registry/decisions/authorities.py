"""On what authority each voice was spoken for: the grant, or the term of the seat, that held on that day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager

from registry import clock
from registry.committees.models import Seat, Term
from registry.decisions.models import Decision, Position, Voice, VoiceBallot
from registry.extensions import db
from registry.filters import day
from registry.partners import grant_words, grants
from registry.teams.acting import Capacity, Person

#: Capacities in which a person speaks for a voice; a coordinator enters what others said.
SPEAKING = frozenset({Capacity.CHAIR, Capacity.MEMBER, Capacity.ALTERNATE, Capacity.REPRESENTATIVE})


@dataclass(frozen=True)
class Spoken:
    """Who spoke for a voice, and why they might, in words; empty where nothing is known of it."""

    voice: Voice
    person: Person
    words: str


def authorities_of(decision: Decision) -> list[Spoken]:
    """Each person who spoke for a voice of a decision, once for each authority, in the order of the roll."""
    found = {
        (act.voice.position, act.by_id, words): Spoken(act.voice, act.person, words)
        for act, on in _acts(decision)
        if act.person.capacity in SPEAKING and (words := _words(decision, act, on))
    }
    return [found[key] for key in sorted(found, key=lambda key: key[0])]


def _acts(decision: Decision) -> Iterator[tuple[Position | VoiceBallot, dt.date]]:
    for each in decision.rounds:
        for position in each.positions:
            yield position, position.said_on
    for ballot in decision.vote.ballots if decision.vote else ():
        yield ballot, clock.local_date(ballot.recorded_at, decision.team.timezone)


def _words(decision: Decision, act: Position | VoiceBallot, on: dt.date) -> str:
    """Why who acted might: by their seat where they have one there, else by the grant of the partner."""
    if act.by_id is None:
        return ""
    term = _term(decision, act.by_id, on)
    if term is not None:
        return _seat_words(term)
    partner_id = act.voice.partner_id
    grant = grants.authority_to_speak(act.by_id, partner_id, on) if partner_id else None
    return grant_words.words(grant) if grant else ""


def _term(decision: Decision, user_id: int, on: dt.date) -> Term | None:
    if decision.committee_id is None:
        return None
    query = (
        sa.select(Term)
        .join(Term.seat)
        .options(contains_eager(Term.seat))
        .where(Seat.committee_id == decision.committee_id, Term.user_id == user_id)
        .where(Term.struck_at.is_(None), Term.starts_on <= on)
        .where(sa.or_(Term.ends_on.is_(None), Term.ends_on > on))
        .order_by(Term.id.desc())
    )
    return db.session.scalars(query).first()


def _seat_words(term: Term) -> str:
    seat = _("seat “%(seat)s”, since %(day)s", seat=term.seat.name(), day=day(term.starts_on))
    given = _("given by: %(who)s", who=term.granted_by) if term.granted_by else ""
    return "; ".join(filter(None, [seat, given]))
