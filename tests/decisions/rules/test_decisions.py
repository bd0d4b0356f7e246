"""The path of a decision, what positions owe, thresholds, and when a vote passes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.decisions.rules.decisions import (
    LEVEL_WORDS,
    MOVES,
    Channel,
    Given,
    Mark,
    State,
    check_close_date,
    check_efforts,
    check_given,
    check_roll,
    check_said_on,
    pass_rule_of,
    passes,
    quorum_left,
    quorum_of,
)
from registry.documents.rules.provisions import PassRule, Quorum, QuorumKind, Scale
from registry.errors import InvalidInput, RegistryError, RuleBroken
from tests.refusals import allowed, refusal_of

ON = dt.date(2026, 11, 24)
#: Every move that there is; all others are refused.
ALLOWED = {
    (State.IN_ROUND, State.CONSENSUS),
    (State.IN_ROUND, State.NO_CONSENSUS),
    (State.IN_ROUND, State.SET_ASIDE),
    (State.NO_CONSENSUS, State.IN_ROUND),
    (State.NO_CONSENSUS, State.IN_VOTE),
    (State.NO_CONSENSUS, State.SET_ASIDE),
    (State.CONSENSUS, State.DECIDED),
    (State.CONSENSUS, State.IN_ROUND),
    (State.CONSENSUS, State.SET_ASIDE),
    (State.IN_VOTE, State.VOTED),
    (State.IN_VOTE, State.NOT_HELD),
    (State.IN_VOTE, State.SET_ASIDE),
    (State.VOTED, State.DECIDED),
    (State.VOTED, State.IN_ROUND),
    (State.NOT_HELD, State.IN_ROUND),
    (State.NOT_HELD, State.IN_VOTE),
    (State.NOT_HELD, State.SET_ASIDE),
}
PAIRS = [(state, wanted) for state in State for wanted in State]
REFUSED = [pair for pair in PAIRS if pair not in ALLOWED]


def test_a_decision_goes_along_its_path():
    assert set(allowed(MOVES.check, PAIRS)) == ALLOWED


@pytest.mark.parametrize(("state", "wanted"), REFUSED)
def test_every_other_move_is_refused_with_words(state, wanted):
    with pytest.raises(RuleBroken, match=r"\w+ \w+"):
        MOVES.check(state, wanted)


def test_a_vote_is_reached_from_a_closed_round_without_consensus_only():
    assert [state for state in State if State.IN_VOTE in MOVES[state]] == [
        State.NO_CONSENSUS,
        State.NOT_HELD,
    ]


def test_the_two_scales_share_numbers_and_differ_at_five():
    assert LEVEL_WORDS[Scale.ROUND][5].startswith("Cannot answer yet")
    assert LEVEL_WORDS[Scale.AGREEMENT][5].startswith("Disagreement, will stand aside")


def test_a_decision_without_a_roll_is_refused():
    with pytest.raises(RuleBroken, match="needs a roll"):
        check_roll(0, quorum=0)


@pytest.mark.parametrize("quorum", [0, 4])
def test_a_quorum_that_the_roll_cannot_reach_is_refused(quorum):
    with pytest.raises(RuleBroken) as refused:
        check_roll(3, quorum=quorum)
    assert refused.value.field == "quorum"


def test_a_round_does_not_close_before_it_opens():
    with pytest.raises(RuleBroken) as refused:
        check_close_date(ON, ON - dt.timedelta(days=1))
    assert refused.value.field == "closes_on"


@pytest.mark.parametrize("scale", Scale)
@pytest.mark.parametrize("channel", Channel)
def test_being_against_needs_a_reason_however_it_was_said(scale, channel):
    with pytest.raises(RuleBroken) as refused:
        check_given(Given(Mark.GIVEN, 6), scale, channel=channel, on=ON)
    assert refused.value.field == "reason"


def test_five_on_the_round_scale_says_online_what_is_needed():
    with pytest.raises(RuleBroken) as refused:
        check_given(Given(Mark.GIVEN, 5), Scale.ROUND, channel=Channel.ONLINE, on=ON)
    assert refused.value.field == "need"


def test_five_on_the_round_scale_may_still_owe_it_when_somebody_else_enters_it():
    def enter(channel):
        check_given(Given(Mark.GIVEN, 5), Scale.ROUND, channel=channel, on=ON)

    assert allowed(enter, Channel) == [one for one in Channel if one is not Channel.ONLINE]


def test_five_on_the_agreement_scale_owes_no_words():
    given = Given(Mark.GIVEN, 5)
    assert refusal_of(check_given, given, Scale.AGREEMENT, channel=Channel.ONLINE, on=ON) is None


@pytest.mark.parametrize("level", [None, 0, 7])
def test_a_position_has_a_level_of_the_scale(level):
    with pytest.raises(InvalidInput) as refused:
        check_given(Given(Mark.GIVEN, level), Scale.ROUND, channel=Channel.ONLINE, on=ON)
    assert refused.value.field == "level"


@pytest.mark.parametrize("until", [None, ON - dt.timedelta(days=1)])
def test_a_voice_is_with_its_board_until_a_day_to_come(until):
    with pytest.raises(RuleBroken) as refused:
        check_given(Given(Mark.PENDING, until=until), Scale.ROUND, channel=Channel.ONLINE, on=ON)
    assert refused.value.field == "until"


def test_a_hundred_kilobytes_of_reasons_are_refused():
    with pytest.raises(InvalidInput, match="at most"):
        check_given(Given(Mark.GIVEN, 3, "x" * 100_000), Scale.ROUND, channel=Channel.ONLINE, on=ON)


@pytest.mark.parametrize("days", [-1, 1])
def test_what_is_relayed_was_said_while_the_round_was_open(days):
    with pytest.raises(RuleBroken) as refused:
        check_said_on(ON + dt.timedelta(days=days), opened_on=ON, on=ON)
    assert refused.value.field == "said_on"


def test_a_vote_comes_after_efforts():
    with pytest.raises(RuleBroken) as refused:
        check_efforts("  ")
    assert refused.value.field == "efforts"


@pytest.mark.parametrize(
    ("rule", "in_favour", "against", "roll", "does_pass"),
    [
        (PassRule.MAJORITY_CAST, 3, 2, 9, True),
        (PassRule.MAJORITY_CAST, 2, 2, 9, False),
        (PassRule.MAJORITY_CAST, 0, 0, 9, False),
        (PassRule.TWO_THIRDS_CAST, 4, 2, 9, True),
        (PassRule.TWO_THIRDS_CAST, 5, 3, 9, False),
        (PassRule.MAJORITY_ROLL, 5, 0, 9, True),
        (PassRule.MAJORITY_ROLL, 4, 0, 8, False),
        (PassRule.TWO_THIRDS_ROLL, 6, 3, 9, True),
        (PassRule.TWO_THIRDS_ROLL, 5, 0, 9, False),
    ],
)
def test_when_a_vote_passes(rule, in_favour, against, roll, does_pass):
    assert passes(rule, in_favour=in_favour, against=against, roll=roll) is does_pass


@given(st.sampled_from(PassRule), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_one_more_vote_for_never_makes_a_vote_fail(rule, in_favour, against, silent):
    roll = in_favour + against + silent + 1
    before = passes(rule, in_favour=in_favour, against=against, roll=roll)
    after = passes(rule, in_favour=in_favour + 1, against=against, roll=roll)
    assert after >= before


# -- what the agreement fixes, and what it leaves open -----------------------------------------------


@pytest.mark.parametrize(
    ("agreed", "chosen", "needed"),
    [
        (Quorum(QuorumKind.EVERYONE), None, 7),
        (Quorum.part(2, 3), None, 5),
        (Quorum.at_least(3), None, 3),
        (Quorum(QuorumKind.CHOSEN), 4, 4),
        (Quorum(QuorumKind.CHOSEN), None, 7),
    ],
)
def test_a_quorum_is_as_agreed_or_as_chosen_where_that_is_left_open(agreed, chosen, needed):
    assert quorum_of(agreed, chosen, counted=7) == needed


def test_a_quorum_that_is_agreed_is_not_chosen():
    with pytest.raises(RuleBroken) as refused:
        quorum_of(Quorum(QuorumKind.EVERYONE), 7, counted=7)
    assert refused.value.field == "quorum"


CAST, ROLL = PassRule.MAJORITY_CAST, PassRule.MAJORITY_ROLL


@pytest.mark.parametrize(("agreed", "chosen"), [(CAST, None), (CAST, CAST), (None, CAST)])
def test_a_pass_rule_is_as_agreed_or_as_chosen_where_that_is_left_open(agreed, chosen):
    assert pass_rule_of(agreed, chosen) is CAST


@pytest.mark.parametrize(("agreed", "chosen"), [(CAST, ROLL), (None, None)])
def test_another_pass_rule_than_the_agreed_one_or_none_is_refused(agreed, chosen):
    with pytest.raises(RegistryError) as refused:
        pass_rule_of(agreed, chosen)
    assert refused.value.field == "pass_rule"


@pytest.mark.parametrize(
    ("quorum", "agreed", "left"),
    [
        (5, Quorum(QuorumKind.EVERYONE), 4),
        (4, Quorum.part(2, 3), 3),
        (3, Quorum.at_least(3), 3),
        (5, Quorum.at_least(5), 4),
        (3, Quorum(QuorumKind.CHOSEN), 3),
        (5, Quorum(QuorumKind.CHOSEN), 4),
        # It was opened by another rule than that of its agreement.
        (3, Quorum(QuorumKind.EVERYONE), 3),
    ],
)
def test_the_quorum_of_a_roll_with_one_voice_less_is_as_the_agreement_counts_it(quorum, agreed, left):
    assert quorum_left(quorum, agreed, before=5, after=4) == left


def test_of_nobody_the_quorum_is_one_so_nothing_is_agreed():
    assert quorum_left(1, Quorum(QuorumKind.EVERYONE), before=1, after=0) == 1
