"""Decisions to test with: a roll of organizations or seats, rounds and positions.

To be called inside `unit_of_work()`; each flushes and gives back what it made.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from registry.committees.models import Committee
from registry.database.transactions import unit_of_work
from registry.decisions import access
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.models.rounds import RoundClosing
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries import rolls
from registry.decisions.rules.decisions import Given, Mark, RollKind
from registry.decisions.services import decisions, positions
from registry.decisions.services.decisions import Matter
from registry.partners.models.partners import Partner
from registry.partners.rules.partners import Status
from registry.teams.models import Team
from tests.acts import act_of, with_act
from tests.factories import NOW, by_coordinator, make_partner, make_representative

ON = dt.date(2026, 11, 24)

BASE = "/teams/east/decisions"


def at(level: int, **words: str) -> Given:
    """A position at a level."""
    return Given(Mark.GIVEN, level, **words)


def by_speaker(voice: Voice, **said: Any) -> dict[str, Any]:
    """The act of who speaks for a voice, who is made where it has nobody."""
    there = [one.user for one in access.speakers_of(voice.decision, ON) if one.voice.id == voice.id]
    user = there[0] if there else make_representative(voice.partner)
    return with_act(said, act_of(user, NOW, ON))


def make_partners(team: Team, count: int, **said: Any) -> list[Any]:
    """Partners of the team that take part, anchors unless told otherwise."""
    return [make_partner(team, status=Status.PARTNER, **said) for _ in range(count)]


def open_one(team: Team, **said: Any) -> Decision:
    """A decision of all partners of a team that have a voice."""
    possible = rolls.possible_roll(team, None, RollKind.ORGANIZATION, on=ON)
    chosen: dict[str, Any] = {
        "title": "One line",
        "question": "Shall we run one line?",
        "roll": possible.candidates,
    }
    by = {key: said.pop(key) for key in ("act", "by", "now", "on") if key in said}
    matter = Matter(**(chosen | said))
    return decisions.open_decision(team, matter, **by_coordinator(team, **by))


def say(voice: Voice, given: Given, **said: Any) -> Any:
    """Give a position for a voice that has given none, or the next one."""
    present = voice.decision.present_round
    seen = len([one for one in present.positions if one.voice_id == voice.id])
    return positions.state_position(voice, given, **({"seen": seen} | by_speaker(voice, **said)))


def say_all(decision: Decision, *given: Given) -> None:
    """Give a position for each voice in turn."""
    for voice, one in zip(decision.voices, given, strict=True):
        say(voice, one)


def close(decision: Decision, *, without: Sequence[int] = (), **said: Any) -> RoundClosing:
    """Close the present round, having seen all of it."""
    seen = len(decision.present_round.positions)
    return decisions.close_round(
        decision, without=without, **({"seen": seen} | by_coordinator(decision.team, **said))
    )


def result(decision: Decision) -> Any:
    """What the present round comes to."""
    return decision_queries.result_on(decision.present_round, ON)


def meet(decision, given, **said):
    """Enter what voices said in the meeting."""
    latest = {position.voice_id: position.number for position in decision.present_round.positions}
    how = {"met_on": ON, "attendance": "Guests", "seen": latest}
    return positions.enter_meeting(decision, given=given, **(how | said), **by_coordinator(decision.team))


def address_of(decision, page=""):
    """Where a page about a decision is."""
    return f"{BASE}/{decision.id}{page}"


def a_record(**said):
    """What is typed to record a decision, and that it is sent."""
    return {"do": "send", "text": "We run one line.", "decided_on": "2026-11-24"} | said


def fill_whole_team(team: Team, _partner: Partner, _committee: Committee) -> None:
    """A decision in its round."""
    with unit_of_work(team.id):
        open_one(team)
