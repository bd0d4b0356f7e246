"""How voices moved from round to round, as numbers for a diagram and for the table beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from registry.decisions.models.decisions import Decision
from registry.decisions.queries.decisions import said_in
from registry.decisions.rules.decisions import LEVELS, Given, Mark

#: The row below the levels: voices without a level.
WITHOUT = max(LEVELS) + 1
#: The row above the levels, shown if a round was agreed without levels.
PLAIN = 0

#: Colours dark enough for a white number: support, near the threshold, against, without a level.
SUPPORTIVE = "#12545c"
COLOURS = {4: "#8a5a00", 5: "#8a5a00", 6: "#a3331f", WITHOUT: "#5c6b72"}

COLUMN, ROW, LEFT, TOP = 170, 40, 150, 86  # in units of the picture


@dataclass(frozen=True)
class Stop:
    """The voices at one level in one round."""

    x: int
    y: int
    radius: int
    count: int
    colour: str


@dataclass(frozen=True)
class Flow:
    """The voices that moved from one level to another between two rounds."""

    path: str
    width: int
    is_better: bool
    is_worse: bool


@dataclass(frozen=True)
class Movement:
    """The diagram: its size, its stops and flows, and a table row per voice."""

    width: int
    height: int
    rounds: Sequence[int]
    stops: Sequence[Stop]
    flows: Sequence[Flow]
    rows: Sequence[tuple[str, Sequence[Given]]]
    has_plain: bool

    @property
    def lines(self) -> list[tuple[str, int]]:
        """The labels and vertical positions of the diagram's rows: plain agreement if it occurs, the levels,
        and no position.
        """
        plain = [(_("Plainly agree"), _y(PLAIN))] if self.has_plain else []
        levels = [(_("Level %(level)s", level=level), _y(level)) for level in LEVELS]
        return [*plain, *levels, (_("No level"), _y(WITHOUT))]

    def x_of(self, column: int) -> int:
        """The horizontal position of a round in the diagram."""
        return LEFT + column * COLUMN

    def y_of(self, level: int) -> int:
        """The vertical position of a level in the diagram."""
        return _y(level)


def movement_of(decision: Decision) -> Movement | None:
    """How the counted voices moved; None when there is only one round."""
    if len(decision.rounds) < 2:
        return None
    columns = [
        [said for said in said_in(each) if said.voice.is_counted and said.voice.stands]
        for each in decision.rounds
    ]
    places = [[_place(level.given) for level in column] for column in columns]
    return Movement(
        width=LEFT + (len(columns) - 1) * COLUMN + 60,
        height=TOP + (WITHOUT - 1) * ROW + 34,
        rounds=[each.number for each in decision.rounds],
        stops=[stop for column, levels in enumerate(places) for stop in _stops(column, levels)],
        flows=[
            flow
            for column in range(len(places) - 1)
            for flow in _flows(column, list(zip(places[column], places[column + 1], strict=True)))
        ],
        rows=[
            (voice.voice.name, [column[row].given for column in columns])
            for row, voice in enumerate(columns[0])
        ],
        has_plain=any(PLAIN in levels for levels in places),
    )


def _place(given: Given) -> int:
    if given.mark is Mark.AGREES:
        return PLAIN
    return given.level if given.level is not None else WITHOUT


def _stops(column: int, levels: Sequence[int]) -> list[Stop]:
    return [
        Stop(LEFT + column * COLUMN, _y(level), min(9 + 2 * count, 18), count, COLOURS.get(level, SUPPORTIVE))
        for level, count in sorted(Counter(levels).items())
    ]


def _flows(column: int, moves: Sequence[tuple[int, int]]) -> list[Flow]:
    begins, ends = LEFT + column * COLUMN, LEFT + (column + 1) * COLUMN
    middle = (begins + ends) // 2
    return [
        Flow(
            path=f"M{begins} {_y(was)} C{middle} {_y(was)} {middle} {_y(becomes)} {ends} {_y(becomes)}",
            width=min(2 + 2 * count, 14),
            is_better=becomes < was,
            is_worse=becomes > was,
        )
        for (was, becomes), count in sorted(Counter(moves).items())
    ]


def _y(level: int) -> int:
    return TOP + (level - 1) * ROW
