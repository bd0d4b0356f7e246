"""Decisions from opening to record, on both databases."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions import access
from registry.decisions.models import decisions as decision_models
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries import movement, open_points, rolls
from registry.decisions.rules import decisions as decision_rules
from registry.decisions.rules.decisions import (
    Audience,
    Ballot,
    Channel,
    Given,
    Mark,
    Outcome,
    PassRule,
    RollKind,
    Scale,
    State,
    VoteResult,
)
from registry.decisions.services import decisions, positions, resolutions, votes
from registry.decisions.wording import explain
from registry.errors import InvalidInput, NotFound, RuleBroken
from registry.partners.rules.partners import Status
from registry.partners.services import status
from registry.records.queries import records
from registry.teams.rules import Tier
from registry.teams.services import memberships
from tests.acts import with_act
from tests.decisions.making import ACT, ON, at, close, make_partners, open_one, result, say, say_all
from tests.factories import (
    BY_AND_WHEN,
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_partner,
    make_representative,
    make_seat,
    make_team,
    make_user,
    seat_member,
)

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def team(session):
    with unit_of_work():
        made = make_team()
        make_partners(made, 3)
    return made


@pytest.fixture
def decision(team):
    with unit_of_work():
        return open_one(team)


# -- the roll ----------------------------------------------------------------------------------------


def counted(team, on=ON):
    """Names on the roll of the whole team, with whether they count."""
    possible = rolls.possible_roll(team, None, RollKind.ORGANIZATION, on=on)
    return {candidate.name: candidate.is_counted for candidate in possible.candidates}


def test_anchors_count_associates_are_heard_apart_and_observers_only_read(session):
    with unit_of_work():
        team = make_team()
        for name, tier in (("A", Tier.ANCHOR), ("B", Tier.ASSOCIATE), ("C", Tier.OBSERVER), ("D", None)):
            make_partner(team, name, tier=tier, status=Status.PARTNER)
    assert counted(team) == {"A": True, "B": False}


def test_a_tier_of_a_coming_day_has_no_voice_before_it(session):
    with unit_of_work():
        team = make_team()
        partner = make_partner(team, "A", tier=Tier.OBSERVER, status=Status.PARTNER)
        status.set_tier(partner, tier=Tier.ANCHOR, effective_on=dt.date(2026, 12, 1), **WHO_AND_WHEN)
    assert counted(team) == {}
    assert counted(team, dt.date(2026, 12, 1)) == {"A": True}


def test_who_has_withdrawn_or_is_still_joining_has_no_voice(session):
    with unit_of_work():
        team = make_team()
        make_partner(team, "A", status=Status.WITHDRAWN)
        make_partner(team, "B", status=Status.JOINING)
    assert counted(team) == {}


def test_a_roll_by_seat_has_the_seats_that_are_held_and_names_the_vacant(team):
    with unit_of_work():
        committee = make_committee(team)
        seat_member(make_seat(committee, label_en="Primary care"), make_user(name="Ida Moss"))
        make_seat(committee, label_en="Patients", sector="Patients")
    possible = rolls.possible_roll(team, committee, RollKind.SEAT, on=ON)
    assert [candidate.name for candidate in possible.candidates] == ["Primary care (Ida Moss)"]
    assert possible.vacant == ["Patients"]


def test_a_decision_without_a_voice_that_counts_is_refused(team):
    with unit_of_work(), pytest.raises(RuleBroken, match="needs a roll"):
        open_one(team, roll=[])


def test_the_quorum_is_everyone_who_counts_unless_said_otherwise(decision):
    assert decision.quorum == 3


def test_what_was_frozen_stays_when_a_tier_changes(decision):
    with unit_of_work():
        status.set_tier(decision.voices[0].partner, tier=Tier.OBSERVER, effective_on=ON, **WHO_AND_WHEN)
    assert [voice.is_counted for voice in decision.voices] == [True, True, True]


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
        confirmed = positions.confirm_position(decision.voices[0], seen=1, **ACT)
    assert (confirmed.confirms_id, confirmed.level, confirmed.channel) == (relayed.id, 2, "online")


def test_what_is_the_voices_own_needs_no_confirming(decision):
    with unit_of_work():
        say(decision.voices[0], at(2))
    with unit_of_work(), pytest.raises(RuleBroken, match="nothing to confirm"):
        positions.confirm_position(decision.voices[0], seen=1, **ACT)


def relay(decision, given, **said):
    """Enter what the first voice said by phone."""
    how = {"channel": Channel.PHONE, "said_by": "Ida Moss", "said_on": ON, "seen": 0}
    return positions.relay_position(decision.voices[0], given, **(how | said), **ACT)


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


def meet(decision, given, **said):
    """Enter what voices said in the meeting."""
    latest = {position.voice_id: position.number for position in decision.present_round.positions}
    how = {"met_on": ON, "attendance": "Guests", "seen": latest}
    return positions.enter_meeting(decision, given=given, **(how | said), **ACT)


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
    positions.enter_plain_agreement(decision, met_on=ON, attendance="", present_voices=present, seen=0, **ACT)


def test_a_plain_agreement_is_told_as_one_and_drawn_at_no_level(decision):
    with unit_of_work():
        agree(decision, decision.voices)
        close(decision)
        decisions.open_round(decision, question="Again?", **ACT)
    first = decision_queries.result_on(decision.rounds[0], ON)
    moved = movement.movement_of(decision)
    assert explain(first) == ["Consensus: all 3 who were present plainly agreed."]
    assert [words for words, _y in moved.lines][:2] == ["Plainly agree", "Level 1"]


def test_a_round_that_is_open_is_not_yet_without_consensus(decision):
    assert explain(result(decision), is_open=True)[0] == "Open: no consensus yet."
    assert explain(result(decision))[0] == "No consensus."


def test_who_has_no_role_in_the_team_any_more_speaks_for_nobody(decision):
    with unit_of_work():
        user = make_representative(decision.voices[0].partner)
        assert [one.user.id for one in access.speakers_of(decision, ON)] == [user.id]
        memberships.end_role(decision.team, user.id, **WHO_AND_WHEN)
    assert access.speakers_of(decision, ON) == []


def test_who_was_absent_from_a_plain_agreement_does_not_support(decision):
    with unit_of_work():
        agree(decision, decision.voices[:2])
    assert not result(decision).is_consensus


# -- rounds ------------------------------------------------------------------------------------------


def test_a_round_in_which_all_support_closes_with_consensus(decision):
    with unit_of_work():
        say_all(decision, at(1), at(2), at(4))
        close(decision)
    assert decision.state is State.CONSENSUS


def test_the_result_names_who_is_in_the_way_and_what_is_owed(decision):
    with unit_of_work():
        meet(decision, {voice.id: at(5) for voice in decision.voices[:1]})
    name = decision.voices[0].name
    assert f"{name} is at 5 and must still say what information it needs." in explain(result(decision))


def test_closing_without_those_who_gave_nothing_takes_a_persons_word(decision):
    with unit_of_work():
        say(decision.voices[0], at(1))
    with unit_of_work(), pytest.raises(RuleBroken) as refused:
        close(decision)
    assert refused.value.field == "confirm"


def test_the_word_of_who_closes_is_kept(decision):
    with unit_of_work():
        say(decision.voices[0], at(1))
        silent = decisions.left_without(decision, ON)
        closing = close(decision, without=silent)
    assert (closing.is_consensus, closing.without) == (False, silent)


def test_a_voice_that_is_with_its_board_keeps_the_round_open(decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), Given(Mark.PENDING, until=ON))
    with unit_of_work(), pytest.raises(RuleBroken, match="still with its board"):
        close(decision)


def test_who_closes_without_having_seen_the_last_position_is_told(decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
    with unit_of_work(), pytest.raises(RuleBroken, match="meanwhile"):
        close(decision, seen=2)


def test_no_position_is_taken_after_closing(decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
        close(decision)
    with unit_of_work(), pytest.raises(RuleBroken, match="No round is open"):
        say(decision.voices[0], at(6, reason="Too late"))


def two_rounds(decision):
    """A round with one at 5, then one with all at 2 or better, on an amended question."""
    say_all(decision, at(5, need="The cost"), at(2), at(1))
    close(decision)
    decisions.open_round(decision, question="Shall we, for $900 at most?", **ACT)
    say_all(decision, at(2), at(2), at(1))
    close(decision)


def test_a_next_round_amends_the_question_and_asks_everyone_again(decision):
    with unit_of_work():
        two_rounds(decision)
    assert decision.state is State.CONSENSUS
    assert [each.question for each in decision.rounds][1] == "Shall we, for $900 at most?"


def test_the_movement_between_rounds_is_counted(decision):
    with unit_of_work():
        two_rounds(decision)
    moved = movement.movement_of(decision)
    assert sorted((stop.count, stop.y) for stop in moved.stops) == [
        (1, moved.y_of(1)),
        (1, moved.y_of(1)),
        (1, moved.y_of(2)),
        (1, moved.y_of(5)),
        (2, moved.y_of(2)),
    ]
    assert sum(flow.is_better for flow in moved.flows) == 1


def test_what_was_raised_is_listed_and_answered(decision):
    with unit_of_work():
        say_all(
            decision, at(5, need="The cost"), at(3, reason="Nights"), at(6, reason="No", proposal="Later")
        )
        positions.answer_point(decision.present_round.positions[0], text="At most $900", **BY_AND_WHEN)
    raised = open_points.points_of(decision)
    assert [(point.kind.value, point.text) for point in raised] == [
        ("objection", "No"),
        ("proposal", "Later"),
        ("reservation", "Nights"),
        ("need", "The cost"),
    ]
    assert [answer.text for answer in raised[-1].answers] == ["At most $900"]


# -- positions after their day ---------------------------------------------------------------------

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
        positions.confirm_position(decision.voices[0], seen=1, **with_act({"on": LATER}, ACT["act"]))
    assert late_after(decision) is None


def test_what_a_meeting_says_is_not_late(team):
    with unit_of_work():
        decision = open_one(team, closes_on=ON)
        given = {voice.id: at(2) for voice in decision.voices}
        positions.enter_meeting(
            decision, met_on=LATER, attendance="", given=given, seen={}, **with_act({"on": LATER}, ACT["act"])
        )
    assert late_after(decision) is None


# -- votes -------------------------------------------------------------------------------------------


@pytest.fixture
def blocked(decision):
    with unit_of_work():
        say_all(decision, at(1), at(2), at(6, reason="No"))
        close(decision)
    return decision


def test_a_vote_needs_efforts_that_are_told(blocked):
    with unit_of_work(), pytest.raises(RuleBroken) as refused:
        votes.open_vote(blocked, efforts="", pass_rule=PassRule.MAJORITY_CAST, **BY_AND_WHEN)
    assert refused.value.field == "efforts"


def test_a_vote_has_no_default_for_when_it_passes(blocked):
    with unit_of_work(), pytest.raises(InvalidInput) as refused:
        votes.open_vote(blocked, efforts="Two talks", pass_rule=None, **BY_AND_WHEN)
    assert refused.value.field == "pass_rule"


def test_a_vote_cannot_open_while_a_round_is(decision):
    with unit_of_work(), pytest.raises(RuleBroken, match="only after a closed round"):
        votes.open_vote(decision, efforts="None", pass_rule=PassRule.MAJORITY_CAST, **BY_AND_WHEN)


def vote(decision, *ballots):
    """Vote for each voice in turn, and close."""
    votes.open_vote(decision, efforts="Two talks", pass_rule=PassRule.TWO_THIRDS_ROLL, **BY_AND_WHEN)
    for voice, ballot in zip(decision.voices, ballots, strict=True):
        votes.cast_ballot(voice, ballot, seen=0, **BY_AND_WHEN)
    votes.close_vote(decision, seen=len(decision.vote.ballots), **BY_AND_WHEN)


@pytest.mark.parametrize(
    ("second", "outcome"), [(Ballot.FOR, Outcome.ADOPTED), (Ballot.ABSTAINS, Outcome.REJECTED)]
)
def test_a_vote_decides_by_the_rule_it_opened_with(blocked, second, outcome):
    with unit_of_work():
        vote(blocked, Ballot.FOR, second, Ballot.AGAINST)
        resolution = resolutions.record_decision(blocked, text="So it is.", decided_on=ON, **ACT)
    assert resolution.outcome is outcome


def open_vote(decision):
    return votes.open_vote(decision, efforts="Two talks", pass_rule=PassRule.MAJORITY_CAST, **BY_AND_WHEN)


def test_a_vote_without_a_ballot_is_not_held_and_says_nothing_against(blocked):
    with unit_of_work():
        open_vote(blocked)
        vote = votes.close_vote(blocked, seen=0, **BY_AND_WHEN)
    assert (vote.result, vote.has_passed, blocked.state) == (VoteResult.NOT_HELD, None, State.NOT_HELD)
    with unit_of_work(), pytest.raises(RuleBroken, match="nothing to record"):
        resolutions.record_decision(blocked, text="Refused.", decided_on=ON, **ACT)


@pytest.mark.parametrize(
    ("ballots", "result"),
    [
        ([Ballot.AGAINST], VoteResult.NOT_HELD),
        ([Ballot.FOR], VoteResult.NOT_HELD),
        ([Ballot.FOR, Ballot.ABSTAINS], VoteResult.PASSED),
        ([Ballot.AGAINST, Ballot.ABSTAINS], VoteResult.NOT_PASSED),
    ],
)
def test_a_vote_needs_ballots_of_more_than_half_of_the_roll_abstentions_among_them(blocked, ballots, result):
    with unit_of_work():
        open_vote(blocked)
        cast = dict(zip([voice.id for voice in blocked.voices], ballots, strict=False))
        votes.enter_ballots(blocked, cast, seen=0, **BY_AND_WHEN)
        vote = votes.close_vote(blocked, seen=len(ballots), **BY_AND_WHEN)
    assert (vote.quorum, vote.result) == (2, result)


def test_a_vote_that_was_not_held_is_held_again_and_stays_to_be_seen(blocked):
    with unit_of_work():
        open_vote(blocked)
        votes.close_vote(blocked, seen=0, **BY_AND_WHEN)
        open_vote(blocked)
        votes.enter_ballots(
            blocked, {voice.id: Ballot.FOR for voice in blocked.voices}, seen=0, **BY_AND_WHEN
        )
        votes.close_vote(blocked, seen=3, **BY_AND_WHEN)
    assert [each.vote.result for each in decision_queries.held(blocked)] == [
        VoteResult.PASSED,
        VoteResult.NOT_HELD,
    ]
    assert blocked.state is State.VOTED


def test_a_round_that_follows_a_vote_can_lead_to_another_vote(blocked):
    with unit_of_work():
        vote(blocked, Ballot.AGAINST, Ballot.AGAINST, Ballot.AGAINST)
        decisions.open_round(blocked, question="And with one line?", **ACT)
        assert decision_queries.present_vote(blocked) is None
        say_all(blocked, at(1), at(2), at(6, reason="No"))
        close(blocked)
        again = open_vote(blocked)
    assert (decision_queries.present_vote(blocked), len(blocked.votes)) == (again, 2)


def test_no_vote_is_closed_twice(blocked):
    with unit_of_work():
        open_vote(blocked)
        votes.close_vote(blocked, seen=0, **BY_AND_WHEN)
    with unit_of_work(), pytest.raises(RuleBroken, match="no open vote"):
        votes.close_vote(blocked, seen=0, **BY_AND_WHEN)


def test_a_voice_heard_apart_does_not_vote(team):
    with unit_of_work():
        apart = make_partner(team, "Apart", tier=Tier.ASSOCIATE, status=Status.PARTNER)
        decision = open_one(team)
        voice = next(voice for voice in decision.voices if voice.partner_id == apart.id)
        say_all(decision, at(6, reason="No"), *[at(1)] * 3)
        close(decision)
        votes.open_vote(decision, efforts="Talks", pass_rule=PassRule.MAJORITY_CAST, **BY_AND_WHEN)
    with unit_of_work(), pytest.raises(RuleBroken, match="does not vote"):
        votes.cast_ballot(voice, Ballot.FOR, seen=0, **BY_AND_WHEN)


# -- what is decided ---------------------------------------------------------------------------------


def test_a_decision_is_recorded_in_each_language_of_the_team(decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
        close(decision)
        resolutions.record_decision(decision, text="We run one line.", decided_on=ON, **ACT)
    made = records.orders_about(decision_models.subject_of(decision))
    assert [(order.language, order.confidential) for order in made] == [("en", False), ("fr", False)]


def test_nothing_is_recorded_before_there_is_a_result(decision):
    with unit_of_work(), pytest.raises(RuleBroken, match="nothing to record"):
        resolutions.record_decision(decision, text="So", decided_on=ON, **ACT)


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_of_a_decision_is_neither_before_it_opened_nor_ahead(decision, days):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
        close(decision)
    with unit_of_work(), pytest.raises(RuleBroken) as refused:
        resolutions.record_decision(decision, text="So", decided_on=ON + dt.timedelta(days=days), **ACT)
    assert refused.value.field == "decided_on"


def test_who_stands_aside_on_the_agreement_scale_carries_nothing_out(team):
    with unit_of_work():
        decision = open_one(team, scale=Scale.AGREEMENT, threshold=5)
        say_all(decision, at(1), at(1), at(5))
        close(decision)
    aside = decision.voices[2]
    task = decision_rules.TaskLine(aside.name, "Do it", partner_id=aside.partner_id)
    assert resolutions.standing_aside(decision) == [aside]
    with unit_of_work(), pytest.raises(RuleBroken, match="stands aside"):
        resolutions.record_decision(decision, text="So", decided_on=ON, tasks=[task], **ACT)


def carried_out(decision):
    """Record the decision with one task for the first voice's organization."""
    first = decision.voices[0]
    say_all(decision, at(1), at(1), at(1))
    close(decision)
    task = decision_rules.TaskLine(first.name, "Hire", ON + dt.timedelta(days=9), first.partner_id)
    return resolutions.record_decision(decision, text="So", decided_on=ON, tasks=[task], **ACT).tasks[0]


