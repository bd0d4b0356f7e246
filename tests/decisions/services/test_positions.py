"""Positions: given, relayed, entered for a whole meeting, and late, on both databases."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries import movement
from registry.decisions.rules.decisions import Channel, Given, Mark
from registry.decisions.services import decisions, positions
from registry.decisions.wording import explain
from registry.errors import InvalidInput, RuleBroken
from tests.decisions.builders import ON, at, by_speaker, close, meet, open_one, result, say
from tests.factories import by_coordinator

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


# -- positions ---------------------------------------------------------------------------------------


def test_a_position_that_changes_keeps_the_earlier_one(decision):
    with unit_of_work():
        say(decision.voices[0], at(3))
        say(decision.voices[0], at(2))
    said = decision_queries.said_in(decision.present_round)[0]
    assert (said.given.level, [one.level for one in said.earlier]) == (2, [3])


def test_who_did_not_see_the_latest_position_is_told(decision):
    with unit_of_work():
        say(decision.voices[0], at(3))
    with unit_of_work(), pytest.raises(RuleBroken, match="meanwhile"):
        say(decision.voices[0], at(2), seen=0)


def test_a_relayed_position_says_who_said_it_and_waits_to_be_confirmed(decision):
    with unit_of_work():
        position = relay(decision, at(2))
    assert (position.said_by, decision_queries.needs_confirming(position)) == ("Ida Moss", True)


def test_a_confirmed_position_is_the_voices_own(decision):
    with unit_of_work():
        relayed = relay(decision, at(2))
        confirmed = positions.confirm_position(decision.voices[0], seen=1, **by_speaker(decision.voices[0]))
    assert (confirmed.confirms_id, confirmed.level, confirmed.channel) == (relayed.id, 2, "online")


def test_what_is_the_voices_own_needs_no_confirming(decision):
    with unit_of_work():
        say(decision.voices[0], at(2))
    with unit_of_work(), pytest.raises(RuleBroken, match="nothing to confirm"):
        positions.confirm_position(decision.voices[0], seen=1, **by_speaker(decision.voices[0]))


def relay(decision, given, **said):
    """Enter what the first voice said by phone."""
    how = {"channel": Channel.PHONE, "said_by": "Ida Moss", "said_on": ON, "seen": 0}
    return positions.relay_position(
        decision.voices[0], given, **(how | said), **by_coordinator(decision.team)
    )


def test_a_relayed_position_needs_who_said_it(decision):
    with unit_of_work(), pytest.raises(InvalidInput) as refused:
        relay(decision, at(2), said_by=" ")
    assert refused.value.field == "said_by"


def test_a_whole_round_is_entered_at_once(decision):
    given = {voice.id: at(2) for voice in decision.voices}
    with unit_of_work():
        meet(decision, given)
    assert result(decision).is_consensus
    assert decision.present_round.met_on == ON


def test_a_voice_that_somebody_else_changed_is_told_and_nothing_is_entered(decision):
    first, second = decision.voices[:2]
    with unit_of_work():
        say(first, at(1))
    with pytest.raises(RuleBroken, match="meanwhile") as refused, unit_of_work():
        meet(decision, {first.id: at(4), second.id: at(2)}, seen={})
    assert refused.value.field == f"words_{first.id}"
    assert len(decision.present_round.positions) == 1


def test_somebody_elses_change_of_a_voice_that_is_not_entered_stays(decision):
    first, second = decision.voices[:2]
    with unit_of_work():
        say(first, at(1))
    with unit_of_work():
        meet(decision, {second.id: at(2)}, seen={})
    assert [one.given.level for one in decision_queries.said_in(decision.present_round)] == [1, 2, None]


@pytest.mark.parametrize(("days", "words"), [(1, "lies ahead"), (-91, "Check the year")])
def test_a_meeting_is_neither_ahead_nor_long_before_the_opening(decision, days, words):
    with unit_of_work(), pytest.raises(RuleBroken, match=words) as refused:
        meet(decision, {decision.voices[0].id: at(1)}, met_on=ON + dt.timedelta(days=days))
    assert refused.value.field == "met_on"


def test_entering_the_same_again_adds_nothing(decision):
    given = {voice.id: at(2) for voice in decision.voices}
    with unit_of_work():
        meet(decision, given)
    with unit_of_work():
        assert meet(decision, given) == []


def test_a_meeting_with_one_row_that_lacks_its_reason_enters_nothing(decision):
    given = {decision.voices[0].id: at(2), decision.voices[1].id: at(6)}
    with pytest.raises(RuleBroken, match="needs a reason"), unit_of_work():
        meet(decision, given)
    assert decision.present_round.positions == []


def test_a_plain_agreement_of_all_present_has_no_levels(decision):
    with unit_of_work():
        agree(decision, decision.voices)
    assert {position.level for position in decision.present_round.positions} == {None}
    assert result(decision).is_consensus


def agree(decision, voices):
    """Enter that these voices were there and plainly agreed."""
    present = [voice.id for voice in voices]
    positions.enter_plain_agreement(
        decision, met_on=ON, attendance="", present_voices=present, seen=0, **by_coordinator(decision.team)
    )


def test_a_plain_agreement_is_told_as_one_and_drawn_at_no_level(decision):
    with unit_of_work():
        agree(decision, decision.voices)
        close(decision)
        decisions.open_round(decision, question="Again?", **by_coordinator(decision.team))
    first = decision_queries.result_on(decision.rounds[0], ON)
    moved = movement.movement_of(decision)
    assert explain(first) == ["Consensus: all 3 who were present plainly agreed."]
    assert [words for words, _y in moved.lines][:2] == ["Plainly agree", "Level 1"]


def test_a_round_that_is_open_is_not_yet_without_consensus(decision):
    assert explain(result(decision), is_open=True)[0] == "Open: no consensus yet."
    assert explain(result(decision))[0] == "No consensus."


def test_who_was_absent_from_a_plain_agreement_does_not_support(decision):
    with unit_of_work():
        agree(decision, decision.voices[:2])
    assert not result(decision).is_consensus


# -- positions after their day -----------------------------------------------------------------------


LATER = ON + dt.timedelta(days=10)


def late_after(decision):
    """The day after which the first voice's position came."""
    return decision_queries.said_in(decision.present_round)[0].late_after


