"""The cost of making records, over the floor in `bare.py`: all that `make_paper` does, and nothing else."""

import statistics
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from registry import clock as clock_module
from registry.pdf.signatures import signer
from registry.records.queries.authority import own_authority
from registry.records.rules import Draft, Paper
from registry.records.services import pool
from registry.records.services.drafts import make_paper
from tests.benchmarks import installation, measuring
from tests.benchmarks.bare import Bare
from tests.benchmarks.measuring import Clock, Result, Target, Work

FIRST = Target("first_record", 1.0)
#: The next ones: filled into the first's file, or rendered where a name does not fit it.
NEXT, NEXT_PAGE = Target("next_record", 0.05), Target("next_rendered", 1.0)
#: All records of a version, each, by one process; half of it is the goal.
BULK = Target("bulk_each", 0.03)
BULK_GOAL = 0.015
EDITION = Target("edition", 1.2)
#: Our container of a signature over pyHanko's, of the same key and digest; many of them are one sample.
CONTAINER = Target("container", 0.1)
CONTAINERS = 20

BULK_RECORDS = 200
EDITION_RECORDS = 60


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    rounds: int = measuring.ENOUGH
    bulk: int = BULK_RECORDS
    attached: int = EDITION_RECORDS
    clock: Clock = measuring.WORKING

    @classmethod
    def quick(cls, clock: Clock) -> "Sizes":
        """Few samples, from which nothing is judged."""
        return cls(rounds=5, bulk=20, attached=10, clock=clock)


def measure_records(folder: Path, sizes: Sizes) -> list[Result]:
    """First, cached and bulk, then the edition."""
    many, gathered = folder / "many", folder / "gathered"
    many.mkdir()
    gathered.mkdir()
    with installation.set_up(many, sizes.bulk).app_context():
        drafts = installation.commitment_drafts()
        results = [*_signing(many, drafts, sizes), _bulk(many, drafts, sizes), _containers(sizes)]
    with installation.set_up(gathered, sizes.attached).app_context():
        installation.issue_records()
        return [*results, _edition(gathered, sizes)]


def make(draft: Draft) -> Paper:
    """A record, made now."""
    return make_paper(draft, now=clock_module.now())


def _signing(folder: Path, drafts: list[Draft], sizes: Sizes) -> list[Result]:
    bare, some = Bare(drafts[0]), cycle(drafts)
    works = {
        "bare": Work(bare.render_and_sign),
        "bare again": Work(bare.render_and_sign),
        "first": Work(lambda: make(next(some)), lambda: installation.forget_bodies(folder)),
        "next": Work(lambda: make(next(some)), lambda: make(drafts[0])),
        "next rendered": Work(lambda: make(next(some)), installation.forget_templates),
    }
    taken = measuring.measure(works, sizes.rounds, sizes.clock)
    return [
        measuring.judge(target, taken, ours=ours, floor="bare", again="bare again")
        for target, ours in ((FIRST, "first"), (NEXT, "next"), (NEXT_PAGE, "next rendered"))
    ]


def _bulk(folder: Path, drafts: list[Draft], sizes: Sizes) -> Result:
    """All records of a version by one process, the first with its body, each against the median of the floor.

    Half of the floor's samples are taken before ours, half after.
    """
    bare = Work(Bare(drafts[0]).render_and_sign)
    before = _bare_pairs(bare, sizes.rounds - sizes.rounds // 2, sizes.clock)
    installation.forget_bodies(folder)
    ours = measuring.time_once(Work(lambda: _make_all(drafts)), sizes.clock) / len(drafts)
    pairs = before + _bare_pairs(bare, sizes.rounds // 2, sizes.clock)
    floor, again = [one for one, _ in pairs], [other for _, other in pairs]
    usual = statistics.median(floor + again)
    return Result(
        target=BULK,
        ratio=ours / usual,
        self_ratio=measuring.paired_ratio(again, floor),
        samples=len(floor),
        medians={"ours": ours, "bare": usual},
        note=f"{len(drafts)} records by one process; goal {BULK_GOAL}",
    )


def _bare_pairs(bare: Work, count: int, clock: Clock) -> list[tuple[float, float]]:
    return [(measuring.time_once(bare, clock), measuring.time_once(bare, clock)) for _ in range(count)]


def _make_all(drafts: list[Draft]) -> None:
    for _number, made in pool.make_papers(iter(enumerate(drafts)), children=0):
        made()


def _containers(sizes: Sizes) -> Result:
    ours = own_authority(now=clock_module.now())
    seal, chain = ours.seal, (ours.issuing.certificate,)
    theirs = Work(lambda: [signer.by_library(DIGEST, seal, chain) for _ in range(CONTAINERS)])
    works = {
        "bare": theirs,
        "bare again": theirs,
        "container": Work(lambda: [signer.container(DIGEST, seal, ours) for _ in range(CONTAINERS)]),
    }
    taken = measuring.measure(works, sizes.rounds, sizes.clock)
    return measuring.judge(CONTAINER, taken, ours="container", floor="bare", again="bare again")


#: Any digest: what is signed makes no difference.
DIGEST = b"\1" * 32


def _edition(folder: Path, sizes: Sizes) -> Result:
    """An edition with its shared pages rendered anew, over its pages alone: neither sealed nor signed."""
    draft = installation.edition_draft()
    bare = Bare(draft)
    works = {
        "bare": Work(bare.render),
        "bare again": Work(bare.render),
        "edition": Work(lambda: make(draft), lambda: installation.forget_bodies(folder)),
    }
    taken = measuring.measure(works, sizes.rounds, sizes.clock)
    result = measuring.judge(EDITION, taken, ours="edition", floor="bare", again="bare again")
    assert len(draft.attachments) == sizes.attached
    return result
