"""Ratios measured in one run: each sample of one side stands beside a sample of the other.

Every round does each work once, in an order of its own, so that whatever else the machine does hits all of
them alike. A ratio is the median of the rounds' ratios. The floor is measured twice in every round: where it
strays from itself, the run tells nothing.
"""

import enum
import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

#: With fewer samples a target is not judged.
ENOUGH = 30
#: Between these a work measured twice may differ from itself.
STEADY = (0.95, 1.05)

#: Seconds of this process's own work, so that other work on the machine does not count; or seconds that pass.
Clock = Callable[[], float]
WORKING: Clock = time.process_time
PASSING: Clock = time.perf_counter

Samples = Mapping[str, Sequence[float]]


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Work:
    """What is measured, and what is done before it, unmeasured."""

    run: Callable[[], object]
    prepare: Callable[[], object] = _nothing


class Verdict(enum.StrEnum):
    """What a measured ratio says of its target."""

    MET = "met"
    NOT_MET = "not met"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Target:
    """What a ratio may be."""

    name: str
    limit: float
    #: The more the better, as for a speed-up.
    at_least: bool = False

    def is_met_by(self, ratio: float) -> bool:
        """Whether a ratio is on the right side of the limit."""
        return ratio >= self.limit if self.at_least else ratio <= self.limit


@dataclass(frozen=True)
class Result:
    """A target and what was measured."""

    target: Target
    ratio: float
    #: The floor over the floor, in the same rounds.
    self_ratio: float
    samples: int
    #: Median of each side, in milliseconds.
    medians: Mapping[str, float]
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """Inconclusive where the floor strays from itself or samples are few."""
        if self.samples < ENOUGH or not STEADY[0] <= self.self_ratio <= STEADY[1]:
            return Verdict.INCONCLUSIVE
        return Verdict.MET if self.target.is_met_by(self.ratio) else Verdict.NOT_MET


def measure(works: Mapping[str, Work], rounds: int, clock: Clock) -> dict[str, list[float]]:
    """Milliseconds of every work in every round, in shuffled orders that every run repeats."""
    order = random.Random(4)  # noqa: S311  # nothing secret
    taken: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():  # the first time is not the usual one
        work.prepare()
        work.run()
    for _round in range(rounds):
        for name in order.sample(list(works), len(works)):
            taken[name].append(time_once(works[name], clock))
    return taken


def time_once(work: Work, clock: Clock) -> float:
    """Milliseconds that a work takes by a clock, garbage of others swept before."""
    work.prepare()
    gc.collect()
    began = clock()
    work.run()
    return 1000 * (clock() - began)


def paired_ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """The median of the ratios of samples that were taken in the same rounds."""
    return statistics.median(one / other for one, other in zip(over, under, strict=True))


def judge(target: Target, taken: Samples, *, ours: str, floor: str, again: str) -> Result:
    """One of our works over the floor, with the floor over itself beside it."""
    return Result(
        target=target,
        ratio=paired_ratio(taken[ours], taken[floor]),
        self_ratio=paired_ratio(taken[again], taken[floor]),
        samples=len(taken[ours]),
        medians={name: statistics.median(taken[name]) for name in (ours, floor)},
    )


#: What a run ends with.
EXIT_MET, EXIT_NOT_MET, EXIT_INCONCLUSIVE = 0, 1, 3


def exit_code(results: Sequence[Result]) -> int:
    """0 where every target is met, 3 where the run tells nothing of one, else 1."""
    verdicts = {result.verdict for result in results}
    if Verdict.INCONCLUSIVE in verdicts:
        return EXIT_INCONCLUSIVE
    return EXIT_NOT_MET if Verdict.NOT_MET in verdicts else EXIT_MET
