"""The examination of one unknown file with many records inside, over records examined alone, one after the
other: by the elapsed time, as whoever brought the file waits for it.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from registry import clock
from registry.records.rules import LONGEST_CHECK
from registry.verification.queries import examinations
from tests.benchmarks import installation, measuring
from tests.benchmarks.measuring import Result, Target, Work
from tests.benchmarks.records import make

VERIFICATION = Target("verification", 1)


@dataclass(frozen=True)
class Sizes:
    """How many records are inside the file, how many are examined alone, and how often.

    Of those examined alone, a sample times some and counts them for all: each takes a process of its own, and
    all of them half a minute.
    """

    inside: int = 300
    alone: int = 60
    timed: int = 6
    rounds: int = measuring.ENOUGH

    @classmethod
    def quick(cls) -> "Sizes":
        """Enough to see that all works; no target is judged."""
        return cls(inside=4, alone=2, timed=1, rounds=2)


def measure_verification(folder: Path, sizes: Sizes) -> Result:
    """One file over many, each as the worker examines what a stranger brings."""
    app = installation.set_up(folder, sizes.inside)
    with app.app_context():
        alone = [make(draft).content for draft in installation.commitment_drafts()[: sizes.timed]]
        installation.issue_records()
        gathered = make(installation.edition_draft()).content
        bare = Work(lambda: _examine_each(alone))
        works = {
            "inside": Work(lambda: _examine_gathered(gathered, sizes.inside)),
            "alone": bare,
            "alone again": bare,
        }
        taken = measuring.measure(works, sizes.rounds, measuring.PASSING)
    for name in ("alone", "alone again"):
        taken[name] = [spent * sizes.alone / sizes.timed for spent in taken[name]]
    note = f"{sizes.inside} inside, {len(gathered) / 1e6:.1f} MB; {sizes.alone} alone; elapsed time"
    judged = measuring.judge(VERIFICATION, taken, ours="inside", floor="alone", again="alone again")
    return replace(judged, note=note)


def _examine_each(files: list[bytes]) -> None:
    for file in files:
        assert examinations.examine(file, now=clock.now()).is_intact


def _examine_gathered(file: bytes, records: int) -> None:
    found = examinations.examine(file, now=clock.now())
    if found.problem is not None:
        raise TimeoutError(f"stopped after {LONGEST_CHECK} s: this machine has too much else to do")
    assert sum(one.intact is True for one in found.attached) == records
