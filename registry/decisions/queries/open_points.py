"""Points a round leaves open: reservations, needed information, objections and proposed solutions."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry.database.queries.statements import composed_once
from registry.decisions.models.decisions import Decision
from registry.decisions.models.rounds import PointAnswer, Position, Round
from registry.decisions.queries import decisions
from registry.decisions.rules.decisions import OPPOSED, RESERVED, Mark, PointKind
from registry.documents.rules.provisions import Scale


@dataclass(frozen=True)
class Point:
    """A point raised by a voice, and the response to it."""

    kind: PointKind
    position: Position
    text: str
    answers: Sequence[PointAnswer]

    @property
    def round_number(self) -> int:
        """The round in which it was raised."""
        return self.position.round.number

    @property
    def name(self) -> str:
        """The voice that raised it."""
        return self.position.voice.name


def points_of(decision: Decision) -> list[Point]:
    """The points of all rounds: unanswered ones first, then newest.

    Within a round: objections, needs, proposals, reservations.
    """
    standing = [position for each in reversed(decision.rounds) for position in _standing(each)]
    answers = _answers([position.id for position in standing])
    points = [
        Point(kind, position, text, answers.get(position.id, ()))
        for position in standing
        for kind, text in _raised(position, decision.scale)
    ]
    order = (PointKind.OBJECTION, PointKind.NEED, PointKind.PROPOSAL, PointKind.RESERVATION)
    return sorted(
        points, key=lambda point: (bool(point.answers), -point.round_number, order.index(point.kind))
    )


def _standing(each: Round) -> list[Position]:
    return [voice_said.position for voice_said in decisions.said_in(each) if voice_said.position is not None]


def _raised(position: Position, scale: Scale) -> list[tuple[PointKind, str]]:
    if position.mark != Mark.GIVEN:
        return []
    points = []
    if position.level == OPPOSED:
        points.append((PointKind.OBJECTION, position.reason))
    elif position.level in RESERVED[scale] and position.reason:
        points.append((PointKind.RESERVATION, position.reason))
    if position.need:
        points.append((PointKind.NEED, position.need))
    if position.proposal:
        points.append((PointKind.PROPOSAL, position.proposal))
    return points


def _answers(position_ids: Sequence[int]) -> dict[int, list[PointAnswer]]:
    answers: dict[int, list[PointAnswer]] = {}
    for answer in _answers_to(position_ids).scalars() if position_ids else ():
        answers.setdefault(answer.position_id, []).append(answer)
    return answers


@composed_once
def _answers_to(position_ids: Sequence[int]) -> sa.Select[PointAnswer]:
    return sa.select(PointAnswer).where(PointAnswer.position_id.in_(position_ids)).order_by(PointAnswer.id)