@pytest.mark.parametrize(
    ("closes_in", "until_in", "said_in", "late"),
    [
        (None, None, 30, None),
        (3, None, 3, None),
        (3, None, 4, 3),
        (None, 5, 5, None),
        (None, 5, 6, 5),
        (3, 5, 5, None),
        (3, 5, 6, 5),
        (8, 5, 8, None),
    ],
)
def test_a_position_that_comes_after_its_day_is_marked_late(team, closes_in, until_in, said_in, late):
    def day(days):
        return None if days is None else ON + dt.timedelta(days=days)

    with unit_of_work():
        decision = open_one(team, closes_on=day(closes_in))
        voice = decision.voices[0]
        say(voice, Given(Mark.PENDING, until=day(until_in)) if until_in else Given(Mark.ABSTAINS))
        say(voice, at(1), on=day(said_in))
    assert late_after(decision) == day(late)


def test_what_was_relayed_in_time_is_not_late_because_it_is_confirmed_later(team):
    with unit_of_work():
        decision = open_one(team, closes_on=ON)
        relay(decision, at(2))
        positions.confirm_position(decision.voices[0], seen=1, **by_speaker(decision.voices[0], on=LATER))
    assert late_after(decision) is None


def test_what_a_meeting_says_is_not_late(team):
    with unit_of_work():
        decision = open_one(team, closes_on=ON)
        given = {voice.id: at(2) for voice in decision.voices}
        positions.enter_meeting(
            decision,
            met_on=LATER,
            attendance="",
            given=given,
            seen={},
            **by_coordinator(decision.team, on=LATER),
        )
    assert late_after(decision) is None