def test_what_an_organization_carries_out_is_found_until_it_is_done(decision):
    with unit_of_work():
        task = carried_out(decision)
    assert decision_queries.carried_out_by(task.partner_id) == [task]
    with unit_of_work():
        resolutions.note_carrying_out(task, text="Hired", is_done=True, noted_on=ON, **ACT)
    assert decision_queries.carried_out_by(task.partner_id) == []


def test_open_decisions_of_an_organization_are_found(decision):
    partner_id = decision.voices[0].partner_id
    assert decision_queries.open_for_partner(partner_id) == [decision]
    with unit_of_work():
        decisions.set_aside(decision, reason="Overtaken", **ACT)
    assert decision_queries.open_for_partner(partner_id) == []


# -- who may read ------------------------------------------------------------------------------------


def readable(decision, user):
    """Whether a person finds a decision."""
    try:
        decision_queries.decision_of(decision.team_id, decision.id, user_id=user.id, on=ON)
    except NotFound:
        return False
    return True


@pytest.fixture
def for_roll(team):
    with unit_of_work():
        return open_one(team, audience=Audience.ROLL)


def test_a_decision_for_its_roll_is_not_read_by_a_coordinator_as_such(for_roll):
    with unit_of_work():
        user = make_coordinator(for_roll.team)
    assert not readable(for_roll, user)
    assert decision_queries.decisions_page(for_roll.team_id, user_id=user.id, on=ON).decisions == []


