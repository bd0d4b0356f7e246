"""What a round comes to: examples on both scales, and properties of any round."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.decisions.rules.consensus import Obstacle, Said, Terms, Verdict, result_of
from registry.decisions.rules.decisions import Given, Mark
from registry.documents.rules.provisions import THRESHOLDS, Scale

ON = dt.date(2026, 11, 24)
LATER = ON + dt.timedelta(days=7)


def at(level, **words):
    """A position at a level."""
    return Given(Mark.GIVEN, level, **words)


PENDING = Given(Mark.PENDING, until=LATER)
MARKS_WITHOUT = [Given(Mark.ABSTAINS), Given(Mark.ABSENT), Given(Mark.NO_ANSWER)]


def roll_of(*given_, apart=()):
    """A roll of voices that count, with those apart after them."""
    counted = [Said(number, f"Voice {number}", True, one) for number, one in enumerate(given_)]
    heard = [Said(100 + number, f"Associate {number}", False, one) for number, one in enumerate(apart)]
    return [*counted, *heard]


def verdict(roll, *, scale=Scale.ROUND, threshold=None, quorum=None):
    """What a roll comes to; the quorum is everyone unless it is given."""
    everyone = sum(said.is_counted for said in roll)
    terms = Terms(scale, threshold or THRESHOLDS[scale], everyone if quorum is None else quorum)
    return result_of(roll, terms, on=ON)


# -- the two scales side by side ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "on_round", "on_agreement"),
    [
        (1, Verdict.CONSENSUS, Verdict.CONSENSUS),
        (2, Verdict.CONSENSUS, Verdict.CONSENSUS),
        (3, Verdict.CONSENSUS, Verdict.CONSENSUS),
        (4, Verdict.CONSENSUS, Verdict.CONSENSUS),
        (5, Verdict.NO_CONSENSUS, Verdict.CONSENSUS),
        (6, Verdict.NO_CONSENSUS, Verdict.NO_CONSENSUS),
    ],
)
def test_one_voice_at_a_level_among_wholehearted_ones(level, on_round, on_agreement):
    roll = roll_of(at(1), at(level), at(1))
    assert verdict(roll, scale=Scale.ROUND).verdict is on_round
    assert verdict(roll, scale=Scale.AGREEMENT).verdict is on_agreement


@pytest.mark.parametrize("scale", Scale)
@pytest.mark.parametrize("threshold", [1, 2, 3, 4])
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5, 6])
def test_consensus_at_each_threshold_is_every_level_at_it_or_better(scale, threshold, level):
    result = verdict(roll_of(at(level), at(1)), scale=scale, threshold=threshold)
    assert result.is_consensus is (level <= threshold)


def test_five_on_the_round_scale_without_words_still_owes_them():
    assert verdict(roll_of(at(5))).hindrances[0].obstacle is Obstacle.OWES_NEED
    assert verdict(roll_of(at(5, need="The cost"))).hindrances[0].obstacle is Obstacle.NEEDS


def test_five_on_the_agreement_scale_is_never_asked_for_information():
    result = verdict(roll_of(at(5)), scale=Scale.AGREEMENT, threshold=4)
    assert result.hindrances[0].obstacle is Obstacle.BELOW


def test_who_is_against_has_proposed_something_or_nothing():
    result = verdict(roll_of(at(6, reason="No"), at(6, reason="No", proposal="Wait a year")))
    assert [one.obstacle for one in result.hindrances] == [Obstacle.OPPOSES, Obstacle.OPPOSES_WITH_PROPOSAL]


# -- voices without a position -----------------------------------------------------------------------


@pytest.mark.parametrize("without", MARKS_WITHOUT)
def test_a_voice_without_a_position_does_not_fill_the_quorum(without):
    assert not verdict(roll_of(at(1), without)).is_consensus


@pytest.mark.parametrize("without", MARKS_WITHOUT)
def test_a_voice_without_a_position_is_not_in_the_way_of_a_smaller_quorum(without):
    result = verdict(roll_of(at(1), without), quorum=1)
    assert result.is_consensus
    assert [said.name for said in result.without_position] == ["Voice 1"]


def test_a_pending_voice_keeps_the_round_open_whatever_the_quorum():
    assert verdict(roll_of(at(1), PENDING), quorum=1).verdict is Verdict.PENDING


def test_a_board_is_waited_for_through_the_day_it_named():
    until_today = Given(Mark.PENDING, until=ON)
    assert verdict(roll_of(at(1), until_today), quorum=1).verdict is Verdict.PENDING


def test_a_board_whose_day_is_over_has_given_no_answer():
    until_yesterday = Given(Mark.PENDING, until=ON - dt.timedelta(days=1))
    result = verdict(roll_of(at(1), until_yesterday), quorum=1)
    assert result.is_consensus
    assert [said.name for said in result.silent] == ["Voice 1"]


def test_a_plain_agreement_of_all_is_consensus():
    assert verdict(roll_of(Given(Mark.AGREES), Given(Mark.AGREES))).is_consensus


def test_a_round_in_which_nobody_spoke_is_none():
    assert not verdict(roll_of(*MARKS_WITHOUT), quorum=1).is_consensus


# -- properties of any round -------------------------------------------------------------------------


levels = st.integers(1, 6).map(at)
marks = st.sampled_from([*MARKS_WITHOUT, PENDING])
anything = levels | marks | st.just(Given(Mark.AGREES))
scales = st.sampled_from(Scale)
rolls = st.lists(anything, min_size=1, max_size=20)


@st.composite
def rounds(draw):
    """A roll with its scale, a threshold it allows, and a quorum it can reach."""
    scale, given_ = draw(scales), draw(rolls)
    threshold = draw(st.integers(1, THRESHOLDS[scale]))
    return roll_of(*given_), Terms(scale, threshold, draw(st.integers(1, len(given_))))


@given(rounds(), st.randoms())
def test_the_order_of_positions_never_matters(drawn, random):
    roll, terms = drawn
    shuffled = list(roll)
    random.shuffle(shuffled)
    assert result_of(shuffled, terms, on=ON).verdict is result_of(roll, terms, on=ON).verdict


@given(rounds(), st.lists(anything, max_size=8))
def test_those_heard_apart_never_count(drawn, apart):
    roll, terms = drawn
    with_them = [*roll, *roll_of(apart=apart)]
    alone, together = result_of(roll, terms, on=ON), result_of(with_them, terms, on=ON)
    assert (together.verdict, together.with_position) == (alone.verdict, alone.with_position)


@given(rounds())
def test_any_counted_voice_at_six_breaks_both_scales(drawn):
    roll, terms = drawn
    opposed = [*roll, Said(999, "Opposed", True, at(6, reason="No"))]
    assert not result_of(opposed, terms, on=ON).is_consensus


@given(rolls, st.integers(1, 4))
def test_any_counted_voice_at_five_breaks_the_round_scale(given_, threshold):
    roll = roll_of(*given_, at(5))
    assert not result_of(roll, Terms(Scale.ROUND, threshold, 1), on=ON).is_consensus


@given(st.lists(st.integers(1, 5).map(at), min_size=1, max_size=20))
def test_fives_never_break_the_agreement_scale_by_themselves(given_):
    assert verdict(roll_of(*given_), scale=Scale.AGREEMENT).is_consensus


@given(rounds(), st.integers(0, 19), marks)
def test_taking_a_position_away_never_makes_consensus(drawn, place, without):
    roll, terms = drawn
    place %= len(roll)
    less = [*roll[:place], dataclasses.replace(roll[place], given=without), *roll[place + 1 :]]
    before, after = result_of(roll, terms, on=ON), result_of(less, terms, on=ON)
    was_in_the_way = (
        any(one.said is roll[place] for one in before.hindrances) or roll[place] in before.pending
    )
    assert not after.is_consensus or before.is_consensus or was_in_the_way


@given(rounds())
def test_a_pending_voice_always_keeps_the_round_open(drawn):
    roll, terms = drawn
    waiting = [*roll, Said(999, "Waiting", True, PENDING)]
    assert result_of(waiting, terms, on=ON).verdict is Verdict.PENDING


@given(rounds())
def test_only_positions_fill_the_quorum(drawn):
    roll, terms = drawn
    positions = sum(said.given.mark in (Mark.GIVEN, Mark.AGREES) for said in roll)
    assert result_of(roll, terms, on=ON).with_position == positions


@given(rounds())
def test_everyone_who_counts_is_accounted_for_once(drawn):
    roll, terms = drawn
    result = result_of(roll, terms, on=ON)
    assert result.with_position + len(result.pending) + len(result.without_position) == result.counted
