"""The arithmetic of the benchmarks: ratios, verdicts and what a run ends with."""

import pytest

from tests.benchmarks import measuring
from tests.benchmarks.measuring import ENOUGH, Result, Target, Verdict, Work

AT_MOST = Target("cached", 0.25)
AT_LEAST = Target("bulk", 7, at_least=True)


def result(target=AT_MOST, *, ratio=0.2, self_ratio=1.0, samples=ENOUGH):
    return Result(target, ratio, self_ratio, samples, {"ours": 20.0, "bare": 100.0})


def test_a_ratio_is_the_median_of_the_ratios_of_each_round():
    assert measuring.paired_ratio([10, 90, 30], [20, 30, 30]) == 1


def test_a_slow_spell_that_hits_both_sides_of_a_round_changes_nothing():
    assert measuring.paired_ratio([10, 1000, 10], [20, 2000, 20]) == 0.5


@pytest.mark.parametrize(
    ("target", "ratio", "verdict"),
    [
        (AT_MOST, 0.25, Verdict.MET),
        (AT_MOST, 0.26, Verdict.NOT_MET),
        (AT_LEAST, 7.0, Verdict.MET),
        (AT_LEAST, 6.9, Verdict.NOT_MET),
    ],
)
def test_a_target_is_met_up_to_its_limit(target, ratio, verdict):
    assert result(target, ratio=ratio).verdict is verdict


@pytest.mark.parametrize("self_ratio", [0.94, 1.06])
def test_a_run_whose_floor_strays_from_itself_tells_nothing(self_ratio):
    assert result(self_ratio=self_ratio).verdict is Verdict.INCONCLUSIVE


def test_a_target_with_few_samples_is_not_judged():
    assert result(samples=ENOUGH - 1).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([result(), result()], 0),
        ([result(), result(ratio=0.3)], 1),
        ([result(ratio=0.3), result(self_ratio=0.9)], 3),
    ],
)
def test_a_run_ends_with_the_least_certain_of_its_verdicts(results, code):
    assert measuring.exit_code(results) == code


def test_every_round_does_each_work_once_after_its_preparation():
    done = []
    works = {"a": Work(lambda: done.append("a"), lambda: done.append("before a")), "b": Work(lambda: None)}
    taken = measuring.measure(works, 3, iter(range(100)).__next__)
    assert done == ["before a", "a"] * 4  # once unmeasured
    assert taken == {"a": [1000] * 3, "b": [1000] * 3}