def test_a_decision_for_its_roll_is_read_by_who_speaks_for_a_voice(for_roll):
    with unit_of_work():
        user = make_representative(for_roll.voices[0].partner)
    assert readable(for_roll, user)


def test_a_decision_for_its_roll_is_read_by_the_readers_it_names(team):
    with unit_of_work():
        user = make_coordinator(team)
        decision = open_one(team, audience=Audience.ROLL, named_readers=[user.id])
    assert readable(decision, user)


def test_a_decision_of_seats_is_read_by_who_holds_them_and_not_by_their_organization(team):
    with unit_of_work():
        committee = make_committee(team)
        partner = make_partners(team, 1)[0]
        sits = seat_member(make_seat(committee, partner))
        colleague = make_representative(partner)
        possible = rolls.possible_roll(team, committee, RollKind.SEAT, on=ON)
        decision = open_one(
            team,
            committee=committee,
            roll_kind=RollKind.SEAT,
            roll=possible.candidates,
            audience=Audience.ROLL,
        )
    assert readable(decision, sits)
    assert not readable(decision, colleague)


def test_a_decision_of_another_team_is_not_found(decision):
    with unit_of_work():
        user = make_coordinator(make_team())
    with pytest.raises(NotFound):
        decision_queries.decision_of(decision.team_id + 1, decision.id, user_id=user.id, on=ON)


def test_those_who_speak_for_a_voice_are_asked_by_mail(team, mailbox, work):
    with unit_of_work():
        partner = make_partners(team, 1)[0]
        make_representative(partner, email="ida@example.org")
        open_one(team)
    work()
    assert "Your position is asked for" in mailbox.last("ida@example.org")["Subject"]


def test_who_has_not_answered_is_reminded_once_two_days_before(team, mailbox, work, stopped_clock):
    with unit_of_work():
        make_representative(make_partners(team, 1)[0], email="ida@example.org")
        open_one(team, closes_on=ON + dt.timedelta(days=4))
    stopped_clock.pass_by(days=2)
    work()
    work()
    subjects = [mail["Subject"] for mail in mailbox.to("ida@example.org")]
    assert sum("Reminder" in subject for subject in subjects) == 1
