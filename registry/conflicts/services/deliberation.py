"""Puts a case before the steering committee as a decision that only its handlers may read."""

import datetime as dt
from collections.abc import Sequence

from registry.conflicts.access import capacity, visibility
from registry.conflicts.models.cases import Case
from registry.decisions.models.decisions import Decision
from registry.decisions.queries.previews import Preview, preview_of
from registry.decisions.queries.rolls import PossibleRoll, possible_roll
from registry.decisions.rules.decisions import Audience, RollKind
from registry.decisions.services import decisions
from registry.decisions.services.decisions import Matter
from registry.errors import N_, RuleBroken
from registry.security.actors import Act


def deliberate(case: Case, *, title: str, question: str, roll_seen: str | None = None, act: Act) -> Decision:
    """Open a decision of the steering committee about a case, by the provisions in force.

    Its roll consists of the seats without those of recused people, each with the part that its tier gives it;
    it is read by everybody who handles the case (DOMAIN, conflict cases and decisions: audience). `roll_seen`
    is the mark of the roll that the person was shown.
    """
    on = act.on
    by = capacity.manager(case, act.by, on)
    room = capacity.steering_room(case.team_id, on)
    check_can_deliberate(case)
    roll = roll_for(case, on)
    roll.check_seen(roll_seen)
    return decisions.put_to_roll(
        case.team,
        Matter(
            title=title,
            question=question,
            committee=room.committee,
            roll_kind=RollKind.SEAT,
            roll=roll.candidates,
            vacant=roll.vacant,
            audience=Audience.ROLL,
            named_readers=_readers(case, roll, on),
        ),
        act=act.as_(by),
    )


def check_can_deliberate(case: Case) -> None:
    """Only a case that is before the steering committee can be deliberated on."""
    if not case.is_open or not case.at_steering:
        raise RuleBroken(N_("This case is not before the steering committee."))


def roll_for(case: Case, on: dt.date) -> PossibleRoll:
    """The seats of the steering committee; those of recused people are not asked in deciding a case."""
    room = capacity.steering_room(case.team_id, on)
    recused = {member.seat.id for member in capacity.recused_of(case, room)}
    return possible_roll(case.team, room.committee, RollKind.SEAT, on=on).without_seats(recused)


def preview(case: Case, on: dt.date) -> Preview:
    """Who would be asked about a case on a day, and whom mail reaches."""
    room = capacity.steering_room(case.team_id, on)
    return preview_of(case.team, room.committee, roll_for(case, on), on)


def left_out(case: Case, on: dt.date) -> Sequence[str]:
    """The recused members, by name."""
    room = capacity.steering_room(case.team_id, on)
    return [member.name for member in capacity.recused_of(case, room)]


def _readers(case: Case, roll: PossibleRoll, on: dt.date) -> list[int]:
    """Those who handle the case without a voice on the roll: coordinators, and holders of seats that are not
    asked.
    """
    on_roll = {candidate.seat_id for candidate in roll.candidates}
    sights = [visibility.sight_of(case, onlooker) for onlooker in visibility.onlookers(case.team_id, on)]
    return [
        sight.onlooker.user.id
        for sight in sights
        if sight.handles
        and (sight.onlooker.is_coordinator or (sight.seat and sight.seat.seat.id not in on_roll))
    ]
