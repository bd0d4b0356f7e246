"""The result of a round: computed from the positions, and explained with names."""

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass, field

from registry.decisions.rules.decisions import OPPOSED, UNANSWERED, WITH_POSITION, Given, Mark, is_supportive
from registry.documents.rules.provisions import Scale


class Verdict(enum.StrEnum):
    """The verdict of a round."""

    CONSENSUS = "consensus"
    NO_CONSENSUS = "no_consensus"
    #: A voice is with its board: the round stays open.
    PENDING = "pending"


class Obstacle(enum.StrEnum):
    """Why a voice prevents consensus."""

    #: On the round scale: needs information first, and has not said which.
    OWES_NEED = "owes_need"
    #: On the round scale: needs information first.
    NEEDS = "needs"
    OPPOSES = "opposes"
    OPPOSES_WITH_PROPOSAL = "opposes_with_proposal"
    #: Weaker than the threshold, which is stricter than the scale's own.
    BELOW = "below"


@dataclass(frozen=True)
class Said:
    """A voice of the roll and its position in a round."""

    voice_id: int
    name: str
    #: False for voices that are only consulted.
    is_counted: bool
    given: Given


@dataclass(frozen=True)
class Terms:
    """The terms fixed at the opening of a decision."""

    scale: Scale
    #: The weakest level that still counts as support.
    threshold: int
    #: How many counted voices must give a position.
    quorum: int


@dataclass(frozen=True)
class Hindrance:
    """One voice that prevents consensus, and why."""

    said: Said
    obstacle: Obstacle

    @property
    def level(self) -> int:
        """The level of the voice's position."""
        assert self.said.given.level is not None
        return self.said.given.level


@dataclass(frozen=True)
class Result:
    """The result of a round, and everything that explains it, in roll order."""

    verdict: Verdict
    terms: Terms
    counted: int
    with_position: int
    #: Whether all positions are agreement in a meeting, without levels.
    is_plain: bool = False
    hindrances: Sequence[Hindrance] = ()
    pending: Sequence[Said] = ()
    #: Neither support nor opposition: named in the result, and left out at closing only when a person
    #: confirms that.
    abstaining: Sequence[Said] = ()
    absent: Sequence[Said] = ()
    silent: Sequence[Said] = ()
    consulted: Sequence[Said] = field(default_factory=tuple)

    @property
    def is_consensus(self) -> bool:
        """Whether all agree under the decision's terms."""
        return self.verdict is Verdict.CONSENSUS

    @property
    def reaches_quorum(self) -> bool:
        """Whether enough voices gave a position."""
        return self.with_position >= self.terms.quorum

    @property
    def without_position(self) -> Sequence[Said]:
        """The counted voices that closing the round now would leave without a position."""
        return (*self.abstaining, *self.absent, *self.silent)


def result_of(roll: Sequence[Said], terms: Terms, *, on: dt.date) -> Result:
    """The result of a round on a day.

    There is consensus if the counted voices with a position reach the quorum, each of them is at the
    threshold or better, and no voice is still with its board. A voice whose board's day has passed without an
    answer counts as without an answer (DOMAIN, decisions).
    """
    counted = [said for said in roll if said.is_counted]
    given = [said for said in counted if said.given.mark in WITH_POSITION]
    hindrances = [hindrance for said in given if (hindrance := _hindrance(said, terms)) is not None]
    pending = [said for said in counted if is_waiting(said.given, on)]
    silent = [
        said
        for said in counted
        if said.given.mark is Mark.NO_ANSWER
        or (said.given.mark is Mark.PENDING and not is_waiting(said.given, on))
    ]
    return Result(
        verdict=_verdict(
            agrees=len(given) >= terms.quorum and bool(given) and not hindrances, waits=bool(pending)
        ),
        terms=terms,
        counted=len(counted),
        with_position=len(given),
        is_plain=bool(given) and all(said.given.mark is Mark.AGREES for said in given),
        hindrances=hindrances,
        pending=pending,
        abstaining=[said for said in counted if said.given.mark is Mark.ABSTAINS],
        absent=[said for said in counted if said.given.mark is Mark.ABSENT],
        silent=silent,
        consulted=[said for said in roll if not said.is_counted],
    )


def is_waiting(given: Given, on: dt.date) -> bool:
    """Whether a voice still waits for its board's answer on a day; the day that the voice named is
    included.
    """
    return given.mark is Mark.PENDING and given.until is not None and on <= given.until


def _verdict(*, agrees: bool, waits: bool) -> Verdict:
    if waits:
        return Verdict.PENDING
    return Verdict.CONSENSUS if agrees else Verdict.NO_CONSENSUS


def _hindrance(said: Said, terms: Terms) -> Hindrance | None:
    given = said.given
    if given.mark is Mark.AGREES:
        return None
    assert given.level is not None
    if is_supportive(given.level, terms.threshold):
        return None
    if given.level == OPPOSED:
        proposes = Obstacle.OPPOSES_WITH_PROPOSAL if given.proposal else Obstacle.OPPOSES
        return Hindrance(said, proposes)
    if given.level == UNANSWERED[terms.scale]:
        return Hindrance(said, Obstacle.NEEDS if given.need else Obstacle.OWES_NEED)
    return Hindrance(said, Obstacle.BELOW)
