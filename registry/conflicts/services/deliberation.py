"""Puts a case before the steering committee as a decision that only its handlers may read."""

import datetime as dt
from collections.abc import Sequence

from registry.conflicts.access import capacity, visibility
from registry.conflicts.models.cases import Case
from registry.decisions.models.decisions import Decision
from registry.decisions.queries.decisions import deciding_rules
from registry.decisions.queries.rolls import PossibleRoll, possible_roll
from registry.decisions.rules.decisions import Audience, RollKind
from registry.decisions.services import decisions
from registry.decisions.services.decisions import Matter
from registry.documents.rules.provisions import Scale
from registry.errors import N_, RuleBroken
from registry.security.actors import Act


def deliberate(case: Case, *, title: str, question: str, act: Act) -> Decision:
    """Open a decision of the steering committee about a case, by the team's own rules.

    Its roll consists of the seats without those of recused people; it is read by them and by coordinators who
    are not recused (DOMAIN, conflict cases and decisions: audience).
    """
    on = act.on
    by = capacity.manager(case, act.by, on)
    room, rules = capacity.steering_room(case.team_id, on), deciding_rules(case.team)
    check_can_deliberate(case)
    return decisions.put_to_roll(
        case.team,
        Matter(
            title=title,
            question=question,
            committee=room.committee,
            scale=Scale(rules.scale),
            threshold=rules.threshold,
            roll_kind=RollKind.SEAT,
            roll=roll_for(case, on).candidates,
            audience=Audience.ROLL,
            named_readers=_coordinators(case, on),
        ),
        act=act.as_(by),
    )


def check_can_deliberate(case: Case) -> None:
    """Only a case that is before the steering committee can be deliberated on."""
    if not case.is_open or not case.at_steering:
        raise RuleBroken(N_("This case is not before the steering committee."))


def roll_for(case: Case, on: dt.date) -> PossibleRoll:
    """The seats that take part in deciding a case: those without a recused person."""
    room = capacity.steering_room(case.team_id, on)
    out = {member.seat.id for member in capacity.recused_of(case, room)}
    possible = possible_roll(case.team, room.committee, RollKind.SEAT, on=on)
    return PossibleRoll(
        [candidate for candidate in possible.candidates if candidate.seat_id not in out], possible.vacant
    )


def left_out(case: Case, on: dt.date) -> Sequence[str]:
    """The recused members, by name."""
    room = capacity.steering_room(case.team_id, on)
    return [member.name for member in capacity.recused_of(case, room)]


def _coordinators(case: Case, on: dt.date) -> list[int]:
    everyone = visibility.onlookers(case.team_id, on)
    return [
        onlooker.user.id
        for onlooker in everyone
        if onlooker.is_coordinator and visibility.sight_of(case, onlooker).handles
    ]
